"""What others had meanwhile comes back to its owner, and what was given away does not."""

from domain.facts import StepAction
from domain.relay import Owner
from domain.vocabulary import (
    Doing,
    HandOverCause,
    Status,
    Target,
)
from tests.domain.building import ANA, DAY, HOUR, NINE, a_step
from tests.domain.follow_the_sun import (
    APAC,
    BEN,
    CARL,
    EU,
    FOUR_TEAMS,
    MEI,
    NA,
    RELAY,
    SHORT_DAY,
    SunLife,
    World,
    a_relay,
    causes,
    handed_over,
    solve_within,
)
from tests.domain.rosters import roster, shift

PATIENCE = RELAY.acknowledge_within


def test_the_ticket_comes_back_to_its_owner_once_they_are_on_and_others_are_not() -> None:
    life = solve_within(20 * HOUR).until(17.1).does("acknowledge", CARL)
    assert life.ticket.owner == Owner("ana", EU)
    life.until(22.9).does("reply", CARL).until(24 + 10)
    assert life.has_it() == (NA, "carl")
    life.writes().look()
    event = handed_over(life)[-1]
    assert (event.cause, event.told) == (HandOverCause.OWNER_IS_BACK, ("ana",))
    assert event.acknowledge_by is None
    assert life.has_it() == (EU, "ana")
    assert life.ticket.owner is None


def test_the_owner_is_on_as_of_their_shift_and_not_before() -> None:
    life = solve_within(40 * HOUR).until(16).hands_over(NA, ANA).does("acknowledge", CARL)
    life.until(24 + 8.99)
    assert life.ticket.assignee == "carl"
    life.until(24 + 9)
    assert life.has_it() == (EU, "ana")
    assert handed_over(life)[-1].at == NINE + DAY


def test_others_keep_it_for_as_long_as_they_are_on() -> None:
    world = World(FOUR_TEAMS | {APAC: roster("UTC", shift("16:00-12:00", "mei"))}, NINE, NINE + DAY)
    life = SunLife(a_relay(targets={Target.SOLVE: 9 * HOUR}), world=world).does("claim").until(16.5)
    life.hands_over(APAC, ANA).does("acknowledge", MEI).until(24 + 11.9)
    assert life.has_it() == (APAC, "mei")
    assert life.until(36).has_it() == (EU, "ana")


def test_what_an_agent_gives_away_does_not_come_back_while_the_team_that_got_it_is_on() -> None:
    life = solve_within(20 * HOUR).until(15.5).hands_over(NA, ANA)
    life.until(15.8)
    assert life.has_it() == (NA, None)
    assert causes(life) == [HandOverCause.AGENT]


def test_what_an_agent_leaves_for_a_team_that_opens_later_is_there_when_it_opens() -> None:
    life = solve_within(40 * HOUR).until(12).hands_over(NA, ANA).until(14.9)
    assert life.has_it() == (NA, None)
    assert life.until(15.1).has_it() == (NA, None)
    assert causes(life) == [HandOverCause.AGENT]


def test_what_others_pass_on_is_not_taken_from_those_who_got_it_for_an_owner_who_is_on() -> None:
    team = {EU: roster("UTC", shift("09:00-13:00", "ana"), shift("14:00-20:00", "ana"))}
    world = World(FOUR_TEAMS | team, NINE, NINE + 9 * DAY)
    late = {NA: roster("UTC", shift("12:00-23:00", "carl"))}
    world = World(FOUR_TEAMS | team | late, NINE, NINE + 9 * DAY)
    life = SunLife(a_relay(targets={Target.SOLVE: 5 * HOUR}), world=world).does("claim").until(13)
    life.does("acknowledge", CARL).until(16.5)
    assert life.ticket.owner == Owner("ana", EU)
    life.hands_over(APAC, CARL).until(16.8)
    assert life.has_it() == (APAC, None)
    assert causes(life) == [HandOverCause.END_OF_SHIFT, HandOverCause.AGENT]


def test_whoever_took_a_ticket_up_again_is_no_longer_waited_for() -> None:
    life = solve_within(20 * HOUR).until(17.1).does("acknowledge", CARL).does("release", CARL)
    life.does("claim", ANA)
    assert life.ticket.owner is None


def test_the_owner_stays_the_same_however_often_it_passes_on() -> None:
    life = solve_within(20 * HOUR).until(17.1).does("acknowledge", CARL)
    life.until(23.1).does("acknowledge", MEI)
    assert life.ticket.owner == Owner("ana", EU)
    life.until(24 + 9)
    assert life.has_it() == (EU, "ana")


def test_a_hand_over_back_to_the_owners_team_keeps_it_for_the_owner() -> None:
    back = solve_within(40 * HOUR).until(15)
    back.hands_over(NA, ANA).does("acknowledge", CARL).until(16).hands_over(EU, CARL, "b-2")
    assert back.has_it() == (EU, "ana")
    assert back.refuses("acknowledge", BEN) == "kept_for_another"
    assert back.does("acknowledge", ANA).ticket.owner is None


def test_what_is_kept_for_an_owner_waits_until_they_are_there() -> None:
    world = World(SHORT_DAY, NINE, NINE + 9 * DAY)
    life = (
        SunLife(a_relay(targets={Target.SOLVE: 40 * HOUR}), world=world).does("claim").until(12.5)
    )
    life.hands_over(NA, ANA).does("acknowledge", CARL).until(14).hands_over(EU, CARL, "b-2")
    assert life.has_it() == (EU, "ana")
    assert handed_over(life)[-1].told == ()
    assert handed_over(life)[-1].acknowledge_by == NINE + DAY + PATIENCE
    life.until(24 + 9.2)
    assert life.has_it() == (EU, "ana")
    assert len(handed_over(life)) == 2


def test_nothing_is_kept_for_an_owner_where_it_would_be_missed_by_that() -> None:
    world = World(SHORT_DAY, NINE, NINE + 9 * DAY)
    life = SunLife(a_relay(targets={Target.SOLVE: 9 * HOUR}), world=world).does("claim").until(12.5)
    life.hands_over(NA, ANA).does("acknowledge", CARL).until(14).hands_over(EU, CARL, "b-2")
    assert life.has_it() == (EU, None)
    assert handed_over(life)[-1].told == ("ben",)


def test_no_return_undoes_what_a_step_decided() -> None:
    assign = a_step(offset=31 * HOUR, actions=(StepAction(Doing.ASSIGN, team=NA),))
    life = solve_within(9 * HOUR, steps=(assign,)).until(17).does("acknowledge", CARL)
    life.until(24 + 8).does("note", CARL)
    life.until(24 + 16.5)
    assert causes(life)[-1] is HandOverCause.STEP
    assert life.has_it() == (NA, None)


def test_a_ticket_that_is_given_to_somebody_is_open() -> None:
    life = SunLife(a_relay(targets={Target.SOLVE: 60 * HOUR})).until(16).hands_over(NA, ANA)
    before = life.ticket.status
    assert life.until(24 + 9).has_it() == (EU, "ana")
    assert (before, life.ticket.status) == (Status.NEW, Status.OPEN)
