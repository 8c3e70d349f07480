"""What a customer's words do to the language of their ticket, from the text to the ticket."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.changes import apply
from domain.events import MessageUnderstood
from domain.languages import conversation_of
from domain.ports import Hints
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK
from language.detection import Detector
from tests.domain.building import NINE, Life

WORDS = [
    "ok",
    "hi",
    "FOB",
    "CIF",
    "thanks",
    "danke",
    "привет",
    "да",
    "はい",
    "谢谢",
    "نعم",
    "1",
    "👍",
]


def heard(ticket: Ticket, text: str, detector: Detector, person: str = "und") -> Ticket:
    """The ticket after a message, as intake and the workflow would have it."""
    found = detector.detect(text, Hints(person, conversation_of(ticket)))
    return apply(
        ticket,
        MessageUnderstood(
            at=NINE,
            by=THE_DESK,
            message_id="m-1",
            language=found.language,
            confidence=found.confidence,
            reason=found.reason,
            short=found.short,
            wish=found.wish or "",
        ),
    )


@given(
    words=st.lists(st.sampled_from(WORDS), max_size=3),
    person=st.sampled_from(["und", "en-US", "ja", "pt-BR"]),
    first=st.sampled_from(["Mein Paket ist nicht angekommen", "ok", "荷物がまだ届きません"]),
)
@example(words=["thanks", "谢谢"], person="und", first="ok")
@example(words=["はい", "ok", "谢谢"], person="und", first="ok")
def test_a_short_text_never_switches_a_ticket(
    detector: Detector, words: list[str], person: str, first: str
) -> None:
    ticket = heard(Life().ticket, first, detector, "de")
    assert heard(ticket, " ".join(words), detector, person).language == ticket.language


@pytest.mark.parametrize("text", ["ok", "hi", "FOB CIF", "thanks a lot", "DHL Express"])
def test_a_short_first_message_leaves_the_ticket_to_the_next(detector: Detector, text: str) -> None:
    ticket = heard(Life().ticket, text, detector, "en-US")
    assert ticket.language == "en-US"
    assert heard(ticket, "Onde está o meu pedido?", detector, "en-US").language == "pt"


def test_after_a_wish_the_customer_is_still_read_in_their_own_language(
    detector: Detector,
) -> None:
    ticket = heard(Life().ticket, "Where is my order? Please answer in French.", detector)
    assert ticket.language == "fr"
    after = heard(ticket, "ok thanks", detector)
    assert (after.language, after.recent[-1].source) == ("fr", "en")
