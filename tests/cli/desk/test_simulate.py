"""`meridian desk simulate`, as somebody types it."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from runtime.settings import ROOT
from tests.cli.commands import Shell

DESK = str(ROOT / "desk")
FRIDAY = "2026-03-06T16:40+01:00"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "friday.yaml"
    path.write_text(
        "ticket: {region: eu, tier: vip, language: pt}\n"
        "happens:\n"
        "  - {at: 10 minutes, do: claim, by: aoife}\n"
        "  - {at: 55 minutes, do: reply, by: aoife}\n"
        "  - {at: 56 minutes, do: rate, score: 5}\n",
        encoding="utf-8",
    )
    return path


def test_a_simulation_is_told_with_clocks_steps_who_hears_and_why(
    meridian: Shell, script: Path
) -> None:
    ended = meridian("desk", "simulate", DESK, "--at", FRIDAY, "--script", str(script))
    assert ended.code == 0
    assert "A ticket under eu-vip, version 2" in ended.out
    assert "The time for the first reply ran out.  [eu-vip v2: breach of first_reply]" in ended.out
    assert "Step 2 paged eu-lead (henrik, sam)" in ended.out
    assert "→ henrik, sam" in ended.out
    assert "first reply" in ended.out
    assert "55 minutes of 30 minutes" in ended.out
    assert "A ticket can be rated once it is solved." in ended.out
    assert "At Sat 07 Mar 16:36:00 it is waiting, with aoife." in ended.out


def test_a_simulation_is_one_object_as_json(meridian: Shell, script: Path) -> None:
    ended = meridian("desk", "simulate", DESK, "--at", FRIDAY, "--script", str(script), "--json")
    told = json.loads(ended.out)
    assert told["policy"]["name"] == "eu-vip"
    assert told["opened"] == "2026-03-06T15:40:00+00:00"
    assert told["zone"] == "Europe/Dublin"
    kinds = [moment["kind"] for moment in told["moments"]]
    assert kinds[:2] == ["ticket_opened", "message_received"]
    breach = told["moments"][kinds.index("clock_breached")]
    assert breach["at"] == "2026-03-06T16:10:00+00:00"
    assert breach["because"]["rule"] == "breach of first_reply"
    assert [clock["target"] for clock in told["clocks"]] == ["first_reply", "solve"]
    assert told["clocks"][0]["used"] == 55 * 60
    assert [one["code"] for one in told["refused"]] == ["not_solved"]
    assert told["stands"]["status"] == "waiting"


def test_a_simulation_is_drawn(meridian: Shell, script: Path, tmp_path: Path) -> None:
    picture = tmp_path / "friday.svg"
    arguments = ("--at", FRIDAY, "--script", str(script), "--svg", str(picture))
    assert meridian("desk", "simulate", DESK, *arguments).code == 0
    root = ElementTree.parse(picture).getroot()  # noqa: S314 - we drew it ourselves
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_without_a_script_nobody_acts(meridian: Shell) -> None:
    arguments = ("--policy", "vip", "--tier", "emergency", "--at", FRIDAY, "--until", "3 hours")
    ended = meridian("desk", "simulate", DESK, *arguments)
    assert ended.code == 0
    assert "vip v3: breach of first_reply" in ended.out


def test_bad_input_is_a_sentence_and_exit_2(meridian: Shell, script: Path, tmp_path: Path) -> None:
    simulate = ("desk", "simulate", DESK)
    assert "--at: 'now' is not an instant" in meridian.refuses(*simulate, "--at", "now")
    until = meridian.refuses(*simulate, "--at", FRIDAY, "--until", "3d")
    assert "--until: '3d' is not a time" in until
    assert "say when the ticket opens" in meridian.refuses(*simulate, "--script", str(script))
    svg = ("--svg", str(tmp_path / "nowhere" / "a.svg"))
    assert "is no folder" in meridian.refuses(*simulate, "--at", FRIDAY, *svg)
    missing = meridian.refuses(*simulate, "--at", FRIDAY, "--script", str(tmp_path / "no.yaml"))
    assert "there is no such file" in missing
    script.write_text("happens:\n\t- {at: 1 minute}\n", encoding="utf-8")
    tab = meridian.refuses(*simulate, "--at", FRIDAY, "--script", str(script))
    assert "friday.yaml, line 2: there is a tab here" in tab
    desk = meridian.refuses("desk", "simulate", str(tmp_path), "--at", FRIDAY)
    assert "regions.yaml" in desk
