"""An emergency goes to the nearest team that is on, and waits for nobody."""

import pytest

from domain.facts import RouteCandidate
from domain.moves import Wait, next_move
from domain.policy import Policy, StaffingView, TeamStaffing
from domain.relay_events import TicketHandedOver
from domain.relief import nearest
from domain.vocabulary import HandOverCause, Target, Tier
from tests.domain.building import ANA, DAY, HOUR, NINE, Life
from tests.domain.follow_the_sun import (
    APAC,
    CARL,
    EU,
    NA,
    RELAY,
    SUN,
    SunLife,
    World,
    a_relay,
    all_of,
    understood_by,
)
from tests.domain.rosters import roster, shift

FIVE = NINE + 8 * HOUR
RELAXED = {Target.SOLVE: 9 * DAY}


def emergency(
    policy: Policy | None = None,
    hour: float = 9,
    world: World | None = None,
    standby: tuple[RouteCandidate, ...] | None = None,
) -> SunLife:
    return SunLife(
        policy or a_relay(targets=RELAXED),
        NINE + (hour - 9) * HOUR,
        world=world or World(SUN, NINE, NINE + 9 * DAY),
        tier=Tier.EMERGENCY,
        standby=standby,
    )


def handed(life: SunLife) -> list[TicketHandedOver]:
    return life.of(TicketHandedOver)


@pytest.mark.parametrize(("hour", "team"), [(9, EU), (16, EU), (18, NA), (23.5, APAC)])
def test_it_is_routed_to_the_nearest_team_that_is_on(hour: float, team: str) -> None:
    assert emergency(hour=hour).ticket.team == team


def test_neither_load_nor_language_counts_for_more_than_the_distance() -> None:
    world = World(SUN, NINE, NINE + DAY, {EU: 500, NA: 0})
    standby = all_of((EU, NA), speaks=(NA,))
    life = emergency(hour=16, world=world, standby=standby)
    assert life.ticket.team == EU


def test_of_equally_near_teams_one_that_speaks_the_language_gets_it() -> None:
    standby = (RouteCandidate(EU, "rule"), RouteCandidate(NA, "rule", speaks=True))
    assert emergency(hour=16, standby=standby).ticket.team == NA


def test_the_nearest_of_all_counts_and_not_who_would_have_it_otherwise() -> None:
    life = Life(a_relay(), NINE + 7 * HOUR, tier=Tier.EMERGENCY)
    standby = (RouteCandidate(EU, "rule", distance=3), RouteCandidate(NA, "rule", distance=1))
    life.happens(understood_by(life.now, standby))
    view = World(SUN, NINE, NINE + DAY).view(life.now)
    assert nearest(standby, view) == nearest(standby[::-1], view)
    choice = nearest(standby, view)
    assert choice
    assert (choice.team, "emergency" in choice.reason) == (NA, True)


def test_where_nobody_is_on_the_first_to_open_gets_it() -> None:
    assert emergency(hour=7.5, standby=all_of((NA, APAC, EU))).ticket.team == EU


def test_where_nobody_ever_opens_somebody_still_has_it_and_without_teams_nobody_can() -> None:
    closed = StaffingView(teams={EU: TeamStaffing(), NA: TeamStaffing()})
    choice = nearest(all_of((EU, NA)), closed)
    assert choice
    assert choice.team == EU
    assert nearest((), closed) is None


def test_it_leaves_whoever_goes_home_although_nothing_would_be_missed() -> None:
    life = emergency().does("claim").until(17)
    [event] = handed(life)
    assert (event.cause, event.at) == (HandOverCause.EMERGENCY, FIVE)
    assert life.has_it() == (NA, None)
    calm = SunLife(a_relay(targets=RELAXED)).does("claim").until(17)
    assert handed(calm) == []


def test_it_needs_somebody_also_where_no_time_was_promised() -> None:
    life = emergency(a_relay(targets={})).does("claim").until(17)
    assert life.has_it() == (NA, None)


def test_it_goes_to_the_nearest_team_and_not_to_colleagues_first() -> None:
    team = roster("UTC", shift("09:00-13:00", "ana"), shift("09:00-17:00", "ben"))
    always = roster("UTC", shift("00:00-24:00", "carl"))
    world = World({EU: team, NA: always}, NINE, NINE + DAY)
    near = all_of((NA, EU))
    life = emergency(world=world, standby=near)
    assert life.ticket.team == NA
    far = emergency(world=world, standby=all_of((EU, NA))).does("claim").until(13)
    assert far.has_it() == (EU, None)


def test_a_team_that_does_not_answer_is_followed_by_the_next_nearest() -> None:
    always = {team: roster("UTC", shift("00:00-24:00", team)) for team in (NA, APAC, "eu-lead")}
    world = World({EU: SUN[EU], **always}, NINE, NINE + DAY)
    standby = all_of((EU, NA, "eu-lead", APAC))
    life = emergency(world=world, standby=standby).does("claim").hands_over(APAC, ANA).until(9.9)
    assert [event.team for event in handed(life)] == [APAC, EU, NA]
    assert handed(life)[1].at == NINE + RELAY.acknowledge_within


def test_whoever_has_it_and_is_on_keeps_it() -> None:
    life = emergency(hour=17).does("claim", CARL).until(22.9)
    assert life.has_it() == (NA, "carl")
    assert handed(life) == []


def test_one_that_waits_for_the_customer_waits_and_moves_as_soon_as_the_customer_writes() -> None:
    life = emergency().does("reply").until(20)
    assert handed(life) == []
    life.writes().look()
    assert [event.at for event in handed(life)] == [NINE + 11 * HOUR]
    assert life.has_it() == (NA, None)


def test_it_is_not_handed_to_a_team_that_opens_later() -> None:
    life = emergency().does("claim")
    assert life.refuses("hand_over", team=NA, staffing=life.who_is_on()) == "team_is_off"
    calm = SunLife(a_relay(targets=RELAXED)).does("claim").hands_over(NA, ANA)
    assert calm.has_it() == (NA, None)


def test_where_nobody_is_on_it_waits_for_the_first_to_open_and_looks_then() -> None:
    life = emergency(hour=23.5).until(31)
    assert life.ticket.team == EU
    move = next_move(life.ticket, life.policy, life.who_is_on(), life.now)
    assert isinstance(move, Wait)
    assert move.until is not None
    assert move.until <= NINE + DAY
    life.until(33 + 10 / 60)
    assert life.has_it() == (EU, None)
