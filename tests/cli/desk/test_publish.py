"""`meridian desk publish|versions|diff` on a desk that is there, beside whatever runs."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from domain.desks import NotTakenOver
from runtime.accounts import CALLBACK_KEY_FILE, make_callback_secret
from runtime.clock import SystemClock
from runtime.settings import ROOT, variable
from tests.cli.asking import Regions
from tests.cli.commands import Ended, Shell, desk_copy, sentence

VIP = "policies/eu-vip.yaml"
WHY = ("--why", "shorter replies")


@pytest.fixture
def edited(tmp_path: Path, folder: Path) -> Path:
    """The sample desk with a new version of a policy; nothing was published yet."""
    del folder  # it is there, and named by the environment
    changed = desk_copy(tmp_path / "edited", VIP, "version: ", "version: 1")
    text = (changed / VIP).read_text(encoding="utf-8")
    assert "first_reply: 30 minutes" in text
    faster = text.replace("first_reply: 30 minutes", "first_reply: 40 minutes")
    (changed / VIP).write_text(faster, encoding="utf-8")
    return changed


def as_json(ended: Ended) -> Any:
    assert ended.code == 0, ended
    return json.loads(ended.out)


def published(meridian: Shell, *arguments: str) -> Any:
    return as_json(meridian("desk", "publish", *arguments, *WHY, "--by", "niamh", "--json"))


def test_a_desk_is_published_in_all_regions_listed_and_rolled_back(
    meridian: Shell, edited: Path
) -> None:
    first = published(meridian, str(ROOT / "desk"))
    assert first["changed"]
    assert [one["number"] for one in first["versions"]] == [1] * 5
    assert published(meridian, str(ROOT / "desk"))["changed"] is False
    second = published(meridian, str(edited))
    [eu, *_] = second["versions"]
    assert (eu["region"], eu["number"], eu["by"]) == ("eu", 2, "niamh")
    assert eu["changes"][0].startswith("policy eu-vip ")
    assert "first_reply 30 minutes → 40 minutes" in eu["changes"][0]
    back = published(meridian, "--number", "1")
    assert [one["address"] for one in back["versions"]] == [first["versions"][0]["address"]] * 5
    told = as_json(meridian("desk", "versions", "--json"))
    assert [one["number"] for one in told if one["region"] == "na"] == [3, 2, 1]
    shown = meridian("desk", "versions").out
    assert "eu, na, latam, apac, cn" in shown
    assert "shorter replies" in shown


def test_a_region_alone_can_be_ahead_and_the_others_are_named(
    meridian: Shell, edited: Path
) -> None:
    published(meridian, str(ROOT / "desk"))
    published(meridian, str(edited), "--region", "na")
    ended = meridian("desk", "diff", "1", str(ROOT / "desk"))
    assert ended.out.startswith("nothing changes from desk 1 (")
    assert "na goes by another desk" in ended.err
    refused = meridian.refuses("desk", "publish", "--number", "2", *WHY)
    assert "there is no desk 2 in every region" in refused
    published(meridian, str(edited))
    told = published(meridian, "--number", "1")
    assert {one["region"]: one["number"] for one in told["versions"]}["na"] == 3


def test_the_change_is_told_in_words_and_in_lines(meridian: Shell, edited: Path) -> None:
    first = published(meridian, str(ROOT / "desk"))
    address = first["versions"][0]["address"]
    told = meridian("desk", "diff", str(edited)).out
    assert told.startswith(f"from desk 1 ({address[:12]}) to {edited}:\n  policy eu-vip ")
    same = as_json(meridian("desk", "diff", address[:8], str(edited), "--files", "--json"))
    assert any("40 minutes" in line for line in same["lines"])
    assert same["changes"] == as_json(meridian("desk", "diff", str(edited), "--json"))["changes"]
    assert "nothing changes" in meridian("desk", "diff").out


def test_the_folder_of_the_settings_is_meant_where_none_is_named(
    meridian: Shell, edited: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(meridian, str(ROOT / "desk"))
    monkeypatch.setenv(variable("desk"), str(edited))
    assert "policy eu-vip" in meridian("desk", "diff").out
    assert published(meridian)["changed"]
    assert "policy eu-vip" in meridian("desk", "diff", "1").out


def test_a_faulty_desk_is_refused_with_every_sentence_and_nothing_is_published(
    meridian: Shell, edited: Path
) -> None:
    published(meridian, str(ROOT / "desk"))
    text = (edited / VIP).read_text(encoding="utf-8")
    (edited / VIP).write_text(text + "strange: 1\n", encoding="utf-8")
    (edited / "teams.yaml").write_text("teams: {}\n", encoding="utf-8")
    bomb = "{% for a in range(9**9) %}{% for b in range(9**9) %}x{% endfor %}{% endfor %}"
    (edited / "replies/progress/th.j2").write_text(bomb, encoding="utf-8")
    nested = "{{ " + "(" * 5000 + "name" + ")" * 5000 + " }}"
    (edited / "replies/progress/ar.j2").write_text(nested, encoding="utf-8")
    said = meridian.refuses("desk", "publish", str(edited), *WHY)
    assert "strange" in said
    assert "teams.yaml" in said
    assert "replies/progress/th.j2, line 1: only values, if, for item in a list" in said
    assert "replies/progress/ar.j2: this is nested too deeply; write it more simply" in said
    assert len(as_json(meridian("desk", "versions", "--region", "eu", "--json"))) == 1


def test_a_policy_that_changed_under_its_old_version_is_refused(
    meridian: Shell, tmp_path: Path, folder: Path
) -> None:
    del folder
    published(meridian, str(ROOT / "desk"))
    changed = desk_copy(tmp_path / "c", VIP, "first_reply: 30 minutes", "first_reply: 40 minutes")
    assert f"{VIP}, line" in meridian.refuses("desk", "publish", str(changed), *WHY)


def test_a_secret_that_is_not_there_keeps_a_desk_from_being_published(
    meridian: Shell, tmp_path: Path, folder: Path
) -> None:
    published(meridian, str(ROOT / "desk"))
    called = "    loopback: true\n    callback_url: https://shop.example.org/"
    changed = desk_copy(tmp_path / "c", "channels.yaml", "    loopback: true", called)
    said = meridian.refuses("desk", "publish", str(changed), *WHY)
    assert said.startswith("channels.yaml: the secret callback-secret is not in the file")
    make_callback_secret(folder / "keys", CALLBACK_KEY_FILE)
    assert published(meridian, str(changed))["changed"]


def test_an_account_that_its_channel_cannot_use_keeps_a_desk_from_being_published(
    meridian: Shell, tmp_path: Path, folder: Path
) -> None:
    del folder
    more = "    loopback: true\n  - {channel: line, account: shop, region: apac}"
    changed = desk_copy(tmp_path / "c", "channels.yaml", "    loopback: true", more)
    said = meridian.refuses("desk", "publish", str(changed), *WHY)
    assert said.startswith("channels.yaml: account line/shop: the secret channel_secret is missing")
    assert json.loads(meridian("desk", "versions", "--json").out) == []


def test_a_secret_of_the_workers_environment_is_only_pointed_at(
    meridian: Shell, tmp_path: Path, folder: Path
) -> None:
    del folder
    changed = desk_copy(
        tmp_path / "c",
        "channels.yaml",
        "    secret: {file: callback-secret}\n",
        "    secret: {environment: SHOP_SECRET}\n    callback_url: https://shop.example.org/\n",
    )
    assert published(meridian, str(changed))["notes"] == [
        "the environment of the workers must hold SHOP_SECRET; ours does not"
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("publish",), "--why is missing"),
        (("publish", "--why", " "), "--why is missing"),
        (("publish", "--why", "x" * 201), "one line of at most 200"),
        (("publish", "desk", "--number", "1", *WHY), "not both"),
        (("publish", "/nowhere", *WHY), "there is no folder here"),
        (("publish", "--region", "mars", *WHY), "the desk has no region mars"),
        (("diff",), "no desk was published here yet"),
        (("diff", "7"), "there is no desk 7"),
        (("diff", "nothing-of-the-kind"), "is no number or address"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    meridian: Shell, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    del folder
    assert said in meridian.refuses("desk", *arguments)


def test_who_cannot_go_by_the_newest_desk_is_shown(meridian: Shell, folder: Path) -> None:
    del folder
    published(meridian, str(ROOT / "desk"))

    async def note() -> None:
        async with Regions() as regions:
            now = SystemClock().now()
            left = NotTakenOver("worker a 1", 1, "the secret x is missing", now)
            await regions["na"].stores.desks.not_taken_over(left)

    asyncio.run(note())
    shown = meridian("desk", "versions").out
    assert "note: in na, worker a 1 cannot go by desk 1: the secret x is missing" in shown


def test_where_no_desk_is_its_folder_is_asked_for(meridian: Shell, tmp_path: Path) -> None:
    ended = meridian("desk", "versions", "--data", str(tmp_path / "nowhere"))
    assert "there is no desk at" in sentence(ended)


def test_before_the_first_start_there_is_no_version(meridian: Shell, folder: Path) -> None:
    del folder
    assert "no desk was published here yet" in meridian("desk", "versions").out
    assert as_json(meridian("desk", "versions", "--json")) == []
