"""What LINE brings on a bad day is in the region once, and says in the end what people said."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.platforms.line import KIND, LineChannel
from runtime.received import Outcome
from tests.channels.platforms.desk import account_of, tools
from tests.channels.platforms.door import Door, a_door
from tests.standins.line import CHANNEL_SECRET
from tests.standins.line_driver import GROUP, YUKI, Events, again, deliveries, edited, signed

COUNT = 40
OF_A_GROUP = {"type": "group", "groupId": GROUP, "userId": YUKI}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with a_door(tmp_path) as made:
        yield made


@pytest.fixture
async def channel() -> AsyncIterator[LineChannel]:
    secrets = {"channel_secret": [CHANNEL_SECRET], "access_token": ["t"]}
    async with tools() as given:
        yield LineChannel(account_of(KIND, {}, secrets), given)


@pytest.mark.channel("line", "duplicate", "reorder")
async def test_each_message_is_there_once_and_in_order(door: Door, channel: LineChannel) -> None:
    make = Events()
    events = [make.text(f"{number}") for number in range(COUNT)]
    for request in deliveries(events, seed=3, again_each=0.5):
        await door.hears(channel, request)
        await door.writes_down()
    assert await door.texts() == [f"{number}" for number in range(COUNT)]
    assert door.outcomes[Outcome.ACCEPTED] == COUNT
    assert set(door.outcomes) == {Outcome.ACCEPTED, Outcome.DUPLICATE}


@pytest.mark.channel("line", "duplicate", "reorder", "edit", "delete")
@pytest.mark.parametrize("seed", range(5))
async def test_edits_and_deletions_that_come_again_and_before_their_messages_count_once(
    door: Door, channel: LineChannel, seed: int
) -> None:
    make = Events()
    wrote = [make.text("before", OF_A_GROUP) for _ in range(12)]
    ids = [one["message"]["id"] for one in wrote]
    changed = [edited(one, "after", make) for one in ids[:8]]
    gone = [make.event("unsend", OF_A_GROUP, unsend={"messageId": one}) for one in ids[4:8]]
    for request in deliveries([*wrote, *changed, *gone], seed=seed, again_each=0.5):
        await door.hears(channel, request)
    said = await door.ends_as()
    assert [said[one] for one in ids] == [*["after"] * 4, *[None] * 4, *["before"] * 4]


async def test_what_cannot_be_read_is_kept_once_however_often_it_comes(
    door: Door, channel: LineChannel
) -> None:
    make = Events()
    new = make.event("telepathy")
    for one in (new, again(new), again(new)):
        body = json.dumps({"events": [make.text("beside it"), one]}).encode()
        await door.hears(channel, signed(body))
    (aside,) = await door.stores.channels.set_asides.newest(before=None, limit=9)
    assert aside.reason == "unknown_event"
