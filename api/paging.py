"""Pages of what belongs to one ticket: its messages, its timeline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from api import cursors
from api.cursors import Listing, Place
from api.listing import PageQuery
from domain.ledger import Entry
from domain.shown import MessagePlace, MessageView

A = TypeVar("A")
P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Order(Generic[P, A]):
    """By what a list goes: how a cursor has it, and how the list is asked for what comes after."""

    place: Callable[[P], Place]
    after: Callable[[Place], A]


class Pages(Generic[P, A]):
    """One page, by places in a list. Raises a Problem for a cursor that is not of this list.

    What takes a place on a page that was read already is not on a later one.
    """

    def __init__(self, key: bytes, listing: Listing, asked: PageQuery, order: Order[P, A]) -> None:
        self._key = key
        self._listing = listing
        self._limit = asked.limit
        self._order = order
        self.after: A | None = None
        if asked.cursor is not None:
            self.after = order.after(cursors.opened(key, listing, asked.cursor))

    @property
    def one_more(self) -> int:
        """How many to look for: one more than is shown says that there is more."""
        return self._limit + 1

    def cut(self, found: Sequence[P]) -> tuple[Sequence[P], str | None]:
        """What is shown of what was found, and the cursor of the page after it."""
        shown = found[: self._limit]
        if len(found) == len(shown):
            return shown, None
        last = self._order.place(shown[-1])
        return shown, cursors.sealed(self._key, self._listing, last)


def _as_written(view: MessageView) -> Place:
    at, order, sequence = view.place
    return at.isoformat(), order, sequence


def _after_a_message(place: Place) -> MessagePlace:
    at, order, sequence = place
    return datetime.fromisoformat(str(at)), int(order), int(sequence)


BY_THE_LEDGER: Final[Order[Entry, int]] = Order(
    lambda entry: (entry.sequence,), lambda place: int(place[0])
)
AS_WRITTEN: Final[Order[MessageView, MessagePlace]] = Order(_as_written, _after_a_message)
