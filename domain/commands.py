"""What people may ask of a ticket, and when it refuses: the commands of the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import singledispatch
from typing import Literal

from domain import events as happened
from domain.escalation import early_step
from domain.events import Event
from domain.policy import Policy
from domain.ticket import Ticket
from domain.vocabulary import Actor, Priority, Status


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command is refused: a stable code, and a sentence that says what to do instead."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every command says: who asks."""

    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Asked):
    """Take the ticket."""

    kind: Literal["claim"] = "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Asked):
    """Give the ticket back to its team."""

    kind: Literal["release"] = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Asked):
    """Answer the customer; the text stands in the vault under `message_id`."""

    kind: Literal["reply"] = "reply"
    message_id: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Asked):
    """Write to the team only; the text stands in the vault under `message_id`."""

    kind: Literal["note"] = "note"
    message_id: str
    language: str = "und"


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(Asked):
    """Take the next step of the ladder before it falls due; the reason stands in the vault."""

    kind: Literal["escalate"] = "escalate"
    reason_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prioritise(Asked):
    """Give the ticket another priority."""

    kind: Literal["prioritise"] = "prioritise"
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Asked):
    """Put the ticket aside until a date; the reason stands in the vault."""

    kind: Literal["hold"] = "hold"
    until: datetime
    reason_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Solve(Asked):
    """Consider the ticket done."""

    kind: Literal["solve"] = "solve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Asked):
    """Take the ticket up again."""

    kind: Literal["reopen"] = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Asked):
    """Let the ticket go on in another one of the same customer."""

    kind: Literal["merge"] = "merge"
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Asked):
    """Judge the service; a comment stands in the vault."""

    kind: Literal["rate"] = "rate"
    score: int
    comment_id: str | None = None


Command = (
    Claim | Release | Reply | Note | Escalate | Prioritise | Hold | Solve | Reopen | Merge | Rate
)

A_MOMENT = timedelta(seconds=30)  # a merge waits so long for what is being sent, and no longer

AT_WORK = (Status.NEW, Status.OPEN, Status.WAITING, Status.HELD)
SCORES = range(1, 6)


def decide(ticket: Ticket, policy: Policy, command: Command, at: datetime) -> Event | Refusal:
    """The event that the command leads to, or why the ticket refuses it. Pure."""
    if ticket.status is Status.CLOSED:
        return Refusal("ticket_closed", "The ticket is closed; a new message opens a linked one.")
    return _answer(command, ticket, policy, at)


@singledispatch
def _answer(command: Command, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    raise TypeError(f"no rule answers {type(command).__name__}")


@_answer.register
def _(command: Claim, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if ticket.assignee is not None:
        return Refusal("already_claimed", f"{ticket.assignee} has the ticket; release it first.")
    return _while_at_work(ticket, lambda: happened.TicketClaimed(at=at, by=command.by))


@_answer.register
def _(command: Release, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if ticket.assignee is None:
        return Refusal("not_claimed", "Nobody has the ticket, so there is nothing to release.")
    return happened.TicketReleased(at=at, by=command.by)


@_answer.register
def _(command: Reply, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    return _while_at_work(
        ticket,
        lambda: happened.AgentReplied(
            at=at,
            by=command.by,
            message_id=command.message_id,
            language=command.language,
            in_reply_to=ticket.last_customer_message or None,
        ),
    )


@_answer.register
def _(command: Note, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    return happened.NoteAdded(
        at=at, by=command.by, message_id=command.message_id, language=command.language
    )


@_answer.register
def _(command: Escalate, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    step = early_step(ticket, policy, command.by, at, command.reason_id)
    if step is None:
        return Refusal("no_step_left", "Every step of the policy's ladder has been taken.")
    return _while_at_work(ticket, lambda: step)


@_answer.register
def _(command: Prioritise, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if ticket.priority is command.priority:
        return Refusal("same_priority", f"The priority is {command.priority} already.")
    return _while_at_work(
        ticket,
        lambda: happened.PriorityChanged(at=at, by=command.by, priority=command.priority),
    )


@_answer.register
def _(command: Hold, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if command.until <= at:
        return Refusal(
            "hold_in_the_past", "Name an instant in the future to hold the ticket until."
        )
    return _while_at_work(
        ticket,
        lambda: happened.TicketHeld(
            at=at, by=command.by, until=command.until, reason_id=command.reason_id
        ),
    )


@_answer.register
def _(command: Solve, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    return _while_at_work(ticket, lambda: happened.TicketSolved(at=at, by=command.by))


@_answer.register
def _(command: Reopen, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if ticket.status in (Status.NEW, Status.OPEN):
        return Refusal("already_open", "The ticket is open; there is nothing to take up again.")
    return happened.TicketReopened(at=at, by=command.by)


@_answer.register
def _(command: Merge, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if command.into == ticket.id:
        return Refusal("merge_into_itself", "Name another ticket to merge into.")
    if any(at - wanted.sent_at > A_MOMENT for wanted in ticket.to_deliver):
        return Refusal(
            "delivery_under_way",
            "A message is still on its way to the customer; merge once it has arrived or failed.",
        )
    return happened.TicketMerged(at=at, by=command.by, into=command.into)


@_answer.register
def _(command: Rate, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if ticket.status is not Status.SOLVED:
        return Refusal("not_solved", "A ticket can be rated once it is solved.")
    if command.score not in SCORES:
        return Refusal("no_such_score", "Give a score from 1 to 5.")
    return happened.TicketRated(
        at=at, by=command.by, score=command.score, comment_id=command.comment_id
    )


def _while_at_work(ticket: Ticket, event: Callable[[], Event]) -> Event | Refusal:
    if ticket.status not in AT_WORK:
        return Refusal("ticket_solved", "The ticket is solved; reopen it first.")
    return event()
