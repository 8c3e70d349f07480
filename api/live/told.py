"""How far one client was told of one region, and what there is to tell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from api.live.event_shapes import (
    PresenceEventShape,
    PresentShape,
    RegionEventShape,
    TicketEventShape,
)
from api.ticket_shapes import Author
from domain.access import ApiKey
from domain.live import Attended, Happening, Notified, Present
from domain.reach import sees
from runtime.live import RegionFeed, Seen

News = tuple[str, BaseModel]  # the event's name, and what it says
FIRST_LOOK: Final = 2.0  # seconds; a region that is away joins the stream once it is there


class Told:
    """One client and one region."""

    def __init__(self, region: str, key: ApiKey, feed: RegionFeed, after: int | None) -> None:
        self.region = region
        self.position = after  # None where the client has none yet
        self._key = key
        self._feed = feed
        self._begun = False
        self._has_gaps = False
        self._rung = -1
        self._present: dict[str, Sequence[Present]] = {}
        self._notified: Notified = frozenset()

    async def begin(self, late: bool = False) -> None:
        """Begin behind the client's position, or now. Raises Unavailable.

        Who begins late may have read what it shows from fewer regions.
        """
        seen = await self._feed.begun(0.0 if late else FIRST_LOOK)
        after, now = self.position, seen.position
        if after is not None and after > now:  # another process may have seen more
            now = await self._feed.last()
        is_known = after is not None and after <= now and self._feed.after(after) is not None
        self._has_gaps = late or not (after is None or is_known)
        self.position = after if is_known else now
        self._notified = seen.notified.get(self._key.actor_id, frozenset())
        self._begun = True

    async def news(self) -> Iterable[News]:
        """What happened since, in order; then who is where now, and what else. Raises Unavailable.

        `position` stands behind each of them as it is taken.
        """
        self._feed.attend()
        if not self._begun:
            await self.begin(late=True)
        if self._rung == self._feed.bell.number and not self._has_gaps:
            return ()
        self._rung, seen = self._feed.bell.number, self._feed.seen
        return () if seen is None else self._all(seen)

    def _all(self, seen: Seen) -> Iterator[News]:
        yield from self._happened()
        if self._has_gaps:
            self._has_gaps = False
            yield "reset", RegionEventShape(region=self.region)
        for shape in self._who_is_where(seen.places):
            yield "presence", shape
        told = seen.notified.get(self._key.actor_id, frozenset())
        if told - self._notified:
            yield "notification", RegionEventShape(region=self.region)
        self._notified = told

    def _happened(self) -> Iterator[News]:
        while (news := self._feed.after(self.position or 0)) != ():
            if news is None:  # more happened than is remembered
                assert self._feed.seen is not None
                self._has_gaps, self.position = True, self._feed.seen.position
                return
            for one in news:
                self.position = one.position
                if sees(self._key, one.view):
                    yield "ticket", _ticket(one)

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
    view = one.view
    return TicketEventShape(
        region=view.region,
        position=one.position,
        ticket_id=view.id,
        sequence=one.sequence,
        version=view.version,
        kind=one.kind,
        at=one.at,
        by=Author(kind=one.by.kind.value, id=one.by.id),
        team=view.team,
        assignee=view.assignee,
        status=view.status,
        priority=view.priority,
    )
