"""Holds and restrictions of a region's customers, and whether somebody was erased."""

from collections.abc import Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, bindparam, select

from domain.audit import Action, Deed
from domain.persons import Lifting, Mark, MarkKind
from domain.stores import Erased
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.people.marks import GONE, is_gone, mark_of, marks, put, remove, standing
from storage.trail import audit

PLACED: Final = MappingProxyType(
    {MarkKind.HELD: Action.PERSON_HELD, MarkKind.RESTRICTED: Action.PERSON_RESTRICTED}
)
LIFTED: Final = MappingProxyType(
    {MarkKind.HELD: Action.PERSON_RELEASED, MarkKind.RESTRICTED: Action.PERSON_UNRESTRICTED}
)
RESTRICTED = select(marks.c.customer_id).where(
    marks.c.customer_id.in_(bindparam("customers", expanding=True)),
    marks.c.kind == MarkKind.RESTRICTED.value,
)


class SqlPersons:
    """The port `Persons` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def marks(self, customer_id: str) -> Mapping[MarkKind, Mark]:
        """As the Protocol says."""
        rows = await self._database.read(lambda connection: standing(connection, customer_id))
        return {kind: mark_of(row) for kind, row in rows.items()}

    async def place(self, mark: Mark) -> None:
        """As the Protocol says."""
        if mark.kind not in PLACED:
            raise ValueError(f"{mark.kind} is not placed, but comes of an erasure")
        await self._writer.write(lambda connection: _place(connection, mark))

    async def lift(self, lifting: Lifting) -> bool:
        """As the Protocol says."""
        if lifting.kind not in LIFTED:
            raise ValueError(f"{lifting.kind} is never lifted")
        return await self._writer.write(lambda connection: _lift(connection, lifting))

    async def restricted(self, customer_ids: Collection[str]) -> frozenset[str]:
        """As the Protocol says."""
        values = {"customers": sorted(set(customer_ids))}
        if not values["customers"]:
            return frozenset()
        return await self._database.read(
            lambda connection: frozenset(connection.execute(RESTRICTED, values).scalars())
        )

    async def gone(self, customer_id: str) -> bool:
        """As the Protocol says."""
        return await self._database.read(partial(is_gone, customer_id=customer_id))


def _place(connection: Connection, mark: Mark) -> None:
    if not standing(connection, mark.customer_id).keys().isdisjoint(GONE):
        raise Erased(mark.customer_id)
    put(connection, mark)
    facts = {} if mark.until is None else {"until": mark.until.isoformat()}
    deed = Deed(
        at=mark.since,
        action=PLACED[mark.kind],
        by=mark.by,
        by_kind=mark.by_kind,
        about=mark.customer_id,
        reason=mark.reason,
        facts=facts,
    )
    audit.append(connection, deed)


def _lift(connection: Connection, lifting: Lifting) -> bool:
    standing(connection, lifting.customer_id)
    if not remove(connection, lifting.customer_id, lifting.kind):
        return False
    deed = Deed(
        at=lifting.at,
        action=LIFTED[lifting.kind],
        by=lifting.by,
        by_kind=lifting.by_kind,
        about=lifting.customer_id,
    )
    audit.append(connection, deed)
    return True
