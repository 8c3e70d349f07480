"""`meridian channel check`: what is set up, here and at the platform, and what is to be clicked."""

import asyncio
import json
import socket
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from runtime.accounts import make_callback_secret
from runtime.settings import ROOT
from tests.cli.commands import Ended, Shell
from tests.standins.line import CHANNEL_SECRET, LASTING, Line, line_platform

URL = "https://desk.example.org"
WEBHOOK = f"{URL}/v1/channels/line/shop"
ACCOUNTS = """accounts:
  - channel: line
    account: shop
    region: apac
    loopback: true
    settings: {{api: "{api}", data_api: "{api}"}}
    secrets: {{channel_secret: {{file: line-secret}}, access_token: {{file: line-token}}}}
  - channel: webhook
    account: sample
    region: any
    callback_url: https://shop.example.org/desk
    secret: {{file: callback-secret}}
"""


class Checking:
    """The command, over a desk whose accounts are written down here."""

    def __init__(self, meridian: Shell, folder: Path) -> None:
        self._meridian = meridian
        self.desk = folder / "desk"
        self.keys = folder / "keys"
        self.keys.mkdir()

    def write(self, accounts: str) -> None:
        """The desk's accounts; a policy may name any of them, so other files stay."""
        (self.desk / "channels.yaml").write_text(accounts, encoding="utf-8")

    async def __call__(self, *arguments: str) -> Ended:
        """In another thread: the stand-in of the platform answers from this one's loop."""
        options = ("--desk", str(self.desk), *arguments)
        return await asyncio.to_thread(self._meridian, "channel", "check", *options)

    async def facts(self, *arguments: str) -> dict[str, dict[str, Any]]:
        """What it found, by account and what it looked at."""
        ended = await self(*arguments, "--json")
        return {
            one["account"]: {each["what"]: each for each in one["findings"]}
            for one in json.loads(ended.out)
        }


@pytest.fixture
def checking(meridian: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checking:
    copytree(ROOT / "desk", tmp_path / "desk")
    made = Checking(meridian, tmp_path)
    monkeypatch.setenv("MERIDIAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MERIDIAN_KEYS", str(made.keys))
    return made


def set_up(checking: Checking, platform: Line) -> None:
    checking.write(ACCOUNTS.format(api=platform.url))
    make_callback_secret(checking.keys, "callback-secret")
    (checking.keys / "line-secret").write_text(CHANNEL_SECRET)
    (checking.keys / "line-token").write_text(f"{LASTING}\n")
    platform.endpoint = WEBHOOK


async def test_where_all_is_well_it_says_so_and_ends_with_0(checking: Checking) -> None:
    async with line_platform() as platform:
        set_up(checking, platform)
        ended = await checking("--url", URL)
        assert ended.code == 0, ended
        assert "line/shop: all is well" in ended.out
        assert "webhook/sample: all is well" in ended.out
        assert "TODO" not in ended.out
        assert LASTING not in ended.out
        assert CHANNEL_SECRET not in ended.out


async def test_credentials_that_the_platform_refuses_are_told_with_where_to_click(
    checking: Checking,
) -> None:
    async with line_platform() as platform:
        set_up(checking, platform)
        (checking.keys / "line-token").write_text("another")
        ended = await checking("line/shop")
        assert ended.code == 1
        assert "line/shop: something has to be done" in ended.out
        assert "TODO credentials: LINE does not take them. LINE Developers Console" in ended.out
        assert "webhook/sample" not in ended.out


async def test_a_webhook_that_leads_elsewhere_is_told_with_ours(checking: Checking) -> None:
    async with line_platform() as platform:
        set_up(checking, platform)
        platform.endpoint = "https://elsewhere.example.org/"
        assert (await checking("line/shop")).code == 0  # without --url nobody knows what is ours
        found = (await checking.facts("--url", f"{URL}/"))["line/shop"]
        assert not found["webhook URL"]["well"]
        assert WEBHOOK in found["webhook URL"]["advice"]


async def test_a_secret_that_is_missing_is_told_with_where_it_is_found(
    checking: Checking,
) -> None:
    async with line_platform() as platform:
        set_up(checking, platform)
        (checking.keys / "line-secret").unlink()
        found = (await checking.facts("line/shop"))["line/shop"]
        advice = found["secret channel_secret"]["advice"]
        assert advice.startswith("the secret line-secret is not in the file that names it; find")
        assert "Basic settings" in advice
        assert platform.calls("/v2/bot/info") == []  # nobody is asked with half a set of keys


async def test_a_secret_that_is_no_text_is_told(checking: Checking) -> None:
    async with line_platform() as platform:
        set_up(checking, platform)
        (checking.keys / "line-secret").write_bytes(b"\xff\xfe" + CHANNEL_SECRET.encode())
        ended = await checking("line/shop")
        assert ended.code == 1
        advice = "the secret line-secret cannot be read: save its file as UTF-8 text; find it here"
        assert f"TODO secret channel_secret: {advice}" in ended.out
        assert CHANNEL_SECRET not in ended.out + ended.err
        assert "Traceback" not in ended.err


async def test_settings_that_the_channel_cannot_use_are_told(checking: Checking) -> None:
    async with line_platform() as platform:
        set_up(checking, platform)
        wrong = ACCOUNTS.replace("settings: {{", 'settings: {{chanel_id: "1", ')
        checking.write(wrong.format(api=platform.url))
        found = (await checking.facts("line/shop"))["line/shop"]
        assert not found["settings"]["well"]
        assert found["settings"]["advice"].endswith("did you mean 'channel_id'?")


async def test_a_platform_that_does_not_answer_is_no_traceback(checking: Checking) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    checking.write(ACCOUNTS.format(api=f"http://127.0.0.1:{port}"))
    (checking.keys / "line-secret").write_text(CHANNEL_SECRET)
    (checking.keys / "line-token").write_text(LASTING)
    ended = await checking("line/shop")
    assert ended.code == 1
    assert "TODO credentials: LINE could not be asked (unreachable)" in ended.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("fax/shop",), "the desk has no account fax/shop, but: webhook/sample"),
        (("--url", "desk.example.org"), "--url is where the desk's API answers"),
        (("--url", "http://desk.example.org"), "--url is where the desk's API answers"),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    checking: Checking, arguments: tuple[str, ...], sentence: str
) -> None:
    ended = await checking(*arguments)
    assert ended.code == 2
    assert sentence in " ".join(ended.err.replace("│", " ").split())
