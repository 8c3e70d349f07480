"""What can be asked of a region's trail, by the command line and by the API alike.

Only the region's own database is opened, apart from whatever else uses it, and no key but a public
one is needed. That somebody asked is an entry of the trail itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from domain.audit import Action, Deed
from domain.ports import Clock
from domain.stores import Unavailable
from runtime.audit_keys import origin_of, read_audit_verifiers
from runtime.checkpoint_files import NoteFile, NoteFolder
from runtime.note_sources import OutsideNotes
from runtime.places import places_of
from runtime.proof.building import Proof, build_proof
from runtime.settings import Settings
from runtime.trail_export import Exported, export_trail
from runtime.verification import Keys, Progress, Verdict, Verification
from storage.auditing.trail import SqlTrail, StoredNote, open_trail


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as an entry of the trail names them."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of verifying, and whether the trail itself has it."""

    region: str
    verdict: Verdict
    is_noted: bool


@dataclass(frozen=True, slots=True)
class Proved:
    """A proof, and whether the trail itself has it that it was made."""

    proof: Proof
    is_noted: bool


@dataclass(frozen=True, slots=True)
class RegionAudit:
    """A region's trail: where it is, by which keys its notes are checked, and where those are."""

    region: str
    url: str
    keys: Keys
    notes: Path
    more_notes: tuple[NoteFile, ...] = ()

    def outside(self) -> OutsideNotes:
        """The notes that are not in the database. Raises OSError."""
        return OutsideNotes([*NoteFolder(self.notes).in_order(), *self.more_notes])

    async def verify(
        self,
        asker: Asker | None,
        clock: Clock,
        *,
        first: int = 1,
        last: int | None = None,
        progress: Progress = lambda _, __: None,
    ) -> Verified:
        """Verify the trail, or entries from one number to another; `asker` None leaves no entry.

        Raises Unavailable, NoTrail, BadSignature for what is no public key, and OSError.
        """
        async with open_trail(self.url) as trail:
            run = Verification(trail, self.keys, self.outside(), progress)
            verdict = await run.run(first, last)
            noted = asker is not None and await _is_noted(trail, _verified(verdict, asker, clock))
            return Verified(self.region, verdict, is_noted=noted)

    async def newest_notes(self, before: int | None, limit: int) -> list[StoredNote]:
        """What was signed last, of fewer entries than `before`; unchecked. Raises Unavailable."""
        async with open_trail(self.url) as trail:
            return await trail.newest_notes(before, limit)

    async def prove(self, ticket_id: str, asker: Asker, clock: Clock) -> Proved:
        """The proof of a ticket. Raises CannotProve, BadSignature, NoTrail and Unavailable."""
        async with open_trail(self.url) as trail:
            await trail.extent()  # or NoTrail
            proof = await build_proof(trail, self.keys, ticket_id)
            facts = {"what": "proof", "entries": proof.entries, "size": proof.size}
            deed = _told(Action.TRAIL_EXPORTED, ticket_id, asker, clock, facts)
            return Proved(proof, await _is_noted(trail, deed))

    async def export(
        self,
        out: IO[str],
        asker: Asker,
        clock: Clock,
        *,
        first: int = 1,
        last: int | None = None,
        progress: Progress = lambda _, __: None,
    ) -> Exported:
        """Write entries to a file that can be verified. Raises as `export_trail` does."""
        async with open_trail(self.url) as trail:
            made = await export_trail(trail, self.keys, out, first, last, progress)
            facts = {"what": "export", "first": made.first, "last": made.last}
            await _is_noted(trail, _told(Action.TRAIL_EXPORTED, "trail", asker, clock, facts))
            return made


def audits_of(
    settings: Settings,
    regions: Sequence[str],
    environment: Mapping[str, str],
    key: str | None = None,
) -> Mapping[str, RegionAudit]:
    """The trails of regions. `key` holds public keys, in place of those of this installation.

    Raises KeyMissing and SettingsWrong.
    """
    folder = settings.keys_folder() if key is None else Path()
    return {
        region: RegionAudit(
            region,
            place.url,
            Keys(
                origin_of(region),
                key if key is not None else read_audit_verifiers(folder, region, environment),
            ),
            settings.checkpoints_folder() / region,
        )
        for region, place in places_of(settings, regions).items()
    }


def with_notes(audit: RegionAudit, notes: Sequence[NoteFile]) -> RegionAudit:
    """The same, with notes that somebody brings."""
    return replace(audit, more_notes=(*audit.more_notes, *notes))


async def _is_noted(trail: SqlTrail, deed: Deed) -> bool:
    """Put it on the trail; False for one that cannot be written to, such as a copy."""
    try:
        await trail.add(deed)
    except Unavailable:
        return False
    return True


def _verified(verdict: Verdict, asker: Asker, clock: Clock) -> Deed:
    facts = {
        "first": verdict.first,
        "last": verdict.last,
        "signed": verdict.signed,
        "sound": verdict.is_sound,
        "first_bad": verdict.bad and verdict.bad.number,
        "bad_notes": len(verdict.bad_notes) + verdict.more_bad_notes,
    }
    return _told(Action.TRAIL_VERIFIED, "trail", asker, clock, facts)


def _told(
    action: Action, about: str, asker: Asker, clock: Clock, facts: Mapping[str, object]
) -> Deed:
    return Deed(clock.now(), action, asker.id, asker.kind, about, facts=facts)
