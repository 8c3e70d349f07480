"""A conversation as its visitor reads it: lines, their words, their files."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from api.chat.shapes import (
    ChatAuthor,
    ChatFile,
    ChatItem,
    ChatOriginal,
    ChatTicket,
    DeskHours,
)
from api.chat.visiting import Visit
from api.door import Door
from domain.chat import Direction, Line, Standing
from domain.ledger import TicketView
from domain.remote_files import listed
from domain.stores import Missing, RegionStores, Text
from domain.ticket import same_language
from domain.vocabulary import ActorKind, Status

MOST_MERGES: Final = 20  # that are followed
_BETWEEN_NAMES: Final = re.compile(r"[^\w]+|_")
Kind = Literal["customer", "agent", "bot", "system"]
KINDS: Final[Mapping[str, Kind]] = {
    "customer": "customer",
    "agent": "agent",
    "bot": "bot",
    "system": "system",
}


async def items_of(visit: Visit, lines: Sequence[Line], standing: Standing) -> list[ChatItem]:
    """The lines with their words; those that are gone are empty."""
    wanted = {one for line in lines for one in (line.text_id, line.message_id)}
    texts = await visit.stores.vault.get_many(sorted(wanted)) if wanted else {}
    return [_item(visit, line, standing, texts) for line in lines]


async def view_of(stores: RegionStores, ticket_id: str | None) -> TicketView | None:
    """The ticket, or the one in which it goes on; None where nobody has heard of it yet."""
    for _ in range(MOST_MERGES):
        if ticket_id is None:
            return None
        try:
            view = await stores.views.ticket(ticket_id)
        except Missing:
            return None
        if view.merged_into is None:
            return view
        ticket_id = view.merged_into
    return None


async def ticket_of(stores: RegionStores, standing: Standing | None) -> ChatTicket | None:
    """The ticket of the conversation as its visitor sees it."""
    if standing is None or standing.ticket_id is None:
        return None
    view = await view_of(stores, standing.ticket_id)
    if view is None:
        return ChatTicket(id=standing.ticket_id, status=Status.NEW, rating=None)
    return ticket_shape(view)


def ticket_shape(view: TicketView) -> ChatTicket:
    """What a visitor sees of a ticket."""
    return ChatTicket(id=view.id, status=view.status, rating=view.rating)


async def hours_of(door: Door, *, knows_address: bool = False) -> DeskHours:
    """Whether somebody is at the desk; whose address is known is not asked for it again."""
    hours = await door.opening.hours(door.on_duty, door.clock.now())
    asks = not hours.open and not knows_address
    return DeskHours(open=hours.open, opens_at=hours.opens_at, asks_email=asks)


def first_name(agent_id: str) -> str | None:
    """Of `ana.silva`, Ana."""
    names = [one for one in _BETWEEN_NAMES.split(agent_id) if one]
    return names[0].capitalize() if names else None


def _item(visit: Visit, line: Line, standing: Standing, texts: Mapping[str, Text]) -> ChatItem:
    came_in, original = line.direction is Direction.IN, _original(line, texts)
    return ChatItem(
        id=line.name.partition(" ")[0] if came_in else None,
        message_id=line.message_id,
        position=line.position,
        direction="in" if came_in else "out",
        author=_author(visit, line),
        at=line.at,
        text=_words(texts.get(line.text_id)),
        language=line.language,
        original=original,
        translated=original is not None,
        files=_files(line, texts.get(line.message_id)),
        state=_state(line, standing),
        part=line.part,
        parts=line.parts,
    )


def _author(visit: Visit, line: Line) -> ChatAuthor:
    kind = KINDS.get(line.author_kind, "system")
    shown = kind == ActorKind.AGENT.value and visit.site.account.shows_names
    return ChatAuthor(kind=kind, name=first_name(line.author_id) if shown else None)


def _original(line: Line, texts: Mapping[str, Text]) -> ChatOriginal | None:
    """What was written, where other words of another language went out."""
    written = texts.get(line.message_id)
    if line.direction is Direction.IN or written is None or line.text_id not in texts:
        return None
    if same_language(written.language, line.language):
        return None
    return ChatOriginal(language=written.language, text=_words(written))


def _words(text: Text | None) -> str:
    return "" if text is None else str(text.content.get("text") or "")


def _files(line: Line, written: Text | None) -> list[ChatFile]:
    """Those of the message; of one in parts they came with the last."""
    if written is None or line.part < line.parts - 1:
        return []
    return [*_shapes(listed(written.content))]


def _shapes(attachments: Iterable[Mapping[str, object]]) -> Iterable[ChatFile]:
    for one in attachments:
        if one.get("id"):
            yield ChatFile(
                id=str(one["id"]),
                name=str(one.get("name") or "file"),
                type=str(one.get("type") or "application/octet-stream"),
                bytes=int(str(one.get("size") or 0)),
            )


def _state(line: Line, standing: Standing) -> Literal["sent", "delivered", "read"]:
    if line.direction is Direction.OUT and line.position <= standing.read:
        return "read"
    if line.direction is Direction.OUT and line.position <= standing.delivered:
        return "delivered"
    return "sent"
