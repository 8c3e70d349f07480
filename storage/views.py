"""What pages and lists read."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from domain.ledger import TicketView
from domain.stores import Filter, MessageView, Missing, TranslationView
from domain.vocabulary import DeliveryState, Status
from storage import pages
from storage.canonical import VIEW
from storage.engine import Database
from storage.pages import tickets
from storage.projection import messages, translations


class SqlViews:
    """Reads tickets and messages as they were last written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ticket(self, ticket_id: str) -> TicketView:
        """The ticket as it was last written, or Missing."""
        view = await self._database.read(lambda connection: pages.view_of(connection, ticket_id))
        if view is None:
            raise Missing(ticket_id)
        return view

    async def tickets(self, wanted: Filter) -> list[TicketView]:
        """Tickets by their last change, the newest first."""
        query = _wanted(wanted)
        bodies = await self._database.read(
            lambda connection: list(connection.execute(query).scalars())
        )
        return [VIEW.validate_json(body) for body in bodies]

    async def messages(self, ticket_id: str) -> list[MessageView]:
        """The ticket's messages in the order of the ledger."""
        rows, beside = await self._database.read(
            lambda connection: _conversation(connection, ticket_id)
        )
        return [_message(row, beside.get(row.id, [])) for row in rows]

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


def _wanted(wanted: Filter) -> Select[str]:
    columns = tickets.c
    query = select(columns.body).order_by(columns.updated_at.desc(), columns.id.desc())
    exact = {columns.status: wanted.status, columns.team: wanted.team}
    exact[columns.assignee] = wanted.assignee
    for column, value in exact.items():
        if value is not None:
            query = query.where(column == value)
    if wanted.teams is not None:
        mine = columns.team.in_(wanted.teams)
        query = query.where(or_(mine, columns.team.is_(None)))  # nobody's ticket is everybody's
    if wanted.before is not None:
        at, ticket_id = wanted.before
        same_instant = and_(columns.updated_at == at, columns.id < ticket_id)
        query = query.where(or_(columns.updated_at < at, same_instant))
    return query.limit(wanted.limit)


def _conversation(
    connection: Connection, ticket_id: str
) -> tuple[list[Row[Any]], dict[str, list[TranslationView]]]:
    mine = messages.c.ticket_id == ticket_id
    rows = list(connection.execute(select(messages).where(mine).order_by(messages.c.sequence)))
    beside: dict[str, list[TranslationView]] = {}
    joined = select(translations).join(messages, messages.c.id == translations.c.message_id)
    order = (translations.c.sequence, translations.c.language)
    for row in connection.execute(joined.where(mine).order_by(*order)):
        beside.setdefault(row.message_id, []).append(_translation(row))
    return rows, beside


def _translation(row: Row[Any]) -> TranslationView:
    return TranslationView(row.language, row.engine, row.text_id, tuple(json.loads(row.flags)))


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
    )
