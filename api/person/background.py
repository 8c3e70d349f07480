"""What was promised, given and heard, as far as whoever asks may see it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from api.live.listed import languages_of
from api.person.shapes import GivenShape, HeardShape, MoodShape, PromiseShape
from api.privacy_shapes import IdentityShape
from api.texts import WITHHELD, Texts, Viewing
from domain.arrivals import Sender
from domain.background import (
    Background,
    Promise,
    PromiseKind,
    last_touched,
    looked_at,
    promises,
)
from domain.cultures import NameOrder
from domain.given import Given, What, each_once, in_messages
from domain.ledger import TicketView
from domain.stores import RegionStores, Text
from rulebook.replies.readers import reader_of

NO_ORDERS: Final = MappingProxyType[str, NameOrder]({})
WORDS: Final = MappingProxyType({PromiseKind.HOLD: "text", PromiseKind.BRIEF: "promised"})
OF_A_PROFILE: Final = MappingProxyType(
    {"email": What.EMAIL, "phone": What.PHONE, "country": What.COUNTRY}
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person's tickets, with those of the texts that are shown."""

    views: tuple[TicketView, ...]
    background: Background
    texts: Texts
    speaks: tuple[str, ...]  # whoever asks, the best first

    def promises(self) -> list[PromiseShape]:
        """What is still open."""
        found = promises(self.views, self.background)
        return [shape for one in found for shape in self._promised(one)]

    def mood(self) -> MoodShape | None:
        """How they sound; None where there is no ticket."""
        last = last_touched(self.views)
        if last is None:
            return None
        heard = [
            HeardShape(ticket_id=one.ticket_id, at=one.at, moods=list(one.moods))
            for one in self.background.heard
        ]
        return MoodShape(tone=last.tone, asks_for_person=last.asks_for_person, heard=heard)

    def language(self) -> str | None:
        """In which they were answered last."""
        last = last_touched(self.views)
        return None if last is None else last.language

    async def given(self, identities: Sequence[IdentityShape]) -> list[GivenShape]:
        """What nobody needs to ask for. Many long texts keep other requests waiting: aside."""
        appear = [one for identity in identities for one in _appears(identity)]
        told = await asyncio.to_thread(lambda: in_messages(self._words()))
        found = each_once([*told, *appear])
        return [GivenShape.model_validate(one, from_attributes=True) for one in found]

    def _words(self) -> Iterator[tuple[str, str, datetime]]:
        for said in self.background.said:
            text = self.texts.get(said.text_id)
            for member in ("text", "subject"):
                words = text and text.content.get(member)
                if isinstance(words, str):
                    yield words, said.ticket_id, said.at

    def _promised(self, one: Promise) -> Iterator[PromiseShape]:
        """With its words in the reader's language, where they were put into it."""
        shown = self._words_of(one)
        words = shown and shown.content.get(WORDS[one.kind])
        if one.kind is PromiseKind.BRIEF and not words:
            return  # it says of nothing that it was promised, or is not yours to read
        yield PromiseShape(
            kind=one.kind,
            ticket_id=one.ticket_id,
            text=str(words) if words else None,
            language=shown.language if shown and words else None,
            at=one.at,
            due=one.due,
        )

    def _words_of(self, one: Promise) -> Text | None:
        if one.text_id is None:
            return None
        written = self.texts.get(one.text_id)
        for language in self.speaks if written is not None else ():
            if written is None or written.language == language:
                break
            if (translated := self.texts.get(f"{one.text_id}:{language}")) is not None:
                return translated
        return written


async def known_of(viewing: Viewing, stores: RegionStores, seen: Sequence[TicketView]) -> Known:
    """What is known of a person from the tickets that the key sees, read at once."""
    views = looked_at(seen)
    found = await stores.views.background([view.id for view in views])
    speaks = languages_of(viewing.door.desk(stores.region), viewing.key)
    noted = [one.text_id for one in (*found.briefs, *found.holds)]
    translated = [f"{name}:{language}" for name in noted for language in speaks]
    said = [one.text_id for one in found.said]
    texts = await viewing.texts(stores, [*said, *noted, *translated])
    return Known(views, found, texts, speaks)


def zone_of(viewing: Viewing, identities: Sequence[IdentityShape]) -> str | None:
    """By whose clock they live, from what is shown of them; None where that cannot be told."""
    told = [_sender(one) for one in identities if one.country != WITHHELD]
    found = reader_of(told, "und", NO_ORDERS).zone(viewing.door.clock.now())
    return None if found is None else found.key


def country_of(identities: Sequence[IdentityShape]) -> str | None:
    """Where they said that they are at home."""
    return next((one.country for one in identities if one.country not in (None, WITHHELD)), None)


def _sender(shown: IdentityShape) -> Sender:
    return Sender("", country=shown.country, phone=shown.phone)


def _appears(identity: IdentityShape) -> Iterator[Given]:
    for member, what in OF_A_PROFILE.items():
        value = getattr(identity, member)
        if value and value != WITHHELD:
            yield Given(what, value, identity.wrote_at)
