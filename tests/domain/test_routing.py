from datetime import timedelta

import pytest

from domain.facts import RouteCandidate
from domain.policy import StaffingView, TeamStaffing
from domain.routing import Matter, RoutingRule, candidates, choose
from domain.vocabulary import Priority, Tier
from tests.domain.building import DAY, HOUR, MICROSECOND, NINE, staffing

MATTER = Matter("eu", "billing", "pt", Tier.STANDARD, Priority.NORMAL)
LANGUAGES = {"eu-care": ("en", "de"), "latam-care": ("es", "pt-BR"), "na-care": ("en",)}
EVERYTHING = RoutingRule("everything", ("eu-care", "latam-care", "na-care"))


def named(*teams: str, speaks: tuple[str, ...] = ()) -> tuple[RouteCandidate, ...]:
    return tuple(RouteCandidate(team, "everything", team in speaks) for team in teams)


def on(load: int = 0) -> TeamStaffing:
    return TeamStaffing(on=("ana",), until=NINE + 8 * HOUR, load=load)


def off(opens_in: timedelta | None, load: int = 0) -> TeamStaffing:
    opening = None if opens_in is None else NINE + opens_in
    return TeamStaffing(next_opening=opening, load=load)


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ({}, True),
        ({"region": ("eu",)}, True),
        ({"region": ("na", "eu")}, True),
        ({"region": ("na",)}, False),
        ({"topic": ("billing", "refund")}, True),
        ({"topic": ("shipping",)}, False),
        ({"language": ("pt-PT",)}, True),
        ({"language": ("es",)}, False),
        ({"tier": ("standard",)}, True),
        ({"tier": ("vip",)}, False),
        ({"priority": ("normal",)}, True),
        ({"priority": ("urgent",)}, False),
        ({"region": ("eu",), "topic": ("billing",)}, True),
        ({"region": ("eu",), "topic": ("shipping",)}, False),
    ],
)
def test_a_rule_fits_where_every_fact_that_it_names_does(
    when: dict[str, tuple[str, ...]], fits: bool
) -> None:
    assert RoutingRule("a rule", ("eu-care",), when).fits(MATTER) is fits


def test_a_rule_that_names_a_topic_does_not_fit_a_matter_without_one() -> None:
    matter = Matter("eu", None, "pt", Tier.STANDARD, Priority.NORMAL)
    assert not RoutingRule("a rule", ("eu-care",), {"topic": ("billing",)}).fits(matter)


def test_the_first_rule_that_fits_decides_alone() -> None:
    rules = [
        RoutingRule("shipping", ("eu-care",), {"topic": ("shipping",)}),
        RoutingRule("billing", ("na-care",), {"topic": ("billing",)}),
        EVERYTHING,
    ]
    assert candidates(MATTER, rules, {}) == (RouteCandidate("na-care", "billing"),)


def test_where_no_rule_fits_there_is_no_candidate() -> None:
    assert candidates(MATTER, [RoutingRule("r", ("a",), {"region": ("na",)})], LANGUAGES) == ()
    assert choose((), staffing(NINE)) is None


def test_teams_that_speak_the_customers_language_come_first_in_the_rules_order() -> None:
    found = candidates(MATTER, [EVERYTHING], LANGUAGES)
    assert [each.team for each in found] == ["latam-care", "eu-care", "na-care"]
    assert [each.speaks for each in found] == [True, False, False]


def test_the_least_loaded_of_the_teams_that_are_on_gets_the_ticket() -> None:
    view = staffing(NINE, eu_care=on(5), na_care=on(3), latam_care=off(HOUR, load=0))
    choice = choose(named("eu-care", "latam-care", "na-care"), view)
    assert choice is not None
    assert (choice.team, choice.rule) == ("na-care", "everything")
    assert choice.reason == "on now, with 3 open tickets"


def test_of_equally_loaded_teams_the_first_named_gets_it() -> None:
    view = staffing(NINE, eu_care=on(3), na_care=on(3))
    choice = choose(named("na-care", "eu-care"), view)
    assert choice is not None
    assert choice.team == "na-care"


def test_a_team_that_speaks_the_language_is_preferred_though_it_has_more_to_do() -> None:
    view = staffing(NINE, eu_care=on(0), latam_care=on(9))
    choice = choose(candidates(MATTER, [EVERYTHING], LANGUAGES), view)
    assert choice is not None
    assert choice.team == "latam-care"
    assert choice.reason == "on now, speaks the customer's language, with 9 open tickets"


def test_a_team_that_is_on_is_preferred_to_one_that_speaks_the_language_and_is_not() -> None:
    view = staffing(NINE, eu_care=on(9), latam_care=off(HOUR))
    choice = choose(candidates(MATTER, [EVERYTHING], LANGUAGES), view)
    assert choice is not None
    assert choice.team == "eu-care"


def test_when_nobody_is_on_the_team_that_opens_first_gets_it() -> None:
    view = staffing(NINE, eu_care=off(3 * HOUR), na_care=off(2 * HOUR), latam_care=off(None))
    choice = choose(named("latam-care", "eu-care", "na-care"), view)
    assert choice is not None
    assert (choice.team, choice.reason) == ("na-care", "opens next, at 2026-03-02 11:00 UTC")


def test_when_nobody_is_on_nor_will_be_the_most_wanted_team_gets_it() -> None:
    choice = choose(named("na-care", "eu-care"), StaffingView())
    assert choice is not None
    assert (choice.team, choice.reason) == ("na-care", "nobody is on")


@pytest.mark.parametrize(
    ("later", "fresh"), [(timedelta(0), True), (DAY - MICROSECOND, True), (DAY, False)]
)
def test_staffing_is_fresh_until_it_is_too_old(later: timedelta, fresh: bool) -> None:
    assert staffing(NINE, lasts=DAY).is_fresh(NINE + later) is fresh


def test_staffing_that_nobody_looked_up_is_never_fresh() -> None:
    assert not StaffingView().is_fresh(NINE)
