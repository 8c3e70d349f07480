"""LINE outwards, against its stand-in: what is pushed, and what its errors mean."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from fastapi import Response

from channels.kinds import Tools
from channels.line.api import retry_key
from channels.platforms.line import KIND, LineChannel
from channels.splitting import split
from domain.arrivals import Sender
from domain.channels import TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused
from tests.channels.contract import assert_says_nothing
from tests.channels.platforms.desk import account_of, answer_to, tools
from tests.standins.line import CHANNEL_SECRET, LASTING, Line, error, line_platform
from tests.standins.line_driver import GROUP, SOMCHAI
from tests.standins.server import LOST, Fault, Held

PUSH = "/message/push"
SECRETS = {"channel_secret": [CHANNEL_SECRET], "access_token": [LASTING]}


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with line_platform() as platform:
        yield platform


@pytest.fixture
async def channel(line: Line) -> AsyncIterator[LineChannel]:
    async with tools() as given:
        yield lasting(line, given)


def lasting(line: Line, given: Tools) -> LineChannel:
    settings = {"api": line.url, "data_api": f"{line.url}/", "country": "TH"}
    return LineChannel(account_of(KIND, settings, SECRETS), given)


@pytest.mark.channel("line", "out")
async def test_an_answer_is_pushed_to_the_person_under_its_key(
    line: Line, channel: LineChannel
) -> None:
    receipt = await channel.send(answer_to(SOMCHAI, "พรุ่งนี้ครับ 🍎"))
    (call,) = line.calls(PUSH)
    assert json.loads(call.body) == {
        "to": SOMCHAI,
        "messages": [{"type": "text", "text": "พรุ่งนี้ครับ 🍎"}],
    }
    assert UUID(call.headers["x-line-retry-key"])
    assert receipt.provider_id == line.pushed[call.headers["x-line-retry-key"]][0]


@pytest.mark.channel("line", "out")
async def test_what_belongs_to_a_group_goes_to_the_group(line: Line, channel: LineChannel) -> None:
    await channel.send(answer_to(SOMCHAI, conversation_id=GROUP))
    await channel.send(answer_to(SOMCHAI, conversation_id="another platform's", key="k"))
    assert [said["to"] for _, said in line.pushed.values()] == [GROUP, SOMCHAI]


@pytest.mark.channel("line", "duplicate")
async def test_a_repeat_is_folded_and_is_a_success_with_the_first_ones_id(
    line: Line, channel: LineChannel
) -> None:
    line.then(PUSH, LOST)
    with pytest.raises(OutcomeUnknown):
        await channel.send(answer_to(SOMCHAI))
    receipt = await channel.send(answer_to(SOMCHAI))
    assert line.texts() == ["พรุ่งนี้ครับ"]
    assert receipt == Receipt(next(iter(line.pushed.values()))[0])
    assert LineChannel.folds_repeats


def test_a_key_of_lines_form_is_the_same_for_the_same_send_alone() -> None:
    assert retry_key("shop", "t:1:0") == retry_key("shop", "t:1:0")
    keys = {retry_key(account, key) for account in ("a", "b") for key in ("t:1:0", "t:1:1")}
    assert len(keys) == 4
    assert all(str(UUID(key)) == key for key in keys)


@pytest.mark.channel("line", "out")
async def test_a_long_answer_is_taken_in_the_parts_that_the_limits_make(
    line: Line, channel: LineChannel
) -> None:
    text = "🍎ขอบคุณ " * 2_000
    parts = split(text, channel.limits)
    for number, part in enumerate(parts):
        await channel.send(answer_to(SOMCHAI, part, key=f"k:{number}"))
    assert line.texts() == list(parts)
    with pytest.raises(Refused, match="refused_400"):
        await channel.send(answer_to(SOMCHAI, text, key="whole"))


@pytest.mark.parametrize(
    ("fault", "failure", "told"),
    [
        pytest.param(
            error(429, "The API rate limit has been exceeded. Try again later."),
            NotNow,
            ("rate_429", None),
            marks=pytest.mark.channel("line", "again"),
        ),
        pytest.param(
            Response(b"", 429, {"retry-after": "7"}),
            NotNow,
            ("rate_429", 7),
            marks=pytest.mark.channel("line", "again"),
        ),
        pytest.param(
            error(500, "Internal server error"),
            NotNow,
            ("answered_500", None),
            marks=pytest.mark.channel("line", "again"),
        ),
        pytest.param(
            None, OutcomeUnknown, ("no_answer", None), marks=pytest.mark.channel("line", "again")
        ),
        pytest.param(
            error(429, "You have reached your monthly limit."),
            Refused,
            ("monthly_limit", None),
            marks=pytest.mark.channel("line", "never"),
        ),
        pytest.param(
            error(400, "Failed to send messages"),
            Refused,
            ("refused_400", None),
            marks=pytest.mark.channel("line", "never"),
        ),
        pytest.param(
            error(403, "Access to this API is not available for your account"),
            Refused,
            ("forbidden_403", None),
            marks=pytest.mark.channel("line", "never"),
        ),
        pytest.param(
            error(401, "Authentication failed"),
            TokenRefused,
            ("token_refused", None),
            marks=pytest.mark.channel("line", "token"),
        ),
    ],
)
async def test_errors_are_told_apart_and_say_nothing_of_what_was_written(
    line: Line,
    channel: LineChannel,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    failure: type[Exception],
    told: tuple[str, float | None],
) -> None:
    caplog.set_level(logging.DEBUG)
    line.then(PUSH, fault)
    with pytest.raises(failure) as raised:
        await channel.send(answer_to(SOMCHAI))
    error: Any = raised.value
    assert (error.reason, getattr(error, "retry_after", None)) == told
    assert_says_nothing(error, "พรุ่งนี้", SOMCHAI, LASTING)
    assert not [one for one in ("พรุ่งนี้", SOMCHAI, LASTING) if one in caplog.text]
    assert line.texts() == []


@pytest.mark.channel("line", "blocked")
async def test_line_takes_what_is_for_somebody_who_blocked_us_and_does_not_say(
    line: Line, channel: LineChannel
) -> None:
    """So the desk has to go by `unfollow`: there is nothing else to see."""
    assert (await channel.send(answer_to("U" + "0" * 32))).provider_id


async def test_what_cannot_be_written_is_refused_before_anything_leaves(
    line: Line, channel: LineChannel
) -> None:
    with pytest.raises(Refused, match="unwritable"):
        await channel.send(answer_to(SOMCHAI, "half \ud83d"))
    assert line.heard == []


async def test_a_closed_port_is_tried_later_and_a_slow_answer_proves_nothing(
    line: Line, closed_port: int
) -> None:
    async with tools(whole_timeout=0.3) as given:
        settings = {"api": f"http://127.0.0.1:{closed_port}", "data_api": line.url}
        away = LineChannel(account_of(KIND, settings, SECRETS), given)
        with pytest.raises(NotNow, match="unreachable"):
            await away.send(answer_to(SOMCHAI))
        line.then(PUSH, Held(asyncio.Event()))
        with pytest.raises(OutcomeUnknown, match="no_answer"):
            await lasting(line, given).send(answer_to(SOMCHAI))


@pytest.mark.attack(19)
async def test_an_api_inside_of_the_house_is_not_asked_unless_the_account_may() -> None:
    async with tools() as given:
        for url in ("http://api.line.me", "https://127.0.0.1", "https://[::ffff:10.0.0.1]"):
            account = account_of(KIND, {"api": url, "data_api": url}, SECRETS)
            outside = LineChannel(replace(account, loopback=False), given)
            with pytest.raises(Refused, match="forbidden_destination"):
                await outside.send(answer_to(SOMCHAI))


@pytest.mark.channel("line", "out", "blocked")
async def test_line_takes_a_message_to_who_blocked_us_and_shows_it_to_nobody(
    line: Line, channel: LineChannel
) -> None:
    line.blocked, line.profiles = {SOMCHAI}, {SOMCHAI: {"displayName": "Somchai"}}
    assert (await channel.send(answer_to(SOMCHAI))).provider_id
    assert line.texts() == []
    assert await channel.profile(SOMCHAI) is None


@pytest.mark.channel("line", "typing")
async def test_people_are_shown_that_somebody_writes(line: Line, channel: LineChannel) -> None:
    await channel.typing(SOMCHAI, None)
    assert line.loading == [{"chatId": SOMCHAI, "loadingSeconds": 20}]
    with pytest.raises(Refused, match="not_in_groups"):
        await channel.typing(GROUP, None)
    line.then("/loading/start", error(400, "invalid"), error(401, "no"), None)
    for failure in (Refused, Refused, NotNow):
        with pytest.raises(failure):
            await channel.typing(SOMCHAI, None)


@pytest.mark.channel("line", "profile")
async def test_a_profile_tells_name_and_language_where_people_agreed(
    line: Line, channel: LineChannel
) -> None:
    line.profiles[SOMCHAI] = {"displayName": "สมชาย", "language": "th"}
    assert await channel.profile(SOMCHAI) == Sender(SOMCHAI, "สมชาย", locale="th", country="TH")
    line.profiles[SOMCHAI] = {"displayName": "สมชาย"}
    assert await channel.profile(SOMCHAI) == Sender(SOMCHAI, "สมชาย", country="TH")
    assert await channel.profile("U-nobody/../x") is None
    line.then("/profile/", None, Response(b"\xff"), error(429, "slow"))
    assert await channel.profile(SOMCHAI) is None
