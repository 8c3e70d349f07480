"""What Meta brings on a bad day is in the region once, in the order in which people wrote it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from runtime.received import Outcome
from tests.channels.platforms.door import Door, a_door
from tests.channels.platforms.meta_accounts import OBJECTS, all_three, offline
from tests.standins.meta_webhooks import (
    NOW,
    direct_text,
    directly,
    on_whatsapp,
    posted,
    storm,
    wa_text,
)

COUNT = 60


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with a_door(tmp_path) as made:
        yield made


def document(name: str, number: int) -> dict[str, Any]:
    at, text = NOW - timedelta(seconds=COUNT - number), f"text {number}"
    if name == "whatsapp":
        return on_whatsapp(wa_text(f"{number}", text, at))
    kind = OBJECTS[name]
    return directly(direct_text(f"{number}", text, at, kind), kind=kind)


@all_three("duplicate", "reorder")
async def test_each_message_is_there_once_and_in_order(door: Door, name: str) -> None:
    channel = offline(name)
    for request in storm([document(name, n) for n in range(COUNT)], Random(3), twice=0.5):
        await door.hears(channel, request)
        await door.writes_down()
    assert await door.texts() == [f"text {n}" for n in range(COUNT)]
    assert door.outcomes[Outcome.ACCEPTED] == COUNT
    assert door.outcomes[Outcome.DUPLICATE] > COUNT // 4
    assert set(door.outcomes) == {Outcome.ACCEPTED, Outcome.DUPLICATE}


@all_three("duplicate")
async def test_the_same_three_times_is_there_once(door: Door, name: str) -> None:
    channel, request = offline(name), posted(document(name, 1))
    for _ in range(3):
        await door.hears(channel, request)
    assert door.outcomes == {Outcome.ACCEPTED: 1, Outcome.DUPLICATE: 2}


@all_three()
async def test_what_cannot_be_read_is_set_aside_and_the_others_go_their_way(
    door: Door, name: str
) -> None:
    good, bad = document(name, 1), document(name, 2)
    entry = bad["entry"][0]
    event = (
        entry["messaging"][0]["message"]
        if name in OBJECTS
        else entry["changes"][0]["value"]["messages"][0]
    )
    event.pop("mid", None)
    event.pop("id", None)
    await door.hears(offline(name), posted({**good, "entry": [entry, *good["entry"]]}))
    assert door.outcomes == {Outcome.ACCEPTED: 1, Outcome.SET_ASIDE: 1}
    (aside,) = await door.stores.channels.set_asides.newest(before=None, limit=9)
    assert aside.reason == "no_message_id"
