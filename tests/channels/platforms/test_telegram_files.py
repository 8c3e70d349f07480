"""Telegram: files that people sent, and what `meridian channel check` finds."""

import json
import logging
from collections.abc import AsyncIterator

import pytest
from fastapi import Response

from channels.kinds import Tools
from channels.platforms.telegram import KIND, TelegramChannel
from channels.telegram.reading import WANTED
from domain.attachments import LARGEST
from domain.channels import CannotFetch, RemoteFile
from tests.channels.platforms.desk import account_of, tools
from tests.standins.server import ENDLESS, Cut, Fault
from tests.standins.telegram import TOKEN, Telegram, error, telegram_platform, well
from tests.standins.telegram_driver import SECRET

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 40
FILE = RemoteFile("AgAC-l", size=len(PHOTO))
OURS = "https://desk.example/v1/channels/telegram/shop"


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with telegram_platform() as platform:
        platform.files["AgAC-l"] = PHOTO
        yield platform


@pytest.fixture
async def channel(telegram: Telegram) -> AsyncIterator[TelegramChannel]:
    async with tools() as given:
        yield made(telegram, given)


def made(telegram: Telegram, given: Tools, *tokens: str) -> TelegramChannel:
    settings = {"api": telegram.url, "file_api": f"{telegram.url}/"}
    secrets = {"token": tokens or [TOKEN], "webhook_secret": [SECRET]}
    return TelegramChannel(account_of(KIND, settings, secrets), given)


async def fetched(channel: TelegramChannel, file: RemoteFile = FILE) -> bytes:
    async with channel.fetch(file, LARGEST) as pieces:
        return b"".join([piece async for piece in pieces])


@pytest.mark.channel("telegram", "media")
async def test_a_file_is_asked_for_and_then_fetched_from_the_host_of_files(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    assert await fetched(channel) == PHOTO
    asked, got = telegram.heard
    assert json.loads(asked.body) == {"file_id": "AgAC-l"}
    assert got.path == f"/file/bot{TOKEN}/documents/file_0.jpg"
    async with tools() as given:
        both = made(telegram, given, "123456:the-token-that-comes", TOKEN)
        assert await fetched(both) == PHOTO


@pytest.mark.channel("telegram", "media")
@pytest.mark.parametrize(
    "path",
    [
        "documents/file_3.2024 г",
        "documents/file_3.pdf (1)",
        "documents/file_4.c++",
        "documents/file_5.документ",
        "documents/file_6.a?b#c%2e",
        "documents/file_7.50:50",
        "documents/file_8.a..b",
    ],
)
async def test_a_file_is_fetched_whatever_its_own_name_ends_with(
    telegram: Telegram, channel: TelegramChannel, path: str
) -> None:
    telegram.paths["AgAC-l"] = path
    assert await fetched(channel) == PHOTO


@pytest.mark.channel("telegram", "media")
@pytest.mark.parametrize(
    ("about", "fault", "expected"),
    [
        ("/getFile", error(400, "Bad Request: file is too big"), ("too_large", False)),
        ("/getFile", error(400, "Bad Request: invalid file_id"), ("refused_400", False)),
        (
            "/getFile",
            error(400, "Bad Request: wrong file_id or the file is temporarily unavailable"),
            ("unavailable", True),
        ),
        ("/getFile", error(429, "Too Many", retry_after=7), ("rate_429", True)),
        ("/getFile", error(401, "Unauthorized"), ("token_refused", True)),
        ("/getFile", None, ("no_answer", True)),
        ("/getFile", well({"file_id": "x"}), ("no_path", False)),
        ("/getFile", well({"file_path": "../../bot/getMe"}), ("no_path", False)),
        ("/getFile", well({"file_path": "https://inside/x"}), ("no_path", False)),
        ("/getFile", well({"file_path": "https:inside/x"}), ("no_path", False)),
        ("/getFile", well({"file_path": "/etc/passwd"}), ("no_path", False)),
        ("/getFile", well({"file_path": "documents/./x"}), ("no_path", False)),
        ("/getFile", well({"file_path": "documents/.."}), ("no_path", False)),
        ("/getFile", well({"file_path": "documents//x"}), ("no_path", False)),
        ("/getFile", well({"file_path": "documents\\x"}), ("no_path", False)),
        ("/getFile", well({"file_path": "documents/x\r\ny"}), ("no_path", False)),
        ("/getFile", well("text"), ("no_path", False)),
        ("/file/", error(404, "Not Found"), ("answered_404", False)),
        ("/file/", Response(b"", 503), ("answered_503", True)),
        ("/file/", None, ("unreachable", True)),
        ("/file/", Cut(Response(PHOTO), 99), ("cut", True)),
        ("/file/", ENDLESS, ("too_large", False)),
    ],
)
async def test_a_file_that_cannot_be_had_says_whether_it_may_be_later(
    telegram: Telegram,
    channel: TelegramChannel,
    caplog: pytest.LogCaptureFixture,
    about: str,
    fault: Fault,
    expected: tuple[str, bool],
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram.then(about, fault)
    with pytest.raises(CannotFetch) as failure:
        await fetched(channel)
    assert (failure.value.reason, failure.value.again) == expected
    assert failure.value.__context__ is None
    assert TOKEN not in caplog.text


@pytest.mark.channel("telegram", "media")
async def test_fifty_megabytes_are_not_even_asked_for(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    telegram.files["big"] = bytes(50 * 1024 * 1024)
    for size, calls in ((50 * 1024 * 1024, 0), (None, 1)):
        with pytest.raises(CannotFetch, match="too_large"):
            await fetched(channel, RemoteFile("big", size=size))
        assert len(telegram.heard) == calls


@pytest.mark.channel("telegram", "handshake")
async def test_a_check_of_a_sound_set_up_finds_all_well(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    for told in ([], [*WANTED, "poll"]):
        telegram.webhook = {"url": OURS, "allowed_updates": told}
        assert all(one.well for one in await channel.check(OURS))
    assert {call.path.rpartition("/")[2] for call in telegram.heard} == {"getMe", "getWebhookInfo"}


async def test_a_check_gives_the_call_to_make_without_any_secret(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    telegram.webhook = {
        "url": "https://old.example",
        "allowed_updates": ["message"],
        "pending_update_count": 17,
        "last_error_message": "Wrong response from the webhook: 401 Unauthorized",
    }
    url, told, answered = [one for one in await channel.check(OURS) if not one.well]
    assert url.advice == told.advice
    body = json.loads(url.advice.partition(" -d '")[2].removesuffix("'"))
    assert body["url"] == OURS
    assert body["allowed_updates"] == list(WANTED)
    assert "17 updates wait" in answered.advice
    assert "401" in answered.advice
    assert not [one for one in (TOKEN, SECRET) if one in f"{url}{told}{answered}"]


async def test_a_check_tells_a_wrong_token_from_a_platform_that_is_away(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    async with tools() as given:
        (refused,) = await made(telegram, given, "123456:not-this-one").check(OURS)
    assert "@BotFather" in refused.advice
    telegram.then("/getMe", None)
    (away,) = await channel.check(None)
    assert "try again later" in away.advice
    telegram.then("/getWebhookInfo", error(500, "no"))
    assert not (await channel.check(None))[-1].well
