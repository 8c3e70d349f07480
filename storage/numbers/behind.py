"""The tickets behind a figure, as a list shows them."""

from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from domain.analytics import Behind
from domain.lists import Filter
from storage.finding.lists import COLUMNS
from storage.finding.terms import Terms, condition, statuses_of, teams_of
from storage.numbers.figures import behind, within_teams
from storage.numbers.keeping_up import counted
from storage.tickets.pages import tickets

ID: Final = tickets.c.id


def page(connection: Connection, wanted: Filter, figure: Behind) -> list[str]:
    """The bodies of a page of the tickets that a figure counts, narrowed as every list is.

    A reader sees of them what the reader's teams have now.
    """
    terms, teams, statuses = Terms(), teams_of(wanted), statuses_of(wanted)
    if teams == ():
        return []
    narrowing = terms.narrowing(wanted)
    if statuses is not None:
        narrowing.append((terms.term("status", "in", list(statuses)),))
    if teams is not None:
        narrowing.append(terms.of_teams(teams))
    theirs = within_teams(wanted.teams, wanted.nobodys)
    found = select(counted.c.ticket_id).where(*behind(figure), *theirs)
    at = tickets.c[COLUMNS[wanted.sort]]
    query = select(tickets.c.body).where(
        ID.in_(found), *(condition(any_of) for any_of in narrowing), *_after(wanted)
    )
    order = (at.asc(), ID.asc()) if wanted.ascending else (at.desc(), ID.desc())
    return list(connection.scalars(query.order_by(*order).limit(wanted.limit), terms.values))


def _after(wanted: Filter) -> list[ColumnElement[bool]]:
    if wanted.after is None:
        return []
    instant, ticket_id = wanted.after
    at = tickets.c[COLUMNS[wanted.sort]]
    if wanted.ascending:
        return [or_(at > instant, and_(at == instant, ticket_id < ID))]
    return [or_(at < instant, and_(at == instant, ticket_id > ID))]
