"""What finding tickets by words promises."""

import pytest

from domain.lists import Filter, Sort, position
from domain.stores import Conflict, RegionStores, Text
from domain.vocabulary import Status
from domain.words import sought
from storage.database.engine import open_database
from storage.finding import search
from storage.open import Place
from tests.storage.building import after, arrival, view
from tests.storage.contract_lists import ids, stand


def said(ticket: int, text: str, number: int = 1, **facts: str) -> Text:
    """What was said in a ticket."""
    kind = facts.pop("kind", "message")
    customer = facts.pop("customer", "c-1")
    content = {"text": text, **facts}
    return Text(f"{kind}-{ticket}-{number}", customer, f"eu-{ticket}", kind, "und", content)


def words(search: str, **changes: object) -> Filter:
    return Filter(words=sought(search), sort=Sort.OPENED, **changes)  # type: ignore[arg-type]  # as each case names them


async def three(stores: RegionStores) -> None:
    """Three tickets in which somebody said something."""
    await stand(
        stores,
        view("eu-1", 9, opened_at=after(1), team="a"),
        view("eu-2", 8, opened_at=after(2), team="b", status=Status.OPEN),
        view("eu-3", 7, opened_at=after(3), customer_id="c-2"),
    )
    await stores.vault.put(
        said(1, "Wo ist mein Paket AB-1234?", subject="Lieferung"),
        said(1, "Where is my parcel AB-1234?", kind="translation"),
        said(2, "The parcel is broken."),
        said(2, "Refund it, please.", 2),
        said(3, "荷物が壊れていました。", customer="c-2"),
    )


class SearchContract:
    async def test_a_ticket_is_found_by_all_the_words_of_its_texts(
        self, stores: RegionStores
    ) -> None:
        await three(stores)
        for said_so, found in (
            ("parcel", "2 1"),
            ("PARCEL", "2 1"),
            ("paket", "1"),
            ("lieferung", "1"),
            ("ab-1234", "1"),
            ("parcel broken", "2"),
            ("broken refund", "2"),
            ("parcel lieferung", "1"),
            ("parcel lieferung refund", ""),
            ("荷物", "3"),
            ("壊", "3"),
            ("物荷", ""),
            ("nothing", ""),
        ):
            assert await ids(stores, words(said_so)) == found, said_so

    async def test_an_accepted_message_is_found_with_its_ticket(self, stores: RegionStores) -> None:
        content = {"text": "Wo bleibt es?", "subject": "Bestellung 77"}
        accepted = await stores.inbox.accept(arrival(1, content=content))
        await stand(stores, view(accepted.ticket_id))
        assert await ids(stores, words("bestellung bleibt")) == "1"
        assert await ids(stores, words("client-1")) == "", "a name that a client gave is no text"

    async def test_only_what_the_list_may_show_is_found(self, stores: RegionStores) -> None:
        await three(stores)
        for wanted, found in (
            (words("parcel", teams=("a",)), "1"),
            (words("parcel", teams=("a", "b"), statuses=(Status.OPEN,)), "2"),
            (words("parcel", teams=("c",)), ""),
            (words("parcel", teams=()), ""),
            (words("荷物", teams=("a",)), "3"),
            (words("荷物", teams=("a",), nobodys=False), ""),
            (words("parcel", team="a"), "1"),
            (words("parcel", customer_id="c-2"), ""),
            (words("parcel", ascending=True), "1 2"),
            (words("parcel", limit=1), "2"),
        ):
            assert await ids(stores, wanted) == found, wanted

    async def test_a_search_goes_on_where_it_ended(self, stores: RegionStores) -> None:
        numbers = range(10, 25)
        for number in numbers:
            await stand(stores, view(f"eu-{number}", opened_at=after(number)))
            await stores.vault.put(said(number, "the same"))
        for ascending in (True, False):
            shown: list[str] = []
            wanted = going_on = words("same", ascending=ascending, limit=4)
            while found := await stores.views.tickets(going_on):
                shown += [one.id for one in found]
                place = position(found[-1], wanted)
                going_on = words("same", ascending=ascending, limit=4, after=place)
            in_order = sorted(numbers, reverse=not ascending)
            assert shown == [f"eu-{number}" for number in in_order]

    async def test_a_text_that_was_not_kept_is_not_found(self, stores: RegionStores) -> None:
        await three(stores)
        with pytest.raises(Conflict):
            await stores.vault.put(said(1, "unheard", 7), said(2, "Another text."))
        assert await ids(stores, words("unheard")) == ""
        assert await ids(stores, words("another")) == ""

    async def test_a_customers_words_can_be_taken_out(
        self, stores: RegionStores, place: Place
    ) -> None:
        await three(stores)
        database = open_database(place.url)
        await database.write(lambda connection: search.forget(connection, "c-1"))
        await database.dispose()
        assert await ids(stores, words("parcel")) == ""
        assert await ids(stores, words("荷物")) == "3"
