"""`meridian channel list`: the desk's accounts, and what each channel can."""

import json
from pathlib import Path
from typing import Any

from channels.abilities import SOME, abilities_of
from channels.kinds import kinds
from domain.abilities import (
    Amends,
    Collects,
    Files,
    Greets,
    SendsFiles,
    Templates,
    Typing,
)
from tests.architecture.tree import ROOT
from tests.cli.commands import Shell, desk_copy

PROTOCOLS = {
    "handshake": Greets,
    "files": SendsFiles,
    "template": Templates,
    "typing": Typing,
    "collect": Collects,
}


def test_people_get_a_table_that_fits_a_terminal(meridian: Shell) -> None:
    ended = meridian("channel", "list", "--desk", str(ROOT / "desk"))
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "webhook/sample  any     webhook       /v1/channels/webhook/sample" in lines
    rows = {line.split()[0]: line.split()[1:] for line in lines if line}
    for name in kinds():
        assert {"yes", "-"} & set(rows[name]), name
    assert "24" in rows["whatsapp"]


def test_what_a_channel_can_is_what_its_class_is() -> None:
    """No name of an ability is written down for a channel: objects of its class are asked."""
    for kind in kinds().values():
        cls: Any = kind.abilities
        made = cls.__new__(cls)
        can = abilities_of(kind)
        assert set(can) <= set(SOME)
        for name, protocol in PROTOCOLS.items():
            assert (name in can) is isinstance(made, protocol), (kind.name, name)
        assert ("media" in can) is isinstance(made, Files | Collects)
        amends = made.amends if isinstance(made, Amends) else ()
        assert ("edit" in can, "delete" in can) == ("edit" in amends, "delete" in amends)


def test_as_json_it_has_all_that_accounts_need(meridian: Shell, tmp_path: Path) -> None:
    desk = desk_copy(
        tmp_path / "desk",
        "channels.yaml",
        "    loopback: true\n",
        "    loopback: true\n    fall_back: [kiosk/hall, email]\n"
        "  - {channel: kiosk, account: hall, region: eu}\n"
        "  - {channel: email, account: care, region: eu}\n",
    )
    ended = meridian("channel", "list", "--desk", str(desk), "--json")
    assert ended.code == 0
    told = json.loads(ended.out)
    assert told["accounts"][:2] == [
        {
            "account": "webhook/sample",
            "region": "any",
            "spoken_to_as": "webhook",
            "posts_to": "/v1/channels/webhook/sample",
            "fall_back": ["kiosk/hall", "email"],
            "template": "",
        },
        {
            "account": "kiosk/hall",
            "region": "eu",
            "spoken_to_as": "webhook",
            "posts_to": "/v1/channels/kiosk/hall",
            "fall_back": [],
            "template": "",
        },
    ]
    by_name = {one["channel"]: one for one in told["channels"]}
    assert list(by_name) == list(kinds())
    assert by_name["webhook"]["can"] == list(abilities_of(kinds()["webhook"]))
    assert by_name["whatsapp"]["window_seconds"] == 86400
    assert [one["name"] for one in by_name["line"]["secrets"] if one["needed"]] == [
        "channel_secret"
    ]


def test_of_one_channel_it_says_what_its_accounts_need(meridian: Shell) -> None:
    ended = meridian("channel", "list", "line", "--desk", str(ROOT / "desk"))
    assert ended.code == 0
    assert max(map(len, ended.out.splitlines())) <= 80
    line = kinds()["line"]
    for name in (*(one.name for one in line.settings), *(one.name for one in line.secrets)):
        assert name in ended.out
    assert "secret channel_secret (needed)" in ended.out


def test_there_are_no_other_channels(meridian: Shell) -> None:
    said = meridian.refuses("channel", "list", "fax", "--desk", str(ROOT / "desk"))
    assert "there is no channel fax, but:" in said
