"""Requests of a region's customers about their own data."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, insert, or_, select, update

from domain.audit import Action, Deed
from domain.privacy_requests import (
    NEVER,
    OPEN_STATES,
    Become,
    PrivacyRequest,
    RequestKind,
    RequestState,
    Standing,
    Wanted,
)
from domain.stores import Missing
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.keys.sealing import RegionSecrets
from storage.people import marks
from storage.tables.privacy import PrivacyRequestRow
from storage.tables.region import table_of
from storage.trail import audit

requests = table_of(PrivacyRequestRow)
CODE_DIGITS = 40  # hexadecimal: 160 bits
KEEP = insert(requests)
ONE = select(requests).where(requests.c.id == bindparam("own_id"))
NAMES = tuple(one.name for one in fields(PrivacyRequest))


class SqlPrivacyRequests:
    """The port `PrivacyRequests` of one region."""

    def __init__(self, database: Database, writer: Writer, secrets: RegionSecrets) -> None:
        self._database = database
        self._writer = writer
        self._secrets = secrets

    async def receive(self, request: PrivacyRequest) -> None:
        """As the Protocol says."""
        await self._writer.write(lambda connection: _receive(connection, request))

    async def get(self, request_id: str) -> PrivacyRequest:
        """As the Protocol says."""
        return await self._database.read(lambda connection: _one(connection, request_id))

    async def of_customer(self, customer_id: str) -> Sequence[PrivacyRequest]:
        """As the Protocol says."""
        query = select(requests).where(requests.c.customer_id == customer_id)
        return await self._listed(query.order_by(requests.c.received_at, requests.c.id))

    async def page(self, wanted: Wanted) -> Sequence[PrivacyRequest]:
        """As the Protocol says."""
        return await self._listed(_wanted(wanted))

    async def change(self, request_id: str, become: Become, *deeds: Deed) -> PrivacyRequest:
        """As the Protocol says."""

        def write(connection: Connection) -> PrivacyRequest:
            standing = _one(connection, request_id)
            changed = become(standing)
            if changed != standing:
                mine = update(requests).where(requests.c.id == request_id)
                connection.execute(mine.values(**_row(changed)))
                audit.append(connection, *deeds)
            return changed

        return await self._writer.write(write)

    def code_of(self, request_id: str, count: int) -> str:
        """As the Protocol says: derived of the region's key, so that it is kept nowhere."""
        return self._secrets.keyed_hash("proof of person", request_id, str(count))[:CODE_DIGITS]

    async def standing(self, now: datetime) -> Standing:
        """As the Protocol says."""
        still = requests.c.state.in_([state.value for state in OPEN_STATES])
        counted = select(
            func.count(),
            func.count().filter(requests.c.remind_at <= now),
            func.count().filter(requests.c.due_at <= now),
        ).where(still)
        row = await self._database.read(lambda connection: connection.execute(counted).one())
        return Standing(*row)

    async def _listed(self, query: Select[Any]) -> list[PrivacyRequest]:
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return [_request(row) for row in rows]


def _receive(connection: Connection, request: PrivacyRequest) -> None:
    marks.standing(connection, request.customer_id)
    marks.expect_writable(connection, request.customer_id)
    connection.execute(KEEP, _row(request))
    facts: dict[str, object] = {"request": request.id, "law": request.law}
    if request.due_at is not None:
        facts["due_at"] = request.due_at.isoformat()
    deed = Deed(
        at=request.received_at,
        action=Action.REQUEST_RECEIVED,
        by=request.by,
        by_kind=request.by_kind,
        about=request.customer_id,
        reason=request.kind.value,
        facts=facts,
    )
    audit.append(connection, deed)


def _one(connection: Connection, request_id: str) -> PrivacyRequest:
    row = connection.execute(ONE, {"own_id": request_id}).first()
    if row is None:
        raise Missing(f"request {request_id}")
    return _request(row)


def _wanted(wanted: Wanted) -> Select[Any]:
    columns = requests.c
    query = select(requests).order_by(columns.due_at, columns.id).limit(wanted.limit)
    if wanted.states:
        query = query.where(columns.state.in_([state.value for state in wanted.states]))
    if wanted.due_before is not None:
        query = query.where(columns.due_at < wanted.due_before)
    if wanted.after is not None:
        at, request_id = wanted.after
        same_instant = and_(columns.due_at == at, columns.id > request_id)
        query = query.where(or_(columns.due_at > at, same_instant))
    return query


def _row(request: PrivacyRequest) -> dict[str, object]:
    values = asdict(request)
    return {
        **values,
        "kind": request.kind.value,
        "state": request.state.value,
        "due_at": request.due_at or NEVER,
    }


def _request(row: Row[Any]) -> PrivacyRequest:
    values = {name: getattr(row, name) for name in NAMES}
    values["kind"] = RequestKind(row.kind)
    values["state"] = RequestState(row.state)
    values["due_at"] = None if row.due_at == NEVER else row.due_at
    return PrivacyRequest(**values)
