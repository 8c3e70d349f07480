"""What an auditor can prove of a region: one trail, to which every change adds an entry.

An entry holds ids, facts and commitments, never what a person wrote or is called: no erasure ever
touches the trail. Its hash covers the hash of the entry before it, so that none can be changed,
taken out or put in between; over all of them stands a tree (RFC 9162), whose root is signed now and
then. Pure: hashes are the standard library's, signatures are made at the doors.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Protocol

GENESIS: Final = bytes(32)  # stands for the hash of the entry before the first


class Action(StrEnum):
    """What an entry tells of."""

    TRAIL_BEGUN = "trail.begun"
    LEDGER_WRITTEN = "ledger.written"
    MESSAGE_ACCEPTED = "message.accepted"
    MESSAGE_EDITED = "message.edited"
    MESSAGE_DELETED = "message.deleted"
    ACCESS = "access"
    HISTORY_SEALED = "history.sealed"
    HISTORY_REPLAYED = "history.replayed"
    TRAIL_VERIFIED = "trail.verified"
    TRAIL_EXPORTED = "trail.exported"
    KEY_MADE = "key.made"
    KEY_REVOKED = "key.revoked"
    KEY_ROTATED = "key.rotated"
    DESK_PUBLISHED = "desk.published"
    GLASS_ASKED = "glass.asked"
    GLASS_BROKEN = "glass.broken"
    GLASS_MENDED = "glass.mended"
    PERSON_HELD = "person.held"
    PERSON_RELEASED = "person.released"
    PERSON_RESTRICTED = "person.restricted"
    PERSON_UNRESTRICTED = "person.unrestricted"
    PERSON_EXPORTED = "person.exported"
    PERSON_FROZEN = "person.frozen"
    PERSON_ERASED = "person.erased"
    PERSONS_JOINED = "persons.joined"
    PERSONS_ASKED = "persons.asked"
    PERSONS_PARTED = "persons.parted"
    REQUEST_RECEIVED = "request.received"
    REQUEST_PROVEN = "request.proven"
    REQUEST_EXTENDED = "request.extended"
    REQUEST_ANSWERED = "request.answered"
    CONSENT_CHANGED = "consent.changed"
    PREFERENCES_CHANGED = "preferences.changed"
    RETENTION_APPLIED = "retention.applied"
    SET_ASIDE_TRIED = "set_aside.tried"
    SET_ASIDE_READ = "set_aside.read"
    SET_ASIDE_DISCARDED = "set_aside.discarded"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is to be on the trail, before it has its place there."""

    at: datetime  # aware: when it was done, by the clock of whoever did it
    action: Action
    by: str  # an id: an agent's, a key's, a customer's, or of a part of the desk
    by_kind: str  # the role of a key, or an ActorKind
    about: str  # the id of what it was done to: a ticket, a customer, a key, a desk version
    reason: str = ""  # a code or an agreed word, never free text
    facts: Mapping[str, object] = field(default_factory=dict)  # JSON: ids, numbers, hashes


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A deed in its place: from 1 without gaps. `body` is what the hashes are of, byte for byte."""

    number: int
    body: bytes
    hash: bytes

    @property
    def document(self) -> dict[str, object]:
        """What the body says."""
        document = json.loads(self.body)
        assert isinstance(document, dict), "bodies are objects"
        return document


class AuditTrail(Protocol):
    """The trail of one region. Changes that a store makes itself are added by that store."""

    async def add(self, *deeds: Deed) -> None:
        """Commit deeds that change nothing else. Raises stores.Unavailable: then nothing counts."""
        ...

    async def size(self) -> int:
        """The number of the last entry; 0 for an empty trail."""
        ...

    async def entries(
        self, *, after: int = 0, limit: int, about: str | None = None
    ) -> Sequence[AuditEntry]:
        """At most `limit` in order, behind the one numbered `after`; about one id, or all."""
        ...

    async def newest(
        self,
        *,
        before: int | None = None,
        limit: int,
        about: str | None = None,
        action: str | None = None,
    ) -> Sequence[AuditEntry]:
        """The same, the newest first and before a number; of one id and of one kind, or of all."""
        ...


def body_of(number: int, deed: Deed) -> bytes:
    """A deed in its one form: JSON in UTF-8, keys sorted, no spaces; times in UTC."""
    document = {
        "number": number,
        "at": deed.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": deed.action.value,
        "by": deed.by,
        "by_kind": deed.by_kind,
        "about": deed.about,
        "reason": deed.reason,
        "facts": dict(deed.facts),
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def linked(previous: bytes, body: bytes) -> bytes:
    """The hash of an entry: SHA-256 over the hash before it and its own body."""
    return hashlib.sha256(previous + body).digest()
