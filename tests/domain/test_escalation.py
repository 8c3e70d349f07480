from dataclasses import replace
from datetime import timedelta

import pytest

from domain.events import ClockBreached, TicketEscalated
from domain.policy import Policy, Step
from domain.vocabulary import ActorKind, Priority, Status, Target
from tests.domain.building import (
    ANA,
    DAY,
    HOUR,
    MICROSECOND,
    MINUTE,
    NINE,
    OFFICE,
    Life,
    a_policy,
    a_step,
)

FIRST, NEXT, SOLVE = Target.FIRST_REPLY, Target.NEXT_REPLY, Target.SOLVE
NOTHING = timedelta(0)

AFTER_OPENING = a_step(offset=3 * DAY)
PART_OF_FIRST = a_step(relative_to="target", target=FIRST, fraction=0.75)
BEFORE_SOLVE = a_step(relative_to="target", target=SOLVE, offset=3 * HOUR)
AT_BREACH = a_step(relative_to="breach", target=FIRST, offset=NOTHING)
AFTER_BREACH = a_step(relative_to="breach", target=FIRST, offset=30 * MINUTE)
AFTER_NEXT_BREACH = a_step(relative_to="breach", target=NEXT, offset=MINUTE)


def a_ladder(*steps: Step) -> Policy:
    numbered = (replace(step, name=f"step {place}") for place, step in enumerate(steps, 1))
    return a_policy(steps=tuple(numbered), acknowledge=False)


def climbed(life: Life) -> list[tuple[str, timedelta]]:
    """Each step that was taken, as long after nine as it fell due."""
    return [(event.step, event.at - NINE) for event in life.of(TicketEscalated)]


@pytest.mark.parametrize(
    ("step", "after"),
    [
        pytest.param(AFTER_OPENING, 3 * DAY, id="3 days after opening"),
        pytest.param(PART_OF_FIRST, timedelta(minutes=22, seconds=30), id="75% of first_reply"),
        pytest.param(BEFORE_SOLVE, 5 * HOUR, id="3 hours before solve"),
        pytest.param(AT_BREACH, 30 * MINUTE, id="breach of first_reply"),
        pytest.param(AFTER_BREACH, HOUR, id="30 minutes after breach of first_reply"),
    ],
)
def test_a_step_is_taken_once_at_its_instant_and_says_why(step: Step, after: timedelta) -> None:
    life = Life(a_ladder(step)).watched(after - MICROSECOND)
    assert climbed(life) == []
    assert climbed(life.watched(MICROSECOND)) == [("step 1", after)]
    assert climbed(life.watched(60 * DAY)) == [("step 1", after)]
    event = life.of(TicketEscalated)[0]
    assert event.because == life.policy.because("step 1")
    assert event.by.kind is ActorKind.SYSTEM


def test_a_step_further_before_its_target_than_the_budget_is_taken_at_once() -> None:
    step = a_step(relative_to="target", target=FIRST, offset=DAY)
    assert climbed(Life(a_ladder(step)).watched(MINUTE)) == [("step 1", NOTHING)]


def test_a_share_of_a_target_counts_in_its_working_time() -> None:
    friday = NINE + 4 * DAY + 7 * HOUR + 50 * MINUTE  # 16:50
    policy = replace(a_ladder(PART_OF_FIRST), calendar=OFFICE)
    life = Life(policy, at=friday).watched(4 * DAY)
    assert climbed(life) == [("step 1", 7 * DAY + timedelta(minutes=12, seconds=30))]


def test_the_ladder_is_climbed_in_the_order_of_time() -> None:
    life = Life(a_ladder(AFTER_OPENING, PART_OF_FIRST, AT_BREACH, AFTER_BREACH, BEFORE_SOLVE))
    life.watched(4 * DAY)
    assert [step for step, _ in climbed(life)] == ["step 2", "step 3", "step 4", "step 5", "step 1"]
    assert life.ticket.escalation_level == 5


def test_steps_of_one_instant_are_taken_in_the_order_of_the_policy() -> None:
    life = Life(a_ladder(a_step(), a_step(), a_step())).later(2 * HOUR)
    life.look()
    assert climbed(life) == [("step 1", HOUR), ("step 2", HOUR), ("step 3", HOUR)]


@pytest.mark.parametrize("kind", ["reply", "hold", "solve", "merge"])
@pytest.mark.parametrize("step", [AFTER_OPENING, PART_OF_FIRST, BEFORE_SOLVE, AFTER_BREACH])
def test_nothing_escalates_while_the_ticket_rests(kind: str, step: Step) -> None:
    life = Life(a_ladder(step)).does("claim").watched(5 * MINUTE).does(kind).watched(20 * DAY)
    assert climbed(life) == []


def test_a_breach_that_rests_does_not_escalate_before_it_goes_on() -> None:
    life = Life(a_ladder(AFTER_BREACH)).does("claim").watched(40 * MINUTE)
    life.does("hold", until=NINE + DAY).watched(2 * DAY)
    assert climbed(life) == [("step 1", DAY)]


def test_a_pause_before_a_breach_moves_what_follows_it() -> None:
    life = Life(a_ladder(AFTER_BREACH)).does("claim").watched(20 * MINUTE)
    life.does("hold", until=NINE + DAY).watched(2 * DAY)
    assert life.of(ClockBreached)[0].at == NINE + DAY + 10 * MINUTE
    assert climbed(life) == [("step 1", DAY + 40 * MINUTE)]


def test_a_pause_only_puts_a_step_off() -> None:
    life = Life(a_ladder(AFTER_OPENING)).does("claim").does("hold", until=NINE + 5 * DAY)
    assert climbed(life.watched(9 * DAY)) == [("step 1", 5 * DAY)]


def test_a_late_message_does_not_date_a_step_back_into_a_pause() -> None:
    life = Life(a_ladder(a_step(offset=90 * MINUTE))).later(HOUR).does("reply")
    life.later(HOUR).writes().does("reply")  # waiting from 10:00 to 11:00 and, at once, again
    life.later(MINUTE).writes(accepted_at=NINE + 75 * MINUTE).watched(MINUTE)
    assert climbed(life) == [("step 1", 2 * HOUR)]


def test_a_late_answer_ends_the_steps_that_follow_a_breach() -> None:
    life = Life(a_ladder(AT_BREACH, AFTER_BREACH)).watched(45 * MINUTE).does("reply")
    life.does("reopen").watched(DAY)
    assert climbed(life) == [("step 1", 30 * MINUTE)]


def test_steps_after_the_breach_of_an_answer_wait_for_a_cycle_that_is_breached() -> None:
    life = Life(a_ladder(AFTER_NEXT_BREACH)).does("reply").writes().watched(HOUR).does("reply")
    assert climbed(life.watched(DAY)) == []
    life.writes().watched(3 * HOUR)
    breached = life.of(ClockBreached)[0]
    assert climbed(life) == [("step 1", breached.at + MINUTE - NINE)]


def test_a_late_look_takes_every_step_in_order_with_its_own_instant() -> None:
    life = Life(a_ladder(PART_OF_FIRST, AFTER_BREACH, AFTER_OPENING)).later(5 * DAY)
    life.look()
    after = [event.at - NINE for event in life.events[2:]]
    assert after == sorted(after)
    assert climbed(life) == [
        ("step 1", timedelta(minutes=22, seconds=30)),
        ("step 2", HOUR),
        ("step 3", 3 * DAY),
    ]
    assert {event.noticed for event in life.events[2:]} == {NINE + 5 * DAY}


def test_an_agent_may_take_the_next_step_early_and_it_is_not_taken_again() -> None:
    life = Life(a_ladder(AFTER_OPENING, AFTER_BREACH)).does("escalate")
    event = life.of(TicketEscalated)[0]
    assert (event.step, event.at, event.by, event.reason_id) == ("step 1", NINE, ANA, "why-1")
    assert climbed(life.watched(9 * DAY)) == [("step 1", NOTHING), ("step 2", HOUR)]
    assert life.refuses("escalate") == "no_step_left"


def test_an_agent_may_escalate_a_ticket_that_rests() -> None:
    life = Life(a_ladder(AFTER_OPENING)).does("reply").does("escalate")
    assert (life.ticket.status, life.ticket.escalation_level) == (Status.WAITING, 1)


@pytest.mark.parametrize(
    ("now", "step", "after"),
    [
        (Priority.NORMAL, Priority.URGENT, Priority.URGENT),
        (Priority.URGENT, Priority.URGENT, Priority.URGENT),
        (Priority.URGENT, Priority.LOW, Priority.URGENT),
        (Priority.HIGH, Priority.NORMAL, Priority.HIGH),
        (Priority.LOW, None, Priority.LOW),
    ],
)
def test_a_step_raises_the_priority_and_never_lowers_it(
    now: Priority, step: Priority | None, after: Priority
) -> None:
    life = Life(a_ladder(a_step(raise_priority_to=step)))
    if now is not Priority.NORMAL:
        life.does("prioritise", priority=now)
    assert life.watched(HOUR).ticket.priority is after


def test_a_step_gives_the_ticket_to_a_team_and_takes_it_from_its_agent() -> None:
    life = Life(a_ladder(a_step(assign_to="eu-lead"))).does("claim").watched(HOUR)
    ticket = life.ticket
    assert (ticket.team, ticket.assignee, ticket.reading_language) == ("eu-lead", None, "de")
    assert ticket.status is Status.OPEN


def test_a_step_to_the_team_that_has_the_ticket_leaves_it_with_its_agent() -> None:
    life = Life(a_ladder(a_step(assign_to="eu-lead"), a_step(assign_to="eu-lead", offset=DAY)))
    life.watched(2 * HOUR).does("claim").watched(DAY)
    assert (life.ticket.assignee, life.ticket.escalation_level) == ("ana", 2)


def test_a_team_without_a_language_reads_english_however_it_got_the_ticket() -> None:
    life = Life(a_ladder(a_step(assign_to="new-team"))).watched(HOUR)
    assert life.ticket.reading_language == "en"


def test_a_step_moves_no_clock() -> None:
    life = Life(a_ladder(a_step(assign_to="eu-lead", raise_priority_to=Priority.URGENT)))
    before = life.watched(59 * MINUTE).ticket.clocks
    assert life.watched(MINUTE).ticket.clocks == before
    assert life.ticket.escalation_level == 1
