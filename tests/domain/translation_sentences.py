"""What is said of translations that people were not content with."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.events import Event, MessageTranslated
from domain.facts import Via
from domain.message_events import AnotherSendAsked
from domain.translation_events import AnotherTranslationAsked, TranslationCorrected
from domain.vocabulary import THE_DESK, Actor, ActorKind

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ANA = Actor(ActorKind.AGENT, "ana")
AGAIN = MessageTranslated(
    at=AT, by=THE_DESK, message_id="m", language="en", engine="deepl", another=True
)
CORRECTED = TranslationCorrected(
    at=AT, by=ANA, message_id="m", source="pt", language="en", text_id="t", engine="local"
)
ASKED = AnotherTranslationAsked(
    at=AT, by=ANA, message_id="m", source="pt", language="en", without=("local", "libre")
)

OF_TRANSLATIONS: list[tuple[Event, str]] = [
    (CORRECTED, "The agent ana corrected a translation by local from pt into en."),
    (replace(CORRECTED, engine=""), "The agent ana corrected a translation from pt into en."),
    (
        replace(CORRECTED, engine="person"),
        "The agent ana corrected a translation by a person from pt into en.",
    ),
    (
        replace(CORRECTED, engine="none"),
        "The agent ana put a message from pt into en, which no engine had.",
    ),
    (
        ASKED,
        "The agent ana asked for another translation into en, by none of local, libre.",
    ),
    (replace(ASKED, without=()), "The agent ana asked for another translation into en."),
    (AGAIN, "A message was put into en once more by deepl."),
    (
        replace(AGAIN, engine="none", flags=("untranslated",)),
        "No other engine could put a message into en, flagged untranslated.",
    ),
    (
        AnotherSendAsked(
            at=AT,
            by=ANA,
            message_id="m",
            author="agent",
            author_id="ben",
            sent_at=AT,
            language="en",
            via=Via("email", "support"),
        ),
        "The agent ana had a message sent again by email/support that may not have reached the "
        "customer.",
    ),
]
