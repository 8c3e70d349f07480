"""What was promised to a customer and is still open."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.background import (
    MOST_TICKETS,
    Background,
    Noted,
    Promise,
    PromiseKind,
    last_touched,
    looked_at,
    promises,
)
from domain.facts import ExpectedWait
from domain.ledger import TicketView
from domain.policy import PolicyReference
from domain.relay import Expectation
from domain.vocabulary import Priority, Status, Tier

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EXPECTED = Expectation(ExpectedWait(NOON + HOUR, NOON + 2 * HOUR), NOON)


def ticket(ticket_id: str = "eu-1", **changes: object) -> TicketView:
    made = TicketView(
        id=ticket_id,
        region="eu",
        status=Status.OPEN,
        priority=Priority.NORMAL,
        topic=None,
        language="pt",
        tier=Tier.STANDARD,
        channel="web",
        account="shop",
        customer_id="c-1",
        team=None,
        assignee=None,
        opened_at=NOON,
        updated_at=NOON,
        version=1,
        policy=PolicyReference("standard", 1, "hash"),
        escalation_level=0,
        linked=(),
        clocks=(),
        first_message="m-1",
    )
    return replace(made, **changes)  # type: ignore[arg-type] # whatever a test wants otherwise


def noted(text_id: str, after: timedelta = HOUR, ticket_id: str = "eu-1") -> Noted:
    return Noted(ticket_id, text_id, NOON + after)


def test_an_answer_is_promised_until_it_is_given() -> None:
    told = ticket(expectation=EXPECTED)
    [promise] = promises([told], Background())
    assert promise == Promise(PromiseKind.ANSWER, "eu-1", NOON, NOON + 2 * HOUR)
    answered = replace(told, expectation=replace(EXPECTED, answered_at=NOON + HOUR))
    assert promises([answered], Background()) == []


def test_a_hold_promises_its_date_while_it_lasts() -> None:
    held = ticket(status=Status.HELD, held_until=NOON + 3 * HOUR)
    background = Background(holds=(noted("r-2"), noted("r-1", timedelta(0))))
    [promise] = promises([held], background)
    assert (promise.text_id, promise.due) == ("r-2", NOON + 3 * HOUR)
    over = replace(held, status=Status.OPEN, held_until=None)
    assert promises([over], background) == []


def test_of_a_tickets_briefs_the_last_counts() -> None:
    background = Background(briefs=(noted("b-2"), noted("b-1", timedelta(0))))
    assert [one.text_id for one in promises([ticket()], background)] == ["b-2"]


@pytest.mark.parametrize("status", [Status.SOLVED, Status.CLOSED])
def test_of_a_solved_ticket_nothing_is_open(status: Status) -> None:
    done = ticket(status=status, expectation=EXPECTED)
    assert promises([done], Background(briefs=(noted("b-1"),))) == []


def test_what_is_due_first_comes_first_and_what_has_no_time_last() -> None:
    tickets = [
        ticket("eu-1", status=Status.HELD, held_until=NOON + HOUR),
        ticket("eu-2", expectation=EXPECTED),
        ticket("eu-3"),
    ]
    background = Background(holds=(noted("r-1"),), briefs=(noted("b-3", ticket_id="eu-3"),))
    assert [one.ticket_id for one in promises(tickets, background)] == ["eu-1", "eu-2", "eu-3"]


def test_of_very_many_tickets_those_at_work_are_looked_at() -> None:
    old = [
        ticket(f"eu-{n}", status=Status.CLOSED, updated_at=NOON + n * HOUR)
        for n in range(2 * MOST_TICKETS)
    ]
    open_long_ago = ticket("eu-open", updated_at=NOON - HOUR)
    looked = looked_at([*old, open_long_ago])
    assert len(looked) == MOST_TICKETS
    assert looked[0] == open_long_ago
    assert looked[1] == old[-1]


def test_the_ticket_that_changed_last_says_how_they_sound() -> None:
    newer = ticket("eu-2", updated_at=NOON + HOUR)
    assert last_touched([ticket(), newer, ticket("eu-3")]) == newer
    assert last_touched([]) is None
