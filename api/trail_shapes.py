"""The shapes of what auditors read of trails."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from domain.audit import AuditEntry
from runtime.auditing import Verified
from runtime.verification import BadNote


class EntryShape(BaseModel):
    """One entry of a region's trail. `body` is what was hashed, byte for byte, as UTF-8.

    `hash` is SHA-256, in hex, over the hash of the entry before and the body.
    """

    region: str
    number: int
    at: datetime
    action: str
    by: str
    by_kind: str
    about: str
    reason: str
    facts: dict[str, Any]
    body: str
    hash: str


class EntryList(BaseModel):
    """A page of entries; `next` is the cursor of the page after it."""

    items: list[EntryShape]
    next: str | None


class CheckpointShape(BaseModel):
    """A signed note of a trail: how long that was, and the root over it."""

    region: str
    size: int
    note: str


class CheckpointList(BaseModel):
    """A page of notes; `keys` are the public keys of each region, the present one first."""

    items: list[CheckpointShape]
    keys: dict[str, list[str]]
    next: str | None


class FaultShape(BaseModel):
    """The first bad entry; with `last` it is one of those from `number` on."""

    number: int
    last: int | None
    what: str


class BadNoteShape(BaseModel):
    """A signed note that is not believed."""

    size: int
    where: str
    what: str


class VerdictShape(BaseModel):
    """What came of verifying one trail; it is sound where no entry and no note is bad."""

    region: str
    sound: bool
    first: int
    last: int
    signed: int
    notes: int
    first_bad: FaultShape | None
    bad_notes: list[BadNoteShape]
    more_bad_notes: int


class VerdictList(BaseModel):
    """What came of verifying the trails of regions."""

    sound: bool
    regions: list[VerdictShape]


def entry_shape(region: str, entry: AuditEntry) -> EntryShape:
    """An entry as it is shown."""
    told = entry.document
    return EntryShape.model_validate(
        {
            **{name: told[name] for name in ("number", "at", "action", "by", "by_kind")},
            **{name: told[name] for name in ("about", "reason", "facts")},
            "region": region,
            "body": entry.body.decode("utf-8", "replace"),
            "hash": entry.hash.hex(),
        }
    )


def verdict_shape(found: Verified) -> VerdictShape:
    """A verdict as it is shown."""
    verdict, bad = found.verdict, found.verdict.bad
    return VerdictShape(
        region=found.region,
        sound=verdict.is_sound,
        first=verdict.first,
        last=verdict.last,
        signed=verdict.signed,
        notes=verdict.notes,
        first_bad=bad and FaultShape(number=bad.number, last=bad.last, what=bad.what),
        bad_notes=[_bad_note(one) for one in verdict.bad_notes],
        more_bad_notes=verdict.more_bad_notes,
    )


def _bad_note(note: BadNote) -> BadNoteShape:
    """Without the path of a file: that is whoever runs the desk's."""
    where = "database" if note.where == "the database" else "file"
    return BadNoteShape(size=note.size, where=where, what=note.what)
