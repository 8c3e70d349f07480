"""Whatever engines answer and people write: each message is delivered, at worst as it is written.

The engines speak HTTP to a real server; stores, chain and verbs are those of a worker.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from activities.delivery import DeliveryActivities
from activities.delivery_request import DeliverRequest
from activities.translation import TranslateRequest, TranslationActivities, VaultTranslator
from domain.channels import ByName
from domain.events import MessageTranslated
from domain.message_events import DeliveryReported
from domain.stores import RegionStores, Send, Text
from domain.ticket import DeliveryWanted
from language.chain import ChainRules, TranslatorChain
from language.detection import Detector
from language.guarded import Patience
from rulebook.desk import read_desk
from rulebook.facts import Desk
from runtime.settings import ROOT
from storage.open import open_region
from tests.fakes.channel import FakeChannel
from tests.language.libre import LibreServer, engine, running
from tests.regions import in_shape
from tests.storage.building import KEY, NOW, page, received, replied, view

SAID = "A minha encomenda A-10293 custou 49,90 € e ainda não chegou."
ANSWER = "Your order A-10293 for 49.90 € has left our warehouse and arrives tomorrow."
LOOK_ALIKES = "⟦0⟧ ⟦1⟧ __M0__ {{0}} ZX0XZ <x id=0> are not masks of ours, and A-10293 is no mask."
TEXTS = {
    "emoji": "😀😡📦🔥" * 20,
    "one letter": "x",
    "200,000 characters": "Where is my order A-10293? " * 7_408,
    "mixed scripts": "Order 订单 заказ طلب คำสั่งซื้อ A-10293 is late, and nobody answers me.",
    "bidi controls": "My \u202eorder\u202c is \u2066late\u2069 \u200f and nobody \u200eanswers me.",
    "mask look-alikes": LOOK_ALIKES,
}


@dataclass
class Wire:
    """A region whose one engine is at the other end of a wire."""

    stores: RegionStores
    server: LibreServer
    channel: FakeChannel
    translator: VaultTranslator
    desk: Desk

    async def read(self, text: str) -> MessageTranslated:
        """A customer's message is put before a team that reads English."""
        await self.stores.vault.put(Text("m-1", "c-1", "eu-1", "message", "pt", {"text": text}))
        await self.stores.ledger.write(page(view("eu-1"), received("m-1", "pt")))
        verbs = TranslationActivities(self.stores.ledger, self.stores.vault, self.translator)
        return await verbs.translate(TranslateRequest(None, "eu-1", 2, "m-1", "pt", "en", NOW))

    async def sends(self, text: str) -> DeliveryReported:
        """An agent's answer in English goes to a customer who reads Portuguese."""
        stores = self.stores
        await stores.vault.put(Text("r-1", "c-1", "eu-1", "message", "en", {"text": text}))
        await stores.ledger.write(page(view("eu-1"), replied("r-1"), first=3))
        deliver = DeliveryActivities(
            stores.outbox,
            stores.vault,
            self.desk.replies,
            self.translator,
            ByName({"webhook": self.channel}),
            stores.profiles,
        )
        wanted = DeliveryWanted("r-1", "agent", "ana", NOW, "en")
        send = Send("eu-1", 4, 0, "r-1", "webhook", "sample")
        return await deliver.deliver(DeliverRequest(None, send, wanted, "c-1", "pt", NOW))


@pytest.fixture(scope="module")
def desk() -> Desk:
    return read_desk(ROOT / "desk")


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


@pytest.fixture
def server() -> Iterator[LibreServer]:
    with running() as libre:
        yield libre


@asynccontextmanager
async def wire_of(
    folder: Path, server: LibreServer, desk: Desk, rules: ChainRules | None = None
) -> AsyncIterator[Wire]:
    seconds = 0.3 if server.mode in ("hang", "trickle") else 20.0
    chain = TranslatorChain([engine(server, "libre")], Patience(seconds), rules=rules)
    async with await open_region("eu", in_shape(folder), KEY) as region:
        stores = region.stores
        translator = VaultTranslator(stores.vault, chain, stores.memory)
        yield Wire(stores, server, FakeChannel(), translator, desk)
    chain.close(0.0)


@pytest.mark.parametrize(
    ("mode", "again"),
    [
        ("hang", True),
        ("trickle", True),
        ("busy", True),  # 429
        ("broken", True),  # 500
        ("html", True),
        ("endless", False),  # 10 MB
        ("stranger", False),  # another language
        ("nothing", True),
        ("blank", False),
        ("null", False),
    ],
)
async def test_whatever_an_engine_answers_the_original_is_there_and_flagged(
    tmp_path: Path, server: LibreServer, desk: Desk, detector: Detector, mode: str, again: bool
) -> None:
    server.mode = mode
    async with wire_of(tmp_path, server, desk, ChainRules(detector=detector)) as wire:
        event = await wire.read(SAID)
        assert (event.flags, event.engine, event.retry) == (("untranslated",), "none", again)
        [message] = await wire.stores.views.messages("eu-1")
        [shown] = message.translations
        assert (await wire.stores.vault.get(shown.text_id)).content == {"text": SAID}
        report = await wire.sends(ANSWER)
        assert (report.state, report.language, report.flags) == ("sent", "en", ("untranslated",))
        [sent] = wire.channel.delivered
        assert (sent.text, sent.language, sent.flags) == (ANSWER, "en", ("untranslated",))


async def test_what_an_engine_drops_is_put_back_or_the_message_is_flagged(
    tmp_path: Path, server: LibreServer, desk: Desk
) -> None:
    server.mode = "forgetful"
    async with wire_of(tmp_path, server, desk) as wire:
        event = await wire.read(SAID)
        assert len(server.asked) > 1  # it was asked anew, in other ways
        kept = await wire.stores.vault.get_many(["m-1", "m-1:en"])
        assert kept["m-1"].content == {"text": SAID}
        made = str(kept["m-1:en"].content["text"])
        assert event.flags or ("A-10293" in made and "49,90 €" in made)
        report = await wire.sends(ANSWER)
        [sent] = wire.channel.delivered
        assert (report.state, sent.flags) == ("sent", report.flags)
        assert report.flags or ("A-10293" in sent.text and "49.90 €" in sent.text)


@pytest.mark.parametrize("kind", TEXTS)
async def test_whatever_people_write_is_delivered_whole_or_in_the_original(
    tmp_path: Path, server: LibreServer, desk: Desk, kind: str
) -> None:
    text = TEXTS[kind]
    async with wire_of(tmp_path, server, desk) as wire:
        event = await wire.read(text)
        assert (await wire.stores.vault.get("m-1")).content == {"text": text}
        report = await wire.sends(text)
        assert report.state == "sent"
        [sent] = wire.channel.delivered
        if "untranslated" in report.flags or report.engine == "none":
            assert (sent.text, event.engine) == (text, "none")
        else:
            assert sent.text == f"[pt] {text}"
        assert (kind == "200,000 characters") == (report.flags == ("untranslated",))
