"""What a ticket makes of receipts, files, what machines write, and what is held back."""

from dataclasses import replace
from typing import Any

import pytest

from domain import story as tale
from domain.arrivals import NewsKind
from domain.errands import can_start, held_back_until, owes_something, ready_to_deliver
from domain.facts import DeliveryFact, Via
from domain.message_events import (
    DeliveryReported,
    FilesFetched,
)
from domain.moves import Wait, next_move
from domain.vocabulary import THE_DESK, DeliveryState, Status
from tests.domain.building import (
    DAY,
    MINUTE,
    NINE,
    Life,
    a_message,
    a_policy,
    an_opening,
    news,
)
from tests.domain.heard import hears, in_status, routed


class TestReceipts:
    def test_a_receipt_changes_nothing_that_is_decided(self) -> None:
        life = routed().does("reply").later(MINUTE)
        sent = DeliveryReported(
            at=life.now, by=THE_DESK, message_id="r-1", state=DeliveryState.SENT, language="pt"
        )
        life.happens(sent)
        before = life.ticket
        for state in (DeliveryState.DELIVERED, DeliveryState.READ):
            hears(life, NewsKind.REPORTED, delivery=DeliveryFact("r-1", state))
        after = replace(life.ticket, version=before.version, updated_at=before.updated_at)
        assert after == before
        assert [one.state for one in life.of(DeliveryReported)] == ["sent", "delivered", "read"]

    def test_it_says_why_a_message_failed(self) -> None:
        life = hears(
            routed().does("reply"),
            NewsKind.REPORTED,
            delivery=DeliveryFact("r-1", DeliveryState.FAILED, "blocked"),
        )
        (report,) = life.of(DeliveryReported)
        assert (report.reason, report.by) == ("blocked", THE_DESK)


class TestFiles:
    def test_files_are_wanted_where_the_message_came_from(self) -> None:
        life = Life()
        message = replace(a_message("m-2"), files=2, channel="line", account="tokyo")
        life.story = tale.heard(life.story, replace(news("m-2", NINE), message=message), NINE)
        (wanted,) = life.ticket.to_fetch
        assert (wanted.message_id, wanted.via) == ("m-2", Via("line", "tokyo"))
        assert can_start(life.ticket, NINE)
        life.happens(FilesFetched(at=NINE, by=THE_DESK, message_id="m-2", fetched=2))
        assert life.ticket.to_fetch == ()


class TestMachines:
    def machine(self, life: Life, number: int = 2, **facts: Any) -> Life:
        message = replace(a_message(f"m-{number}", life.now), automatic=True, **facts)
        one = replace(news(f"m-{number}", life.now), message=message)
        life.story = tale.heard(life.story, one, life.now)
        return life

    @pytest.mark.parametrize("status", [Status.WAITING, Status.HELD, Status.SOLVED])
    def test_a_note_that_somebody_is_away_moves_nothing(self, status: Status) -> None:
        life = in_status(status).later(MINUTE)
        before = life.ticket
        self.machine(life)
        assert life.ticket.status is status
        assert life.ticket.clocks == before.clocks
        assert (life.ticket.messages, life.ticket.automatic) == (before.messages + 1, False)

    def test_where_nobody_but_machines_wrote_the_desk_keeps_silent(self) -> None:
        first = replace(news("m-1", NINE), message=replace(a_message(), automatic=True))
        begun = tale.begun("eu-1", "eu", an_opening(), a_policy())
        story = tale.heard(begun, first, NINE)
        assert story.ticket.automatic
        story = tale.heard(story, news("m-2", NINE), NINE)
        assert not story.ticket.automatic

    def test_one_person_among_machines_is_a_person(self) -> None:
        life = self.machine(Life())
        assert not life.ticket.automatic


class TestAnsweringElsewhere:
    def test_answers_go_where_the_customer_wrote_last(self) -> None:
        life = Life()
        for number, channel in enumerate(("line", "web"), start=2):
            message = replace(a_message(f"m-{number}"), channel=channel, reply_here=True)
            one = replace(news(f"m-{number}", NINE), message=message)
            life.story = tale.heard(life.story, one, NINE)
            expected = None if channel == "web" else Via("line", "shop")
            assert life.ticket.answers_via == expected

    def test_a_message_of_an_earlier_release_moves_no_answer(self) -> None:
        life = Life()
        message = replace(a_message("m-2"), channel="line")
        life.story = tale.heard(life.story, replace(news("m-2", NINE), message=message), NINE)
        assert life.ticket.answers_via is None


class TestHeldBack:
    def held(self) -> Life:
        """Of two answers the first is held back until tomorrow."""
        life = routed().does("reply").does("reply", message_id="r-2")
        held = DeliveryReported(
            at=NINE,
            by=THE_DESK,
            message_id="r-1",
            state=DeliveryState.QUEUED,
            again_at=NINE + DAY,
        )
        return life.happens(held)

    def test_others_go_out_past_it(self) -> None:
        life = self.held()
        ready = ready_to_deliver(life.ticket, NINE)
        assert ready is not None
        assert ready.message_id == "r-2"
        assert held_back_until(life.ticket) == NINE + DAY

    def test_it_goes_out_at_its_time_and_the_ticket_wakes_for_it(self) -> None:
        life = self.held()
        sent = DeliveryReported(
            at=NINE, by=THE_DESK, message_id="r-2", state=DeliveryState.SENT, language="pt"
        )
        life.happens(sent)
        assert ready_to_deliver(life.ticket, NINE + DAY - MINUTE) is None
        move = next_move(life.ticket, replace(life.policy, relay=None), life.story.staffing, NINE)
        assert isinstance(move, Wait)
        assert move.until is not None
        assert move.until <= NINE + DAY
        ready = ready_to_deliver(life.ticket, NINE + DAY)
        assert ready is not None
        assert ready.message_id == "r-1"

    def test_a_ticket_does_not_end_before_it_is_out(self) -> None:
        life = self.held()
        assert owes_something(life.ticket, NINE)
        for message in ("r-1", "r-2"):
            life.happens(
                DeliveryReported(at=NINE, by=THE_DESK, message_id=message, state=DeliveryState.SENT)
            )
        quiet = replace(life.ticket, to_understand=(), to_translate=(), to_notify=())
        assert not owes_something(quiet, NINE)
