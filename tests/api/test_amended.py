"""Messages as their customers left them: written anew, taken back, in the order of writing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from api import cursors
from api.cursors import Listing
from domain.access import Role
from domain.amendments import Place
from domain.arrivals import Arrival, Sender
from domain.channels import Deleted, Edited
from domain.events import MessageTranslated
from domain.message_events import FilesFetched
from domain.stores import RegionStores, Text
from domain.vocabulary import THE_DESK
from tests.api.house import MONDAY, House

MINUTE = timedelta(minutes=1)
FIRST, SECOND = "Onde está a minha encomenda?", "Onde está a minha fatura?"


def stores_of(house: House) -> RegionStores:
    return house.door.regions["eu"]


def place(house: House) -> Place:
    return Place("web", "default", house.clock.now())


async def messages(house: House, ticket: str, role: Role = Role.AGENT) -> list[dict[str, Any]]:
    answer = await house.get(f"/v1/tickets/{ticket}/messages", role)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def edits(house: House, text: str, after: timedelta = MINUTE) -> None:
    """Maria writes her first message anew, and her ticket hears of it."""
    written_at = MONDAY + after
    edit = Edited("m-1", f"edit {after}", "maria", text, written_at)
    await stores_of(house).channels.amendments.edit(place(house), edit)
    await house.commands.hear_everything()


async def deletes(house: House) -> None:
    deletion = Deleted("m-1", "maria", MONDAY + MINUTE)
    await stores_of(house).channels.amendments.delete(place(house), deletion)
    await house.commands.hear_everything()


async def test_an_edited_message_reads_as_it_was_written_last(house: House) -> None:
    ticket = await house.wrote()
    house.clock.at += timedelta(minutes=5)
    await edits(house, SECOND)
    shown, *_ = await messages(house, ticket)
    assert shown["original"] == {"language": "pt", "text": SECOND, "terms": []}
    assert shown["edited_at"] == "2026-03-02T10:01:00Z"
    assert [one["text"] for one in shown["edits"]] == [FIRST]
    assert (shown["message_id"], shown["deleted_at"]) == ("m-1", None)


async def test_translations_are_of_the_words_that_stand_there(house: House) -> None:
    ticket = await house.wrote()
    message = (await messages(house, ticket))[0]["id"]
    await translated(house, ticket, message, "Where is my order?")
    assert len((await messages(house, ticket))[0]["translations"]) == 1
    await edits(house, SECOND)
    assert (await messages(house, ticket))[0]["translations"] == []
    [view, *_] = await stores_of(house).views.messages(ticket)
    await translated(house, ticket, view.text_id, "Where is my invoice?")
    [shown] = (await messages(house, ticket))[0]["translations"]
    assert shown["text"] == "Where is my invoice?"
    path = f"/v1/tickets/{ticket}/messages/{message}/corrections"
    answer = await house.post(path, {"language": "en", "text": "Where's my invoice?"})
    assert answer.status_code == 200, answer.text
    [corrected] = (await messages(house, ticket))[0]["translations"]
    assert (corrected["text"], corrected["engine"]) == ("Where's my invoice?", "person")


async def translated(house: House, ticket: str, text_id: str, words: str) -> None:
    stores = stores_of(house)
    customer = (await stores.vault.get(text_id)).customer_id
    content = {"text": words, "engine": "local", "flags": []}
    await stores.vault.put(Text(f"{text_id}:en", customer, ticket, "translation", "en", content))
    event = MessageTranslated(
        at=house.clock.now(), by=THE_DESK, message_id=text_id, language="en", engine="local"
    )
    await house.commands.happens(ticket, event)


async def test_a_message_that_was_taken_back_has_no_words(house: House) -> None:
    ticket = await house.wrote()
    await edits(house, SECOND)
    await deletes(house)
    answer = await house.get(f"/v1/tickets/{ticket}/messages")
    assert "encomenda" not in answer.text
    assert "fatura" not in answer.text
    shown, *_ = answer.json()["items"]
    assert shown["original"]["text"] is None
    assert (shown["deleted_at"], shown["edits"]) == ("2026-03-02T10:00:00Z", [])
    view = (await house.get(f"/v1/tickets/{ticket}")).json()
    assert view["subject"] is None


async def test_no_translation_of_what_was_taken_back_is_corrected(house: House) -> None:
    ticket = await house.wrote()
    message = (await messages(house, ticket))[0]["id"]
    await translated(house, ticket, message, "Where is my order?")
    await deletes(house)
    path = f"/v1/tickets/{ticket}/messages/{message}/corrections"
    answer = await house.post(path, {"language": "en", "text": "anything"})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.OPS, Role.AUDITOR, Role.ADMIN])
async def test_who_may_not_read_texts_reads_no_edit(house: House, role: Role) -> None:
    ticket = await house.wrote()
    await edits(house, SECOND)
    [shown, *_] = await messages(house, ticket, role)
    assert (shown["original"]["text"], shown["edits"][0]["text"]) == (None, None)
    assert shown["edited_at"] is not None


def arrived(number: int, sent_at: datetime, order: int = 0) -> Arrival:
    return Arrival(
        id=f"a-{number}",
        message_id=f"m-{number}",
        channel="web",
        account="default",
        thread=None,
        sender=Sender("maria"),
        content={"text": f"number {number}"},
        fingerprint=f"{number}",
        accepted_at=MONDAY + number * MINUTE,
        sent_at=sent_at,
        new_ticket_id="eu-9",
        region_reason="default",
        order=order,
    )


async def test_messages_stand_as_they_were_written(house: House) -> None:
    """Also those that were heard of later, page by page."""
    ticket = await house.wrote()
    late = [(5, MONDAY - 2 * MINUTE, 0), (6, MONDAY - 3 * MINUTE, 2), (7, MONDAY - 3 * MINUTE, 1)]
    for number, sent_at, order in late:
        await stores_of(house).inbox.accept(arrived(number, sent_at, order))
        await house.commands.hear_everything()
    path, found, cursor = f"/v1/tickets/{ticket}/messages?limit=1", list[str](), ""
    while True:
        page = (await house.get(f"{path}{cursor}")).json()
        found += [one["message_id"] for one in page["items"] if one["direction"] == "in"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == ["m-7", "m-6", "m-5", "m-1"]


async def test_a_cursor_of_an_earlier_release_is_refused_with_advice(house: House) -> None:
    """It said a place in the ledger, by which messages are not shown any more."""
    ticket = await house.wrote()
    old = cursors.sealed(house.door.cursor_key, Listing("messages", ticket), (2,))
    answer = await house.get(f"/v1/tickets/{ticket}/messages?cursor={old}")
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_of_another_list")
    assert "begin anew" in answer.json()["detail"]


FILE = {"id": "f-1", "name": "a.png", "state": "waiting", "reference": "secret"}


async def with_a_file(house: House) -> str:
    first = arrived(1, MONDAY)
    content = {"text": "see", "attachments": [FILE]}
    await stores_of(house).inbox.accept(
        Arrival(**{**_facts(first), "content": content, "remote": 1})
    )
    await house.commands.hear_everything()
    return "eu-9"


def _facts(arrival: Arrival) -> dict[str, Any]:
    return {name: getattr(arrival, name) for name in Arrival.__slots__}


async def attachments(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await messages(house, "eu-9"))[0]["attachments"]
    return found


async def test_a_file_waits_until_it_is_here(house: House) -> None:
    ticket = await with_a_file(house)
    assert await attachments(house) == [{"id": "f-1", "name": "a.png", "state": "waiting"}]
    stores = stores_of(house)
    customer = (await stores.vault.get("a-1")).customer_id
    facts = {"state": "here", "size": 7, "mime": "image/png"}
    await stores.vault.put(Text("file f-1", customer, ticket, "file", "und", facts))
    [shown] = await attachments(house)
    assert (shown["state"], shown["size"]) == ("here", 7)


@pytest.mark.parametrize(("code", "state"), [("given_up", "failed"), ("too_large", "waiting")])
async def test_a_file_that_nobody_waits_for_has_failed(house: House, code: str, state: str) -> None:
    ticket = await with_a_file(house)
    event = FilesFetched(at=MONDAY, by=THE_DESK, message_id="a-1", fetched=0, failed=(code,))
    await house.commands.happens(ticket, event)
    [shown] = await attachments(house)
    assert shown["state"] == state
