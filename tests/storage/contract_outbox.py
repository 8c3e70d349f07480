"""What every outbox promises."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.facts import Via
from domain.ledger import Entry
from domain.message_events import DeliveryReported
from domain.sending import A_WHILE, Attempt, Calling
from domain.stores import Conflict, Missing, RegionStores, Send
from domain.vocabulary import THE_DESK, DeliveryState
from tests.storage.building import NOW, after, page, replied, view

SEND = Send("eu-1", 2, 0, "m-1", "web", "shop")
SECOND = replace(SEND, part=1)
PAGE = page(view("eu-1"), replied("m-1"))
CALL = Calling("anna", NOW)
FREE, DOUBT = Attempt(), Attempt(in_doubt=True)


def outcome(state: DeliveryState = DeliveryState.SENT, **facts: Any) -> Entry:
    event = DeliveryReported(
        at=NOW, by=THE_DESK, message_id="m-1", state=state, language="en", **facts
    )
    return Entry("eu-1", 2, event)


class OutboxContract:
    async def test_the_intent_is_committed_with_its_page(self, stores: RegionStores) -> None:
        assert await stores.outbox.intend(SEND, PAGE) is None
        assert await stores.ledger.entries("eu-1") == list(PAGE.entries)
        assert await stores.outbox.intend(SEND, PAGE) is None

    async def test_a_settled_send_answers_with_its_outcome(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        await stores.outbox.attempt(SEND, CALL)
        await stores.outbox.settle(SEND, outcome(), "provider-7")
        await stores.outbox.settle(SEND, outcome(), "provider-8")
        assert await stores.outbox.intend(SEND, PAGE) == outcome()
        assert await stores.ledger.entry("eu-1", 2) == outcome()
        (message,) = await stores.views.messages("eu-1")
        assert message.delivery is DeliveryState.SENT
        assert (await stores.outbox.progress(SEND)).said(Via("web", "shop")) == ("provider-7",)

    async def test_another_outcome_is_a_conflict(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        await stores.outbox.settle(SEND, outcome(), "provider-7")
        with pytest.raises(Conflict):
            await stores.outbox.settle(SEND, outcome(DeliveryState.FAILED), "")
        assert await stores.outbox.intend(SEND, None) == outcome()

    async def test_a_call_that_was_never_heard_of_is_remembered(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        assert await stores.outbox.attempt(SEND, CALL) == FREE
        assert await stores.outbox.attempt(SEND, CALL) == DOUBT
        assert await stores.outbox.is_in_doubt(SEND)

    async def test_a_call_that_came_back_leaves_no_doubt(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        await stores.outbox.attempt(SEND, CALL)
        await stores.outbox.not_taken(SEND, "busy")
        assert await stores.outbox.attempt(SEND, CALL) == FREE

    async def test_people_read_why_a_message_waits_until_it_is_out(
        self, stores: RegionStores
    ) -> None:
        await stores.outbox.intend(SEND, PAGE)
        await stores.outbox.attempt(SEND, CALL)
        await stores.outbox.not_taken(SEND, "token_refused")
        (message,) = await stores.views.messages("eu-1")
        assert (message.delivery, message.delivery_reason) == ("queued", "token_refused")
        await stores.outbox.attempt(SEND, CALL)
        await stores.outbox.settle(SEND, outcome(), "provider-7")
        (message,) = await stores.views.messages("eu-1")
        assert (message.delivery, message.delivery_reason) == ("sent", "")

    async def test_what_was_never_intended_is_not_attempted(self, stores: RegionStores) -> None:
        with pytest.raises(Missing):
            await stores.outbox.attempt(SEND, CALL)
        with pytest.raises(Missing):
            await stores.outbox.attempt(SECOND, CALL)
        with pytest.raises(Missing):
            await stores.outbox.settle(SEND, outcome(), "")
        assert await stores.ledger.entries("eu-1") == []

    async def test_an_outcome_belongs_into_the_place_of_its_send(
        self, stores: RegionStores
    ) -> None:
        await stores.outbox.intend(SEND, PAGE)
        with pytest.raises(ValueError, match="another place"):
            await stores.outbox.settle(SEND, Entry("eu-1", 3, outcome().event), "")


class PartsContract:
    async def test_each_part_has_its_own_place(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        await stores.outbox.attempt(SEND, CALL)
        await stores.outbox.took(SEND, "provider-1", NOW)
        assert await stores.outbox.attempt(SECOND, CALL) == FREE
        progress = await stores.outbox.progress(SEND)
        assert [*progress.out("m-1", Via("web", "shop"))] == [0]
        assert [part.in_call for part in progress.parts] == [False, True]
        assert await stores.outbox.is_in_doubt(SEND), "of the second part nothing was heard"
        await stores.outbox.settle(SECOND, outcome(), "provider-2")
        progress = await stores.outbox.progress(SEND)
        assert [*progress.out("m-1", Via("web", "shop"))] == [0, 1]
        assert progress.said(Via("web", "shop")) == ("provider-1", "provider-2")

    async def test_a_part_that_failed_leaves_the_others_out(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        await stores.outbox.attempt(SEND, CALL)
        await stores.outbox.took(SEND, "provider-1", NOW)
        await stores.outbox.attempt(SECOND, CALL)
        await stores.outbox.settle(SECOND, outcome(DeliveryState.FAILED, reason="no"), "")
        states = [part.state for part in (await stores.outbox.progress(SEND)).parts]
        assert sorted(states) == ["failed", "sent"]
        assert not await stores.outbox.is_in_doubt(SEND)

    async def test_a_send_is_known_by_the_account_that_it_went_out_on(
        self, stores: RegionStores
    ) -> None:
        await stores.outbox.intend(SEND, PAGE)
        elsewhere = replace(SEND, channel="email", account="support")
        await stores.outbox.attempt(elsewhere, CALL)
        progress = await stores.outbox.progress(SEND)
        assert progress.begun_by(2) == Via("email", "support")
        await stores.outbox.not_taken(elsewhere, "busy")
        assert (await stores.outbox.progress(SEND)).begun_by(2) is None

    async def test_what_is_sent_again_has_a_place_of_its_own(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        await stores.outbox.attempt(SEND, CALL)
        await stores.outbox.took(SEND, "provider-1", NOW)
        await stores.outbox.attempt(SECOND, CALL)
        await stores.outbox.settle(SECOND, outcome(DeliveryState.UNCERTAIN), "")
        again = replace(SEND, sequence=5)
        assert await stores.outbox.intend(again, None) is None
        progress = await stores.outbox.progress(again)
        assert progress.begun_by(5) is None
        assert [*progress.out("m-1", Via("web", "shop"))] == [0]


class PaceContract:
    async def test_so_many_go_to_one_person_in_so_long(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        rate = (2, timedelta(seconds=6))
        for part, second in enumerate((0, 1)):
            send = replace(SEND, part=part)
            call = replace(CALL, at=after(second), rate=rate)
            assert await stores.outbox.attempt(send, call) == FREE
            await stores.outbox.took(send, "", after(second))
        third = replace(SEND, part=2)
        soon = await stores.outbox.attempt(third, replace(CALL, at=after(2), rate=rate))
        assert soon == Attempt(wait=timedelta(seconds=4))
        other = replace(CALL, recipient="ben", at=after(2), rate=rate)
        assert await stores.outbox.attempt(replace(SEND, part=3), other) == FREE
        in_time = replace(CALL, at=after(6), rate=rate)
        assert await stores.outbox.attempt(third, in_time) == FREE

    async def test_what_was_not_taken_counts_for_nothing(self, stores: RegionStores) -> None:
        await stores.outbox.intend(SEND, PAGE)
        call = replace(CALL, rate=(1, timedelta(hours=1)), automatic=True)
        for _ in range(3):
            assert await stores.outbox.attempt(SEND, call) == FREE
            await stores.outbox.not_taken(SEND, "busy")

    async def test_a_thread_hears_five_things_an_hour_of_the_desk(
        self, stores: RegionStores
    ) -> None:
        automatic = replace(CALL, automatic=True)
        sends = [replace(SEND, sequence=number, message_id=f"m-{number}") for number in range(6)]
        for send in sends:
            await stores.outbox.intend(send, None)
        found = [await stores.outbox.attempt(send, automatic) for send in sends]
        assert found == [*[FREE] * 5, Attempt(refused="too_many")]
        assert await stores.outbox.attempt(sends[5], CALL) == FREE, "people are not counted"

    async def test_an_address_is_answered_once_an_hour_by_the_desk_where_machines_answer(
        self, stores: RegionStores
    ) -> None:
        mails = [Send(f"eu-{one}", 2, 0, f"m-{one}", "email", "support") for one in (1, 2, 3, 4)]
        for mail in mails:
            await stores.outbox.intend(mail, None)
        automatic = replace(CALL, automatic=True, machines_answer=True)
        assert await stores.outbox.attempt(mails[0], automatic) == FREE
        assert await stores.outbox.attempt(mails[1], automatic) == Attempt(refused="too_many")
        assert await stores.outbox.attempt(mails[1], replace(automatic, recipient="ben")) == FREE
        nobody_else = replace(automatic, machines_answer=False)
        assert await stores.outbox.attempt(mails[3], nobody_else) == FREE
        later = replace(automatic, at=NOW + A_WHILE)
        assert await stores.outbox.attempt(mails[2], later) == FREE
