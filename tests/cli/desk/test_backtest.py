"""`meridian desk backtest`: another desk, tried on what is recorded, without a key."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.recording import LivesWorker, Recorder, Some, counted, rows_of
from domain.arrivals import Opening
from domain.vocabulary import Priority, Tier
from rulebook.backtesting.calendars import FrozenOnce
from rulebook.desk import read_desk
from runtime.backtesting import Question
from runtime.backtesting import backtest as run
from runtime.settings import ROOT, variable
from storage.database.engine import open_database
from storage.database.sqlite import sqlite_url
from storage.reading.recorded import Period
from storage.schema import Kind, upgrade
from tests.cli.commands import Shell, desk_copy

DESK = ROOT / "desk"
SINCE = datetime(2026, 3, 2, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=14)
PERIOD = ("--from", "2026-03-02", "--to", "2026-03-15")
TICKETS = 40
LAST = Opening("webhook", "sample", "c-last", UNTIL, "", Priority.NORMAL, Tier.STANDARD)


async def record(folder: Path) -> None:
    """Two weeks of all regions; nothing but the regions' own databases is made."""
    worker, some = LivesWorker(DESK), Some(range(TICKETS), SINCE, UNTIL, seed=7)
    worker(counted(worker.held(some)))  # whoever waits is told by how many wait, too
    policy = FrozenOnce(read_desk(DESK)).policy("eu", LAST)
    assert policy is not None
    for region, rows in rows_of(worker.made(some)).items():
        (folder / region).mkdir()
        database = open_database(sqlite_url(folder / region / "region.sqlite"))
        await upgrade(database, Kind.REGION)
        recorder = Recorder(database)
        await recorder.write(rows)
        await recorder.end(region, LAST, policy)
        await database.dispose()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    asyncio.run(record(folder))
    return folder


@dataclass(frozen=True)
class Trial:
    """Runs the command on what was recorded."""

    meridian: Shell
    data: Path

    def __call__(self, folder: Path, *options: str) -> dict[str, Any]:
        ended = self.meridian("desk", "backtest", str(folder), *PERIOD, "--json", *options)
        assert (ended.code, ended.err) == (0, "")
        found: dict[str, Any] = json.loads(ended.out)
        return found


@pytest.fixture
def backtest(meridian: Shell, recorded: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    monkeypatch.setenv(variable("data"), str(recorded))
    return Trial(meridian, recorded)


@pytest.fixture
def hasty(tmp_path: Path) -> Path:
    """A desk that promises an answer within a minute, and pages its lead for it."""
    folder = desk_copy(
        tmp_path / "hasty",
        "policies/standard.yaml",
        "first_reply: 4 hours",
        "first_reply: 1 minute",
    )
    standard = folder / "policies/standard.yaml"
    paging = "page_until_claimed: eu-lead\n    every: 10 minutes\n    at_most: 3 times\n"
    changed = standard.read_text(encoding="utf-8").replace("take_back: true\n", paging, 1)
    standard.write_text(changed.replace("version: 2", "version: 3", 1), encoding="utf-8")
    return folder


def total(found: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return found["total"]["before"], found["total"]["after"]


def test_no_key_is_read_and_nothing_is_decrypted(backtest: Trial) -> None:
    """There is none: no key, no database of keys, and no text in the vault."""
    files = {path.name for path in backtest.data.rglob("*") if path.is_file()}
    assert not [name for name in files if "key" in name]
    assert backtest(DESK)["tickets"] == TICKETS
    files = {path.name for path in backtest.data.rglob("*") if path.is_file()}
    assert not [name for name in files if "key" in name]


def test_the_very_desk_that_was_recorded_changes_nothing(backtest: Trial) -> None:
    found = backtest(DESK)
    before, after = total(found)
    assert (found["changed"], found["changes"], found["not_taken"]) == (0, [], 0)
    assert before == after
    assert all(one["before"] == one["after"] for one in found["by_team"].values())


def test_another_promise_shows_in_figures_and_in_each_ticket_with_its_rule(
    backtest: Trial, hasty: Path
) -> None:
    found = backtest(hasty)
    before, after = total(found)
    assert after["breaches"]["first_reply"] > before["breaches"]["first_reply"]
    assert after["pages"] > before["pages"]
    left = [side["working_time_left"]["first_reply"]["median"] for side in (before, after)]
    assert left[0] > 0 > left[1]
    assert 0 < found["changed"] == len(found["changes"]) <= TICKETS
    assert sum(reason["tickets"] for reason in found["reasons"]) == found["changed"]
    first = found["changes"][0]["first"]
    assert first["rule"] == "75% of first_reply"
    assert (first["policy"], first["version"], first["change"]) == ("standard", 3, "new")
    assert "by the rule “75% of first_reply” of policy standard" in first["sentence"]


def test_figures_are_told_by_region_team_and_policy(backtest: Trial, hasty: Path) -> None:
    found = backtest(hasty)
    before, after = total(found)
    for what in ("by_region", "by_policy", "by_team"):
        for side, whole in (("before", before), ("after", after)):
            parts = [part[side] for part in found[what].values()]
            assert sum(part["tickets"] for part in parts) == whole["tickets"] == TICKETS
            assert sum(part["pages"] for part in parts) == whole["pages"]
            broken = sum(part["breaches"]["first_reply"] for part in parts)
            assert broken == whole["breaches"]["first_reply"]
    assert set(found["by_policy"]) == {"standard", "vip", "eu-vip"}


def test_it_says_plainly_what_it_supposes(backtest: Trial, hasty: Path) -> None:
    table = backtest.meridian("desk", "backtest", str(hasty), *PERIOD)
    assert table.code == 0
    supposed = backtest(hasty)["supposed"]
    assert "stay at their recorded instants" in supposed[0]
    for sentence in supposed:
        assert sentence in " ".join(table.out.split())


def test_in_a_terminal_there_are_bars_a_table_and_why(backtest: Trial, hasty: Path) -> None:
    ended = backtest.meridian("desk", "backtest", str(hasty), *PERIOD)
    for words in ("would have gone otherwise", "█", "by team", "Why", "75% of first_reply"):
        assert words in ended.out


def test_however_many_processes_try_it_the_answer_is_one(backtest: Trial, hasty: Path) -> None:
    urls = {
        folder.name: sqlite_url(folder / "region.sqlite")
        for folder in sorted(backtest.data.iterdir())
    }
    question = Question(hasty, urls, Period(SINCE, UNTIL))
    told: list[tuple[int, int]] = []
    alone, together = (
        run(question, lambda *progress: told.append(progress), size).facts() for size in (0, 2)
    )
    assert alone == together
    assert told[-1] == (2 * TICKETS, 2 * TICKETS)


def test_one_region_is_tried_alone(backtest: Trial) -> None:
    whole = backtest(DESK)
    part = backtest(DESK, "--region", "eu", "--region", "na")
    assert set(part["by_region"]) == set(part["regions"]) == {"eu", "na"}
    for name in part["by_region"]:
        assert part["by_region"][name] == whole["by_region"][name]


def test_a_day_as_the_end_is_a_whole_one(backtest: Trial) -> None:
    by_days = backtest(DESK, "--from", "2026-03-03", "--to", "2026-03-03")
    by_instants = backtest(DESK, "--from", "2026-03-03", "--to", "2026-03-04T00:00:00Z")
    assert by_days["changes"] == by_instants["changes"]
    assert (by_days["from"], by_days["to"]) == (by_instants["from"], by_instants["to"])


def test_the_plot_is_a_picture_of_the_same_figures(
    backtest: Trial, hasty: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plot.svg"
    found = backtest(hasty, "--svg", str(file))
    drawn = ElementTree.fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - our own
    words = " ".join(part for part in drawn.itertext() if part.strip())
    before, after = (side["breaches"]["first_reply"] for side in total(found))
    assert f"{before} → {after}" in words
    assert f"{found['changed']} of {TICKETS} tickets would have gone otherwise" in words
    assert "stay at their recorded instants" in words


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "2026-03-15", "--to", "2026-03-02"), "turn them round"),
        (("--from", "soon"), "--from soon is no day; write a day such as 2026-10-31"),
        (("--from", "2026-03-02T09:00:00"), "has no zone"),
        (("--to", "9999-12-31"), "too far away"),
        (("--from", "2025-01-01", "--to", "2025-01-31"), "the first was opened at 2026-03-0"),
        (("--region", "atlantis"), "has no region atlantis: write one of eu, na"),
        (("--svg", "nowhere/plot.svg"), "nowhere is no folder"),
        (("--data", "nowhere"), "there is no desk at"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(
    backtest: Trial, options: tuple[str, ...], said: str
) -> None:
    shell = backtest.meridian
    assert said in shell.refuses("desk", "backtest", str(DESK), *PERIOD, *options)


def test_a_desk_with_errors_is_refused_with_all_of_them(backtest: Trial, hasty: Path) -> None:
    (hasty / "policies/vip.yaml").write_text("policy: vip\nversion: soon\n", encoding="utf-8")
    (hasty / "rosters/eu-care.yaml").write_text("team: nobody\n", encoding="utf-8")
    said = backtest.meridian.refuses("desk", "backtest", str(hasty), *PERIOD)
    assert "policies/vip.yaml, line 2" in said
    assert "rosters/eu-care.yaml" in said
