"""Corrections of translations: what is shown, kept and remembered, and what is refused."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.access import ApiKey, Role
from domain.events import MessageTranslated
from domain.stores import RegionStores, Text
from domain.translation_events import TranslationCorrected
from domain.vocabulary import THE_DESK
from tests.api.house import House

SAID = "Bom dia. Cadê o canário?"
MADE = "Good day. Where is the canal?"
MEANT = "Good day. Where is the canary?"
ASKED, ANSWERED = "Cadê o canário?", "Where is the canary?"
OF_NA = ApiKey("key-na", Role.AGENT, region="na", teams=("eu-care",), agent="nat")


def stores_of(house: House) -> RegionStores:
    return house.door.regions["eu"]


async def translated(
    house: House, ticket: str, message: str, text: str = MADE, pair: tuple[str, str] = ("pt", "en")
) -> None:
    """The message has the text beside it, by the engine `local`."""
    stores = stores_of(house)
    customer = (await stores.views.ticket(ticket)).customer_id
    content = {"text": text, "engine": "local", "flags": []}
    await stores.vault.put(
        Text(f"{message}:{pair[1]}", customer, ticket, "translation", pair[1], content)
    )
    event = MessageTranslated(
        at=house.clock.at, by=THE_DESK, message_id=message, language=pair[1], engine="local"
    )
    await house.commands.happens(ticket, event)


async def asked(
    house: House, text: str = SAID, made: str = MADE, **more: object
) -> tuple[str, str]:
    """A ticket, and its first message that the team reads in English."""
    ticket = await house.wrote(text=text, subject=..., **more)
    message = (await stores_of(house).views.messages(ticket))[0].id
    await translated(house, ticket, message, made)
    return ticket, message


async def answered(house: House, text: str, made: str, ticket: str) -> str:
    """What an agent answered in English, as the customer read it in Portuguese."""
    path = f"/v1/tickets/{ticket}/replies"
    assert (await house.post(path, {"text": text, "language": "en"})).status_code == 200
    message = (await stores_of(house).views.messages(ticket))[-1].id
    await translated(house, ticket, message, made, ("en", "pt"))
    return message


def path_of(ticket: str, message: str) -> str:
    return f"/v1/tickets/{ticket}/messages/{message}/corrections"


async def shown(house: House, ticket: str, index: int = 0) -> Mapping[str, Any]:
    items = (await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"]
    [translation] = items[index]["translations"]
    found: Mapping[str, Any] = translation
    return found


async def customer_of(house: House, ticket: str) -> str:
    return (await stores_of(house).views.ticket(ticket)).customer_id


async def test_a_correction_is_shown_and_the_engines_translation_is_kept_beside_it(
    house: House,
) -> None:
    ticket, message = await asked(house)
    answer = await house.post(path_of(ticket, message), {"language": "EN", "text": MEANT})
    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == f'W/"{answer.json()["version"]}"'
    assert await shown(house, ticket) == {
        "language": "en",
        "text": MEANT,
        "engine": "person",
        "flags": [],
        "glosses": [],
        "terms": [],
        "beside": [{"text": MADE, "engine": "local", "flags": []}],
    }


async def test_the_ledger_says_who_corrected_it_and_not_a_word_of_it(house: House) -> None:
    ticket, message = await asked(house)
    await house.post(path_of(ticket, message), {"language": "en", "text": MEANT})
    entries = await stores_of(house).ledger.entries(ticket)
    [event] = [one.event for one in entries if isinstance(one.event, TranslationCorrected)]
    assert (event.message_id, event.by.id) == (message, "key-agent")
    assert (event.engine, event.source, event.language) == ("local", "pt", "en")
    timeline = await house.get(f"/v1/tickets/{ticket}/timeline", Role.AUDITOR)
    assert "corrected a translation by local from pt into en" in timeline.text
    assert "canary" not in timeline.text + str(entries)


async def test_a_customers_sentence_is_remembered_for_that_customer_alone(house: House) -> None:
    ticket, message = await asked(house)
    await house.post(path_of(ticket, message), {"language": "en", "text": MEANT})
    recall = stores_of(house).memory.recall
    mine = await customer_of(house, ticket)
    assert await recall(mine, "pt", "en", [ASKED, "Bom dia."]) == {ASKED: ANSWERED}
    assert await recall("c-other", "pt", "en", [ASKED]) == {}


async def test_an_agents_sentence_is_remembered_for_the_region(house: House) -> None:
    ticket, _ = await asked(house)
    message = await answered(house, "It is late. Sorry.", "É tarde. Desculpe.", ticket)
    corrected = {"language": "pt", "text": "Está atrasado. Desculpe."}
    assert (await house.post(path_of(ticket, message), corrected)).status_code == 200
    known = await stores_of(house).memory.recall("c-other", "en", "pt", ["It is late.", "Sorry."])
    assert known == {"It is late.": "Está atrasado."}
    elsewhere = house.door.regions["na"].memory
    assert await elsewhere.recall("c-other", "en", "pt", ["It is late."]) == {}


@pytest.mark.parametrize(
    ("text", "made", "meant"),
    [
        ("Dear Maria, it is late.", "Cara Maria, é tarde.", "Cara Maria, está atrasado."),
        ("It is late.", "É tarde.", "Está atrasado, MARIA."),
        ("Ms Conceic\u0327a\u0303o-Reis, it is late.", "É tarde.", "Está atrasado."),
        ("Write to m@shop.example.", "Escreva m@shop.example.", "Escreva a m@shop.example."),
    ],
)
async def test_an_agents_sentence_that_says_who_it_is_stays_that_customers(
    house: House, text: str, made: str, meant: str
) -> None:
    ticket, _ = await asked(house, sender={"id": "maria", "name": "Conceição, Maria"})
    message = await answered(house, text, made, ticket)
    await house.post(path_of(ticket, message), {"language": "pt", "text": meant})
    recall = stores_of(house).memory.recall
    assert await recall("c-other", "en", "pt", [text]) == {}
    assert await recall(await customer_of(house, ticket), "en", "pt", [text]) == {text: meant}


async def test_a_correction_that_is_sent_again_is_made_once(house: House) -> None:
    ticket, message = await asked(house)
    body = {"language": "en", "text": MEANT}
    first = await house.post(path_of(ticket, message), body, Idempotency_Key="once")
    again = await house.post(path_of(ticket, message), body, Idempotency_Key="once")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["version"] == again.json()["version"]
    assert len((await shown(house, ticket))["beside"]) == 1


async def test_a_repeat_remembers_what_a_crash_forgot(house: House) -> None:
    ticket, message = await asked(house)
    body = {"language": "en", "text": MEANT}
    await house.post(path_of(ticket, message), body, Idempotency_Key="once")
    customer, memory = await customer_of(house, ticket), stores_of(house).memory
    await memory.forget(customer)
    await house.post(path_of(ticket, message), body, Idempotency_Key="once")
    assert await memory.recall(customer, "pt", "en", [ASKED, "Bom dia."]) == {ASKED: ANSWERED}


async def test_a_repeat_that_comes_late_takes_nothing_from_who_corrected_since(
    house: House,
) -> None:
    ticket, message = await asked(house)
    path, customer = path_of(ticket, message), await customer_of(house, ticket)
    first = {"language": "en", "text": MEANT.replace("canary", "bird")}
    await house.post(path, first, Idempotency_Key="first")
    await house.post(path, {"language": "en", "text": MEANT}, Idempotency_Key="second")
    late = await house.post(path, first, Idempotency_Key="first")
    assert late.status_code == 200, late.text
    assert (await shown(house, ticket))["text"] == MEANT
    memory = stores_of(house).memory
    assert await memory.recall(customer, "pt", "en", [ASKED]) == {ASKED: ANSWERED}


async def test_what_nobody_could_translate_a_person_can(house: House) -> None:
    ticket = await house.wrote(text=SAID, subject=...)
    message = (await stores_of(house).views.messages(ticket))[0].id
    event = MessageTranslated(
        at=house.clock.at,
        by=THE_DESK,
        message_id=message,
        language="en",
        engine="none",
        flags=("untranslated",),
    )
    await house.commands.happens(ticket, event)
    body = {"language": "en", "text": MEANT}
    for _ in range(2):
        answer = await house.post(path_of(ticket, message), body, Idempotency_Key="once")
        assert answer.status_code == 200, answer.text
    found = await shown(house, ticket)
    assert (found["text"], found["engine"], found["beside"]) == (MEANT, "person", [])


@pytest.mark.parametrize("message_id", ["other", None])
async def test_a_key_stands_for_one_message(house: House, message_id: str | None) -> None:
    ticket, message = await asked(house)
    body = {"language": "en", "text": MEANT}
    assert (
        await house.post(path_of(ticket, message), body, Idempotency_Key="once")
    ).status_code == 200
    other = body if message_id else {**body, "text": "Something else."}
    answer = await house.post(path_of(ticket, message_id or message), other, Idempotency_Key="once")
    assert answer.json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"message": "m-none"}, 404, "no_such_message"),
        ({"language": "de"}, 404, "no_such_translation"),
        ({"text": MADE}, 409, "same_translation"),
        ({"text": " \n"}, 422, "invalid"),
        ({"language": "Klingon!"}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_corrected_is_refused(
    house: House, change: dict[str, str], status: int, code: str
) -> None:
    ticket, message = await asked(house)
    body = {"language": "en", "text": MEANT, **change}
    answer = await house.post(path_of(ticket, body.pop("message", message)), body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await shown(house, ticket))["engine"] == "local"


async def test_where_the_words_are_gone_nothing_is_corrected(house: House) -> None:
    ticket, message = await asked(house)
    event = MessageTranslated(
        at=house.clock.at, by=THE_DESK, message_id=message, language="de", engine="local"
    )
    await house.commands.happens(ticket, event)  # of whose words the vault has none
    answer = await house.post(path_of(ticket, message), {"language": "de", "text": "Guten Tag."})
    assert (answer.status_code, answer.json()["code"]) == (409, "text_erased")


async def test_a_refused_correction_is_not_remembered(house: House) -> None:
    ticket, message = await asked(house)
    body = {"language": "en", "text": MEANT}
    stale = await house.post(path_of(ticket, message), body, If_Match='W/"1"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    other, _ = await asked(house, message_id="m-2", thread="another")
    await house.post(f"/v1/tickets/{ticket}/merge", {"into": other})
    closed = await house.post(path_of(ticket, message), body, Idempotency_Key="again")
    assert (closed.status_code, closed.json()["code"]) == (409, "ticket_closed")
    customer = await customer_of(house, ticket)
    assert await stores_of(house).memory.recall(customer, "pt", "en", [ASKED]) == {}
    assert (await shown(house, ticket))["engine"] == "local"


async def test_who_reads_a_text_masked_does_not_correct_it(house: House) -> None:
    ticket, message = await asked(house, "Sou maria@example.pt.", "I am maria@example.pt.")
    path = path_of(ticket, message)
    answer = await house.as_key(OF_NA, "POST", path, {"language": "en", "text": "I am [e-mail]."})
    assert (answer.status_code, answer.json()["code"]) == (409, "masked_for_you")
    assert "maria@example.pt" not in answer.text
    ticket, message = await asked(house, message_id="m-2", thread="another")
    answer = await house.as_key(
        OF_NA, "POST", path_of(ticket, message), {"language": "en", "text": MEANT}
    )
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.AGENT, Role.SERVICE)])
async def test_only_agents_correct(house: House, role: Role) -> None:
    ticket, message = await asked(house)
    answer = await house.post(path_of(ticket, message), {"language": "en", "text": MEANT}, role)
    assert answer.status_code == 403
    assert (await shown(house, ticket))["engine"] == "local"
