"""What an auditor's replay refuses: whatever was changed after it was sealed, wherever it is."""

import gzip
import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.audit import Action, Deed
from domain.stores import Missing
from runtime.converter import data_converter
from runtime.examination import Examination, NoHistory, examined
from storage.auditing.kept import NothingSealed, open_kept
from storage.database.sqlite import sqlite_url
from storage.open import open_region
from tests.histories.recording import HERE, RELEASE, read
from tests.histories.sealed import seal
from tests.regions import in_shape
from tests.storage.building import KEY, NOW

LONG = read(HERE / RELEASE / "a_long_conversation.json.gz")
MERGED = read(HERE / RELEASE / "merged_into_another.json.gz")
RUNS = [history.run_id for history in LONG.runs]
[RUN] = [history.run_id for history in MERGED.runs]


class Region:
    """A region's database, which its operator can edit."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "region.sqlite"

    def edits(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.file)) as database:
            assert database.execute(statement, values).rowcount > 0
            database.commit()

    def unguarded(self, statement: str, *values: object) -> None:
        """The same past the triggers that guard the trail."""
        with closing(sqlite3.connect(self.file)) as database:
            for [name] in database.execute(
                "select name from sqlite_master where type = 'trigger' and tbl_name = 'audit'"
            ).fetchall():
                database.execute(f"drop trigger {name}")
            assert database.execute(statement, values).rowcount > 0
            database.commit()

    def body(self, run: str) -> bytes:
        with closing(sqlite3.connect(self.file)) as database:
            query = "select body from histories where run_id = ?"
            [body] = database.execute(query, (run,)).fetchone()
            return gzip.decompress(body)

    def plants(self, run: str, body: bytes) -> None:
        packed = gzip.compress(body)
        self.edits("update histories set body = ? where run_id = ?", packed, run)

    async def examined(self, ticket: str) -> Examination:
        async with open_kept(sqlite_url(self.file)) as kept:
            return await examined(kept, ticket, data_converter)

    async def refuses(self, ticket: str) -> str:
        """The first sentence; nothing was replayed."""
        found = await self.examined(ticket)
        assert not found.agrees
        assert found.faults
        return found.faults[0].sentence


@pytest.fixture
async def region(tmp_path: Path) -> Region:
    async with await open_region("eu", in_shape(tmp_path), KEY) as opened:
        await seal(opened.stores, MERGED)
    return Region(tmp_path)


@pytest.fixture
async def long(tmp_path: Path) -> Region:
    """A ticket of two runs, of which the ledger is left alone: it is slow to live again."""
    async with await open_region("eu", in_shape(tmp_path), KEY) as opened:
        await seal(opened.stores, LONG)
    return Region(tmp_path)


def altered(body: bytes) -> bytes:
    """One event is another: it was at another time."""
    document = json.loads(body)
    document["events"][4]["eventTime"] = "2026-01-01T00:00:00Z"
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


async def test_what_nobody_touched_agrees(region: Region) -> None:
    found = await region.examined(MERGED.ticket)
    assert found.agrees
    assert found.replayed.events == sum(len(run.events) for run in MERGED.runs)


async def test_one_altered_event_is_refused_with_the_run_and_both_hashes(region: Region) -> None:
    body = region.body(RUN)
    region.plants(RUN, altered(body))
    said = await region.refuses(MERGED.ticket)
    assert f"history of run {RUN} was altered" in said
    for one in (body, altered(body)):
        assert hashlib.sha256(one).hexdigest() in said


async def test_an_altered_event_with_its_hash_in_the_row_is_refused_by_the_trail(
    region: Region,
) -> None:
    body = altered(region.body(RUN))
    region.plants(RUN, body)
    sha256 = hashlib.sha256(body).hexdigest()
    region.edits("update histories set sha256 = ? where run_id = ?", sha256, RUN)
    said = await region.refuses(MERGED.ticket)
    assert RUN in said
    assert "of the trail says" in said


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("digest", "0" * 64),
        ("events", 3),
        ("build", "another"),
        ("timezones", "1970a"),
        ("ended", "failed"),
        ("closed_at", "2020-01-01 00:00:00.000000"),
        ("agrees", 0),
        ("run_before", "some other"),
    ],
)
async def test_whatever_a_row_says_otherwise_than_the_trail_is_named(
    region: Region, column: str, value: object
) -> None:
    region.edits(f"update histories set {column} = ?", value)
    if column == "agrees":  # what counts is why
        region.edits("update histories set disagreement = 'ledger_differs'")
    said = await region.refuses(MERGED.ticket)
    assert RUN in said
    assert column in said


async def test_what_cannot_be_unpacked_was_altered(region: Region) -> None:
    region.edits("update histories set body = ?", b"nothing that gzip made")
    assert f"run {RUN} cannot even be unpacked" in await region.refuses(MERGED.ticket)


async def test_a_run_that_was_taken_out_is_missed(region: Region) -> None:
    region.edits("delete from histories")
    said = await region.refuses(MERGED.ticket)
    assert said.startswith(f"run {RUN} was sealed")
    assert said.endswith("is not there")


async def test_histories_that_went_when_their_time_was_over_are_not_missed(region: Region) -> None:
    async with open_kept(sqlite_url(region.file)) as kept:
        gone = Deed(
            at=NOW,
            action=Action.RETENTION_APPLIED,
            by="retention",
            by_kind="system",
            about=MERGED.ticket,
            facts={"kind": "histories"},
        )
        await kept.audit.add(gone)
        number = await kept.audit.size()
    region.edits("delete from histories")
    with pytest.raises(NoHistory, match=f"entry {number} of the trail"):
        await region.examined(MERGED.ticket)


async def test_a_run_that_the_trail_does_not_know_is_refused(region: Region) -> None:
    region.unguarded("update audit set about = 'eu-another' where action = 'history.sealed'")
    assert "no entry of the sealing" in await region.refuses(MERGED.ticket)


async def test_a_sealed_digest_and_trail_that_were_both_changed_differ_from_the_replay(
    region: Region,
) -> None:
    """Whoever can rewrite row and trail is found out by the trail's own chain; and by this."""
    with closing(sqlite3.connect(region.file)) as database:
        [digest] = database.execute("select digest from histories").fetchone()
    region.edits("update histories set digest = ?", "0" * 64)
    region.unguarded(
        "update audit set body = cast(replace(cast(body as text), ?, ?) as blob) "
        "where action = 'history.sealed'",
        digest,
        "0" * 64,
    )
    said = await region.refuses(MERGED.ticket)
    assert "ends in another state than it was sealed with" in said
    assert digest in said


async def test_an_edited_ledger_is_found_at_its_place(region: Region) -> None:
    region.edits("update ledger set body = replace(body, 'webhook', 'another') where sequence = 1")
    found = await region.examined(MERGED.ticket)
    assert found.faults == ()
    assert found.difference is not None
    assert found.difference.sequence == 1


async def test_an_invented_entry_behind_the_last_run_is_found(region: Region) -> None:
    last = len(MERGED.ledger)
    with closing(sqlite3.connect(region.file)) as database:
        names = [row[1] for row in database.execute("pragma table_info(ledger)")]
    taken = [{"sequence": str(last + 1), "position": "1000"}.get(one, one) for one in names]
    region.edits(f"insert into ledger select {', '.join(taken)} from ledger where sequence = 2")
    found = await region.examined(MERGED.ticket)
    assert found.difference is not None
    assert found.difference.sequence == last + 1
    assert found.difference.replay is None


async def test_a_history_in_the_place_of_another_is_refused(long: Region) -> None:
    first, second = RUNS
    long.plants(first, long.body(second))
    said = await long.refuses(LONG.ticket)
    assert f"history of run {first} was altered" in said


async def test_a_first_run_that_is_gone_from_row_and_memory_leaves_the_rest_comparable(
    long: Region,
) -> None:
    first, second = RUNS
    long.edits("delete from histories where run_id = ?", first)
    long.unguarded(
        "update audit set about = 'eu-another' where cast(body as text) like ?",
        f'%"run":"{first}"%',
    )
    found = await long.examined(LONG.ticket)
    assert found.agrees, found.faults
    [run] = found.runs
    assert run.life.run_id == second
    assert found.not_reached == run.life.first - 1


async def test_an_unknown_ticket_is_missing_and_one_without_a_sealed_run_says_so(
    region: Region,
) -> None:
    with pytest.raises(Missing):
        await region.examined("eu-never")
    region.edits("update ledger set ticket_id = 'eu-open'")
    with pytest.raises(NoHistory):
        await region.examined("eu-open")


async def test_a_database_of_an_older_shape_says_that_nothing_is_sealed(region: Region) -> None:
    with closing(sqlite3.connect(region.file)) as database:
        database.execute("drop table histories")
        database.commit()
    with pytest.raises(NothingSealed, match="meridian prepare"):
        await region.examined(MERGED.ticket)
