"""Real channels at the door: LINE and Telegram bring, again and again, and are answered."""

from typing import Any

import pytest

from channels.platforms import line, telegram
from domain.channels import Channel, Request
from tests.api.house import House
from tests.api.listening import PATH, Platform, listening
from tests.channels.platforms.desk import account_of, tools
from tests.standins import line_driver, telegram_driver
from tests.standins.line import CHANNEL_SECRET
from tests.standins.telegram import TOKEN


@pytest.fixture
def platform(house: House) -> Platform:
    return listening(house)


def hears(platform: Platform, channel: Channel) -> None:
    ears: dict[Any, Any] = platform.ears.accounts
    ears["toy", "shop"] = channel


async def brought(platform: Platform, request: Request) -> tuple[int, str, str]:
    answer = await platform.house.client.post(
        PATH, content=request.body, headers=dict(request.headers)
    )
    return answer.status_code, answer.headers["content-type"].partition(";")[0], answer.text


@pytest.mark.channel("line", "in", "duplicate", "handshake")
async def test_what_line_brings_again_and_in_any_order_is_each_accepted_once(
    platform: Platform,
) -> None:
    secrets = {"channel_secret": [CHANNEL_SECRET], "access_token": ["t"]}
    async with tools() as given:
        hears(platform, line.LineChannel(account_of(line.KIND, {}, secrets), given))
        make = line_driver.Events()
        events = [make.text(f"{number}") for number in range(12)]
        assert await brought(platform, line_driver.posted()) == (200, "text/plain", "")
        for request in line_driver.deliveries(events, seed=5, again_each=0.5):
            assert (await brought(platform, request))[0] == 200
        forged = line_driver.posted(make.text("x"), secret="not ours")
        assert (await brought(platform, forged))[0] == 401
    assert sum([await platform.waiting(region) for region in ("eu", "na")]) == 12


@pytest.mark.channel("telegram", "in", "duplicate")
async def test_what_telegram_brings_is_accepted_once_and_a_button_is_answered_with_a_call(
    platform: Platform,
) -> None:
    secrets = {"token": [TOKEN], "webhook_secret": [telegram_driver.SECRET]}
    async with tools() as given:
        channel = telegram.TelegramChannel(account_of(telegram.KIND, {}, secrets), given)
        hears(platform, channel)
        make = telegram_driver.Updates()
        updates = [make.message(text=f"{number}") for number in range(12)]
        for request in telegram_driver.deliveries(updates, seed=5, again_each=0.5):
            assert await brought(platform, request) == (200, "text/plain", "")
        status, kind, text = await brought(platform, telegram_driver.posted(make.pressed("yes")))
        assert (status, kind) == (200, "application/json")
        assert '"method": "answerCallbackQuery"' in text
        forged = telegram_driver.posted(updates[0], secret="not ours")
        assert (await brought(platform, forged))[0] == 401
    assert sum([await platform.waiting(region) for region in ("eu", "na")]) == 13
