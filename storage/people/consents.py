"""What a region's customers agreed to, with every change of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from domain.audit import Action, Deed
from domain.consents import Consent
from domain.privacy import Purpose
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.people import marks
from storage.tables.privacy import ConsentRow
from storage.tables.region import table_of
from storage.trail import audit

consents = table_of(ConsentRow)
KEEP = insert(consents)
HISTORY = (
    select(consents)
    .where(consents.c.customer_id == bindparam("customer"))
    .order_by(consents.c.number)
)
LAST = (
    select(consents)
    .where(
        consents.c.customer_id == bindparam("customer"),
        consents.c.purpose == bindparam("own_purpose"),
    )
    .order_by(consents.c.number.desc())
    .limit(1)
)


class SqlConsents:
    """The port `Consents` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def record(self, consent: Consent) -> Consent:
        """As the Protocol says."""
        return await self._writer.write(lambda connection: _record(connection, consent))

    async def history(self, customer_id: str) -> Sequence[Consent]:
        """As the Protocol says."""
        own = {"customer": customer_id}
        rows = await self._database.read(lambda one: list(one.execute(HISTORY, own)))
        return [_consent(row) for row in rows]

    async def given(self, customer_id: str, purpose: Purpose) -> bool:
        """As the Protocol says."""
        last = await self._database.read(lambda one: _last(one, customer_id, purpose))
        return last is not None and last.given


def _record(connection: Connection, consent: Consent) -> Consent:
    marks.standing(connection, consent.customer_id)
    marks.expect_writable(connection, consent.customer_id)
    last = _last(connection, consent.customer_id, consent.purpose)
    if last is not None and last.given == consent.given:
        return last
    row = {
        "customer_id": consent.customer_id,
        "purpose": consent.purpose.value,
        "given": consent.given,
        "at": consent.at,
        "by": consent.by,
        "by_kind": consent.by_kind,
        "source": consent.where,
    }
    connection.execute(KEEP, row)
    deed = Deed(
        at=consent.at,
        action=Action.CONSENT_CHANGED,
        by=consent.by,
        by_kind=consent.by_kind,
        about=consent.customer_id,
        reason="given" if consent.given else "withdrawn",
        facts={"purpose": consent.purpose.value, "where": consent.where},
    )
    audit.append(connection, deed)
    return consent


def _last(connection: Connection, customer_id: str, purpose: Purpose) -> Consent | None:
    own = {"customer": customer_id, "own_purpose": purpose.value}
    row = connection.execute(LAST, own).first()
    return None if row is None else _consent(row)


def _consent(row: Row[Any]) -> Consent:
    return Consent(
        customer_id=row.customer_id,
        purpose=Purpose(row.purpose),
        given=row.given,
        at=row.at,
        by=row.by,
        by_kind=row.by_kind,
        where=row.source,
    )
