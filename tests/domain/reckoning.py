"""A second, slow opinion on when promises are broken: it counts the open minutes of a ledger.

It shares with the rules only the ticket's status after each event. Whatever people do must fall on
whole minutes, and budgets must be whole minutes.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.changes import apply, rebuilt
from domain.events import AgentReplied, Event, MessageReceived, TicketSolved
from domain.policy import Calendar, Policy
from domain.spans import Span
from domain.vocabulary import Status, Target
from tests.domain import oracle
from tests.domain.building import DAY, MINUTE, OFFICE, ROUND_THE_CLOCK

LONGEST = 64 * DAY
FOREVER = datetime.max.replace(tzinfo=UTC)
BERLIN = Calendar("berlin", "Europe/Berlin", {str(d): (("09:00", "17:00"),) for d in range(5)})
KOLKATA = Calendar(
    "kolkata", "Asia/Kolkata", {str(d): (("10:00", "13:30"), ("14:30", "19:00")) for d in range(6)}
)
CALENDARS = MappingProxyType(
    {each.name: each for each in (ROUND_THE_CLOCK, OFFICE, BERLIN, KOLKATA)}
)
RESTING = (Status.SOLVED, Status.CLOSED)


@dataclass(frozen=True)
class Moment:
    """When what people did, and how the ticket stood after it."""

    at: datetime
    event: Event
    status: Status


def breaches(
    events: Sequence[Event], policy: Policy, until: datetime
) -> list[tuple[Target, datetime]]:
    """Every promise that was broken by `until`, and when."""
    moments = list(_moments(events))
    opened = moments[0].at
    minutes = _open_minutes(policy.calendar.name, opened.date())
    broken = [
        (target, at)
        for target, spans in _promised(moments, policy)
        if (at := _spent(list(_running(spans, moments, policy, until)), policy, target, minutes))
        and at <= until
    ]
    return sorted(broken)


def _moments(events: Sequence[Event]) -> Iterator[Moment]:
    ticket = rebuilt("eu-1", events[:1])
    yield Moment(events[0].at, events[0], ticket.status)
    for event in events[1:]:
        before, ticket = ticket, apply(ticket, event)
        is_told = isinstance(event, AgentReplied | MessageReceived | TicketSolved)
        if is_told or ticket.status is not before.status:
            yield Moment(event.at, event, ticket.status)


def _promised(moments: list[Moment], policy: Policy) -> Iterator[tuple[Target, list[Span]]]:
    """Each promise with the stretches of time in which it is owed, the last one open."""
    wanted = set(policy.targets)
    replies = [one.at for one in moments if isinstance(one.event, AgentReplied)]
    if Target.FIRST_REPLY in wanted:
        yield Target.FIRST_REPLY, [(moments[0].at, replies[0] if replies else FOREVER)]
    if Target.NEXT_REPLY in wanted:
        for cycle in _cycles(moments):
            yield Target.NEXT_REPLY, [cycle]
    if Target.SOLVE in wanted:
        yield Target.SOLVE, list(_until_solved(moments))


def _cycles(moments: list[Moment]) -> Iterator[Span]:
    """From the first message after an answer to the next answer."""
    asked: datetime | None = None
    answered = False
    for one in moments:
        if isinstance(one.event, AgentReplied):
            if asked is not None:
                yield asked, one.at
            asked, answered = None, True
        elif isinstance(one.event, MessageReceived) and answered:
            asked = asked or one.at
    if asked is not None:
        yield asked, FOREVER


def _until_solved(moments: list[Moment]) -> Iterator[Span]:
    """While it is not solved; time goes on where it stopped when it is taken up again."""
    since: datetime | None = moments[0].at
    for one in moments:
        if one.status in RESTING and since is not None:
            yield since, one.at
            since = None
        elif one.status not in RESTING and since is None:
            since = one.at
    if since is not None:
        yield since, FOREVER


def _running(
    spans: list[Span], moments: list[Moment], policy: Policy, until: datetime
) -> Iterator[Span]:
    """As much of them as the ticket's status lets count. An end at `until` is none."""
    paused = (*policy.pause_while, *RESTING)
    ends = [*(one.at for one in moments[1:]), FOREVER]
    for start, end in spans:
        for one, over in zip(moments, ends, strict=True):
            since, to = max(start, one.at), min(end, over)
            if one.status not in paused and since < to and since <= until:
                yield since, to if to <= until else FOREVER


def _spent(
    running: list[Span], policy: Policy, target: Target, minutes: list[datetime]
) -> datetime | None:
    """When the budget is spent while the promise runs; what ends at that very instant is kept."""
    left = policy.targets[target] // MINUTE
    for since, to in _met(running):
        first = bisect_left(minutes, since)
        worked = minutes[first : bisect_left(minutes, min(to, minutes[-1]))]
        if len(worked) >= max(left, 1):
            at = worked[left - 1] + MINUTE if left else worked[0]
            if at < to:
                return at
        left -= min(left, len(worked))
    return None


def _met(spans: list[Span]) -> Iterator[Span]:
    """Stretches that follow on each other are one."""
    whole: Span | None = None
    for span in spans:
        if whole is not None and whole[1] == span[0]:
            whole = (whole[0], span[1])
            continue
        if whole is not None:
            yield whole
        whole = span
    if whole is not None:
        yield whole


@lru_cache(maxsize=32)
def _open_minutes(name: str, first: date) -> list[datetime]:
    calendar = CALENDARS[name]
    week = {
        int(weekday): [(time.fromisoformat(opens), time.fromisoformat(ends)) for opens, ends in day]
        for weekday, day in calendar.week.items()
    }
    plain = oracle.Calendar(ZoneInfo(calendar.zone), week)
    start = datetime.combine(first, time(0), UTC)
    return sorted(oracle.open_minutes(plain, start, start + LONGEST))
