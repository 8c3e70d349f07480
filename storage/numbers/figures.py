"""What is asked of the figures of a region."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from time import monotonic
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Row,
    Select,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    or_,
    select,
    values,
)

from domain.analytics import (
    DURATIONS,
    NOT_KNOWN,
    Behind,
    Dimension,
    Group,
    Narrowing,
    Progress,
    Question,
    Tally,
)
from domain.figures import Counted
from domain.periods import Period
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.numbers import keeping_up
from storage.numbers.keeping_up import counted
from storage.tables.region import Instant

PATIENCE: Final = 1.5  # seconds; after an upgrade there may be years to count
NARROWED: Final = ("country", "channel", "language", "team", "topic")
IN_TIME: Final = tuple(one for one in Counted if one is not Counted.BACKLOG)
_AT = Instant()


class SqlFigures:
    """The port `Figures` of one region."""

    def __init__(self, region: str, database: Database, writer: Writer) -> None:
        self._region = region
        self._database = database
        self._writer = writer
        self._one_at_a_time = asyncio.Lock()

    async def keep_up(self) -> Progress:
        """Count what the ledger says since it was last counted, for a while at most."""
        until = monotonic() + PATIENCE
        async with self._one_at_a_time:
            while True:
                stretch = await self._database.read(keeping_up.next_stretch)
                if stretch.until > stretch.since:
                    await self._writer.write(partial(keeping_up.write, stretch=stretch))
                if stretch.progress.is_done or monotonic() > until:
                    return stretch.progress

    async def tallies(self, question: Question) -> Sequence[Tally]:
        """As the Protocol says."""
        return await self._database.read(lambda one: list(_tallies(one, question, self._region)))


def behind(wanted: Behind) -> list[ColumnElement[bool]]:
    """What is true of the rows behind a figure."""
    said: list[ColumnElement[bool]] = [counted.c.what == wanted.what, *_narrowed(wanted.narrowing)]
    if wanted.value is not None:
        said.append(counted.c.value == wanted.value)
    if wanted.period is not None:
        said += _within(wanted.period)
    return said


def within_teams(teams: tuple[str, ...] | None, nobodys: bool) -> list[ColumnElement[bool]]:
    """What is true of rows that a reader may see."""
    if teams is None:
        return []
    theirs = counted.c.team.in_(teams)
    return [or_(theirs, counted.c.team.is_(None)) if nobodys else theirs]


def _tallies(connection: Connection, question: Question, region: str) -> Iterator[Tally]:
    common = [
        *_narrowed(question.narrowing),
        *within_teams(question.teams, question.nobodys),
    ]
    queries = [_in_time(question, and_(counted.c.what.in_(IN_TIME), *common))]
    if not question.periods:
        now = and_(counted.c.what == Counted.BACKLOG, *common)
        queries.append(_grouped(counted, _keys(question), now))
    for query in queries:
        for row in connection.execute(query):
            yield _tally(row, question, region)


def _in_time(question: Question, where: ColumnElement[bool]) -> Select[Any]:
    keys = _keys(question)
    if not question.periods:
        return _grouped(counted, keys, and_(where, *_within(question.period)))
    columns = (column("place", Integer), column("begins", _AT), column("ends", _AT))
    given = [(place, one.begins, one.ends) for place, one in enumerate(question.periods)]
    periods = values(*columns).data(given).cte("periods")
    during = and_(counted.c.at >= periods.c.begins, counted.c.at < periods.c.ends)
    return _grouped(periods.join(counted, during), [*keys, periods.c.place], where)


def _grouped(
    rows: FromClause, keys: Sequence[ColumnElement[Any]], where: ColumnElement[bool]
) -> Select[Any]:
    value = counted.c.value
    durations = case((counted.c.what.in_(DURATIONS), cast(value, Text)), else_=None)
    sums = (
        counted.c.what,
        func.count().label("number"),
        func.count(value).label("valued"),
        func.sum(value).label("total"),
        func.aggregate_strings(durations, ",").label("durations"),
    )
    columns = [one.label(f"key_{number}") for number, one in enumerate(keys)]
    query = select(*columns, *sums).select_from(rows).where(where)
    return query.group_by(counted.c.what, *keys)


def _keys(question: Question) -> list[ColumnElement[Any]]:
    """By what the rows of a region are grouped: all of them are of the region."""
    return [counted.c[one] for one in question.by if one is not Dimension.REGION]


def _narrowed(narrowing: Narrowing) -> list[ColumnElement[bool]]:
    wanted = ((name, getattr(narrowing, name)) for name in NARROWED)
    return [
        counted.c[name].is_(None) if value == NOT_KNOWN else counted.c[name] == value
        for name, value in wanted
        if value is not None
    ]


def _within(period: Period) -> list[ColumnElement[bool]]:
    return [counted.c.at >= period.begins, counted.c.at < period.ends]


def _tally(row: Row[Any], question: Question, region: str) -> Tally:
    found = iter(row)
    key = tuple(region if one is Dimension.REGION else next(found) for one in question.by)
    place = next(found) if question.periods else None
    durations = tuple(map(int, row.durations.split(","))) if row.durations else ()
    return Tally(
        group=Group(key, place),
        what=Counted(row.what),
        count=row.number,
        valued=row.valued,
        total=int(row.total or 0),
        values=durations,
    )
