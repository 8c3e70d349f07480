"""In which language a ticket is answered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.changes import apply
from domain.events import MessageUnderstood
from domain.explanation import sentence
from domain.languages import conversation_of
from domain.ledger import Entry
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, LanguageReason
from tests.domain.building import NINE, Life, understood

TOLD = [LanguageReason.SCRIPT, LanguageReason.TEXT, LanguageReason.SECOND_OPINION]
GUESSED = [LanguageReason.PERSON, LanguageReason.COUNTRY, LanguageReason.UNDECIDED]
TAGS = st.sampled_from(["und", "en", "pt-BR", "zh-Hant", "ja"])
REASONS = st.sampled_from([None, *LanguageReason])


def found(
    language: str, reason: LanguageReason | None, *, short: bool = False, wish: str = ""
) -> MessageUnderstood:
    return MessageUnderstood(
        at=NINE,
        by=THE_DESK,
        message_id="m-1",
        language=language,
        confidence=0.9,
        reason=reason,
        short=short,
        wish=wish,
    )


def after(*events: MessageUnderstood) -> Ticket:
    ticket = Life().ticket
    for event in events:
        ticket = apply(ticket, event)
    return ticket


@pytest.mark.parametrize("guessed", GUESSED)
@pytest.mark.parametrize("told", TOLD)
def test_what_was_only_guessed_gives_way_to_the_customers_own_words(
    guessed: LanguageReason, told: LanguageReason
) -> None:
    ticket = after(found("en", guessed), found("pt", told))
    assert (ticket.language, ticket.language_reason) == ("pt", told)


def test_what_the_customers_own_words_decided_stays() -> None:
    ticket = after(found("pt", LanguageReason.TEXT), found("es", LanguageReason.TEXT))
    assert (ticket.language, ticket.language_reason) == ("pt", LanguageReason.TEXT)


def test_a_short_text_is_no_more_than_a_guess() -> None:
    text = LanguageReason.TEXT
    assert after(found("en", text, short=True), found("pt", text)).language == "pt"


def test_a_wish_outranks_all_until_the_next_wish() -> None:
    text = LanguageReason.TEXT
    wished = after(found("pt", text), found("en", text, wish="fr"), found("en", text))
    assert (wished.language, wished.language_reason) == ("fr", LanguageReason.WISH)
    assert apply(wished, found("en", text, wish="de")).language == "de"


def test_who_wishes_for_another_language_goes_on_writing_their_own() -> None:
    ticket = after(found("en", LanguageReason.TEXT, wish="fr"))
    assert conversation_of(ticket) == "en"
    assert conversation_of(after(found("pt", LanguageReason.TEXT))) == "pt"


@given(known=TAGS, reason=REASONS, language=TAGS, why=REASONS)
def test_a_short_text_never_switches_a_ticket(
    known: str, reason: LanguageReason | None, language: str, why: LanguageReason | None
) -> None:
    ticket = replace(Life().ticket, language=known, language_reason=reason)
    heard = apply(ticket, found(language, why, short=True))
    assert heard.language == (language if known == "und" else known)


@given(known=TAGS, language=TAGS)
def test_events_of_old_are_heard_as_they_were(known: str, language: str) -> None:
    ticket = replace(Life().ticket, language=known)
    heard = apply(ticket, understood("m-1", NINE + timedelta(minutes=1), language=language))
    assert heard.language == (language if known == "und" else known)
    assert heard.language_reason is None


@pytest.mark.parametrize(
    "reason", [one for one in LanguageReason if one is not LanguageReason.WISH]
)
def test_the_explanation_says_why(reason: LanguageReason) -> None:
    said = sentence(Entry("eu-1", 3, found("nb", reason)))
    plain = sentence(Entry("eu-1", 3, found("nb", None)))
    assert plain == "The message was found to be in nb (90% sure)."
    assert said.startswith("The message was found to be in nb (90% sure, ")


def test_the_explanation_tells_of_a_wish() -> None:
    said = sentence(Entry("eu-1", 3, found("en", LanguageReason.TEXT, wish="fr")))
    assert said == (
        "The message was found to be in en (90% sure, by its words), and asks for answers in fr."
    )
