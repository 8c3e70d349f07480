"""Every way to change a trail that is written down, tried on a real database by who may write it.

The notes stand where an attacker of the database does not reach. Each test says what is named.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from domain.audit import Action, Deed
from runtime.note_sources import OutsideNotes
from tests.runtime.trail.building import (
    ANOTHER,
    Row,
    SignedRegion,
    assert_named,
    cut_behind_nine,
    put_in,
    seventh_and_eighth_swapped,
    seventh_told_otherwise,
    told_otherwise,
    with_one_put_in,
    without_seventh,
)
from tests.storage.building import NOW

pytestmark = pytest.mark.attack(37)


async def test_what_nobody_touched_is_sound(region: SignedRegion) -> None:
    verdict = await region.verified()
    assert verdict.is_sound, verdict
    assert (verdict.first, verdict.last, verdict.signed, verdict.notes) == (1, 12, 12, 3)


async def test_an_edited_entry_is_named(region: SignedRegion) -> None:
    await region.forger.rewrite(seventh_told_otherwise)
    assert_named(await region.verified(), 7, "was changed")


async def test_an_entry_of_which_the_columns_alone_were_edited_is_named(
    region: SignedRegion,
) -> None:
    await region.forger.run("UPDATE audit SET by = 'eve' WHERE number = 7")
    assert_named(await region.verified(), 7, "the column `by`")


async def test_an_edited_entry_with_a_hash_of_its_own_is_named(region: SignedRegion) -> None:
    def change(rows: list[Row]) -> Sequence[Row]:
        changed = told_otherwise(rows[6])
        own = put_in(7)
        return [*rows[:6], replace(changed, hash=own.hash), *rows[7:]]

    await region.forger.rewrite(change)
    assert_named(await region.verified(), 7, "was changed")


async def test_a_deleted_entry_is_named(region: SignedRegion) -> None:
    await region.forger.rewrite(without_seventh)
    assert_named(await region.verified(), 7, "missing")


async def test_an_inserted_entry_is_named(region: SignedRegion) -> None:
    await region.forger.rewrite(with_one_put_in)
    assert_named(await region.verified(), 7, "changed")


async def test_swapped_entries_are_named(region: SignedRegion) -> None:
    await region.forger.rewrite(seventh_and_eighth_swapped)
    assert_named(await region.verified(), 7, "changed")


@pytest.mark.parametrize(
    "change",
    [seventh_told_otherwise, without_seventh, with_one_put_in, seventh_and_eighth_swapped],
)
async def test_links_that_were_made_anew_do_not_hide_what_was_changed(
    region: SignedRegion, change: object
) -> None:
    assert callable(change)
    await region.forger.rewrite(change, relink=True)
    assert_named(await region.verified(), 7, "changed after it was taken into the tree")


@pytest.mark.parametrize(
    "change",
    [seventh_told_otherwise, without_seventh, with_one_put_in, seventh_and_eighth_swapped],
)
async def test_nor_does_a_tree_that_was_made_anew(region: SignedRegion, change: object) -> None:
    assert callable(change)
    await region.forger.rewrite(change, relink=True, tree=True)
    assert_named(await region.verified(), 5, "what was signed of the first 8 entries", last=8)


async def test_nor_do_notes_of_a_key_of_ones_own(region: SignedRegion) -> None:
    await region.forger.rewrite(seventh_told_otherwise, relink=True, tree=True)
    await region.forger.sign(ANOTHER)
    verdict = await region.verified()
    assert_named(verdict, 5, "(", last=8)
    assert verdict.bad is not None
    assert str(region.notes.folder) in verdict.bad.what
    alone = await region.verified(outside=OutsideNotes())
    assert alone.bad is None
    assert not alone.is_sound
    assert [(note.size, "not signed by" in note.what) for note in alone.bad_notes] == [
        (4, True),
        (8, True),
        (12, True),
    ]


async def test_a_cut_tail_is_missed(region: SignedRegion) -> None:
    await region.forger.rewrite(cut_behind_nine)
    assert_named(await region.verified(), 10, "missing")


async def test_a_tail_that_was_cut_with_all_that_tells_of_it_is_missed_by_the_notes_outside(
    region: SignedRegion,
) -> None:
    await region.forger.rewrite(cut_behind_nine, tree=True)
    await region.forger.run(
        "UPDATE counters SET value = 9 WHERE name = 'audit'",
        "DELETE FROM audit_checkpoints WHERE size > 9",
        "DELETE FROM ledger WHERE position > 2",
    )
    assert_named(await region.verified(), 10, "a note of 12 entries was signed")
    alone = await region.verified(outside=OutsideNotes())
    assert alone.is_sound  # without notes outside nobody can tell
    assert (alone.last, alone.signed) == (9, 8)


async def test_entries_that_nothing_counted_are_named(region: SignedRegion) -> None:
    await region.forger.run("UPDATE counters SET value = 11 WHERE name = 'audit'")
    assert_named(await region.verified(outside=OutsideNotes()), 12, "never counted")


async def test_a_database_rolled_back_to_yesterday_is_noticed(
    files: SignedRegion, tmp_path: Path
) -> None:
    shutil.copytree(tmp_path / "eu", tmp_path / "yesterday")
    await files.grow()
    assert (await files.verified()).is_sound
    shutil.rmtree(tmp_path / "eu")
    shutil.copytree(tmp_path / "yesterday", tmp_path / "eu")
    assert_named(await files.verified(), 13, "a note of 16 entries was signed")


async def test_a_database_rolled_back_that_went_on_is_noticed(
    files: SignedRegion, tmp_path: Path
) -> None:
    shutil.copytree(tmp_path / "eu", tmp_path / "yesterday")
    await files.grow()
    shutil.rmtree(tmp_path / "eu")
    shutil.copytree(tmp_path / "yesterday", tmp_path / "eu")
    elsewhere = replace(files, notes=replace(files.notes, folder=tmp_path / "other notes"))
    async with await files.open() as opened:
        await opened.stores.audit.add(Deed(NOW, Action.ACCESS, "eve", "agent", "eu-1"))
    await elsewhere.grow(2)  # without the notes of before, nothing keeps it from being signed
    assert_named(await files.verified(), 13, "what was signed of the first 16", last=16)
