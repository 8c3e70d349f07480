from datetime import UTC, datetime, timedelta

import pytest

from domain.changes import apply
from domain.events import TicketClaimed, TicketEscalated
from domain.moves import Record, next_move
from domain.policy import Policy
from domain.relay_events import CustomerTold, NobodyWasOn, TeamNotified, TicketHandedOver
from domain.vocabulary import Doing, HandOverCause, NobodyOn, Priority
from rulebook.schemas.steps import PLACEHOLDERS
from rulebook.staffing import DeskStaffing
from tests.rulebook.building import (
    AGENT,
    FRIDAY,
    STANDARD,
    Copy,
    frozen,
    happening,
    of,
    routed,
    with_steps,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WEEKS_LATER = FRIDAY + timedelta(days=20)
NOBODY_WAITS = (
    "when_nobody_is_on: next step at once",
    "when_nobody_is_on: wait for the next shift",
)

LADDER = """- {at: 75% of first_reply, raise_priority_to: high}
- {at: breach of first_reply, assign_to: eu-engineering}
- {at: 30 minutes after breach of first_reply, raise_priority_to: urgent}
- {at: 4 hours before solve, assign_to: eu-care}
- {at: 3 days after opening, raise_priority_to: urgent, assign_to: eu-lead}"""


@pytest.mark.shows_key("policies.steps", "policies.steps.at")
def test_each_way_to_say_when_falls_due_when_it_says(copy: Copy) -> None:
    steps = of(TicketEscalated, happening(with_steps(copy, LADDER), until=WEEKS_LATER))
    assert {step.step: step.at for step in steps} == {
        "step 1": FRIDAY + 3 * HOUR,
        "step 2": FRIDAY + 4 * HOUR,
        "step 3": FRIDAY + 4.5 * HOUR,
        # 36 hours of work: 8 on Friday, 10 on Monday, 10 on Tuesday, and 8 on Wednesday.
        "step 4": datetime(2026, 11, 25, 16, tzinfo=UTC),
        "step 5": FRIDAY + timedelta(days=3),
    }


@pytest.mark.shows_key("policies.steps.raise_priority_to")
def test_raise_priority_to_raises_it(copy: Copy) -> None:
    steps = of(TicketEscalated, happening(with_steps(copy, LADDER), until=WEEKS_LATER))
    raised = [(step.step, step.priority) for step in steps if step.priority]
    assert raised == [("step 1", Priority.HIGH), ("step 3", Priority.URGENT)]


@pytest.mark.shows_key("policies.steps.assign_to")
def test_assign_to_puts_the_ticket_into_a_queue_and_asks_nobody(copy: Copy) -> None:
    (moved,) = of(TicketHandedOver, happening(with_steps(copy, LADDER), until=FRIDAY + 5 * HOUR))
    assert (moved.at, moved.team, moved.from_team) == (
        FRIDAY + 4 * HOUR,
        "eu-engineering",
        "eu-care",
    )
    assert (moved.cause, moved.acknowledge_by) == (HandOverCause.STEP, None)


@pytest.mark.shows_key("policies.steps.hand_over_to")
def test_hand_over_to_wants_an_acknowledgement(copy: Copy) -> None:
    with_steps(copy, "- {at: 1 hour after opening, hand_over_to: eu-engineering}")
    moved = of(TicketHandedOver, happening(copy, until=FRIDAY + HOUR))
    assert [(event.team, event.acknowledge_by) for event in moved] == [
        ("eu-engineering", FRIDAY + HOUR + 30 * MINUTE)
    ]
    assert moved[0].told == ("katarina", "sam")


@pytest.mark.shows_key("policies.steps.notify", "policies.steps.text")
def test_notify_tells_those_who_are_on_once(copy: Copy) -> None:
    with_steps(copy, "- {at: 1 hour after opening, notify: eu-lead, text: '{ticket} is {status}'}")
    (told,) = of(TeamNotified, happening(copy, until=FRIDAY + 4 * HOUR))
    assert (told.at, told.doing, told.team) == (FRIDAY + HOUR, Doing.NOTIFY, "eu-lead")
    assert told.agents == ("henrik", "niamh", "sam")
    assert (told.text, told.again_at) == ("eu-ticket is new", None)


@pytest.mark.shows_key("policies.steps.page_until_claimed", "policies.steps.every")
def test_page_until_claimed_repeats_as_often_as_it_says(copy: Copy) -> None:
    with_steps(copy, PAGING.format(times="3 times"))
    pages = of(TeamNotified, happening(copy, until=WEEKS_LATER))
    assert [page.at - FRIDAY for page in pages] == [60 * MINUTE, 70 * MINUTE, 80 * MINUTE]
    assert [page.number for page in pages] == [1, 2, 3]
    assert {page.doing for page in pages} == {Doing.PAGE}


PAGING = """- at: 1 hour after opening
  page_until_claimed: eu-lead
  every: 10 minutes
  at_most: {times}"""


@pytest.mark.shows_key("policies.steps.at_most")
def test_one_time_is_a_single_page(copy: Copy) -> None:
    with_steps(copy, PAGING.format(times="1 time"))
    (page,) = of(TeamNotified, happening(copy, until=WEEKS_LATER))
    assert page.again_at is None


def test_a_claim_ends_the_pages(copy: Copy) -> None:
    with_steps(copy, PAGING.format(times="3 times"))
    ticket = routed(frozen(copy.read()))
    for event in happening(copy, until=FRIDAY + HOUR):
        ticket = apply(ticket, event)
    assert ticket.paging
    assert apply(ticket, TicketClaimed(at=FRIDAY + HOUR, by=AGENT)).paging == ()


@pytest.mark.parametrize("verb", ["notify: eu-lead", "page_until_claimed: eu-lead"])
def test_without_a_text_the_desk_finds_its_own_words(copy: Copy, verb: str) -> None:
    repeats = "" if verb.startswith("notify") else ", every: 1 hour, at_most: 1 time"
    with_steps(copy, f"- {{at: 1 hour after opening, {verb}{repeats}}}")
    (told,) = of(TeamNotified, happening(copy, until=FRIDAY + HOUR))
    assert told.text.startswith("eu-ticket wa")
    assert "priority normal, 3 hours left of its promise." in told.text


def test_every_placeholder_that_may_be_written_is_filled_in(copy: Copy) -> None:
    text = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    with_steps(copy, f"- {{at: 1 hour after opening, notify: eu-lead, text: '{text}'}}")
    (told,) = of(TeamNotified, happening(copy, until=FRIDAY + HOUR))
    assert told.text == "eu-ticket normal eu-care new 1 hour 3 hours"


@pytest.mark.shows_key("policies.steps.reply_with")
def test_reply_with_writes_to_the_customer(copy: Copy) -> None:
    with_steps(copy, "- {at: 1 hour after opening, reply_with: still-working}")
    told = of(CustomerTold, happening(copy, until=FRIDAY + HOUR))
    assert ("still-working", FRIDAY + HOUR) in [(event.template, event.at) for event in told]


@pytest.mark.shows_key("policies.steps.tag")
def test_tag_marks_the_ticket(copy: Copy) -> None:
    with_steps(copy, "- {at: 1 hour after opening, tag: slow}")
    ticket = routed(frozen(copy.read()))
    for event in happening(copy, until=FRIDAY + HOUR):
        ticket = apply(ticket, event)
    assert ticket.tags == ("slow",)


@pytest.mark.shows_key("policies.steps.take_back")
@pytest.mark.parametrize(("wanted", "assignee"), [("true", None), ("false", AGENT.id)])
def test_take_back_takes_a_ticket_from_an_assignee_who_does_not_answer(
    copy: Copy, wanted: str, assignee: str | None
) -> None:
    with_steps(copy, f"- {{at: 1 hour after opening, tag: slow, take_back: {wanted}}}")
    desk = copy.read()
    policy = frozen(desk)
    ticket = apply(routed(policy), TicketClaimed(at=FRIDAY, by=AGENT))
    staffing = DeskStaffing(desk).view(FRIDAY + HOUR, {})
    move = next_move(ticket, policy, staffing, FRIDAY + HOUR)
    while isinstance(move, Record) and not ticket.steps_taken:
        ticket = apply(ticket, move.event)
        move = next_move(ticket, policy, staffing, FRIDAY + HOUR)
    assert ticket.steps_taken == ("step 1",)
    assert ticket.assignee == assignee


def test_a_step_does_all_it_says_in_a_fixed_order(copy: Copy) -> None:
    everything = """- at: 1 hour after opening
  reply_with: still-working
  hand_over_to: na-care
  every: 1 hour
  at_most: 2 times
  page_until_claimed: eu-engineering
  notify: eu-lead
  tag: slow
  take_back: true
  raise_priority_to: high"""
    step = frozen(with_steps(copy, everything).read()).steps[0]
    order = [(action.doing, action.team or action.template) for action in step.actions]
    assert order == [
        (Doing.NOTIFY, "eu-lead"),
        (Doing.PAGE, "eu-engineering"),
        (Doing.HAND_OVER, "na-care"),
        (Doing.REPLY, "still-working"),
    ]
    assert (step.raise_priority_to, step.tag, step.take_back) == (Priority.HIGH, "slow", True)


def test_a_new_policy_assigns_by_an_action_only(copy: Copy) -> None:
    policy: Policy = frozen(with_steps(copy, LADDER).read())
    assert [step.assign_to for step in policy.steps] == [None] * 5
    assert [one.doing for step in policy.steps for one in step.actions] == [Doing.ASSIGN] * 3


@pytest.mark.shows_key("policies.when_nobody_is_on")
@pytest.mark.parametrize(
    ("waits", "then"), [(False, NobodyOn.NEXT_STEP), (True, NobodyOn.NEXT_SHIFT)]
)
def test_when_nobody_is_on_says_what_a_step_does(copy: Copy, waits: bool, then: NobodyOn) -> None:
    with_steps(
        copy,
        "- {at: 1 hour after opening, notify: na-care}\n- {at: 7 days after opening, tag: old}",
    )
    if waits:
        copy.edit(STANDARD, *NOBODY_WAITS)
    events = happening(copy, until=FRIDAY + 12 * HOUR)
    (nobody,) = of(NobodyWasOn, events)
    steps = [event.step for event in of(TicketEscalated, events)]
    told = [event.at for event in of(TeamNotified, events)]
    assert (nobody.team, nobody.then) == ("na-care", then)
    assert steps == (["step 1"] if waits else ["step 1", "step 2"])
    assert told == ([nobody.opening] if waits else [])


def test_when_it_is_left_out_the_next_step_comes_at_once(copy: Copy) -> None:
    copy.edit(STANDARD, f"{NOBODY_WAITS[0]}\n", "")
    relay = frozen(copy.read()).relay
    assert relay is not None
    assert relay.when_nobody_is_on is NobodyOn.NEXT_STEP
