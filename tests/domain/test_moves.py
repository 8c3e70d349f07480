from dataclasses import replace

from domain.events import Acknowledged, ClockBreached, HoldEnded, TicketRouted
from domain.moves import AskStaffing, CloseOut, Move, Record, Wait, next_move
from domain.policy import Policy, StaffingView, TeamStaffing
from domain.vocabulary import Status, Target
from tests.domain.building import (
    DAY,
    HOUR,
    MICROSECOND,
    MINUTE,
    NINE,
    Life,
    a_policy,
    a_step,
    staffing,
    understood,
)

ON = TeamStaffing(on=("ana",), load=2)


def move(life: Life) -> Move:
    return next_move(life.ticket, life.policy, life.story.staffing, life.now)


def a_life_to_route(policy: Policy | None = None, view: StaffingView | None = None) -> Life:
    life = Life(policy or a_policy()).happens(understood("m-1", NINE, "eu-care"))
    life.story = replace(life.story, staffing=view or StaffingView())
    return life


def test_a_ticket_that_nobody_has_understood_waits_for_its_first_deadline() -> None:
    assert move(Life()) == Wait(NINE + 30 * MINUTE)


def test_a_ticket_without_deadlines_waits_for_news() -> None:
    assert move(Life(a_policy(targets={}))) == Wait(None)


def test_a_route_without_fresh_staffing_asks_who_is_on() -> None:
    assert move(a_life_to_route()) == AskStaffing()
    assert move(a_life_to_route(view=staffing(NINE - DAY, lasts=DAY, eu_care=ON))) == AskStaffing()


def test_a_route_names_the_rule_and_the_hash_of_the_staffing_that_it_saw() -> None:
    decided = move(a_life_to_route(view=staffing(NINE, eu_care=ON)))
    assert isinstance(decided, Record)
    assert isinstance(decided.event, TicketRouted)
    assert (decided.event.team, decided.event.language) == ("eu-care", "en")
    assert decided.event.reason == "on now, with 2 open tickets"
    because = decided.event.because
    assert because is not None
    assert (because.policy, because.version) == ("test", 1)
    assert (because.rule, because.staffing) == ("routing: everything", "who-is-on")


def test_a_ticket_is_routed_once() -> None:
    life = a_life_to_route(view=staffing(NINE, eu_care=ON, na_care=ON))
    life.look()
    life.writes().happens(understood("m-2", NINE, "na-care"))
    life.look()
    assert len(life.of(TicketRouted)) == 1
    assert life.ticket.team == "eu-care"


def test_a_ticket_is_acknowledged_once_and_only_where_a_team_has_it() -> None:
    life = Life(a_policy())
    life.look()
    assert life.of(Acknowledged) == []
    life = a_life_to_route(view=staffing(NINE, eu_care=ON))
    life.look()
    life.writes().watched(DAY)
    (event,) = life.of(Acknowledged)
    assert isinstance(event, Acknowledged)
    assert event.in_reply_to == "m-1"
    assert event.because == life.policy.because("acknowledge the first message")


def test_a_person_who_was_quicker_than_the_desk_leaves_nothing_to_acknowledge() -> None:
    answered = a_life_to_route(view=staffing(NINE, eu_care=ON)).does("reply")
    answered.look()
    solved = a_life_to_route(view=staffing(NINE, eu_care=ON)).does("solve")
    solved.look()
    assert answered.of(TicketRouted)
    assert answered.of(Acknowledged) == solved.of(Acknowledged) == []


def test_a_policy_may_acknowledge_nothing() -> None:
    life = a_life_to_route(a_policy(acknowledge=False), staffing(NINE, eu_care=ON))
    life.look()
    assert life.of(Acknowledged) == []


def test_a_breach_is_decided_at_its_instant_and_not_before() -> None:
    life = Life().later(30 * MINUTE - MICROSECOND)
    assert move(life) == Wait(NINE + 30 * MINUTE)
    decided = move(life.later(MICROSECOND))
    assert isinstance(decided, Record)
    assert (decided.event.at, decided.event.noticed) == (NINE + 30 * MINUTE, None)


def test_a_late_look_says_when_it_was_true_and_when_it_was_noticed() -> None:
    decided = move(Life().later(HOUR))
    assert isinstance(decided, Record)
    assert (decided.event.at, decided.event.noticed) == (NINE + 30 * MINUTE, NINE + HOUR)


def test_of_several_overdue_things_the_earliest_comes_first() -> None:
    policy = a_policy(
        acknowledge=False,
        warn_at={Target.SOLVE: 0.5},
        steps=(a_step(offset=10 * MINUTE), a_step("step 2", offset=5 * HOUR)),
    )
    life = Life(policy).later(DAY)
    life.look()
    assert [(event.kind, event.at - NINE) for event in life.events[2:]] == [
        ("ticket_escalated", 10 * MINUTE),
        ("clock_breached", 30 * MINUTE),
        ("clock_warned", 4 * HOUR),
        ("ticket_escalated", 5 * HOUR),
        ("clock_breached", 8 * HOUR),
    ]


def test_what_is_overdue_comes_before_what_is_done_at_once() -> None:
    life = a_life_to_route(view=staffing(NINE, eu_care=ON)).later(HOUR)
    life.look()
    assert [event.kind for event in life.events[3:]] == [
        "clock_breached",
        "ticket_routed",
        "acknowledged",
    ]
    assert [event.at for event in life.events[3:]] == [
        NINE + 30 * MINUTE,
        NINE + HOUR,
        NINE + HOUR,
    ]


def test_deadlines_are_met_while_nobody_knows_who_is_on() -> None:
    life = a_life_to_route().later(HOUR)
    life.look()
    assert len(life.of(ClockBreached)) == 1
    assert move(life) == AskStaffing()


def test_a_hold_that_ended_unseen_lets_the_clocks_go_on_from_its_date() -> None:
    life = Life().does("claim").does("hold", until=NINE + HOUR).later(DAY)
    life.look()
    assert [(event.kind, event.at - NINE) for event in life.events[4:]] == [
        ("hold_ended", HOUR),
        ("clock_breached", HOUR + 30 * MINUTE),
        ("clock_breached", 9 * HOUR),
    ]
    assert {event.noticed for event in life.events[4:]} == {NINE + DAY}


def test_a_solved_ticket_waits_for_the_end_of_its_window_and_then_closes() -> None:
    life = Life().does("solve")
    assert move(life) == Wait(NINE + 7 * DAY)
    decided = move(life.later(8 * DAY))
    assert isinstance(decided, CloseOut)
    assert (decided.event.at, decided.event.noticed) == (NINE + 7 * DAY, NINE + 8 * DAY)
    assert decided.event.because == life.policy.because("end of the reopen window")


def test_a_message_accepted_after_the_window_takes_up_what_is_not_closed_yet() -> None:
    life = Life().does("solve").later(8 * DAY).writes()
    assert life.ticket.status is Status.OPEN


def test_a_message_accepted_before_a_deadline_is_told_before_it() -> None:
    life = Life().does("claim").does("hold", until=NINE + HOUR).later(2 * HOUR)
    life.writes(accepted_at=NINE + 50 * MINUTE)
    life.look()
    assert life.of(HoldEnded) == []
    assert life.of(ClockBreached)[0].at == NINE + 80 * MINUTE


def test_the_same_question_has_the_same_answer() -> None:
    life = Life().later(HOUR)
    assert move(life) == move(life)
