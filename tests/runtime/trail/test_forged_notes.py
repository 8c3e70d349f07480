"""Notes that were forged, taken away, or are checked with the wrong key."""

import pytest

from runtime.verification import Keys
from tests.runtime.trail.building import (
    ANOTHER,
    SIGNER,
    SignedRegion,
)

pytestmark = pytest.mark.attack(37)


async def test_a_wrong_public_key_is_said(region: SignedRegion) -> None:
    verdict = await region.verified(keys=Keys(SIGNER.name, ANOTHER.verifier))
    assert not verdict.is_sound
    assert verdict.notes == 0
    first = verdict.bad_notes[0]
    assert (first.size, "not signed by" in first.what) == (4, True)


async def test_notes_of_another_region_are_none(region: SignedRegion) -> None:
    verdict = await region.verified(keys=Keys("meridian/na", SIGNER.verifier))
    assert not verdict.is_sound
    assert "of another trail" in verdict.bad_notes[0].what


@pytest.mark.parametrize(
    ("forgery", "what"),
    [
        ("UPDATE audit_checkpoints SET note = 'nothing' WHERE size = 8", "no signed note"),
        (
            "UPDATE audit_checkpoints SET note = (SELECT note FROM audit_checkpoints AS other "
            "WHERE other.size = 4) WHERE size = 8",
            "signed of 4 entries",
        ),
        ("UPDATE audit_checkpoints SET size = 7 WHERE size = 8", "signed of 8 entries"),
        ("DELETE FROM audit_checkpoints WHERE size = 8", "in no row of the database"),
    ],
)
async def test_a_forged_row_of_a_note_is_named(
    region: SignedRegion, forgery: str, what: str
) -> None:
    await region.forger.run(forgery)
    verdict = await region.verified()
    assert verdict.bad is None
    assert not verdict.is_sound
    assert any(what in note.what for note in verdict.bad_notes), verdict


async def test_a_forged_note_in_the_folder_is_named(region: SignedRegion) -> None:
    note = region.notes.in_order()[1].path
    note.write_text(ANOTHER.sign("meridian/eu\n8\n" + "A" * 43 + "=\n"))
    verdict = await region.verified()
    assert [(one.where, one.size) for one in verdict.bad_notes] == [(str(note), 8)]
