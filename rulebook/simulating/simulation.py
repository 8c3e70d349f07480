"""What a desk would make of a ticket: a policy, an opening, and a script of what people do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.arrivals import Opening
from domain.hours import LONGEST_WAIT
from domain.policy import Policy
from domain.vocabulary import Priority, Tier
from rulebook.enacting.enactment import Enactment, Scene, enact
from rulebook.facts import Desk, PolicyRule
from rulebook.freeze import freeze
from rulebook.reading.files import DeskError
from rulebook.reading.names import meant, unknown
from rulebook.simulating.plot import plotted
from rulebook.simulating.script import Script, TicketPart

TICKET: Final = "simulated"
CUSTOMER: Final = "customer"
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of what ticket somebody wants to know; what is None stands in the script, or is as usual."""

    policy: str | None = None
    region: str | None = None
    tier: Tier | None = None
    priority: Priority | None = None
    channel: str | None = None
    topic: str | None = None
    language: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Supposed:
    """The ticket that is supposed."""

    region: str
    tier: Tier
    priority: Priority
    channel: str
    account: str
    topic: str | None
    language: str
    location: str | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """What was supposed, and what became of it."""

    desk: Desk
    supposed: Supposed
    policy: Policy
    opened: datetime
    until: datetime
    loads: Mapping[str, int]
    enacted: Enactment

    @property
    def zone(self) -> ZoneInfo:
        """On whose wall clock it is told: the ticket's region's."""
        region = self.desk.regions[self.supposed.region]
        return ZoneInfo(self.desk.calendars[region.calendar].zone)


def simulate(
    desk: Desk,
    script: Script,
    wanted: Wanted,
    *,
    opens: datetime | None = None,
    until: datetime | timedelta | None = None,
) -> Simulation:
    """Let a ticket live by a script. Pure: nothing is sent, written or asked.

    Without `until` it is watched for a day after the last thing that happens by the script.
    Raises DeskError with a sentence for what the desk does not know or the script leaves open.
    """
    said = script.says
    opened = opens or said.opens
    if opened is None:
        raise DeskError(["say when the ticket opens: with --at, or as `opens` in the script"])
    opened = opened.astimezone(UTC)
    supposed = _supposed(desk, wanted, said.ticket)
    policy = _policy(desk, supposed, wanted, opened)
    opening = Opening(
        channel=supposed.channel,
        account=supposed.account,
        customer_id=CUSTOMER,
        accepted_at=opened,
        region_reason="supposed",
        priority=supposed.priority,
        tier=supposed.tier,
        topic=supposed.topic,
    )
    plot = plotted(desk, script, opening, supposed.language, supposed.location)
    end = _until(until, opened, plot.last)
    scene = Scene(TICKET, supposed.region, opening, policy, plot.done, end)
    enacted = enact(scene, plot.world(supposed.region))
    return Simulation(desk, supposed, policy, opened, end, said.loads, enacted)


def _until(wanted: datetime | timedelta | None, opened: datetime, last: datetime) -> datetime:
    if wanted is None:
        wanted = last + A_DAY
    end = opened + wanted if isinstance(wanted, timedelta) else wanted.astimezone(UTC)
    if end <= opened:
        raise DeskError([f"until: the ticket opens only then, at {opened:%Y-%m-%d %H:%M} UTC"])
    if end - opened > LONGEST_WAIT:
        raise DeskError(["until: a ticket can be watched for 400 days at most"])
    return end


def _supposed(desk: Desk, wanted: Wanted, said: TicketPart) -> Supposed:
    rule = _named(desk, wanted.policy) if wanted.policy else None
    asked = {one.name: getattr(wanted, one.name) for one in fields(Wanted)}
    usual = {name: values[0] for name, values in rule.applies_to.items()} if rule else {}

    def fact(name: str) -> str | None:
        found = asked[name] or getattr(said, name) or usual.get(name)
        return None if found is None else str(found)

    region = fact("region") or desk.default_region
    topics = [one.name for one in desk.topics]
    strangers = [unknown("region", region, desk.regions)]
    strangers += [unknown("topic", fact("topic") or "", topics)] if fact("topic") else []
    if any(strangers):
        raise DeskError(stranger for stranger in strangers if stranger)
    channel = fact("channel") or desk.accounts[0].channel
    accounts = [one for one in desk.accounts if one.channel == channel]
    if not accounts:
        known = sorted({one.channel for one in desk.accounts})
        raise DeskError([f"no account has the channel '{channel}'; {meant(channel, known)}"])
    account = min(accounts, key=lambda one: one.region != region)
    return Supposed(
        region=region,
        tier=Tier(fact("tier") or Tier.STANDARD),
        priority=Priority(fact("priority") or Priority.NORMAL),
        channel=channel,
        account=account.account,
        topic=fact("topic"),
        language=fact("language") or desk.regions[region].languages[0],
        location=fact("location"),
    )


def _named(desk: Desk, name: str) -> PolicyRule:
    names = {rule.name: rule for rule in desk.policies}
    if name in names:
        return names[name]
    raise DeskError([f"there is no policy '{name}'; {meant(name, sorted(names))}"])


def _policy(desk: Desk, supposed: Supposed, wanted: Wanted, opened: datetime) -> Policy:
    """What the desk would freeze for the ticket, which has to be the policy that was asked for."""
    policy = freeze(
        desk,
        region=supposed.region,
        tier=supposed.tier,
        priority=supposed.priority,
        channel=supposed.channel,
        at=opened,
    )
    if wanted.policy not in (None, policy.reference.name):
        facts = ", ".join(f"{name} {value}" for name, value in _facts(supposed))
        raise DeskError(
            [
                f"a ticket with {facts} opens under '{policy.reference.name}', "
                f"not under '{wanted.policy}'; suppose facts that '{wanted.policy}' is for"
            ]
        )
    return policy


def _facts(supposed: Supposed) -> Iterator[tuple[str, str]]:
    for name in ("region", "tier", "priority", "channel"):
        yield name, str(getattr(supposed, name))
