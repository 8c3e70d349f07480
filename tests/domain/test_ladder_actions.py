from dataclasses import replace
from datetime import timedelta

import pytest

from domain.changes import rebuilt
from domain.events import TicketEscalated
from domain.facts import StepAction
from domain.moves import AskStaffing, Record, next_move
from domain.policy import Step
from domain.relay_events import CustomerTold, NobodyWasOn, TeamNotified, TicketHandedOver
from domain.vocabulary import Doing, HandOverCause, NotificationKind, Status, Target
from tests.domain.building import ANA, DAY, HOUR, MINUTE, NINE, Life, understood
from tests.domain.ladders import (
    ASSIGN,
    HAND_OVER,
    PATIENT,
    STILL_WORKING,
    TELL_BOSS,
    TELL_LEAD,
    Rota,
    StaffedLife,
    a_ladder,
    after,
    breach,
    on,
    steps_taken,
)

FIRST, SOLVE = Target.FIRST_REPLY, Target.SOLVE
LEAD_AND_CARE = Rota([*on("eu-lead", "lea"), *on("na-care", "nic", "noa"), *on("eu-care", "ana")])


def a_life(*steps: Step, rota: Rota = LEAD_AND_CARE) -> StaffedLife:
    return StaffedLife(a_ladder(*steps), rota)


def test_a_step_tells_those_of_its_team_who_are_on_and_nobody_else() -> None:
    night = on("eu-lead", "lou", after=2 * HOUR)
    rota = Rota([*on("eu-lead", "lea", "leo", lasts=DAY + 2 * HOUR), *night, *on("eu-boss", "bo")])
    life = a_life(after(HOUR, TELL_LEAD), after(2 * HOUR, TELL_LEAD), rota=rota).watched(3 * HOUR)
    early, late = life.of(TeamNotified)
    assert (early.team, early.agents, early.at) == ("eu-lead", ("lea", "leo"), NINE + HOUR)
    assert (late.team, late.agents, late.at) == ("eu-lead", ("lou",), NINE + 2 * HOUR)


def test_who_is_told_what_and_by_which_rule_seeing_what_is_on_record() -> None:
    life = a_life(after(HOUR, TELL_LEAD)).watched(HOUR)
    (told,) = life.of(TeamNotified)
    assert told.because == life.policy.because("step 1", f"seen at {NINE + HOUR}")
    (wanted,) = life.ticket.to_notify
    assert (wanted.id, wanted.kind) == (told.notification_id, NotificationKind.STEP)
    assert (wanted.team, wanted.agents, wanted.text) == ("eu-lead", ("lea",), "look")
    assert life.ticket.to_act == ()


def test_a_step_is_taken_at_its_instant_whoever_is_on() -> None:
    life = a_life(after(MINUTE, TELL_LEAD), rota=Rota([])).later(MINUTE)
    decided = next_move(life.ticket, life.policy, life.story.staffing, life.now)
    assert isinstance(decided, Record)
    assert isinstance(decided.event, TicketEscalated)
    life.happens(decided.event)
    assert next_move(life.ticket, life.policy, life.story.staffing, life.now) == AskStaffing()


def test_a_stale_view_is_not_believed() -> None:
    rota = Rota([*on("eu-lead", "lea", lasts=DAY + HOUR), *on("eu-lead", "leo", after=HOUR)])
    life = a_life(after(HOUR, TELL_LEAD), rota=rota)
    life.story = replace(life.story, staffing=rota.view(NINE + 50 * MINUTE))
    life.watched(HOUR)
    assert [event.agents for event in life.of(TeamNotified)] == [("leo",)]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (after(2 * HOUR, replace(TELL_LEAD, text="{ticket} {priority} {team}")), "eu-1 normal eu"),
        (after(2 * HOUR, replace(TELL_LEAD, text="{waited}, {status}")), "2 hours, new"),
        (breach(replace(TELL_LEAD, text="{left}"), offset=HOUR), "no time"),
        (
            Step(
                "", "target", SOLVE, offset=5 * HOUR, actions=(replace(TELL_LEAD, text="{left}"),)
            ),
            "5 hours",
        ),
        (
            Step("", "target", FIRST, fraction=0.5, actions=(replace(TELL_LEAD, text="{left}"),)),
            "15 minutes",
        ),
        (after(HOUR, replace(TELL_LEAD, text="{unknown} {} {ticket")), "{unknown} {} {ticket"),
    ],
)
def test_a_text_is_filled_with_the_facts_of_the_ticket_and_of_the_steps_own_promise(
    step: Step, said: str
) -> None:
    life = a_life(step).happens(understood("m-1", NINE, "eu")).watched(5 * HOUR)
    assert [event.text for event in life.of(TeamNotified)] == [said]


def test_nobody_waits_who_was_answered() -> None:
    step = after(2 * HOUR, replace(TELL_LEAD, text="{waited}"))
    policy = a_ladder(step, pause_while=())
    life = StaffedLife(policy, LEAD_AND_CARE).later(HOUR).does("reply").watched(DAY)
    assert [event.text for event in life.of(TeamNotified)] == ["no time"]


def test_a_hand_over_by_a_step_has_a_brief_and_wants_an_acknowledgement() -> None:
    life = a_life(after(HOUR, HAND_OVER)).does("claim").watched(HOUR)
    (event,) = life.of(TicketHandedOver)
    assert (event.cause, event.team, event.from_agent) == (HandOverCause.STEP, "na-care", "ana")
    assert event.acknowledge_by == NINE + HOUR + 20 * MINUTE
    assert (event.told, event.brief_by_desk) == (("nic", "noa"), True)
    assert event.brief_id
    assert event.because == life.policy.because("step 1", f"seen at {NINE + HOUR}")
    assert (life.ticket.team, life.ticket.assignee, life.ticket.to_act) == ("na-care", None, ())
    assert life.ticket.handover
    assert life.ticket.handover.awaits


def test_an_assignment_by_a_step_wants_no_acknowledgement() -> None:
    life = a_life(after(HOUR, ASSIGN)).does("claim").watched(DAY)
    (event,) = life.of(TicketHandedOver)
    assert (event.cause, event.team) == (HandOverCause.STEP, "na-care")
    assert (event.acknowledge_by, event.brief_id, event.told) == (None, None, ())
    assert (life.ticket.team, life.ticket.assignee, life.ticket.to_act) == ("na-care", None, ())
    assert life.ticket.to_notify == ()


def test_a_step_writes_to_the_customer_without_asking_who_is_on() -> None:
    life = Life(a_ladder(after(HOUR, STILL_WORKING))).watched(DAY)
    (event,) = life.of(CustomerTold)
    assert (event.at, event.template, event.in_reply_to) == (NINE + HOUR, "still-working", "m-1")
    assert event.because == life.policy.because("step 1")
    (wanted,) = life.ticket.to_deliver
    assert (wanted.message_id, wanted.template) == (event.message_id, "still-working")
    assert not life.clock(FIRST).is_kept


def test_a_tag_is_put_on_once() -> None:
    life = a_life(after(HOUR, tag="slow"), after(2 * HOUR, tag="slow"), after(DAY, tag="old"))
    assert life.watched(2 * DAY).ticket.tags == ("slow", "old")


def test_a_step_takes_the_ticket_back_from_an_agent_who_has_not_answered() -> None:
    life = a_life(after(HOUR, take_back=True)).happens(understood("m-1", NINE, "eu-care"))
    life.does("claim").watched(HOUR)
    assert life.of(TicketEscalated)[0].taken_from == "ana"
    ticket = life.ticket
    assert (ticket.team, ticket.assignee, ticket.status) == ("eu-care", None, Status.OPEN)
    assert life.does("claim").ticket.assignee == "ana"


def test_nobody_loses_a_ticket_that_they_answered_and_nobody_has_to_have_it() -> None:
    policy = a_ladder(after(HOUR, take_back=True), pause_while=())
    answered = StaffedLife(policy, LEAD_AND_CARE).does("reply").watched(HOUR)
    assert (answered.of(TicketEscalated)[0].taken_from, answered.ticket.assignee) == (None, "ana")
    unclaimed = StaffedLife(policy, LEAD_AND_CARE).watched(HOUR)
    assert unclaimed.of(TicketEscalated)[0].taken_from is None


def test_what_was_solved_without_an_answer_and_reopened_still_awaits_one() -> None:
    life = a_life(after(HOUR, take_back=True)).does("claim").does("solve").does("reopen")
    assert life.watched(HOUR).of(TicketEscalated)[0].taken_from == "ana"


@pytest.mark.parametrize("action", [HAND_OVER, ASSIGN])
def test_a_step_to_the_team_that_has_the_ticket_leaves_it_with_its_agent(
    action: StepAction,
) -> None:
    life = a_life(after(HOUR, action, TELL_LEAD)).happens(understood("m-1", NINE, "na-care"))
    life.does("claim").watched(DAY)
    assert life.of(TicketHandedOver) == []
    assert life.of(TicketEscalated)[0].actions == (TELL_LEAD,)
    assert (life.ticket.team, life.ticket.assignee) == ("na-care", "ana")


def test_a_late_look_at_two_steps_to_one_team_moves_the_ticket_once() -> None:
    life = a_life(after(HOUR, ASSIGN), after(2 * HOUR, HAND_OVER)).later(DAY)
    life.look()
    assert [event.team for event in life.of(TicketHandedOver)] == ["na-care"]
    assert steps_taken(life) == [("step 1", HOUR), ("step 2", 2 * HOUR)]


@pytest.mark.parametrize("late", [MINUTE, DAY])
def test_of_two_moves_at_one_instant_the_first_is_made_however_late_they_are_seen(
    late: timedelta,
) -> None:
    boss, care = (replace(ASSIGN, team=team) for team in ("eu-boss", "eu-care"))
    rota = Rota([*on("eu-boss", "bo"), *on("eu-care", "ana")])
    life = a_life(after(MINUTE, boss), after(MINUTE, care), after(2 * MINUTE, care), rota=rota)
    life.later(late).look()
    assert [event.team for event in life.watched(DAY).of(TicketHandedOver)] == [
        "eu-boss",
        "eu-care",
    ]


def test_an_agent_may_take_a_step_early_and_its_people_are_told_at_once() -> None:
    life = a_life(after(DAY, TELL_LEAD)).later(MINUTE).does("escalate")
    life.look()
    assert life.of(TicketEscalated)[0].by == ANA
    assert [event.at for event in life.of(TeamNotified)] == [NINE + MINUTE]


def test_a_late_look_tells_of_the_instant_and_of_when_it_was_noticed() -> None:
    steps = (after(HOUR, TELL_LEAD), after(2 * HOUR, STILL_WORKING), after(3 * HOUR, HAND_OVER))
    punctual, late = a_life(*steps).watched(DAY), a_life(*steps).later(DAY)
    late.look()
    assert [(type(event), event.at) for event in late.did()] == [
        (type(event), event.at) for event in punctual.did()
    ]
    assert {event.noticed for event in punctual.did()} == {None}
    assert {event.noticed for event in late.did()} == {NINE + DAY}
    assert steps_taken(late) == steps_taken(punctual)


@pytest.mark.parametrize("late", [timedelta(0), 3 * HOUR])
def test_an_answer_in_between_drops_what_its_step_had_yet_to_do(late: timedelta) -> None:
    rota = Rota(on("eu-boss", "bo", after=2 * HOUR))
    steps = (breach(TELL_BOSS), after(40 * MINUTE, TELL_BOSS))
    life = StaffedLife(a_ladder(*steps, relay=PATIENT), rota).watched(HOUR)
    life.does("reply").does("reopen").later(late).watched(DAY)
    told = life.of(TeamNotified)
    assert [event.step for event in told] == ["step 2"]
    assert len(life.of(NobodyWasOn)) == 2


@pytest.mark.parametrize("kind", ["solve", "merge"])
def test_what_ends_a_ticket_drops_all_that_its_steps_had_yet_to_do(kind: str) -> None:
    steps = [after(HOUR, TELL_LEAD, HAND_OVER, ASSIGN, STILL_WORKING), breach(TELL_LEAD)]
    life = a_life(*steps).later(2 * HOUR).does(kind)
    assert len(life.of(TicketEscalated)) == 2
    assert life.ticket.to_act == ()
    if kind == "solve":
        life.does("reopen")
    assert life.watched(5 * DAY).did() == []


def test_a_step_rests_with_its_ticket_and_is_not_dated_into_the_rest() -> None:
    life = a_life(after(HOUR, TELL_LEAD)).does("claim").later(HOUR)
    life.does("escalate").does("hold", until=NINE + DAY).watched(2 * DAY)
    assert [event.at for event in life.of(TeamNotified)] == [NINE + DAY]


@pytest.mark.parametrize("doing", Doing)
def test_what_a_step_leaves_to_do_is_in_the_ledger(doing: Doing) -> None:
    life = a_life(after(HOUR, StepAction(doing, "na-care", template="t"))).later(HOUR)
    life.does("hold").does("reopen").look()
    assert rebuilt(life.ticket.id, life.events) == life.ticket
    assert [type(event) for event in life.did()] != []
