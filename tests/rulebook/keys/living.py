"""A ticket's life under a desk that a test has written: what people do, and what falls due."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.changes import apply
from domain.events import (
    AgentReplied,
    Event,
    MessageReceived,
    TicketClaimed,
    TicketEscalated,
    TicketReleased,
)
from domain.facts import MessageReference
from domain.moves import AskStaffing, CloseOut, Record, Wait, next_move
from domain.policy import Policy, StaffingView
from domain.ticket import Ticket
from domain.vocabulary import Actor, ActorKind
from rulebook.facts import Desk
from rulebook.staffing import DeskStaffing
from tests.rulebook.building import AGENT, frozen, of, routed

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
CUSTOMER = Actor(ActorKind.CUSTOMER, "customer")


class Life:
    """A ticket of eu-care, with what people do to it and what the desk does of itself."""

    def __init__(self, desk: Desk, policy: Policy | None = None) -> None:
        self.policy = policy or replace(frozen(desk), acknowledge=False)
        self.ticket: Ticket = routed(self.policy)
        self.events: list[Event] = []
        self._source, self._staffing = DeskStaffing(desk), StaffingView()

    def until(self, end: datetime) -> "Life":
        """Let time pass, and the desk do what falls due."""
        now = self.ticket.updated_at
        while now <= end:
            match next_move(self.ticket, self.policy, self._staffing, now):
                case Wait(at):
                    if at is None:
                        break
                    now = at
                case AskStaffing():
                    self._staffing = self._source.view(now, {})
                case Record(event) | CloseOut(event):
                    self.happens(event)
        return self

    def happens(self, event: Event) -> "Life":
        """Something is done to it."""
        self.events.append(event)
        self.ticket = apply(self.ticket, event)
        return self

    def claimed(self, at: datetime) -> "Life":
        return self.until(at - MINUTE).happens(TicketClaimed(at=at, by=AGENT))

    def released(self, at: datetime) -> "Life":
        return self.until(at - MINUTE).happens(TicketReleased(at=at, by=AGENT))

    def answered(self, at: datetime) -> "Life":
        answer = AgentReplied(at=at, by=AGENT, message_id=f"a-{at}", language="en")
        return self.until(at - MINUTE).happens(answer)

    def writes(self, at: datetime) -> "Life":
        message = MessageReference(f"m-{at}", "webhook", "sample", at)
        return self.until(at - MINUTE).happens(MessageReceived(at=at, by=CUSTOMER, message=message))

    def taken(self) -> list[tuple[str, datetime]]:
        """The steps that were taken, each with its instant."""
        return [(event.step, event.at) for event in of(TicketEscalated, self.events)]
