"""Takes out what is over its time, each with its entry on the audit trail in one transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, delete, func, or_, select, update

from domain.audit import Action, Deed
from domain.persons import ErasureOrder, ErasureOutcome, MarkKind
from domain.retention import BY, Due, Overdue, RetentionKind, Rule
from storage.chat import uploads
from storage.database.engine import Database, put_newer
from storage.database.writer import Writer
from storage.desk.desks import desks
from storage.live import marks as read_marks
from storage.messages import amending, reports
from storage.people.marks import marks
from storage.privacy import erasing
from storage.privacy.exports import EMPTY, exports
from storage.privacy.over_time import PILES, SINGLE, Pile
from storage.privacy.purging import PURGERS
from storage.privacy.taking_out import OUT, Whose
from storage.tables.region import Instant, table_of
from storage.tables.retention import RetentionRow
from storage.tickets.pages import tickets
from storage.trail import audit

runs = table_of(RetentionRow)
RUN: Final = "run"  # the row that says up to when all is done
SYSTEM: Final = "system"
_LAST_RUN = select(runs.c.at).where(runs.c.name == RUN).scalar_subquery()
_FIRST_DESK = select(func.min(desks.c.at)).scalar_subquery()
LAST = select(func.coalesce(_LAST_RUN, _FIRST_DESK, type_=Instant()))
FREEZING = (
    select(marks.c.customer_id)
    .where(marks.c.kind == MarkKind.ERASING.value, marks.c.by == BY)
    .order_by(marks.c.since, marks.c.customer_id)
)


class SqlRetaining:
    """The port `Retaining` of one region."""

    def __init__(self, region: str, database: Database, writer: Writer) -> None:
        self._region = region
        self._database = database
        self._writer = writer

    async def overdue(self, rule: Rule) -> Overdue:
        """As the Protocol says."""
        return await self._database.read(lambda connection: _overdue(connection, rule))

    async def due(self, rule: Rule, *, after: Due | None = None, limit: int) -> Sequence[Due]:
        """As the Protocol says."""
        query = _in_order(_single(rule.kind), after, limit)
        rows = await self._database.read(lambda one: list(one.execute(query, _values(rule))))
        return [Due(row.id, row.since) for row in rows]

    async def take_out(self, rule: Rule, ticket_id: str) -> Mapping[str, int] | None:
        """As the Protocol says."""
        if rule.kind not in OUT:
            raise ValueError(f"{rule.kind} are not taken out of a ticket")
        return await self._database.overwrite(lambda one: _take_out(one, rule, ticket_id))

    async def clear(self, rule: Rule, limit: int) -> Mapping[str, int]:
        """As the Protocol says."""
        region = self._region
        return await self._writer.write(lambda connection: _clear(connection, rule, region, limit))

    async def freeze(self, rule: Rule, customer_id: str) -> bool:
        """As the Protocol says."""
        return await self._database.overwrite(lambda one: _freeze(one, rule, customer_id))

    async def freezing(self) -> Sequence[str]:
        """As the Protocol says."""
        return await self._database.read(lambda connection: list(connection.scalars(FREEZING)))

    async def empty_exports(self, at: datetime) -> int:
        """As the Protocol says."""
        over = (exports.c.until <= at, func.length(exports.c.sealed) > 0)
        if not await self._database.read(
            lambda one: one.execute(select(exports.c.id).where(*over)).first()
        ):
            return 0
        empty = update(exports).where(*over).values(sealed=EMPTY)
        return await self._database.overwrite(lambda one: one.execute(empty).rowcount)

    async def forget_early(self, at: datetime) -> int:
        """As the Protocol says."""

        def forget(connection: Connection) -> int:
            early = amending.forget(connection, at) + reports.forget(connection, at)
            return early + read_marks.forget(connection) + uploads.forget(connection, at)

        return await self._database.overwrite(forget)

    async def drive_out(self) -> None:
        """As the Protocol says."""
        await self._database.drive_out(*dict.fromkeys(purger.table for purger in PURGERS))

    async def ran(self, at: datetime) -> None:
        """As the Protocol says."""
        row = {"name": RUN, "at": at}
        await self._writer.write(lambda one: put_newer(one, runs, row, counted_by="at"))

    async def last_ran(self) -> datetime | None:
        """As the Protocol says."""
        return await self._database.read(lambda connection: connection.execute(LAST).scalar())


def _overdue(connection: Connection, rule: Rule) -> Overdue:
    found = [Overdue(0)]
    queries = [SINGLE[rule.kind]] if rule.kind in SINGLE else _piles(rule.kind)
    for query in queries:
        over = query.subquery()
        counted = select(func.count(), func.min(over.c.since)).select_from(over)
        count, oldest = connection.execute(counted, _values(rule)).one()
        found.append(Overdue(count, oldest))
    oldest = min((one.oldest for one in found if one.oldest is not None), default=None)
    return Overdue(sum(one.count for one in found), oldest)


def _piles(kind: RetentionKind) -> list[Select[Any]]:
    return [pile.over_time for pile in PILES[kind]]


def _single(kind: RetentionKind) -> Select[Any]:
    if kind not in SINGLE:
        raise ValueError(f"no single one of {kind} is named")
    return SINGLE[kind]


def _in_order(query: Select[Any], after: Due | None, limit: int) -> Select[Any]:
    own, since = query.selected_columns.id, query.selected_columns.since
    if after is not None:
        same = and_(since == after.since, own > after.id)
        query = query.where(since >= after.since, or_(since > after.since, same))
    return query.order_by(since, own).limit(limit)


def _values(rule: Rule) -> dict[str, object]:
    return {"before": rule.before, "at": rule.at}


def _one(connection: Connection, rule: Rule, name: str) -> Any:
    """The ticket or person, if they are over their time still."""
    query = SINGLE[rule.kind]
    only = query.where(query.selected_columns.id == name)
    return connection.execute(only, _values(rule)).first()


def _take_out(connection: Connection, rule: Rule, ticket_id: str) -> Mapping[str, int] | None:
    found = _one(connection, rule, ticket_id)
    if found is None:
        return None
    customer = select(tickets.c.customer_id).where(tickets.c.id == ticket_id)
    whose = Whose(ticket_id, connection.execute(customer).scalar_one())
    gone = OUT[rule.kind](connection, whose)
    facts = {"closed_at": found.since.isoformat(), "counts": dict(gone.counts), **gone.facts}
    audit.append(connection, _deed(rule, ticket_id, facts))
    return gone.counts


def _clear(connection: Connection, rule: Rule, region: str, limit: int) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for pile in PILES[rule.kind]:
        counts += _cleared(connection, rule, pile, limit)
    if counts:
        facts = {"before": rule.before.isoformat(), "counts": dict(counts)}
        audit.append(connection, _deed(rule, region, facts))
    return counts


def _cleared(connection: Connection, rule: Rule, pile: Pile, limit: int) -> Counter[str]:
    query = _in_order(pile.over_time, None, limit)
    names = [row.id for row in connection.execute(query, _values(rule))]
    if not names:
        return Counter()
    counts = Counter({pile.name: len(names)})
    if pile.with_them is not None:
        called, table, column = pile.with_them
        counts[called] = connection.execute(delete(table).where(column.in_(names))).rowcount
    connection.execute(delete(pile.table).where(pile.key.in_(names)))
    return counts


def _freeze(connection: Connection, rule: Rule, customer_id: str) -> bool:
    """As an erasure begins, and in the transaction that sees that it may."""
    found = _one(connection, rule, customer_id)
    if found is None:
        return False
    order = ErasureOrder(customer_id, BY, SYSTEM, BY, rule.at)
    if erasing.freeze(connection, order, rule.at).outcome is not ErasureOutcome.FROZEN:
        return False
    facts = {"last_closed_at": found.since.isoformat()}
    audit.append(connection, _deed(rule, customer_id, facts))
    return True


def _deed(rule: Rule, about: str, facts: Mapping[str, object]) -> Deed:
    return Deed(
        at=rule.at,
        action=Action.RETENTION_APPLIED,
        by=BY,
        by_kind=SYSTEM,
        about=about,
        facts={"kind": rule.kind.value, "rule": rule.words, **facts},
    )
