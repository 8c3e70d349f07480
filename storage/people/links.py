"""Who is one person: links between a region's customers, made by rule or by people, and undone."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Final

from sqlalchemy import Connection, bindparam, select, tuple_

from domain.linking import Link, LinkReason, LinkState, Saying
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.people.linked import (
    OF,
    expect_both,
    hold,
    link_of,
    named,
    person_of,
    settle,
)
from storage.people.recognising import signed_in
from storage.tables.links import LinkRow
from storage.tables.region import table_of

links = table_of(LinkRow)
ASKED: Final = (
    select(links)
    .where(links.c.state == LinkState.ASKED.value)
    .order_by(links.c.one, links.c.other)
    .limit(bindparam("most"))
)
BEYOND: Final = ASKED.where(
    tuple_(links.c.one, links.c.other) > tuple_(bindparam("one"), bindparam("other"))
)


class SqlLinks:
    """The port `Links` of one region."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def person(self, customer_id: str) -> Sequence[str]:
        """As the Protocol says."""
        found = await self._database.read(partial(person_of, customer_id=customer_id))
        return sorted(found)

    async def of(self, customer_id: str) -> Sequence[Link]:
        """As the Protocol says."""
        mine = {"customers": [customer_id]}
        rows = await self._database.read(lambda one: list(one.execute(OF, mine)))
        return [link_of(row) for row in rows]

    async def asked(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Link]:
        """As the Protocol says."""
        query, values = (ASKED, {}) if after is None else (BEYOND, named(after))
        rows = await self._database.read(
            lambda connection: list(connection.execute(query, {**values, "most": limit}))
        )
        return [link_of(row) for row in rows]

    async def join(self, one: str, other: str, saying: Saying) -> None:
        """As the Protocol says."""
        await self._writer.write(lambda connection: _join(connection, one, other, saying))

    async def signed_in(self, unknown: str, known: str, at: datetime) -> None:
        """As the Protocol says."""
        await self._writer.write(lambda connection: signed_in(connection, unknown, known, at))

    async def part(self, customer_id: str, other: str, saying: Saying) -> bool:
        """As the Protocol says."""
        return await self._writer.write(
            lambda connection: _part(connection, customer_id, other, saying)
        )


def linked_with(connection: Connection, customer_id: str) -> frozenset[str]:
    """All who are one person with a customer."""
    return frozenset(person_of(connection, customer_id)) - {customer_id}


def hold_together(connection: Connection, members: Collection[str], saying: Saying) -> None:
    """Link those who were one by way of somebody who is gone."""
    for one in sorted(members):
        reached = person_of(connection, one)
        for two in sorted(members):
            if two not in reached:
                hold(connection, (one, two), LinkState.LINKED, LinkReason.PERSON, saying)
                reached |= person_of(connection, two)


def _join(connection: Connection, one: str, other: str, saying: Saying) -> None:
    expect_both(connection, one, other)
    hold(connection, (one, other), LinkState.LINKED, LinkReason.PERSON, saying)
    settle(connection, one)


def _part(connection: Connection, customer_id: str, other: str, saying: Saying) -> bool:
    expect_both(connection, customer_id, other)
    person = person_of(connection, customer_id)
    if other not in person:
        held = [link_of(row) for row in connection.execute(OF, {"customers": [customer_id]})]
        if not any(link.beside(customer_id) == other for link in held):
            return False
        hold(connection, (customer_id, other), LinkState.APART, LinkReason.PERSON, saying)
        return True
    left = sorted(person - {customer_id})
    for one in left:
        hold(connection, (customer_id, one), LinkState.APART, LinkReason.PERSON, saying)
    # Some of them may have been one with the others by way of the one that leaves.
    for one, two in pairwise(left):
        if two not in person_of(connection, one):
            hold(connection, (one, two), LinkState.LINKED, LinkReason.PERSON, saying)
    return True
