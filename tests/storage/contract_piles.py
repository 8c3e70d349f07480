"""What every store promises of rows that belong to no ticket and are over their time."""

from datetime import timedelta

import pytest

from domain.exports import LinkUsed, NewExport
from domain.persons import HoldReason, Mark, MarkKind
from domain.privacy_requests import Officer, PrivacyRequest, RefusalReason, RequestKind, refused
from domain.retention import Overdue, RetentionKind
from domain.stores import Missing, RegionStores
from storage.open import Place
from tests.storage.building import NOW, after, arrival
from tests.storage.contract_notifications import call, taken, told
from tests.storage.retaining import DAY, applied, naming, rule

NOTIFICATIONS, REQUESTS = RetentionKind.NOTIFICATIONS, RetentionKind.REQUESTS
OFFICER = Officer("key-1", "privacy")


async def a_customer(stores: RegionStores, number: int = 1) -> str:
    await stores.inbox.accept(arrival(number, f"anna{number}"))
    entries = await stores.audit.entries(limit=100, about=f"eu-{number}")
    return str(entries[0].document["by"])


def asked(number: int, customer: str) -> PrivacyRequest:
    return PrivacyRequest(f"r-{number}", customer, RequestKind.ACCESS, NOW, "key-1", "privacy")


async def ended(stores: RegionStores, number: int, customer: str) -> None:
    """A request that was refused so many seconds later."""
    await stores.privacy.requests.receive(asked(number, customer))
    await stores.privacy.requests.change(
        f"r-{number}", lambda one: refused(one, RefusalReason.EXCESSIVE, OFFICER, after(number))
    )


def export(customer: str, name: str = "x-1", seconds: float = 0) -> NewExport:
    made = after(seconds)
    return NewExport(name, customer, f"hash-{name}", b"all of it", made, made + DAY)


class PilesContract:
    async def test_notifications_go_with_their_calls_the_oldest_first(
        self, stores: RegionStores, place: Place
    ) -> None:
        for number in (1, 2, 3):
            await stores.notifications.put(told(number))
        await taken(stores, call(1), at=1)
        over = rule(NOTIFICATIONS, after(3))
        assert await stores.retaining.overdue(over) == Overdue(2, after(1))
        assert await stores.retaining.clear(over, 1) == {"notifications": 1, "calls": 1}
        assert await naming(place, "n-0001-ana") == set()
        assert await stores.retaining.clear(over, 9) == {"notifications": 1}
        assert await stores.retaining.clear(over, 9) == {}
        assert [one["counts"] for one in await applied(stores, "eu")] == [
            {"notifications": 1, "calls": 1},
            {"notifications": 1},
        ]
        [left] = await stores.notifications.shown_to("ana", unseen=False, before=None, limit=9)
        assert left.at == after(3)

    async def test_requests_go_after_they_were_ended(self, stores: RegionStores) -> None:
        customer, other = await a_customer(stores, 1), await a_customer(stores, 2)
        await ended(stores, 7, customer)
        await ended(stores, 9, customer)
        await stores.privacy.requests.receive(asked(3, other))
        over = rule(REQUESTS, after(9))
        assert await stores.retaining.overdue(over) == Overdue(1, after(7))
        assert await stores.retaining.clear(over, 9) == {"requests": 1}
        assert [one.id for one in await stores.privacy.requests.of_customer(customer)] == ["r-9"]
        assert await stores.privacy.requests.get("r-3")  # it waits, however old it is
        assert await stores.retaining.clear(rule(REQUESTS, after(99_999)), 9) == {"requests": 1}

    async def test_a_hold_keeps_requests_and_exports(self, stores: RegionStores) -> None:
        customer = await a_customer(stores)
        await ended(stores, 7, customer)
        await stores.privacy.exports.keep(export(customer))
        mark = Mark(customer, MarkKind.HELD, NOW, "key-1", "privacy", HoldReason.LITIGATION)
        await stores.persons.place(mark)
        assert await stores.retaining.clear(rule(REQUESTS), 9) == {}

    async def test_an_export_is_empty_once_its_link_is_too_old_whatever_the_desk_says(
        self, stores: RegionStores
    ) -> None:
        customer = await a_customer(stores)
        await stores.privacy.exports.keep(export(customer, "x-1"))
        await stores.privacy.exports.keep(export(customer, "x-2", seconds=60))
        moment = timedelta(microseconds=1)
        assert await stores.retaining.empty_exports(NOW + DAY - moment) == 0
        assert await stores.retaining.empty_exports(NOW + DAY) == 1
        assert await stores.retaining.empty_exports(NOW + DAY) == 0
        with pytest.raises(LinkUsed):
            await stores.privacy.exports.take("hash-x-1", NOW)
        assert (await stores.privacy.exports.take("hash-x-2", NOW)).content == b"all of it"
        assert await stores.retaining.clear(rule(REQUESTS, after(1)), 9) == {"exports": 1}
        with pytest.raises(Missing):
            await stores.privacy.exports.waits("hash-x-1", NOW)
