"""On which accounts people are known, and what the desk says of these accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol

from domain.arrivals import Sender
from domain.facts import Via
from domain.preferences import NO_PREFERENCES, NewPreferences, Preferences, QuietHours

LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person is known on an account: their id there, and when they last wrote by it."""

    via: Via
    recipient: str = field(repr=False)
    wrote_at: datetime | None = None
    blocked: bool = False
    told: Sender | None = field(default=None, repr=False, compare=False)  # of themselves, there


@dataclass(frozen=True, slots=True)
class Fallback:
    """Another account, or any of a channel where `account` is None."""

    channel: str
    account: str | None = None

    def fits(self, via: Via) -> bool:
        """Whether an account is meant."""
        return via.channel == self.channel and self.account in (None, via.account)


@dataclass(frozen=True, slots=True)
class AccountRule:
    """What the desk says of one of its accounts."""

    template: str = ""  # that goes out where the window is closed
    fall_back: tuple[Fallback, ...] = ()
    quiet_hours: QuietHours | None = None


NO_RULE: Final = AccountRule()


def best_contacts(contacts: Sequence[Contact], answered: str = "") -> Mapping[Via, Contact]:
    """Of several names of a person on one account the one that wrote what is answered, or last."""

    def rank(one: Contact) -> tuple[bool, bool, datetime]:
        return one.recipient == answered, not one.blocked, one.wrote_at or LONG_AGO

    return {one.via: one for one in sorted(contacts, key=rank)}


class Reach(Protocol):
    """How the people of one region can be reached, and how they want to be."""

    async def contacts(self, customer_id: str) -> Sequence[Contact]:
        """On which accounts a person is known, by all customers that are one with this one."""
        ...

    async def preferences(self, customer_id: str) -> Preferences:
        """What the customer wants, else what another one that is the same person wants."""
        ...

    async def own_preferences(self, customer_id: str) -> Preferences:
        """What the customer said themselves; of no other one, whoever is the same person."""
        ...

    async def prefer(self, wanted: NewPreferences) -> None:
        """Keep them in place of those that stand there. Raises Missing, and Erased."""
        ...


class NobodyKnown:
    """The port `Reach` of who knows nobody."""

    async def contacts(self, customer_id: str) -> Sequence[Contact]:
        """As the Protocol says."""
        return ()

    async def preferences(self, customer_id: str) -> Preferences:
        """As the Protocol says."""
        return NO_PREFERENCES

    async def own_preferences(self, customer_id: str) -> Preferences:
        """As the Protocol says."""
        return NO_PREFERENCES

    async def prefer(self, wanted: NewPreferences) -> None:
        """As the Protocol says."""


class HouseRules(Protocol):
    """What the desk says of its accounts, and by which clocks it thinks that people live."""

    def of(self, via: Via) -> AccountRule:
        """Of one account; an empty rule for one that it does not have."""
        ...

    def default(self) -> Via | None:
        """By which account customers are written to where nothing else decides."""
        ...

    def zone(self, told: Sequence[Sender], at: datetime) -> str | None:
        """The IANA name of the zone of somebody who told this of themselves; None: unknown."""
        ...


class NoRules:
    """The port `HouseRules` of a desk that says nothing."""

    def of(self, via: Via) -> AccountRule:
        """As the Protocol says."""
        return NO_RULE

    def default(self) -> Via | None:
        """As the Protocol says."""
        return None

    def zone(self, told: Sequence[Sender], at: datetime) -> str | None:
        """As the Protocol says."""
        return None
