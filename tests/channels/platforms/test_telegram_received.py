"""What Telegram brings on a bad day is in the region once, and says in the end what people said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.platforms.telegram import KIND, TelegramChannel
from runtime.received import Outcome
from tests.channels.platforms.desk import account_of, tools
from tests.channels.platforms.door import Door, a_door
from tests.standins.telegram import TOKEN
from tests.standins.telegram_driver import (
    CONNECTION,
    SECONDS,
    SECRET,
    Updates,
    deliveries,
    posted,
    private,
)

COUNT = 40
OF_A_BUSINESS = {"business_connection_id": CONNECTION}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with a_door(tmp_path) as made:
        yield made


@pytest.fixture
async def channel() -> AsyncIterator[TelegramChannel]:
    async with tools() as given:
        secrets = {"token": [TOKEN], "webhook_secret": [SECRET]}
        yield TelegramChannel(account_of(KIND, {}, secrets), given)


@pytest.mark.channel("telegram", "duplicate", "reorder")
async def test_each_message_is_there_once_and_in_order(
    door: Door, channel: TelegramChannel
) -> None:
    make = Updates()
    updates = [make.message(text=f"{number}", date=SECONDS) for number in range(COUNT)]
    for request in deliveries(updates, seed=3, again_each=0.5):
        await door.hears(channel, request)
        await door.writes_down()
    assert await door.texts() == [f"{number}" for number in range(COUNT)]
    assert door.outcomes[Outcome.ACCEPTED] == COUNT
    assert set(door.outcomes) == {Outcome.ACCEPTED, Outcome.DUPLICATE}


@pytest.mark.channel("telegram", "duplicate", "reorder", "edit", "delete")
@pytest.mark.parametrize("seed", range(5))
async def test_edits_and_deletions_that_come_again_and_before_their_messages_count_once(
    door: Door, channel: TelegramChannel, seed: int
) -> None:
    make = Updates()
    wrote = [
        make.message("business_message", text="before", message_id=n, date=SECONDS, **OF_A_BUSINESS)
        for n in range(1, 13)
    ]
    changed = [
        make.message("edited_business_message", text="after", message_id=n, **OF_A_BUSINESS)
        for n in range(1, 9)
    ]
    gone = {**OF_A_BUSINESS, "chat": private(), "message_ids": [5, 6, 7, 8]}
    updates = [*wrote, *changed, make.update("deleted_business_messages", gone)]
    for request in deliveries(updates, seed=seed, again_each=0.5):
        await door.hears(channel, request)
    said = await door.ends_as()
    assert [said[f"{CONNECTION}:5000000007:{n}"] for n in range(1, 13)] == [
        *["after"] * 4,
        *[None] * 4,
        *["before"] * 4,
    ]


async def test_an_update_of_a_new_kind_is_kept_once_however_often_it_comes(
    door: Door, channel: TelegramChannel
) -> None:
    for _ in range(3):
        await door.hears(channel, posted({"update_id": 1, "guest_message": {"text": "help"}}))
    (aside,) = await door.stores.channels.set_asides.newest(before=None, limit=9)
    assert aside.reason == "unknown_event"
