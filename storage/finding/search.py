"""Finding tickets by words that nobody can read in the index.

A word stands there as a keyed hash: whoever has the files, but not the region's key, can tell that
two tickets share a word, and how common it is, and not which word it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from domain.lists import Filter
from domain.words import indexed
from storage.finding import lists
from storage.finding.terms import AnyOf, Terms, condition, statuses_of, teams_of
from storage.keys.sealing import RegionSecrets
from storage.tables.lists import WordRow
from storage.tables.region import table_of
from storage.tickets.pages import tickets

words = table_of(WordRow)
FOUND_BY = ("subject", "text")  # the parts of a text whose words are found
MANY = 500  # a word that so many tickets have is counted no further


def _counted(
    table: Table, condition: ColumnElement[bool], *along: ColumnElement[Any]
) -> Select[int]:
    """Counts up to MANY. PostgreSQL goes along the index whose order is asked for.

    Without an order it expects to meet so many soon, and reads a million rows where it does not.
    """
    some = select(literal(1)).select_from(table).where(condition).order_by(*along).limit(MANY)
    return select(func.count()).select_from(some.subquery())


WITH_WORD = _counted(words, words.c.word == bindparam("word"))
BY_TEAM = (tickets.c.status, tickets.c.updated_at)
OF_TEAM = _counted(tickets, tickets.c.team == bindparam("team"), *BY_TEAM)
OF_NOBODY = _counted(tickets, tickets.c.team.is_(None), *BY_TEAM)
THEIRS = delete(words).where(words.c.customer_id == bindparam("customer"))


@dataclass(frozen=True, slots=True)
class _Shape:
    """All that makes one query another than the next, apart from values."""

    narrowing: tuple[AnyOf, ...]
    along_words: bool  # or along the tickets of teams
    others: int  # words that are looked for in each ticket on the way
    goes_on: bool
    ascending: bool


def hashed(secrets: RegionSecrets, content: Mapping[str, object]) -> tuple[int, ...]:
    """The words of a text as they stand in the index."""
    parts = (content.get(name) for name in FOUND_BY)
    found = {word for part in parts if isinstance(part, str) for word in indexed(part)}
    return tuple(sorted(secrets.word_hash(word) for word in found))


def keep(
    connection: Connection, hashes: Sequence[int], *, ticket_id: str, customer_id: str
) -> None:
    """Let a ticket be found by these words, within the caller's transaction."""
    rows = [{"word": one, "ticket_id": ticket_id, "customer_id": customer_id} for one in hashes]
    if rows:
        connection.execute(_insert_new(connection.dialect.name), rows)


def forget(connection: Connection, customer_id: str) -> None:
    """Take all of a customer's words out of the index, within the caller's transaction."""
    connection.execute(THEIRS, {"customer": customer_id})


def page(connection: Connection, wanted: Filter, region: str, sought: Sequence[int]) -> list[str]:
    """The bodies of the tickets that have all these words, in the order of their ids.

    Walks along whatever there is least of: the tickets of the rarest word, or those that the
    teams of the reader have.
    """
    terms, teams, statuses = Terms(), teams_of(wanted), statuses_of(wanted)
    counted = {one: _count(connection, WITH_WORD, {"word": one}) for one in sought}
    rarest = min(counted, key=counted.__getitem__)
    if teams == () or not counted[rarest]:
        return []
    narrowing = terms.narrowing(wanted)
    if statuses is not None:
        narrowing.append((terms.term("status", "in", list(statuses)),))
    along_words = True
    if teams is not None:
        narrowing.append(terms.of_teams(teams))
        along_words = _has_tickets(connection, teams, counted[rarest])
    others = [one for one in sought if one != rarest or not along_words]
    shape = _Shape(
        tuple(narrowing), along_words, len(others), wanted.after is not None, wanted.ascending
    )
    values: dict[str, object] = {f"other_{number}": one for number, one in enumerate(others)}
    values |= {**terms.values, "rarest": rarest, "limit": wanted.limit}
    if wanted.after is not None:
        values["place"] = f"{region}-{wanted.after[1]}"  # whichever region's ticket that was
    return list(connection.execute(_query(shape), values).scalars())


@lru_cache(maxsize=lists.KEPT)
def _query(shape: _Shape) -> Select[str]:
    query = select(tickets.c.body)
    ticket_id: ColumnElement[str] = tickets.c.id
    if shape.along_words:
        ticket_id = words.c.ticket_id
        query = query.join(words, ticket_id == tickets.c.id)
        query = query.where(words.c.word == bindparam("rarest"))
    query = query.where(*(_has(f"other_{number}", ticket_id) for number in range(shape.others)))
    query = query.where(*(condition(any_of) for any_of in shape.narrowing))
    if shape.goes_on:
        place = bindparam("place", type_=ticket_id.type)
        query = query.where(ticket_id > place if shape.ascending else ticket_id < place)
    in_order = query.order_by(ticket_id.asc() if shape.ascending else ticket_id.desc())
    return in_order.limit(bindparam("limit"))


def _has(word: str, ticket_id: ColumnElement[str]) -> ColumnElement[bool]:
    other = words.alias()
    return exists().where(other.c.word == bindparam(word), other.c.ticket_id == ticket_id)


def _has_tickets(connection: Connection, teams: Sequence[str | None], many: int) -> bool:
    """Whether these teams have so many, None for nobody; each is counted along its own index."""
    found = 0
    for team in teams:
        query, values = (OF_NOBODY, {}) if team is None else (OF_TEAM, {"team": team})
        found += _count(connection, query, values)
        if found >= many:
            return True
    return False


def _count(connection: Connection, query: Select[int], values: Mapping[str, object]) -> int:
    return connection.execute(query, dict(values)).scalar_one()


@cache  # a statement that was built once is compiled once
def _insert_new(dialect: str) -> Executable:
    insert = SqliteInsert(words) if dialect == "sqlite" else PostgresInsert(words)
    return insert.on_conflict_do_nothing().inline()
