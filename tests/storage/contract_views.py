"""What every view promises."""

from dataclasses import replace

import pytest

from domain.events import (
    Acknowledged,
    MessageTranslated,
    MessageUnderstood,
    NoteAdded,
)
from domain.message_events import DeliveryReported
from domain.relay_events import CustomerTold
from domain.routing import MOST_CONTACTS, History
from domain.shown import MessageView, TranslationView
from domain.stores import Missing, RegionStores
from domain.vocabulary import THE_DESK, DeliveryState, Status
from tests.storage.building import AGENT, NOW, page, received, replied, view


def translated(language: str, *flags: str, engine: str = "local") -> MessageTranslated:
    return MessageTranslated(
        at=NOW, by=THE_DESK, message_id="m-1", language=language, engine=engine, flags=flags
    )


def delivered(state: DeliveryState, language: str = "") -> DeliveryReported:
    return DeliveryReported(
        at=NOW, by=THE_DESK, message_id="m-1", state=state, language=language, engine="local"
    )


async def shown(stores: RegionStores) -> MessageView:
    (message,) = await stores.views.messages("eu-1")
    return message


class MessagesContract:
    async def test_each_kind_of_message_is_shown_in_order(self, stores: RegionStores) -> None:
        greeting = Acknowledged(
            at=NOW, by=THE_DESK, message_id="m-2", template="hello", in_reply_to="m-1"
        )
        note = NoteAdded(at=NOW, by=AGENT, message_id="m-4", language="en")
        notice = CustomerTold(
            at=NOW, by=THE_DESK, message_id="m-5", template="progress", in_reply_to="m-1"
        )
        events = (received("m-1", "pt"), greeting, replied("m-3"), note, notice)
        await stores.ledger.write(page(view("eu-1"), *events))
        messages = await stores.views.messages("eu-1")
        assert [(m.id, m.direction, m.author_kind, m.author_id) for m in messages] == [
            ("m-1", "in", "customer", "c-1"),
            ("m-2", "out", "system", "desk"),
            ("m-3", "out", "agent", "ana"),
            ("m-4", "note", "agent", "ana"),
            ("m-5", "out", "system", "desk"),
        ]
        assert [m.language for m in messages] == ["pt", "und", "en", "en", "und"]
        assert [m.delivery for m in messages] == [None, "queued", "queued", None, "queued"]

    async def test_its_language_is_what_intake_found(self, stores: RegionStores) -> None:
        found = MessageUnderstood(
            at=NOW, by=THE_DESK, message_id="m-1", language="pt-BR", confidence=0.9
        )
        await stores.ledger.write(page(view("eu-1"), received("m-1"), found))
        assert (await shown(stores)).language == "pt-BR"

    async def test_translations_stand_beside_the_original(self, stores: RegionStores) -> None:
        events = (received("m-1", "pt"), translated("en"), translated("de", "untranslated"))
        await stores.ledger.write(page(view("eu-1"), *events))
        assert (await shown(stores)).translations == (
            TranslationView("en", "local", "m-1:en"),
            TranslationView("de", "local", "m-1", ("untranslated",)),
        )

    async def test_a_later_translation_replaces_an_earlier_one(self, stores: RegionStores) -> None:
        failed = translated("en", "untranslated", engine="")
        await stores.ledger.write(page(view("eu-1"), received("m-1", "pt")))
        await stores.ledger.write(page(view("eu-1"), translated("en"), first=3))
        await stores.ledger.write(page(view("eu-1"), failed, first=2))
        assert (await shown(stores)).translations == (TranslationView("en", "local", "m-1:en"),)

    @pytest.mark.parametrize(
        ("reports", "stands"),
        [
            (("sent", "delivered", "read"), "read"),
            (("read", "delivered", "sent"), "read"),
            (("uncertain", "sent"), "sent"),
            (("sent", "uncertain"), "sent"),
            (("failed", "sent"), "failed"),
            (("failed", "delivered"), "delivered"),
            (("delivered", "failed"), "delivered"),
            (("sent", "queued"), "sent"),
        ],
    )
    async def test_a_delivery_never_goes_back(
        self, stores: RegionStores, reports: tuple[str, ...], stands: str
    ) -> None:
        events = [delivered(DeliveryState(report)) for report in reports]
        await stores.ledger.write(page(view("eu-1"), replied("m-1"), *events))
        assert (await shown(stores)).delivery == stands

    async def test_what_went_out_in_another_language_stands_beside_it(
        self, stores: RegionStores
    ) -> None:
        sent = delivered(DeliveryState.SENT, "pt")
        await stores.ledger.write(page(view("eu-1"), replied("m-1"), sent))
        assert (await shown(stores)).translations == (TranslationView("pt", "local", "m-1:pt"),)

    async def test_what_the_desk_said_is_in_the_language_in_which_it_went_out(
        self, stores: RegionStores
    ) -> None:
        hello = Acknowledged(
            at=NOW, by=THE_DESK, message_id="m-1", template="hello", in_reply_to="m-0"
        )
        sent = delivered(DeliveryState.SENT, "pt")
        await stores.ledger.write(page(view("eu-1"), hello, sent))
        message = await shown(stores)
        assert (message.language, message.translations) == ("pt", ())

    async def test_a_conversation_is_read_in_pages(self, stores: RegionStores) -> None:
        events = (received("m-1", "pt"), translated("en"), replied("m-2"), replied("m-3"))
        await stores.ledger.write(page(view("eu-1"), *events))
        first = await stores.views.messages("eu-1", limit=2)
        rest = await stores.views.messages("eu-1", after=first[-1].place, limit=2)
        assert [[one.id for one in part] for part in (first, rest)] == [["m-1", "m-2"], ["m-3"]]
        assert first + rest == await stores.views.messages("eu-1")
        assert first[0].translations == (TranslationView("en", "local", "m-1:en"),)
        assert [one.sequence for one in first + rest] == [1, 3, 4]


class TicketsContract:
    async def test_an_unknown_ticket_is_missing(self, stores: RegionStores) -> None:
        with pytest.raises(Missing, match="eu-9"):
            await stores.views.ticket("eu-9")
        assert await stores.views.messages("eu-9") == []

    async def test_loads_count_what_is_new_or_open(self, stores: RegionStores) -> None:
        await _write_six(stores)
        await stores.ledger.write(
            page(view("eu-7", status=Status.SOLVED, team="a"), received("m-7"))
        )
        assert await stores.views.loads() == {"a": 2, "b": 2}

    async def test_a_customers_history_is_what_they_had_besides(self, stores: RegionStores) -> None:
        assert await stores.views.history("c-1", "eu-1") == History()
        await _write_six(stores)
        others = {"customer_id": "c-2", "team": "z"}
        await stores.ledger.write(page(view("eu-7", 90, **others), received("m-7")))
        assert await stores.views.history("c-1", "eu-1") == History(5, "a")
        assert await stores.views.history("c-1", "eu-6") == History(5, "b")
        assert await stores.views.history("c-2", "eu-7") == History()
        assert await stores.views.history("c-2", "eu-8") == History(1, "z")

    async def test_a_history_says_the_team_of_the_latest_that_had_one(
        self, stores: RegionStores
    ) -> None:
        for number, team in enumerate(("b", "a", None), start=1):
            await stores.ledger.write(
                page(view(f"eu-{number}", number, team=team), received(f"m-{number}"))
            )
        assert await stores.views.history("c-1", "eu-9") == History(3, "a")

    async def test_of_a_long_history_no_more_is_counted(self, stores: RegionStores) -> None:
        for number in range(MOST_CONTACTS + 2):
            await stores.ledger.write(page(view(f"eu-{number}"), received(f"m-{number}")))
        assert await stores.views.history("c-1", "eu-0") == History(MOST_CONTACTS, None)


async def _write_six(stores: RegionStores) -> None:
    """Six tickets, the first two of which changed at the same instant."""
    teams = (None, "b", "a", "b", None, "a")
    for number, team in enumerate(teams, start=1):
        shown = view(
            f"eu-{number}",
            max(number, 2),
            team=team,
            status=Status.NEW if number % 2 else Status.OPEN,
            assignee="ana" if number in (2, 6) else None,
        )
        await stores.ledger.write(page(replace(shown), received(f"m-{number}")))
