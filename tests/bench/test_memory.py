"""What an open ticket keeps in memory is divided by those that are open, and by no others."""

import pytest

from bench.memory import PARTS, Resident, grown, report
from bench.report import quietly
from tests.e2e.running import Desk


@pytest.mark.asyncio(loop_scope="session")
async def test_tickets_are_opened_and_what_is_resident_is_read(whole_desk: Desk) -> None:
    before = await grown(whole_desk, 2, quietly)
    after = await grown(whole_desk, 3, quietly)
    assert all(after.bytes[part] > 2**20 for part in PARTS)
    assert report(before, after, 3).kept


def test_a_ticket_that_is_missing_is_told() -> None:
    resident = dict.fromkeys(PARTS, 2**20)
    told = report(Resident(0, resident), Resident(2, {"worker": 2**21, "temporal": 2**20}), 3)
    assert not told.kept
    figures = {figure.what: figure.value for figure in told.figures}
    assert figures["worker, for each ticket"] == 512
    assert figures["temporal, for each ticket"] == 0
