from dataclasses import replace

import pytest

from domain.ports import RoutingTable
from domain.routing import Matter
from domain.vocabulary import Priority, Tier
from rulebook.facts import Desk
from rulebook.topics import DeskRouting
from tests.rulebook.building import Copy

ORDINARY = Matter("eu", None, "en", Tier.STANDARD, Priority.NORMAL)
EMERGENCY = replace(ORDINARY, tier=Tier.EMERGENCY)
EUROPES_OWN = {"eu-care": 0, "eu-engineering": 0, "na-care": 1, "apac-care": 2, "latam-care": 3}


def distances(desk: Desk, matter: Matter, location: str | None = None) -> dict[str, int]:
    """How far each team is, in the order in which they are asked."""
    routing: RoutingTable = DeskRouting(desk)
    found = routing.standby(matter, location)
    assert len({one.team for one in found}) == len(found)
    return {one.team: one.distance for one in found}


def test_the_teams_of_the_neighbours_stand_by_in_their_order(desk: Desk) -> None:
    assert distances(desk, ORDINARY) == {
        "eu-care": 0,
        "na-care": 1,
        "apac-care": 2,
        "latam-care": 3,
    }
    assert distances(desk, replace(ORDINARY, region="cn")) == {"cn-care": 0, "apac-care": 1}
    assert list(distances(desk, replace(ORDINARY, region="na"))) == [
        "na-care",
        "latam-care",
        "eu-care",
        "apac-care",
    ]


def test_in_each_region_the_first_rule_that_fits_decides(desk: Desk) -> None:
    routing = DeskRouting(desk)
    found = routing.standby(replace(ORDINARY, topic="technical"), None)
    assert [(one.team, one.rule) for one in found[:2]] == [
        ("eu-engineering", "technical matters in Europe"),
        ("na-care", "everything in North America"),
    ]
    from_afar = routing.standby(replace(ORDINARY, region="apac", topic="technical"), None)
    assert [one.team for one in from_afar[:2]] == ["apac-care", "eu-engineering"]


def test_the_nearest_in_an_emergency_are_those_about_the_place_where_it_is(desk: Desk) -> None:
    thailand = distances(desk, EMERGENCY, "TH")
    assert list(thailand.items()) == [
        ("apac-care", 0),
        ("eu-care", 1),
        ("eu-engineering", 1),
        ("na-care", 2),
        ("latam-care", 3),
    ]
    assert distances(desk, EMERGENCY, "th") == thailand


def test_a_region_that_is_no_neighbour_of_the_place_comes_last_if_the_ticket_is_its_own(
    desk: Desk,
) -> None:
    assert distances(desk, EMERGENCY, "CN") == {
        "cn-care": 0,
        "apac-care": 1,
        "eu-care": 2,
        "eu-engineering": 2,
    }
    assert "cn-care" not in distances(desk, EMERGENCY, "TH")
    chinese = replace(EMERGENCY, region="cn")
    assert list(distances(desk, chinese, "IE").items())[-1] == ("cn-care", 4)


@pytest.mark.parametrize("location", [None, "", "XX", "Bangkok", "\N{LATIN SMALL LETTER SHARP S}"])
def test_without_a_place_that_is_known_nearness_counts_from_the_ticket(
    desk: Desk, location: str | None
) -> None:
    assert list(distances(desk, EMERGENCY, location).items()) == list(EUROPES_OWN.items())


@pytest.mark.parametrize("tier", [Tier.STANDARD, Tier.VIP])
def test_where_the_customer_is_matters_in_an_emergency_alone(desk: Desk, tier: Tier) -> None:
    matter = replace(ORDINARY, tier=tier)
    assert distances(desk, matter, "TH") == distances(desk, matter)


def test_of_one_distance_those_that_speak_the_language_come_first(copy: Copy) -> None:
    copy.edit("teams.yaml", "languages: [en, de]\n", "languages: [en, it]\n")
    found = DeskRouting(copy.read()).standby(replace(EMERGENCY, language="it"), "TH")
    assert [(one.team, one.speaks) for one in found[:3]] == [
        ("apac-care", False),  # the nearest, though it does not speak the language
        ("eu-engineering", True),
        ("eu-care", False),
    ]


def test_a_team_that_several_regions_name_is_at_its_least_distance(copy: Copy) -> None:
    copy.edit("routing.yaml", "teams: [na-care]", "teams: [eu-care, na-care]")
    copy.edit("routing.yaml", "teams: [latam-care]", "teams: [na-care, latam-care]")
    found = distances(copy.read(), ORDINARY)
    assert list(found.items()) == [
        ("eu-care", 0),
        ("na-care", 1),
        ("apac-care", 2),
        ("latam-care", 3),
    ]


@pytest.mark.shows_key("regions.regions.neighbours")
def test_a_region_without_a_neighbour_stands_alone(copy: Copy) -> None:
    copy.edit("regions.yaml", "neighbours: [apac] # the work may go there; the data stays", "")
    desk = copy.read()
    assert distances(desk, replace(ORDINARY, region="cn")) == {"cn-care": 0}
    assert distances(desk, replace(EMERGENCY, region="cn"), "CN") == {"cn-care": 0}


def test_where_no_rule_fits_a_neighbour_it_has_no_team_to_stand_by(desk: Desk) -> None:
    unruled = replace(desk, rules=tuple(rule for rule in desk.rules if "na" not in rule.teams[0]))
    assert distances(unruled, ORDINARY) == {"eu-care": 0, "apac-care": 2, "latam-care": 3}
