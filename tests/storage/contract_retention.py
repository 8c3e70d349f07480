"""What every store promises that takes out what is over its time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.audit import Action
from domain.persons import ErasureOrder, HoldReason, Lifting, Mark, MarkKind, RestrictionReason
from domain.privacy_requests import Officer, PrivacyRequest, RefusalReason, RequestKind, refused
from domain.retention import BY, Due, Overdue, RetentionKind
from domain.stores import Erased, Missing, RegionStores
from storage.open import Place
from tests.storage.building import NOW, after, arrival, told_and_applied
from tests.storage.retaining import CLOSED, DAY, a_closed_ticket, applied, naming, rule

TEXTS, PEOPLE, HISTORIES, RECORDS = (
    *(RetentionKind.TEXTS, RetentionKind.PEOPLE, RetentionKind.HISTORIES, RetentionKind.RECORDS),
)
LONG = 100 * DAY


def held(customer: str, **changes: object) -> Mark:
    mark = Mark(customer, MarkKind.HELD, NOW, "key-1", "privacy", HoldReason.LITIGATION)
    return replace(mark, **changes)  # type: ignore[arg-type] # as the fields are named


class RetentionContract:
    async def test_a_ticket_is_due_once_it_was_closed_before_the_instant(
        self, stores: RegionStores
    ) -> None:
        await a_closed_ticket(stores, 1)
        await a_closed_ticket(stores, 2, at=CLOSED - DAY)
        await stores.inbox.accept(arrival(3, "an open one"))
        await told_and_applied(stores)
        for kind in (TEXTS, HISTORIES, RECORDS):
            assert await stores.retaining.due(rule(kind, CLOSED - DAY), limit=9) == []
            both = [Due("eu-2", CLOSED - DAY), Due("eu-1", CLOSED)]
            just = rule(kind, CLOSED + timedelta(microseconds=1))
            assert await stores.retaining.due(just, limit=9) == both
            assert await stores.retaining.due(just, limit=1) == both[:1]
            assert await stores.retaining.due(just, after=both[0], limit=9) == both[1:]
            assert await stores.retaining.overdue(just) == Overdue(2, CLOSED - DAY)
            assert await stores.retaining.take_out(rule(kind, CLOSED), "eu-1") is None

    async def test_texts_go_and_leave_a_ticket_without_words(
        self, stores: RegionStores, place: Place
    ) -> None:
        await a_closed_ticket(stores)
        before = await stores.views.messages("eu-1")
        counts = await stores.retaining.take_out(rule(TEXTS), "eu-1")
        assert counts == {
            "texts": 4,
            "words": 6,
            "files": 1,
            "parts of files": 1,
            "remembered sentences": 1,
            "fingerprints": 1,
        }
        assert await stores.views.messages("eu-1") == before != []
        assert await stores.vault.get_many(["m-1", "answer-1"]) == {}
        with pytest.raises(Erased):
            await stores.vault.get("m-1")
        with pytest.raises(Missing):
            await stores.blobs.find("eu-1", "b-1")
        assert len(await stores.ledger.entries("eu-1")) == 4
        assert await stores.histories.runs("eu-1")
        assert not await naming(place, "secretword1", "body 1", "b-1")
        assert await applied(stores, "eu-1") == [
            {
                "kind": "texts",
                "rule": "30 days",
                "closed_at": CLOSED.isoformat(),
                "counts": dict(counts),
            }
        ]

    async def test_again_it_changes_nothing_and_says_nothing(self, stores: RegionStores) -> None:
        await a_closed_ticket(stores)
        for kind in (TEXTS, HISTORIES, RECORDS):
            assert await stores.retaining.take_out(rule(kind), "eu-1")
            assert await stores.retaining.take_out(rule(kind), "eu-1") is None
        assert [one["kind"] for one in await applied(stores, "eu-1")] == [
            *("texts", "histories", "records")
        ]
        assert await stores.retaining.take_out(rule(RECORDS), "eu-9") is None

    async def test_other_tickets_and_other_peoples_words_stay(self, stores: RegionStores) -> None:
        first = await a_closed_ticket(stores, 1)
        await a_closed_ticket(stores, 2)
        await a_closed_ticket(stores, 3, sender="anna1", at=CLOSED + LONG)
        for kind in (TEXTS, RECORDS):
            await stores.retaining.take_out(rule(kind), "eu-1")
            for number in (2, 3):
                assert set(await stores.vault.get_many([f"m-{number}", f"answer-{number}"])) == {
                    f"m-{number}",
                    f"answer-{number}",
                }
                assert await stores.blobs.find(f"eu-{number}", f"b-{number}")
                assert len(await stores.ledger.entries(f"eu-{number}")) == 4
            recall = stores.memory.recall
            said = ["secretword1", "secretword3"]
            assert list(await recall(first, "pt", "en", said)) == ["secretword3"]

    async def test_histories_go_and_the_ledger_stays(self, stores: RegionStores) -> None:
        await a_closed_ticket(stores)
        assert await stores.retaining.take_out(rule(HISTORIES), "eu-1") == {"histories": 1}
        assert await stores.histories.runs("eu-1") == []
        assert len(await stores.ledger.entries("eu-1")) == 4
        assert "m-1" in await stores.vault.get_many(["m-1"])

    async def test_with_the_records_nothing_names_the_ticket_but_trail_and_calls(
        self, stores: RegionStores, place: Place
    ) -> None:
        await a_closed_ticket(stores)
        counts = await stores.retaining.take_out(rule(RECORDS), "eu-1")
        assert counts is not None
        assert (counts["ledger entries"], counts["tickets"], counts["texts"]) == (4, 1, 4)
        with pytest.raises(Missing):
            await stores.views.ticket("eu-1")
        assert await stores.ledger.entries("eu-1") == []
        ids = ("eu-1", "m-1", "answer-1", "reason-1", "run-1", "answer-1:pt")
        assert await naming(place, *ids) == {"audit", "notifications"}

    async def test_whoever_writes_after_that_begins_a_ticket_that_goes_on_from_none(
        self, stores: RegionStores
    ) -> None:
        await a_closed_ticket(stores)
        await stores.retaining.take_out(rule(RECORDS), "eu-1")
        await stores.inbox.accept(arrival(7, "anna1"))
        [batch] = await stores.inbox.lease("test", after(20_000), after(20_010), 9)
        assert batch.opening is not None
        assert (batch.ticket_id, batch.opening.linked) == ("eu-7", ())

    async def test_positions_of_the_ledger_go_on_where_they_were(
        self, stores: RegionStores
    ) -> None:
        await a_closed_ticket(stores, 1)
        await stores.retaining.take_out(rule(RECORDS), "eu-1")
        await a_closed_ticket(stores, 2)
        written = [
            one.document["facts"]
            for one in await stores.audit.entries(limit=100, about="eu-2")
            if one.document["action"] == Action.LEDGER_WRITTEN
        ]
        assert [one["position"] for one in written if isinstance(one, dict)] == [5, 6, 8]

    @pytest.mark.parametrize("kind", [TEXTS, HISTORIES, RECORDS])
    async def test_nothing_goes_of_somebody_under_a_legal_hold(
        self, stores: RegionStores, kind: RetentionKind
    ) -> None:
        customer = await a_closed_ticket(stores)
        at = rule(kind).at
        await stores.persons.place(held(customer, until=at + DAY))
        assert await stores.retaining.due(rule(kind), limit=9) == []
        assert await stores.retaining.overdue(rule(kind)) == Overdue(0)
        assert await stores.retaining.take_out(rule(kind), "eu-1") is None
        assert await stores.retaining.due(rule(kind, at=at + DAY), limit=9)  # it is over then
        await stores.persons.lift(Lifting(customer, MarkKind.HELD, NOW, "key-1", "privacy"))
        assert await stores.retaining.take_out(rule(kind), "eu-1")

    async def test_nothing_goes_of_somebody_who_is_restricted_or_being_erased(
        self, stores: RegionStores
    ) -> None:
        first, second = await a_closed_ticket(stores, 1), await a_closed_ticket(stores, 2)
        reason = RestrictionReason.LEGAL_CLAIM
        mark = Mark(first, MarkKind.RESTRICTED, NOW, "key-1", "privacy", reason)
        await stores.persons.place(mark)
        await stores.erasing.freeze(ErasureOrder(second, "key-1", "privacy", "request", NOW), NOW)
        for kind in (TEXTS, HISTORIES, RECORDS, PEOPLE):
            assert await stores.retaining.due(rule(kind), limit=9) == []
        for number in (1, 2):
            assert await stores.retaining.take_out(rule(RECORDS), f"eu-{number}") is None

    async def test_nothing_goes_of_somebody_who_waits_for_an_answer_about_their_data(
        self, stores: RegionStores
    ) -> None:
        customer = await a_closed_ticket(stores)
        asked = PrivacyRequest("r-1", customer, RequestKind.ACCESS, NOW, "key-1", "privacy")
        await stores.privacy.requests.receive(asked)
        for kind in (TEXTS, HISTORIES, RECORDS):
            assert await stores.retaining.take_out(rule(kind), "eu-1") is None
        await stores.privacy.requests.change("r-1", _refused)
        assert await stores.retaining.take_out(rule(TEXTS), "eu-1")

    async def test_a_person_is_due_once_nothing_of_theirs_can_be_read(
        self, stores: RegionStores
    ) -> None:
        customer = await a_closed_ticket(stores, 1)
        await a_closed_ticket(stores, 2, sender="anna1", at=CLOSED + LONG)
        for number in (1, 2):
            assert await stores.retaining.due(rule(PEOPLE, CLOSED + 2 * LONG), limit=9) == []
            await stores.retaining.take_out(rule(TEXTS, CLOSED + 2 * LONG), f"eu-{number}")
        assert await stores.retaining.due(rule(PEOPLE, CLOSED + LONG), limit=9) == []
        over = rule(PEOPLE, CLOSED + 2 * LONG)
        assert await stores.retaining.due(over, limit=9) == [Due(customer, CLOSED + LONG)]
        await stores.persons.place(held(customer))
        assert not await stores.retaining.freeze(over, customer)
        await stores.persons.lift(Lifting(customer, MarkKind.HELD, NOW, "key-1", "privacy"))
        assert await stores.retaining.freeze(over, customer)
        assert not await stores.retaining.freeze(over, customer)
        assert await stores.retaining.freezing() == [customer]
        marks = await stores.persons.marks(customer)
        assert (marks[MarkKind.ERASING].by, marks[MarkKind.ERASING].reason) == (BY, BY)
        [said] = await applied(stores, customer)
        assert said["kind"] == "people"

    async def test_a_person_who_writes_again_is_not_due(self, stores: RegionStores) -> None:
        customer = await a_closed_ticket(stores)
        await stores.retaining.take_out(rule(TEXTS), "eu-1")
        await stores.retaining.take_out(rule(RECORDS), "eu-1")
        assert [one.id for one in await stores.retaining.due(rule(PEOPLE), limit=9)] == [customer]
        await stores.inbox.accept(arrival(7, "anna1", content={}))
        assert await stores.retaining.due(rule(PEOPLE), limit=9) == []
        assert not await stores.retaining.freeze(rule(PEOPLE), customer)

    async def test_persons_whom_somebody_else_erases_are_not_ours_to_go_on_with(
        self, stores: RegionStores
    ) -> None:
        customer = await a_closed_ticket(stores)
        order = ErasureOrder(customer, "key-1", "privacy", "request", NOW)
        await stores.erasing.freeze(order, NOW)
        assert await stores.retaining.freezing() == []

    async def test_how_far_it_came_only_goes_further(self, stores: RegionStores) -> None:
        assert await stores.retaining.last_ran() is None
        for seconds in (5, 3, 9):
            await stores.retaining.ran(after(seconds))
        assert await stores.retaining.last_ran() == after(9)

    async def test_kinds_are_asked_for_what_they_are(self, stores: RegionStores) -> None:
        with pytest.raises(ValueError, match="named"):
            await stores.retaining.due(rule(RetentionKind.REQUESTS), limit=1)
        with pytest.raises(ValueError, match="taken out"):
            await stores.retaining.take_out(rule(PEOPLE), "eu-1")


def _refused(request: PrivacyRequest) -> PrivacyRequest:
    return refused(request, RefusalReason.UNFOUNDED, Officer("key-1", "privacy"), NOW)
