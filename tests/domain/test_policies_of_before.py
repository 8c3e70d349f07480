"""Policies that were frozen before tickets could pass on: what they do not say is not done."""

from dataclasses import fields

from domain.events import ClockWarned, TicketEscalated, TicketRouted
from domain.moves import Record, next_move
from domain.policy import StaffingView
from domain.relay_events import TicketHandedOver
from domain.vocabulary import THE_DESK, Target
from tests.domain.building import DAY, HOUR, MINUTE, NINE, Life, a_policy, a_step, understood
from tests.domain.ladders import Rota, StaffedLife, on

FIRST = Target.FIRST_REPLY
LADDER = (
    a_step(assign_to="eu-lead"),
    a_step("step 2", relative_to="breach", target=FIRST, offset=0 * HOUR),
)


def a_life_whose_team_leaves() -> StaffedLife:
    """Its team is on for an hour, another one always; its promises run out after that."""
    rota = Rota([*on("eu-care", "ana", lasts=DAY + HOUR), *on("na-care", "nic")])
    policy = a_policy(steps=LADDER[1:], warn_at={FIRST: 0.5}, acknowledge=False)
    return StaffedLife(policy, rota).happens(understood("m-1", NINE, "eu-care"))


def test_a_ticket_stays_with_its_team_whoever_is_on() -> None:
    life = a_life_whose_team_leaves().watched(MINUTE)
    assert [event.team for event in life.of(TicketRouted)] == ["eu-care"]
    life.watched(5 * DAY)
    assert life.of(TicketHandedOver) == []
    assert life.ticket.team == "eu-care"


def test_nobody_asks_who_is_on_once_a_team_has_the_ticket() -> None:
    life = a_life_whose_team_leaves().watched(MINUTE)
    life.story = Life(life.policy).happens(*life.events[2:]).story
    assert life.story.staffing == StaffingView()
    life.watched(5 * DAY)
    assert life.story.staffing == StaffingView()
    assert life.ticket.escalation_level == 1


def test_an_event_of_such_a_policy_says_nothing_that_it_did_not_say_before() -> None:
    life = Life(a_policy(steps=LADDER, warn_at={FIRST: 0.5}, acknowledge=False)).watched(DAY)
    before = {"kind", "at", "by", "because", "noticed", "step", "priority", "team", "team_language"}
    for event in life.of(TicketEscalated):
        new = {field.name: getattr(event, field.name) for field in fields(event)}
        said = {name for name, value in new.items() if value not in (None, "", ())}
        assert said <= before
    assert [event.number for event in life.of(ClockWarned)] == [1]


def test_a_team_is_given_the_ticket_unconditionally_and_at_once() -> None:
    life = Life(a_policy(steps=LADDER, targets={}, acknowledge=False)).later(HOUR)
    decided = next_move(life.ticket, life.policy, StaffingView(), life.now)
    assert decided == Record(
        TicketEscalated(
            at=NINE + HOUR,
            by=THE_DESK,
            because=life.policy.because("step 1"),
            step="step 1",
            team="eu-lead",
            team_language="de",
        )
    )
