"""What users of other desks suffer from, by the numbers of the notes on demands: hand-over."""

from dataclasses import replace
from datetime import date

import pytest

from domain.changes import rebuilt
from domain.events import TicketRouted
from domain.policy import StaffingView
from domain.relay_events import HandOverLapsed, TicketHandedOver
from domain.vocabulary import Status, Target
from tests.domain.building import ANA, DAY, HOUR, MINUTE, NINE
from tests.domain.calendars import at
from tests.domain.follow_the_sun import (
    CARL,
    EU,
    NA,
    RELAY,
    SUN,
    SunLife,
    World,
    a_relay,
    all_of,
    handed_over,
)
from tests.domain.rosters import WORKDAYS, override, roster, shift

FIVE = NINE + 8 * HOUR
BERLIN = {EU: roster("Europe/Berlin", shift("09:00-17:00", "ana"))}
ALWAYS = {NA: roster("UTC", shift("00:00-24:00", "carl"))}


def test_demand_22_a_team_that_does_not_answer_in_time_loses_the_ticket_to_the_next() -> None:
    life = SunLife(a_relay(targets={Target.SOLVE: 40 * HOUR})).does("claim").until(16)
    life.hands_over(NA, ANA).until(16.5)
    [_, next_one] = handed_over(life)
    assert next_one.at == NINE + 7 * HOUR + RELAY.acknowledge_within
    assert next_one.team == EU


def test_demand_23_at_the_end_of_a_shift_open_tickets_leave_who_goes_home() -> None:
    life = SunLife(a_relay(targets={Target.SOLVE: 9 * HOUR})).does("claim").until(17)
    assert life.has_it() == (NA, None)


def test_demand_23_a_ticket_that_is_taken_up_again_does_not_return_to_who_is_away() -> None:
    life = SunLife(a_relay(targets={Target.SOLVE: 9 * HOUR})).does("claim").does("solve").until(20)
    assert life.has_it() == (EU, "ana")
    life.writes().look()
    assert life.ticket.status is Status.OPEN
    assert life.has_it() == (NA, None)


def test_demand_23_nothing_is_routed_to_a_team_whose_last_one_has_left() -> None:
    gone = {
        EU: roster(
            "UTC",
            shift("09:00-17:00", "ana"),
            overrides=[override("remove", "ana", "2026-03-02 08:00", "2026-03-03 08:00")],
        )
    }
    life = SunLife(world=World(gone | ALWAYS, NINE, NINE + 9 * DAY))
    assert life.has_it() == (NA, None)
    assert handed_over(life)[0].at == NINE


def test_demand_24_where_nobody_is_on_a_ticket_waits_in_the_queue_that_opens_first() -> None:
    life = SunLife(at=NINE + 22 * HOUR, standby=all_of((NA, EU)))
    assert life.has_it() == (EU, None)
    assert life.of(TicketRouted)
    life.until(9).does("claim", ANA)
    assert life.ticket.assignee == "ana"
    assert life.of(HandOverLapsed) == []


@pytest.mark.parametrize(
    ("day", "leaves"),
    [
        (date(2026, 3, 27), "2026-03-27 16:00:00"),  # winter time
        (date(2026, 3, 30), "2026-03-30 15:00:00"),  # after the clocks went forward
        (date(2026, 10, 26), "2026-10-26 16:00:00"),  # and back
    ],
)
def test_demand_25_a_shift_ends_by_the_wall_clock_also_when_the_clocks_change(
    day: date, leaves: str
) -> None:
    start = at(f"{day} 10:00:00")
    world = World(BERLIN | ALWAYS, start, start + DAY)
    life = SunLife(a_relay(targets={Target.SOLVE: 9 * HOUR}), start, world=world)
    life.does("claim").watched(12 * HOUR)
    assert handed_over(life)[0].at == at(leaves)


def test_demand_26_a_hand_over_that_waits_is_in_the_ledger_and_survives_a_restart() -> None:
    life = SunLife(a_relay(targets={Target.SOLVE: 9 * HOUR})).does("claim").until(17.1)
    again = rebuilt(life.ticket.id, life.events)
    assert again == life.ticket
    assert again.handover
    assert again.handover.awaits
    life.story = replace(life.story, ticket=again, staffing=StaffingView())
    life.later(2 * HOUR)
    life.look()
    [lapse] = life.of(HandOverLapsed)
    assert lapse.at == FIVE + RELAY.acknowledge_within
    assert lapse.noticed == life.now


def test_demand_26_an_outage_at_the_end_of_a_shift_moves_the_ticket_once_with_its_true_date() -> (
    None
):
    life = SunLife(a_relay(targets={Target.SOLVE: 20 * HOUR})).does("claim").later(9 * HOUR)
    life.look()
    [event] = handed_over(life)
    assert (event.at, event.noticed) == (FIVE, FIVE + HOUR)


def test_demand_27_who_is_on_who_is_next_and_the_week_can_be_seen_before_it_comes() -> None:
    team = roster(
        "UTC",
        shift("09:00-17:00", "ana", days=WORKDAYS),
        shift("17:00-21:00", "ben", days=WORKDAYS),
        overrides=[override("replace", "ana", "2026-03-04 00:00", "2026-03-05 00:00", by="cleo")],
    )
    assert team.on(NINE) == ("ana",)
    assert team.next_on(NINE) == (("ben",), FIVE)
    assert [(each.agent, each.start.day) for each in team.week(NINE)][:6] == [
        *(("ana", 2), ("ben", 2), ("ana", 3), ("ben", 3), ("cleo", 4), ("ben", 4))
    ]


def test_demand_27_whoever_stands_in_is_told_and_not_whom_they_replace() -> None:
    stands_in = override("replace", "carl", "2026-03-02 00:00", "2026-03-03 00:00", by="dia")
    rosters = SUN | {NA: roster("UTC", shift("15:00-23:00", "carl"), overrides=[stands_in])}
    world = World(rosters, NINE, NINE + 9 * DAY)
    life = SunLife(a_relay(targets={Target.SOLVE: 9 * HOUR}), world=world).does("claim").until(17)
    assert [event.told for event in life.of(TicketHandedOver)] == [("dia",)]
    assert life.later(MINUTE).does("acknowledge", CARL, teams=(NA,)).ticket.assignee == "carl"
