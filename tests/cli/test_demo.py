"""`meridian demo`: the story happens and was read back; a fault in it is no success."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.demo.beginning import next_evening
from cli.demo.command import MakesAct, perform
from cli.demo.people import LISBON, MARIA
from cli.demo.relay import QUESTION, Relay
from cli.demo.scene import Scene
from rulebook.desk import read_desk
from runtime.settings import ROOT
from tests.cli.commands import Shell, sentence

A_BUSY_MINUTE = 120  # seconds: a minute, and as much again where others work beside it


@dataclass(frozen=True)
class Told:
    """What a story told, line by line."""

    lines: Sequence[Mapping[str, Any]]

    def of(self, kind: str) -> list[Mapping[str, Any]]:
        return [line for line in self.lines if line["kind"] == kind]

    def events(self, ticket: str, *kinds: str) -> list[Mapping[str, Any]]:
        """What was told of a ticket, of these kinds of events."""
        lines = (line for line in self.of("line") if line["ticket"] == ticket)
        return [line for line in lines if line["event"] in kinds]

    def read(self, ticket: str) -> list[Mapping[str, Any]]:
        """What the ticket's customer read at the end of each message's way."""
        reached = [one for one in self.events(ticket, "delivery_reported") if one["words"]]
        return [one["words"][-1] for one in reached if one["source"] == "received"]

    @property
    def tickets(self) -> list[str]:
        """In the order in which they were opened: Maria's, João's, Ana's."""
        return [verdict["ticket"] for verdict in self.of("verdict")]


def told(out: str) -> Told:
    return Told([json.loads(line) for line in out.splitlines()])


def kinds(lines: Sequence[Mapping[str, Any]], fact: str) -> list[object]:
    return [line["facts"][fact] for line in lines]


def test_a_week_is_told_from_what_the_desk_says_of_it(meridian: Shell, tmp_path: Path) -> None:
    data = tmp_path / "story"
    ended = meridian("demo", "--json", "--data", str(data))
    assert (ended.code, ended.err) == (0, "")
    story = told(ended.out)
    maria, joao, ana = story.tickets
    _went_round_the_world(story, maria)
    _climbed_its_ladder(story, joao)
    _went_to_the_nearest(story, ana)
    [end] = story.of("end")
    assert end["days"] >= 7
    assert end["seconds"] < A_BUSY_MINUTE
    assert end["turns"] == len(story.of("turn")) > 20
    for verdict in story.of("verdict"):
        assert verdict["agrees"] is True
        assert verdict["explained"] == verdict["replayed"] > 20
        explain = ("ticket", "explain", verdict["ticket"], "--data", str(data), "--json")
        assert len(json.loads(meridian(*explain).out)) == verdict["explained"]


def _went_round_the_world(story: Told, ticket: str) -> None:
    (asked,) = [one for one in story.events(ticket, "message_received") if QUESTION in _texts(one)]
    assert asked["local"] == "Tue 23:50 Lisbon"
    (greeted,) = story.events(ticket, "acknowledged")
    assert greeted["facts"]["wait"]["latest"]
    assert {words["language"] for words in story.read(ticket)} == {"pt"}
    handed = story.events(ticket, "ticket_handed_over")
    assert kinds(handed, "cause") == ["agent", "owner_is_back"]
    assert kinds(handed, "team") == ["apac-engineering", "eu-care"]
    (briefed, _) = story.events(ticket, "notification_reported")
    assert briefed["who"] == "amihan"
    assert briefed["words"][0]["language"] == "pt"
    assert briefed["words"][-1]["language"] == "en"
    assert len(story.events(ticket, "hand_over_acknowledged")) == 1
    answered = story.events(ticket, "agent_replied")
    assert [one["local"][:3] for one in answered] == ["Tue", "Wed"]
    (rated,) = story.events(ticket, "ticket_rated")
    assert rated["facts"]["score"] == 5


def _climbed_its_ladder(story: Told, ticket: str) -> None:
    assert len(story.events(ticket, "clock_warned")) == 2
    assert len(story.events(ticket, "clock_breached")) == 1
    steps = story.events(ticket, "ticket_escalated")
    assert kinds(steps, "step") == ["step 1", "step 2", "step 3"]
    calls = story.events(ticket, "team_notified")
    assert list(zip(kinds(calls, "doing"), kinds(calls, "number"), strict=True)) == [
        ("notify", 1),
        ("page", 1),
        ("page", 2),
    ]
    (handed,) = story.events(ticket, "ticket_handed_over")
    assert (handed["facts"]["cause"], handed["facts"]["team"]) == ("step", "na-care")
    templates = kinds(story.events(ticket, "customer_told"), "template")
    assert templates == ["wait-corrected", "wait-corrected", "handed-over"]
    answer = story.read(ticket)[-1]
    assert answer["engine"] or "untranslated" in answer["flags"]


def _went_to_the_nearest(story: Told, ticket: str) -> None:
    assert ticket.startswith("eu-")
    (routed,) = story.events(ticket, "ticket_routed")
    assert routed["facts"]["team"] == "apac-care"
    (handed,) = story.events(ticket, "ticket_handed_over")
    assert (handed["facts"]["cause"], handed["facts"]["team"]) == ("emergency", "eu-care")


def _texts(line: Mapping[str, Any]) -> list[str]:
    return [words["text"] for words in line["words"]]


class Forgetful(Relay):
    """The planted fault: nobody in Manila answers for the ticket."""

    async def engineers_acknowledge(self) -> None:
        await self.scene.after(minutes=6)


class Forged:
    """The planted fault: one message, and then somebody edits the ledger."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene = scene
        self.folder = folder

    async def play(self) -> None:
        await self.scene.at(self.scene.begins)
        await self.scene.writes(MARIA, QUESTION)
        with closing(sqlite3.connect(self.folder / "eu" / "region.sqlite")) as ledger:
            edited = ledger.execute(
                "update ledger set body = replace(body, 'eu-care', 'na-care') where kind = ?",
                ("ticket_routed",),
            )
            ledger.commit()
            assert edited.rowcount == 1


def exit_code(folder: Path, *acts: MakesAct) -> int:
    with pytest.raises(typer.Exit) as ended:
        perform(folder, as_json=True, acts=acts)
    return ended.value.exit_code


def test_an_engineer_who_does_not_acknowledge_breaks_the_story_off(
    meridian: Shell, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert exit_code(tmp_path / "story", Forgetful) == 1
    out, err = capsys.readouterr()
    assert err == ("This did not come true: Amihan in Manila acknowledged the hand-over in time.\n")
    assert told(out).of("verdict") == []


def test_a_ledger_that_somebody_edited_is_no_success(
    meridian: Shell, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "story"
    assert exit_code(folder, lambda scene: Forged(scene, folder)) == 1
    out, err = capsys.readouterr()
    assert err == "A ticket's history does not agree with what explains it.\n"
    assert [verdict["agrees"] for verdict in told(out).of("verdict")] == [False]


def test_a_folder_with_something_in_it_is_left_alone(meridian: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    said = sentence(meridian("demo", "--data", str(tmp_path)))
    assert said == f"{tmp_path} is not empty; the story needs a new folder\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("week", range(0, 52, 5))
def test_the_story_can_begin_within_weeks_on_any_day_of_the_year(week: int) -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(weeks=week, days=week % 7)
    begins = next_evening(now, read_desk(ROOT / "desk"))
    assert f"{begins.astimezone(LISBON):%A %H:%M}" == "Tuesday 23:50"
    assert timedelta(0) < begins - now < timedelta(weeks=8)
