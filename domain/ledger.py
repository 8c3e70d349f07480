"""What is written down of a ticket: its ordered events, and how it stands after them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain import clocks
from domain.clocks import Pause, TargetClock
from domain.events import Event
from domain.hours import BusinessHours
from domain.policy import Policy, PolicyReference
from domain.relay import Expectation, HandOver, Owner
from domain.ticket import Ticket
from domain.vocabulary import ClockState, LanguageReason, Priority, Status, Target, Tier, Tone


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in its place. `sequence` is given when the workflow decides, from 1 without gaps.

    The outcome of a translation or a delivery keeps the place that it was given when that work
    was decided, so a later event may be written before it; outcomes touch no other fact.
    """

    ticket_id: str
    sequence: int
    event: Event


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock as people see it. `left` is what a paused clock has left of its working time."""

    target: Target
    state: ClockState
    due_at: datetime | None
    left: timedelta | None
    warned: bool
    cycle: int
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketView:
    """The ticket as lists and pages show it, without any personal text."""

    id: str
    region: str
    status: Status
    priority: Priority
    topic: str | None
    language: str
    tier: Tier
    channel: str
    account: str
    customer_id: str
    team: str | None
    assignee: str | None
    opened_at: datetime
    updated_at: datetime
    version: int
    policy: PolicyReference
    escalation_level: int
    linked: tuple[str, ...]
    clocks: tuple[ClockView, ...]
    first_message: str
    held_until: datetime | None = None
    merged_into: str | None = None
    rating: int | None = None
    tags: tuple[str, ...] = ()
    handover: HandOver | None = None
    owner: Owner | None = None
    expectation: Expectation | None = None
    called_in: tuple[str, ...] = ()  # teams that a step told of it
    language_reason: LanguageReason | None = None  # what decided in which it is answered
    tone: Tone = Tone.CALM  # in which the desk speaks to the customer
    asks_for_person: bool = False  # the customer, in place of a program

    @property
    def due_at(self) -> datetime | None:
        """When the first of its running clocks runs out; None while none runs."""
        return min((clock.due_at for clock in self.clocks if clock.due_at), default=None)

    @property
    def acknowledge_by(self) -> datetime | None:
        """Until when the team that was handed it is to answer for it; None while nobody is."""
        handover = self.handover
        return handover.acknowledge_by if handover is not None and handover.awaits else None

    @property
    def is_breached(self) -> bool:
        """Whether one of its promises was broken, even where it was kept later."""
        return any(clock.state is ClockState.BREACHED for clock in self.clocks)


@dataclass(frozen=True, slots=True)
class Page:
    """Events that are written together, with the ticket as it stands after them.

    An outcome, which changes no fact that a view shows, is written without one.
    """

    entries: tuple[Entry, ...]
    view: TicketView | None = None


class Changes(Protocol):
    """What a region's ledger says next, whichever process writes it."""

    async def wait(self, position: int) -> int:
        """The ledger's last position, once it is past `position`; a database away is waited for."""
        ...


def view_of(ticket: Ticket, policy: Policy) -> TicketView:
    """The ticket as people see it. Pure, and the same at every instant between two events."""
    hours = policy.calendar.hours()
    return TicketView(
        id=ticket.id,
        region=ticket.region,
        status=ticket.status,
        priority=ticket.priority,
        topic=ticket.topic,
        language=ticket.language,
        tier=ticket.tier,
        channel=ticket.channel,
        account=ticket.account,
        customer_id=ticket.customer_id,
        team=ticket.team,
        assignee=ticket.assignee,
        opened_at=ticket.opened_at,
        updated_at=ticket.updated_at,
        version=ticket.version,
        policy=ticket.policy,
        escalation_level=ticket.escalation_level,
        linked=ticket.linked,
        clocks=tuple(_clock_view(clock, hours) for clock in ticket.clocks),
        first_message=ticket.first_message,
        held_until=ticket.held_until,
        merged_into=ticket.merged_into,
        rating=ticket.rating,
        tags=ticket.tags,
        handover=ticket.handover,
        owner=ticket.owner,
        expectation=ticket.expectation,
        called_in=ticket.called_in,
        language_reason=ticket.language_reason,
        tone=ticket.tone,
        asks_for_person=ticket.asks_for_person,
    )


def _clock_view(clock: TargetClock, hours: BusinessHours) -> ClockView:
    still = clock.state is ClockState.PAUSED
    return ClockView(
        target=clock.target,
        state=clock.state,
        due_at=clocks.due(clock, hours),
        left=clocks.left(clock, hours, clock.pauses[-1].began) if still else None,
        warned=clock.warned,
        cycle=clock.cycle,
        pauses=clock.pauses,
    )
