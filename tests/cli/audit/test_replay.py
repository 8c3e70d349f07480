"""`meridian audit replay`: what an auditor sees of a ticket and of a period, without any key of
anybody's but the region's.
"""

import asyncio
import gzip
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.access import Role
from domain.audit import Action
from domain.rebuilding import as_it_stood, known_at, known_by
from rulebook.publishing.editions import edition_in
from runtime.addresses import free_port
from runtime.installation import open_regions
from runtime.published import publish_first
from runtime.settings import ROOT, Settings
from storage.auditing.kept import open_kept
from storage.database.sqlite import sqlite_url
from storage.desk.api_keys import Scope
from tests.api.house import sample
from tests.cli.commands import Shell, sentence
from tests.histories.recording import HERE, read
from tests.histories.sealed import seal

SHOWN = HERE / "0.5.0"  # as docs/replay-a-ticket.md shows them
LIFE = read(SHOWN / "held_and_taken_up_again.json.gz")
MERGED = read(SHOWN / "merged_into_another.json.gz")
HANDED = read(SHOWN / "relieved_and_back_with_its_owner.json.gz")
LIVES = (LIFE, MERGED, HANDED)
DAYS = ("--from", "2020-01-01", "--to", "2120-01-01")


async def sealed_lives(folder: Path) -> None:
    """A desk of one region that was published before these tickets opened, and three keys."""
    settings = Settings.read(data=folder / "data", keys=folder / "keys", regions=("eu",))
    begins = LIVES[0].ledger[0].event.at - timedelta(days=400)
    async with open_regions(settings, sample(), {}) as regions:
        region = regions["eu"]
        await publish_first({"eu": region.stores.desks}, edition_in(ROOT / "desk"), begins)
        await seal(region.stores, *LIVES)
        for scope in (
            Scope(Role.AGENT, "eu", ("eu-care",), "aoife"),
            Scope(Role.AGENT, "na", ("na-care",), "maya"),
            Scope(Role.AUDITOR, "eu"),
        ):
            await region.api_keys.create(scope, begins)


@pytest.fixture(scope="module")
def once(opened_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(opened_once, tmp_path_factory.mktemp("sealed") / "desk")
    asyncio.run(sealed_lives(folder))
    for file in (folder / "data").glob("*/keys.sqlite*"):
        file.unlink()
    return folder


@pytest.fixture
def here(once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The desk's folder, to be edited; in it no database of customers' keys ever comes to be."""
    folder = shutil.copytree(once, tmp_path / "desk")
    monkeypatch.setenv("MERIDIAN_DATA", str(folder / "data"))
    monkeypatch.setenv("MERIDIAN_KEYS", str(folder / "keys"))
    yield folder
    assert list(folder.glob("data/*/keys.sqlite*")) == []


def edit(here: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(here / "data" / "eu" / "region.sqlite")) as database:
        assert database.execute(statement, values).rowcount > 0
        database.commit()


def altered(here: Path, ticket: str) -> str:
    """One event of the ticket's history becomes another; the run's id."""
    with closing(sqlite3.connect(here / "data" / "eu" / "region.sqlite")) as database:
        query = "select run_id, body from histories where ticket_id = ?"
        [run, body] = database.execute(query, (ticket,)).fetchone()
    document = json.loads(gzip.decompress(body))
    document["events"][3]["eventTime"] = "2026-01-01T00:00:00Z"
    packed = gzip.compress(json.dumps(document).encode())
    edit(here, "update histories set body = ? where run_id = ?", packed, run)
    return str(run)


def facts(meridian: Shell, *arguments: str) -> Any:
    ended = meridian("audit", "replay", *arguments, "--json")
    assert (ended.code, ended.err) == (0, ""), ended
    return json.loads(ended.out)


def test_a_sealed_ticket_agrees_and_says_by_what_it_was_replayed(
    meridian: Shell, here: Path
) -> None:
    found = facts(meridian, LIFE.ticket)
    [run] = found["runs"]
    assert found["agrees"] is True
    assert found["entries"] == len(LIFE.ledger)
    assert run["digest"] == run["sealed"]["digest"]
    assert found["replayed_by"]["build"] == run["sealed"]["build"]
    assert found["temporal"] == "not asked"
    said = meridian("audit", "replay", LIFE.ticket)
    assert (said.code, said.err) == (0, "")
    assert f"All {len(LIFE.ledger)} entries of the ledger agree." in said.out
    assert run["digest"][:12] in said.out


def test_a_history_with_one_changed_event_is_refused(meridian: Shell, here: Path) -> None:
    run = altered(here, LIFE.ticket)
    said = meridian("audit", "replay", LIFE.ticket)
    assert (said.code, said.err) == (1, "")
    [line] = [line for line in said.out.splitlines() if line.startswith("REFUSED")]
    assert f"the history of run {run} was altered after it was sealed" in line
    report = meridian("audit", "replay", LIFE.ticket, "--json")
    assert report.code == 1
    assert json.loads(report.out)["faults"][0]["run_id"] == run


def test_an_edited_ledger_is_named_at_its_place(meridian: Shell, here: Path) -> None:
    edit(here, "update ledger set body = replace(body, '\"at\":\"20', '\"at\":\"19') "
         "where sequence = 4 and ticket_id = ?", LIFE.ticket)  # fmt: skip
    said = meridian("audit", "replay", LIFE.ticket)
    assert (said.code, said.err) == (1, "")
    assert "The ledger differs at place 4." in said.out


def test_a_ticket_stands_again_as_it_stood_after_each_of_its_events(
    meridian: Shell, here: Path
) -> None:
    for at in sorted({known_at(entry) for entry in LIFE.ledger})[::5]:
        stood = as_it_stood(known_by(LIFE.ledger, at))
        assert stood is not None
        then = facts(meridian, LIFE.ticket, "--at", at.isoformat())["then"]
        ticket = then["ticket"]
        assert ticket["status"] == stood.status
        assert ticket["priority"] == stood.priority
        assert ticket["version"] == stood.version
        assert ticket["team"] == stood.team
        known = [one["sequence"] for one in then["decisions"]]
        assert known == [entry.sequence for entry in known_by(LIFE.ledger, at)]


def test_before_it_opened_there_is_no_ticket(meridian: Shell, here: Path) -> None:
    before = LIFE.ledger[0].event.at - timedelta(microseconds=1)
    then = facts(meridian, LIFE.ticket, "--at", before.isoformat())["then"]
    assert (then["ticket"], then["decisions"], then["seen_by"]) == (None, [], None)
    said = meridian("audit", "replay", LIFE.ticket, "--at", before.isoformat())
    assert "the ticket had not opened" in said.out


def test_each_decision_names_rule_policy_and_the_staffing_it_saw(
    meridian: Shell, here: Path
) -> None:
    last = HANDED.ledger[-1].event.at + timedelta(days=1)
    then = facts(meridian, HANDED.ticket, "--at", last.isoformat())["then"]
    assert len(then["decisions"]) == len(HANDED.ledger)
    for one, entry in zip(then["decisions"], HANDED.ledger, strict=True):
        because = entry.event.because
        assert one["rule"] == (because.rule if because else None)
        assert one["staffing"] == (because.staffing or None if because else None)
        assert len(one["policy"]["hash"]) == 64
    assert any(one["staffing"] for one in then["decisions"])


def test_who_could_see_it_follows_the_ticket_from_team_to_team(meridian: Shell, here: Path) -> None:
    """It was Europe's, then Latin America's, and Europe's again, as its owner came back."""
    teams = {}
    for entry in HANDED.ledger:
        at = known_at(entry)
        then = facts(meridian, HANDED.ticket, "--at", at.isoformat())["then"]
        team = then["ticket"]["team"]
        if team not in teams:
            teams[team] = {
                one["teams"][0]: one
                for one in then["seen_by"]
                if one["role"] == "agent" and one["key"] is None
            }
    abroad = next(team for team in teams if team and not team.startswith("eu-"))
    at_home = next(team for team in teams if team and team.startswith("eu-"))
    assert teams[abroad][abroad]["shows"]["texts"] != "clear"
    assert teams[abroad][abroad]["sees_the_ticket"]
    assert not teams[at_home][abroad]["sees_the_ticket"]
    assert teams[at_home][at_home]["shows"]["texts"] == "clear"


def test_each_key_of_that_time_is_listed_with_what_it_showed(meridian: Shell, here: Path) -> None:
    at = LIFE.ledger[-1].event.at
    seen = facts(meridian, LIFE.ticket, "--at", at.isoformat())["then"]["seen_by"]
    keys = {one["agent"] or one["role"]: one for one in seen if one["key"]}
    assert keys["aoife"]["shows"]["texts"] == "clear"
    assert (keys["maya"]["sees_the_ticket"], keys["maya"]["shows"]) == (False, {})
    assert keys["auditor"]["sees_the_ticket"]
    assert keys["auditor"]["shows"]["texts"] == "hidden"
    revoked = keys["aoife"]["key"]
    edit(here, "update api_keys set revoked_at = made_at where id = ?", revoked)
    then = facts(meridian, LIFE.ticket, "--at", at.isoformat())["then"]
    assert revoked not in {one["key"] for one in then["seen_by"]}


def test_it_is_told_in_tables_too(meridian: Shell, here: Path) -> None:
    at = HANDED.ledger[-1].event.at.isoformat()
    said = meridian("audit", "replay", HANDED.ticket, "--at", at)
    assert (said.code, said.err) == (0, "")
    for words in ("staffing", "agent of eu-care in eu", "not at all", "by the rule"):
        assert words in said.out


def test_a_whole_period_agrees_and_is_noted_on_the_trail(meridian: Shell, here: Path) -> None:
    [report] = [one for one in facts(meridian, *DAYS) if one["region"] == "eu"]
    assert (report["tickets"], report["runs"]) == (len(LIVES), len(LIVES))
    assert (report["disagreeing"], report["disagreements"], report["noted"]) == (0, [], True)
    assert report["events"] == sum(len(run.events) for life in LIVES for run in life.runs)
    [noted] = noted_on_the_trail(here)
    assert noted["reason"] == "agrees"
    assert noted["facts"]["tickets"] == len(LIVES)


def test_what_disagrees_in_a_period_is_counted_and_named(meridian: Shell, here: Path) -> None:
    run = altered(here, MERGED.ticket)
    edit(here, "update ledger set body = replace(body, 'webhook', 'other') "
         "where sequence = 1 and ticket_id = ?", HANDED.ticket)  # fmt: skip
    ended = meridian("audit", "replay", *DAYS, "--region", "eu", "--json")
    assert (ended.code, ended.err) == (1, "")
    [report] = json.loads(ended.out)
    found = {one["ticket"]: one for one in report["disagreements"]}
    assert report["disagreeing"] == len(found) == 2
    assert found[MERGED.ticket]["run"] == run
    assert "was altered" in found[MERGED.ticket]["first"]
    assert found[HANDED.ticket]["first"].endswith("at place 1")
    assert noted_on_the_trail(here)[-1]["reason"] == "disagrees"
    said = meridian("audit", "replay", *DAYS, "--region", "eu")
    assert said.code == 1
    assert "2 do not agree" in said.out


def noted_on_the_trail(here: Path) -> list[dict[str, Any]]:
    async def ask() -> list[dict[str, Any]]:
        async with open_kept(sqlite_url(here / "data" / "eu" / "region.sqlite")) as kept:
            entries = [one.document for one in await kept.audit.entries(limit=1_000)]
        return [one for one in entries if one["action"] == Action.HISTORY_REPLAYED]

    return asyncio.run(ask())


def test_a_period_in_which_nothing_ended_is_empty(meridian: Shell, here: Path) -> None:
    nothing = ("--from", "1990-01-01", "--to", "1990-12-31", "--region", "eu")
    [report] = facts(meridian, *nothing)
    assert (report["tickets"], report["disagreeing"]) == (0, 0)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--from", "2026-01-01"),
        (LIFE.ticket, *DAYS),
        (*DAYS, "--at", "2026-01-01T00:00:00Z"),
        ("--from", "2026-02-01", "--to", "2026-01-01"),
        (LIFE.ticket, "--at", "yesterday"),
        (LIFE.ticket, "--at", "2026-01-01T00:00:00"),
    ],
)
def test_what_cannot_be_asked_so_is_a_sentence(
    meridian: Shell, here: Path, arguments: tuple[str, ...]
) -> None:
    assert sentence(meridian("audit", "replay", *arguments))


def test_an_unknown_ticket_is_a_sentence(meridian: Shell, here: Path) -> None:
    unknown = "eu-01j9zzzzzzzzzzzzzzzzzzzzzz"
    said = sentence(meridian("audit", "replay", unknown), 1)
    assert said == f"there is no ticket {unknown} in region eu\n"
    assert "nonsense is no ticket" in sentence(meridian("audit", "replay", "nonsense"), 1)
    assert "no region xx" in sentence(meridian("audit", "replay", "xx-1"), 1)
    assert not (here / "data" / "xx").exists()


def test_a_temporal_that_does_not_answer_keeps_nobody_from_what_is_sealed(
    meridian: Shell, here: Path
) -> None:
    away = f"127.0.0.1:{free_port()}"
    found = facts(meridian, LIFE.ticket, "--temporal", away)
    assert (found["agrees"], found["temporal"]) == (True, "away")
    said = meridian("audit", "replay", LIFE.ticket, "--temporal", away)
    assert "Temporal does not answer" in said.out
