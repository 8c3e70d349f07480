"""A simulation as people read it: moment by moment, with the clocks, who is told, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain import clocks
from domain.changes import apply, rebuilt
from domain.clocks import TargetClock
from domain.events import (
    Acknowledged,
    AgentReplied,
    ClockBreached,
    ClockWarned,
    Event,
    Outcome,
)
from domain.explanation import sentence
from domain.hours import BusinessHours
from domain.ledger import Entry
from domain.moves import Wait, next_move
from domain.relay_events import CustomerTold, NotificationReported, TeamNotified, TicketHandedOver
from domain.ticket import Ticket
from domain.vocabulary import ClockState, Status, Target
from rulebook.simulating.simulation import Simulation

THE_CUSTOMER: Final = "the customer"
RULE_BEGINS: Final = ", by the rule “"


@dataclass(frozen=True, slots=True)
class Moment:
    """One event, in words, and how the ticket stood after it."""

    number: int
    at: datetime
    kind: str
    said: str
    why: str  # "policy v2: rule", or "" where no rule decided
    told: tuple[str, ...]  # who hears of it
    status: Status
    team: str | None
    assignee: str | None
    event: Event


@dataclass(frozen=True, slots=True)
class ClockBar:
    """One cycle of one clock. `due_at` is None for one that stands still."""

    target: Target
    cycle: int
    state: ClockState
    budget: timedelta
    used: timedelta
    began: datetime
    ended: datetime | None  # when the promise was kept; None while it is owed
    due_at: datetime | None
    pauses: tuple[tuple[datetime, datetime | None], ...]
    warned: tuple[datetime, ...]
    broke: datetime | None


@dataclass(frozen=True, slots=True)
class NotDone:
    """Something that somebody tried and the ticket refused."""

    at: datetime
    what: str
    why: str
    code: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole simulation in words."""

    moments: tuple[Moment, ...]
    clocks: tuple[ClockBar, ...]
    refused: tuple[NotDone, ...]
    looks_again: datetime | None  # when the desk would next do something by itself


def timeline_of(simulation: Simulation) -> Timeline:
    """What a simulation came to. Pure."""
    story, until = simulation.enacted.story, simulation.until
    move = next_move(story.ticket, story.policy, story.staffing, until)
    refused = tuple(
        NotDone(one.done.at, one.done.what.kind, one.why.sentence, one.why.code)
        for one in simulation.enacted.refused
    )
    return Timeline(
        moments=tuple(_moments(simulation.enacted.entries)),
        clocks=tuple(_bars(simulation)),
        refused=refused,
        looks_again=move.until if isinstance(move, Wait) else None,
    )


def _moments(entries: tuple[Entry, ...]) -> Iterator[Moment]:
    for entry, ticket in _lived(entries):
        event = entry.event
        because = event.because
        yield Moment(
            number=entry.sequence,
            at=event.at,
            kind=event.kind,
            said=f"{sentence(entry).partition(RULE_BEGINS)[0].rstrip('.')}.",
            why=f"{because.policy} v{because.version}: {because.rule}" if because else "",
            told=_told(event),
            status=ticket.status,
            team=ticket.team,
            assignee=ticket.assignee,
            event=event,
        )


def _lived(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, Ticket]]:
    """Each entry with the ticket after it."""
    if not entries:
        return
    ticket = rebuilt(entries[0].ticket_id, [entries[0].event])
    yield entries[0], ticket
    for entry in entries[1:]:
        ticket = apply(ticket, entry.event)
        yield entry, ticket


def _told(event: Event) -> tuple[str, ...]:
    """Who hears of it; by which ways, where that is known."""
    match event:
        case Acknowledged() | CustomerTold() | AgentReplied():
            return (THE_CUSTOMER,)
        case TeamNotified(agents=agents) | TicketHandedOver(told=agents):
            return agents
        case NotificationReported(reached=reached):
            ways: dict[str, list[str]] = {}
            for one in reached:
                ways.setdefault(one.agent, []).append(one.way)
            return tuple(f"{agent} ({', '.join(by)})" for agent, by in ways.items())
        case _:
            return ()


def _bars(simulation: Simulation) -> Iterator[ClockBar]:
    """Every clock that ever ran, as it stood last."""
    last: dict[tuple[Target, datetime], TargetClock] = {}
    warned: dict[tuple[Target, datetime], list[datetime]] = {}
    broke: dict[tuple[Target, datetime], datetime] = {}
    for entry, ticket in _lived(simulation.enacted.entries):
        # A clock that was taken up again goes on: its cycles have their start in common.
        last.update(((clock.target, clock.started_at), clock) for clock in ticket.clocks)
        if isinstance(entry.event, ClockWarned | ClockBreached):
            clock = ticket.clock(entry.event.target)
            key = (entry.event.target, clock.started_at if clock else ticket.opened_at)
            if isinstance(entry.event, ClockWarned):
                warned.setdefault(key, []).append(entry.event.at)
            else:
                broke[key] = entry.event.at
    hours = simulation.enacted.story.policy.calendar.hours()
    for key, clock in sorted(last.items(), key=lambda one: (one[1].started_at, one[0])):
        yield _bar(clock, hours, simulation.until, tuple(warned.get(key, ())), broke.get(key))


def _bar(
    clock: TargetClock,
    hours: BusinessHours,
    until: datetime,
    warned: tuple[datetime, ...],
    broke: datetime | None,
) -> ClockBar:
    return ClockBar(
        target=clock.target,
        cycle=clock.cycle,
        state=clock.state,
        budget=clock.budget,
        used=clocks.used(clock, hours, until),
        began=clock.started_at,
        ended=clock.stopped_at,
        due_at=broke or clocks.due(clock, hours),
        pauses=tuple((pause.began, pause.ended) for pause in clock.pauses),
        warned=warned,
        broke=broke,
    )


def is_an_outcome(event: Event) -> bool:
    """Whether it only tells what became of something that was set off."""
    return isinstance(event, Outcome)
