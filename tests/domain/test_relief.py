"""When a ticket leaves those who have it, and who gets it."""

from datetime import timedelta

import pytest

from domain.events import ClockBreached
from domain.facts import RouteCandidate
from domain.relay_events import CustomerTold, HandOverLapsed, TicketHandedOver
from domain.vocabulary import Actor, ActorKind, HandOverCause, Status, Target
from tests.domain.building import DAY, HOUR, MICROSECOND, MINUTE, NINE, OFFICE
from tests.domain.follow_the_sun import (
    APAC,
    EU,
    MEI,
    NA,
    RELAY,
    SUN,
    SunLife,
    World,
    a_relay,
    all_of,
)
from tests.domain.rosters import roster, shift

FIVE = NINE + 8 * HOUR  # in the afternoon: the shift of eu-care ends
ANYTIME = "00:00-24:00"


def solve_within(budget: timedelta) -> SunLife:
    """Ana's, who is on until five and again the next day at nine."""
    return SunLife(a_relay(targets={Target.SOLVE: budget})).does("claim")


def handed(life: SunLife) -> list[TicketHandedOver]:
    return life.of(TicketHandedOver)


def test_who_goes_home_leaves_what_would_be_missed_to_a_team_that_is_on() -> None:
    life = solve_within(20 * HOUR).until(16.99)
    assert life.has_it() == (EU, "ana")
    [event] = handed(life.until(17))
    assert life.has_it() == (NA, None)
    assert event.cause is HandOverCause.END_OF_SHIFT
    assert (event.at, event.noticed) == (FIVE, None)
    assert (event.from_team, event.from_agent, event.told) == (EU, "ana", ("carl",))
    assert event.acknowledge_by == FIVE + RELAY.acknowledge_within
    assert event.because
    assert event.because.staffing


def test_a_ticket_stays_with_who_is_back_before_a_promise_runs_out() -> None:
    life = solve_within(30 * HOUR).until(24 + 16.99)
    assert life.has_it() == (EU, "ana")
    assert handed(life) == []


@pytest.mark.parametrize(("more", "stays"), [(timedelta(0), False), (MICROSECOND, True)])
def test_a_promise_that_runs_out_as_they_come_back_is_missed(more: timedelta, stays: bool) -> None:
    life = solve_within(DAY + more).until(17)
    assert (life.has_it() == (EU, "ana")) is stays


def test_a_promise_in_office_hours_stays_overnight() -> None:
    life = SunLife(a_relay(targets={Target.SOLVE: 9 * HOUR}, calendar=OFFICE)).does("claim")
    assert handed(life.until(24 + 9.5)) == []


def test_a_broken_promise_that_is_owed_is_not_left_to_wait_for_the_morning() -> None:
    life = solve_within(2 * HOUR).until(17)
    assert life.of(ClockBreached)
    assert life.has_it() == (NA, None)
    assert handed(life)[0].at == FIVE


def test_a_late_look_dates_it_by_the_end_of_the_shift_and_says_when_it_was_noticed() -> None:
    life = solve_within(20 * HOUR).later(10 * HOUR)
    life.look()
    [event] = handed(life)
    assert (event.at, event.noticed) == (FIVE, NINE + 10 * HOUR)


def test_a_breach_that_was_noticed_late_does_not_put_off_the_end_of_the_shift() -> None:
    life = solve_within(9 * HOUR).later(10 * HOUR)
    life.look()
    assert [event.at for event in life.of(ClockBreached)] == [FIVE + HOUR]
    assert [event.at for event in handed(life)] == [FIVE]


def test_who_waits_for_the_customer_keeps_the_ticket_until_the_customer_writes() -> None:
    life = SunLife().does("reply").until(20)
    assert handed(life) == []
    life.writes().look()
    [event] = handed(life)
    assert event.at == NINE + 11 * HOUR
    assert life.has_it() == (NA, None)


def test_an_old_broken_promise_dates_nothing_before_the_customer_wrote() -> None:
    life = SunLife(a_relay(targets={Target.SOLVE: HOUR})).until(11).does("reply").until(20)
    assert life.of(ClockBreached)
    assert handed(life) == []
    life.writes().look()
    assert [event.at for event in handed(life)] == [NINE + 11 * HOUR]


def test_a_message_that_a_fast_clock_dates_ahead_moves_the_ticket_now() -> None:
    life = SunLife().does("reply").until(20).writes(NINE + 11 * HOUR + MINUTE)
    life.look()
    assert [(event.at, event.noticed) for event in handed(life)] == [(NINE + 11 * HOUR, None)]


def test_a_held_ticket_stays_until_its_hold_ends() -> None:
    life = solve_within(13 * HOUR).does("hold", until=NINE + 11 * HOUR)
    assert handed(life.until(19.9)) == []
    assert [event.at for event in handed(life.until(20))] == [NINE + 11 * HOUR]


def test_a_solved_ticket_moves_nowhere_and_one_taken_up_again_does() -> None:
    life = solve_within(13 * HOUR).does("solve").until(20)
    assert handed(life) == []
    life.writes().look()
    assert life.has_it() == (NA, None)


def test_without_promises_nobody_is_needed() -> None:
    life = SunLife(a_relay(targets={})).does("claim").until(3 * 24)
    assert life.has_it() == (EU, "ana")
    assert handed(life) == []


def test_a_policy_from_before_hand_over_keeps_its_tickets_put() -> None:
    life = SunLife(a_relay(relay=None, targets={Target.SOLVE: HOUR})).does("claim")
    life.until(3 * 24)
    assert life.has_it() == (EU, "ana")
    assert not any(isinstance(one, TicketHandedOver | CustomerTold) for one in life.events)


def test_who_works_after_hours_is_at_work_for_as_long_as_a_team_may_take_to_answer() -> None:
    always = {NA: roster("UTC", shift(ANYTIME, "carl"))}
    world = World({EU: roster("UTC", shift("09:00-17:00", "ana"))} | always, NINE, NINE + 9 * DAY)
    life = SunLife(world=world).until(17.5)
    life.does("claim").later(15 * MINUTE).does("note").until(18.05)
    assert life.ticket.assignee == "ana"
    [_, event] = handed(life.until(18.2))
    assert life.has_it() == (NA, None)
    assert event.at == NINE + 8.75 * HOUR + RELAY.acknowledge_within


def test_the_end_of_overtime_is_looked_at_when_it_comes() -> None:
    always = {NA: roster("UTC", shift(ANYTIME, "carl"))}
    world = World({EU: roster("UTC", shift("09:00-17:00", "ana"))} | always, NINE, NINE + 9 * DAY)
    life = SunLife(world=world).until(17.5).does("claim")
    assert life.look() == life.now + RELAY.acknowledge_within


def test_who_works_in_two_teams_is_there_with_the_first_shift_of_either() -> None:
    both = {NA: roster("UTC", shift("20:00-23:00", "ana"))}
    day = {EU: roster("UTC", shift("09:00-17:00", "ana")), APAC: SUN[APAC]}
    world = World({**day, **both, "far": roster("UTC", shift(ANYTIME, "carl"))}, NINE, NINE + DAY)
    life = SunLife(a_relay(targets={Target.SOLVE: 12 * HOUR}), world=world).does("claim")
    assert life.until(19.9).has_it() == (EU, "ana")
    assert life.until(20.9).has_it() == (EU, "ana")
    assert handed(life) == []


def test_whom_no_roster_knows_is_never_relieved() -> None:
    life = SunLife().does("claim", Actor(ActorKind.AGENT, "zoe")).until(5 * 24)
    assert life.ticket.assignee == "zoe"
    assert handed(life) == []


def test_a_queue_that_nobody_watches_gives_its_ticket_to_a_team_that_is_on() -> None:
    life = SunLife(at=NINE + 9 * HOUR)
    [event] = handed(life)
    assert event.cause is HandOverCause.NOBODY_ON
    assert (event.from_agent, event.at) == (None, NINE + 9 * HOUR)
    assert life.ticket.owner is None


def test_a_queue_keeps_what_can_wait_for_its_opening() -> None:
    life = SunLife(a_relay(targets={Target.FIRST_REPLY: 2 * DAY}), NINE + 9 * HOUR).until(33)
    assert life.has_it() == (EU, None)
    assert handed(life) == []


def test_where_nobody_is_on_the_queue_that_opens_first_gets_it() -> None:
    life = SunLife(at=NINE + 18 * HOUR, standby=all_of((APAC, EU, NA)))
    life.does("claim", MEI).until(7)
    [event] = handed(life)
    assert life.has_it() == (EU, None)
    assert event.reason == "opens next, at 2026-03-03 09:00 UTC"
    assert event.told == ()
    assert event.acknowledge_by == NINE + DAY + RELAY.acknowledge_within


def test_where_nobody_is_on_a_ticket_stays_with_who_is_back_as_soon_as_any_queue_opens() -> None:
    world = World({EU: roster("UTC", shift("09:00-17:00", "ana"))}, NINE, NINE + 9 * DAY)
    life = SunLife(world=world).does("claim").until(24)
    assert life.has_it() == (EU, "ana")
    assert handed(life) == []


def test_colleagues_of_the_same_team_come_first() -> None:
    team = roster("UTC", shift("09:00-13:00", "ana"), shift("09:00-17:00", "ben"))
    always = roster("UTC", shift(ANYTIME, "carl"))
    world = World({EU: team, NA: always}, NINE, NINE + 9 * DAY, {EU: 99})
    standby = all_of((EU, NA), speaks=(NA,))
    life = SunLife(a_relay(targets={Target.SOLVE: 9 * HOUR}), world=world, standby=standby)
    life.does("claim").until(13)
    assert life.has_it() == (EU, None)
    assert handed(life)[0].told == ("ben",)


@pytest.mark.parametrize(
    ("na", "apac", "gets_it"),
    [
        ((True, 9, 9), (False, 1, 0), NA),  # who speaks the customer's language
        ((False, 1, 9), (False, 2, 0), NA),  # then who is near
        ((False, 2, 0), (True, 9, 9), APAC),
        ((True, 1, 5), (True, 1, 4), APAC),  # then who has least
        ((True, 1, 4), (True, 1, 4), NA),  # then who was named first
    ],
)
def test_of_teams_that_are_on_the_language_counts_then_the_distance_then_the_load(
    na: tuple[bool, int, int], apac: tuple[bool, int, int], gets_it: str
) -> None:
    always = {team: roster("UTC", shift(ANYTIME, team)) for team in (NA, APAC)}
    team = {EU: roster("UTC", shift("09:00-17:00", "ana"))}
    world = World(team | always, NINE, NINE + DAY, {NA: na[2], APAC: apac[2]})
    standby = (
        RouteCandidate(EU, "rule"),
        RouteCandidate(NA, "rule", na[0], na[1]),
        RouteCandidate(APAC, "rule", apac[0], apac[1]),
    )
    life = SunLife(a_relay(targets={Target.SOLVE: DAY}), world=world, standby=standby)
    life.does("claim").until(17)
    assert life.ticket.team == gets_it


def test_teams_that_are_not_named_for_it_never_get_it() -> None:
    life = SunLife(standby=all_of((EU,))).until(3 * 24)
    assert {event.team for event in handed(life)} <= {EU}


def test_the_clocks_never_stop_for_a_hand_over() -> None:
    moved, stays = solve_within(20 * HOUR), solve_within(20 * HOUR)
    stays.policy = a_relay(relay=None, targets={Target.SOLVE: 20 * HOUR})
    moved.until(30)
    stays.until(30)
    assert handed(moved)
    assert handed(stays) == []
    assert moved.clock(Target.SOLVE) == stays.clock(Target.SOLVE)
    assert moved.clock(Target.SOLVE).pauses == ()


def test_a_ticket_goes_round_the_world_while_nobody_takes_it() -> None:
    life = SunLife(a_relay(targets={Target.SOLVE: 2 * HOUR})).until(48)
    places = [event.team for event in handed(life)]
    assert places == [NA, APAC, EU, NA, APAC]
    assert life.ticket.status is Status.NEW
    assert len(life.of(HandOverLapsed)) == len(places)
