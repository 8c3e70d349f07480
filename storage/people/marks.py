"""What is noted about persons, read and written within a caller's transaction.

Whoever keeps something personal asks `expect_writable` in the transaction that keeps it: as only
one transaction writes at a time, nothing is kept of a person once their erasure has begun.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from domain.persons import Mark, MarkKind
from domain.stores import Erased, Missing
from storage.tables.lists import TicketRow
from storage.tables.persons import PersonMarkRow
from storage.tables.region import CustomerRow, table_of

marks = table_of(PersonMarkRow)
customers = table_of(CustomerRow)
tickets = table_of(TicketRow)
GONE = (MarkKind.ERASING, MarkKind.ERASED)
_OF_GONE = marks.c.kind.in_([kind.value for kind in GONE])
IS_GONE = select(marks.c.kind).where(marks.c.customer_id == bindparam("customer"), _OF_GONE)
IS_GONE_FROM = (
    select(marks.c.kind)
    .join(tickets, tickets.c.customer_id == marks.c.customer_id)
    .where(tickets.c.id == bindparam("ticket"), _OF_GONE)
)
ALL = select(marks).where(marks.c.customer_id == bindparam("customer"))
KNOWN = select(customers.c.id).where(customers.c.id == bindparam("customer"))
OWN = (marks.c.customer_id == bindparam("own_customer"), marks.c.kind == bindparam("own_kind"))
REMOVE = delete(marks).where(*OWN)
PUT = insert(marks)


def expect_writable(connection: Connection, customer_id: str) -> None:
    """Raise Erased where nothing of the customer may be kept any more."""
    if is_gone(connection, customer_id):
        raise Erased(customer_id)


def expect_alive(connection: Connection, ticket_id: str) -> None:
    """Raise Erased where the ticket's customer is being erased, or was."""
    if connection.execute(IS_GONE_FROM, {"ticket": ticket_id}).first() is not None:
        raise Erased(ticket_id)


def is_gone(connection: Connection, customer_id: str) -> bool:
    """Whether the customer is being erased, or was."""
    return connection.execute(IS_GONE, {"customer": customer_id}).first() is not None


def standing(connection: Connection, customer_id: str) -> Mapping[MarkKind, Row[Any]]:
    """The rows of a customer by their kind. Raises Missing where nobody has that id."""
    own = {"customer": customer_id}
    rows = {MarkKind(row.kind): row for row in connection.execute(ALL, own)}
    if not rows and connection.execute(KNOWN, own).first() is None:
        raise Missing(f"customer {customer_id}")
    return rows


def put(connection: Connection, mark: Mark, facts: str = "{}") -> None:
    """Write a mark, in place of one of its kind."""
    remove(connection, mark.customer_id, mark.kind)
    row = {
        "customer_id": mark.customer_id,
        "kind": mark.kind.value,
        "since": mark.since,
        "by": mark.by,
        "by_kind": mark.by_kind,
        "reason": mark.reason,
        "until": mark.until,
        "facts": facts,
        "certificate": mark.certificate,
    }
    connection.execute(PUT, row)


def remove(connection: Connection, customer_id: str, kind: MarkKind) -> bool:
    """Take a mark out; whether there was one."""
    own = {"own_customer": customer_id, "own_kind": kind.value}
    return connection.execute(REMOVE, own).rowcount > 0


def mark_of(row: Row[Any]) -> Mark:
    """A row as it is told."""
    return Mark(
        customer_id=row.customer_id,
        kind=MarkKind(row.kind),
        since=row.since,
        by=row.by,
        by_kind=row.by_kind,
        reason=row.reason,
        until=row.until,
        certificate=row.certificate,
    )
