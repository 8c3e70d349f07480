"""Personal texts, as far as whoever asks may see them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, cast

from fastapi import Depends, Header

from api.authentication import Asker
from api.door import Door, TheDoor
from api.problems import Problem
from domain.access import ApiKey, Role
from domain.glass import Grant
from domain.masking import NAME
from domain.residency import SEES_TEXT, Reader, Sight, as_seen, sight
from domain.stores import RegionStores, Text

Texts = Mapping[str, Text]
Others = Callable[[], Awaitable[Iterable[Text]]]
LONGEST_REASON = 64
WITHHELD = "[restricted]"  # in place of words that may be kept, and no more

AccessReason = Annotated[
    str | None,
    Header(
        max_length=LONGEST_REASON,
        description="Why a ticket of another region is read: a code of the desk's residency.yaml.",
    ),
]


@dataclass(frozen=True, slots=True)
class Viewing:
    """One request's look at what people wrote: whose, and why they say they look.

    What is seen is decided by the desk that the texts' home goes by now (domain/residency.py).
    """

    door: Door
    key: ApiKey
    reason: str = ""

    async def texts(
        self, stores: RegionStores, ids: Iterable[str], others: Others | None = None
    ) -> Texts:
        """Texts from the vault of a region as they are shown; those that are not are left out.

        `others` reads what is not in the vault and is shown like it; where nothing is shown, it
        is not read.
        """
        wanted = [text_id for text_id in ids if text_id]
        grants = await self._grants(stores)
        if not wanted or (self.key.role not in SEES_TEXT and not grants):
            return {}
        besides = {text.id: text for text in await others()} if others else {}
        kept = {**await stores.vault.get_many(wanted), **besides}
        texts = await self.unless_restricted(stores, kept)
        seen = {
            ticket_id: self._sight(stores, ticket_id, grants)
            for ticket_id in {text.ticket_id for text in texts.values()}
        }
        if all(one.is_clear for one in seen.values()):
            return texts
        names = await _names(stores, texts, seen)
        # Long texts take long enough to keep other requests waiting.
        return await asyncio.to_thread(_as_seen, texts, seen, names)

    async def sight(self, stores: RegionStores, ticket_id: str) -> Sight:
        """What is shown of one ticket of the region."""
        return self._sight(stores, ticket_id, await self._grants(stores))

    async def expect_reason(self, stores: RegionStores, ticket_id: str) -> None:
        """Refuse to show a ticket for which a reason is wanted and none was given."""
        seen = await self.sight(stores, ticket_id)
        if seen.wants_reason:
            raise Problem(
                403,
                "reason_wanted",
                "Say why you read this: send one of the codes that `reasons` names in a header, "
                "`Access-Reason: <code>`. The customer's region keeps it.",
                facts={"reasons": ", ".join(self.door.desk(stores.region).residency.reasons)},
            )

    async def unless_restricted(self, stores: RegionStores, texts: Texts) -> Texts:
        """Of those whose texts may only be kept, a word in place of each, but for `privacy`."""
        if self.key.role is Role.PRIVACY or not texts:
            return texts
        hidden = await stores.persons.restricted({text.customer_id for text in texts.values()})
        return {
            text_id: withheld(text) if text.customer_id in hidden else text
            for text_id, text in texts.items()
        }

    def _sight(self, stores: RegionStores, ticket_id: str, grants: Sequence[Grant]) -> Sight:
        residency = self.door.desk(stores.region).residency
        reader = reader_of(self.key, stores.region, self.reason)
        return sight(residency, stores.region, reader, ticket_id, self.door.clock.now(), grants)

    async def _grants(self, stores: RegionStores) -> Sequence[Grant]:
        """What the key reads in the clear, where it reads anything less."""
        reader = reader_of(self.key, stores.region)
        if reader.role in SEES_TEXT and not reader.is_guest:
            return ()
        return await stores.glass.grants(self.key.id, self.door.clock.now())


async def viewing(key: Asker, door: TheDoor, access_reason: AccessReason = None) -> Viewing:
    """Who looks, and why they say they do."""
    return Viewing(door, key, access_reason or "")


TheViewing = Annotated[Viewing, Depends(viewing)]


def reader_of(key: ApiKey, home: str, reason: str = "") -> Reader:
    """Whoever holds the key, as a reader of the customers of a region."""
    return Reader(key.id, key.role, key.via or key.region, key.is_foreign(home), reason)


def part(texts: Texts, text_id: str, name: str) -> str | None:
    """One part of a text; None where there is none to be shown."""
    text = texts.get(text_id)
    return None if text is None else cast("str | None", text.content.get(name))


def withheld(text: Text) -> Text:
    """A text that nobody is to read: of each part that is words, only that there is one."""
    words = (name for name, value in text.content.items() if isinstance(value, str))
    return replace(text, content=dict.fromkeys(words, WITHHELD))


def _as_seen(
    texts: Texts, seen: Mapping[str, Sight], names: Mapping[str, Sequence[str]]
) -> dict[str, Text]:
    return {
        text_id: as_seen(text, seen[text.ticket_id], names.get(text.customer_id, ()))
        for text_id, text in texts.items()
    }


async def _names(
    stores: RegionStores, texts: Texts, seen: Mapping[str, Sight]
) -> dict[str, list[str]]:
    """What the customers are called whose names are masked."""
    customers = {one.customer_id for one in texts.values() if NAME in seen[one.ticket_id].masks}
    found = {one: await stores.profiles.profiles(one) for one in sorted(customers)}
    return {
        customer: [profile.name for profile in profiles if profile.name]
        for customer, profiles in found.items()
    }
