"""Who is one person: links between a region's customers, made by rule or by people, and undone."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, or_, select, tuple_

from domain.audit import Action, Deed
from domain.linking import (
    Handle,
    Holder,
    Link,
    LinkReason,
    LinkState,
    Saying,
    by_rule,
    judged,
    pair,
)
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.people import handles, marks
from storage.people.handles import Told
from storage.tables.links import LinkRow
from storage.tables.region import table_of
from storage.trail import audit

links = table_of(LinkRow)
_MINE: Final = or_(
    links.c.one.in_(bindparam("customers", expanding=True)),
    links.c.other.in_(bindparam("customers", expanding=True)),
)
OF: Final = select(links).where(_MINE).order_by(links.c.one, links.c.other)
LINKED: Final = OF.where(links.c.state == LinkState.LINKED.value)
APART: Final = OF.where(links.c.state == LinkState.APART.value)
ASKED: Final = (
    select(links)
    .where(links.c.state == LinkState.ASKED.value)
    .order_by(links.c.one, links.c.other)
    .limit(bindparam("most"))
)
BEYOND: Final = ASKED.where(
    tuple_(links.c.one, links.c.other) > tuple_(bindparam("one"), bindparam("other"))
)
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


class SqlLinks:
    """The port `Links` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def person(self, customer_id: str) -> Sequence[str]:
        """As the Protocol says."""
        found = await self._database.read(partial(_person, customer_id=customer_id))
        return sorted(found)

    async def of(self, customer_id: str) -> Sequence[Link]:
        """As the Protocol says."""
        mine = {"customers": [customer_id]}
        rows = await self._database.read(lambda one: list(one.execute(OF, mine)))
        return [_link(row) for row in rows]

    async def asked(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Link]:
        """As the Protocol says."""
        query, values = (ASKED, {}) if after is None else (BEYOND, _named(after))
        rows = await self._database.read(
            lambda connection: list(connection.execute(query, {**values, "most": limit}))
        )
        return [_link(row) for row in rows]

    async def join(self, one: str, other: str, saying: Saying) -> None:
        """As the Protocol says."""
        await self._writer.write(lambda connection: _join(connection, one, other, saying))

    async def part(self, customer_id: str, other: str, saying: Saying) -> bool:
        """As the Protocol says."""
        return await self._writer.write(
            lambda connection: _part(connection, customer_id, other, saying)
        )


def noted(connection: Connection, told: Told, at: datetime) -> None:
    """Keep what an identity can be recognised by, and link by rule what it shows to be one person.

    Works within the caller's transaction, and asks a person where the rules are in doubt.
    """
    for handle in handles.keep(connection, told):
        mine = _holder(connection, told.customer_id, verified=handle.verified)
        others = _others(connection, mine, handle)
        members = [*mine.person, *(one for other in others for one in other.person)]
        for other, state, reason in judged(mine, handle, others, _apart(connection, members)):
            _hold(connection, (told.customer_id, other), state, reason, by_rule(at))


def linked_with(connection: Connection, customer_id: str) -> frozenset[str]:
    """All who are one person with a customer."""
    return frozenset(_person(connection, customer_id)) - {customer_id}


def hold_together(connection: Connection, members: Collection[str], saying: Saying) -> None:
    """Link those who were one by way of somebody who is gone, but no two who are held apart."""
    apart = _apart(connection, members)
    for one in sorted(members):
        reached = _person(connection, one)
        for two in sorted(members):
            if two not in reached and pair(one, two) not in apart:
                _hold(connection, (one, two), LinkState.LINKED, LinkReason.PERSON, saying)
                reached |= _person(connection, two)


def _others(connection: Connection, mine: Holder, handle: Handle) -> list[Holder]:
    """Everybody else who has the handle, and is no customer of whom nothing may be kept."""
    return [
        _holder(connection, customer_id, verified=verified)
        for customer_id, verified in handles.holders(connection, handle).items()
        if customer_id not in mine.person and not marks.is_gone(connection, customer_id)
    ]


def _holder(connection: Connection, customer_id: str, *, verified: bool) -> Holder:
    person = _person(connection, customer_id)
    known = handles.verified_of(connection, sorted(person))
    return Holder(customer_id, verified, frozenset(person), known)


def _person(connection: Connection, customer_id: str) -> set[str]:
    """All that can be reached over links."""
    found, new = {customer_id}, {customer_id}
    while new:
        rows = connection.execute(LINKED, {"customers": sorted(new)})
        new = {one for row in rows for one in (row.one, row.other)} - found
        found |= new
    return found


def _apart(connection: Connection, customers: Iterable[str]) -> Collection[tuple[str, str]]:
    rows = connection.execute(APART, {"customers": sorted(set(customers))})
    return {(row.one, row.other) for row in rows}


def _join(connection: Connection, one: str, other: str, saying: Saying) -> None:
    _expect_both(connection, one, other)
    _hold(connection, (one, other), LinkState.LINKED, LinkReason.PERSON, saying)


def _part(connection: Connection, customer_id: str, other: str, saying: Saying) -> bool:
    _expect_both(connection, customer_id, other)
    person = _person(connection, customer_id)
    if other not in person:
        held = [_link(row) for row in connection.execute(OF, {"customers": [customer_id]})]
        if not any(link.beside(customer_id) == other for link in held):
            return False
        _hold(connection, (customer_id, other), LinkState.APART, LinkReason.PERSON, saying)
        return True
    left = sorted(person - {customer_id})
    for one in left:
        _hold(connection, (customer_id, one), LinkState.APART, LinkReason.PERSON, saying)
    # Some of them may have been one with the others by way of the one that leaves.
    for one, two in pairwise(left):
        if two not in _person(connection, one):
            _hold(connection, (one, two), LinkState.LINKED, LinkReason.PERSON, saying)
    return True


def _expect_both(connection: Connection, *customers: str) -> None:
    for customer_id in customers:
        marks.standing(connection, customer_id)
        marks.expect_writable(connection, customer_id)


def _hold(
    connection: Connection,
    two: tuple[str, str],
    state: LinkState,
    reason: LinkReason,
    saying: Saying,
) -> None:
    """Write what is held of two customers, in place of what was, and the entry of the trail."""
    one, other = pair(*two)
    standing = connection.execute(REMOVE.returning(links.c.state), _named((one, other), "own_"))
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


def _named(two: tuple[str, str], prefix: str = "") -> dict[str, str]:
    return {f"{prefix}one": two[0], f"{prefix}other": two[1]}


def _link(row: Row[Any]) -> Link:
    state, reason = LinkState(row.state), LinkReason(row.reason)
    return Link(row.one, row.other, state, reason, row.at, row.by, row.by_kind)
