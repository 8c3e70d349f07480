"""Lists of tickets, which cost the same however many tickets there are.

A page is the beginning of an index's stretch: no page counts what came before it, and none sorts
what comes after it. Where a list wants several teams or statuses there is a stretch for each of
them: the first of every stretch are put together, and only the tickets of the page are read whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, union_all

from domain.lists import Filter, Sort
from domain.vocabulary import Status
from storage.finding.terms import AnyOf, Terms, condition, statuses_of, teams_of, variants_of
from storage.tables.lists import FACETS
from storage.tickets.pages import tickets

MOST_STRETCHES = 120  # SQLite takes 500; what wants more is read along one index
MOST_LANGUAGES = 20  # variants of one, so that each of them has its stretches
KEPT = 500  # queries of different terms
COLUMNS = {Sort.UPDATED: "updated_at", Sort.OPENED: "opened_at", Sort.DUE: "due_at"}

Stretch = tuple[AnyOf, ...]

_LEAST = select(func.min(tickets.c.language)).where(tickets.c.language < bindparam("past"))
_FIRST_TAG = _LEAST.where(tickets.c.language >= bindparam("at"))
_NEXT_TAG = _LEAST.where(tickets.c.language > bindparam("at"))


@dataclass(frozen=True, slots=True)
class Page:
    """A page's query, and the values that it is run with; it answers with tickets' bodies."""

    query: Select[str]
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Shape:
    """All that makes one query another than the next, apart from values."""

    stretches: tuple[Stretch, ...]  # what each has in common, all of it at the head of one index
    beside: Stretch
    after: Stretch
    column: str
    ascending: bool


def page(wanted: Filter, languages: Sequence[str] | None = None) -> Page | None:
    """One query for a page; None where there can be no ticket in it.

    `languages` are the tags that tickets have of the language that is wanted, as `spoken` finds
    them; without them its tickets are found on the way along another index.
    """
    terms = Terms()
    stretches = _stretches(wanted, languages, terms)
    if not stretches:
        return None
    shape = _Shape(
        tuple(stretches),
        tuple(terms.narrowing(wanted)),
        _after(wanted, terms),
        COLUMNS[wanted.sort],
        wanted.ascending,
    )
    return Page(_query(shape), {**terms.values, "limit": wanted.limit})


def spoken(connection: Connection, language: str | None) -> list[str] | None:
    """The tags that tickets have of a language; None for none, and where there are too many.

    Leaps along the index from one to the next.
    """
    if language is None:
        return None
    at, past = variants_of(language)
    found: list[str] = []
    tag = connection.execute(_FIRST_TAG, {"at": at, "past": past}).scalar()
    while tag is not None:
        found.append(tag)
        if len(found) > MOST_LANGUAGES:
            return None
        tag = connection.execute(_NEXT_TAG, {"at": tag, "past": past}).scalar()
    return found


@lru_cache(maxsize=KEPT)
def _query(shape: _Shape) -> Select[str]:
    beginnings = [select(_beginning(stretch, shape).subquery()) for stretch in shape.stretches]
    put_together = (union_all(*beginnings) if len(beginnings) > 1 else beginnings[0]).subquery()
    shown = put_together.c
    of_page = select(shown.id, shown.at).order_by(*_ordered(shown.at, shown.id, shape))
    found = of_page.limit(bindparam("limit")).subquery()
    whole = select(tickets.c.body).join(found, found.c.id == tickets.c.id)
    return whole.order_by(*_ordered(found.c.at, found.c.id, shape))


def _beginning(stretch: Stretch, shape: _Shape) -> Select[Any]:
    at = tickets.c[shape.column]
    common = [condition(any_of) for any_of in (*stretch, *shape.beside, *shape.after)]
    beginning = select(tickets.c.id, at.label("at")).where(*common)
    return beginning.order_by(*_ordered(at, tickets.c.id, shape)).limit(bindparam("limit"))


def _ordered(
    at: ColumnElement[Any], ticket_id: ColumnElement[str], shape: _Shape
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    if shape.ascending:
        return at.asc(), ticket_id.asc()
    return at.desc(), ticket_id.desc()


def _after(wanted: Filter, terms: Terms) -> Stretch:
    """Past the last ticket of the page before: of another instant, or of a further id."""
    if wanted.after is None:
        return ()
    past, at = ">" if wanted.ascending else "<", COLUMNS[wanted.sort]
    instant, ticket_id = wanted.after
    reached = terms.term(at, f"{past}=", instant)
    return (reached,), (terms.term(at, past, instant), terms.term("id", past, ticket_id))


def _stretches(wanted: Filter, languages: Sequence[str] | None, terms: Terms) -> list[Stretch]:
    teams, statuses = teams_of(wanted), statuses_of(wanted)
    if teams == ():
        return []
    if wanted.ids is not None:  # found by themselves: there are few
        return [_at_once(teams, statuses, terms)]
    leading = _leading(wanted, languages, terms)
    every = Status if statuses is None else statuses
    by_status: list[Stretch] = [((terms.same("status", one),),) for one in every]
    if leading is not None:
        heads = leading if teams is None else [(*one, terms.of_teams(teams)) for one in leading]
    elif teams is not None:
        heads = [((terms.same("team", team),),) for team in teams]
    else:
        return [()] if statuses is None else by_status
    if len(heads) * len(by_status) <= MOST_STRETCHES:
        return [(*head, *status) for head, status in product(heads, by_status)]
    return [_at_once(teams or (), statuses, terms)]


def _at_once(
    teams: Sequence[str | None] | None, statuses: Sequence[Status] | None, terms: Terms
) -> Stretch:
    one: Stretch = () if teams is None else (terms.of_teams(teams),)
    return one if statuses is None else (*one, (terms.term("status", "in", list(statuses)),))


def _leading(wanted: Filter, languages: Sequence[str] | None, terms: Terms) -> list[Stretch] | None:
    """What narrows the list more than teams do, where there is an index that has it in order."""
    names = ["customer_id", "assignee", *(FACETS if wanted.sort is Sort.UPDATED else ())]
    for name in names:
        value = getattr(wanted, name)
        values = languages if name == "language" else None if value is None else [value]
        if values is not None:
            return [((terms.same(name, one),),) for one in values]
    return None
