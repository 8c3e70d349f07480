"""`meridian privacy requests` and `meridian customer export`: what an officer does by hand."""

import asyncio
import json
import stat
import zipfile
from datetime import timedelta
from pathlib import Path

from domain.privacy_requests import PrivacyRequest, RequestKind
from runtime.clock import SystemClock
from tests.cli.asking import Regions
from tests.cli.commands import Shell, sentence
from tests.storage.building import arrival


def a_customer_who_asks(*days: int) -> str:
    """Somebody of `eu` who asked for their data, to be answered in so many days: their id."""

    async def write() -> str:
        now = SystemClock().now()
        async with Regions() as regions:
            stores = regions["eu"].stores
            await stores.inbox.accept(arrival(1, content={"text": "canarytext"}))
            [batch] = await stores.inbox.lease("test", now, now + timedelta(minutes=1), 1)
            customer = batch.news[0].customer_id
            for number, day in enumerate(days):
                due = now + timedelta(days=day)
                request = PrivacyRequest(
                    f"pr-{number}",
                    customer,
                    RequestKind.ACCESS,
                    now,
                    "k",
                    "privacy",
                    "gdpr",
                    due,
                    due - timedelta(days=7),
                )
                await stores.privacy.requests.receive(request)
            return customer

    return asyncio.run(write())


def test_requests_are_listed_with_what_is_due_first_first(meridian: Shell, folder: Path) -> None:
    customer = a_customer_who_asks(20, -1, 5)
    listed = json.loads(meridian("privacy", "requests", "--json").out)
    assert [one["id"] for one in listed] == ["pr-1", "pr-2", "pr-0"]
    assert [(one["overdue"], one["nearly_due"]) for one in listed] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert listed[0]["customer"] == customer
    table = meridian("privacy", "requests")
    assert table.code == 0
    assert all(word in table.out for word in ("overdue", "soon", customer, "pr-0"))
    answered = meridian("privacy", "requests", "--state", "answered", "--json")
    assert json.loads(answered.out) == []


def test_an_export_is_a_file_that_only_its_owner_reads(
    meridian: Shell, folder: Path, tmp_path: Path
) -> None:
    customer, file = a_customer_who_asks(20), tmp_path / "person.zip"
    told = json.loads(meridian("customer", "export", customer, str(file), "--json").out)
    assert told["file"] == str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        assert "canarytext" in archive.read("data.json").decode()
    again = meridian("customer", "export", customer, str(file))
    assert "is there already" in sentence(again, 1)


def test_who_is_not_there_is_not_exported(meridian: Shell, folder: Path, tmp_path: Path) -> None:
    ended = meridian("customer", "export", "c-unknown", str(tmp_path / "person.zip"))
    assert "there is no customer c-unknown" in sentence(ended, 1)
    assert not (tmp_path / "person.zip").exists()
