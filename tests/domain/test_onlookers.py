"""What each person could see of a ticket, as the API would have answered them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import ApiKey, Role
from domain.glass import Grant
from domain.ledger import TicketView, view_of
from domain.onlookers import Onlooker, Scene, Seen, anybody, seen
from domain.residency import Piece, Places, Residency, ResidencyRule, Show
from tests.domain.building import HOUR, NINE, a_story

TEAMS = {"eu-care": "eu", "eu-lead": "eu", "na-care": "na"}
APART = Residency(groups={"eu": "gdpr", "na": "us"})
TOGETHER = Residency(groups={"eu": "all", "na": "all"})
WITH_REASONS = replace(
    APART,
    rules=(ResidencyRule("asks", of=Places(("eu",)), needs_reason=True),),
    reasons={"follow_up": "The customer asked again."},
)


def a_view(team: str | None, **changes: object) -> TicketView:
    story = a_story()
    return replace(view_of(story.ticket, story.policy), team=team, **changes)  # type: ignore[arg-type]  # whatever a test names


def of(key: ApiKey, view: TicketView, residency: Residency = APART, *grants: Grant) -> Seen:
    [one] = seen(Scene(view, NINE, residency, grants), [Onlooker(key, is_key=True)])
    return one


EU = ApiKey("k-eu", Role.AGENT, "eu", ("eu-care",))
NA = ApiKey("k-na", Role.AGENT, "na", ("na-care",))


def test_agents_of_the_team_at_home_see_it_in_the_clear() -> None:
    found = of(EU, a_view("eu-care"))
    assert set(found.shows.values()) == {Show.CLEAR}
    assert found.because == "at home"


def test_agents_of_another_team_are_not_even_told_that_it_is_there() -> None:
    for key, team in ((EU, "eu-lead"), (NA, "eu-care")):
        found = of(key, a_view(team))
        assert (found.shows, found.sees_the_ticket) == ({}, False)


def test_agents_elsewhere_see_it_masked_while_their_team_has_to_do_with_it() -> None:
    masked = of(NA, a_view("na-care"))
    assert masked.shows[Piece.TEXTS] is Show.MASKED
    told = of(NA, a_view("eu-care", called_in=("na-care",)))
    assert told.sees_the_ticket
    assert of(NA, a_view("na-care"), TOGETHER).shows[Piece.TEXTS] is Show.CLEAR


@pytest.mark.parametrize("role", [Role.OPS, Role.AUDITOR, Role.ADMIN])
def test_other_roles_at_home_see_facts_and_no_words(role: Role) -> None:
    found = of(ApiKey("k", role, "eu"), a_view("eu-care"))
    assert found.sees_the_ticket
    assert set(found.shows.values()) == {Show.HIDDEN}
    assert not of(ApiKey("k", role, "na"), a_view("eu-care")).sees_the_ticket


@pytest.mark.parametrize("role", [Role.CHANNEL, Role.SERVICE])
def test_programs_read_no_ticket(role: Role) -> None:
    assert not of(ApiKey("k", role), a_view("eu-care")).sees_the_ticket


def test_a_rule_that_wants_a_reason_is_told_of() -> None:
    found = of(NA, a_view("na-care"), WITH_REASONS)
    assert found.after_a_reason
    assert found.shows[Piece.TEXTS] is Show.MASKED
    without = of(NA, a_view("na-care"), replace(WITH_REASONS, reasons={}))
    assert (without.after_a_reason, without.shows[Piece.TEXTS]) == (False, Show.HIDDEN)


def test_broken_glass_shows_it_in_the_clear_for_as_long_as_it_was_broken() -> None:
    view = a_view("na-care")
    grant = Grant("g-1", NA.id, view.id, NINE - HOUR, NINE + HOUR)
    assert of(NA, view, APART, grant).shows[Piece.TEXTS] is Show.CLEAR
    over = replace(grant, until=NINE - timedelta(seconds=1))
    assert of(NA, view, APART, over).shows[Piece.TEXTS] is Show.MASKED


def test_everybody_there_is_by_the_desk_is_asked_about() -> None:
    found = list(anybody("eu", TEAMS))
    teams = [one.key.teams for one in found if one.key.role is Role.AGENT]
    assert teams == [("eu-care",), ("eu-lead",), ("na-care",)]
    roles = {one.key.role for one in found}
    assert roles == {Role.AGENT, Role.OPS, Role.AUDITOR, Role.PRIVACY, Role.ADMIN}
    assert not any(one.is_key for one in found)
