"""LINE: files that people sent, and what `meridian channel check` finds."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import Response

from channels.kinds import Tools
from channels.platforms.line import KIND, LineChannel
from domain.abilities import Finding
from domain.attachments import LARGEST
from domain.channels import CannotFetch, RemoteFile
from tests.channels.platforms.desk import Hands, account_of, tools, tools_of_a_region
from tests.standins.line import CHANNEL_ID, CHANNEL_SECRET, LASTING, Line, error, line_platform
from tests.standins.server import ENDLESS, Cut, Fault

PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 40
CONTENT = RemoteFile("content/17")
OURS = "https://desk.example/v1/channels/line/shop"


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with line_platform() as platform:
        platform.contents["17"] = PICTURE
        yield platform


@pytest.fixture
async def channel(line: Line) -> AsyncIterator[LineChannel]:
    async with tools() as given:
        yield made(line, given)


def made(line: Line, given: Tools, *tokens: str) -> LineChannel:
    settings = {"api": line.url, "data_api": line.url}
    secrets = {"channel_secret": [CHANNEL_SECRET], "access_token": tokens or [LASTING]}
    return LineChannel(account_of(KIND, settings, secrets), given)


async def fetched(
    channel: LineChannel, file: RemoteFile = CONTENT, longest: int = LARGEST
) -> bytes:
    async with channel.fetch(file, longest) as pieces:
        return b"".join([piece async for piece in pieces])


@pytest.mark.channel("line", "media")
async def test_a_file_is_fetched_with_the_token_from_the_data_host(
    line: Line, channel: LineChannel
) -> None:
    assert await fetched(channel) == PICTURE
    assert line.heard[0].path == "/v2/bot/message/17/content"
    async with tools() as given:
        assert await fetched(made(line, given, "gone", LASTING)) == PICTURE


@pytest.mark.channel("line", "media")
@pytest.mark.parametrize(
    ("fault", "reason", "again"),
    [
        (Response(status_code=202), "not_ready", True),
        (error(404, "Not found"), "answered_404", False),
        (error(410, "Gone"), "answered_410", False),
        (error(429, "slow"), "answered_429", True),
        (error(500, "no"), "answered_500", True),
        (error(401, "no"), "token_refused", True),
        (Response(status_code=302, headers={"location": "https://inside"}), "answered_302", False),
        (None, "unreachable", True),
        (Cut(Response(PICTURE), 100), "cut", True),
    ],
)
async def test_a_file_that_cannot_be_had_says_whether_it_may_be_later(
    line: Line, channel: LineChannel, fault: Fault, reason: str, again: bool
) -> None:
    line.then("/content", fault)
    with pytest.raises(CannotFetch) as failure:
        await fetched(channel)
    assert (failure.value.reason, failure.value.again) == (reason, again)
    assert failure.value.__context__ is None


@pytest.mark.channel("line", "media")
async def test_fifty_megabytes_are_left_where_they_are(line: Line, channel: LineChannel) -> None:
    line.contents["50"] = bytes(50 * 1024 * 1024)
    for fault in (None, ENDLESS):
        if fault is not None:
            line.then("/content", fault)
        with pytest.raises(CannotFetch) as failure:
            await fetched(channel, RemoteFile("content/50"))
        assert (failure.value.reason, failure.value.again) == ("too_large", False)
    await line.left_alone.wait()


async def test_the_token_never_goes_where_an_app_keeps_a_file(
    line: Line, channel: LineChannel
) -> None:
    line.then("/elsewhere.jpg", Response(PICTURE))
    assert await fetched(channel, RemoteFile(f"elsewhere/{line.url}/elsewhere.jpg")) == PICTURE
    assert "authorization" not in line.heard[0].headers
    with pytest.raises(CannotFetch, match="forbidden_destination"):
        await fetched(channel, RemoteFile("elsewhere/https://169.254.169.254/latest"))


async def test_a_reference_leads_nowhere_but_to_a_message(line: Line, channel: LineChannel) -> None:
    with pytest.raises(CannotFetch, match="answered_404"):
        await fetched(channel, RemoteFile("content/../../../v2/bot/info?x=#y"))
    assert (
        "/v2/bot/message/..%2F..%2F..%2Fv2%2Fbot%2Finfo%3Fx%3D%23y/content" in line.heard[0].target
    )


@pytest.mark.channel("line", "handshake")
async def test_a_check_of_a_sound_set_up_has_line_try_the_webhook(
    line: Line, channel: LineChannel
) -> None:
    line.endpoint = OURS
    assert all(one.well for one in await channel.check(OURS))
    assert len(line.calls("/webhook/test")) == 1
    line.reaches_us = False
    (fault,) = [one for one in await channel.check(OURS) if not one.well]
    assert "COULD_NOT_CONNECT" in fault.advice


async def test_a_check_says_what_to_click(line: Line, channel: LineChannel) -> None:
    line.endpoint, line.is_active, line.chat_mode = "https://old.example/", False, "chat"
    found = await channel.check(OURS)
    assert [one.what for one in found if not one.well] == [
        "chat is the desk's alone",
        "webhook URL",
        "webhook in use",
    ]
    assert OURS in next(one.advice for one in found if one.what == "webhook URL")
    assert line.calls("/webhook/test") == []
    line.endpoint = ""
    assert not (await channel.check(None))[-1].well


async def test_a_check_tells_wrong_credentials_from_a_platform_that_is_away(
    line: Line, tmp_path: Path
) -> None:
    async with tools_of_a_region(tmp_path, Hands()) as given:
        (refused,) = await made(line, given, "gone").check(OURS)
        assert "does not take them" in refused.advice
        settings = {"api": line.url, "data_api": line.url, "channel_id": CHANNEL_ID}
        secrets = {"channel_secret": ["wrong"]}
        (wrong,) = await LineChannel(account_of(KIND, settings, secrets), given).check(OURS)
        assert "does not take them" in wrong.advice
        line.then("/v2/bot/info", None)
        (away,) = await made(line, given).check(OURS)
        assert away == Finding(
            "credentials", False, "LINE could not be asked (no_answer): try again later."
        )
