"""By which ways a customer can be reached now: looked up, for the rules to choose from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from domain.abilities import OnlyHears, SendsFiles, Templates
from domain.channels import Mouths
from domain.contacts import Contact, HouseRules, NobodyKnown, NoRules, Reach, best_contacts
from domain.facts import Via
from domain.persons import Profiles
from domain.preferences import Preferences, hours_for, quiet_until
from domain.reaching import NOTHING, Abilities, Burden, Wanted, Way, way


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a message is for. `sender`: who wrote what it answers, by the platform's name there."""

    customer_id: str
    place: Via  # where they wrote
    sender: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Situation:
    """The ways that there are, as they are at an instant, and what the customer wishes."""

    ways: tuple[Way, ...]
    preferences: Preferences
    default: Via | None  # of their region
    zone: str | None  # that they live by: as they told themselves, or by another account
    at: datetime

    def wanted(self, last: Via, asked: Via | None, *, answers: bool) -> Wanted:
        """Where a message should go that its author, or nobody, sends by a certain account."""
        return Wanted(last, asked, self.preferences.preferred, answers, self.default)

    def quiet_until(self, one: Way, *, unprompted: bool) -> datetime | None:
        """When a message may go out by a way; None: now."""
        usual = one.abilities.rule.quiet_hours if one.abilities else None
        hours = hours_for(self.preferences, usual, unprompted=unprompted)
        return quiet_until(hours, self.at, self.zone)


AbilitiesOf = Callable[[Via], Abilities | None]  # None for an account that is not there


class Pathfinder:
    """Knows by which accounts customers can be reached."""

    def __init__(
        self,
        abilities: AbilitiesOf,
        profiles: Profiles,
        reach: Reach | None = None,
        rules: HouseRules | None = None,
    ) -> None:
        """Without `reach` nobody is known but where they wrote; without `rules` there are none."""
        self._abilities = abilities
        self._profiles = profiles
        self._reach = reach or NobodyKnown()
        self._rules = rules or NoRules()

    async def situation(
        self, addressee: Addressee, now: datetime, burden: Burden = NOTHING
    ) -> Situation:
        """The ways to somebody at an instant, for a message that carries so much."""
        contacts = await self._reach.contacts(addressee.customer_id)
        known = best_contacts(contacts, addressee.sender)
        if not known:  # of whom nothing is known but what they wrote
            known = {addressee.place: Contact(addressee.place, addressee.sender)}
        ways = [way(one, self._abilities(one.via), now, burden) for one in known.values()]
        told = [*await self._profiles.profiles(addressee.customer_id)]
        told += [one.told for one in contacts if one.told and one.told not in told]
        return Situation(
            ways=tuple(ways),
            preferences=await self._reach.preferences(addressee.customer_id),
            default=self._rules.default(),
            zone=self._rules.zone(told, now),
            at=now,
        )


def abilities_of(mouths: Mouths, rules: HouseRules | None) -> AbilitiesOf:
    """What accounts take that are open, with what the desk says of them."""
    said = rules or NoRules()

    def of(via: Via) -> Abilities | None:
        mouth = mouths.of(via.channel, via.account)
        if mouth is None:
            return None
        return Abilities(
            limits=mouth.limits,
            sends_files=isinstance(mouth, SendsFiles) and mouth.sends_files,
            sends_templates=isinstance(mouth, Templates),
            unfit=mouth.unfit if isinstance(mouth, Templates) else None,
            rule=said.of(via),
            only_hears=isinstance(mouth, OnlyHears) and mouth.only_hears,
        )

    return of
