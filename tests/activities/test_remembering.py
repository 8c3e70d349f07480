"""What people corrected is looked up before any engine is asked."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from activities.translation import TranslateRequest, TranslationActivities, VaultTranslator
from domain.briefs import PARTS
from domain.memory import Corrected, Correction
from domain.stores import RegionStores, Text
from language.chain import TranslatorChain
from storage.open import open_region
from tests.language.fakes import FakeEngine, fails
from tests.regions import in_shape
from tests.storage.building import KEY, NOW, page, received, view

SAID = "Oi. Cadê minha encomenda? Obrigado."


def letter(text: str = SAID, customer: str = "c-1", text_id: str = "m-1") -> Text:
    return Text(text_id, customer, "eu-1", "message", "pt", {"text": text})


@dataclass
class Region:
    """A region's stores, and the one engine that its translator asks."""

    stores: RegionStores
    engine: FakeEngine
    chain: TranslatorChain

    @property
    def translator(self) -> VaultTranslator:
        return VaultTranslator(self.stores.vault, self.chain, self.stores.memory)

    async def remembers(self, customer: str | None, **sentences: str) -> None:
        pairs = tuple(Corrected(SENTENCES[name], words) for name, words in sentences.items())
        await self.stores.memory.keep(Correction(customer, "pt", "en", pairs, "t-1"))


SENTENCES = {"hi": "Oi.", "where": "Cadê minha encomenda?", "thanks": "Obrigado.", "all": SAID}


@pytest.fixture
async def region(tmp_path: Path) -> AsyncIterator[Region]:
    engine = FakeEngine()
    chain = TranslatorChain([engine, FakeEngine(str.lower, "next")])
    async with await open_region("eu", in_shape(tmp_path), KEY) as opened:
        yield Region(opened.stores, engine, chain)
    chain.close()


async def test_a_text_of_remembered_sentences_asks_no_engine(region: Region) -> None:
    await region.remembers("c-1", hi="Hi.", where="Where is my parcel?", thanks="Thanks.")
    made = await region.translator.translate(letter(), "pt", "en")
    assert (made.text, made.engine) == ("Hi. Where is my parcel? Thanks.", "memory")
    assert (made.flags, made.retry, region.engine.asked) == ((), False, [])
    kept = await region.stores.vault.get("m-1:en")
    assert kept.content == {"text": made.text, "engine": "memory", "flags": []}


async def test_what_needs_no_engine_makes_it_no_engines(region: Region) -> None:
    await region.remembers("c-1", hi="Hi.")
    text = letter("Oi.\nhttps://shop.example/t?id=7")
    made = await region.translator.translate(text, "pt", "en")
    assert (made.text, made.engine) == ("Hi.\nhttps://shop.example/t?id=7", "memory")


async def test_engines_do_what_is_not_remembered(region: Region) -> None:
    await region.remembers("c-1", where="Where is my parcel?")
    made = await region.translator.translate(letter(), "pt", "en")
    assert made.text == "OI. Where is my parcel? OBRIGADO."
    assert (made.engine, made.flags) == ("fake", ("memory",))
    assert sorted(region.engine.asked) == ["Obrigado.", "Oi."]


async def test_a_customers_sentence_is_not_reused_for_another(region: Region) -> None:
    await region.remembers("c-1", all="What c-1 meant.")
    mine = await region.translator.translate(letter(), "pt", "en")
    other = await region.translator.translate(letter(customer="c-2", text_id="m-2"), "pt", "en")
    assert (mine.text, mine.engine) == ("What c-1 meant.", "memory")
    assert (other.text, other.engine, other.flags) == (SAID.upper(), "fake", ())


async def test_an_agents_sentence_is_reused_for_everybody(region: Region) -> None:
    await region.remembers(None, thanks="Thank you so much.")
    for customer in ("c-1", "c-2"):
        text = letter("Obrigado.", customer, f"of {customer}")
        made = await region.translator.translate(text, "pt", "en")
        assert (made.text, made.engine) == ("Thank you so much.", "memory")


async def test_where_no_engine_does_the_rest_the_original_is_shown(region: Region) -> None:
    await region.remembers("c-1", hi="Hi.")
    chain = TranslatorChain([FakeEngine(fails("away", retry=True))])
    translator = VaultTranslator(region.stores.vault, chain, region.stores.memory)
    made = await translator.translate(letter(), "pt", "en")
    chain.close()
    assert (made.text, made.flags, made.retry) == (SAID, ("untranslated",), True)
    assert await region.stores.vault.get_many(["m-1:en"]) == {}


async def test_a_brief_is_translated_with_what_is_remembered(region: Region) -> None:
    await region.remembers(None, thanks="Thank you so much.")
    brief = Text("b-1", "c-1", "eu-1", "brief", "pt", {"done": "Obrigado.", "next": "Oi."})
    parts = await region.translator.translate_parts(brief, PARTS, "en")
    kept = (await region.stores.vault.get("b-1:en")).content
    assert (kept["done"], kept["next"]) == ("Thank you so much.", "OI.")
    assert parts.engine == "fake, memory"


def a_request(sequence: int = 3, without: tuple[str, ...] = ("fake",)) -> TranslateRequest:
    return TranslateRequest(
        page=None,
        ticket_id="eu-1",
        sequence=sequence,
        message_id="m-1",
        source="pt",
        target="en",
        at=NOW,
        another=True,
        without=without,
    )


async def test_another_translation_asks_the_next_engine_and_no_memory(region: Region) -> None:
    await region.remembers("c-1", all="What c-1 meant.")
    await region.stores.vault.put(letter())
    await region.stores.ledger.write(page(view("eu-1"), received("m-1", "pt")))
    verbs = TranslationActivities(region.stores.ledger, region.stores.vault, region.translator)
    first, again = [await verbs.translate(a_request()) for _ in range(2)]
    assert first == again
    assert (first.engine, first.another, first.flags, first.retry) == ("next", True, (), False)
    kept = await region.stores.vault.get("m-1:en:3")
    assert kept.content["text"] == SAID.lower()
    assert region.engine.asked == []


async def test_a_crash_between_keeping_and_writing_asks_nobody_twice(region: Region) -> None:
    await region.stores.vault.put(letter())
    answers = iter(["one answer", "another answer"])
    fickle: Callable[[str], str] = lambda _: next(answers)  # noqa: E731 - an engine, in one line
    chain = TranslatorChain([FakeEngine(fickle)])
    translator = VaultTranslator(region.stores.vault, chain, region.stores.memory)
    original = await region.stores.vault.get("m-1")
    made = [await translator.translate_again(original, a_request(without=())) for _ in range(2)]
    chain.close()
    assert [one.text for one in made] == ["one answer"] * 2


async def test_without_another_engine_nobody_tries_again(region: Region) -> None:
    await region.stores.vault.put(letter())
    verbs = TranslationActivities(region.stores.ledger, region.stores.vault, region.translator)
    made = await verbs.translate(a_request(without=("fake", "next")))
    assert (made.engine, made.flags, made.retry) == ("none", ("untranslated",), False)
