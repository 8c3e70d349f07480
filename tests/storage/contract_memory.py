"""What every memory of corrected sentences promises."""

import unicodedata

from domain.memory import Corrected, Correction
from domain.stores import RegionStores

PAIR = ("pt", "en")
SAID = "Cadê minha encomenda?"
MEANT = "Where is my order?"


def correction(customer: str | None, translation: str = MEANT, said: str = SAID) -> Correction:
    return Correction(customer, *PAIR, (Corrected(said, translation),), "t-1")


class MemoryContract:
    async def test_a_customers_sentence_is_reused_for_that_customer(
        self, stores: RegionStores
    ) -> None:
        await stores.memory.keep(correction("c-1"))
        assert await stores.memory.recall("c-1", *PAIR, [SAID, "Olá."]) == {SAID: MEANT}

    async def test_a_customers_sentence_is_never_reused_for_another(
        self, stores: RegionStores
    ) -> None:
        await stores.memory.keep(correction("c-1"))
        assert await stores.memory.recall("c-2", *PAIR, [SAID]) == {}
        await stores.memory.keep(correction("c-2", "Where did my order go?"))
        assert await stores.memory.recall("c-1", *PAIR, [SAID]) == {SAID: MEANT}
        assert await stores.memory.recall("c-2", *PAIR, [SAID]) == {SAID: "Where did my order go?"}

    async def test_an_agents_sentence_is_reused_for_the_whole_region(
        self, stores: RegionStores
    ) -> None:
        await stores.memory.keep(correction(None))
        for customer in ("c-1", "c-2"):
            assert await stores.memory.recall(customer, *PAIR, [SAID]) == {SAID: MEANT}

    async def test_a_customers_own_goes_before_the_regions(self, stores: RegionStores) -> None:
        await stores.memory.keep(correction("c-1", "mine"), correction(None, "everybody's"))
        assert await stores.memory.recall("c-1", *PAIR, [SAID]) == {SAID: "mine"}
        assert await stores.memory.recall("c-2", *PAIR, [SAID]) == {SAID: "everybody's"}

    async def test_the_last_correction_counts(self, stores: RegionStores) -> None:
        await stores.memory.keep(correction("c-1", "wrong"))
        await stores.memory.keep(correction("c-1"))
        await stores.memory.keep(correction("c-1"))
        assert await stores.memory.recall("c-1", *PAIR, [SAID]) == {SAID: MEANT}

    async def test_it_is_of_one_pair_of_languages(self, stores: RegionStores) -> None:
        await stores.memory.keep(correction("c-1"))
        for pair in (("en", "pt"), ("pt", "de"), ("pt-BR", "en")):
            assert await stores.memory.recall("c-1", *pair, [SAID]) == {}
        assert await stores.memory.recall("c-1", "PT", "EN", [SAID]) == {SAID: MEANT}

    async def test_spaces_and_the_spelling_of_accents_make_no_other_sentence(
        self, stores: RegionStores
    ) -> None:
        await stores.memory.keep(correction("c-1"))
        same = unicodedata.normalize("NFD", SAID).replace(" ", " \u00a0 ")
        assert same != SAID
        assert await stores.memory.recall("c-1", *PAIR, [same]) == {same: MEANT}
        assert await stores.memory.recall("c-1", *PAIR, [SAID.lower(), SAID[:-1]]) == {}

    async def test_what_is_remembered_for_a_customer_can_be_taken_out(
        self, stores: RegionStores
    ) -> None:
        await stores.memory.keep(correction("c-1"), correction("c-2"), correction(None, "x", "Oi."))
        await stores.memory.forget("c-1")
        await stores.memory.forget("c-1")
        assert await stores.memory.recall("c-1", *PAIR, [SAID, "Oi."]) == {"Oi.": "x"}
        assert await stores.memory.recall("c-2", *PAIR, [SAID]) == {SAID: MEANT}

    async def test_of_a_very_long_text_every_sentence_is_looked_for(
        self, stores: RegionStores
    ) -> None:
        await stores.memory.keep(correction("c-1"))
        others = [f"Frase {number}." for number in range(40_000)]
        assert await stores.memory.recall("c-1", *PAIR, [*others, SAID]) == {SAID: MEANT}
        assert await stores.memory.recall("c-1", *PAIR, []) == {}
