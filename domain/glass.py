"""Break-glass: somebody asks to read one ticket in the clear, for a while, and says why.

Where the desk wants a second person, nothing is shown before that person agrees; a request to which
nobody agreed lapses. The glass mends by itself at its end, and may be mended earlier. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from domain.access import Role

LAPSES: Final = timedelta(hours=1)  # a request waits so long for somebody to agree


@dataclass(frozen=True, slots=True)
class Grant:
    """What broken glass allows: one key reads one ticket, from an instant to before another."""

    id: str
    key_id: str
    ticket_id: str
    since: datetime
    until: datetime

    def holds(self, key_id: str, ticket_id: str, at: datetime) -> bool:
        """Whether it lets the key see that ticket at an instant (aware)."""
        theirs = (self.key_id, self.ticket_id) == (key_id, ticket_id)
        return theirs and self.since <= at < self.until


class GlassState(StrEnum):
    """How far a request has come."""

    ASKED = "asked"  # it waits for a second person
    BROKEN = "broken"  # whoever asked reads the ticket in the clear
    MENDED = "mended"  # that is over
    LAPSED = "lapsed"  # nobody agreed in time


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as their key names them: one agent may have several keys."""

    key_id: str
    role: Role
    agent: str | None = None
    region: str | None = None  # from where; None: of every region

    def is_the_same_as(self, other: "Person") -> bool:
        """Whether both may be one human: one key, or one agent."""
        mine, theirs = (one.agent or one.key_id for one in (self, other))
        return self.key_id == other.key_id or mine == theirs


@dataclass(frozen=True, slots=True)
class Glass:
    """One request, and what has become of it. Instants are aware; its reason is in the vault."""

    id: str
    ticket_id: str
    customer_id: str
    by: Person
    asked_at: datetime
    lasts: timedelta
    reason_id: str  # of a text
    needs_agreement: bool
    agreed_by: str | None = None  # a key
    since: datetime | None = None  # when it was broken
    until: datetime | None = None
    mended_at: datetime | None = None  # earlier than `until`
    mended_by: str | None = None

    def state(self, at: datetime) -> GlassState:
        """How far it has come at an instant."""
        if self.until is not None:
            over = self.mended_at is not None or at >= self.until
            return GlassState.MENDED if over else GlassState.BROKEN
        if self.mended_at is not None:
            return GlassState.MENDED  # taken back
        return GlassState.LAPSED if at >= self.asked_at + LAPSES else GlassState.ASKED

    def broken(self, at: datetime, agreed_by: str | None = None) -> "Glass":
        """The glass as it is broken from an instant on."""
        return replace(self, agreed_by=agreed_by, since=at, until=at + self.lasts)

    def mended(self, at: datetime, by: str) -> "Glass":
        """The glass as it is mended, or the request taken back; what is over stays as it is."""
        over = self.state(at) in (GlassState.MENDED, GlassState.LAPSED)
        return self if over else replace(self, mended_at=at, mended_by=by)

    @property
    def grant(self) -> Grant | None:
        """What it lets whoever asked see; None where it was never broken."""
        if self.since is None or self.until is None:
            return None
        until = self.until if self.mended_at is None else min(self.until, self.mended_at)
        return Grant(self.id, self.by.key_id, self.ticket_id, self.since, until)


class GlassStore(Protocol):
    """A region's broken glass. Each step stands on the audit trail, in the same transaction."""

    async def ask(self, glass: Glass) -> Glass:
        """Commit a request; one that is broken already needs no agreement.

        The same id again changes nothing, and answers with what stands there.
        """
        ...

    async def get(self, glass_id: str) -> Glass:
        """The request. Raises stores.Missing."""
        ...

    async def agree(self, glass_id: str, by: Person, at: datetime) -> Glass:
        """Break the glass of a request that waits; of one that does not, nothing is changed.

        Answers with what stands there then. Raises stores.Missing.
        """
        ...

    async def mend(self, glass_id: str, by: Person, at: datetime) -> Glass:
        """End it at an instant; what is over stays as it is. Raises stores.Missing."""
        ...

    async def grants(self, key_id: str, at: datetime) -> Sequence[Grant]:
        """What a key may read in the clear at an instant."""
        ...

    async def page(
        self, *, ticket_id: str | None, before: tuple[datetime, str] | None, limit: int
    ) -> Sequence[Glass]:
        """The newest requests first, continuing before (`asked_at`, `id`); of one ticket or all."""
        ...
