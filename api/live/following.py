"""One stream: what it tells of each region, in order, and where it goes on."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from api.live.event_shapes import (
    HelloEventShape,
    PresenceEventShape,
    PresentShape,
    RegionEventShape,
    TicketEventShape,
)
from api.ticket_shapes import Author
from domain.access import ApiKey
from domain.live import Attended, Happening, Present
from domain.reach import sees
from domain.stores import Unavailable
from runtime.live import LiveRegions, RegionFeed

HEARTBEAT: Final = 15.0  # seconds; clients take forty without a word for a cut
LOOKED_AT_AGAIN: Final = 4  # heartbeats after which a key is looked at again
TOO_FAR: Final = 10_000  # happenings behind which a client reads anew what it shows
COME_BACK: Final = "retry: 2000\n\n"  # for browsers' own EventSource
STILL: Final = ": still here\n\n"


def positions(written: str) -> dict[str, int]:
    """What stands in a `Last-Event-ID`: `eu:12,na:40`. Raises ValueError."""
    found: dict[str, int] = {}
    for one in filter(None, written.split(",")):
        region, _, position = one.strip().partition(":")
        if not region or not position.isascii() or not position.isdecimal() or len(position) > 18:
            raise ValueError("no position")
        found[region] = int(position)
    return found


class Following:
    """Tells one client of some regions, as far as its key sees."""

    def __init__(
        self,
        live: LiveRegions,
        key: ApiKey,
        regions: Sequence[str],
        elsewhere: Sequence[str],
        after: Mapping[str, int],
    ) -> None:
        self._live = live
        self._key = key
        self._elsewhere = list(elsewhere)
        self._after = after
        self._told = {region: Told(region, key, live.feeds[region]) for region in regions}

    async def events(self, is_admitted: Callable[[], Awaitable[bool]]) -> AsyncIterator[str]:
        """The stream, until the process ends or the key is no longer admitted."""
        yield COME_BACK
        try:
            begun = [await one.begin(self._after.get(one.region)) for one in self._told.values()]
        except Unavailable:
            return  # clients come again by themselves
        yield self._written("hello", self._hello())  # with the place where the stream begins
        for reset in filter(None, begun):
            yield self._written("reset", reset)
        silent, seen = 0, -1
        while not self._live.ending:
            said = [piece async for piece in self._news()]
            if said:
                yield "".join(said)
            elif seen == self._live.bell.number:
                yield STILL
            seen = self._live.bell.number
            await self._live.bell.rung(seen, HEARTBEAT)
            silent += 1
            if silent % LOOKED_AT_AGAIN == 0 and not await is_admitted():
                return

    def _hello(self) -> HelloEventShape:
        return HelloEventShape(regions=list(self._told), elsewhere=self._elsewhere)

    async def _news(self) -> AsyncIterator[str]:
        for one in self._told.values():
            try:
                async for name, shape in one.news():
                    yield self._written(name, shape)
            except Unavailable:  # what was missed is told when the database is there again
                continue

    def _written(self, name: str, shape: BaseModel) -> str:
        data = json.dumps(shape.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
        place = ",".join(f"{region}:{one.position}" for region, one in sorted(self._told.items()))
        return f"id: {place}\nevent: {name}\ndata: {data}\n\n"


class Told:
    """How far one client was told of one region."""

    def __init__(self, region: str, key: ApiKey, feed: RegionFeed) -> None:
        self.region = region
        self.position = 0
        self._key = key
        self._feed = feed
        self._present: dict[str, Sequence[Present]] = {}
        self._notified: datetime | None = None

    async def begin(self, after: int | None) -> RegionEventShape | None:
        """Begin behind a position, or now; what to say where it is too far back, or unknown."""
        self._feed.begin()
        self._notified = self._feed.seen.told.get(self._key.actor_id)
        last = await self._feed.last()
        if after is not None and last - TOO_FAR <= after <= last:
            self.position = after
            return None
        self.position = last
        return None if after is None else RegionEventShape(region=self.region)

    async def news(self) -> AsyncIterator[tuple[str, BaseModel]]:
        """What happened since, in order, then who is where now. Raises Unavailable."""
        while happenings := await self._feed.after(self.position):
            for one in happenings:
                self.position = one.position
                if sees(self._key, one.view):
                    yield "ticket", _ticket(one)
        seen = self._feed.seen
        for shape in self._who_is_where(seen.places):
            yield "presence", shape
        told = seen.told.get(self._key.actor_id)
        if told != self._notified:
            self._notified = told
            yield "notification", RegionEventShape(region=self.region)

    def _who_is_where(self, places: Mapping[str, Attended]) -> Iterator[PresenceEventShape]:
        now = {
            ticket: tuple(place.present)
            for ticket, place in places.items()
            if sees(self._key, place.view)
        }
        for ticket in sorted({*now, *self._present}):
            present = now.get(ticket, ())
            if _who(present) != _who(self._present.get(ticket, ())):
                shapes = [present_shape(one) for one in present]
                yield PresenceEventShape(region=self.region, ticket_id=ticket, present=shapes)
        self._present = dict(now)


def present_shape(one: Present) -> PresentShape:
    """Somebody as clients read it."""
    return PresentShape(who=one.who, doing=one.doing, since=one.since, until=one.until)


def _who(present: Sequence[Present]) -> set[tuple[str, str, datetime]]:
    return {(one.who, one.doing.value, one.until) for one in present}


def _ticket(one: Happening) -> TicketEventShape:
    event, view = one.entry.event, one.view
    return TicketEventShape(
        region=view.region,
        position=one.position,
        ticket_id=view.id,
        sequence=one.entry.sequence,
        version=view.version,
        kind=event.kind,
        at=event.at,
        by=Author(kind=event.by.kind.value, id=event.by.id),
        team=view.team,
        assignee=view.assignee,
        status=view.status,
        priority=view.priority,
    )
