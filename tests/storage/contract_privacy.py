from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select

from domain.arrivals import Sender
from domain.audit import Action, Deed
from domain.consents import AskedFirst, Consent, EverythingIsPart, OnlineEngines
from domain.exports import Identity, LinkUsed, NewExport
from domain.persons import ErasureOrder
from domain.privacy import Basis, Purpose, PurposeRule
from domain.privacy_requests import (
    NEVER,
    Officer,
    PrivacyRequest,
    RequestKind,
    RequestRefuses,
    RequestState,
    Standing,
    Wanted,
    refused,
    with_approval,
    with_code,
    with_person,
)
from domain.privacy_requests import RefusalReason as Why
from domain.stores import Erased, Missing, RegionStores, Text
from storage.database.engine import open_database
from storage.open import OpenRegion, Place
from storage.privacy import purging
from storage.privacy.exports import exports
from tests.storage.building import NOW, after, arrival, told_and_applied

ANNA = Sender("anna", name="Anna Canary", email="anna@example.org")
BY = Officer("k-1", "privacy")
ONLINE = Purpose.ONLINE_TRANSLATION


async def a_customer(stores: RegionStores, number: int = 1, sender: Sender = ANNA) -> str:
    """Somebody who wrote, and whose ticket knows it: their id."""
    accepted = await stores.inbox.accept(arrival(number, sender))
    await told_and_applied(stores)
    return (await stores.views.ticket(accepted.ticket_id)).customer_id


def request(customer_id: str, number: int = 1, days: int | None = 30) -> PrivacyRequest:
    return PrivacyRequest(
        id=f"pr-{number}",
        customer_id=customer_id,
        kind=RequestKind.ACCESS,
        received_at=NOW,
        by="k-1",
        by_kind="privacy",
        law="gdpr",
        due_at=None if days is None else NOW + timedelta(days=days),
        remind_at=None if days is None else NOW + timedelta(days=days - 7),
    )


def consent(customer_id: str, *, given: bool = True) -> Consent:
    return Consent(customer_id, ONLINE, given, NOW, "k-1", "privacy", "phone")


def export(customer_id: str, number: int = 1, hours: int = 24) -> NewExport:
    until = NOW + timedelta(hours=hours)
    return NewExport(f"px-{number}", customer_id, f"hash {number}", b"all of Anna", NOW, until)


async def erase(stores: RegionStores, customer_id: str) -> None:
    await stores.erasing.freeze(ErasureOrder(customer_id, "k", "privacy", "request", NOW), NOW)


class PrivacyRequestsContract:
    async def test_a_request_stands_as_it_was_taken_down(self, stores: RegionStores) -> None:
        one = request(await a_customer(stores))
        await stores.privacy.requests.receive(one)
        assert await stores.privacy.requests.get(one.id) == one
        assert await stores.privacy.requests.of_customer(one.customer_id) == [one]
        with pytest.raises(Missing):
            await stores.privacy.requests.get("pr-9")

    async def test_it_is_on_the_trail_with_its_term_and_without_a_word(
        self, stores: RegionStores
    ) -> None:
        one = request(await a_customer(stores))
        await stores.privacy.requests.receive(one)
        [entry] = await stores.audit.entries(limit=10, about=one.customer_id)
        assert entry.document["action"] == "request.received"
        facts = {"request": "pr-1", "law": "gdpr", "due_at": (NOW + timedelta(days=30)).isoformat()}
        assert entry.document["facts"] == facts

    async def test_nobody_unknown_or_erased_asks(self, stores: RegionStores) -> None:
        with pytest.raises(Missing):
            await stores.privacy.requests.receive(request("c-unknown"))
        here = await a_customer(stores)
        await erase(stores, here)
        with pytest.raises(Erased):
            await stores.privacy.requests.receive(request(here))

    async def test_a_step_and_its_deed_are_kept_together_or_not_at_all(
        self, stores: RegionStores
    ) -> None:
        requests = stores.privacy.requests
        one = request(await a_customer(stores))
        await requests.receive(one)
        size = await stores.audit.size()
        deed = Deed(NOW, Action.REQUEST_PROVEN, "k-1", "privacy", one.customer_id)
        step = partial(with_person, code="x", at=NOW)
        with pytest.raises(RequestRefuses):
            await requests.change(one.id, step, deed)
        assert (await requests.get(one.id), await stores.audit.size()) == (one, size)
        approve = partial(with_approval, by=BY, at=NOW)
        await requests.change(one.id, approve, deed)
        await requests.change(one.id, approve, deed)
        assert await stores.audit.size() == size + 1

    async def test_a_proof_has_two_steps(self, stores: RegionStores) -> None:
        requests = stores.privacy.requests
        one = request(await a_customer(stores))
        await requests.receive(one)
        code = requests.code_of(one.id, 1)
        assert code == requests.code_of(one.id, 1) != requests.code_of(one.id, 2)
        assert len(bytes.fromhex(code)) == 20
        await requests.change(one.id, partial(with_code, code=code, at=NOW))
        half = await requests.change(one.id, partial(with_person, code=code, at=NOW))
        assert half.state is RequestState.RECEIVED
        whole = await requests.change(one.id, partial(with_approval, by=BY, at=NOW))
        assert whole.state is RequestState.PROVEN

    async def test_what_is_due_first_comes_first_and_what_never_is_last(
        self, stores: RegionStores
    ) -> None:
        requests, here = stores.privacy.requests, await a_customer(stores)
        for number, days in enumerate((None, 30, 15, 30), start=1):
            await requests.receive(request(here, number, days))
        every = await requests.page(Wanted())
        assert [one.id for one in every] == ["pr-3", "pr-2", "pr-4", "pr-1"]
        assert [one.due_at is None for one in every] == [False, False, False, True]
        assert every[-1].place == (NEVER, "pr-1")
        rest = await requests.page(Wanted(after=every[1].place, limit=1))
        assert [one.id for one in rest] == ["pr-4"]
        soon = await requests.page(Wanted(due_before=NOW + timedelta(days=20)))
        assert [one.id for one in soon] == ["pr-3"]
        await requests.change("pr-3", partial(refused, reason=Why.EXCESSIVE, by=BY, at=NOW))
        ended = await requests.page(Wanted((RequestState.REFUSED, RequestState.ANSWERED)))
        assert [one.id for one in ended] == ["pr-3"]

    async def test_the_figures_count_what_is_open(self, stores: RegionStores) -> None:
        requests, here = stores.privacy.requests, await a_customer(stores)
        for number, days in enumerate((None, 30, 15, 3), start=1):
            await requests.receive(request(here, number, days))
        assert await requests.standing(NOW) == Standing(4, 1, 0)
        assert await requests.standing(NOW + timedelta(days=15)) == Standing(4, 2, 2)
        await requests.change("pr-4", partial(refused, reason=Why.EXCESSIVE, by=BY, at=NOW))
        assert await requests.standing(NOW + timedelta(days=15)) == Standing(3, 1, 1)


class ConsentsContract:
    async def test_the_last_word_counts_and_every_word_is_kept(self, stores: RegionStores) -> None:
        consents, here = stores.privacy.consents, await a_customer(stores)
        assert not await consents.given(here, ONLINE)
        for given in (True, True, False, True):
            await consents.record(consent(here, given=given))
        assert await consents.given(here, ONLINE)
        assert not await consents.given(here, Purpose.SATISFACTION)
        assert [one.given for one in await consents.history(here)] == [True, False, True]
        entries = await stores.audit.entries(limit=10, about=here)
        assert [one.document["reason"] for one in entries] == ["given", "withdrawn", "given"]

    async def test_nobody_unknown_or_erased_agrees(self, stores: RegionStores) -> None:
        with pytest.raises(Missing):
            await stores.privacy.consents.record(consent("c-unknown"))
        here = await a_customer(stores)
        await erase(stores, here)
        with pytest.raises(Erased):
            await stores.privacy.consents.record(consent(here))

    async def test_engines_elsewhere_are_barred_until_somebody_agrees(
        self, stores: RegionStores
    ) -> None:
        consents, here = stores.privacy.consents, await a_customer(stores)
        rules = {ONLINE: PurposeRule(ONLINE, "Online", Basis.CONSENT)}
        asked = OnlineEngines(("deepl",), AskedFirst(rules, consents))
        part = {ONLINE: PurposeRule(ONLINE, "Online", Basis.CONTRACT)}
        assert await asked.barred(here) == ("deepl",)
        for free in (AskedFirst(part, consents), AskedFirst({}, consents), EverythingIsPart()):
            assert await OnlineEngines(("deepl",), free).barred(here) == ()
        await consents.record(consent(here))
        assert await asked.barred(here) == ()
        await consents.record(consent(here, given=False))
        assert await asked.barred(here) == ("deepl",)


class ExportsContract:
    async def test_an_export_is_taken_once(self, stores: RegionStores) -> None:
        kept, here = stores.privacy.exports, await a_customer(stores)
        await kept.keep(export(here))
        assert await kept.waits("hash 1", after(60))
        assert (await kept.take("hash 1", after(60))).content == b"all of Anna"
        assert not await kept.waits("hash 1", after(60))
        with pytest.raises(LinkUsed):
            await kept.take("hash 1", after(61))
        with pytest.raises(Missing):
            await kept.take("hash 2", after(61))

    async def test_an_export_is_there_for_as_long_as_was_said(self, stores: RegionStores) -> None:
        kept, here = stores.privacy.exports, await a_customer(stores)
        await kept.keep(export(here, hours=1))
        assert not await kept.waits("hash 1", after(3600))
        with pytest.raises(LinkUsed):
            await kept.take("hash 1", after(3600))

    async def test_nothing_is_kept_of_what_was_taken_or_is_too_old(
        self, region: OpenRegion, place: Place
    ) -> None:
        stores = region.stores
        kept, here = stores.privacy.exports, await a_customer(stores)
        await kept.keep(export(here, 1))
        await kept.keep(export(here, 2, hours=0))
        await kept.keep(export(here, 3))
        await kept.take("hash 1", NOW)
        assert await sealed(place) == {"px-1": False, "px-2": False, "px-3": True}

    async def test_an_export_goes_with_its_person(self, region: OpenRegion, place: Place) -> None:
        stores = region.stores
        kept, here = stores.privacy.exports, await a_customer(stores)
        await kept.keep(export(here))
        await erase(stores, here)
        with pytest.raises(Erased):
            await kept.take("hash 1", NOW)
        with pytest.raises(Erased):
            await kept.keep(export(here, 2))
        await stores.erasing.purge(here)
        assert await sealed(place) == {}
        assert "exports" in {one.name for one in purging.PURGERS}

    async def test_an_export_stands_nowhere_in_the_clear(
        self, stores: RegionStores, place: Place
    ) -> None:
        await stores.privacy.exports.keep(export(await a_customer(stores)))
        found = await whole(place)
        assert b"all of Anna" not in found


class PeopleContract:
    async def test_all_that_is_somebodys_is_found(self, stores: RegionStores) -> None:
        here = await a_customer(stores)
        other = await a_customer(stores, 2, Sender("bo"))
        await stores.vault.put(Text("t-1", here, "eu-1", "reason", "en", {"text": "x"}))
        people = stores.privacy.people
        assert await people.identities(here) == [Identity("web", "shop", ANNA)]
        assert await people.text_ids(here) == ["m-1", "t-1"]
        assert await people.text_ids(other) == ["m-2"]
        assert await people.sentences(here) == []
        assert await people.made_at(here) == after(1)

    async def test_nobody_unknown_or_erased_is_found(self, stores: RegionStores) -> None:
        with pytest.raises(Missing):
            await stores.privacy.people.made_at("c-unknown")
        here = await a_customer(stores)
        await erase(stores, here)
        with pytest.raises(Erased):
            await stores.privacy.people.made_at(here)


async def sealed(place: Place) -> dict[str, bool]:
    """Of which exports anything is kept."""

    def query(connection: Connection) -> dict[str, bool]:
        return {row.id: bool(row.sealed) for row in connection.execute(select(exports))}

    database = open_database(place.url)
    try:
        return await database.read(query)
    finally:
        await database.dispose()


async def whole(place: Place) -> bytes:
    """All bytes of all exports."""

    def query(connection: Connection) -> bytes:
        return b"".join(bytes(row.sealed) for row in connection.execute(select(exports)))

    database = open_database(place.url)
    try:
        return await database.read(query)
    finally:
        await database.dispose()
