"""When a trail is signed, by whom, and when nobody signs it."""

import asyncio
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from prometheus_client import REGISTRY

from domain.audit import Action, Deed
from domain.stores import Unavailable
from runtime.checkpoint_files import NoteDiffers, NoteFolder, read_note
from runtime.notary import AFTER, ENTRIES, Notary
from runtime.signed_notes import BadSignature
from storage.open import OpenRegion, Place, open_region
from storage.trail.checkpoints import SqlCheckpoints, Standing, WillNotSign
from tests.runtime.trail.building import (
    ANOTHER,
    SIGNER,
    SignedRegion,
    seventh_told_otherwise,
    without_seventh,
)
from tests.storage.building import KEY, NOW

READ = Deed(NOW, Action.ACCESS, "ana", "agent", "eu-1")


@dataclass
class Hand:
    """A clock that is moved by hand."""

    at: datetime = field(default=NOW)

    def now(self) -> datetime:
        """As the Protocol says."""
        return self.at


def notary_of(region: OpenRegion, notes: NoteFolder, clock: Hand | None = None) -> Notary:
    return Notary("eu", region.checkpoints, SIGNER, SIGNER.verifier, notes, clock or Hand())


def refusals() -> float:
    return REGISTRY.get_sample_value("meridian_audit_refusals_total", {"region": "eu"}) or 0


def sizes(notes: NoteFolder) -> list[int]:
    return [note.size for note in notes.in_order()]


@pytest.fixture
def notes(tmp_path: Path) -> NoteFolder:
    return NoteFolder(tmp_path / "checkpoints" / "eu")


async def test_a_few_entries_are_signed_once_the_first_has_waited_a_minute(
    place: Place, notes: NoteFolder
) -> None:
    async with await open_region("eu", place, KEY) as region:
        clock = Hand()
        notary = notary_of(region, notes, clock)
        await region.stores.audit.add(READ, READ, READ)
        await notary.look()
        clock.at += AFTER - timedelta(seconds=1)
        await notary.look()
        assert sizes(notes) == []
        clock.at += timedelta(seconds=1)
        await notary.look()
        assert sizes(notes) == [3]
        assert (await region.checkpoints.standing()).signed.size == 3


async def test_a_thousand_entries_are_signed_at_once(place: Place, notes: NoteFolder) -> None:
    async with await open_region("eu", place, KEY) as region:
        await region.stores.audit.add(*[READ] * (2 * ENTRIES + 7))
        await notary_of(region, notes).look()
        assert sizes(notes) == [1000, 2000, 2007]


async def test_an_idle_region_signs_nothing_new(place: Place, notes: NoteFolder) -> None:
    async with await open_region("eu", place, KEY) as region:
        clock = Hand()
        notary = notary_of(region, notes, clock)
        for _ in range(5):
            clock.at += AFTER
            await notary.look()
        assert sizes(notes) == []
        await region.stores.audit.add(READ)
        for _ in range(5):
            clock.at += AFTER
            await notary.look()
        assert sizes(notes) == [1]


async def test_what_is_signed_is_the_root_over_all_entries(region: SignedRegion) -> None:
    for note in region.notes.in_order():
        signed = read_note(note.read(), SIGNER.verifier, "meridian/eu")
        assert signed.size == note.size
    assert sizes(region.notes) == [4, 8, 12]
    assert (await region.verified()).notes == 3


async def test_several_notaries_never_fork_the_trail(place: Place, notes: NoteFolder) -> None:
    async with await open_region("eu", place, KEY) as region:
        notaries = [notary_of(region, notes) for _ in range(5)]
        for _ in range(3):
            await region.stores.audit.add(*[READ] * 5)
            await asyncio.gather(*(notary.sign() for notary in notaries))
        assert sizes(notes) == [5, 10, 15]
    assert (await SignedRegion(place, notes).verified()).is_sound


async def test_signing_goes_on_while_entries_are_added(place: Place, notes: NoteFolder) -> None:
    async with await open_region("eu", place, KEY) as region:
        notary = notary_of(region, notes)

        async def write() -> None:
            for _ in range(50):
                await region.stores.audit.add(READ)

        async def sign() -> None:
            for _ in range(20):
                await notary.sign()

        await asyncio.gather(write(), write(), sign())
        await notary.sign()
    verdict = await SignedRegion(place, notes).verified()
    assert verdict.is_sound
    assert (verdict.last, verdict.signed) == (100, 100)


async def test_a_note_that_was_not_written_before_the_end_is_written_later(
    region: SignedRegion,
) -> None:
    region.notes.in_order()[-1].path.unlink()
    async with await region.open() as opened:
        await region.notary(opened).look()
    assert sizes(region.notes) == [4, 8, 12]


async def test_a_database_that_was_rolled_back_is_not_signed(
    files: SignedRegion, tmp_path: Path
) -> None:
    shutil.copytree(tmp_path / "eu", tmp_path / "yesterday")
    await files.grow()
    shutil.rmtree(tmp_path / "eu")
    shutil.copytree(tmp_path / "yesterday", tmp_path / "eu")
    async with await files.open() as opened:
        notary, before = files.notary(opened), refusals()
        await notary.look()  # though nothing is new
        assert refusals() == before + 1
        await opened.stores.audit.add(READ)
        with pytest.raises(WillNotSign, match="ends with entry 13, and entry 16 was signed"):
            await notary.sign()
        await opened.stores.audit.add(*[READ] * 5)
        with pytest.raises(WillNotSign, match="first 16 entries are not those that were signed"):
            await notary.sign()
    assert sizes(files.notes) == [4, 8, 12, 16]


async def test_a_trail_that_was_cut_is_not_signed(region: SignedRegion) -> None:
    await region.forger.run("UPDATE counters SET value = 9 WHERE name = 'audit'")
    async with await region.open() as opened:
        before = refusals()
        await region.notary(opened).look()
        assert refusals() == before + 1


async def test_a_chain_that_breaks_is_not_signed(region: SignedRegion) -> None:
    async with await region.open() as opened:
        await opened.stores.audit.add(READ, READ, READ)
    await region.forger.run("UPDATE audit SET hash = body WHERE number = 14")
    async with await region.open() as opened:
        with pytest.raises(WillNotSign, match="entry 14 was changed"):
            await region.notary(opened).sign()
    await region.forger.run("DELETE FROM audit WHERE number = 14")
    async with await region.open() as opened:
        with pytest.raises(WillNotSign, match="entry 14 is missing"):
            await region.notary(opened).sign()


@pytest.mark.parametrize("change", [seventh_told_otherwise, without_seventh])
async def test_another_trail_than_the_one_that_was_signed_is_not_signed(
    region: SignedRegion, change: object
) -> None:
    assert callable(change)
    await region.forger.rewrite(change, relink=True, tree=True)
    async with await region.open() as opened:
        await opened.stores.audit.add(READ, READ)
        with pytest.raises(WillNotSign):
            await region.notary(opened).sign()


async def test_a_note_that_is_none_of_ours_keeps_us_from_signing(region: SignedRegion) -> None:
    forged = ANOTHER.sign("meridian/eu\n99\n" + "A" * 43 + "=\n")
    region.notes.write(99, forged)
    async with await region.open() as opened:
        await opened.stores.audit.add(READ)
        with pytest.raises(BadSignature, match="none of our notes"):
            await region.notary(opened).sign()


async def test_a_forged_row_is_not_carried_out_of_the_database(region: SignedRegion) -> None:
    forged = ANOTHER.sign("meridian/eu\n99\n" + "A" * 43 + "=\n")
    await region.forger.run(
        f"INSERT INTO audit_checkpoints (size, root, note) SELECT 99, root, '{forged}' "
        "FROM audit_checkpoints WHERE size = 4"
    )
    async with await region.open() as opened:
        before = refusals()
        await region.notary(opened).look()
        assert refusals() == before + 1
    assert sizes(region.notes) == [4, 8, 12]


async def test_a_folder_that_cannot_be_used_is_said_and_tried_again(
    place: Place, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    notes = NoteFolder(tmp_path / "file" / "eu")
    async with await open_region("eu", place, KEY) as region:
        clock, before = Hand(), refusals()
        notary = notary_of(region, notes, clock)
        await region.stores.audit.add(READ)
        await notary.look()
        assert refusals() == before + 1
        (tmp_path / "file").unlink()
        await notary.look()
        clock.at += AFTER
        await notary.look()
        assert sizes(notes) == [1]


def test_a_note_is_written_once_and_never_over_another(notes: NoteFolder) -> None:
    notes.write(3, "one")
    notes.write(3, "one")
    with pytest.raises(NoteDiffers):
        notes.write(3, "another")
    assert [(note.path.name, note.read()) for note in notes.in_order()] == [
        ("000000000003.note", "one")
    ]
    assert len(list(notes.folder.iterdir())) == 1  # nothing half written stays


def test_other_files_of_the_folder_are_no_notes(notes: NoteFolder) -> None:
    notes.write(3, "one")
    for name in (".000000000009.note.77", "9.note", "000000000009.note.bak", "README"):
        (notes.folder / name).write_text("x")
    assert sizes(notes) == [3]


class Away:
    """A database that does not answer."""

    async def standing(self) -> Standing:
        raise Unavailable


async def test_a_database_that_is_away_is_no_refusal(notes: NoteFolder) -> None:
    away = cast(SqlCheckpoints, Away())
    before = refusals()
    await Notary("eu", away, SIGNER, SIGNER.verifier, notes, Hand()).look()
    assert (refusals(), sizes(notes)) == (before, [])
