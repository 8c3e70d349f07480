"""What somebody ought to know of a customer before they answer: what was promised, and heard. Pure.

Words are named by their references in the region's vault; how much of them is shown is decided
where they are read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from domain.ledger import TicketView
from domain.lists import AT_WORK
from domain.moods import Mood
from domain.vocabulary import Status

MOST_TICKETS: Final = 50  # those at work first, then those that changed last
MOST_SAID: Final = 200  # messages that are looked through
MOST_HEARD: Final = 5  # messages of which the mood is told
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class PromiseKind(StrEnum):
    """By what something was promised."""

    ANSWER = "answer"  # the desk told the customer by when to expect one
    HOLD = "hold"  # somebody put the ticket aside until a date
    BRIEF = "brief"  # somebody wrote it into the brief of a hand-over


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the customer's; its words are in the vault under `text_id`."""

    ticket_id: str
    text_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Noted:
    """Words of somebody of the desk about a ticket: a brief, or why it was put aside."""

    ticket_id: str
    text_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """What the words of one message tell of its writer; nothing, where it was calm."""

    ticket_id: str
    at: datetime
    moods: tuple[Mood, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """What the ledger and the messages of some tickets hold, each the newest first.

    `briefs` are those that people wrote: the desk's own say nothing that is not known besides.
    """

    said: tuple[Said, ...] = ()
    briefs: tuple[Noted, ...] = ()
    holds: tuple[Noted, ...] = ()
    heard: tuple[Heard, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that the customer waits for, since `at` and until `due` where that was said."""

    kind: PromiseKind
    ticket_id: str
    at: datetime
    due: datetime | None = None
    text_id: str | None = None


def looked_at(views: Iterable[TicketView]) -> tuple[TicketView, ...]:
    """The tickets whose background is worth reading: an old customer may have hundreds."""
    newest = sorted(views, key=lambda view: (view.updated_at, view.id), reverse=True)
    newest.sort(key=lambda view: view.status not in AT_WORK)
    return tuple(newest[:MOST_TICKETS])


def promises(views: Iterable[TicketView], background: Background) -> list[Promise]:
    """What was promised and is still open, what is due first first.

    Of a ticket's briefs the last counts: whoever wrote it had those before it, and left out what
    was done. Nothing is open any more of a ticket that is solved.
    """
    briefs, holds = _last(background.briefs), _last(background.holds)
    found: list[Promise] = []
    for view in (one for one in views if one.status in AT_WORK):
        brief = briefs.get(view.id)
        found += _expected(view)
        found += _put_aside(view, holds.get(view.id))
        if brief is not None:
            found.append(Promise(PromiseKind.BRIEF, view.id, brief.at, text_id=brief.text_id))
    return sorted(found, key=lambda one: (one.due or _NEVER, one.at, one.ticket_id))


def last_touched(views: Sequence[TicketView]) -> TicketView | None:
    """The ticket whose tone is how the desk speaks to them now."""
    return max(views, key=lambda view: (view.updated_at, view.id), default=None)


def _expected(view: TicketView) -> list[Promise]:
    said = view.expectation
    if said is None or said.answered_at is not None:
        return []
    return [Promise(PromiseKind.ANSWER, view.id, said.said_at, said.wait.latest)]


def _put_aside(view: TicketView, hold: Noted | None) -> list[Promise]:
    if view.status is not Status.HELD or view.held_until is None or hold is None:
        return []
    return [Promise(PromiseKind.HOLD, view.id, hold.at, view.held_until, hold.text_id)]


def _last(noted: Iterable[Noted]) -> dict[str, Noted]:
    found: dict[str, Noted] = {}
    for one in noted:
        found.setdefault(one.ticket_id, one)
    return found
