"""`meridian privacy retention`: what would go, by kind and region, the oldest first."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.retention import RetentionKind
from tests.cli.asking import Regions
from tests.cli.commands import Shell, sentence
from tests.storage.retaining import a_closed_ticket

AT = "2026-11-22T12:00+00:00"
CLOSED = datetime.fromisoformat("2025-01-10T12:00+00:00")  # 18 months of eu's texts are over


def two_closed_tickets() -> None:
    async def write() -> None:
        async with Regions() as regions:
            for number in (1, 2):
                at = CLOSED - number * timedelta(days=1)
                await a_closed_ticket(regions["eu"].stores, number, at=at)

    asyncio.run(write())


def shown(meridian: Shell, *options: str) -> list[dict[str, object]]:
    ended = meridian("privacy", "retention", "--dry-run", "--json", *options)
    assert ended.code == 0, ended
    kinds = json.loads(ended.out)["kinds"]
    return [one for one in kinds if one["count"]]


@pytest.mark.usefixtures("folder")
def test_what_is_over_its_time_is_shown_the_oldest_first(meridian: Shell) -> None:
    two_closed_tickets()
    [texts] = [one for one in shown(meridian, "--at", AT) if one["kind"] == "texts"]
    assert texts == {
        "region": "eu",
        "kind": "texts",
        "kept_for": "18 months",
        "ended_before": "2025-05-21T23:00:00+00:00",
        "count": 2,
        "oldest": "2025-01-08T12:00:00+00:00",
        "first": [
            {"id": "eu-2", "since": "2025-01-08T12:00:00+00:00"},
            {"id": "eu-1", "since": "2025-01-09T12:00:00+00:00"},
        ],
    }
    ended = meridian("privacy", "retention", "--dry-run", "--at", AT, "--region", "eu")
    assert "18 months" in ended.out
    assert "eu-2, eu-1" in ended.out
    assert shown(meridian, "--at", AT, "--region", "na") == []
    assert shown(meridian, "--at", "2026-01-01T00:00Z") != shown(meridian, "--at", AT)


@pytest.mark.usefixtures("folder")
def test_showing_takes_nothing_out(meridian: Shell) -> None:
    two_closed_tickets()
    before = shown(meridian, "--at", AT)
    assert shown(meridian, "--at", AT) == before
    assert {one["kind"] for one in before} == {RetentionKind.TEXTS, RetentionKind.NOTIFICATIONS}


@pytest.mark.usefixtures("folder")
def test_where_nothing_is_over_its_time_that_is_said(meridian: Shell) -> None:
    ended = meridian("privacy", "retention", "--dry-run", "--region", "eu")
    assert (ended.code, ended.out) == (0, "nothing is over its time in eu\n")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--at", AT), "what will be over its time is only shown: add --dry-run to --at"),
        (("--at", "soon", "--dry-run"), "--at soon is no instant"),
        (("--at", "2026-11-22T12:00", "--dry-run"), "is no instant"),
        (("--region", "ue", "--dry-run"), "there is no region ue here: write one of eu"),
    ],
)
def test_a_slip_is_answered_by_what_to_write(
    meridian: Shell, options: tuple[str, ...], said: str
) -> None:
    ended = meridian("privacy", "retention", *options)
    assert ended.code != 0
    assert said in sentence(ended)


def test_without_temporal_it_says_what_to_start(meridian: Shell, folder: Path) -> None:
    (folder / "data" / "temporal-address").write_text("127.0.0.1:1\n")
    ended = meridian("privacy", "retention", "--region", "eu")
    assert "did not begin retention-eu" in sentence(ended)
