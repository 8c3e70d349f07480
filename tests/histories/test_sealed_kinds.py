"""A ticket of every kind, once it is sealed, replays to the digest that was sealed with it."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import MappingProxyType

import pytest
import pytest_asyncio

from domain.adoption_events import PolicyAdopted
from domain.erasure_events import CustomerErased
from domain.events import TicketEscalated, TicketMerged, TicketReopened
from domain.relay_events import TicketHandedOver
from runtime.converter import data_converter
from runtime.examination import Examination, examined
from storage.auditing.kept import Kept, open_kept
from storage.database.sqlite import sqlite_url
from storage.open import open_region
from tests.histories.recording import HERE, RELEASE, Recording, read
from tests.histories.sealed import seal
from tests.regions import in_shape
from tests.storage.building import KEY

# Which recorded life is of which kind, and the event that makes it one.
KINDS = MappingProxyType(
    {
        "handed over": ("relieved_and_back_with_its_owner", TicketHandedOver),
        "escalated": ("climbing_the_whole_ladder", TicketEscalated),
        "reopened": ("held_and_taken_up_again", TicketReopened),
        "merged": ("merged_into_another", TicketMerged),
        "continued as new": ("a_long_conversation", None),
        "erased": ("erased_while_open", CustomerErased),
        "under another policy": ("adopting_another_policy_and_the_first_again", PolicyAdopted),
    }
)


def life(kind: str) -> Recording:
    return read(HERE / RELEASE / f"{KINDS[kind][0]}.json.gz")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kept(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kept]:
    """All of them sealed; then the database of the customers' keys is gone."""
    folder: Path = tmp_path_factory.mktemp("region")
    async with await open_region("eu", in_shape(folder), KEY) as region:
        await seal(region.stores, *map(life, KINDS))
    assert without_keys(folder)
    async with open_kept(sqlite_url(folder / "region.sqlite")) as opened:
        yield opened
    assert not without_keys(folder)


def without_keys(folder: Path) -> int:
    """Take away whatever is left of the customers' keys; how many files."""
    files = list(folder.glob("keys.sqlite*"))
    for file in files:
        file.unlink()
    return len(files)


async def examination(kept: Kept, kind: str) -> Examination:
    return await examined(kept, life(kind).ticket, data_converter)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("kind", KINDS)
async def test_a_ticket_of_every_kind_replays_with_its_digest_equal(kept: Kept, kind: str) -> None:
    found = await examination(kept, kind)
    assert found.agrees, (found.faults, found.difference)
    assert found.not_reached == 0
    assert [run.life.run_id for run in found.runs] == [run.run_id for run in life(kind).runs]
    assert all(run.sealed and run.sealed.digest == run.life.digest for run in found.runs)
    assert list(found.replayed.entries) == life(kind).ledger


@pytest.mark.parametrize("kind", KINDS)
def test_each_of_them_is_what_it_is_called(kind: str) -> None:
    recording, event = life(kind), KINDS[kind][1]
    if event is None:
        assert len(recording.runs) > 1
    else:
        assert any(isinstance(entry.event, event) for entry in recording.ledger)
