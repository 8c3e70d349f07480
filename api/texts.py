"""Personal texts, for those who may read them."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import cast

from api.authentication import SEES_TEXT
from api.masking import masked
from domain.access import ApiKey
from domain.stores import RegionStores, Text

Texts = Mapping[str, Text]


async def texts_of(stores: RegionStores, key: ApiKey, ids: Iterable[str]) -> Texts:
    """Texts from the vault, for those who may read them; for everybody else there are none.

    People of other regions read them masked, unless both are of one residency group.
    """
    wanted = [text_id for text_id in ids if text_id]
    if key.role not in SEES_TEXT or not wanted:
        return {}
    texts = await stores.vault.get_many(wanted)
    if not reads_masked(stores, key):
        return texts
    # Long texts take long enough to keep other requests waiting.
    return await asyncio.to_thread(_masked, texts)


def reads_masked(stores: RegionStores, key: ApiKey) -> bool:
    """Whether parts of the region's texts are hidden from whoever has this key."""
    return key.is_foreign(stores.region) and (key.via or key.region) not in stores.shares_with


def _masked(texts: Texts) -> Texts:
    return {text_id: masked(text) for text_id, text in texts.items()}


def part(texts: Texts, text_id: str, name: str) -> str | None:
    """One part of a text; None where there is none to be shown."""
    text = texts.get(text_id)
    return None if text is None else cast("str | None", text.content.get(name))
