"""What a region notes about its customers as persons: holds, restrictions and erasures."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.arrivals import Sender


class MarkKind(StrEnum):
    """What is noted about a person."""

    HELD = "held"  # nothing of theirs may be erased
    RESTRICTED = "restricted"  # what is theirs may be kept, and no more (Art. 18 GDPR)
    ERASING = "erasing"  # nothing new of theirs is kept any more, and what there is goes
    ERASED = "erased"


class HoldReason(StrEnum):
    """Why nothing of a person may be erased (Art. 17(3) GDPR)."""

    LITIGATION = "litigation"
    INVESTIGATION = "investigation"
    LEGAL_DUTY = "legal_duty"


class RestrictionReason(StrEnum):
    """Why what is a person's may be kept and no more: the four cases of Art. 18(1) GDPR."""

    ACCURACY_CONTESTED = "accuracy_contested"
    PROCESSING_UNLAWFUL = "processing_unlawful"
    LEGAL_CLAIM = "legal_claim"
    OBJECTION_PENDING = "objection_pending"


class ErasureReason(StrEnum):
    """Why a person is erased: the cases of Art. 17(1) GDPR that a desk meets."""

    REQUEST = "request"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NO_LONGER_NEEDED = "no_longer_needed"
    PROCESSING_UNLAWFUL = "processing_unlawful"
    LEGAL_DUTY = "legal_duty"
    RESTORED = "restored"  # an old backup had brought back who was erased


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that is noted about a person. `reason` is an agreed code, never free text."""

    customer_id: str
    kind: MarkKind
    since: datetime
    by: str  # the id of whoever noted it
    by_kind: str  # their role
    reason: str
    until: datetime | None = None  # of a hold, from when on it is none any more
    certificate: str = ""  # of an erasure that is done: a signed note

    def is_in_force(self, at: datetime) -> bool:
        """Whether it counts at an instant."""
        return self.until is None or at < self.until


@dataclass(frozen=True, slots=True)
class Lifting:
    """Who takes a hold or a restriction back, and when."""

    customer_id: str
    kind: MarkKind
    at: datetime
    by: str
    by_kind: str


class Persons(Protocol):
    """What is noted about the customers of one region. All changes are on its audit trail."""

    async def marks(self, customer_id: str) -> Mapping[MarkKind, Mark]:
        """What is noted of a customer; Missing where nobody has that id."""
        ...

    async def place(self, mark: Mark) -> None:
        """Note a hold or a restriction, in place of one that stands.

        Raises Missing, and Erased where the person is being erased or was: then it comes too late.
        """
        ...

    async def lift(self, lifting: Lifting) -> bool:
        """Take a hold or a restriction back; False where there was none. Raises Missing."""
        ...

    async def restricted(self, customer_ids: Collection[str]) -> frozenset[str]:
        """Those of the customers whose texts may be kept, and no more."""
        ...

    async def gone(self, customer_id: str) -> bool:
        """Whether the customer is being erased, or was."""
        ...


@dataclass(frozen=True, slots=True)
class ErasureOrder:
    """Who is to be erased, and who asked for it, when and why. `reason` is an agreed code."""

    customer_id: str
    by: str
    by_kind: str
    reason: str
    at: datetime


class ErasureOutcome(StrEnum):
    """How far an erasure came."""

    UNKNOWN = "unknown"  # there is no such person: nothing was done
    HELD = "held"  # a legal hold stands against it: nothing was done
    FROZEN = "frozen"  # it is under way, and ends by itself
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Frozen:
    """What became of freezing. `reason` is of the hold; `tickets` are to hear that they end."""

    outcome: ErasureOutcome
    reason: str = ""
    tickets: tuple[str, ...] = ()
    certificate: str = ""
    at: datetime | None = None  # since when


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of an erasure when all is done that was to be done, for its certificate."""

    frozen: Mark  # or, once it was certified, that they are erased
    destroyed: Mapping[str, int]  # how much of each kind
    remaining: Mapping[str, int]
    waiting: tuple[str, ...] = ()  # tickets that have not heard of it, and have nothing to read
    trail_size: int = 0
    trail_head: str = ""  # the hash of the last entry, in hex
    tickets: tuple[str, ...] = field(default=())  # that were open


class Erasing(Protocol):
    """The steps of an erasure. Each may be done again, and then changes nothing."""

    async def freeze(self, order: ErasureOrder, at: datetime, *, again: bool = False) -> Frozen:
        """In one transaction: nothing of theirs is kept any more, nobody who writes again is taken
        for them, and their open tickets have it in the inbox that they end.

        Not where a legal hold stands against it, unless they were erased before (`again`) and an
        old backup brought them back.
        """
        ...

    async def back(self) -> Mapping[str, str]:
        """Who is on the list beside the keys and yet there, with the certificate that they had."""
        ...

    async def waiting(self, customer_id: str) -> tuple[str, ...]:
        """The tickets that have not applied that news."""
        ...

    async def enlist(self, customer_id: str, at: datetime) -> None:
        """Put the person on the list beside the region's keys, for good."""
        ...

    async def destroy(self, customer_id: str) -> None:
        """Destroy their key. Raises Unavailable where it is not out of every file yet."""
        ...

    async def purge(self, customer_id: str) -> None:
        """Take out or overwrite all that is theirs. Raises Unavailable as `destroy` does."""
        ...

    async def left(self, customer_id: str) -> tuple[str, ...]:
        """What can still be found or read, by the names of its kinds: empty once all is done."""
        ...

    async def findings(self, customer_id: str) -> Findings:
        """What the certificate says. Raises Missing where nobody froze them."""
        ...

    async def conclude(self, mark: Mark) -> str:
        """Note that they are erased, with the certificate; the one that stands, if there is one."""
        ...


class Profiles(Protocol):
    """What customers told of themselves, each under their own key."""

    async def profiles(self, customer_id: str) -> list[Sender]:
        """All that is known of how a customer appears; empty for an unknown one."""
        ...

    async def knows(self, channel: str, account: str, sender_id: str) -> bool:
        """Whether somebody wrote on that account; what only came of them is not enough."""
        ...

    async def learn(self, channel: str, account: str, sender: Sender, at: datetime) -> bool:
        """Keep what a platform tells of somebody who wrote; False for one who never did."""
        ...


class NobodyIsKnown:
    """The port `Profiles` where nobody told anything."""

    async def profiles(self, customer_id: str) -> list[Sender]:
        """As the Protocol says."""
        return []

    async def knows(self, channel: str, account: str, sender_id: str) -> bool:
        """As the Protocol says."""
        return False

    async def learn(self, channel: str, account: str, sender: Sender, at: datetime) -> bool:
        """As the Protocol says."""
        return False
