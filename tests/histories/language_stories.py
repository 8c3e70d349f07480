"""The lives in which it matters what is said in which language, and how."""

import asyncio

from ulid import ULID

from domain import commands
from domain.stores import Text
from tests.patience import PATIENCE
from tests.workflows.desk import ANA, LiveDesk

# No history may hold them.
ANGRY = "Ich bin stinksauer, es ist wirklich dringend! Wo bleibt meine Bestellung?"
WISH = "Please answer in Spanish. My invoice is missing."


async def angry_and_then_answered_as_wished(desk: LiveDesk) -> str:
    sender = str(ULID())
    ticket = await desk.hears(ANGRY, sender)
    await desk.replies(ticket)
    await desk.hears(WISH, sender)
    await desk.replies(ticket)
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.passes(ticket, days=8)
    await asyncio.wait_for(desk.handle(ticket).result(), PATIENCE.total_seconds())
    return ticket


async def translated_by_another_engine_and_corrected(desk: LiveDesk) -> str:
    ticket = await desk.opens_ticket("Olá, onde está a minha encomenda?")
    message, *_ = await desk.stores.views.messages(ticket)
    await _translates_again(desk, ticket, message.id, without=(), able=("fake",))
    await _translates_again(desk, ticket, message.id, without=("fake",), able=("another",))
    customer = (await desk.stores.views.ticket(ticket)).customer_id
    words = Text(
        str(ULID()), customer, ticket, "translation", "en", {"text": "Where is my parcel?"}
    )
    await desk.stores.vault.put(words)
    correction = commands.CorrectTranslation(
        by=ANA, message_id=message.id, source="pt", language="en", text_id=words.id, engine="fake"
    )
    await desk.asks(ticket, correction)
    await desk.replies(ticket)
    await desk.rests(ticket)
    return ticket


async def _translates_again(
    desk: LiveDesk, ticket: str, message: str, without: tuple[str, ...], able: tuple[str, ...]
) -> None:
    wish = commands.TranslateAgain(
        by=ANA, message_id=message, source="pt", language="en", without=without, able=able
    )
    await desk.asks(ticket, wish)
    await desk.rests(ticket)


LANGUAGE_STORIES = (
    angry_and_then_answered_as_wished,
    translated_by_another_engine_and_corrected,
)
