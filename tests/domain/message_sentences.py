"""What is said of messages after they were written; test_explanation.py checks each."""

from datetime import UTC, datetime

from domain.events import Event
from domain.facts import MessageReference, Via
from domain.message_events import DeliveryReported, FilesFetched, MessageDeleted, MessageEdited
from domain.vocabulary import THE_DESK, Actor, ActorKind, DeliveryState

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
MARIA = Actor(ActorKind.CUSTOMER, "c-1")
WORDS = MessageReference("m~1", "whatsapp", "shop", sent_at=AT)

OF_MESSAGES: list[tuple[Event, str]] = [
    (
        DeliveryReported(
            at=AT,
            by=THE_DESK,
            message_id="a",
            state=DeliveryState.QUEUED,
            reason="quiet_hours",
            again_at=AT,
        ),
        "A message to the customer waits to be sent, not before 2026-03-02 10:00:00 UTC "
        "(quiet_hours).",
    ),
    (
        DeliveryReported(
            at=AT,
            by=THE_DESK,
            message_id="a",
            state=DeliveryState.SENT,
            language="pt",
            via=Via("email", "support"),
        ),
        "A message to the customer was sent by email/support in pt.",
    ),
    (
        MessageEdited(at=AT, by=MARIA, message_id="m", words=WORDS),
        "The customer wrote a message anew; what it said before is kept beside it.",
    ),
    (
        MessageDeleted(at=AT, by=MARIA, message_id="m"),
        "The customer took a message back, so its words and files are gone.",
    ),
    (
        FilesFetched(at=AT, by=THE_DESK, message_id="m", fetched=2),
        "2 of a message's files came from the platform.",
    ),
    (
        FilesFetched(at=AT, by=THE_DESK, message_id="m", fetched=0, failed=("given_up",)),
        "0 of a message's files came from the platform, and of the others it is said: given_up.",
    ),
]
