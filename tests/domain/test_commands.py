from datetime import timedelta
from typing import get_args

import pytest

from domain import story as tale
from domain.commands import Command, Refusal
from domain.decisions import A_MOMENT, decide
from domain.message_events import DeliveryReported
from domain.vocabulary import THE_DESK, DeliveryState, Priority, Status
from tests.domain.building import (
    ANA,
    BOB,
    DAY,
    HOUR,
    MICROSECOND,
    MINUTE,
    NINE,
    Life,
    a_policy,
    a_step,
    command,
)

# What each command makes of a ticket in each status: a status, or the code of the refusal. The
# ticket is ana's, except while it is new; it has the priority normal and one step of a ladder left.
TABLE = """
             new           open           waiting          held             solved
claim        open          already_claimed already_claimed already_claimed  already_claimed
release      not_claimed   open           waiting          held             solved
reply        waiting       waiting        waiting          waiting          ticket_solved
note         new           open           waiting          held             solved
escalate     new           open           waiting          held             ticket_solved
prioritise   new           open           waiting          held             ticket_solved
hold         held          held           held             held             ticket_solved
solve        solved        solved         solved           solved           ticket_solved
reopen       already_open  already_open   open             open             open
merge        closed        closed         closed           closed           closed
rate         not_solved    not_solved     not_solved       not_solved       solved
hand_over    new           open           waiting          held             ticket_solved
acknowledge  UNASKED       UNASKED        UNASKED          UNASKED          UNASKED
adopt_policy new           open           waiting          held             solved
correct_translation new    open           waiting          held             solved
translate_again new        open           waiting          held             solved
send_again   new           open           waiting          held             solved
""".replace("UNASKED", "nothing_to_acknowledge")

HEADER, *ROWS = (line.split() for line in TABLE.strip().splitlines())
KINDS = [row[0] for row in ROWS]
CELLS = [
    (row[0], Status(status), answer)
    for row in ROWS
    for status, answer in zip(HEADER, row[1:], strict=True)
]


def a_life(status: Status) -> Life:
    life = Life(a_policy(acknowledge=False, steps=(a_step(offset=30 * DAY),)))
    if status is Status.NEW:
        return life
    life.does("claim")
    if status is Status.WAITING:
        life.does("reply")
    elif status is Status.HELD:
        life.does("hold")
    elif status is not Status.OPEN:
        life.does("solve")
    if status is Status.CLOSED:
        life.watched(7 * DAY)
    assert life.ticket.status is status
    return life


def outcome(life: Life, kind: str) -> str:
    after = tale.asked(life.story, command(kind), life.now)
    return after.code if isinstance(after, Refusal) else after.ticket.status


def test_the_table_names_every_command_and_every_status() -> None:
    every = {kind.__dataclass_fields__["kind"].default for kind in get_args(Command)}
    assert set(KINDS) == every
    assert {*HEADER, "closed"} == set(Status)


@pytest.mark.parametrize(("kind", "status", "answer"), CELLS)
def test_each_command_is_answered_by_the_table_of_states(
    kind: str, status: Status, answer: str
) -> None:
    assert outcome(a_life(status), kind) == answer


@pytest.mark.parametrize("kind", KINDS)
def test_a_closed_ticket_refuses_every_command(kind: str) -> None:
    assert a_life(Status.CLOSED).refuses(kind) == "ticket_closed"


@pytest.mark.parametrize("kind", KINDS)
def test_a_merged_ticket_refuses_every_command(kind: str) -> None:
    assert a_life(Status.OPEN).does("merge").refuses(kind) == "ticket_closed"


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_leaves_no_trace_and_an_event_says_who_asked(kind: str) -> None:
    for status in Status:
        life = a_life(status)
        answer = decide(life.ticket, life.policy, command(kind, BOB), life.now)
        if isinstance(answer, Refusal):
            assert answer.code.replace("_", "").isalpha()
            assert answer.sentence.endswith(".")
        else:
            assert (answer.by, answer.at) == (BOB, life.now)


@pytest.mark.parametrize(
    ("status", "after"),
    [
        (Status.OPEN, Status.OPEN),
        (Status.WAITING, Status.WAITING),
        (Status.HELD, Status.HELD),
    ],
)
def test_a_released_ticket_can_be_claimed_by_another(status: Status, after: Status) -> None:
    life = a_life(status).does("release").does("claim", BOB)
    assert (life.ticket.assignee, life.ticket.status) == ("bob", after)


def test_a_solved_ticket_that_nobody_has_is_not_claimed_before_it_is_reopened() -> None:
    life = a_life(Status.SOLVED).does("release")
    assert life.refuses("claim") == "ticket_solved"
    assert life.does("reopen").does("claim", BOB).ticket.assignee == "bob"


def test_a_claim_says_who_has_the_ticket() -> None:
    answer = tale.asked(a_life(Status.OPEN).story, command("claim", BOB), NINE)
    assert isinstance(answer, Refusal)
    assert "ana" in answer.sentence


def test_an_answer_gives_a_ticket_that_nobody_has_to_its_author() -> None:
    assert Life().does("reply", BOB).ticket.assignee == "bob"
    assert a_life(Status.OPEN).does("reply", BOB).ticket.assignee == "ana"


def test_an_answer_names_the_message_that_it_answers() -> None:
    life = Life().writes().does("reply")
    assert life.ticket.to_deliver[0].in_reply_to == "m-2"


def test_a_priority_that_it_has_already_is_refused() -> None:
    assert a_life(Status.OPEN).refuses("prioritise", priority=Priority.NORMAL) == "same_priority"


def test_an_agent_may_lower_a_priority() -> None:
    assert a_life(Status.OPEN).does("prioritise", priority=Priority.LOW).ticket.priority == "low"


@pytest.mark.parametrize("early", [timedelta(0), MICROSECOND, HOUR])
def test_a_hold_that_would_end_at_once_or_before_is_refused(early: timedelta) -> None:
    life = a_life(Status.OPEN)
    assert life.refuses("hold", until=life.now - early) == "hold_in_the_past"


def test_a_hold_may_end_at_the_next_microsecond() -> None:
    life = a_life(Status.OPEN)
    assert life.does("hold", until=life.now + MICROSECOND).ticket.held_until is not None


def test_a_hold_can_be_put_off_and_ended_early() -> None:
    life = a_life(Status.HELD).does("hold", until=NINE + 60 * DAY)
    assert life.ticket.held_until == NINE + 60 * DAY
    assert life.does("reopen").ticket.held_until is None


def test_a_ticket_is_not_merged_into_itself() -> None:
    assert a_life(Status.OPEN).refuses("merge", into="eu-1") == "merge_into_itself"


def test_a_merge_waits_a_moment_for_an_answer_on_its_way_and_is_then_refused() -> None:
    life = Life().does("reply").later(A_MOMENT)
    assert outcome(life, "merge") == Status.CLOSED
    assert life.later(MICROSECOND).refuses("merge") == "delivery_under_way"
    sent = DeliveryReported(at=NINE, by=THE_DESK, message_id="r-1", state=DeliveryState.FAILED)
    assert outcome(life.happens(sent), "merge") == Status.CLOSED


@pytest.mark.parametrize("score", [-1, 0, 6, 100])
def test_a_score_outside_one_to_five_is_refused(score: int) -> None:
    assert a_life(Status.SOLVED).refuses("rate", score=score) == "no_such_score"


@pytest.mark.parametrize("score", range(1, 6))
def test_a_rating_is_kept_until_the_ticket_is_taken_up_again(score: int) -> None:
    life = a_life(Status.SOLVED).does("rate", score=score)
    assert life.ticket.rating == score
    assert life.does("reopen").ticket.rating is None


def test_without_a_ladder_there_is_no_step_to_take() -> None:
    assert Life().refuses("escalate") == "no_step_left"


def test_what_fell_due_before_a_command_comes_first() -> None:
    life = a_life(Status.OPEN).does("hold", until=NINE + DAY).later(2 * DAY).does("solve", ANA)
    told = [(event.kind, event.at - NINE, event.noticed) for event in life.events[-4:]]
    now = NINE + 2 * DAY
    assert told == [
        ("hold_ended", DAY, now),
        ("clock_breached", DAY + 30 * MINUTE, now),
        ("clock_breached", DAY + 8 * HOUR, now),
        ("ticket_solved", 2 * DAY, None),
    ]
