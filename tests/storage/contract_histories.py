"""What every store of sealed histories promises."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from domain.audit import Action
from domain.histories import Disagreement, Ending, SealedRun, Unreadable
from domain.stores import Conflict, Missing, RegionStores
from storage.auditing.histories import histories
from storage.database.engine import open_database
from storage.open import Place
from tests.storage.building import after, closing, page, received, view

BODY = json.dumps({"events": [{"eventId": "1"}]}).encode()


def sealed(run: str = "run-1", ticket: str = "eu-1", body: bytes = BODY, **told: Any) -> SealedRun:
    made = SealedRun(
        run_id=run,
        ticket_id=ticket,
        place=0,
        run_before=None,
        ended=Ending.COMPLETED,
        closed_at=after(0),
        events=1,
        sha256=hashlib.sha256(body).hexdigest(),
        build="b" * 16,
        timezones="2026b, the system's",
        digest="d" * 64,
        disagreement=None,
        sealed_at=after(60),
    )
    return replace(made, **told)


async def told_of(stores: RegionStores) -> list[dict[str, Any]]:
    """What the trail says of histories."""
    entries = [one.document for one in await stores.audit.entries(limit=100)]
    return [one for one in entries if one["action"] == Action.HISTORY_SEALED]


async def planted(place: Place, run: str, body: bytes) -> None:
    """Somebody writes past the store."""
    database = open_database(place.url)
    change = update(histories).where(histories.c.run_id == run).values(body=body)
    await database.write(lambda connection: connection.execute(change).rowcount)
    await database.dispose()


class HistoriesContract:
    async def test_a_sealed_run_comes_back_as_it_was(self, stores: RegionStores) -> None:
        broken = sealed(digest=None, disagreement=Disagreement.WOULD_NOT_REPLAY, run_before="run-0")
        assert await stores.histories.seal(broken, BODY) is True
        assert await stores.histories.runs("eu-1") == [replace(broken, place=1)]
        assert await stores.histories.body("run-1") == BODY
        assert not broken.agrees

    async def test_runs_of_a_ticket_keep_the_order_in_which_they_were_sealed(
        self, stores: RegionStores
    ) -> None:
        for run in ("run-9", "run-2", "run-5"):
            await stores.histories.seal(sealed(run), BODY)
        await stores.histories.seal(sealed("run-7", "eu-2"), BODY)
        runs = await stores.histories.runs("eu-1")
        assert [(one.run_id, one.place) for one in runs] == [
            ("run-9", 1),
            ("run-2", 2),
            ("run-5", 3),
        ]
        assert await stores.histories.sealed_of(["run-2", "run-3", "run-7"]) == {"run-2", "run-7"}

    async def test_each_seal_stands_on_the_trail_with_all_that_it_says(
        self, stores: RegionStores
    ) -> None:
        await stores.histories.seal(sealed(), BODY)
        [entry] = await told_of(stores)
        assert (entry["about"], entry["by"], entry["by_kind"]) == ("eu-1", "sealing", "system")
        facts = entry["facts"]
        assert facts.pop("closed_at") == after(0).isoformat()
        assert facts == {
            "run": "run-1",
            "place": 1,
            "run_before": None,
            "ended": "completed",
            "events": 1,
            "sha256": hashlib.sha256(BODY).hexdigest(),
            "build": "b" * 16,
            "timezones": "2026b, the system's",
            "digest": "d" * 64,
            "agrees": True,
            "disagreement": None,
        }

    async def test_the_same_run_again_changes_nothing(self, stores: RegionStores) -> None:
        await stores.histories.seal(sealed(), BODY)
        again = sealed(build="another", sealed_at=after(99))
        assert await stores.histories.seal(again, BODY) is False
        [run] = await stores.histories.runs("eu-1")
        assert run.build == "b" * 16
        assert len(await told_of(stores)) == 1

    async def test_another_history_under_its_run_is_a_conflict(self, stores: RegionStores) -> None:
        await stores.histories.seal(sealed(), BODY)
        other = BODY.replace(b"1", b"2")
        with pytest.raises(Conflict):
            await stores.histories.seal(sealed(body=other), other)
        assert await stores.histories.body("run-1") == BODY
        assert len(await told_of(stores)) == 1

    async def test_an_unknown_run_is_missing(self, stores: RegionStores) -> None:
        with pytest.raises(Missing):
            await stores.histories.body("run-1")
        assert await stores.histories.runs("eu-1") == []

    async def test_what_cannot_be_unpacked_is_unreadable(
        self, stores: RegionStores, place: Place
    ) -> None:
        await stores.histories.seal(sealed(), BODY)
        for bad in (b"no gzip at all", b"\x1f\x8b\x08\x00cut"):
            await planted(place, "run-1", bad)
            with pytest.raises(Unreadable):
                await stores.histories.body("run-1")

    async def test_a_period_has_each_ticket_once_and_not_its_own_end(
        self, stores: RegionStores
    ) -> None:
        ended: dict[str, tuple[str, datetime]] = {
            "run-1": ("eu-1", after(0)),
            "run-2": ("eu-1", after(1)),
            "run-3": ("eu-2", after(2)),
            "run-4": ("eu-3", after(3)),
            "run-5": ("eu-0", after(-1)),
        }
        for run, (ticket, at) in ended.items():
            await stores.histories.seal(sealed(run, ticket, closed_at=at), BODY)
        since, until = after(0), after(3)
        assert await stores.histories.count(since, until) == 2
        assert await stores.histories.tickets(since, until, limit=9) == ["eu-1", "eu-2"]
        assert await stores.histories.tickets(since, until, limit=1) == ["eu-1"]
        assert await stores.histories.tickets(since, until, after="eu-1", limit=1) == ["eu-2"]
        assert await stores.histories.tickets(since, until, after="eu-2", limit=1) == []

    async def test_closed_tickets_without_any_sealed_run_are_counted(
        self, stores: RegionStores
    ) -> None:
        for number in range(3):
            await stores.ledger.write(closing(f"eu-{number}", updated_at=after(number)))
        await stores.ledger.write(page(view("eu-open"), received("m-1")))
        await stores.histories.seal(sealed("run-1", "eu-1"), BODY)
        assert await stores.histories.unsealed(after(0), after(9)) == 2
        assert await stores.histories.unsealed(after(0), after(2)) == 1

    async def test_looks_only_come_further(self, stores: RegionStores) -> None:
        assert await stores.histories.looked_until() is None
        for seconds in (5, 3, 9, 9):
            await stores.histories.looked(after(seconds))
        assert await stores.histories.looked_until() == after(9)
