"""An adopted policy and the people of the desk: nobody is told, asked or dated into the past."""

from dataclasses import replace

from domain.events import ClockBreached, TicketEscalated
from domain.policy import Relay
from domain.relay_events import CustomerTold, HandOverLapsed, TeamNotified, TicketHandedOver
from domain.vocabulary import ClockState, NobodyOn, Target
from tests.domain.building import ANA, DAY, HOUR, MINUTE, NINE, OFFICE, ROUND_THE_CLOCK
from tests.domain.follow_the_sun import NA, RELAY, SunLife, a_relay
from tests.domain.ladders import (
    PAGE_LEAD,
    TELL_LEAD,
    Rota,
    StaffedLife,
    a_ladder,
    after,
    on,
)

NEXT, SOLVE = Target.NEXT_REPLY, Target.SOLVE
QUIET = replace(RELAY, tell_the_customer=False)
TEAMS = Rota([*on("eu-lead", "lea"), *on("na-care", "nic")])


def told(life: SunLife) -> list[str]:
    return [event.template for event in life.of(CustomerTold)]


def at_four(relay: Relay) -> SunLife:
    """Ana's, at an hour when two teams are on; the customer has heard that it has arrived."""
    policy = a_relay(relay=relay, acknowledge=True, targets={SOLVE: 40 * HOUR})
    return SunLife(policy).does("claim").until(16)


def test_nobody_hears_of_a_hand_over_that_the_policy_before_kept_to_itself() -> None:
    life = at_four(QUIET).hands_over(NA, ANA).until(17)
    life.adopts(relay=replace(QUIET, tell_the_customer=True)).until(18)
    assert told(life) == []
    other = at_four(QUIET).adopts(relay=replace(QUIET, tell_the_customer=True))
    other.hands_over(NA, ANA).until(17)
    assert told(other) == ["handed-over"]


def test_what_nobody_saw_to_in_time_is_seen_to_under_the_new_policy_from_the_adoption_on() -> None:
    life = at_four(QUIET).hands_over(NA, ANA)
    life.later(2 * HOUR).adopts().look()
    seen = (*life.of(HandOverLapsed), *life.of(TicketHandedOver)[1:])
    assert len(seen) == 1
    seen_to = seen[0]
    assert seen_to.at == life.now
    assert seen_to.because is not None
    assert seen_to.because.version == 2


def test_a_step_that_finds_nobody_on_after_the_adoption_waits_for_its_team() -> None:
    rota = Rota([*on("na-care", "nic"), *on("eu-lead", "lea", after=5 * HOUR)])
    relay = replace(QUIET, when_nobody_is_on=NobodyOn.NEXT_STEP)
    life = StaffedLife(a_ladder(after(HOUR, TELL_LEAD), relay=relay, targets={}), rota)
    life.later(2 * HOUR).adopts(steps=a_ladder(after(2 * DAY, tag="slow")).steps)
    life.watched(DAY)
    assert [event.at for event in life.of(TeamNotified)] == [NINE + 5 * HOUR]
    assert [event.step for event in life.of(TicketEscalated)] == ["step 1"]


def test_a_page_for_working_time_keeps_to_it_under_the_next_policy() -> None:
    page = replace(PAGE_LEAD, every=10 * HOUR, at_most=3)
    ladder = a_ladder(after(HOUR, page, in_working_time=True), calendar=OFFICE)
    life = StaffedLife(ladder, TEAMS).watched(2 * HOUR).adopts(steps=()).watched(9 * DAY)
    assert [one.at - NINE for one in life.of(TeamNotified)] == [HOUR, DAY, 2 * DAY]


def test_a_page_that_the_rest_put_off_goes_on_where_the_new_policy_does_not_rest() -> None:
    life = StaffedLife(a_ladder(after(HOUR, PAGE_LEAD)), TEAMS).watched(65 * MINUTE)
    life.does("hold").watched(HOUR).adopts(pause_while=()).look()
    pages = life.of(TeamNotified)
    assert [(one.number, one.at) for one in pages] == [(1, NINE + HOUR), (2, life.now)]


def test_news_of_before_that_ends_a_rest_takes_no_step_before_the_adoption() -> None:
    step = after(3 * HOUR, tag="slow")
    life = StaffedLife(a_ladder(step, calendar=ROUND_THE_CLOCK), TEAMS).watched(HOUR).does("reply")
    life.watched(4 * HOUR).adopts()
    life.writes(accepted_at=NINE + 4 * HOUR).look()
    [taken] = life.of(TicketEscalated)
    assert taken.at == NINE + 5 * HOUR


def test_a_cycle_that_begins_with_an_adoption_has_a_number_of_its_own() -> None:
    targets = {NEXT: HOUR}
    life = StaffedLife(a_ladder(targets=targets), TEAMS).does("reply").writes().watched(2 * HOUR)
    life.does("reply").writes().adopts(targets={}).adopts(targets=targets)
    assert life.clock(NEXT).cycle == 2
    life.watched(2 * HOUR)
    assert [one.at - NINE for one in life.of(ClockBreached)] == [HOUR, 3 * HOUR]
    assert life.clock(NEXT).state is ClockState.BREACHED
