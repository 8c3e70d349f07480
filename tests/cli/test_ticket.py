"""`meridian ticket`: a ticket as it stands, why, and the proof that nobody edited its ledger."""

import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from runtime.addresses import free_port
from tests.channels.receiver import Receiver
from tests.cli.commands import Shell, sentence
from tests.e2e.running import a_desk

VERBS = ("show", "explain", "replay")


@dataclass(frozen=True)
class Lived:
    """A running desk's folders, and one of its tickets, which was opened, answered and solved."""

    folder: Path
    ticket: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lived(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lived]:
    folder = tmp_path_factory.mktemp("desk")
    async with Receiver() as receiver, a_desk(folder, receiver) as desk:
        ticket = (await desk.write("Olá, canarytext, onde está a minha encomenda?"))["ticket_id"]
        await desk.received(1, ticket)
        await desk.ask(ticket, "claim")
        await desk.ask(ticket, "replies", text="It will arrive tomorrow.")
        await desk.received(2, ticket)
        await desk.ask(ticket, "solve")
        yield Lived(folder, ticket)


@pytest.fixture
def here(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> Lived:
    """The running desk, named by the environment."""
    monkeypatch.setenv("MERIDIAN_DATA", str(lived.folder / "data"))
    monkeypatch.setenv("MERIDIAN_KEYS", str(lived.folder / "keys"))
    return lived


@pytest.fixture
def edited(here: Lived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    """A copy of the region's database, which the environment names now, open to be edited."""
    before, after = here.folder / "data", tmp_path / "data"
    (after / "eu").mkdir(parents=True)
    shutil.copy(before / "temporal-address", after)
    for database in ("region.sqlite", "keys.sqlite"):
        with (
            closing(sqlite3.connect(before / "eu" / database)) as source,
            closing(sqlite3.connect(after / "eu" / database)) as target,
        ):
            source.backup(target)
    monkeypatch.setenv("MERIDIAN_DATA", str(after))
    return sqlite3.connect(after / "eu" / "region.sqlite")


def change(database: sqlite3.Connection, statement: str, *values: object) -> None:
    with closing(database):
        assert database.execute(statement, values).rowcount > 0
        database.commit()


def test_a_ticket_is_shown_as_it_stands_without_anybodys_words(
    meridian: Shell, here: Lived
) -> None:
    ended = meridian("ticket", "show", here.ticket, "--json")
    shown = json.loads(ended.out)
    assert (shown["id"], shown["status"], shown["assignee"]) == (here.ticket, "solved", "sam")
    assert shown["language"] == "pt"
    table = meridian("ticket", "show", here.ticket)
    assert (ended.code, table.code) == (0, 0)
    assert "solved" in table.out
    assert "canarytext" not in ended.out + table.out


def test_every_step_is_explained_with_the_rule_that_decided_it(
    meridian: Shell, here: Lived
) -> None:
    steps = json.loads(meridian("ticket", "explain", here.ticket, "--json").out)
    assert [step["sequence"] for step in steps] == list(range(1, len(steps) + 1))
    [routed] = [step for step in steps if step["kind"] == "ticket_routed"]
    assert routed["because"]["policy"] == "standard"
    assert routed["because"]["version"] == 2
    assert routed["because"]["rule"].startswith("routing: ")
    told = meridian("ticket", "explain", here.ticket)
    assert told.code == 0
    # A table may cut a sentence into lines, so only words are looked for.
    assert all(word in told.out for word in ("standard", "version", "sam"))


def test_a_true_ledger_agrees_with_the_replay_of_its_history(meridian: Shell, here: Lived) -> None:
    steps = json.loads(meridian("ticket", "explain", here.ticket, "--json").out)
    ended = meridian("ticket", "replay", here.ticket, "--json")
    assert ended.code == 0
    report = json.loads(ended.out)
    assert report.pop("events") > len(steps)
    [policy] = report.pop("policies")
    assert policy == {"from": 1, **steps[0]["policy"]}
    assert report == {
        "ticket": here.ticket,
        "runs": 1,
        "entries": len(steps),
        "agrees": True,
        "differs_at": None,
    }
    said = meridian("ticket", "replay", here.ticket)
    assert (said.code, said.err) == (0, "")
    assert f"all {len(steps)} entries of the ledger agree" in said.out


def test_an_edited_entry_is_found_at_its_place(
    meridian: Shell, here: Lived, edited: sqlite3.Connection
) -> None:
    [place] = edited.execute("select sequence from ledger where kind = 'ticket_claimed'").fetchone()
    change(
        edited, "update ledger set body = replace(body, '\"sam\"', '\"ines\"') where sequence = ?",
        place,
    )  # fmt: skip
    report = meridian("ticket", "replay", here.ticket, "--json")
    assert (report.code, report.err) == (1, "")
    assert json.loads(report.out)["agrees"] is False
    assert json.loads(report.out)["differs_at"] == place
    said = meridian("ticket", "replay", here.ticket)
    assert (said.code, said.err) == (1, "")
    assert f"the ledger differs at place {place}" in said.out
    ledger, replay = said.out.split("  replay: ")
    assert "'ines'" in ledger
    assert "'sam'" in replay


def test_a_deleted_entry_is_found_at_its_place(
    meridian: Shell, here: Lived, edited: sqlite3.Connection
) -> None:
    change(edited, "delete from ledger where sequence = 3")
    report = meridian("ticket", "replay", here.ticket, "--json")
    assert report.code == 1
    assert json.loads(report.out)["differs_at"] == 3


def test_an_invented_entry_is_found_at_its_place(
    meridian: Shell, here: Lived, edited: sqlite3.Connection
) -> None:
    [last] = edited.execute("select max(sequence) from ledger").fetchone()
    columns = [row[1] for row in edited.execute("pragma table_info(ledger)")]
    chosen = [{"sequence": str(last + 1), "position": "1000"}.get(name, name) for name in columns]
    change(
        edited,
        f"insert into ledger select {', '.join(chosen)} from ledger where sequence = ?",
        last,
    )
    report = meridian("ticket", "replay", here.ticket, "--json")
    assert report.code == 1
    assert json.loads(report.out)["differs_at"] == last + 1


@pytest.mark.parametrize("verb", VERBS)
def test_an_unknown_ticket_is_a_sentence(meridian: Shell, here: Lived, verb: str) -> None:
    unknown = "eu-01j9zzzzzzzzzzzzzzzzzzzzzz"
    said = sentence(meridian("ticket", verb, unknown), 1)
    assert said == f"there is no ticket {unknown} in region eu\n"


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_no_ticket_id_is_a_sentence(meridian: Shell, here: Lived, verb: str) -> None:
    assert "nonsense is no ticket" in sentence(meridian("ticket", verb, "nonsense"), 1)


@pytest.mark.parametrize("verb", VERBS)
def test_a_ticket_of_an_unknown_region_is_a_sentence(
    meridian: Shell, here: Lived, verb: str
) -> None:
    assert "no region xx: write one of eu" in meridian.refuses("ticket", verb, "xx-1")


@pytest.mark.parametrize("verb", VERBS)
def test_a_folder_without_a_desk_is_a_sentence_and_left_alone(
    meridian: Shell, here: Lived, tmp_path: Path, verb: str
) -> None:
    said = sentence(meridian("ticket", verb, here.ticket, "--data", str(tmp_path)), 1)
    assert said.startswith(f"there is no desk at {tmp_path}; ")
    assert list(tmp_path.iterdir()) == []


def test_a_replay_while_temporal_is_away_is_a_sentence(meridian: Shell, here: Lived) -> None:
    away = f"127.0.0.1:{free_port()}"
    ended = meridian("ticket", "replay", here.ticket, "--temporal", away)
    assert sentence(ended, 1).startswith("Temporal does not hold the history, or does not answer")


def test_a_replay_of_what_temporal_never_saw_is_a_sentence(
    meridian: Shell, here: Lived, edited: sqlite3.Connection
) -> None:
    change(edited, "update ledger set ticket_id = 'eu-planted'")
    ended = meridian("ticket", "replay", "eu-planted")
    assert sentence(ended, 1).startswith("Temporal does not hold the history")


def test_a_replay_on_a_folder_that_says_no_temporal_asks_for_one(
    meridian: Shell, here: Lived, edited: sqlite3.Connection, tmp_path: Path
) -> None:
    edited.close()
    (tmp_path / "data" / "temporal-address").unlink()
    said = sentence(meridian("ticket", "replay", here.ticket), 1)
    assert "name Temporal with --temporal" in said


def test_other_region_keys_than_the_desks_are_refused(
    meridian: Shell, here: Lived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "eu.key").write_bytes((here.folder / "keys" / "na.key").read_bytes())
    monkeypatch.setenv("MERIDIAN_KEYS", str(tmp_path))
    assert "not made with this key of eu" in meridian.refuses("ticket", "show", here.ticket)
