"""Telegram inwards: who shows the secret, and what the kind says of itself."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from channels.platforms.telegram import HEADER, KIND, TelegramChannel
from domain.abilities import (
    Amends,
    Answers,
    Checks,
    Collects,
    Files,
    Greets,
    Reports,
    SendsFiles,
    Tells,
    Templates,
    Typing,
)
from tests.channels.platforms.desk import account_of, tools
from tests.channels.platforms.fuzzing import check_accepts
from tests.standins.telegram import TOKEN
from tests.standins.telegram_driver import SECRET, every_kind, posted

OLD = "the-secret-that-is-going"


@pytest.fixture
async def channel() -> AsyncIterator[TelegramChannel]:
    secrets = {"token": [TOKEN], "webhook_secret": [SECRET, OLD]}
    async with tools() as given:
        yield TelegramChannel(account_of(KIND, {}, secrets), given)


def test_the_kind_says_what_telegram_can_and_what_it_cannot(channel: TelegramChannel) -> None:
    can = (Files, SendsFiles, Amends, Typing, Answers, Checks)
    cannot = (Reports, Templates, Greets, Tells, Collects)
    assert [isinstance(channel, one) for one in can] == [True] * len(can)
    assert [isinstance(channel, one) for one in cannot] == [False] * len(cannot)
    assert (KIND.limits.longest, KIND.limits.unit, KIND.limits.window) == (4096, "utf16", None)
    assert not channel.folds_repeats


@pytest.mark.attack(18)
@pytest.mark.channel("telegram", "signature")
def test_an_update_with_the_secret_is_accepted_also_with_the_one_that_is_going(
    channel: TelegramChannel,
) -> None:
    for update in every_kind():
        assert check_accepts(channel, posted(update))
        assert check_accepts(channel, posted(update, secret=OLD))


@pytest.mark.attack(18)
@pytest.mark.channel("telegram", "signature")
@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        SECRET[:-1],
        SECRET.lower(),
        f" {SECRET}",
        f"{SECRET}\x00",
        TOKEN,
        "é\udc80",
        "s%33cret",
    ],
)
def test_a_missing_a_wrong_or_a_rewritten_secret_is_refused(
    channel: TelegramChannel, given: str | None
) -> None:
    assert not check_accepts(channel, posted(every_kind()[0], secret=given))


@pytest.mark.attack(18)
async def test_an_account_without_a_secret_accepts_nothing(channel: TelegramChannel) -> None:
    assert not check_accepts(channel, replace(posted({}), method="GET"))
    async with tools() as given:
        for secrets in ((), ("",)):
            account = account_of(KIND, {}, {"token": [TOKEN], "webhook_secret": secrets})
            bot = TelegramChannel(account, given)
            assert not check_accepts(bot, posted({}, secret=""))
            assert not check_accepts(bot, posted({}, secret=None))


def test_the_header_is_the_one_that_telegram_sends() -> None:
    assert re.fullmatch("[a-z-]+", HEADER)
    assert HEADER in posted({}).headers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token", "no token/../x"),
        ("token", "123456:short"),
        ("webhook_secret", "with a space"),
        ("webhook_secret", "x" * 257),
    ],
)
async def test_a_secret_that_telegram_could_not_have_taken_is_said_at_once(
    name: str, value: str
) -> None:
    secrets = {"token": [TOKEN], "webhook_secret": [SECRET], name: [value]}
    async with tools() as given:
        with pytest.raises(ValueError, match=f"The secret `{name}`") as failure:
            TelegramChannel(account_of(KIND, {}, secrets), given)
    assert value not in str(failure.value)
