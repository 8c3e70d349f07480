"""What is held of two customers: rows of links, read and written within a caller's transaction."""

from collections.abc import Collection, Iterable
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, insert, or_, select

from domain.audit import Action, Deed
from domain.linking import Link, LinkReason, LinkState, Saying, pair
from storage.people import marks
from storage.people.handles import portions
from storage.tables.links import LinkRow
from storage.tables.region import table_of
from storage.trail import audit

links = table_of(LinkRow)
MINE: Final = or_(
    links.c.one.in_(bindparam("customers", expanding=True)),
    links.c.other.in_(bindparam("customers", expanding=True)),
)
OF: Final = select(links).where(MINE).order_by(links.c.one, links.c.other)
LINKED: Final = OF.where(links.c.state == LinkState.LINKED.value)
APART: Final = OF.where(links.c.state == LinkState.APART.value)
NOT_LINKED: Final = OF.where(links.c.state != LinkState.LINKED.value)
REMOVE: Final = delete(links).where(
    and_(links.c.one == bindparam("own_one"), links.c.other == bindparam("own_other"))
)
TOLD_AS: Final = MappingProxyType(
    {
        LinkState.LINKED: Action.PERSONS_JOINED,
        LinkState.ASKED: Action.PERSONS_ASKED,
        LinkState.APART: Action.PERSONS_PARTED,
    }
)


def person_of(
    connection: Connection, customer_id: str, without: Collection[tuple[str, str]] = ()
) -> set[str]:
    """All that can be reached over links, but for some of them."""
    found, new = {customer_id}, {customer_id}
    while new:
        held = rows_of(connection, LINKED, new)
        rows = [row for row in held if (row.one, row.other) not in without]
        new = {one for row in rows for one in (row.one, row.other)} - found
        found |= new
    return found


def apart_of(connection: Connection, customers: Iterable[str]) -> Collection[tuple[str, str]]:
    """The pairs that a person parted, with any of them in it."""
    return {(row.one, row.other) for row in rows_of(connection, APART, customers)}


def rows_of(connection: Connection, query: Select[Any], customers: Iterable[str]) -> list[Row[Any]]:
    """What is held of any of them: twice where a link has both its ends in two portions."""
    return [
        row
        for some in portions(customers)
        for row in connection.execute(query, {"customers": some})
    ]


def settle(connection: Connection, customer_id: str) -> None:
    """Take out what was asked or held apart of two who are one now; the trail keeps that it was."""
    person = person_of(connection, customer_id)
    for row in rows_of(connection, NOT_LINKED, person):
        if row.one in person and row.other in person:
            connection.execute(REMOVE, named((row.one, row.other), "own_"))


def hold(
    connection: Connection,
    two: tuple[str, str],
    state: LinkState,
    reason: LinkReason,
    saying: Saying,
) -> None:
    """Write what is held of two customers, in place of what was, and the entry of the trail."""
    one, other = pair(*two)
    standing = connection.execute(REMOVE.returning(links.c.state), named((one, other), "own_"))
    before = standing.scalar()
    row = {"one": one, "other": other, "state": state.value, "reason": reason.value}
    made = {"at": saying.at, "by": saying.by, "by_kind": saying.by_kind}
    connection.execute(insert(links), {**row, **made})
    if before == state.value:
        return
    deed = Deed(
        at=saying.at,
        action=TOLD_AS[state],
        by=saying.by,
        by_kind=saying.by_kind,
        about=one,
        reason=reason.value,
        facts={"other": other},
    )
    audit.append(connection, deed)


def named(two: tuple[str, str], prefix: str = "") -> dict[str, str]:
    """Two customers as a statement names them."""
    return {f"{prefix}one": two[0], f"{prefix}other": two[1]}


def link_of(row: Row[Any]) -> Link:
    """What a row says."""
    state, reason = LinkState(row.state), LinkReason(row.reason)
    return Link(row.one, row.other, state, reason, row.at, row.by, row.by_kind)


def expect_both(connection: Connection, *customers: str) -> None:
    """Raise Missing for somebody unknown, and Erased."""
    for customer_id in customers:
        marks.standing(connection, customer_id)
        marks.expect_writable(connection, customer_id)
