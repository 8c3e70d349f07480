"""What retention took out is missing rightly; whatever else is missing is named as before."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection

from domain.audit import Action, Deed, body_of, linked
from domain.retained import taken_out
from domain.retention import OF_TICKETS, RetentionKind
from storage.database.engine import open_database
from storage.open import Place, open_region
from storage.schema import Kind, config
from tests.runtime.trail.building import Row, SignedRegion, assert_named, signed_region
from tests.storage.building import KEY, NOW, closing, page, received, view
from tests.storage.retaining import CLOSED, a_closed_ticket, rule

TEXTS, HISTORIES, RECORDS = OF_TICKETS


async def after_retention(region: SignedRegion, *kinds: RetentionKind) -> int:
    """A ticket more, of which something is over its time and goes; the entries until then."""
    async with await region.open() as opened:
        await a_closed_ticket(opened.stores, 77)
        for kind in kinds:
            assert await opened.stores.retaining.take_out(rule(kind), "eu-77")
        return await opened.stores.audit.size()


@pytest.mark.parametrize("kinds", [(TEXTS,), (HISTORIES,), (RECORDS,), (TEXTS, HISTORIES, RECORDS)])
async def test_a_trail_is_sound_after_retention(
    region: SignedRegion, kinds: tuple[RetentionKind, ...]
) -> None:
    entries = await after_retention(region, *kinds)
    verdict = await region.verified()
    assert verdict.is_sound, verdict
    assert verdict.last == entries


async def test_a_ledger_that_is_missing_without_an_entry_is_named(region: SignedRegion) -> None:
    await after_retention(region, TEXTS)
    await region.forger.run("DELETE FROM ledger WHERE ticket_id = 'eu-77'")
    first = await first_told_of(region, "eu-77")
    assert_named(await region.verified(), first, "nothing at place 1 of eu-77")


async def test_an_entry_about_one_ticket_excuses_no_other(region: SignedRegion) -> None:
    await after_retention(region, RECORDS)
    await region.forger.run("DELETE FROM ledger WHERE position = 2")
    assert_named(await region.verified(), 6, "nothing at place 1 of eu-5")


async def test_an_entry_excuses_nothing_that_was_written_after_it(region: SignedRegion) -> None:
    await after_retention(region, RECORDS)
    async with await region.open() as opened:
        await opened.stores.ledger.write(page(view("eu-77"), received("m-77")))
        number = await opened.stores.audit.size()
    await region.forger.run("DELETE FROM ledger WHERE ticket_id = 'eu-77'")
    assert_named(await region.verified(), number, "nothing at place 1 of eu-77")


async def test_an_entry_that_was_put_in_is_found_out_itself(region: SignedRegion) -> None:
    await region.forger.run("DELETE FROM ledger WHERE position = 2")
    await region.forger.rewrite(lambda rows: [*rows, forged(rows[-1])])
    assert_named(await region.verified(), 13, "never counted: it was put in")


async def test_lines_that_stand_again_after_retention_are_named(region: SignedRegion) -> None:
    number = await after_retention(region, RECORDS)
    await region.forger.run(
        "INSERT INTO ledger (ticket_id, sequence, position, kind, at, body) "
        "SELECT 'eu-77', 2, 99, kind, at, body FROM ledger WHERE position = 3"
    )
    assert_named(await region.verified(), number, "has lines of eu-77, which it says retention")


async def test_lines_from_before_the_trail_may_go_and_the_others_are_held_to_it(
    place: Place, tmp_path: Path
) -> None:
    async with await open_region("eu", place, KEY) as opened:
        for ticket in ("eu-901", "eu-902"):
            await opened.stores.ledger.write(page(view(ticket), received(f"m-{ticket}")))
            await opened.stores.ledger.close(closing(ticket, 2, updated_at=CLOSED))
    database = open_database(place.url)
    await database.reshape(lambda one: _to(one, "0006"))
    await database.dispose()
    region = await signed_region(place, tmp_path)
    async with await region.open() as opened:
        assert await opened.stores.retaining.take_out(rule(RECORDS), "eu-901")
        [facts] = [
            one.document["facts"]
            for one in await opened.stores.audit.entries(limit=100, about="eu-901")
        ]
        assert isinstance(facts, dict)
        assert [line[:2] for line in facts["before_trail"]] == [[1, 1], [2, 2]]
    assert (await region.verified()).is_sound
    await region.forger.run("DELETE FROM ledger WHERE ticket_id = 'eu-902'")
    assert_named(await region.verified(), 1, "from before the trail")


def test_only_an_entry_of_retention_says_that_something_was_taken_out() -> None:
    document = {"action": "retention.applied", "about": "eu-1", "facts": {"kind": "records"}}
    found = taken_out(7, document)
    assert found is not None
    assert (found.number, found.about, found.has_records, found.has_histories) == (
        *(7, "eu-1"),
        *(True, True),
    )
    assert taken_out(7, {**document, "action": Action.ACCESS}) is None
    assert taken_out(7, {**document, "facts": None}) is None
    texts = taken_out(7, {**document, "facts": {"kind": "texts", "before_trail": [[1, 2], "x"]}})
    assert texts is not None
    assert not texts.has_records
    assert not texts.has_histories
    assert texts.before_trail == {}


async def first_told_of(region: SignedRegion, ticket: str) -> int:
    async with await region.open() as opened:
        entries = await opened.stores.audit.entries(limit=100, about=ticket)
        written = [one for one in entries if one.document["action"] == Action.LEDGER_WRITTEN]
        return written[0].number


def forged(last: Row) -> Row:
    """An entry that excuses what was taken out of eu-5, linked to the last one."""
    deed = Deed(NOW, Action.RETENTION_APPLIED, "eve", "agent", "eu-5", facts={"kind": "records"})
    body = body_of(13, deed)
    return Row(13, NOW, deed.action, deed.by, deed.about, body, linked(last.hash, body))


def _to(connection: Connection, revision: str) -> None:
    command.downgrade(config(connection, Kind.REGION), revision)
