"""What pages and lists read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, select, tuple_

from domain.background import Background
from domain.ledger import TicketView
from domain.lists import Filter
from domain.routing import MOST_CONTACTS, History
from domain.shown import EditView, MessagePlace, MessageView, TranslationView
from domain.stores import Missing
from domain.vocabulary import DeliveryState, Status
from storage.database.canonical import VIEW
from storage.database.engine import Database
from storage.finding import lists, search
from storage.keys.sealing import RegionSecrets
from storage.numbers import behind
from storage.reading.background import of_tickets
from storage.tickets import edits, pages, translations
from storage.tickets.pages import tickets
from storage.tickets.projection import messages

IN_ORDER = tuple(messages.c[name] for name in ("ordered_at", "sent_order", "sequence"))


class SqlViews:
    """Reads tickets and messages as they were last written."""

    def __init__(self, database: Database, secrets: RegionSecrets) -> None:
        self._database = database
        self._secrets = secrets

    async def ticket(self, ticket_id: str) -> TicketView:
        """The ticket as it was last written, or Missing."""
        view = await self._database.read(lambda connection: pages.view_of(connection, ticket_id))
        if view is None:
            raise Missing(ticket_id)
        return view

    async def tickets(self, wanted: Filter) -> list[TicketView]:
        """A page of the tickets that are wanted, in the order that is wanted."""
        if wanted.words:
            sought = [self._secrets.word_hash(word) for word in wanted.words]
            region = self._secrets.region
            bodies = await self._database.read(
                lambda connection: search.page(connection, wanted, region, sought)
            )
        else:
            bodies = await self._database.read(lambda connection: _bodies(connection, wanted))
        return [VIEW.validate_json(body) for body in bodies]

    async def messages(
        self, ticket_id: str, *, after: MessagePlace | None = None, limit: int | None = None
    ) -> list[MessageView]:
        """The ticket's messages as they were written, from a place on: at most `limit`."""
        query = select(messages).where(messages.c.ticket_id == ticket_id)
        if after is not None:
            query = query.where(_beyond(after))
        in_order = query.order_by(*IN_ORDER).limit(limit)
        return await self._database.read(lambda connection: _conversation(connection, in_order))

    async def history(self, customer_id: str, ticket_id: str) -> History:
        """What is known of a customer's tickets other than this one: how many, who had the last."""
        return await self._database.read(
            lambda connection: _history(connection, customer_id, ticket_id)
        )

    async def background(self, ticket_ids: Sequence[str]) -> Background:
        """As the Protocol says."""
        return await self._database.read(lambda connection: of_tickets(connection, ticket_ids))

    async def loads(self) -> Mapping[str, int]:
        """How many tickets each team has that are new or open."""
        columns = tickets.c
        query = (
            select(columns.team, func.count().label("load"))
            .where(columns.team.is_not(None), columns.status.in_((Status.NEW, Status.OPEN)))
            .group_by(columns.team)
        )
        return await self._database.read(
            lambda connection: {row.team: row.load for row in connection.execute(query)}
        )


def _history(connection: Connection, customer_id: str, ticket_id: str) -> History:
    columns = tickets.c
    theirs = (columns.customer_id == customer_id, columns.id != ticket_id)
    counted = select(columns.id).where(*theirs).limit(MOST_CONTACTS).subquery()
    last = select(columns.team).where(*theirs, columns.team.is_not(None))
    newest = last.order_by(columns.updated_at.desc(), columns.id.desc()).limit(1)
    return History(
        connection.execute(select(func.count()).select_from(counted)).scalar_one(),
        connection.execute(newest).scalar(),
    )


def _bodies(connection: Connection, wanted: Filter) -> list[str]:
    if wanted.behind is not None:
        return behind.page(connection, wanted, wanted.behind)
    page = lists.page(wanted, lists.spoken(connection, wanted.language))
    return [] if page is None else list(connection.execute(page.query, page.values).scalars())


def _beyond(place: MessagePlace) -> ColumnElement[bool]:
    given = (literal(value, column.type) for value, column in zip(place, IN_ORDER, strict=True))
    return tuple_(*IN_ORDER) > tuple_(*given)


def _conversation(connection: Connection, query: Select[Any]) -> list[MessageView]:
    rows = list(connection.execute(query))
    edited = [row.id for row in rows if row.edited_at is not None]
    before = edits.of_messages(connection, edited) if edited else {}
    beside = translations.of_messages(connection, [row.words_id or row.id for row in rows])
    return [
        _message(row, beside.get(row.words_id or row.id, []), before.get(row.id, []))
        for row in rows
    ]


def _message(
    row: Row[Any], beside: Sequence[TranslationView], written: Sequence[EditView]
) -> MessageView:
    gone = row.deleted_at is not None
    return MessageView(
        id=row.id,
        message_id="" if row.direction == "in" else row.id,  # the client's own stands in the vault
        ticket_id=row.ticket_id,
        direction=row.direction,
        author_kind=row.author_kind,
        author_id=row.author_id,
        sent_at=row.sent_at,
        language=row.language,
        translations=() if gone else tuple(beside),
        delivery=DeliveryState(row.delivery) if row.delivery else None,
        delivery_reason=row.delivery_reason,
        sequence=row.sequence,
        ordered_at=row.ordered_at,
        sent_order=row.sent_order,
        words_id=row.words_id,
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        edits=() if gone else _before(row, written),
        files_given_up=row.files_given_up,
    )


def _before(row: Row[Any], written: Sequence[EditView]) -> tuple[EditView, ...]:
    """What stood there before what stands there now."""
    if row.words_id is None:
        return ()
    others = (one for one in written if one.text_id != row.words_id)
    return (EditView(row.sent_at, row.id), *others)
