"""Broken glass: each step changes a row and is on the audit trail, in one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from domain.access import Role
from domain.audit import Action, Deed
from domain.glass import Glass, GlassState, Grant, Person
from domain.stores import Missing
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.tables.glass import GlassRow
from storage.tables.region import TextRow, table_of
from storage.trail import audit

glass = table_of(GlassRow)
texts = table_of(TextRow)


class SqlGlass:
    """The port `GlassStore` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def ask(self, asked: Glass) -> Glass:
        """As the Protocol says."""

        def keep(connection: Connection) -> Glass:
            if insert_new(connection, glass, _row(asked)):
                audit.append(connection, _asked(connection, asked), *_broken(asked, asked.by))
            return _standing(connection, asked.id)

        return await self._writer.write(keep)

    async def get(self, glass_id: str) -> Glass:
        """As the Protocol says."""
        return await self._database.read(lambda connection: _standing(connection, glass_id))

    async def agree(self, glass_id: str, by: Person, at: datetime) -> Glass:
        """As the Protocol says."""

        def changed(standing: Glass) -> Glass:
            waits = standing.state(at) is GlassState.ASKED
            return standing.broken(at, by.key_id) if waits else standing

        return await self._changed(glass_id, changed, by)

    async def mend(self, glass_id: str, by: Person, at: datetime) -> Glass:
        """As the Protocol says."""

        def changed(standing: Glass) -> Glass:
            return standing.mended(at, by.key_id)

        return await self._changed(glass_id, changed, by)

    async def grants(self, key_id: str, at: datetime) -> Sequence[Grant]:
        """As the Protocol says."""
        mine = select(glass).where(
            glass.c.key_id == key_id, glass.c.until > at, glass.c.mended_at.is_(None)
        )
        rows = await self._database.read(lambda connection: list(connection.execute(mine)))
        found = (_glass(row).grant for row in rows)
        return [grant for grant in found if grant is not None]

    async def page(
        self, *, ticket_id: str | None, before: tuple[datetime, str] | None, limit: int
    ) -> Sequence[Glass]:
        """As the Protocol says."""
        query = select(glass).order_by(glass.c.asked_at.desc(), glass.c.id.desc()).limit(limit)
        if ticket_id is not None:
            query = query.where(glass.c.ticket_id == ticket_id)
        if before is not None:
            at, glass_id = before
            same_instant = and_(glass.c.asked_at == at, glass.c.id < glass_id)
            query = query.where(or_(glass.c.asked_at < at, same_instant))
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return [_glass(row) for row in rows]

    async def _changed(self, glass_id: str, change: Callable[[Glass], Glass], by: Person) -> Glass:
        def write(connection: Connection) -> Glass:
            before = _standing(connection, glass_id)
            after = change(before)
            if after != before:
                connection.execute(update(glass).where(glass.c.id == glass_id).values(_row(after)))
                deeds = _mended(after, by) if after.mended_at else _broken(after, by)
                audit.append(connection, *deeds)
            return after

        return await self._writer.write(write)


def _standing(connection: Connection, glass_id: str) -> Glass:
    row = connection.execute(select(glass).where(glass.c.id == glass_id)).first()
    if row is None:
        raise Missing(glass_id)
    return _glass(row)


def _asked(connection: Connection, asked: Glass) -> Deed:
    facts = {
        "glass": asked.id,
        "agent": asked.by.agent,
        "region": asked.by.region,
        "seconds": int(asked.lasts.total_seconds()),
        "needs_agreement": asked.needs_agreement,
        "texts": _committed(connection, asked.reason_id),
    }
    return _deed(asked, asked.asked_at, Action.GLASS_ASKED, asked.by, facts)


def _committed(connection: Connection, reason_id: str) -> dict[str, str]:
    """What proves of the typed reason that it was this one, as long as its customer has a key."""
    reason = select(texts.c.commitment).where(texts.c.id == reason_id)
    commitment = connection.execute(reason).scalar()
    return {} if commitment is None else {reason_id: bytes(commitment).hex()}


def _broken(broken: Glass, by: Person) -> tuple[Deed, ...]:
    if broken.since is None or broken.until is None:
        return ()
    facts = {"glass": broken.id, "for": broken.by.key_id, "until": broken.until.isoformat()}
    return (_deed(broken, broken.since, Action.GLASS_BROKEN, by, facts),)


def _mended(mended: Glass, by: Person) -> tuple[Deed, ...]:
    if mended.mended_at is None:
        return ()
    facts = {"glass": mended.id, "for": mended.by.key_id}
    return (_deed(mended, mended.mended_at, Action.GLASS_MENDED, by, facts),)


def _deed(about: Glass, at: datetime, action: Action, by: Person, facts: dict[str, Any]) -> Deed:
    return Deed(at, action, by.key_id, by.role, about.ticket_id, facts=facts)


def _row(made: Glass) -> dict[str, Any]:
    return {
        "id": made.id,
        "ticket_id": made.ticket_id,
        "customer_id": made.customer_id,
        "key_id": made.by.key_id,
        "role": made.by.role.value,
        "agent": made.by.agent,
        "region": made.by.region,
        "asked_at": made.asked_at,
        "seconds": int(made.lasts.total_seconds()),
        "reason_id": made.reason_id,
        "needs_agreement": made.needs_agreement,
        "agreed_by": made.agreed_by,
        "since": made.since,
        "until": made.until,
        "mended_at": made.mended_at,
        "mended_by": made.mended_by,
    }


def _glass(row: Row[Any]) -> Glass:
    return Glass(
        id=row.id,
        ticket_id=row.ticket_id,
        customer_id=row.customer_id,
        by=Person(row.key_id, Role(row.role), row.agent, row.region),
        asked_at=row.asked_at,
        lasts=timedelta(seconds=row.seconds),
        reason_id=row.reason_id,
        needs_agreement=row.needs_agreement,
        agreed_by=row.agreed_by,
        since=row.since,
        until=row.until,
        mended_at=row.mended_at,
        mended_by=row.mended_by,
    )
