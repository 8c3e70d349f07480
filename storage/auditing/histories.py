"""Sealed histories: rows that are written once, each with its entry on the audit trail."""

import gzip
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, distinct, exists, func, insert, select

from domain.audit import Action, Deed
from domain.histories import Disagreement, Ending, SealedRun, Unreadable
from domain.stores import Conflict, Missing
from domain.vocabulary import Status
from storage.database.engine import Database, put_newer
from storage.database.writer import Writer
from storage.tables.histories import HistoryRow, SealingRow
from storage.tables.region import table_of
from storage.tickets.pages import tickets
from storage.trail import audit

histories = table_of(HistoryRow)
sealing = table_of(SealingRow)
HEAD: Final = tuple(column for column in histories.c if column.name not in ("body", "agrees"))
ENDED_RUNS: Final = "ended runs"  # the row that says how far they are sealed
SEALING: Final = "sealing"  # who does it, on the trail


class SqlHistories:
    """The port `Histories` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def seal(self, run: SealedRun, body: bytes) -> bool:
        """As the Protocol says."""
        packed = gzip.compress(body, mtime=0)
        return await self._writer.write(lambda connection: _seal(connection, run, packed))

    async def sealed_of(self, run_ids: Sequence[str]) -> frozenset[str]:
        """As the Protocol says."""
        query = select(histories.c.run_id).where(histories.c.run_id.in_(run_ids))
        return frozenset(await self._database.read(lambda one: list(one.scalars(query))))

    async def runs(self, ticket_id: str) -> Sequence[SealedRun]:
        """As the Protocol says."""
        mine = select(*HEAD).where(histories.c.ticket_id == ticket_id).order_by(histories.c.place)
        rows = await self._database.read(lambda connection: list(connection.execute(mine)))
        return [_run(row) for row in rows]

    async def body(self, run_id: str) -> bytes:
        """As the Protocol says."""
        query = select(histories.c.body).where(histories.c.run_id == run_id)
        packed = await self._database.read(lambda connection: connection.execute(query).scalar())
        if packed is None:
            raise Missing(f"run {run_id}")
        try:
            return gzip.decompress(bytes(packed))
        except (OSError, EOFError, zlib.error) as fault:
            raise Unreadable(run_id) from fault

    async def tickets(
        self, since: datetime, until: datetime, *, after: str = "", limit: int
    ) -> Sequence[str]:
        """As the Protocol says."""
        wanted = (histories.c.ticket_id > after, *_ended_in(since, until))
        query = select(histories.c.ticket_id).where(*wanted).distinct()
        page = query.order_by(histories.c.ticket_id).limit(limit)
        return await self._database.read(lambda connection: list(connection.scalars(page)))

    async def count(self, since: datetime, until: datetime) -> int:
        """As the Protocol says."""
        query = select(func.count(distinct(histories.c.ticket_id))).where(*_ended_in(since, until))
        return await self._database.read(lambda connection: connection.execute(query).scalar_one())

    async def unsealed(self, since: datetime, until: datetime) -> int:
        """As the Protocol says."""
        closed = (tickets.c.status == Status.CLOSED, tickets.c.updated_at >= since)
        sealed = exists().where(histories.c.ticket_id == tickets.c.id)
        query = select(func.count()).select_from(tickets)
        query = query.where(*closed, tickets.c.updated_at < until, ~sealed)
        return await self._database.read(lambda connection: connection.execute(query).scalar_one())

    async def looked_until(self) -> datetime | None:
        """As the Protocol says."""
        query = select(sealing.c.until).where(sealing.c.name == ENDED_RUNS)
        return await self._database.read(lambda connection: connection.execute(query).scalar())

    async def looked(self, until: datetime) -> None:
        """As the Protocol says."""
        row = {"name": ENDED_RUNS, "until": until}
        await self._writer.write(
            lambda connection: put_newer(connection, sealing, row, counted_by="until")
        )


def _seal(connection: Connection, run: SealedRun, packed: bytes) -> bool:
    standing = select(histories.c.sha256).where(histories.c.run_id == run.run_id)
    there = connection.execute(standing).scalar()
    if there is not None:
        if there != run.sha256:
            raise Conflict(f"another history stands under the run {run.run_id}")
        return False
    before = select(func.max(histories.c.place)).where(histories.c.ticket_id == run.ticket_id)
    place = (connection.execute(before).scalar() or 0) + 1
    row = {column.name: getattr(run, column.name) for column in HEAD}
    row |= {"place": place, "agrees": run.agrees, "body": packed}
    connection.execute(insert(histories).values(row))
    audit.append(connection, _deed(run, place))
    return True


def _deed(run: SealedRun, place: int) -> Deed:
    facts = {
        "run": run.run_id,
        "place": place,
        "run_before": run.run_before,
        "ended": run.ended.value,
        "closed_at": run.closed_at.isoformat(),
        "events": run.events,
        "sha256": run.sha256,
        "build": run.build,
        "timezones": run.timezones,
        "digest": run.digest,
        "agrees": run.agrees,
        "disagreement": run.disagreement and run.disagreement.value,
    }
    return Deed(
        at=run.sealed_at,
        action=Action.HISTORY_SEALED,
        by=SEALING,
        by_kind="system",
        about=run.ticket_id,
        facts=facts,
    )


def _ended_in(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    closed = histories.c.closed_at
    return closed >= since, closed < until


def _run(row: Row[Any]) -> SealedRun:
    told = row._asdict()
    said = told.pop("disagreement")
    told["ended"] = Ending(told["ended"])
    return SealedRun(**told, disagreement=said and Disagreement(said))
