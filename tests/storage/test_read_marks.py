"""How far people have read, and what a list says of tickets at a glance; on both databases."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.events import MessageTranslated, NoteAdded
from domain.glances import Glance, LastWords, ReadMark
from domain.ledger import Page
from domain.lists import Filter
from domain.message_events import MessageDeleted
from domain.relay import HandOver
from domain.stores import RegionStores
from domain.vocabulary import THE_DESK, HandOverCause, Status
from storage.database.engine import open_database
from storage.live.marks import marks
from storage.open import Place
from tests.storage.building import AGENT, NOW, after, closing, page, received, replied, view

ANA, BOB = "ana", "bob"


async def glance(stores: RegionStores, reader: str = BOB, ticket_id: str = "eu-1") -> Glance:
    return (await stores.live.marks.glances(reader, [ticket_id]))[ticket_id]


async def reads(stores: RegionStores, version: int, reader: str = BOB) -> None:
    await stores.live.marks.read(ReadMark(reader, "eu-1", version, NOW))


def noted(message_id: str) -> NoteAdded:
    return NoteAdded(at=NOW, by=AGENT, message_id=message_id, language="en")


def translated(message_id: str, language: str, *flags: str) -> MessageTranslated:
    return MessageTranslated(
        at=NOW, by=THE_DESK, message_id=message_id, language=language, engine="x", flags=flags
    )


async def test_what_nobody_read_is_unread_and_what_was_read_is_not(stores: RegionStores) -> None:
    await stores.ledger.write(page(view("eu-1", 1), received("m-1")))
    assert (await glance(stores)).unread
    await reads(stores, 1)
    assert not (await glance(stores)).unread
    assert (await glance(stores, ANA)).unread


async def test_what_was_read_of_one_ticket_says_nothing_of_another(stores: RegionStores) -> None:
    await stores.ledger.write(page(view("eu-1", 2), received("m-1"), received("m-2")))
    await stores.ledger.write(page(view("eu-2", 1), received("m-3")))
    await reads(stores, 2)
    glances = await stores.live.marks.glances(BOB, ["eu-1", "eu-2"])
    assert (glances["eu-1"].unread, glances["eu-2"].unread) == (False, True)


async def test_what_comes_after_it_was_read_is_unread(stores: RegionStores) -> None:
    await stores.ledger.write(page(view("eu-1", 1), received("m-1")))
    await reads(stores, 1)
    await stores.ledger.write(page(view("eu-1", 2), received("m-2"), first=2))
    assert (await glance(stores)).unread
    await reads(stores, 1)
    assert (await glance(stores)).unread
    await reads(stores, 2)
    assert not (await glance(stores)).unread


async def test_whoever_read_further_stays_there(stores: RegionStores) -> None:
    await stores.ledger.write(page(view("eu-1", 2), received("m-1"), received("m-2")))
    await reads(stores, 2)
    await reads(stores, 1)
    assert not (await glance(stores)).unread


async def test_a_colleagues_words_are_news_and_ones_own_are_not(stores: RegionStores) -> None:
    await stores.ledger.write(page(view("eu-1", 1), received("m-1")))
    for reader in (ANA, BOB):
        await reads(stores, 1, reader)
    await stores.ledger.write(page(view("eu-1", 2), noted("m-2"), first=2))
    assert (await glance(stores, BOB)).unread
    assert not (await glance(stores, ANA)).unread
    await reads(stores, 2)
    await stores.ledger.write(page(view("eu-1", 3), replied("m-3"), first=3))
    assert (await glance(stores, BOB)).unread
    assert not (await glance(stores, ANA)).unread


async def test_an_outcome_that_was_given_its_place_before_a_message_hides_none(
    stores: RegionStores,
) -> None:
    """The outcome has place 2 and comes last: at version 2 only places 1 and 3 were there."""
    await stores.ledger.write(page(view("eu-1", 1), received("m-1")))
    await stores.ledger.write(page(view("eu-1", 2), received("m-3"), first=3))
    await reads(stores, 2)
    assert not (await glance(stores)).unread
    await stores.ledger.write(page(view("eu-1", 3), translated("m-1", "en"), first=2))
    assert not (await glance(stores)).unread
    await stores.ledger.write(page(view("eu-1", 4), received("m-4"), first=4))
    assert (await glance(stores)).unread


async def test_nothing_of_a_closed_ticket_is_unread_and_its_marks_go(
    stores: RegionStores, place: Place
) -> None:
    await stores.ledger.write(page(view("eu-1", 1), received("m-1")))
    await stores.ledger.write(page(view("eu-2", 1), received("m-2")))
    for ticket_id in ("eu-1", "eu-2"):
        await stores.live.marks.read(ReadMark(BOB, ticket_id, 1, NOW))
    await stores.ledger.close(closing("eu-1"))
    assert not (await glance(stores, ANA)).unread
    database = open_database(place.url)
    try:
        assert await stores.retaining.forget_early(NOW) == 1
        left = select(marks.c.ticket_id)
        assert await database.read(lambda one: list(one.scalars(left))) == ["eu-2"]
    finally:
        await database.dispose()


async def test_the_last_words_are_those_that_the_customer_did_not_take_back(
    stores: RegionStores,
) -> None:
    events = (received("m-1", "pt"), received("m-2", "pt"), replied("m-3"), noted("m-4"))
    await stores.ledger.write(page(view("eu-1", 4), *events))
    await stores.ledger.write(page(view("eu-1", 5), translated("m-2", "en"), first=5))
    found = await glance(stores)
    assert found.last_words == LastWords("pt", "m-2", {"en": "m-2:en"})
    gone = MessageDeleted(at=NOW, by=THE_DESK, message_id="m-2")
    await stores.ledger.write(page(view("eu-1", 6), gone, first=6))
    assert (await glance(stores)).last_words == LastWords("pt", "m-1")


async def test_a_note_is_no_message(stores: RegionStores) -> None:
    spoken = replace(received("m-1"), at=after(1))
    await stores.ledger.write(page(view("eu-1", 1), spoken))
    before = (await glance(stores)).last_message_at
    await stores.ledger.write(page(view("eu-1", 2), replace(noted("m-2"), at=after(9)), first=2))
    assert (await glance(stores)).last_message_at == before
    answered = replace(replied("m-3"), at=after(20))
    await stores.ledger.write(page(view("eu-1", 3), answered, first=3))
    assert (await glance(stores)).last_message_at == after(20)


async def test_what_is_not_there_is_left_out(stores: RegionStores) -> None:
    assert await stores.live.marks.glances(BOB, []) == {}
    assert await stores.live.marks.glances(BOB, ["eu-404"]) == {}
    await stores.ledger.write(Page((), view("eu-1")))
    assert await glance(stores) == Glance()


def handed(until: datetime | None, **changes: Any) -> HandOver:
    return replace(HandOver("b", HandOverCause.AGENT, NOW, acknowledge_by=until), **changes)


async def test_a_list_shows_hand_overs_that_wait_for_an_answer(stores: RegionStores) -> None:
    awaited = handed(after(60))
    stand: dict[str, dict[str, Any]] = {
        "eu-1": {"team": "b", "handover": awaited},
        "eu-2": {"team": "b", "handover": replace(awaited, acknowledged_at=NOW)},
        "eu-3": {"team": "b", "handover": replace(awaited, lapsed=True)},
        "eu-4": {"team": "b", "handover": handed(None)},
        "eu-5": {"team": "c", "handover": awaited, "status": Status.OPEN},
        "eu-6": {"team": "b"},
    }
    for number, (ticket_id, changes) in enumerate(stand.items()):
        changed = view(ticket_id, 2, updated_at=after(-number), **changes)
        await stores.ledger.write(Page((), changed))

    async def shown(**wanted: Any) -> list[str]:
        found = await stores.views.tickets(Filter(unacknowledged=True, **wanted))
        return [one.id for one in found]

    assert await shown() == ["eu-1", "eu-5"]
    assert await shown(teams=("b",)) == ["eu-1"]
    assert await shown(teams=("b", "c"), statuses=(Status.OPEN,)) == ["eu-5"]
    assert await shown(team=("c", "d")) == ["eu-5"]
    answered = view("eu-1", 3, team="b", handover=replace(awaited, acknowledged_at=NOW))
    await stores.ledger.write(Page((), answered))
    assert await shown() == ["eu-5"]


async def test_a_list_of_several_teams_is_theirs_together(stores: RegionStores) -> None:
    for number, team in enumerate(("a", "b", "c", None)):
        one = view(f"eu-{number}", team=team, updated_at=after(-number))
        await stores.ledger.write(Page((), one))

    async def shown(wanted: Filter) -> str:
        return " ".join(one.id for one in await stores.views.tickets(wanted))

    assert await shown(Filter(team=("c", "a"))) == "eu-0 eu-2"
    assert await shown(Filter(team=("c", "a"), teams=("c", "b"))) == "eu-2"
    assert await shown(Filter(statuses=())) == ""
