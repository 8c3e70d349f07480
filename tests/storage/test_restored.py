"""An old backup does not bring anybody back unnoticed."""

import shutil
from pathlib import Path

import pytest

from activities.erasure import ErasureActivities, StepRequest
from domain.persons import Lifting, MarkKind
from domain.stores import Erased
from runtime.clock import SystemClock
from runtime.erasing import erase_again
from runtime.signed_notes import Signer
from storage.open import Erasures, OpenRegion, Place, open_region
from storage.privacy.erasing import NoList
from storage.privacy.erasure_list import BrokenList, ErasureList
from storage.privacy.restored import Restored
from tests.regions import in_shape
from tests.storage.building import KEY, NOW, arrival
from tests.storage.contract_persons import hold, order, who_wrote

SIGNER = Signer.of_seed("meridian/eu", b"s" * 32)


def the_list(folder: Path) -> ErasureList:
    return ErasureList(folder / "keys" / "erasures" / "eu.jsonl")


async def opened(folder: Path, *, checked: bool = True) -> OpenRegion:
    place = in_shape(folder / "eu")
    return await open_region("eu", place, KEY, erasures=Erasures(the_list(folder), checked=checked))


async def erased(region: OpenRegion, customer: str, *, whole: bool = True) -> None:
    await region.stores.erasing.freeze(order(customer), NOW)
    await region.stores.erasing.enlist(customer, NOW)
    if whole:
        await erase_steps(region, customer)


async def erase_steps(region: OpenRegion, customer: str) -> None:
    steps = ErasureActivities(region.stores, SIGNER)
    assert await steps.destroy_person(StepRequest(customer, NOW)) == ()
    await steps.certify_erasure(StepRequest(customer, NOW))


@pytest.fixture
async def customer(tmp_path: Path) -> str:
    """Somebody who is erased, of whom there is a backup, and another who stays."""
    async with await opened(tmp_path) as region:
        customer = await who_wrote(region.stores)
        await region.stores.inbox.accept(arrival(2, "somebody else"))
        await region.stores.persons.place(hold(customer))
    shutil.copytree(tmp_path / "eu", tmp_path / "backup")
    async with await opened(tmp_path) as region:
        await region.stores.persons.lift(Lifting(customer, MarkKind.HELD, NOW, "k", "privacy"))
        await erased(region, customer)
    return customer


def restored(folder: Path, *files: str) -> None:
    for file in files:
        shutil.copy(folder / "backup" / file, folder / "eu" / file)


@pytest.mark.attack(35)
@pytest.mark.parametrize(
    "files", [("region.sqlite", "keys.sqlite"), ("keys.sqlite",), ("region.sqlite",)]
)
async def test_a_restored_backup_is_refused_until_the_erasures_are_done_again(
    tmp_path: Path, customer: str, files: tuple[str, ...]
) -> None:
    certificate = the_list(tmp_path).persons()[customer].certificate
    async with await opened(tmp_path):
        pass
    restored(tmp_path, *files)
    for _ in range(2):
        with pytest.raises(Restored, match=r"meridian customer erase --again"):
            await opened(tmp_path)
    async with await opened(tmp_path, checked=False) as region:
        [again] = await erase_again(region.stores, SIGNER, SystemClock())
        assert (again.customer_id, again.left) == (customer, ())
        assert await erase_again(region.stores, SIGNER, SystemClock()) == ()
    async with await opened(tmp_path) as region:
        with pytest.raises(Erased):
            await region.stores.vault.get("m-1")
        assert (await region.stores.vault.get("m-2")).content["text"] == "text 2"
        [mark] = (await region.stores.persons.marks(customer)).values()
        assert mark.certificate == certificate


async def test_an_erasure_that_is_under_way_keeps_nobody_from_starting(tmp_path: Path) -> None:
    """A worker that is killed between two steps starts again, and Temporal goes on with it."""
    async with await opened(tmp_path) as region:
        customer = await who_wrote(region.stores)
        await erased(region, customer, whole=False)
    async with await opened(tmp_path) as region:
        await region.stores.erasing.destroy(customer)
    async with await opened(tmp_path) as region:
        await erase_steps(region, customer)
    async with await opened(tmp_path) as region:
        assert await region.stores.erasing.back() == {}


async def test_a_backup_from_before_somebody_first_wrote_is_no_matter(tmp_path: Path) -> None:
    async with await opened(tmp_path):
        pass
    shutil.copytree(tmp_path / "eu", tmp_path / "backup")
    async with await opened(tmp_path) as region:
        await erased(region, await who_wrote(region.stores))
    restored(tmp_path, "region.sqlite", "keys.sqlite")
    async with await opened(tmp_path):
        pass


async def test_without_its_list_nobody_is_erased(tmp_path: Path) -> None:
    async with await open_region("eu", Place.in_folder(tmp_path / "eu"), KEY) as region:
        customer = await who_wrote(region.stores)
        with pytest.raises(NoList):
            await region.stores.erasing.enlist(customer, NOW)


def test_the_list_keeps_everybody_once_and_drops_what_a_crash_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "erasures" / "eu.jsonl"
    listed = ErasureList(path)
    assert listed.persons() == {}
    listed.add("c-1", NOW)
    listed.add("c-1", NOW)
    path.write_bytes(path.read_bytes() + b'{"customer": "c-2", "a')
    assert list(listed.persons()) == ["c-1"]
    listed.add("c-3", NOW)
    listed.add("c-1", NOW, "certificate\n")
    listed.add("c-1", NOW, "another\n")
    assert list(listed.persons()) == ["c-1", "c-3"]
    assert listed.persons()["c-1"].certificate == "certificate\n"
    assert len(path.read_text().splitlines()) == 3
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_damaged_list_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "eu.jsonl"
    path.write_text('{"customer": "c-1", "at": "2026-03-27T09:30:00+00:00"}\nnonsense\n')
    with pytest.raises(BrokenList, match=r"line 2 .*restore the list"):
        ErasureList(path).persons()
