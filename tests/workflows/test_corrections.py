"""Translations in a life: who reads what in which language, and what is thought better of."""

import pytest

from domain import commands
from domain.events import MessageTranslated
from domain.explanation import sentence
from domain.stores import Text
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.relaying import AOIFE, Relaying, hands_over
from tests.workflows.test_moods import said_in

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def first_message(desk: LiveDesk, ticket: str) -> str:
    return (await desk.stores.views.messages(ticket))[0].id


async def test_a_correction_stands_in_the_ledger_and_is_shown(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    message = await first_message(desk, ticket)
    customer = (await desk.stores.views.ticket(ticket)).customer_id
    await desk.stores.vault.put(Text("t-1", customer, ticket, "translation", "en", {"text": "Hi"}))
    before = await desk.standing(ticket)
    correction = commands.CorrectTranslation(
        by=ANA, message_id=message, source="pt", language="en", text_id="t-1", engine="fake"
    )
    versions = [await desk.asks(ticket, correction, "once") for _ in range(2)]
    assert versions == [before.version + 1] * 2
    assert (await desk.kinds(ticket))[-1] == "translation_corrected"
    [shown] = (await desk.stores.views.messages(ticket))[0].translations
    assert (shown.text_id, [one.engine for one in shown.beside]) == ("t-1", ["fake"])


async def test_another_translation_comes_by_an_errand_of_the_ticket(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    message = await first_message(desk, ticket)
    again = commands.TranslateAgain(
        by=ANA, message_id=message, source="pt", language="en", without=(), able=("fake",)
    )
    await desk.asks(ticket, again)
    entries = await desk.rests(ticket)
    made = [one.event for one in entries if isinstance(one.event, MessageTranslated)]
    assert [(one.engine, one.another) for one in made] == [("fake", False), ("fake", True)]
    [shown] = (await desk.stores.views.messages(ticket))[0].translations
    assert shown.text_id == f"{message}:en:{entries[-1].sequence}"
    assert [one.text_id for one in shown.beside] == [f"{message}:en"]


async def test_no_word_of_it_stands_in_what_temporal_keeps_or_the_ledger_says(
    desk: LiveDesk,
) -> None:
    ticket = await desk.opens_ticket("Olá, onde está a minha gaiola verde?")
    message = await first_message(desk, ticket)
    customer = (await desk.stores.views.ticket(ticket)).customer_id
    content = {"text": "Hi, where is my canary cage?"}
    await desk.stores.vault.put(Text("t-1", customer, ticket, "translation", "en", content))
    correction = commands.CorrectTranslation(
        by=ANA, message_id=message, source="pt", language="en", text_id="t-1", engine="fake"
    )
    again = commands.TranslateAgain(
        by=ANA, message_id=message, source="pt", language="en", able=("fake",)
    )
    await desk.asks(ticket, correction)
    await desk.asks(ticket, again)
    entries = await desk.rests(ticket)
    told = [sentence(one) for one in entries]
    assert "The agent ana corrected a translation by fake from pt into en." in told
    assert "The agent ana asked for another translation into en." in told
    assert "A message was put into en once more by fake." in told
    recorded = await said_in(desk, ticket)
    assert "correct_translation" in recorded
    for place in (recorded, *(repr(one) for one in entries), *told):
        assert [word for word in ("gaiola", "canary", "cage") if word in place.lower()] == []


async def test_without_another_engine_what_stands_stays(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    message = await first_message(desk, ticket)
    again = commands.TranslateAgain(
        by=ANA,
        message_id=message,
        source="pt",
        language="en",
        without=("fake",),
        able=("another",),
    )
    await desk.asks(ticket, again)
    last = (await desk.rests(ticket))[-1].event
    assert isinstance(last, MessageTranslated)
    assert (last.flags, last.retry, last.another) == (("untranslated",), False, True)
    [shown] = (await desk.stores.views.messages(ticket))[0].translations
    assert (shown.engine, shown.text_id, shown.beside) == ("fake", f"{message}:en", ())


async def test_the_team_that_takes_over_reads_notes_and_brief_in_its_own_language(
    relaying: Relaying,
) -> None:
    """Both sides are kept: what was written, and what the other team reads."""
    async with relaying() as desk:
        ticket = await desk.opens_ticket()
        await desk.asks(ticket, commands.Claim(by=AOIFE))
        note = await desk.notes(ticket, "She has waited for a week.")
        answer = await desk.replies(ticket, "It is on its way.")
        await desk.passes(ticket, hours=1, minutes=30)
        brief = await hands_over(desk, ticket, "latam-care", by=AOIFE)
        await desk.rests(ticket)
        kept = await desk.stores.vault.get_many([note, answer, f"{note}:es", f"{answer}:es"])
        assert {name: text.content["text"] for name, text in kept.items()} == {
            note: "She has waited for a week.",
            answer: "It is on its way.",
            f"{note}:es": "SHE HAS WAITED FOR A WEEK.",
            f"{answer}:es": "IT IS ON ITS WAY.",
        }
        shown = {one.id: one for one in await desk.stores.views.messages(ticket)}
        assert "es" in {one.language for one in shown[note].translations}
        briefs = await desk.stores.vault.get_many([brief, f"{brief}:es"])
        assert [briefs[one].content["next"] for one in (brief, f"{brief}:es")] == [
            "Find out why it crashes.",
            "FIND OUT WHY IT CRASHES.",
        ]
