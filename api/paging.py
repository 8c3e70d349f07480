"""Pages of what belongs to one ticket: its messages, its timeline."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from api import cursors
from api.cursors import Listing
from api.listing import PageQuery


class Placed(Protocol):
    """What has its place in a ticket's ledger."""

    @property
    def sequence(self) -> int:
        """The place, from 1."""
        ...


P = TypeVar("P", bound=Placed)


class Pages:
    """One page, by places in the ledger. Raises a Problem for a cursor that is not of this list.

    An outcome that takes a place on a page that was read already is not on a later one.
    """

    def __init__(self, key: bytes, listing: Listing, asked: PageQuery) -> None:
        self._key = key
        self._listing = listing
        self._limit = asked.limit
        self.after = 0
        if asked.cursor is not None:
            [place] = cursors.opened(key, listing, asked.cursor)
            self.after = int(place)

    @property
    def one_more(self) -> int:
        """How many to look for: one more than is shown says that there is more."""
        return self._limit + 1

    def cut(self, found: Sequence[P]) -> tuple[Sequence[P], str | None]:
        """What is shown of what was found, and the cursor of the page after it."""
        shown = found[: self._limit]
        if len(found) == len(shown):
            return shown, None
        return shown, cursors.sealed(self._key, self._listing, (shown[-1].sequence,))
