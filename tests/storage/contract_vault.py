"""What every vault promises."""

from dataclasses import replace

import pytest

from domain.stores import Conflict, Missing, RegionStores, Text

LETTER = Text(
    "t-1", "c-1", "eu-1", "message", "pt", {"text": "Olá \u202bשלום\u202c 🚚", "pages": [1, 2]}
)
BROKEN = "a lone \ud800 and a \x00"


class VaultContract:
    async def test_a_text_comes_back_as_it_was(self, stores: RegionStores) -> None:
        odd = replace(LETTER, id="t-2", content={"text": BROKEN})
        await stores.vault.put(LETTER, odd)
        assert await stores.vault.get("t-1") == LETTER
        assert await stores.vault.get_many(["t-1", "t-2", "t-3"]) == {"t-1": LETTER, "t-2": odd}

    async def test_the_same_text_again_changes_nothing(self, stores: RegionStores) -> None:
        await stores.vault.put(LETTER)
        await stores.vault.put(LETTER, LETTER)
        assert await stores.vault.get("t-1") == LETTER

    @pytest.mark.parametrize(
        "change",
        [{"content": {"text": "else"}}, {"customer_id": "c-2"}, {"ticket_id": "eu-2"}],
    )
    async def test_another_text_under_its_id_is_a_conflict(
        self, stores: RegionStores, change: dict[str, object]
    ) -> None:
        await stores.vault.put(LETTER)
        other = replace(LETTER, **change)  # type: ignore[arg-type]  # each case names its fields
        with pytest.raises(Conflict):
            await stores.vault.put(replace(LETTER, id="t-2"), other)
        assert await stores.vault.get_many(["t-1", "t-2"]) == {"t-1": LETTER}

    async def test_an_unknown_text_is_missing(self, stores: RegionStores) -> None:
        with pytest.raises(Missing, match="t-9"):
            await stores.vault.get("t-9")
