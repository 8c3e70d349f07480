"""How far people have read, and what they have not: what a list shows at a glance."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    bindparam,
    delete,
    exists,
    func,
    select,
)

from domain.glances import Glance, LastWords, ReadMark
from domain.vocabulary import ActorKind, Status
from storage.database.engine import Database, put_newer
from storage.database.writer import Writer
from storage.tables.marks import ReadMarkRow
from storage.tables.region import table_of
from storage.tickets.pages import ledger, tickets
from storage.tickets.projection import messages
from storage.tickets.translations import translations

marks = table_of(ReadMarkRow)
PEOPLE: Final = (ActorKind.CUSTOMER.value, ActorKind.AGENT.value)  # whose words want to be read
LAST_FIRST: Final = tuple(
    messages.c[name].desc() for name in ("ordered_at", "sent_order", "sequence")
)
READER: Final[BindParameter[str]] = bindparam("reader")
# The first entries of a ticket's ledger, as they were written, are the ticket at that version; an
# outcome may have been given its place before them.
_READ: Final = (
    select(ledger.c.sequence)
    .where(ledger.c.ticket_id == bindparam("own_ticket"))
    .order_by(ledger.c.position)
    .limit(bindparam("own_version"))
    .subquery()
)
UP_TO: Final = select(func.coalesce(func.max(_READ.c.sequence), 0))
OF_CLOSED: Final = delete(marks).where(
    marks.c.ticket_id.in_(select(tickets.c.id).where(tickets.c.status == Status.CLOSED.value))
)


class SqlMarks:
    """The port `Marks` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def read(self, mark: ReadMark) -> None:
        """As the Protocol says."""
        await self._writer.write(lambda connection: _note(connection, mark))

    async def glances(self, reader: str, ticket_ids: Sequence[str]) -> Mapping[str, Glance]:
        """As the Protocol says."""
        if not ticket_ids:
            return {}
        return await self._database.read(lambda one: _glances(one, reader, list(ticket_ids)))


def forget(connection: Connection) -> int:
    """Take out those of closed tickets, which nobody writes to any more; how many there were."""
    return connection.execute(OF_CLOSED).rowcount


def _note(connection: Connection, mark: ReadMark) -> None:
    own = {"own_ticket": mark.ticket_id, "own_version": mark.version}
    row = {
        "reader": mark.reader,
        "ticket_id": mark.ticket_id,
        "version": mark.version,
        "sequence": connection.execute(UP_TO, own).scalar_one(),
        "at": mark.at,
    }
    put_newer(connection, marks, row, counted_by="version")


def _last(column: ColumnElement[Any], *wanted: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Of the last of a ticket's messages that are wanted: found from the end of an index on."""
    own = select(column).where(messages.c.ticket_id == tickets.c.id, *wanted)
    return own.order_by(*LAST_FIRST).limit(1).scalar_subquery()


_INWARD: Final = (messages.c.direction == "in", messages.c.deleted_at.is_(None))
_MARKED: Final = (
    select(marks.c.sequence)
    .where(marks.c.ticket_id == tickets.c.id, marks.c.reader == READER)
    .correlate(tickets)  # which is not the query around this one, but that one's
    .scalar_subquery()
)
# A message's place in the ledger grows as it is applied, whenever its platform says it was sent.
# The index has the places: only what is further than was read is looked at.
_UNREAD: Final = (
    exists()
    .where(
        messages.c.ticket_id == tickets.c.id,
        messages.c.sequence > func.coalesce(_MARKED, 0),
        messages.c.author_kind.in_(PEOPLE),
        messages.c.author_id != READER,
    )
    .label("unread")
)
AT_A_GLANCE: Final[Select[Any]] = select(
    tickets.c.id,
    tickets.c.status,
    _last(messages.c.ordered_at, messages.c.direction != "note").label("spoke_at"),
    _last(messages.c.id, *_INWARD).label("last_in"),
    _UNREAD,
).where(tickets.c.id.in_(bindparam("ids", expanding=True)))
LAST_IN: Final = select(messages.c.id, messages.c.words_id, messages.c.language).where(
    messages.c.id.in_(bindparam("ids", expanding=True))
)
IN_OTHERS: Final = (
    select(translations.c.message_id, translations.c.language, translations.c.text_id)
    .where(translations.c.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(translations.c.sequence, translations.c.language)
)


def _glances(connection: Connection, reader: str, ids: list[str]) -> dict[str, Glance]:
    rows = list(connection.execute(AT_A_GLANCE, {"ids": ids, "reader": reader}))
    said = _said(connection, [row.last_in for row in rows if row.last_in is not None])
    return {
        row.id: Glance(
            row.spoke_at, said.get(row.last_in), row.unread and row.status != Status.CLOSED
        )
        for row in rows
    }


def _said(connection: Connection, message_ids: list[str]) -> dict[str, LastWords]:
    rows = list(connection.execute(LAST_IN, {"ids": message_ids}))
    texts = [row.words_id or row.id for row in rows]
    others: dict[str, dict[str, str]] = {}
    for one in connection.execute(IN_OTHERS, {"ids": texts}):
        others.setdefault(one.message_id, {})[one.language] = one.text_id
    return {
        row.id: LastWords(row.language, text_id, others.get(text_id, {}))
        for row, text_id in zip(rows, texts, strict=True)
    }
