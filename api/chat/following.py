"""One visitor's stream: what it was told already, and what there is to tell."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from api.chat.reading import hours_of, items_of, ticket_of
from api.chat.shapes import (
    ChatReset,
    ChatState,
    ChatStatusEvent,
    ChatTyping,
)
from api.chat.visiting import Visit
from api.chat.waking import Where
from api.live.following import Due
from domain.chat import Standing
from domain.stores import Unavailable

HEARTBEAT: Final = 15.0  # seconds; devices take forty without a word for a cut
AT_ONCE: Final = 100  # lines
COME_BACK: Final = "retry: 2000\n\n"
STILL: Final = ": still here\n\n"
NOTHING: Final = Standing("")


class Following:
    """Tells one device of a conversation, from a position on."""

    def __init__(self, visit: Visit, position: int) -> None:
        self._visit = visit
        self._position = position
        self._state: ChatState | None = None
        self._status: ChatStatusEvent | None = None
        self._typing: datetime | None = None
        self._has_signed_in = False  # this was somebody unknown

    async def events(self) -> AsyncGenerator[str, None]:
        """The stream, until the process ends or the token does."""
        yield COME_BACK
        door, stores, spoke = self._visit.door, self._visit.stores, Due(HEARTBEAT)
        where = Where(stores.region, door.live, stores.chat)
        with door.waking.seat(where, self._visit.visitor) as seat:
            while self._is_good():
                with suppress(Unavailable):  # what was missed is told when the database is back
                    async for piece in self._news():
                        spoke.begin()
                        yield piece
                if spoke.is_over():
                    yield STILL
                await seat.changed(spoke.left)

    def _is_good(self) -> bool:
        if self._visit.door.live.ending or self._has_signed_in:
            return False
        return self._visit.door.clock.now().timestamp() < self._visit.bearer.expires_at

    async def _news(self) -> AsyncIterator[str]:
        chat, visitor = self._visit.stores.chat, self._visit.visitor
        standing = await chat.standing(visitor) or NOTHING
        self._has_signed_in = standing.goes_on
        if standing.goes_on:
            return
        if self._position > standing.position:
            self._position = 0
            yield _written("reset", ChatReset())
        while self._position < standing.position:
            lines = await chat.lines(visitor, self._position, AT_ONCE)
            if not lines:
                break
            for item in await items_of(self._visit, lines, standing):
                self._position = item.position
                yield _written("message", item, item.position)
        async for piece in self._beside(standing):
            yield piece

    async def _beside(self, standing: Standing) -> AsyncIterator[str]:
        """What has no place in the conversation, as it is now, if it was otherwise before."""
        state = ChatState(delivered=standing.delivered, read=standing.read)
        if state != self._state:
            self._state = state
            yield _written("state", state)
        ticket = await ticket_of(self._visit.stores, standing)
        knows = self._visit.bearer.email is not None
        desk = await hours_of(self._visit.door, knows_address=knows)
        status = ChatStatusEvent(ticket=ticket, desk=desk)
        if status != self._status:
            self._status = status
            yield _written("status", status)
        until, self._typing = self._typing, standing.typing_until
        left = self._seconds_of(standing.typing_until)
        if left > 0 and standing.typing_until != until:
            yield _written("typing", ChatTyping(seconds=left))

    def _seconds_of(self, until: datetime | None) -> int:
        if until is None:
            return 0
        return round((until - self._visit.door.clock.now()).total_seconds())


def _written(name: str, shape: BaseModel, position: int | None = None) -> str:
    data = json.dumps(shape.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    place = "" if position is None else f"id: {position}\n"
    return f"{place}event: {name}\ndata: {data}\n\n"
