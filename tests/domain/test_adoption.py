"""An open ticket takes another policy: what it had used, kept or broken stays as it was."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.adoption_events import PolicyAdopted
from domain.changes import rebuilt
from domain.events import ClockBreached, ClockWarned, TicketClosed
from domain.policy import Policy, Relay, WarningPoint
from domain.relay_events import CustomerTold
from domain.vocabulary import ClockState, Status, Target
from tests.domain.building import (
    DAY,
    HOUR,
    MINUTE,
    NINE,
    OFFICE,
    OPS,
    ROUND_THE_CLOCK,
    Life,
    a_policy,
    newer,
    understood,
)
from tests.domain.ladders import Rota, StaffedLife, on

FIRST, NEXT, SOLVE = Target.FIRST_REPLY, Target.NEXT_REPLY, Target.SOLVE
HALF, MOST = WarningPoint(fraction=0.5), WarningPoint(fraction=0.75)


def promising(**changes: object) -> Policy:
    """Two hours for the first reply, a day's work for the solution, in office hours."""
    targets = {FIRST: 2 * HOUR, NEXT: HOUR, SOLVE: 8 * HOUR}
    return replace(a_policy(calendar=OFFICE, targets=targets, acknowledge=False), **changes)  # type: ignore[arg-type]  # as a test names them


def breaches(life: Life) -> list[tuple[Target, datetime]]:
    return [(event.target, event.at) for event in life.of(ClockBreached)]


def due(life: Life, target: Target) -> timedelta:
    """How long after nine a promise runs out, if the desk only watches."""
    broken = [event.at for event in life.watched(30 * DAY).of(ClockBreached)]
    assert broken
    [at] = [event.at for event in life.of(ClockBreached) if event.target is target]
    return at - NINE


def test_the_event_names_both_policies_and_who_asked_and_the_ledger_rebuilds_the_ticket() -> None:
    life = Life(promising()).watched(HOUR).adopts(targets={FIRST: HOUR})
    [event] = life.of(PolicyAdopted)
    assert (event.before.version, event.policy.version) == (1, 2)
    assert (event.at, event.by, event.because) == (NINE + HOUR, OPS, None)
    assert life.ticket.policy == life.story.policy.reference == event.policy
    assert rebuilt("eu-1", life.watched(9 * DAY).events) == life.ticket


def test_what_is_decided_from_then_on_names_the_policy_that_was_adopted() -> None:
    life = Life(promising(targets={FIRST: HOUR, SOLVE: 8 * HOUR})).watched(HOUR)
    life.adopts().watched(DAY)
    versions = [event.because.version for event in life.of(ClockBreached) if event.because]
    assert versions == [1, 2]


def test_a_running_promise_has_the_new_time_less_what_was_used() -> None:
    assert due(Life(promising()).watched(90 * MINUTE).adopts(targets={FIRST: 3 * HOUR}), FIRST) == (
        3 * HOUR
    )


def test_time_that_was_used_by_another_calendar_stays_used() -> None:
    life = Life(promising(calendar=ROUND_THE_CLOCK)).watched(6 * HOUR)
    assert due(life.adopts(calendar=OFFICE), SOLVE) == 8 * HOUR
    night = Life(promising(), at=NINE - 3 * HOUR).watched(4 * HOUR)
    assert night.used(SOLVE) == HOUR
    night.adopts(calendar=ROUND_THE_CLOCK)
    assert night.used(SOLVE) == HOUR
    assert night.watched(30 * MINUTE).used(SOLVE) == 90 * MINUTE


def test_time_that_is_used_up_already_falls_due_at_the_adoption_and_not_before() -> None:
    life = Life(promising()).watched(90 * MINUTE).adopts(targets={FIRST: HOUR}).watched(DAY)
    assert breaches(life) == [(FIRST, NINE + 90 * MINUTE)]


def test_used_up_time_falls_due_in_working_time() -> None:
    calm = promising(targets={SOLVE: 12 * HOUR})
    life = Life(calm).watched(10 * HOUR).adopts(targets={SOLVE: 4 * HOUR}).watched(2 * DAY)
    assert breaches(life) == [(SOLVE, NINE + DAY)]


def test_a_broken_promise_stays_broken_and_is_not_broken_again() -> None:
    life = Life(promising()).watched(3 * HOUR)
    assert breaches(life) == [(FIRST, NINE + 2 * HOUR)]
    life.adopts(targets={FIRST: 5 * HOUR}).watched(9 * DAY)
    assert life.clock(FIRST).state is ClockState.BREACHED
    assert breaches(life) == [(FIRST, NINE + 2 * HOUR)]
    assert life.does("reply").clock(FIRST).state is ClockState.BREACHED


def test_a_kept_promise_stays_kept_whatever_is_promised_now() -> None:
    life = Life(promising()).watched(HOUR).does("reply").does("solve")
    life.adopts(targets={FIRST: MINUTE, SOLVE: MINUTE}).watched(3 * DAY)
    assert {clock.state for clock in life.ticket.clocks} == {ClockState.MET}


def test_a_ticket_that_is_taken_up_again_is_late_by_no_new_policy() -> None:
    life = Life(promising()).watched(2 * HOUR).does("solve").adopts(targets={SOLVE: HOUR})
    assert due(life.watched(HOUR).does("reopen"), SOLVE) == DAY + HOUR
    more = Life(promising()).watched(2 * HOUR).does("solve").adopts(targets={SOLVE: 5 * HOUR})
    assert due(more.does("reopen"), SOLVE) == 5 * HOUR


def test_a_pause_stays_a_pause_and_what_is_left_is_of_the_new_time() -> None:
    life = Life(promising()).watched(HOUR).does("reply").watched(HOUR)
    life.adopts(targets={SOLVE: 4 * HOUR}).watched(HOUR)
    assert life.left(SOLVE) == 3 * HOUR
    assert due(life.writes(), SOLVE) == 6 * HOUR


def test_pauses_go_by_the_new_policy_from_that_instant() -> None:
    waiting = Life(promising()).watched(HOUR).does("reply").watched(HOUR)
    assert due(waiting.adopts(pause_while=()), SOLVE) == DAY + HOUR
    running = Life(promising(pause_while=())).watched(HOUR).does("reply").watched(HOUR)
    running.adopts(pause_while=(Status.WAITING,)).watched(9 * DAY)
    assert running.used(SOLVE) == 2 * HOUR
    assert breaches(running) == []


def test_a_promise_that_is_new_begins_with_the_adoption() -> None:
    life = Life(promising(targets={})).watched(3 * HOUR)
    life.adopts(targets={FIRST: HOUR, NEXT: HOUR, SOLVE: 4 * HOUR})
    assert [clock.target for clock in life.ticket.clocks] == [FIRST, SOLVE]
    assert due(life, FIRST) == 4 * HOUR
    answered = Life(promising(targets={})).does("reply").watched(HOUR).writes().watched(HOUR)
    answered.adopts(targets={FIRST: HOUR, NEXT: HOUR})
    assert [clock.target for clock in answered.ticket.clocks] == [NEXT]
    assert due(answered, NEXT) == 3 * HOUR


def test_a_promise_that_is_made_no_more_is_not_broken_any_more() -> None:
    life = Life(promising()).watched(HOUR).adopts(targets={FIRST: 2 * HOUR}).watched(9 * DAY)
    assert breaches(life) == [(FIRST, NINE + 2 * HOUR)]
    solved = Life(promising()).watched(HOUR).does("solve").adopts(targets={}).does("reopen")
    assert breaches(solved.watched(9 * DAY)) == []
    assert solved.clock(SOLVE).state is ClockState.MET


def test_a_cycle_that_comes_after_has_the_new_time_and_its_own_number() -> None:
    life = Life(promising()).does("reply").writes().does("reply").adopts(targets={}).writes()
    assert life.clock(NEXT).cycle == 1
    life.does("reply").adopts(targets={NEXT: 3 * HOUR}).writes()
    assert (life.clock(NEXT).cycle, life.clock(NEXT).budget) == (2, 3 * HOUR)
    dropped = Life(promising()).does("reply").writes().adopts(targets={}).does("reply")
    dropped.adopts(targets={NEXT: HOUR}).watched(HOUR).writes()
    assert dropped.clock(NEXT).cycle == 2
    assert due(dropped, NEXT) == 2 * HOUR


def test_a_message_that_is_heard_of_late_is_owed_an_answer_from_the_adoption_on() -> None:
    life = Life(promising()).does("reply").watched(HOUR)
    life.adopts(targets={NEXT: 10 * MINUTE}).later(MINUTE)
    life.writes(accepted_at=NINE + 30 * MINUTE)
    assert due(life, NEXT) == HOUR + 10 * MINUTE


def test_a_warning_that_was_given_is_not_given_again() -> None:
    life = Life(promising(warnings={SOLVE: (HALF,)})).watched(5 * HOUR)
    life.adopts(targets={SOLVE: 16 * HOUR}).watched(9 * DAY)
    assert [event.at for event in life.of(ClockWarned)] == [NINE + 4 * HOUR]


def test_a_warning_whose_time_was_before_is_not_given_late_and_one_to_come_is() -> None:
    quarter = WarningPoint(fraction=0.25)
    life = Life(promising(warnings={SOLVE: (HALF,)})).watched(5 * HOUR)
    life.adopts(warnings={SOLVE: (quarter, WarningPoint(fraction=0.6), MOST)}).watched(9 * DAY)
    warned = [(event.number, event.at - NINE) for event in life.of(ClockWarned)]
    assert warned == [(1, 4 * HOUR), (2, 6 * HOUR)]
    assert life.clock(SOLVE).warned


def test_a_shorter_reopen_window_ends_at_the_adoption_and_not_before() -> None:
    life = Life(promising()).does("solve").watched(3 * DAY).adopts(reopen_within=DAY).watched(DAY)
    [closed] = life.of(TicketClosed)
    assert closed.at == NINE + 3 * DAY


def test_the_same_policy_is_refused_and_so_is_any_by_a_closed_ticket() -> None:
    life = Life(promising())
    assert life.refuses("adopt_policy", policy=life.policy) == "same_policy"
    closed = Life(promising()).does("merge")
    assert closed.refuses("adopt_policy", policy=newer(closed.policy)) == "ticket_closed"


def test_what_fell_due_before_is_decided_by_the_policy_of_before() -> None:
    life = Life(promising()).later(3 * HOUR).adopts(targets={FIRST: 5 * HOUR})
    [breach] = life.of(ClockBreached)
    assert (breach.at, breach.because) == (
        NINE + 2 * HOUR,
        promising().because("breach of first_reply"),
    )


RELAY = Relay(acknowledge_within=20 * MINUTE, progress_note_after=DAY, tell_the_customer=True)
ALWAYS = Rota([*on("eu-care", "ana"), *on("na-care", "nic")])


def test_nobody_is_acknowledged_days_after_they_wrote() -> None:
    policy = promising(acknowledge=False, relay=None)
    life = StaffedLife(policy, ALWAYS).happens(understood("m-1", NINE, "eu-care")).watched(DAY)
    life.adopts(acknowledge=True).watched(DAY)
    assert not life.ticket.acknowledged
    assert life.ticket.to_deliver == ()


def test_a_silence_that_was_too_long_before_counts_from_the_adoption() -> None:
    policy = promising(calendar=ROUND_THE_CLOCK, targets={})
    life = StaffedLife(policy, ALWAYS).happens(understood("m-1", NINE, "eu-care")).watched(5 * DAY)
    life.adopts(relay=RELAY).watched(DAY)
    assert [event.at for event in life.of(CustomerTold)] == [NINE + 6 * DAY]
    soon = StaffedLife(replace(policy, relay=RELAY), ALWAYS).watched(10 * HOUR)
    soon.adopts().watched(14 * HOUR)
    assert [event.at for event in soon.of(CustomerTold)] == [NINE + DAY]


@pytest.mark.parametrize("again", [1, 5])
def test_adopting_again_and_again_changes_no_reckoning(again: int) -> None:
    life = Life(promising()).watched(HOUR)
    for _ in range(again):
        life.adopts().watched(MINUTE)
    assert due(life, FIRST) == 2 * HOUR
    assert due(life, SOLVE) == 8 * HOUR


def test_news_from_before_is_heard_after_the_adoption_as_ever() -> None:
    life = Life(promising()).does("reply").watched(HOUR).adopts()
    life.writes(accepted_at=NINE + 59 * MINUTE)
    assert life.ticket.status is Status.OPEN
    assert life.clock(SOLVE).state is ClockState.RUNNING
    assert life.watched(HOUR).used(SOLVE) == HOUR
