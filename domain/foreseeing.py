"""What happens to a ticket if nobody acts: `next_move`, asked again into the future. Pure.

There is no rule here. Who is on later is not known as it is now: it is asked for instant by
instant, and what was decided by such an answer is marked.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.changes import apply
from domain.events import Event
from domain.moves import AskStaffing, CloseOut, Move, Record, next_move
from domain.policy import Policy, StaffingView
from domain.ticket import Ticket
from domain.vocabulary import Status

FAR: Final = timedelta(days=60)  # nobody plans a ticket further ahead
MOST_MOVES: Final = 24  # more says nothing that anybody reads
MOST_LOOKS: Final = 400  # at the ticket, whatever comes of them
MOST_ASKED: Final = 96  # how often who is on is asked for


class FarEnough(StrEnum):
    """Why nothing further is told."""

    CLOSED = "closed"  # the ticket's life is over
    NOTHING_MORE = "nothing_more"  # it waits for people, and for nothing else
    HORIZON = "horizon"  # what comes is too far away
    ENOUGH = "enough"  # so much was told that there is more


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One thing that the desk will do. `by_roster`: as rosters have it, which may still change."""

    event: Event
    by_roster: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """How far a look into a ticket's future has come; `begun` makes one and `looked` goes on.

    With `asks`, who is on at `at` has to be given (`answered`) before it goes on.
    """

    ticket: Ticket
    policy: Policy
    staffing: StaffingView
    at: datetime
    until: datetime
    known_until: datetime | None  # how long what was seen of who is on holds; None: it was not seen
    coming: tuple[Foreseen, ...] = ()
    looks: int = 0
    asked: int = 0
    asks: bool = False
    end: FarEnough | None = None


def begun(ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime) -> Outlook:
    """A look ahead from `now` (aware), with who is on now."""
    return Outlook(ticket, policy, staffing, now, now + FAR, staffing.valid_until)


def answered(outlook: Outlook, staffing: StaffingView) -> Outlook:
    """The same, with who will be on at `outlook.at`, by the rosters as they are."""
    return replace(outlook, staffing=staffing, asked=outlook.asked + 1, asks=False)


def looked(outlook: Outlook) -> Outlook:
    """Go on until who is on has to be known, or until `end` says why there is no more."""
    while outlook.end is None and not outlook.asks:
        outlook = _one_look(replace(outlook, looks=outlook.looks + 1))
    return outlook


def _one_look(outlook: Outlook) -> Outlook:
    if _is_enough(outlook):
        return replace(outlook, end=FarEnough.ENOUGH)
    ticket, staffing = outlook.ticket, outlook.staffing
    move = next_move(ticket, outlook.policy, staffing, outlook.at)
    match move:
        case Record(event) | CloseOut(event):
            return _happened(outlook, event)
        case AskStaffing():
            return replace(outlook, asks=True)
        case _:
            return _waited(outlook, move)


def _is_enough(outlook: Outlook) -> bool:
    return (
        len(outlook.coming) >= MOST_MOVES
        or outlook.looks > MOST_LOOKS
        or outlook.asked > MOST_ASKED
    )


def _happened(outlook: Outlook, event: Event) -> Outlook:
    later = outlook.known_until is None or outlook.at >= outlook.known_until
    after = apply(outlook.ticket, event)
    told = Foreseen(event, by_roster=later and outlook.asked > 0)
    end = FarEnough.CLOSED if after.status is Status.CLOSED else None
    return replace(outlook, ticket=after, coming=(*outlook.coming, told), end=end)


def _waited(outlook: Outlook, move: Move) -> Outlook:
    until = getattr(move, "until", None)
    if until is None:
        over = outlook.ticket.status is Status.CLOSED
        return replace(outlook, end=FarEnough.CLOSED if over else FarEnough.NOTHING_MORE)
    if until > outlook.until:
        return replace(outlook, end=FarEnough.HORIZON)
    return replace(outlook, at=until)
