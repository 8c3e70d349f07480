"""What happens in a region is looked at once, for all who listen, and as long as they do."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from datetime import datetime

import pytest

from api.live.told import Told
from domain.access import ApiKey, Role
from domain.live import Attended, Happening, Notified
from domain.stores import Unavailable
from domain.vocabulary import THE_DESK
from runtime.live import KEPT, LiveRegions, RegionFeed
from runtime.waiting import until
from tests.patience import PATIENCE
from tests.storage.building import NOW, view

ALL = ApiKey("all", Role.OPS)


class Ledger:
    """The port `Happenings`, over a list; it may be away, and counts how often it is read."""

    def __init__(self) -> None:
        self.happened: list[Happening] = []
        self.is_away = False
        self.is_broken = False
        self.reads = 0
        self.listeners = 0
        self._changed = asyncio.Event()

    def happens(self, times: int = 1) -> None:
        for _ in range(times):
            place = len(self.happened) + 1
            one = Happening(place, place, "note_added", NOW, THE_DESK, view("eu-1"))
            self.happened.append(one)
        self.changes_now()

    def changes_now(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def changes(self) -> AsyncGenerator[None, None]:
        self.listeners += 1
        try:
            while True:
                yield None
                await self._changed.wait()
        finally:
            self.listeners -= 1

    async def last(self) -> int:
        if self.is_away:
            raise Unavailable("away")
        return len(self.happened)

    async def after(self, position: int, limit: int) -> Sequence[Happening]:
        self.reads += 1
        if self.is_broken:
            raise ValueError("a row that nobody can read")
        return self.happened[position : position + limit] if await self.last() else ()

    async def attended(self, now: datetime) -> Mapping[str, Attended]:
        if self.is_away:
            raise Unavailable("away")
        return {}

    async def notified(self) -> Mapping[str, Notified]:
        return {}


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
async def live(ledger: Ledger) -> AsyncIterator[LiveRegions]:
    one = LiveRegions({"eu": ledger})
    yield one
    await one.close()


@pytest.fixture
def feed(live: LiveRegions) -> RegionFeed:
    return live.feeds["eu"]


async def told(feed: RegionFeed, after: int | None = None) -> Told:
    one = Told("eu", ALL, feed, after)
    await one.begin()
    return one


async def heard(one: Told) -> list[str]:
    """What there is to tell: the positions, and the names of what has none."""
    return [str(getattr(shape, "position", name)) for name, shape in await one.news()]


async def reaches(feed: RegionFeed, position: int) -> None:
    async def is_there() -> bool:
        return feed.seen is not None and feed.seen.position == position

    await until(is_there, PATIENCE, f"position {position} was not looked at.")


async def test_one_look_serves_all_who_listen(ledger: Ledger, feed: RegionFeed) -> None:
    many = [await told(feed) for _ in range(100)]
    before = ledger.reads
    ledger.happens()
    await reaches(feed, 1)
    assert [await heard(one) for one in many] == [["1"]] * 100
    assert ledger.listeners == 1
    assert ledger.reads - before < 10


async def test_who_was_away_is_told_from_memory(ledger: Ledger, feed: RegionFeed) -> None:
    ledger.happens(KEPT * 3)
    await told(feed)
    before = ledger.reads
    again = [await told(feed, after=KEPT * 3 - 2) for _ in range(100)]
    assert [await heard(one) for one in again] == [[str(KEPT * 3 - 1), str(KEPT * 3)]] * 100
    assert ledger.reads - before < 10


async def test_what_is_too_long_ago_is_a_reset(ledger: Ledger, feed: RegionFeed) -> None:
    ledger.happens(KEPT + 2)
    assert await heard(await told(feed, after=1)) == ["reset"]
    everything = await heard(await told(feed, after=2))
    assert everything == [str(place) for place in range(3, KEPT + 3)]


async def test_more_at_once_than_is_remembered_is_a_reset(ledger: Ledger, feed: RegionFeed) -> None:
    one = await told(feed)
    ledger.happens(KEPT + 1)
    await reaches(feed, KEPT + 1)
    assert await heard(one) == ["reset"]
    ledger.happens()
    await reaches(feed, KEPT + 2)
    assert await heard(one) == [str(KEPT + 2)]


async def test_a_position_ahead_of_this_process_is_kept_where_the_database_knows_it(
    ledger: Ledger, feed: RegionFeed
) -> None:
    await told(feed)
    ledger.happened.extend([Happening(1, 1, "note_added", NOW, THE_DESK, view("eu-1"))])
    ahead = await told(feed, after=1)  # of what this process has not looked at yet
    assert (ahead.position, await heard(ahead)) == (1, [])
    assert await heard(await told(feed, after=2)) == ["reset"]


async def test_nobody_listens_then_nobody_looks(
    ledger: Ledger, feed: RegionFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not feed.looks, "nobody listened yet"
    monkeypatch.setattr("runtime.live.UNHEARD", 0.2)
    monkeypatch.setattr("runtime.live.UNASKED", 0.1)
    await told(feed)
    assert feed.looks

    async def looks_no_more() -> bool:
        return not feed.looks

    await until(looks_no_more, PATIENCE, "the region is looked at though nobody listens.")
    assert ledger.listeners == 0
    ledger.happens()
    assert await heard(await told(feed, after=0)) == ["1"]


async def test_a_database_that_was_away_is_read_when_it_is_there_again(
    ledger: Ledger, feed: RegionFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though nothing changes in it then: nobody need say so a second time."""
    monkeypatch.setattr("runtime.live.UNASKED", 0.1)
    one = await told(feed)
    ledger.is_away = True
    ledger.happens()
    await feed.bell.rung(feed.bell.number, 0.3)
    assert await heard(one) == []
    ledger.is_away = False
    await reaches(feed, 1)
    assert await heard(one) == ["1"]


async def test_what_cannot_be_read_does_not_end_the_looking(
    ledger: Ledger, feed: RegionFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.live.UNASKED", 0.1)
    one = await told(feed)
    ledger.is_broken = True
    before = ledger.reads
    ledger.happens()

    async def was_tried() -> bool:
        return ledger.reads > before + 1

    await until(was_tried, PATIENCE, "it was not tried again.")
    ledger.is_broken = False
    await reaches(feed, 1)
    assert await heard(one) == ["1"]


async def test_a_region_that_is_away_joins_the_stream_with_a_reset(
    ledger: Ledger, feed: RegionFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.live.UNASKED", 0.1)
    monkeypatch.setattr("api.live.told.FIRST_LOOK", 0.1)
    ledger.is_away = True
    one = Told("eu", ALL, feed, None)
    with pytest.raises(Unavailable):
        await one.begin()
    with pytest.raises(Unavailable):
        await one.news()
    ledger.is_away = False
    ledger.happens(3)
    await reaches(feed, 3)
    assert (await heard(one), one.position) == (["reset"], 3)
