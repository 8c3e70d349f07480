"""What happens in a conversation as it happens: server-sent events, resumable by position.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from api.chat.following import Following
from api.chat.shapes import ChatEvent
from api.chat.visiting import ChatRoute, TheVisit
from api.problems import answers

STREAM: Final = "text/event-stream"
# Proxies hold answers back to pack them (https://nginx.org/en/docs/http/ngx_http_proxy_module.html).
AT_ONCE: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
STREAMED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": ChatEvent, "content": {STREAM: {}}, "description": "A stream of events"}
}
Place = Annotated[int | None, Query(ge=0, le=2**31 - 1)]

router = APIRouter(route_class=ChatRoute, tags=["chat"])


@router.get(
    "/v1/chat/{account}/events",
    response_class=StreamingResponse,
    response_model=None,
    responses={**answers(404, 421), **STREAMED},
)
async def follow_chat(
    account: str,
    visit: TheVisit,
    after: Place = None,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> StreamingResponse:
    """Everything after a position (`Last-Event-ID`, or `after`), then what is said from now on."""
    who = f"chat {account} {visit.bearer.id}"
    visit.door.listeners.expect_room(who)
    following = Following(visit, _place(last_event_id, after))
    stream = visit.door.listeners.counted(who, following.events())
    return StreamingResponse(stream, media_type=STREAM, headers=AT_ONCE)


def _place(last_event_id: str | None, after: int | None) -> int:
    """A `Last-Event-ID` that is no position is one that nobody gave out: from the beginning."""
    written = last_event_id or ""
    if written.isascii() and written.isdecimal():
        return int(written[:18])
    return after or 0
