"""A hand-over is answered for in time, or the next team is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.policy import TeamStaffing
from domain.relay_events import CustomerTold, HandOverAcknowledged, HandOverLapsed
from domain.vocabulary import HandOverCause, Target
from tests.domain.building import ANA, DAY, HOUR, MINUTE, NINE, staffing
from tests.domain.follow_the_sun import (
    APAC,
    CARL,
    EU,
    FOUR_TEAMS,
    MEI,
    NA,
    RELAY,
    SunLife,
    World,
    a_relay,
    causes,
    four_teams,
    handed_over,
    solve_within,
)
from tests.domain.rosters import override, roster, shift

FIVE = NINE + 8 * HOUR
PATIENCE = RELAY.acknowledge_within
LATE = "latam-care"


def test_whoever_puts_the_ticket_aside_has_answered_for_it() -> None:
    life = solve_within(20 * HOUR).until(17.25)
    life.does("hold", CARL, until=NINE + DAY).until(22.9)
    assert len(handed_over(life)) == 1
    assert life.of(HandOverLapsed) == []


@pytest.mark.parametrize("kind", ["claim", "reply", "acknowledge"])
def test_whoever_takes_the_ticket_or_answers_has_answered_for_it(kind: str) -> None:
    life = solve_within(20 * HOUR).until(17.25)
    life.does(kind, CARL).until(22.9)
    assert life.has_it() == (NA, "carl")
    handover = life.ticket.handover
    assert handover
    assert (handover.acknowledged_by, handover.acknowledged_at) == ("carl", FIVE + 15 * MINUTE)
    assert len(handed_over(life)) == 1
    assert life.of(HandOverLapsed) == []
    assert len(life.of(HandOverAcknowledged)) == (kind == "acknowledge")


def test_an_answer_at_the_last_instant_is_in_time() -> None:
    life = solve_within(20 * HOUR).until(17.2).later(8 * MINUTE)
    assert life.now == FIVE + PATIENCE
    life.does("acknowledge", CARL).until(22.9)
    assert life.has_it() == (NA, "carl")


def test_a_team_that_does_not_answer_in_time_is_followed_by_the_next_each_once() -> None:
    life = four_teams().until(19.9)
    assert [event.team for event in handed_over(life)] == [NA, APAC, LATE]
    assert [event.at for event in handed_over(life)] == [FIVE + n * PATIENCE for n in range(3)]
    assert causes(life)[1:] == [HandOverCause.NOT_ACKNOWLEDGED] * 2
    [lapse] = life.of(HandOverLapsed)
    assert (lapse.at, lapse.team) == (FIVE + 3 * PATIENCE, NA)
    assert life.has_it() == (NA, None)
    assert life.ticket.handover
    assert not life.ticket.handover.awaits


def test_an_owner_who_is_back_as_the_time_to_answer_ends_gets_it_at_once() -> None:
    back = override("add", "ana", "2026-03-02 17:20", "2026-03-02 20:00")
    eu = roster("UTC", shift("09:00-17:00", "ana"), overrides=[back])
    world = World({**FOUR_TEAMS, EU: eu}, NINE, NINE + DAY)
    assert back.start == FIVE + PATIENCE
    policy = a_relay(targets={Target.SOLVE: 8 * HOUR + 10 * MINUTE})
    life = SunLife(policy, world=world).does("claim").until(19)
    assert [event.team for event in handed_over(life)] == [NA, EU]
    assert causes(life)[1:] == [HandOverCause.OWNER_IS_BACK]
    assert life.has_it() == (EU, "ana")


def test_a_hand_over_that_lapsed_can_still_be_claimed_but_not_acknowledged() -> None:
    life = four_teams().until(19.9)
    assert life.refuses("acknowledge", CARL) == "nothing_to_acknowledge"
    assert life.does("claim", CARL).has_it() == (NA, "carl")


def test_silence_that_is_noticed_late_is_dated_to_when_the_answer_was_due() -> None:
    life = four_teams().until(17).later(HOUR)
    life.look()
    event = handed_over(life)[1]
    assert (event.at, event.noticed) == (FIVE + PATIENCE, FIVE + HOUR)
    assert event.acknowledge_by == FIVE + HOUR + PATIENCE


def test_of_a_breach_and_a_silence_that_are_noticed_late_the_earlier_comes_first() -> None:
    for budget, order in ((8.25, ["clock_breached", "ticket_handed_over"]), (8.5, None)):
        world = World(FOUR_TEAMS, NINE, NINE + 9 * DAY)
        policy = a_relay(targets={Target.SOLVE: budget * HOUR})
        life = SunLife(policy, world=world).does("claim").until(17).later(HOUR)
        life.look()
        found = [event.kind for event in life.events if event.noticed]
        assert found == (order or ["ticket_handed_over", "clock_breached"])


def test_whoever_has_to_answer_is_waited_for_also_where_no_wait_can_be_corrected() -> None:
    relay = replace(RELAY, handling_time=10 * MINUTE)
    policy = a_relay(targets={Target.SOLVE: 9 * HOUR}, relay=relay, acknowledge=True)
    gone = override("add", "ana", "2026-03-01 09:00", "2026-03-01 17:00")
    life = SunLife(policy).later(30 * MINUTE)
    life.world = World({EU: roster("UTC", overrides=[gone])}, NINE, NINE + DAY)
    seen = staffing(NINE, lasts=timedelta(0), na_care=TeamStaffing(on=("carl",)))
    life.until(10).does("hand_over", ANA, team=NA, staffing=seen).until(12)
    assert "wait-corrected" not in [event.template for event in life.of(CustomerTold)]
    assert [event.at for event in life.of(HandOverLapsed)] == [NINE + HOUR + PATIENCE]


def test_a_queue_that_has_yet_to_open_answers_from_its_opening_on() -> None:
    life = SunLife(at=NINE + 22 * HOUR).until(9.3)
    assert life.has_it() == (EU, None)
    assert life.of(HandOverLapsed) == []
    assert causes(life) == []
    gone = SunLife(at=NINE + 18 * HOUR).does("claim", MEI).until(9.3)
    assert handed_over(gone)[-1].acknowledge_by == NINE + DAY + PATIENCE
    assert gone.of(HandOverLapsed) == []


def test_a_shift_that_ends_during_a_hand_over_passes_it_on_at_once() -> None:
    life = solve_within(20 * HOUR).until(17).does("acknowledge", CARL).until(22.9)
    life.does("release", CARL).until(23)
    assert life.has_it() == (APAC, None)
    early = SunLife(at=NINE + 13 * HOUR + 50 * MINUTE).until(23)
    assert [event.team for event in handed_over(early)] == [NA, APAC]
    assert [event.at for event in handed_over(early)] == [NINE + 830 * MINUTE, NINE + 14 * HOUR]
    assert early.of(HandOverLapsed) == []


def test_a_solved_or_merged_ticket_asks_nobody_any_more() -> None:
    for kind in ("solve", "merge"):
        life = four_teams().until(17.1).does(kind, CARL).until(48)
        assert len(handed_over(life)) == 1
        assert life.of(HandOverLapsed) == []
