"""Turns what is remembered into what is shown, as far as a key may see it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from api.door import Door
from api.elsewhere import leave
from api.problems import no_such_ticket
from api.texts import Texts, Viewing, part
from api.ticket_shapes import (
    Author,
    BecauseShape,
    DeliveryShape,
    EditShape,
    GlossShape,
    MessageShape,
    Original,
    OtherTranslation,
    TermShape,
    TimelineEntry,
    TranslationShape,
)
from domain import remote_files
from domain.access import ApiKey
from domain.events import Event
from domain.explanation import sentence
from domain.ledger import Entry, TicketView
from domain.reach import may_see_of, sees
from domain.shown import MessageView, TranslationView
from domain.stores import Missing, RegionStores
from domain.terms import Slang
from language.masking.terms import terms_in
from language.slang import glosses
from rulebook.facts import Desk
from runtime.homes import region_of

EVENTS: TypeAdapter[Event] = TypeAdapter(Event)


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket that the key may see, with the stores of its region."""

    stores: RegionStores
    view: TicketView


async def find(door: Door, key: ApiKey, ticket_id: str) -> Found:
    """The ticket. One that the key does not see is a Problem like one that is not there.

    The region is read from the id, so an id without one is nobody's. Raises Elsewhere for a ticket
    of a region whose API can be asked.
    """
    region = region_of(ticket_id)
    stores = door.regions.get(region)
    if not may_see_of(key, region):
        raise no_such_ticket()
    if stores is None and region in door.peers.regions:
        leave(door, key, region)
    if stores is None:
        raise no_such_ticket()
    try:
        view = await stores.views.ticket(ticket_id)
    except Missing:
        raise no_such_ticket() from None
    if not sees(key, view):
        raise no_such_ticket()
    return Found(stores, view)


async def find_to_read(viewing: Viewing, ticket_id: str) -> Found:
    """The ticket, to show its texts. Raises as `find` does, and where a reason is wanted."""
    found = await find(viewing.door, viewing.key, ticket_id)
    await viewing.expect_reason(found.stores, ticket_id)
    return found


async def message_shapes(
    found: Found, viewing: Viewing, views: Sequence[MessageView], desk: Desk
) -> list[MessageShape]:
    """Messages of the ticket, in the order given, with what their slang means, and their terms."""
    texts = await viewing.texts(found.stores, {one for view in views for one in _texts_of(view)})
    files = [name for view in views for name in _files_of(view, texts)]
    texts = {**texts, **await viewing.texts(found.stores, files)}
    # Long texts take long enough to keep other requests waiting.
    return await asyncio.to_thread(lambda: [_message_shape(view, texts, desk) for view in views])


def timeline_entry(entry: Entry) -> TimelineEntry:
    """One event with its facts. Events hold no text, so everybody who reads may see them."""
    facts = EVENTS.dump_python(entry.event, mode="json")
    explained = sentence(entry)
    why = entry.event.because
    because = why and BecauseShape(
        policy=why.policy,
        version=why.version,
        rule=why.rule,
        staffing=why.staffing,
        sentence=explained,
    )
    return TimelineEntry(
        **{
            **facts,
            "sequence": entry.sequence,
            "by": Author(kind=entry.event.by.kind.value, id=entry.event.by.id),
            "because": because,
            "sentence": explained,
        }
    )


def _texts_of(view: MessageView) -> Iterator[str]:
    """All that the vault has of a message: as it is, as it was, and in other languages."""
    yield view.id
    yield view.text_id
    yield from (one.text_id for one in view.edits)
    yield from (one.text_id for made in view.translations for one in (made, *made.beside))


def _files_of(view: MessageView, texts: Texts) -> list[str]:
    """Under which ids the vault has what became of its files."""
    text = texts.get(view.id)
    return remote_files.text_ids(text.content) if text else []


def _message_shape(view: MessageView, texts: Texts, desk: Desk) -> MessageShape:
    first = texts.get(view.id)
    content = first.content if first else {}
    reported = view.delivery and DeliveryShape(state=view.delivery, reason=view.delivery_reason)
    said = None if view.deleted_at else part(texts, view.text_id, "text")
    return MessageShape.model_validate(
        {
            "id": view.id,
            "message_id": view.message_id or part(texts, view.id, "message_id"),
            "direction": view.direction,
            "author": {"kind": view.author_kind, "id": view.author_id},
            "sent_at": view.sent_at,
            "original": _original(view, said, desk),
            "translations": [
                _translation_shape(view, made, texts, desk) for made in view.translations
            ],
            "attachments": remote_files.shown(content, texts, given_up=view.files_given_up),
            "delivery": reported,
            "edited_at": view.edited_at,
            "deleted_at": view.deleted_at,
            "edits": [
                EditShape(at=one.at, text=part(texts, one.text_id, "text")) for one in view.edits
            ],
        }
    )


def _original(view: MessageView, said: str | None, desk: Desk) -> Original:
    readers = view.translations[0].language if view.translations else view.language
    terms = _terms(said, view.language, readers, desk)
    return Original(language=view.language, text=said, terms=terms)


def _terms(text: str | None, language: str, other: str, desk: Desk) -> list[TermShape]:
    """The glossary's, of a text that stands beside another language."""
    if not text:
        return []
    found = terms_in(text, language, other, desk.glossary)
    return [TermShape(start=one.start, end=one.end) for one in found]


def _translation_shape(
    view: MessageView, made: TranslationView, texts: Texts, desk: Desk
) -> TranslationShape:
    text = part(texts, made.text_id, "text")
    return TranslationShape(
        language=made.language,
        text=text,
        engine=made.engine,
        flags=list(made.flags),
        glosses=_glosses(view, made, texts, desk.slang),
        terms=_terms(text, made.language, view.language, desk),
        beside=[
            OtherTranslation(
                text=part(texts, one.text_id, "text"), engine=one.engine, flags=list(one.flags)
            )
            for one in made.beside
        ],
    )


def _glosses(
    view: MessageView, made: TranslationView, texts: Texts, slang: Slang
) -> list[GlossShape]:
    """Of what a customer wrote: an agent knows the words of an agent."""
    text = part(texts, view.text_id, "text")
    if text is None or view.direction != "in":
        return []
    return [
        GlossShape(
            start=one.span[0],
            end=one.span[1],
            text=one.form,
            meaning=one.meaning,
            language=one.language,
        )
        for one in glosses(text, view.language, made.language, slang)
    ]
