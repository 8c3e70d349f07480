from collections.abc import Iterator, Sequence
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.events import Event, MessageUnderstood, TicketRouted
from domain.facts import RouteCandidate
from domain.ledger import Entry
from domain.vocabulary import THE_DESK, Because
from rulebook.backtesting.loads import AROUND, CountedLoads, LoadsAsMet
from rulebook.backtesting.recorded import Holding
from tests.domain.building import HOUR, MINUTE, NINE, SECOND

TEAMS = ("eu-care", "na-care")


@st.composite
def holdings(draw: st.DrawFn) -> tuple[Holding, ...]:
    """One ticket's way: never the same team twice on end."""
    minutes = sorted(draw(st.sets(st.integers(0, 60), max_size=6)))
    team: str | None = None
    found = []
    for minute in minutes:
        team = draw(st.sampled_from([one for one in (None, *TEAMS) if one != team]))
        found.append(Holding(NINE + minute * MINUTE, team))
    return tuple(found)


def held_at(held: tuple[Holding, ...], at: datetime) -> str | None:
    return next((one.team for one in reversed(held) if one.at <= at), None)


def counted(tickets: Sequence[tuple[Holding, ...]]) -> CountedLoads:
    loads = CountedLoads()
    for held in tickets:
        loads.add(held)
    loads.settle()
    return loads


@given(st.lists(holdings(), max_size=12), st.integers(-1, 61))
def test_a_team_has_as_many_as_stand_with_it_at_the_instant(
    tickets: list[tuple[Holding, ...]], minute: int
) -> None:
    loads, at = counted(tickets), NINE + minute * MINUTE
    for team in TEAMS:
        assert loads.at(at).get(team, 0) == sum(held_at(held, at) == team for held in tickets)


def test_what_can_have_been_seen_is_what_was_true_a_moment_before_or_after() -> None:
    begun = (Holding(NINE, "eu-care"), Holding(NINE + HOUR, None))
    loads = counted([begun, (Holding(NINE + HOUR + AROUND, "eu-care"),)])
    assert loads.around("eu-care", NINE - AROUND - SECOND) == (0, 0)
    assert loads.around("eu-care", NINE - AROUND) == (0, 1)
    assert loads.around("eu-care", NINE + MINUTE) == (1, 1)
    assert loads.at(NINE + HOUR) == {}
    assert loads.around("eu-care", NINE + HOUR) == (0, 1)
    assert loads.around("na-care", NINE) == (0, 0)


def routed(reason: str, team: str, *wanted: RouteCandidate) -> list[Entry]:
    def events() -> Iterator[Event]:
        yield MessageUnderstood(
            at=NINE, by=THE_DESK, message_id="m", language="en", confidence=1, candidates=wanted
        )
        yield TicketRouted(
            at=NINE,
            by=THE_DESK,
            because=Because("standard", 1, "routing: all"),
            team=team,
            language="en",
            reason=reason,
        )

    return [Entry("eu-1", place, event) for place, event in enumerate(events(), start=1)]


def one(team: str, speaks: bool = True) -> RouteCandidate:
    return RouteCandidate(team, "all", speaks)


def test_the_load_that_a_routing_named_is_the_one_it_saw() -> None:
    entries = routed("on now, with 7 open tickets; the customer had no ticket before", "eu-care")
    met = LoadsAsMet(counted([]), entries)
    assert met.at(NINE, to_be_routed=True) == {"eu-care": 7}
    assert met.at(NINE) == {}


def test_a_rival_that_was_just_being_given_tickets_had_no_fewer() -> None:
    """Of two equal teams the first named had more, or it would have been chosen."""
    soon = [(Holding(NINE + SECOND, "na-care"),)] * 3
    wanted = (one("na-care"), one("eu-care"), one("eu-lead", speaks=False))
    entries = routed("on now, with 2 open tickets", "eu-care", *wanted)
    assert LoadsAsMet(counted(soon), entries).at(NINE, to_be_routed=True) == {
        "eu-care": 2,
        "na-care": 3,
    }


def test_a_rival_with_clearly_fewer_was_not_on_and_keeps_its_count() -> None:
    early = [(Holding(NINE - HOUR, "na-care"),)]
    entries = routed("on now, with 9 open tickets", "eu-care", one("na-care"), one("eu-care"))
    found = LoadsAsMet(counted(early), entries).at(NINE, to_be_routed=True)
    assert found == {"eu-care": 9, "na-care": 1}


def test_a_routing_to_a_closed_team_says_nothing_of_loads() -> None:
    entries = routed("opens next, at 2026-03-03 08:00 UTC", "eu-care", one("eu-care"))
    assert LoadsAsMet(counted([]), entries).at(NINE, to_be_routed=True) == {}
