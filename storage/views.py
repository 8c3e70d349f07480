"""What pages and lists read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from domain.ledger import TicketView
from domain.lists import Filter
from domain.routing import MOST_CONTACTS, History
from domain.stores import MessageView, Missing, TranslationView
from domain.vocabulary import DeliveryState, Status
from storage import lists, pages, search, translations
from storage.canonical import VIEW
from storage.engine import Database
from storage.pages import tickets
from storage.projection import messages
from storage.sealing import RegionSecrets


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
        self, ticket_id: str, *, after: int = 0, limit: int | None = None
    ) -> list[MessageView]:
        """The ticket's messages in the order of the ledger, from a place on: at most `limit`."""
        mine = (messages.c.ticket_id == ticket_id, messages.c.sequence > after)
        query = select(messages).where(*mine).limit(limit)
        rows, beside = await self._database.read(
            lambda connection: _conversation(connection, query)
        )
        return [_message(row, beside.get(row.id, [])) for row in rows]

    async def history(self, customer_id: str, ticket_id: str) -> History:
        """What is known of a customer's tickets other than this one: how many, who had the last."""
        return await self._database.read(
            lambda connection: _history(connection, customer_id, ticket_id)
        )

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
    page = lists.page(wanted, lists.spoken(connection, wanted.language))
    return [] if page is None else list(connection.execute(page.query, page.values).scalars())


def _conversation(
    connection: Connection, query: Select[Any]
) -> tuple[list[Row[Any]], dict[str, list[TranslationView]]]:
    rows = list(connection.execute(query.order_by(messages.c.sequence)))
    return rows, translations.of_messages(connection, [row.id for row in rows])


def _message(row: Row[Any], beside: Sequence[TranslationView]) -> MessageView:
    return MessageView(
        id=row.id,
        message_id="" if row.direction == "in" else row.id,  # the client's own stands in the vault
        ticket_id=row.ticket_id,
        direction=row.direction,
        author_kind=row.author_kind,
        author_id=row.author_id,
        sent_at=row.sent_at,
        language=row.language,
        translations=tuple(beside),
        delivery=DeliveryState(row.delivery) if row.delivery else None,
        delivery_reason=row.delivery_reason,
        sequence=row.sequence,
    )
