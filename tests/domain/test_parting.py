"""What a customer hears of a ticket that is done: once how it was, and at its end that it ended."""

from datetime import timedelta

import pytest

from domain.events import TicketClosed, TicketReopened
from domain.moves import Record, next_move
from domain.parting import sent_by
from domain.policy import Policy, Relay
from domain.relay_events import CustomerTold
from domain.vocabulary import Status
from tests.domain.building import DAY, HOUR, MINUTE, NINE, Life, a_policy

WINDOW = timedelta(days=7)
ASKS = Relay(20 * MINUTE, ask_how_it_was=True)
SAYS = Relay(20 * MINUTE, say_when_closed=True)


def under(relay: Relay | None) -> Policy:
    return a_policy(relay=relay, acknowledge=False, targets={})


def solved(relay: Relay | None, *, answered: bool = True) -> Life:
    """A ticket that was solved an hour after it opened, and looked at."""
    life = Life(under(relay)).later(HOUR)
    if answered:
        life.does("reply")
    return life.does("solve").watched(MINUTE)


def heard(life: Life) -> list[tuple[str, timedelta]]:
    """What the desk wrote to the customer, and how long after the opening."""
    return [(event.template, event.at - NINE) for event in life.of(CustomerTold)]


def test_who_was_answered_is_asked_how_it_was_at_once() -> None:
    life = solved(ASKS)
    assert heard(life) == [("satisfaction", HOUR)]
    (wanted,) = [one for one in life.ticket.to_deliver if one.template == "satisfaction"]
    assert wanted.in_reply_to == "m-1"
    (event,) = life.of(CustomerTold)
    assert event.because is not None
    assert event.because.rule == "ask how it was"


def test_nobody_is_asked_twice() -> None:
    life = solved(ASKS).writes().does("reply", message_id="r-2").does("solve").watched(DAY)
    assert life.ticket.status is Status.SOLVED
    assert len(heard(life)) == 1


def test_who_rated_the_service_already_is_not_asked() -> None:
    life = Life(under(ASKS)).does("reply").does("solve").does("rate").watched(DAY)
    assert heard(life) == []


@pytest.mark.parametrize("relay", [ASKS, SAYS])
def test_whom_nobody_answered_is_left_in_peace(relay: Relay) -> None:
    assert heard(solved(relay, answered=False).watched(8 * DAY)) == []


@pytest.mark.parametrize("relay", [None, Relay(20 * MINUTE)])
def test_a_policy_that_says_nothing_of_it_says_nothing(relay: Relay | None) -> None:
    life = solved(relay).watched(8 * DAY)
    assert heard(life) == []
    assert life.ticket.status is Status.CLOSED


def test_that_a_ticket_is_closed_is_said_just_before_it_is() -> None:
    life = solved(SAYS).watched(8 * DAY)
    assert heard(life) == [("closing", WINDOW + HOUR)]
    told, closed = life.events[-2:]
    assert isinstance(told, CustomerTold)
    assert isinstance(closed, TicketClosed)
    assert closed.at == told.at


def test_a_message_in_time_puts_it_off() -> None:
    life = solved(SAYS).watched(6 * DAY).writes()
    life.does("reply", message_id="r-2").does("solve").watched(8 * DAY)
    assert heard(life) == [("closing", WINDOW + 6 * DAY + HOUR + MINUTE)]


def test_a_ticket_that_comes_back_after_all_is_said_to_be_closed_again() -> None:
    life = solved(SAYS)
    said = next_move(life.ticket, life.policy, life.story.staffing, NINE + WINDOW + HOUR)
    assert isinstance(said, Record)
    life.later(WINDOW - MINUTE).happens(said.event)
    assert heard(life) == [("closing", WINDOW + HOUR)]
    life.writes()  # before the close was through
    assert life.ticket.status is Status.OPEN
    life.does("reply", message_id="r-2").does("solve").watched(8 * DAY)
    assert len(heard(life)) == 2


def test_a_message_that_a_late_desk_learns_of_is_not_told_that_all_is_over() -> None:
    life = solved(SAYS).later(8 * DAY).writes()
    assert heard(life) == []
    assert life.ticket.status is Status.OPEN
    late = solved(SAYS).later(8 * DAY).does("reopen")
    assert [*late.of(TicketReopened), *heard(late)] == late.of(TicketReopened)


def test_a_policy_that_comes_after_the_solution_asks_nothing_of_it() -> None:
    life = solved(Relay(20 * MINUTE)).later(DAY)
    life.adopts(relay=Relay(20 * MINUTE, ask_how_it_was=True, say_when_closed=True)).watched(
        8 * DAY
    )
    assert [template for template, _ in heard(life)] == ["closing"]


def test_the_templates_that_settings_send_are_named() -> None:
    assert [*sent_by(Relay(HOUR))] == []
    every = Relay(HOUR, out_of_hours="night", ask_how_it_was=True, say_when_closed=True)
    assert [*sent_by(every)] == ["night", "satisfaction", "closing"]
