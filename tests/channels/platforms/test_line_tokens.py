"""LINE: tokens that last, and tokens for a quarter of an hour."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import Response

from channels.kinds import Tools
from channels.platforms.line import KIND, LineChannel
from domain.channels import TokenRefused
from domain.ports import NotNow
from runtime.channel_tokens import REST
from tests.channels.platforms.desk import Hands, account_of, answer_to, tools, tools_of_a_region
from tests.standins.line import CHANNEL_ID, CHANNEL_SECRET, LASTING, Line, error, line_platform
from tests.standins.line_driver import SOMCHAI
from tests.standins.server import Fault

PUSH = "/message/push"


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with line_platform() as platform:
        yield platform


def lasting(line: Line, given: Tools, *tokens: str) -> LineChannel:
    settings = {"api": line.url, "data_api": f"{line.url}/", "country": "TH"}
    return LineChannel(
        account_of(KIND, settings, {"channel_secret": [CHANNEL_SECRET], "access_token": tokens}),
        given,
    )


def issuing(line: Line, given: Tools, secrets: tuple[str, ...] = (CHANNEL_SECRET,)) -> LineChannel:
    settings = {"api": line.url, "data_api": line.url, "channel_id": CHANNEL_ID}
    return LineChannel(account_of(KIND, settings, {"channel_secret": secrets}), given)


@pytest.mark.channel("line", "token")
async def test_while_a_token_changes_the_older_is_tried_too(line: Line) -> None:
    async with tools() as given:
        await lasting(line, given, "not yet", LASTING).send(answer_to(SOMCHAI))
        assert line.texts() == ["พรุ่งนี้ครับ"]
        with pytest.raises(TokenRefused):
            await lasting(line, given, "gone", "gone too").send(answer_to(SOMCHAI, key="other"))
        assert len(line.texts()) == 1


@pytest.mark.channel("line", "token")
async def test_a_short_token_is_issued_once_and_renewed_when_its_time_is_over(
    line: Line, tmp_path: Path
) -> None:
    clock = Hands()
    async with tools_of_a_region(tmp_path, clock) as given:
        channel = issuing(line, given)
        sends = (channel.send(answer_to(SOMCHAI, key=f"{number}")) for number in range(10))
        await asyncio.gather(*sends)
        assert line.issued == 1
        clock.at += timedelta(minutes=15)
        line.tokens.clear()  # what LINE does with it then
        await channel.send(answer_to(SOMCHAI, key="later"))
        assert line.issued == 2
        assert len(line.texts()) == 11


@pytest.mark.channel("line", "token")
async def test_a_short_token_that_is_refused_is_renewed_once(line: Line, tmp_path: Path) -> None:
    async with tools_of_a_region(tmp_path, Hands()) as given:
        channel = issuing(line, given, ("a secret to come", CHANNEL_SECRET))
        await channel.send(answer_to(SOMCHAI))
        line.tokens.clear()
        await channel.send(answer_to(SOMCHAI, key="after"))
        assert (line.issued, len(line.texts())) == (2, 2)
        line.then(PUSH, *[error(401, "Authentication failed")] * 3)
        with pytest.raises(TokenRefused):
            await channel.send(answer_to(SOMCHAI, key="never"))
        assert len(line.calls(PUSH)) == 5  # each message was tried with two tokens at most


@pytest.mark.channel("line", "token")
async def test_credentials_that_line_does_not_take_are_said_to_be_refused(
    line: Line, tmp_path: Path
) -> None:
    clock = Hands()
    async with tools_of_a_region(tmp_path, clock) as given:
        with pytest.raises(TokenRefused, match="credentials_refused"):
            await issuing(line, given, ("wrong",)).send(answer_to(SOMCHAI))
        faults: list[tuple[Fault, str]] = [
            (Response(status_code=503), "token_answered_503"),
            (None, "token_unreachable"),
            (Response(b"{}"), "token_unreadable"),
        ]
        for fault, reason in faults:
            line.then("/oauth2/v3/token", fault)
            clock.at += REST
            with pytest.raises(NotNow, match=reason):
                await issuing(line, given).send(answer_to(SOMCHAI))
        assert line.calls(PUSH) == []


async def test_an_account_with_nothing_to_show_is_said_to_have_none(line: Line) -> None:
    async with tools() as given:
        with pytest.raises(ValueError, match="Give the secret `access_token`, or `channel_id`"):
            lasting(line, given)


async def test_of_two_ways_to_a_token_one_has_to_be_chosen(line: Line) -> None:
    settings = {"api": line.url, "data_api": line.url, "channel_id": CHANNEL_ID}
    secrets = {"channel_secret": [CHANNEL_SECRET], "access_token": [LASTING]}
    async with tools() as given:
        with pytest.raises(ValueError, match="not both"):
            LineChannel(account_of(KIND, settings, secrets), given)
