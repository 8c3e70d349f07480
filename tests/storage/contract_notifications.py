"""What every store of notifications promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.notifications import Batch, Call, Contact, Notification, Turn, Way
from domain.stores import Missing, RegionStores
from domain.vocabulary import DeliveryState, NotificationKind
from tests.storage.building import NOW, after

SENT, FAILED, UNCERTAIN = DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNCERTAIN
WINDOW = timedelta(seconds=60)
LEASE = timedelta(seconds=30)
MAIL = Contact(Way.EMAIL, "ana@desk.example")
HOOK = Contact(Way.WEBHOOK, "ana-phone")


def told(number: int = 1, agent: str = "ana", **changes: object) -> Notification:
    made = Notification(
        id=f"n-{number:04}-{agent}",
        region="eu",
        agent=agent,
        team="eu-care",
        kind=NotificationKind.STEP,
        text=f"eu-{number} has 5 minutes left.",
        at=after(number),
        ticket_id=f"eu-{number}",
    )
    return replace(made, **changes)  # type: ignore[arg-type] # as the fields are named


def call(number: int = 1, contact: Contact = MAIL, agent: str = "ana") -> Call:
    return Call(told(number, agent), contact)


async def ask(stores: RegionStores, which: Call, at: float = 0, caller: str | None = None) -> Turn:
    """Ask for the turn, as a caller of the call's own."""
    return await stores.notifications.turn(which, caller or which.key, after(at), WINDOW, LEASE)


async def taken(stores: RegionStores, which: Call, at: float = 0) -> Batch:
    turn = await ask(stores, which, at)
    assert turn.batch is not None
    return turn.batch


async def sent(stores: RegionStores, which: Call, at: float = 0) -> Batch:
    batch = await taken(stores, which, at)
    await stores.notifications.settle(batch, SENT, "", after(at))
    return batch


class PageContract:
    async def test_an_agent_is_shown_their_own_the_newest_first(self, stores: RegionStores) -> None:
        mine = [told(number) for number in (2, 1, 3)]
        await stores.notifications.put(*mine, told(4, "bob"))
        shown = await stores.notifications.shown_to("ana", unseen=False, before=None, limit=10)
        assert shown == [told(3), told(2), told(1)]
        assert await stores.notifications.shown_to("eve", unseen=True, before=None, limit=10) == []

    async def test_what_is_there_already_is_left_alone(self, stores: RegionStores) -> None:
        await stores.notifications.put()
        await stores.notifications.put(told(), told())
        await stores.notifications.seen(told().id, "ana", after(9))
        await stores.notifications.put(replace(told(), text="another text"))
        shown = await stores.notifications.shown_to("ana", unseen=False, before=None, limit=10)
        assert shown == [replace(told(), seen_at=after(9))]

    async def test_one_about_a_team_comes_back_as_it_was(self, stores: RegionStores) -> None:
        shift = told(kind=NotificationKind.SHIFT, ticket_id=None)
        await stores.notifications.put(shift)
        shown = await stores.notifications.shown_to("ana", unseen=True, before=None, limit=10)
        assert shown == [shift]

    async def test_a_list_goes_on_where_it_ended(self, stores: RegionStores) -> None:
        same_instant = [told(number, at=NOW) for number in range(5)]
        await stores.notifications.put(*same_instant)
        seen: list[Notification] = []
        before = None
        while page := await stores.notifications.shown_to(
            "ana", unseen=False, before=before, limit=2
        ):
            seen += page
            before = page[-1].at, page[-1].id
        assert seen == same_instant[::-1]

    async def test_what_was_seen_is_not_unseen(self, stores: RegionStores) -> None:
        await stores.notifications.put(told(1), told(2))
        await stores.notifications.seen(told(2).id, "ana", after(9))
        shown = await stores.notifications.shown_to("ana", unseen=True, before=None, limit=10)
        assert shown == [told(1)]

    async def test_the_first_time_that_it_was_seen_counts(self, stores: RegionStores) -> None:
        await stores.notifications.put(told())
        first = await stores.notifications.seen(told().id, "ana", after(9))
        again = await stores.notifications.seen(told().id, "ana", after(99))
        assert first == again == replace(told(), seen_at=after(9))

    async def test_nobody_sees_for_another(self, stores: RegionStores) -> None:
        await stores.notifications.put(told())
        for notification_id, agent in ((told().id, "bob"), ("n-unknown", "ana")):
            with pytest.raises(Missing):
                await stores.notifications.seen(notification_id, agent, NOW)
        shown = await stores.notifications.shown_to("ana", unseen=True, before=None, limit=10)
        assert shown == [told()]


class PacingContract:
    async def test_the_first_call_goes_at_once_and_alone(self, stores: RegionStores) -> None:
        batch = await taken(stores, call())
        assert (batch.agent, batch.contact, batch.calls) == ("ana", MAIL, (call(),))
        shown = await stores.notifications.shown_to("ana", unseen=True, before=None, limit=10)
        assert shown == [told()]

    async def test_a_settled_call_is_told_what_became_of_it(self, stores: RegionStores) -> None:
        batch = await taken(stores, call())
        await stores.notifications.settle(batch, FAILED, "no such webhook", NOW)
        assert await ask(stores, call(), 1) == Turn(state=FAILED, reason="no such webhook")

    async def test_the_first_outcome_stands(self, stores: RegionStores) -> None:
        batch = await sent(stores, call())
        await stores.notifications.settle(batch, FAILED, "late", after(50))
        await stores.notifications.put_back(batch, "later still", after(500))
        assert await ask(stores, call(), 51) == Turn(state=SENT)
        assert await ask(stores, call(2), 51) == Turn(again_at=after(60))

    async def test_while_one_is_told_the_others_ask_again_soon(self, stores: RegionStores) -> None:
        await taken(stores, call(1), at=0)
        assert await ask(stores, call(2), 5) == Turn(again_at=after(6))
        assert await ask(stores, call(2), 29.5) == Turn(again_at=after(30))

    async def test_what_comes_within_the_window_goes_as_one_digest(
        self, stores: RegionStores
    ) -> None:
        await sent(stores, call(1), at=10)
        for number in (4, 2, 3):
            assert await ask(stores, call(number), 20 + number) == Turn(again_at=after(70))
        digest = await taken(stores, call(3), at=70)
        assert digest.calls == (call(2), call(3), call(4)), "in the order of what happened"
        assert await ask(stores, call(2), 70) == Turn(again_at=after(71))
        await stores.notifications.settle(digest, SENT, "", after(70.5))
        for number in (2, 3, 4):
            assert await ask(stores, call(number), 71) == Turn(state=SENT)
        assert await ask(stores, call(5), 72) == Turn(again_at=after(130.5))

    async def test_after_the_window_a_call_goes_at_once_again(self, stores: RegionStores) -> None:
        first = await sent(stores, call(1), at=0)
        second = await taken(stores, call(2), at=60)
        assert second.calls == (call(2),)
        assert second.id != first.id

    async def test_contacts_do_not_wait_for_one_another(self, stores: RegionStores) -> None:
        for other in (call(1), call(1, HOOK), call(1, MAIL, "bob")):
            await sent(stores, other)

    async def test_a_message_that_failed_told_nobody(self, stores: RegionStores) -> None:
        batch = await taken(stores, call(1))
        await stores.notifications.settle(batch, FAILED, "refused", NOW)
        assert (await taken(stores, call(2), at=1)).calls == (call(2),)

    async def test_a_message_that_may_have_come_paces_the_next(self, stores: RegionStores) -> None:
        batch = await taken(stores, call(1))
        await stores.notifications.settle(batch, UNCERTAIN, "no answer", NOW)
        assert await ask(stores, call(2), 1) == Turn(again_at=after(60))

    async def test_demand_20_a_storm_is_one_message_and_one_digest(
        self, stores: RegionStores
    ) -> None:
        storm = [call(number) for number in range(500)]
        await stores.notifications.put(*(one.notification for one in storm))
        turns = await asyncio.gather(*(ask(stores, one) for one in storm))
        (first,) = [turn.batch for turn in turns if turn.batch is not None]
        assert len(first.calls) == 1
        await stores.notifications.settle(first, SENT, "", NOW)
        rest = [one for one in storm if one not in first.calls]
        turns = await asyncio.gather(*(ask(stores, one, 60) for one in rest))
        (digest,) = [turn.batch for turn in turns if turn.batch is not None]
        assert digest.calls == tuple(rest)
        await stores.notifications.settle(digest, SENT, "", after(60))
        turns = await asyncio.gather(*(ask(stores, one, 61) for one in storm))
        assert set(turns) == {Turn(state=SENT)}

    async def test_two_callers_of_one_call_do_not_both_make_it(self, stores: RegionStores) -> None:
        turns = await asyncio.gather(*(ask(stores, call(), caller=name) for name in "ab"))
        assert sorted(turn.batch is None for turn in turns) == [False, True]

    async def test_a_call_goes_to_the_contact_that_was_named_last(
        self, stores: RegionStores
    ) -> None:
        await sent(stores, call(1))
        assert (await ask(stores, call(2), 1)).again_at == after(60)
        moved = call(2, Contact(Way.EMAIL, "new@desk.example"))
        assert (await taken(stores, moved, at=2)).calls == (moved,)
        assert (await taken(stores, call(3), at=60)).calls == (call(3),)


class MishapsContract:
    async def test_a_caller_that_asks_again_is_in_doubt(self, stores: RegionStores) -> None:
        batch = await taken(stores, call(1))
        await ask(stores, call(2), 1)
        again = await ask(stores, call(1), 5)
        assert again == Turn(batch=batch, in_doubt=True)
        assert await ask(stores, call(2), 30) == Turn(again_at=after(31)), "the lease is new"

    async def test_a_batch_whose_lease_is_over_is_anybodys(self, stores: RegionStores) -> None:
        batch = await taken(stores, call(1))
        assert await ask(stores, call(2), 30) == Turn(batch=batch, in_doubt=True)
        await stores.notifications.settle(batch, SENT, "", after(31))
        assert await ask(stores, call(1), 32) == Turn(state=SENT)
        assert await ask(stores, call(2), 32) == Turn(again_at=after(91))

    async def test_a_digest_in_doubt_holds_what_it_held(self, stores: RegionStores) -> None:
        await sent(stores, call(1))
        for number in (2, 3):
            await ask(stores, call(number), 10)
        digest = await taken(stores, call(2), at=60)
        assert await ask(stores, call(4), 70) == Turn(again_at=after(71))
        assert await ask(stores, call(4), 90) == Turn(batch=digest, in_doubt=True)

    async def test_what_was_put_back_goes_with_whatever_waits(self, stores: RegionStores) -> None:
        batch = await taken(stores, call(1))
        await stores.notifications.put_back(batch, "busy", after(20))
        for number in (1, 2):
            assert await ask(stores, call(number), 5) == Turn(again_at=after(20))
        turn = await ask(stores, call(1), 20)
        assert turn.batch is not None
        assert turn.batch.calls == (call(1), call(2))
        assert turn.batch.id != batch.id
        assert not turn.in_doubt

    async def test_what_was_put_back_in_doubt_goes_again_as_it_is(
        self, stores: RegionStores
    ) -> None:
        batch = await taken(stores, call(1))
        await ask(stores, call(1), 5)
        await stores.notifications.put_back(batch, "busy", after(40))
        for number in (1, 2):
            assert await ask(stores, call(number), 6) == Turn(again_at=after(40))
        assert await ask(stores, call(2), 40) == Turn(batch=batch, in_doubt=True)

    async def test_an_outcome_that_comes_after_all_is_noted(self, stores: RegionStores) -> None:
        batch = await taken(stores, call(1))
        await stores.notifications.put_back(batch, "busy", after(20))
        await stores.notifications.settle(batch, SENT, "", after(5))
        assert await ask(stores, call(1), 6) == Turn(state=SENT)
        assert await ask(stores, call(2), 21) == Turn(again_at=after(65))

    async def test_a_late_put_back_disturbs_nobody(self, stores: RegionStores) -> None:
        old = await taken(stores, call(1))
        await stores.notifications.put_back(old, "busy", after(20))
        batch = await taken(stores, call(1), at=20)
        await stores.notifications.put_back(old, "busy", after(900))
        await stores.notifications.settle(batch, SENT, "", after(21))
        assert await ask(stores, call(1), 22) == Turn(state=SENT)

    async def test_a_call_under_way_stays_with_its_contact(self, stores: RegionStores) -> None:
        batch = await taken(stores, call(1))
        moved = call(1, Contact(Way.EMAIL, "new@desk.example"))
        assert await ask(stores, moved, 30) == Turn(batch=batch, in_doubt=True)
        await stores.notifications.settle(batch, SENT, "", after(31))
        assert await ask(stores, moved, 32) == Turn(state=SENT)
