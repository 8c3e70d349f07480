"""What happens at the desk as it happens: server-sent events, resumable by position.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from api.authentication import Asker, DoorRoute, is_admitted
from api.door import Door, TheDoor
from api.elsewhere import travels
from api.live.event_shapes import HelloEventShape, LiveEventShape
from api.live.following import Following, positions
from api.problems import FieldError, answers, invalid
from domain.access import ApiKey
from domain.reach import may_see_of

router = APIRouter(route_class=DoorRoute, tags=["live"])
STREAM = "text/event-stream"
# Proxies hold answers back to pack them (https://nginx.org/en/docs/http/ngx_http_proxy_module.html).
AT_ONCE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"model": LiveEventShape, "content": {STREAM: {}}, "description": "A stream of events"}
}


@router.get(
    "/v1/events",
    response_class=StreamingResponse,
    response_model=None,
    responses={**answers(), **STREAMED},
)
async def follow_events(
    request: Request,
    key: Asker,
    door: TheDoor,
    region: Annotated[list[str] | None, Query(max_length=20)] = None,
    after: Annotated[str | None, Query(max_length=500)] = None,
    last_event_id: Annotated[str | None, Header(max_length=500)] = None,
) -> StreamingResponse:
    """What changes in the key's scope: ids and facts, no text; a heartbeat each fifteen seconds.

    `Last-Event-ID`, or `after`, is `<region>:<position>`, several with commas between: the stream
    goes on behind it.
    """
    door.listeners.expect_room(key.id)
    following = _following(door, key, region, last_event_id or after)
    stream = door.listeners.counted(key.id, following.events(partial(is_admitted, request)))
    return StreamingResponse(stream, media_type=STREAM, headers=AT_ONCE)


def _following(door: Door, key: ApiKey, region: list[str] | None, after: str | None) -> Following:
    hello, after_those = _hello(door, key, region), _read(after)
    unheard = hello.elsewhere if travels(key) else ()
    return Following(door.live, key, hello, after_those, unheard)


def _hello(door: Door, key: ApiKey, asked: list[str] | None) -> HelloEventShape:
    """The regions in the key's scope; of those asked for, if any. Raises a Problem for another."""
    scope = {one for one in {*door.live.feeds, *door.peers.regions} if may_see_of(key, one)}
    for one in asked or ():
        if one not in scope:
            fault = FieldError(field="region", detail=f"{one!r} is no region that this key sees.")
            raise invalid([fault])
    wanted = scope.intersection(asked) if asked else scope
    here = wanted.intersection(door.live.feeds)
    return HelloEventShape(regions=sorted(here), elsewhere=sorted(wanted - here))


def _read(written: str | None) -> dict[str, int]:
    try:
        return positions(written or "")
    except ValueError:
        sentence = "It is `<region>:<position>`, several with commas between."
        raise invalid([FieldError(field="after", detail=sentence)]) from None
