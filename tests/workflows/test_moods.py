"""What moves a customer raises their ticket, and no word of it stands in what is recorded."""

from typing import Any

import pytest
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload

from domain.events import MessageUnderstood, PriorityChanged
from domain.explanation import sentence
from domain.vocabulary import Priority, Tone
from rulebook.facts import Desk
from tests.workflows.desk import LiveDesk

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXT = (
    "Ich bin stinksauer, die Sache ist wirklich dringend! Wo bleibt mein Kanarienvogelkäfig? Ich "
    "schalte meinen Anwalt ein und will mit einem Menschen sprechen."
)
WORDS = ("stinksauer", "dringend", "kanarienvogel", "anwalt", "menschen", "sache ist")


async def said_in(desk: LiveDesk, ticket: str) -> str:
    """All that Temporal keeps of a ticket, decrypted."""
    history = await desk.handle(ticket).fetch_history()
    payloads = [one for event in history.events for one in payloads_in(event)]
    codec = desk.client.data_converter.payload_codec
    clear = await codec.decode(payloads) if codec else payloads
    return "\n".join(one.data.decode(errors="replace") for one in clear)


def payloads_in(message: Any) -> list[Payload]:
    """Every payload in a message of Temporal's, however deep."""
    if isinstance(message, Payload):
        return [message]
    if isinstance(message, Message):
        return [one for _, value in message.ListFields() for one in payloads_in(value)]
    if isinstance(message, str | bytes | int | float):
        return []
    values = message.values() if hasattr(message, "values") else message
    return [one for value in values for one in payloads_in(value)]


async def test_an_angry_and_urgent_message_is_raised_and_answered_in_its_tone(
    desk: LiveDesk, sample_desk: Desk
) -> None:
    ticket = await desk.opens_ticket(TEXT)
    standing = await desk.standing(ticket)
    assert (standing.priority, standing.tone) == (Priority.HIGH, Tone.ANGRY)
    assert standing.asks_for_person
    [acknowledgement] = desk.channel.delivered
    spoken = {
        tone: sample_desk.replies.render("acknowledgement", "de", {"ticket": ticket}, tone).text
        for tone in Tone
    }
    opening = spoken[Tone.ANGRY].splitlines()[2]
    assert opening in acknowledgement.text
    assert opening not in spoken[Tone.CALM]


async def test_what_is_recorded_holds_ids_of_entries_and_no_word_of_the_customer(
    desk: LiveDesk,
) -> None:
    ticket = await desk.opens_ticket(TEXT)
    entries = await desk.rests(ticket)
    [heard] = [one.event for one in entries if isinstance(one.event, MessageUnderstood)]
    assert {"de.angry.fury", "de.urgent.pressing", "de.threat.law"} <= set(heard.moods)
    [raised] = [one for one in entries if isinstance(one.event, PriorityChanged)]
    assert "says it is urgent [de.urgent.pressing]" in sentence(raised) or (
        "threatens with steps [de.threat.law]" in sentence(raised)
    )
    recorded = await said_in(desk, ticket)
    assert "de.urgent.pressing" in recorded
    for place in (recorded, *(repr(one) for one in entries), *map(sentence, entries)):
        assert [word for word in WORDS if word in place.lower()] == []
