"""What tickets are narrowed to, as terms without their values.

To put a query of many parts together takes longer than to run it. Queries that differ in nothing
but their values have the same terms, so they are put together once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, or_

from domain.lists import AT_WORK, Filter, Sort, Span
from domain.vocabulary import Status
from storage.tickets.pages import tickets

EXACT = ("assignee", "priority", "topic", "channel", "tier", "customer_id", "breached")

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Term:
    """One column beside a value that has a name; beside none for `is` and `is not` null."""

    column: str
    how: str
    name: str = ""


AnyOf = tuple[Term, ...]  # of which one has to be true

_HOW: Final[Mapping[str, Callable[[ColumnElement[Any], str], Condition]]] = MappingProxyType(
    {
        "=": lambda column, name: column == _named(column, name),
        "<": lambda column, name: column < _named(column, name),
        "<=": lambda column, name: column <= _named(column, name),
        ">": lambda column, name: column > _named(column, name),
        ">=": lambda column, name: column >= _named(column, name),
        "in": lambda column, name: column.in_(bindparam(name, expanding=True)),
        "is": lambda column, _: column.is_(None),
        "is not": lambda column, _: column.is_not(None),
    }
)


@dataclass(slots=True)
class Terms:
    """Makes the terms of one list, and keeps their values by name."""

    values: dict[str, object] = field(default_factory=dict)

    def term(self, column: str, how: str, value: object) -> Term:
        """A term with its value."""
        name = f"{column}_{len(self.values)}"
        self.values[name] = value
        return Term(column, how, name)

    def same(self, column: str, value: object) -> Term:
        """The column has the value, or none where that is None."""
        return Term(column, "is") if value is None else self.term(column, "=", value)

    def narrowing(self, wanted: Filter) -> list[AnyOf]:
        """What every ticket of the list has, but for its team and status."""
        said = [
            self.same(name, value) for name in EXACT if (value := getattr(wanted, name)) is not None
        ]
        if wanted.ids is not None:
            said.append(self.term("id", "in", list(wanted.ids)))
        if wanted.language is not None:
            first, past = variants_of(wanted.language)
            said += [self.term("language", ">=", first), self.term("language", "<", past)]
        if wanted.unassigned:
            said.append(Term("assignee", "is"))
        if wanted.due_before is not None:
            said.append(self.term("due_at", "<", wanted.due_before))
        if wanted.unacknowledged:
            said.append(Term("acknowledge_by", "is not"))
        if wanted.sort is Sort.DUE:
            said.append(Term("due_at", "is not"))
        said += self._within("opened_at", wanted.opened)
        # No ticket changed before it was opened: so a list by change need not go further back.
        since = wanted.updated.since or wanted.opened.since
        said += self._within("updated_at", Span(since, wanted.updated.before))
        return [(one,) for one in said]

    def of_teams(self, teams: Sequence[str | None]) -> AnyOf:
        """A ticket that one of these teams has; None among them: or that no team has."""
        theirs = self.term("team", "in", [team for team in teams if team is not None])
        return (theirs, Term("team", "is")) if None in teams else (theirs,)

    def _within(self, column: str, span: Span) -> list[Term]:
        ends = ((">=", span.since), ("<", span.before))
        return [self.term(column, how, end) for how, end in ends if end is not None]


def condition(any_of: AnyOf) -> Condition:
    """The terms as SQLAlchemy has them; the values are given when it is run."""
    parts = [_HOW[one.how](tickets.c[one.column], one.name) for one in any_of]
    return or_(*parts) if len(parts) > 1 else parts[0]


def variants_of(language: str) -> tuple[str, str]:
    """The tag itself, and the end before which all of its variants stand: `zh-Hant` is of `zh`.

    A tag goes on behind a hyphen, and the next character after that is the full stop.
    """
    return language, f"{language}."


def teams_of(wanted: Filter) -> tuple[str | None, ...] | None:
    """The teams whose tickets the list shows, None for nobody's; no tuple where it is any."""
    visible: tuple[str | None, ...] | None = wanted.teams
    if visible is not None and wanted.nobodys:
        visible = (*visible, None)
    if wanted.team is None:
        return visible
    asked = (wanted.team,) if isinstance(wanted.team, str) else wanted.team
    return asked if visible is None else tuple(team for team in asked if team in visible)


def statuses_of(wanted: Filter) -> tuple[Status, ...] | None:
    """The statuses that the list shows; of what is due only those in which a clock can run."""
    if wanted.statuses is None and (wanted.due_before is not None or wanted.sort is Sort.DUE):
        return AT_WORK
    return wanted.statuses


def _named(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=column.type)
