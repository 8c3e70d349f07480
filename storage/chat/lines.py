"""Conversations and their lines, within a caller's transaction: found, joined, and appended to."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from domain.chat import Direction, Line, Standing
from domain.vocabulary import ActorKind
from storage.people import marks
from storage.tables.chat import ChatConversationRow, ChatLineRow
from storage.tables.region import table_of
from storage.tickets.pages import tickets

AT_ONCE: Final = 500

conversations, lines = table_of(ChatConversationRow), table_of(ChatLineRow)
OWN: Final = select(conversations).where(conversations.c.visitor_hash == bindparam("own_hash"))
CHANGE: Final = update(conversations).where(conversations.c.visitor_hash == bindparam("own_hash"))
NAMED: Final = select(lines).where(
    lines.c.visitor_hash == bindparam("own_hash"), lines.c.name == bindparam("own_name")
)
AFTER: Final = (
    select(lines)
    .where(lines.c.visitor_hash == bindparam("own_hash"), lines.c.position > bindparam("after"))
    .order_by(lines.c.position)
    .limit(bindparam("most"))
)
TICKET: Final = (
    select(lines.c.ticket_id)
    .where(
        lines.c.visitor_hash == bindparam("own_hash"),
        lines.c.message_id == bindparam("own_message"),
    )
    .limit(1)
)
MARKS: Final = (
    select(conversations, tickets.c.version)
    .outerjoin(tickets, tickets.c.id == conversations.c.ticket_id)
    .where(conversations.c.visitor_hash.in_(bindparam("hashes", expanding=True)))
)
ALL: Final = (
    select(lines.c.position, lines.c.name)
    .where(lines.c.visitor_hash == bindparam("own_hash"))
    .order_by(lines.c.position)
)


def marks_of(connection: Connection, hashes: Iterable[str]) -> dict[str, object]:
    """All that a conversation and its ticket change in, by the visitor."""
    wanted = list(hashes)
    return {
        row.visitor_hash: tuple(row)
        for first in range(0, len(wanted), AT_ONCE)
        for row in connection.execute(MARKS, {"hashes": wanted[first : first + AT_ONCE]})
    }


def standing_row(connection: Connection, visitor_hash: str) -> Row[Any] | None:
    """The conversation of a visitor, or the one in which it goes on."""
    row = connection.execute(OWN, {"own_hash": visitor_hash}).first()
    if row is None or row.goes_on_in is None:
        return row
    return connection.execute(OWN, {"own_hash": row.goes_on_in}).first()


def standing_of(row: Row[Any], visitor_hash: str) -> Standing:
    """How the conversation of that visitor stands."""
    return Standing(
        customer_id=row.customer_id,
        position=row.position,
        delivered=row.delivered,
        read=row.read,
        ticket_id=row.ticket_id,
        typing_until=row.typing_until,
        goes_on=row.visitor_hash != visitor_hash,
    )


def line_of(row: Row[Any]) -> Line:
    """Something that was said."""
    said = {**row._mapping, "direction": Direction(row.direction)}
    del said["visitor_hash"], said["customer_id"]
    return Line(**said)


def named(connection: Connection, visitor_hash: str, name: str) -> Line | None:
    """The line of that name."""
    row = standing_row(connection, visitor_hash)
    if row is None:
        return None
    found = connection.execute(NAMED, {"own_hash": row.visitor_hash, "own_name": name}).first()
    return None if found is None else line_of(found)


def append(
    connection: Connection, conversation: Row[Any], customer_id: str, values: Mapping[str, object]
) -> Line:
    """Put a line at the end. Nobody writes beside it, so positions have no gaps. Raises Erased."""
    marks.expect_writable(connection, customer_id)
    position = conversation.position + 1
    place = {"visitor_hash": conversation.visitor_hash, "position": position}
    connection.execute(insert(lines), {**place, "customer_id": customer_id, **values})
    own = {"own_hash": conversation.visitor_hash}
    moved = {"position": position, "ticket_id": values["ticket_id"]}
    if values["author_kind"] == ActorKind.AGENT.value:
        moved["typing_until"] = None  # what was being written is here
    connection.execute(CHANGE.values(**moved), own)
    query = {**own, "own_name": values["name"]}
    return line_of(connection.execute(NAMED, query).one())


def join(connection: Connection, old: Row[Any], new: Row[Any]) -> None:
    """Move what was said in one conversation to the end of another, which it goes on in.

    What neither side has seen of the moved lines counts as not seen, so nothing is passed over.
    """
    position = new.position
    taken = {one.name for one in connection.execute(ALL, {"own_hash": new.visitor_hash})}
    for one in connection.execute(ALL, {"own_hash": old.visitor_hash}).all():
        position += 1
        there = (lines.c.visitor_hash == old.visitor_hash, lines.c.position == one.position)
        moved = {"visitor_hash": new.visitor_hash, "position": position}
        if one.name in taken:
            moved["name"] = f"{one.name} {position}"
        connection.execute(update(lines).where(*there).values(**moved))
    seen_all = old.delivered == old.position and new.delivered == new.position
    connection.execute(
        CHANGE.values(
            position=position,
            delivered=position if seen_all else new.delivered,
            ticket_id=old.ticket_id or new.ticket_id,
        ),
        {"own_hash": new.visitor_hash},
    )
    gone_on = CHANGE.values(goes_on_in=new.visitor_hash, position=0, typing_until=None)
    connection.execute(gone_on, {"own_hash": old.visitor_hash})


def new_row(visitor_hash: str, customer_id: str, at: datetime) -> dict[str, object]:
    """A conversation in which nothing was said yet."""
    counts = dict.fromkeys(("position", "delivered", "read"), 0)
    return {"visitor_hash": visitor_hash, "customer_id": customer_id, "made_at": at, **counts}
