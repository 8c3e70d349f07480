"""What stands beside the trail, and periods of it: neither hides what was changed."""

import pytest

from domain.audit import Action, Deed
from runtime.note_sources import OutsideNotes
from tests.runtime.trail.building import (
    SignedRegion,
    assert_named,
    seventh_told_otherwise,
)
from tests.storage.building import NOW

pytestmark = pytest.mark.attack(37)


@pytest.mark.parametrize(
    ("forgery", "what"),
    [
        ("UPDATE ledger SET body = '{}' WHERE position = 2", "another event"),
        ("DELETE FROM ledger WHERE position = 2", "nothing at place 1 of eu-5"),
        ("UPDATE ledger SET sequence = 9 WHERE position = 2", "another event"),
    ],
)
async def test_a_ledger_that_is_not_what_the_trail_tells_of_is_named(
    region: SignedRegion, forgery: str, what: str
) -> None:
    await region.forger.run(forgery)
    assert_named(await region.verified(), 6, what)


async def test_an_event_that_no_entry_tells_of_is_named(region: SignedRegion) -> None:
    await region.forger.run(
        "INSERT INTO ledger (ticket_id, sequence, position, kind, at, body) "
        "SELECT ticket_id, 99, 4, kind, at, body FROM ledger WHERE position = 3"
    )
    assert_named(await region.verified(), 13, "no entry tells of it")


async def test_the_notes_of_the_database_alone_name_what_was_changed(region: SignedRegion) -> None:
    await region.forger.rewrite(seventh_told_otherwise, relink=True, tree=True)
    assert_named(await region.verified(outside=OutsideNotes()), 5, "(the database)", last=8)


async def test_a_period_is_verified_up_to_the_note_behind_it(region: SignedRegion) -> None:
    verdict = await region.verified(first=6, last=7)
    assert verdict.is_sound
    assert (verdict.first, verdict.last, verdict.signed) == (6, 8, 8)


async def test_a_period_whose_tree_was_made_anew_is_not_believed(region: SignedRegion) -> None:
    await region.forger.rewrite(seventh_told_otherwise, relink=True, tree=True)
    assert_named(await region.verified(first=6, last=7), 5, "was signed", last=8)
    # What stands before a period is part of what was signed of it.
    assert_named(await region.verified(first=9), 5, "was signed", last=8)


async def test_a_period_that_is_not_there_is_missed(region: SignedRegion) -> None:
    assert_named(await region.verified(first=20), 20, "ends with entry 12")


async def test_entries_that_are_not_signed_yet_are_linked_and_said_to_be_unsigned(
    region: SignedRegion,
) -> None:
    async with await region.open() as opened:
        await opened.stores.audit.add(Deed(NOW, Action.ACCESS, "ana", "agent", "eu-1"))
    verdict = await region.verified()
    assert verdict.is_sound
    assert (verdict.last, verdict.signed) == (13, 12)


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE audit SET at = 'never' WHERE number = 7",
        "UPDATE audit SET body = 'nothing' WHERE number = 7",
        "UPDATE audit SET body = X'ff' WHERE number = 7",
        "UPDATE audit SET body = '[]' WHERE number = 7",
        "UPDATE audit SET hash = 'nothing' WHERE number = 7",
        "UPDATE audit SET number = 'seven' WHERE number = 7",
        "UPDATE audit SET action = X'00' WHERE number = 7",
    ],
)
async def test_whatever_stands_in_a_column_is_a_bad_entry_and_no_accident(
    files: SignedRegion, forgery: str
) -> None:
    await files.forger.run(forgery)
    assert_named(await files.verified(), 7, "")


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE counters SET value = 'many' WHERE name = 'audit'",
        "DELETE FROM counters WHERE name = 'audit'",
        "UPDATE audit_checkpoints SET note = X'ff00'",
        "UPDATE audit_nodes SET hash = 'nothing'",
        "DELETE FROM audit_nodes",
    ],
)
async def test_nor_is_what_stands_beside_the_trail(files: SignedRegion, forgery: str) -> None:
    await files.forger.run(forgery)
    tree = "audit_nodes" in forgery  # of which nothing is believed, nor needed to verify
    assert (await files.verified()).is_sound is tree
    assert (await files.verified(first=6)).is_sound is tree
