"""What a ticket makes of edits and deletions."""

from dataclasses import replace

import pytest

from domain import story as tale
from domain.arrivals import News, NewsKind
from domain.events import MessageTranslated, MessageUnderstood
from domain.facts import RouteCandidate
from domain.message_events import (
    MessageDeleted,
    MessageEdited,
    is_of,
    words_id,
)
from domain.vocabulary import THE_DESK, Status, Target
from tests.domain.building import (
    CUSTOMER,
    MINUTE,
    NINE,
    Life,
    a_message,
    news,
    understood,
)
from tests.domain.heard import deletes, edits, in_status, routed, words

WORDS = words_id("m-1", "ab" * 32)


class TestEdits:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (Status.NEW, Status.NEW),
            (Status.OPEN, Status.OPEN),
            (Status.WAITING, Status.OPEN),
            (Status.HELD, Status.OPEN),
            (Status.SOLVED, Status.OPEN),
        ],
    )
    def test_what_rests_is_taken_up(self, before: Status, after: Status) -> None:
        life = in_status(before).later(MINUTE)
        assert life.ticket.status is before
        edits(life)
        assert life.ticket.status is after
        assert [one.id for one in life.ticket.to_understand] == [words().id]
        assert life.ticket.held_until is None

    def test_who_waits_for_an_answer_to_it_is_owed_one(self) -> None:
        life = in_status(Status.WAITING).later(MINUTE)
        answered = life.ticket.clock(Target.NEXT_REPLY)
        assert answered is None or answered.is_kept
        edits(life)
        assert life.clock(Target.NEXT_REPLY).started_at == life.now
        assert life.ticket.waiting_since == life.now

    def test_an_open_ticket_owes_no_more_by_it(self) -> None:
        life = in_status(Status.OPEN).later(MINUTE)
        before = life.ticket
        edits(life)
        assert life.ticket.clocks == before.clocks
        assert life.ticket.waiting_since == before.waiting_since
        assert life.ticket.messages == before.messages

    def test_only_the_words_that_stand_there_are_put_into_another_language(self) -> None:
        life = routed()
        assert [one.message_id for one in life.ticket.to_translate] == ["m-1"]
        edits(life)
        assert not life.ticket.to_translate
        life.happens(understood(words().id, NINE))
        assert [one.message_id for one in life.ticket.to_translate] == [words().id]
        edits(life, 2)
        assert not life.ticket.to_translate
        assert [one.id for one in life.ticket.to_understand] == [words(2).id]

    def test_of_two_edits_in_a_row_the_last_is_read(self) -> None:
        life = edits(edits(routed()), 2)
        assert [one.id for one in life.ticket.to_understand] == [words(2).id]

    def test_words_of_before_are_not_translated_for_a_team_to_come(self) -> None:
        life = routed()
        edits(life)
        life.happens(understood(words().id, NINE))
        assert [one.message_id for one in life.ticket.recent] == [words().id]

    def test_files_are_fetched_all_the_same(self) -> None:
        life = Life()
        with_files = replace(news("m-2", NINE), message=replace(a_message("m-2"), files=1))
        life.story = tale.heard(life.story, with_files, NINE)
        edits(life, of="m-2")
        assert [one.message_id for one in life.ticket.to_fetch] == ["m-2"]

    def test_the_first_message_is_still_routed_by_what_it_says_now(self) -> None:
        life = edits(Life())
        assert [one.id for one in life.ticket.to_understand] == [words().id]
        found = understood(words().id, NINE, "eu-care")
        assert isinstance(found, MessageUnderstood)
        life.happens(found)
        assert life.ticket.candidates == (RouteCandidate("eu-care", "everything"),)
        assert life.ticket.first_message == "m-1"

    def test_the_ids_of_words_say_whose_they_are(self) -> None:
        assert is_of(WORDS, "m-1")
        assert is_of("m-1", "m-1")
        assert not is_of(words_id("m-10", "ff"), "m-1")
        assert not is_of("m-10", "m-1")


class TestDeletions:
    def test_nothing_more_is_done_with_it(self) -> None:
        life = edits(routed())
        life.happens(understood(words().id, NINE))
        with_files = replace(news("m-2", NINE), message=replace(a_message("m-2"), files=1))
        life.story = tale.heard(life.story, with_files, NINE)
        deletes(deletes(life), of="m-2")
        ticket = life.ticket
        assert (ticket.to_understand, ticket.to_translate, ticket.recent) == ((), (), ())
        assert ticket.to_fetch == ()

    @pytest.mark.parametrize(
        "status", [Status.NEW, Status.OPEN, Status.WAITING, Status.HELD, Status.SOLVED]
    )
    def test_it_moves_no_clock_and_no_status(self, status: Status) -> None:
        life = in_status(status).later(MINUTE)
        before = life.ticket
        deletes(life)
        assert life.ticket.status is status
        assert life.ticket.clocks == before.clocks
        assert life.ticket.first_message == "m-1"

    def test_a_ticket_that_nobody_has_is_read_for_a_team_all_the_same(self) -> None:
        """Whoever takes a message back at once opened a ticket that somebody has to look after."""
        life = deletes(edits(Life()))
        assert [one.id for one in life.ticket.to_understand] == ["m-1"]
        life.happens(understood("m-1", NINE, "eu-care", language="und"))
        assert (life.ticket.to_understand, life.ticket.to_translate) == ((), ())
        assert life.ticket.candidates != ()

    def test_what_was_under_way_of_it_changes_nothing_when_it_comes_home(self) -> None:
        life = deletes(routed())
        before = life.ticket
        late = MessageTranslated(
            at=NINE, by=THE_DESK, message_id="m-1", language="en", engine="local", retry=True
        )
        life.happens(late)
        assert replace(life.ticket, version=before.version) == before


def test_news_says_who_did_it_and_when_it_was_noticed() -> None:
    life = routed()
    life.story = tale.heard(
        life.story,
        News("x", NewsKind.EDITED, NINE, CUSTOMER.id, message=words(), about="m-1"),
        NINE + MINUTE,
    )
    life.story = tale.heard(
        life.story, News("y", NewsKind.DELETED, NINE, CUSTOMER.id, about="m-1"), NINE + MINUTE
    )
    edited, deleted = life.of(MessageEdited)[0], life.of(MessageDeleted)[0]
    assert (edited.by, edited.at, edited.noticed) == (CUSTOMER, NINE, NINE + MINUTE)
    assert (deleted.by, deleted.message_id) == (CUSTOMER, "m-1")
