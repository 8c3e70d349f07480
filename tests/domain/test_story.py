from dataclasses import replace

import pytest

from domain import story as tale
from domain.arrivals import NewsKind
from domain.changes import rebuilt
from domain.events import TicketAbsorbed, TicketOpened
from domain.ledger import view_of
from domain.message_events import DeliveryReported
from domain.story import REMEMBERED, Story
from domain.vocabulary import THE_DESK, ActorKind, ClockState, DeliveryState, Target
from tests.domain.building import (
    DAY,
    HOUR,
    MINUTE,
    NINE,
    Life,
    a_policy,
    a_story,
    command,
    news,
    opening_event,
)


def sent(message_id: str = "r-1") -> DeliveryReported:
    return DeliveryReported(
        at=NINE, by=THE_DESK, message_id=message_id, state=DeliveryState.SENT, language="pt"
    )


def places(story: Story) -> list[int]:
    return [entry.sequence for entry in story.unwritten]


def test_a_story_begins_with_its_opening_in_the_first_place() -> None:
    event = opening_event(a_story())
    assert isinstance(event, TicketOpened)
    assert places(a_story()) == [1, 2]
    assert (event.by.kind, event.by.id) == (ActorKind.CUSTOMER, "cust-1")
    assert event.because == a_policy().because("applies to the ticket")
    assert [term.target for term in event.terms] == ["first_reply", "next_reply", "solve"]


def test_news_that_was_heard_before_changes_nothing() -> None:
    story = a_story()
    assert tale.heard(story, news("m-1", NINE), NINE + DAY) is story
    told = tale.heard(story, news("m-2", NINE), NINE)
    assert tale.heard(told, news("m-2", NINE), NINE + DAY) is told


def test_news_says_when_it_was_accepted_and_when_it_was_noticed() -> None:
    told = tale.heard(a_story(), news("m-2", NINE + MINUTE), NINE + 5 * MINUTE)
    event = told.unwritten[-1].event
    assert (event.at, event.noticed) == (NINE + MINUTE, NINE + 5 * MINUTE)


def test_a_ticket_hears_of_one_that_was_merged_into_it() -> None:
    merged = replace(
        news("m-2", NINE), kind=NewsKind.ABSORBED, message=None, absorbed_ticket="eu-9"
    )
    event = tale.heard(a_story(), merged, NINE).unwritten[-1].event
    assert isinstance(event, TicketAbsorbed)
    assert event.ticket_id == "eu-9"


def test_a_command_is_remembered_by_its_id() -> None:
    story = tale.remembering(a_story(), "update-1")
    assert "update-1" in story.seen
    assert tale.remembering(story, "update-2").ticket == story.ticket


def test_the_memory_of_ids_is_bounded_and_keeps_the_latest() -> None:
    story = a_story()
    for number in range(2 * REMEMBERED):
        story = tale.remembering(story, f"update-{number}")
    assert len(story.seen) == REMEMBERED
    assert story.seen[-1] == f"update-{2 * REMEMBERED - 1}"


def test_a_refused_command_changes_nothing() -> None:
    story = a_story()
    before = replace(story)
    tale.asked(story, command("rate"), NINE)
    assert story == before


def test_the_places_of_the_ledger_have_no_gap() -> None:
    life = Life(a_policy(warn_at={Target.SOLVE: 0.5})).does("claim").does("reply")
    life.writes().watched(DAY).does("reply").does("solve").watched(8 * DAY)
    assert places(life.story) == list(range(1, life.story.sequence + 1))


def test_an_outcome_keeps_the_place_that_was_reserved_for_it() -> None:
    life = Life().does("reply")
    story, place = tale.with_place(life.story)
    assert place == 4
    later = after(story, "note")
    assert places(later) == [1, 2, 3, 5]
    failed = tale.failed(later, sent(), place)
    assert sorted(places(failed)) == [1, 2, 3, 4, 5]


def after(story: Story, kind: str) -> Story:
    answer = tale.asked(story, command(kind), NINE)
    assert isinstance(answer, Story)
    return answer


def test_an_outcome_that_its_activity_wrote_is_not_written_again() -> None:
    story, _ = tale.with_place(Life().does("reply").story)
    told = tale.come_true(story, sent())
    assert told.unwritten == story.unwritten
    assert (told.ticket.to_deliver, told.sequence) == ((), story.sequence)


def test_a_page_takes_all_that_is_unwritten_and_shows_the_ticket_after_it() -> None:
    story = Life().does("claim").story
    emptied, page = tale.page_of(story)
    assert page.entries == story.unwritten
    assert emptied.unwritten == ()
    assert page.view == view_of(story.ticket, story.policy)
    assert (emptied.ticket, emptied.sequence) == (story.ticket, story.sequence)


def test_a_ledger_rebuilds_the_ticket_whenever_its_outcomes_came_home() -> None:
    life = Life().does("reply")
    story, place = tale.with_place(life.story)
    story = tale.come_true(after(story, "solve"), sent())
    ledger = {entry.sequence: entry.event for entry in story.unwritten} | {place: sent()}
    assert rebuilt("eu-1", [ledger[place] for place in sorted(ledger)]) == story.ticket


def test_a_view_shows_when_a_running_clock_ends_and_what_a_paused_one_has_left() -> None:
    life = Life().does("claim").later(10 * MINUTE)
    running = {clock.target: clock for clock in view_of(life.ticket, life.policy).clocks}
    assert running[Target.FIRST_REPLY].due_at == NINE + 30 * MINUTE
    assert running[Target.FIRST_REPLY].left is None
    paused = view_of(life.does("hold").later(HOUR).ticket, life.policy).clocks[0]
    assert (paused.state, paused.due_at, paused.left) == (ClockState.PAUSED, None, 20 * MINUTE)


@pytest.mark.parametrize("kind", ["note", "reply", "hold"])
def test_a_view_is_the_same_at_every_instant_between_two_events(kind: str) -> None:
    life = Life().does("claim").later(MINUTE).does(kind)
    assert view_of(life.ticket, life.policy) == view_of(life.later(HOUR).ticket, life.policy)
