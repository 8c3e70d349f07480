"""Which translation of a message is shown, and which stand beside it."""

from dataclasses import replace

import pytest

from domain.events import Event, MessageTranslated
from domain.memory import PERSON
from domain.message_events import DeliveryReported
from domain.shown import TranslationView
from domain.stores import RegionStores
from domain.translation_events import TranslationCorrected
from domain.vocabulary import THE_DESK, DeliveryState
from tests.storage.building import AGENT, NOW, page, received, replied, view

MADE = MessageTranslated(at=NOW, by=THE_DESK, message_id="m-1", language="en", engine="local")
AGAIN = replace(MADE, engine="deepl", another=True)
UNABLE = ("untranslated",)
CORRECTED = TranslationCorrected(
    at=NOW, by=AGENT, message_id="m-1", source="pt", language="en", text_id="c-1", engine="local"
)
FROM_LOCAL = TranslationView("en", "local", "m-1:en")


async def shown(stores: RegionStores, *events: Event, first: Event | None = None) -> object:
    """What is shown, after a message and these events, in the places 2, 3 and so on."""
    await stores.ledger.write(page(view("eu-1"), first or received("m-1", "pt"), *events))
    (message,) = await stores.views.messages("eu-1")
    (translation,) = message.translations
    return translation


class TranslationsContract:
    async def test_a_correction_takes_the_place_and_the_engines_stays_beside_it(
        self, stores: RegionStores
    ) -> None:
        found = await shown(stores, MADE, CORRECTED)
        assert found == TranslationView("en", PERSON, "c-1", beside=(FROM_LOCAL,))

    async def test_a_second_correction_keeps_the_first(self, stores: RegionStores) -> None:
        once_more = replace(CORRECTED, text_id="c-2", engine=PERSON)
        found = await shown(stores, MADE, CORRECTED, once_more)
        first = TranslationView("en", PERSON, "c-1")
        assert found == TranslationView("en", PERSON, "c-2", beside=(first, FROM_LOCAL))

    async def test_another_engines_is_shown_and_both_are_kept(self, stores: RegionStores) -> None:
        found = await shown(stores, MADE, AGAIN)
        assert found == TranslationView("en", "deepl", "m-1:en:3", beside=(FROM_LOCAL,))

    async def test_what_no_other_engine_can_do_takes_no_place(self, stores: RegionStores) -> None:
        found = await shown(stores, MADE, replace(AGAIN, engine="none", flags=UNABLE))
        assert found == FROM_LOCAL

    @pytest.mark.parametrize("late", [AGAIN, replace(MADE, engine="deepl")])
    async def test_no_engine_takes_the_place_of_a_person(
        self, stores: RegionStores, late: MessageTranslated
    ) -> None:
        found = await shown(stores, replace(MADE, flags=UNABLE), CORRECTED, late)
        text = "m-1:en:4" if late.another else "m-1:en"
        theirs = TranslationView("en", "deepl", text)
        assert found == TranslationView("en", PERSON, "c-1", beside=(theirs,))

    async def test_what_was_asked_for_last_is_shown_whoever_answers_first(
        self, stores: RegionStores
    ) -> None:
        await stores.ledger.write(page(view("eu-1"), received("m-1", "pt"), MADE))
        await stores.ledger.write(page(view("eu-1"), AGAIN, first=4))
        await stores.ledger.write(page(view("eu-1"), replace(AGAIN, engine="libre"), first=3))
        (message,) = await stores.views.messages("eu-1")
        libre = TranslationView("en", "libre", "m-1:en:3")
        assert message.translations == (
            TranslationView("en", "deepl", "m-1:en:4", beside=(libre, FROM_LOCAL)),
        )

    async def test_of_what_nobody_could_translate_nothing_stands_beside(
        self, stores: RegionStores
    ) -> None:
        found = await shown(stores, replace(MADE, engine="none", flags=UNABLE), CORRECTED)
        assert found == TranslationView("en", PERSON, "c-1")

    async def test_news_of_a_delivery_leave_the_correction_shown(
        self, stores: RegionStores
    ) -> None:
        sent = DeliveryReported(
            at=NOW,
            by=THE_DESK,
            message_id="m-1",
            state=DeliveryState.SENT,
            language="pt",
            engine="local",
        )
        correction = replace(CORRECTED, source="en", language="pt")
        arrived = replace(sent, state=DeliveryState.DELIVERED)
        found = await shown(stores, sent, correction, arrived, first=replied("m-1"))
        theirs = TranslationView("pt", "local", "m-1:pt")
        assert found == TranslationView("pt", PERSON, "c-1", beside=(theirs,))

    async def test_languages_and_messages_are_kept_apart(self, stores: RegionStores) -> None:
        german, other = replace(MADE, language="de"), replace(MADE, message_id="m-2")
        await stores.ledger.write(
            page(view("eu-1"), received("m-1", "pt"), received("m-2", "pt"), MADE, german, other)
        )
        await stores.ledger.write(page(view("eu-1"), CORRECTED, first=6))
        first, second = await stores.views.messages("eu-1")
        assert {one.language: one.engine for one in first.translations} == {
            "de": "local",
            "en": PERSON,
        }
        assert second.translations == (TranslationView("en", "local", "m-2:en"),)
