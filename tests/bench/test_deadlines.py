"""Deadlines of the same second are all noticed; one that is lost or moved would be told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.deadlines import LATEST, Noticed, measured
from bench.living import region_client
from bench.report import quietly
from domain.events import ClockBreached
from domain.vocabulary import THE_DESK, Target
from tests.bench.conftest import Started

DUE = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.asyncio(loop_scope="session")
async def test_all_that_fall_due_at_once_are_noticed(server: Started, tmp_path: Path) -> None:
    client = await region_client(server.address)
    found = await measured(client, tmp_path, 5, quietly)
    assert len(found.lateness) == 5
    assert min(found.lateness) >= timedelta()
    assert found.report(5).kept, found.report(5).facts()


def breach(at: datetime, late: timedelta = timedelta(seconds=1)) -> ClockBreached:
    return ClockBreached(at=at, noticed=at + late, by=THE_DESK, target=Target.FIRST_REPLY)


def noticed() -> Noticed:
    return Noticed(DUE, opened_by=DUE, written_by=DUE)


def test_a_breach_that_is_lost_doubled_or_moved_is_told() -> None:
    found = noticed()
    found.look_at("good", [breach(DUE)])
    assert found.report(1).kept
    found.look_at("lost", [])
    found.look_at("doubled", [breach(DUE), breach(DUE)])
    found.look_at("moved", [breach(DUE + timedelta(seconds=1))])
    assert [fault.split()[0] for fault in found.faults] == ["lost", "doubled", "moved"]


def test_a_breach_that_is_noticed_too_late_is_told() -> None:
    found = noticed()
    found.look_at("late", [breach(DUE, LATEST + timedelta(seconds=1))])
    assert not found.faults
    assert not found.report(1).kept


def test_tickets_that_were_opened_too_late_to_be_measured_are_told() -> None:
    found = noticed()
    found.opened_by += timedelta(seconds=1)
    found.look_at("good", [breach(DUE)])
    assert not found.report(1).kept
