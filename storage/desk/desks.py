"""Published desks: rows that are written once."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, inspect, select

from domain.audit import Action, Deed
from domain.desks import (
    Files,
    NewDesk,
    NotTakenOver,
    Publication,
    PublishedDesk,
    PublishedMeanwhile,
)
from domain.stores import Missing
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.tables.desks import DeskRow, NotTakenOverRow
from storage.tables.region import table_of
from storage.trail import audit

desks = table_of(DeskRow)
left = table_of(NotTakenOverRow)
HEAD = (desks.c.number, desks.c.hash, desks.c.at, desks.c.who, desks.c.why, desks.c.changes)
NEWEST = select(*HEAD).order_by(desks.c.number.desc()).limit(1)


class SqlDesks:
    """The port `Desks` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def publish(self, new: NewDesk) -> Publication:
        """As the Protocol says."""
        return await self._writer.write(lambda connection: _published(connection, new))

    async def of_request(self, request: str) -> PublishedDesk | None:
        """As the Protocol says."""
        return await self._database.read(lambda connection: _asked_by(connection, request))

    async def newest(self) -> PublishedDesk | None:
        """As the Protocol says."""
        return await self._database.read(_newest)

    async def get(self, number: int) -> PublishedDesk:
        """As the Protocol says."""
        query = select(*HEAD).where(desks.c.number == number)
        found = await self._database.read(lambda connection: _first(connection, query))
        if found is None:
            raise Missing(f"desk {number}")
        return found

    async def files(self, number: int) -> Files:
        """As the Protocol says."""
        query = select(desks.c.files).where(desks.c.number == number)
        files = await self._database.read(lambda connection: connection.execute(query).scalar())
        if files is None:
            raise Missing(f"desk {number}")
        return dict(json.loads(files))

    async def page(self, *, before: int | None, limit: int) -> Sequence[PublishedDesk]:
        """As the Protocol says."""
        query: Select[Any] = select(*HEAD).order_by(desks.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(desks.c.number < before)
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return [_desk(row) for row in rows]

    async def not_taken_over(self, note: NotTakenOver) -> None:
        """As the Protocol says."""
        row = {
            "process": note.process,
            "number": note.number,
            "reason": note.reason,
            "at": note.at,
        }

        def keep(connection: Connection) -> None:
            connection.execute(delete(left).where(left.c.process == note.process))
            connection.execute(insert(left).values(row))

        await self._writer.write(keep)

    async def left_behind(self, since: datetime) -> Sequence[NotTakenOver]:
        """As the Protocol says."""
        query = select(left).where(left.c.at >= since).order_by(left.c.process)
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return [NotTakenOver(row.process, row.number, row.reason, row.at) for row in rows]


async def last_published(database: Database, limit: int) -> list[tuple[PublishedDesk, Files]]:
    """The newest first, of a database that may not even have the table yet. Raises Unavailable."""
    query = select(desks).order_by(desks.c.number.desc()).limit(limit)

    def look(connection: Connection) -> list[tuple[PublishedDesk, Files]]:
        if not inspect(connection).has_table(desks.name):
            return []
        return [(_desk(row), dict(json.loads(row.files))) for row in connection.execute(query)]

    return await database.read(look)


def _published(connection: Connection, new: NewDesk) -> Publication:
    """Nobody else writes while this runs, so that numbers have no gap and no twin."""
    first = None if new.request is None else _asked_by(connection, new.request)
    if first is not None:
        return Publication(first, is_new=True)
    newest = _newest(connection)
    if newest is not None and newest.address == new.address:
        return Publication(newest, is_new=False)
    if newest is not None and newest.number != new.after:
        raise PublishedMeanwhile(newest)
    number = 1 if newest is None else newest.number + 1
    made = PublishedDesk(number, new.address, new.at, new.by, new.why, new.changes)
    connection.execute(insert(desks).values(_row(made, new)))
    audit.append(connection, _deed(made))
    return Publication(made, is_new=True)


def _asked_by(connection: Connection, request: str) -> PublishedDesk | None:
    return _first(connection, select(*HEAD).where(desks.c.request == request))


def _newest(connection: Connection) -> PublishedDesk | None:
    return _first(connection, NEWEST)


def _first(connection: Connection, query: Select[Any]) -> PublishedDesk | None:
    row = connection.execute(query).first()
    return None if row is None else _desk(row)


def _deed(made: PublishedDesk) -> Deed:
    return Deed(
        at=made.at,
        action=Action.DESK_PUBLISHED,
        by=made.by,
        by_kind="publisher",
        about=f"desk {made.number}",
        facts={"files": made.address},
    )


def _row(made: PublishedDesk, new: NewDesk) -> dict[str, object]:
    return {
        "number": made.number,
        "hash": made.address,
        "at": made.at,
        "who": made.by,
        "why": made.why,
        "changes": json.dumps(made.changes, ensure_ascii=False),
        "files": json.dumps(dict(new.files), ensure_ascii=False, sort_keys=True),
        "request": new.request,
    }


def _desk(row: Row[Any]) -> PublishedDesk:
    changes = tuple(json.loads(row.changes))
    return PublishedDesk(row.number, row.hash, row.at, row.who, row.why, changes)
