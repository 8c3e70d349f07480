"""What the figures promise: they are what plain SQL over the ledger says they are."""

import random
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, delete, select

from domain.analytics import (
    NOT_KNOWN,
    Behind,
    Dimension,
    Duration,
    Group,
    Narrowing,
    Question,
    Sums,
    summed,
)
from domain.figures import Counted
from domain.lists import Filter, Sort
from domain.periods import Length, Period, periods
from domain.stores import RegionStores
from domain.vocabulary import Target
from storage.database import counters
from storage.database.engine import open_database
from storage.numbers import figures, keeping_up
from storage.numbers.figures import SqlFigures
from storage.open import Place
from storage.privacy.taking_out import Whose, records_out
from storage.tickets.pages import ledger
from tests.domain.building import DAY, HOUR, NINE
from tests.storage.figures_by_sql import Plainly, Row, written
from tests.storage.lived_desk import TEAMS, lives
from tests.storage.lived_desk import written as all_written

SEED, MANY = 20, 240
WHOLE = Period(NINE - DAY, NINE + 400 * DAY)
BY_SQL = {one: str(one) for one in Dimension} | {Dimension.REGION: "'eu'"}
SECOND = timedelta(seconds=1)


async def plainly(place: Place) -> Plainly:
    """The ledger as it stands, in plain SQL's hands."""
    database = open_database(place.url)
    columns = (ledger.c.ticket_id, ledger.c.sequence, ledger.c.kind, ledger.c.at, ledger.c.body)
    try:
        lines = await database.read(
            lambda one: [tuple(row) for row in one.execute(select(*columns))]
        )
    finally:
        await database.dispose()
    return Plainly(lines)


@pytest.fixture
async def by_sql(stores: RegionStores, place: Place) -> AsyncIterator[Plainly]:
    """A desk on which 240 tickets have lived."""
    await all_written(stores, list(lives(SEED, MANY)), SEED)
    while not (await stores.figures.keep_up()).is_done:
        pass
    made = await plainly(place)
    yield made
    made.close()


class FiguresContract:
    async def test_the_figures_are_what_plain_sql_over_the_ledger_says(
        self, stores: RegionStores, by_sql: Plainly
    ) -> None:
        """Each figure, by everything, of any period and narrowed to anything."""
        seen: set[str] = set()
        for question, key, where, values in _questions(random.Random(SEED)):
            found = summed(await stores.figures.tallies(question))
            expected = by_sql.figures(key, where, **values)
            assert _by_name(found) == _by_sql(expected), question
            seen |= {what for of in expected.values() for what in of}
        assert seen == set(Counted), "every figure came up"

    async def test_by_time_each_period_has_what_is_in_it(
        self, stores: RegionStores, by_sql: Plainly
    ) -> None:
        """Of a zone whose clocks change meanwhile, and none of what is open now."""
        lisbon = ZoneInfo("Europe/Lisbon")
        whole = Period(NINE + 20 * DAY, NINE + 40 * DAY + HOUR)
        for length in Length:
            parts = tuple(periods(whole, length, lisbon))
            question = Question(whole, (Dimension.TEAM,), parts)
            found = summed(await stores.figures.tallies(question))
            for place, one in enumerate(parts):
                mine = {group: sums for group, sums in found.items() if group.place == place}
                within = "at >= :since AND at < :before AND what <> 'backlog'"
                instants = {"since": written(one.begins), "before": written(one.ends)}
                expected = by_sql.figures("coalesce(team, '-')", within, **instants)
                assert _by_name(mine) == _by_sql(expected)

    async def test_behind_each_figure_are_its_tickets(
        self, stores: RegionStores, by_sql: Plainly
    ) -> None:
        period = Period(NINE + 5 * DAY, NINE + 30 * DAY)
        instants = {"since": written(period.begins), "before": written(period.ends)}
        for what in Counted:
            for team in (None, *TEAMS, NOT_KNOWN):
                during = None if what is Counted.BACKLOG else period
                wanted = Behind(what, during, narrowing=Narrowing(team=team))
                where = "what = :what" + (" AND at >= :since AND at < :before" if during else "")
                where += {None: "", NOT_KNOWN: " AND team IS NULL"}.get(team, " AND team = :team")
                values = {"what": str(what), **instants, "team": team or ""}
                expected = by_sql.tickets(where, **values)
                assert await _listed(stores, wanted) == expected, wanted

    async def test_a_reader_s_figures_are_those_of_the_readers_teams(
        self, stores: RegionStores, by_sql: Plainly
    ) -> None:
        for nobodys in (True, False):
            question = Question(WHOLE, teams=("eu-care",), nobodys=nobodys)
            found = summed(await stores.figures.tallies(question))
            where = "(team = 'eu-care' OR team IS NULL)" if nobodys else "team = 'eu-care'"
            expected = by_sql.figures("''", where)
            assert _by_name(found) == _by_sql(expected)

    async def test_behind_a_reader_s_figure_is_what_the_teams_did_and_have(
        self, stores: RegionStores, by_sql: Plainly
    ) -> None:
        """What others did with a ticket that is theirs now is not in it, nor behind it."""
        wanted = Behind(Counted.FIRST_REPLY, WHOLE)
        theirs = Filter(behind=wanted, teams=("apac-care",), nobodys=False, limit=500)
        shown = sorted(one.id for one in await stores.views.tickets(theirs))
        did = by_sql.tickets("what = 'first_reply' AND team = 'apac-care'")
        has = {
            one.id for one in await stores.views.tickets(Filter(teams=("apac-care",), limit=500))
        }
        assert shown == [one for one in did if one in has]
        others = by_sql.tickets("what = 'first_reply' AND team <> 'apac-care'")
        assert set(did) - has, "some have gone to others"
        assert set(others) & has, "some were answered by others"

    async def test_a_long_ledger_is_counted_bit_by_bit(
        self, stores: RegionStores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As after an upgrade: each look gets further, and at the end all is counted once."""
        monkeypatch.setattr(figures, "PATIENCE", -1)
        await all_written(stores, list(lives(4, 60)), seed=4)
        while not (await stores.figures.keep_up()).is_done:
            pass
        at_once = summed(await stores.figures.tallies(Question(WHOLE, (Dimension.TEAM,))))
        await _count_anew(stores)
        monkeypatch.setattr(keeping_up, "LINES_AT_ONCE", 40)
        reached = [await stores.figures.keep_up()]
        while not reached[-1].is_done:
            reached.append(await stores.figures.keep_up())
        assert [one.counted for one in reached[:3]] == [40, 80, 120]
        assert reached[-1].counted == reached[-1].of > 300
        bit_by_bit = summed(await stores.figures.tallies(Question(WHOLE, (Dimension.TEAM,))))
        assert _by_name(bit_by_bit) == _by_name(at_once)

    async def test_a_ticket_whose_records_go_is_counted_no_more(
        self, stores: RegionStores, place: Place
    ) -> None:
        await all_written(stores, list(lives(3, 12)), 3)
        await stores.figures.keep_up()
        assert await _count(stores) == 12
        database = open_database(place.url)
        gone = await database.write(lambda one: records_out(one, Whose("eu-00300003", "c-1")))
        await database.dispose()
        assert gone.counts["figures"] > 0
        assert await _count(stores) == 11
        assert (await stores.figures.keep_up()).is_done
        assert await _count(stores) == 11


async def _count(stores: RegionStores) -> int:
    sums = summed(await stores.figures.tallies(Question(WHOLE)))
    return sums[Group()].counts[Counted.OPENED]


async def _count_anew(stores: RegionStores) -> None:
    """Forget what was counted."""
    made = stores.figures
    assert isinstance(made, SqlFigures)

    def forget(connection: Connection) -> None:
        connection.execute(delete(keeping_up.counted))
        counters.advance(connection, keeping_up.COUNTED, 0)

    await made._database.write(forget)


async def _listed(stores: RegionStores, wanted: Behind) -> list[str]:
    """The whole list, read to its end seven at a time."""
    found: list[str] = []
    going_on = Filter(behind=wanted, sort=Sort.OPENED, ascending=True, limit=7)
    while page := await stores.views.tickets(going_on):
        found += [one.id for one in page]
        last = page[-1]
        going_on = Filter(
            behind=wanted,
            sort=Sort.OPENED,
            ascending=True,
            limit=7,
            after=(last.opened_at, last.id),
        )
    assert len(set(found)) == len(found)
    return sorted(found)


def _questions(chance: random.Random) -> Iterator[tuple[Question, str, str, Mapping[str, str]]]:
    """Random questions, each with the same in SQL: its key, its condition, its values."""
    for number in range(60):
        since = NINE + chance.randrange(-1, 40) * DAY + chance.randrange(86_400) * SECOND
        period = Period(since, since + chance.choice([HOUR, 3 * DAY, 15 * DAY, 300 * DAY]))
        by = [] if number % 10 == 0 else chance.sample(list(Dimension), chance.randrange(1, 3))
        narrowed = {
            name: value
            for name, values in NARROWED.items()
            if chance.random() < 0.25 and (value := chance.choice(values)) is not None
        }
        where = ["(what = 'backlog' OR (at >= :since AND at < :before))"]
        where += [
            f"{name} IS NULL" if value == NOT_KNOWN else f"{name} = :{name}"
            for name, value in narrowed.items()
        ]
        key = " || '/' || ".join(f"coalesce({BY_SQL[one]}, '-')" for one in by) or "''"
        values = {"since": written(period.begins), "before": written(period.ends), **narrowed}
        question = Question(period, tuple(by), narrowing=Narrowing(**narrowed))
        yield question, key, " AND ".join(where), values


NARROWED = {
    "country": ["PT", "BR", NOT_KNOWN],
    "channel": ["web", "chat"],
    "language": ["pt", "ja", NOT_KNOWN],
    "team": ["eu-care", "apac-care", NOT_KNOWN],
    "topic": ["order", NOT_KNOWN],
}


def _by_name(found: Mapping[Group, Sums]) -> dict[str, object]:
    """All figures of each row, as they are answered."""
    return {
        "/".join(one or "-" for one in group.key): _figures(
            {one: sums.counts[one] for one in Counted},
            (sums.duration(Counted.FIRST_REPLY), sums.duration(Counted.SOLVED)),
            (sums.solve_rate, sums.average_score),
            {one: (of.met, of.breached) for one, of in sums.targets.items()},
        )
        for group, sums in found.items()
    }


def _by_sql(found: Mapping[str, Mapping[str, Row]]) -> dict[str, object]:
    return {own: _figures(*_plain(of)) for own, of in found.items()}


def _plain(of: Mapping[str, Row]) -> tuple[Any, ...]:
    counts = {one: of[one]["number"] if one in of else 0 for one in Counted}
    durations = [
        Duration(of[one]["p50"], of[one]["p90"]) if one in of else Duration()
        for one in ("first_reply", "solved")
    ]
    means = [
        of[one]["total"] / of[one]["valued"] if one in of and of[one]["valued"] else None
        for one in ("opened", "rated")
    ]
    targets = {
        one: (counts[Counted(f"{one}_met")], counts[Counted(f"{one}_breached")]) for one in Target
    }
    return counts, tuple(durations), tuple(means), targets


def _figures(*all_of_them: object) -> object:
    return all_of_them
