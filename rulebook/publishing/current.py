"""The desk that a region goes by now, and what is made of it.

Whoever needs the desk asks for it each time that a piece of work begins, and keeps it until that
work is done. What follows from a desk is made whole, once for each content, so that no two parts of
one piece of work ever go by two desks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from domain.desks import PublishedDesk
from rulebook.facts import Desk
from rulebook.publishing.editions import Edition

KEPT: Final = 3  # the present content, the one that comes, and the one before

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Standing:
    """A published desk that a region goes by: when and why it came, and what it says."""

    published: PublishedDesk
    edition: Edition


class Current:
    """What one region goes by now."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    @property
    def standing(self) -> Standing:
        """The whole of it, which never changes; a later look may find another."""
        return self._standing

    def desk(self) -> Desk:
        """What it says now."""
        return self._standing.edition.desk

    def take(self, standing: Standing) -> None:
        """From now on, go by another."""
        self._standing = standing


class Made(Generic[T]):
    """What is made of a desk, once for each content.

    Another thread may make what a new desk needs; who asks for the present one never waits for it.
    """

    def __init__(self, make: Callable[[Desk], T]) -> None:
        self._make = make
        self._known: dict[str, T] = {}  # replaced, never changed, so that no reader needs a lock

    def of(self, edition: Edition) -> T:
        """What was made of this content, or is made now. Raises what making it raises."""
        known = self._known
        if edition.address in known:
            return known[edition.address]
        made = self._make(edition.desk)
        kept = list(self._known.items())[1 - KEPT :]
        self._known = {**dict(kept), edition.address: made}
        return made
