"""What a policy says of the end of a ticket is what its customer hears."""

from dataclasses import replace
from datetime import datetime
from shutil import rmtree

import pytest

from domain.events import TicketSolved
from domain.relay_events import CustomerTold
from tests.rulebook.building import AGENT, FRIDAY, STANDARD, Copy, frozen, of
from tests.rulebook.keys.living import DAY, HOUR, Life

LEFT_OUT = "tell_the_customer: true\n"
SOLVED = FRIDAY + 2 * HOUR


def heard(copy: Copy) -> list[tuple[str, datetime]]:
    """What the customer of a ticket was told that was answered and solved, and when."""
    desk = copy.read()
    policy = replace(frozen(desk), acknowledge=False, targets={}, steps=())
    life = Life(desk, policy).answered(FRIDAY + HOUR)
    life.happens(TicketSolved(at=SOLVED, by=AGENT)).until(SOLVED + 8 * DAY)
    return [(event.template, event.at) for event in of(CustomerTold, life.events)]


@pytest.mark.shows_key("policies.ask_how_it_was")
@pytest.mark.parametrize(
    ("written", "templates"), [("true", ["satisfaction"]), ("false", []), (None, [])]
)
def test_ask_how_it_was_asks_once_the_ticket_is_solved(
    copy: Copy, written: str | None, templates: list[str]
) -> None:
    if written:
        copy.edit(STANDARD, LEFT_OUT, f"{LEFT_OUT}ask_how_it_was: {written}\n")
    assert heard(copy) == [(template, SOLVED) for template in templates]


@pytest.mark.shows_key("policies.say_when_closed")
@pytest.mark.parametrize(
    ("written", "templates"), [("true", ["closing"]), ("false", []), (None, [])]
)
def test_say_when_closed_says_it_at_the_end_of_the_window(
    copy: Copy, written: str | None, templates: list[str]
) -> None:
    if written:
        copy.edit(STANDARD, LEFT_OUT, f"{LEFT_OUT}say_when_closed: {written}\n")
    assert heard(copy) == [(template, SOLVED + 7 * DAY) for template in templates]


@pytest.mark.parametrize(
    ("key", "template"), [("ask_how_it_was", "satisfaction"), ("say_when_closed", "closing")]
)
def test_what_is_to_be_said_has_to_be_there(copy: Copy, key: str, template: str) -> None:
    copy.edit(STANDARD, LEFT_OUT, f"{LEFT_OUT}{key}: true\n")
    rmtree(copy.folder / "replies" / template)
    line = (copy.folder / STANDARD).read_text("utf-8").split(f"\n{key}:")[0].count("\n") + 2
    (sentence,) = (one for one in copy.complaints() if one.startswith(STANDARD))
    said = f"no template '{template}' is for customers in replies/; "
    assert sentence.startswith(f"{STANDARD}, line {line}: {said}")
