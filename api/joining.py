"""Lists over several installations: a page of this process, joined by a page of each peer."""

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Protocol, Self, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

import structlog
from fastapi import Depends, Request

from api.door import door_of
from api.forwarding import errand
from api.problems import Problem
from domain.access import Role
from domain.peers import PeerAway
from runtime.homes import region_of

AFTER = "Meridian-After"  # where a list goes on, between APIs: a cursor is signed for one of them
POSITION = re.compile(
    r"(?P<at>\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{6})?\+00:00) (?P<id>[!-~]{1,500})"
)
OK = 200
PATIENCE = 5.0  # seconds; a list shows what there is rather than wait for a region that is away
Position = tuple[datetime, str]
Positioned = Callable[[Any], Position]

log = structlog.get_logger("forwarding")


class Listed(Protocol):
    """One thing in a list."""

    id: str
    region: str


class Page(Protocol):
    """A page of a list, as it is answered."""

    items: list[Any]
    next: str | None
    missing: list[str]

    @classmethod
    def model_validate_json(cls, json_data: bytes, /) -> Self:
        """The page that the bytes hold."""
        ...


P = TypeVar("P", bound=Page)


class Others:
    """The other regions, as the request for a list asks them."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._door = door_of(request)

    @property
    def after(self) -> Position | None:
        """Where another region's API asks the list to go on; nobody else is listened to.

        Raises a Problem for what no API writes.
        """
        said = self._request.headers.get(AFTER)
        if said is None or self._request.state.key.via is None:
            return None
        written = POSITION.fullmatch(said)
        if written is None:
            raise Problem(400, "bad_position", f"`{AFTER}` is not what an API writes.")
        return datetime.fromisoformat(written["at"]), written["id"]

    async def join(
        self,
        page: P,
        *,
        after: Position | None,
        limit: int,
        position: Positioned,
        cursor: Callable[[Position], str],
        ascending: bool = False,
    ) -> P:
        """The page with what the peers have, in order, and the peers that did not answer.

        Only agents have work elsewhere; a request that came from a peer is never passed on.
        """
        key = self._request.state.key
        regions = sorted(self._door.peers.regions)
        if not regions or key.via is not None or key.role is not Role.AGENT:
            return page
        asked = (self._page(type(page), one, after, position) for one in regions)
        theirs = await asyncio.gather(*asked)
        pages = [page, *(one for one in theirs if one is not None)]
        items = sorted((item for one in pages for item in one.items), key=position)
        if not ascending:
            items.reverse()
        more = len(items) > limit or any(one.next for one in pages)
        page.items = items[:limit]
        page.next = cursor(position(page.items[-1])) if more and page.items else None
        page.missing = [one for one, found in zip(regions, theirs, strict=True) if found is None]
        return page

    async def _page(
        self, shape: type[P], region: str, after: Position | None, position: Positioned
    ) -> P | None:
        """The region's page; None where it is away, or says what is none."""
        going_on = {AFTER: f"{after[0].astimezone(UTC).isoformat()} {after[1]}"} if after else {}
        asked = errand(self._request, self._target(), headers=going_on)
        try:
            answer = await self._door.peers.ask(region, asked, PATIENCE)
            page = shape.model_validate_json(answer.body)
            positions = [position(item) for item in page.items]
        except PeerAway:
            return None
        except ValueError:  # of pydantic, or of an item that has no place in this list
            log.warning("region answers no page", region=region)
            return None
        known = all(at.tzinfo is not None for at, _ in positions)
        well = answer.status == OK and known and _is_theirs(page.items, region)
        return page if well else None

    def _target(self) -> str:
        """The path and the query, without the cursor, which only this process can read."""
        query = parse_qsl(self._request.scope["query_string"].decode("latin-1"), True)
        kept = [(name, value) for name, value in query if name != "cursor"]
        return quote(self._request.scope["path"]) + (f"?{urlencode(kept)}" if kept else "")


TheOthers = Annotated[Others, Depends(Others)]


def _is_theirs(items: Sequence[Listed], region: str) -> bool:
    """A region shows what is its own; what it says of others is not believed."""
    return all(item.region == region and region_of(item.id) in ("", region) for item in items)
