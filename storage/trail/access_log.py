"""Who read which ticket: entries of the audit trail, found again by its ticket or by time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from domain.access import Access
from domain.audit import Action, AuditEntry, Deed
from storage.database.engine import Database
from storage.database.holding import Holds
from storage.database.writer import Writer
from storage.trail.audit import append, audit, entry_of


class SqlAccessLog:
    """The port `AccessLog` over a region's audit trail; nothing of it is ever changed."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def note(self, access: Access) -> None:
        """As the Protocol says."""
        deed = _deed(access)
        await self._writer.write(lambda connection: append(connection, deed))

    async def page(
        self, *, ticket_id: str | None, before: int | None, limit: int
    ) -> Sequence[Access]:
        """As the Protocol says."""
        query = _wanted(ticket_id, before).limit(limit)
        rows = await self._database.read(lambda connection: list(connection.execute(query)))
        return [_access(entry_of(row)) for row in rows]


def _wanted(ticket_id: str | None, before: int | None) -> Select[Any]:
    columns = audit.c
    query = select(columns.number, columns.body, columns.hash).order_by(columns.number.desc())
    query = query.where(columns.action == Action.ACCESS.value)
    if ticket_id is not None:
        # Lists are searched one by one: auditors ask rarely, and agents list all day.
        listed = and_(columns.about == "", Holds(columns.body, f'"{ticket_id}"'.encode()))
        query = query.where(or_(columns.about == ticket_id, listed))
    return query if before is None else query.where(columns.number < before)


def _deed(access: Access) -> Deed:
    return Deed(
        at=access.at,
        action=Action.ACCESS,
        by=access.agent or access.key_id,
        by_kind=access.role,
        about=access.ticket_id or access.customer_id or "",
        reason=access.reason,
        facts={
            "what": access.what,
            "outcome": access.outcome,
            "region": access.region,
            "key": access.key_id,
            "agent": access.agent,
            "shown": list(access.shown),
            **({"customer": access.customer_id} if access.customer_id else {}),
        },
    )


def _access(entry: AuditEntry) -> Access:
    document: dict[str, Any] = entry.document
    facts = document["facts"]
    customer_id = facts.get("customer")
    return Access(
        at=datetime.fromisoformat(document["at"]),
        region=facts["region"],
        key_id=facts["key"],
        role=document["by_kind"],
        agent=facts["agent"],
        what=facts["what"],
        outcome=facts["outcome"],
        ticket_id=(document["about"] or None) if customer_id is None else None,
        customer_id=customer_id,
        shown=tuple(facts["shown"]),
        reason=document["reason"],
        number=entry.number,
    )
