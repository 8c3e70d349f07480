from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from domain.access import ApiKey, Role
from domain.events import MessageTranslated
from domain.ledger import Entry, Page
from domain.stores import Text
from domain.vocabulary import THE_DESK
from tests.api.house import House

SAID = "😀 Blz, pedido 1234 chegou quebrado. Vlw! Vejam https://vlw.example/blz"
MADE = "😀 Blz, order 1234 arrived broken. Vlw! See https://vlw.example/blz"
FOREIGN = ApiKey(id="key-na", role=Role.AGENT, region="na", teams=("eu-care",), agent="bob")


async def translated(house: House, ticket: str, *, flags: tuple[str, ...] = ()) -> None:
    """The customer's message of SAID has its English beside it, unless it is `untranslated`."""
    stores = house.door.regions["eu"]
    message = (await stores.views.messages(ticket))[0]
    if not flags:
        content = {"text": MADE, "engine": "local", "flags": []}
        customer = (await stores.views.ticket(ticket)).customer_id
        kept = Text(f"{message.id}:en", customer, ticket, "translation", "en", content)
        await stores.vault.put(kept)
    engine = "none" if flags else "local"
    event = MessageTranslated(
        at=house.clock.at,
        by=THE_DESK,
        message_id=message.id,
        language="en",
        engine=engine,
        flags=flags,
    )
    sequence = len(await stores.ledger.entries(ticket)) + 1
    await stores.ledger.write(Page((Entry(ticket, sequence, event),)))


async def first_message(house: House, ticket: str, role: Role = Role.AGENT) -> Mapping[str, Any]:
    answer = await house.get(f"/v1/tickets/{ticket}/messages", role)
    shown: Mapping[str, Any] = answer.json()["items"][0]
    return shown


@pytest.mark.parametrize(("flags", "text"), [((), MADE), (("untranslated",), SAID)])
async def test_slang_is_explained_beside_the_translation_and_nothing_else_changes(
    house: House, flags: tuple[str, ...], text: str
) -> None:
    ticket = await house.wrote(text=SAID)
    await translated(house, ticket, flags=flags)
    shown = await first_message(house, ticket)
    (made,) = shown["translations"]
    assert (shown["original"]["text"], made["text"]) == (SAID, text)
    assert made["flags"] == list(flags)
    assert [
        (SAID[one["start"] : one["end"]], one["text"], one["meaning"], one["language"])
        for one in made["glosses"]
    ] == [("Blz", "blz", "all right", "en"), ("Vlw", "vlw", "thanks", "en")]


async def test_an_agents_own_words_are_not_explained(house: House) -> None:
    ticket = await house.wrote()
    await house.post(f"/v1/tickets/{ticket}/replies", {"text": "Blz, vlw!", "language": "pt"})
    house.clock.at += timedelta(minutes=1)
    answer = await house.get(f"/v1/tickets/{ticket}/messages")
    assert '"meaning"' not in answer.text


async def test_who_may_not_read_texts_gets_no_meanings(house: House) -> None:
    ticket = await house.wrote(text=SAID)
    await translated(house, ticket)
    (made,) = (await first_message(house, ticket, Role.AUDITOR))["translations"]
    assert (made["text"], made["glosses"]) == (None, [])


async def test_in_a_masked_text_the_meanings_stand_where_the_words_do(house: House) -> None:
    ticket = await house.wrote(text="Sou maria@example.pt, vlw!")
    await translated(house, ticket, flags=("untranslated",))
    answer = await house.as_key(FOREIGN, "GET", f"/v1/tickets/{ticket}/messages")
    shown = answer.json()["items"][0]
    masked = shown["original"]["text"]
    (gloss,) = shown["translations"][0]["glosses"]
    assert "maria@example.pt" not in masked
    assert masked[gloss["start"] : gloss["end"]] == "vlw"
