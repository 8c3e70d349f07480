"""`meridian customer`: what is noted of people, and those whom a backup brought back."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from activities.erasure import ErasureActivities, StepRequest
from domain.stores import Erased
from runtime.audit_keys import read_audit_signer
from runtime.installation import ServedRegion
from tests.cli.asking import Regions
from tests.cli.commands import Shell, sentence
from tests.storage.building import NOW
from tests.storage.contract_persons import order, who_wrote


def with_eu(folder: Path, *steps: str) -> str:
    """Have somebody write to `eu`, or erase them; who they are."""

    async def work() -> str:
        async with Regions() as regions:
            customer = ""
            for step in steps:
                customer = await (wrote if step == "wrote" else erased)(folder, regions["eu"])
            return customer

    return asyncio.run(work())


async def wrote(_: Path, region: ServedRegion) -> str:
    return await who_wrote(region.stores)


async def erased(folder: Path, region: ServedRegion) -> str:
    customer = (await region.stores.vault.get("m-1")).customer_id
    await region.stores.erasing.freeze(order(customer), NOW)
    steps = ErasureActivities(region.stores, read_audit_signer(folder / "keys", "eu", {}))
    assert await steps.destroy_person(StepRequest(customer, NOW)) == ()
    await steps.certify_erasure(StepRequest(customer, NOW))
    return customer


def told(meridian: Shell, *command: str) -> dict[str, object]:
    ended = meridian("customer", *command, "--json")
    assert ended.code == 0, ended
    facts: dict[str, object] = json.loads(ended.out)
    return facts


def test_a_hold_and_a_restriction_are_placed_shown_and_lifted(
    meridian: Shell, folder: Path
) -> None:
    customer = with_eu(folder, "wrote")
    held = told(meridian, "hold", customer, "--reason", "litigation")
    assert (held["region"], held["state"], held["held"]) == ("eu", "none", "litigation")
    told(meridian, "restrict", customer, "--reason", "legal_claim")
    shown = told(meridian, "show", customer)
    assert (shown["held"], shown["restricted"]) == ("litigation", "legal_claim")
    assert "held: litigation" in meridian("customer", "show", customer).out
    told(meridian, "release", customer)
    assert told(meridian, "unrestrict", customer) == {**shown, "held": None, "restricted": None}


def test_an_erased_person_is_shown_with_the_certificate(meridian: Shell, folder: Path) -> None:
    customer = with_eu(folder, "wrote", "erased")
    shown = told(meridian, "show", customer)
    assert shown["state"] == "erased"
    assert "meridian erasure certificate v1" in str(shown["certificate"])
    assert told(meridian, "erase", customer) == shown
    late = sentence(meridian("customer", "hold", customer, "--reason", "litigation"), 1)
    assert "it comes too late" in late


def test_what_cannot_be_done_is_a_sentence(meridian: Shell, folder: Path) -> None:
    customer = with_eu(folder, "wrote")
    nobody = sentence(meridian("customer", "show", "c-nobody"), 1)
    assert "there is no customer c-nobody" in nobody
    for options in ((), (customer, "--again")):
        assert "or --again" in sentence(meridian("customer", "erase", *options), 1)
    away = ("customer", "erase", customer, "--temporal", "127.0.0.1:9")
    assert "Temporal does not answer" in sentence(meridian(*away), 1)


@pytest.mark.attack(35)
def test_no_door_opens_a_restored_backup_before_the_erasures_are_done_again(
    meridian: Shell, folder: Path
) -> None:
    customer = with_eu(folder, "wrote")
    shutil.copytree(folder / "data" / "eu", folder / "backup")
    with_eu(folder, "erased")
    for file in ("region.sqlite", "keys.sqlite"):
        shutil.copy(folder / "backup" / file, folder / "data" / "eu" / file)
    for command in (("key", "list"), ("customer", "show", customer), ("ticket", "show", "eu-1")):
        assert "run `meridian customer erase --again`" in meridian.refuses(*command)
    assert told(meridian, "erase", "--again") == {"erased": [customer], "left": None}
    assert told(meridian, "erase", "--again") == {"erased": [], "left": None}
    assert told(meridian, "show", customer)["state"] == "erased"
    with pytest.raises(Erased):
        with_eu(folder, "erased")
