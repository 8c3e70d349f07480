"""Turns what is remembered into what is shown, as far as a key may see it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from pydantic import TypeAdapter

from api.authentication import SEES_TEXT
from api.door import Door
from api.problems import no_such_ticket
from api.shapes import (
    Author,
    BecauseShape,
    ClockShape,
    DeliveryShape,
    MessageShape,
    Original,
    PauseShape,
    PolicyShape,
    TicketShape,
    TimelineEntry,
    TranslationShape,
)
from domain.access import ApiKey
from domain.events import Event
from domain.explanation import sentence
from domain.hours import BusinessHours
from domain.ledger import ClockView, Entry, TicketView
from domain.stores import MessageView, Missing, RegionStores, Text, TranslationView
from domain.vocabulary import ClockState

TICKET_ID = re.compile(r"(?P<region>[a-z][a-z0-9]*)-[0-9A-Za-z]{1,40}")
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)

Texts = Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket that the key may see, with the stores of its region."""

    stores: RegionStores
    view: TicketView


async def find(door: Door, key: ApiKey, ticket_id: str) -> Found:
    """The ticket. One outside the key's region and teams is a Problem like one that is not there.

    The region is read from the id, so an id without one is nobody's.
    """
    written = TICKET_ID.fullmatch(ticket_id)
    region = written["region"] if written else ""
    stores = door.regions.get(region)
    if stores is None or not key.reaches(region):
        raise no_such_ticket()
    try:
        view = await stores.views.ticket(ticket_id)
    except Missing:
        raise no_such_ticket() from None
    if not key.sees_team(view.team):
        raise no_such_ticket()
    return Found(stores, view)


async def ticket_shapes(
    stores: RegionStores, views: Sequence[TicketView], key: ApiKey, now: datetime
) -> list[TicketShape]:
    """Tickets of one region, in the order given."""
    texts = await _texts(stores, key, (view.first_message for view in views))
    hours = {each: await _hours(stores, each) for each in {view.policy.hash for view in views}}
    return [_ticket_shape(view, texts, hours[view.policy.hash], now) for view in views]


async def message_shapes(found: Found, key: ApiKey) -> list[MessageShape]:
    """All messages of the ticket, in order."""
    views = await found.stores.views.messages(found.view.id)
    wanted = [view.id for view in views]
    wanted += [made.text_id for view in views for made in view.translations]
    texts = await _texts(found.stores, key, wanted)
    return [_message_shape(view, texts) for view in views]


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


def _ticket_shape(
    view: TicketView, texts: Texts, hours: BusinessHours | None, now: datetime
) -> TicketShape:
    return TicketShape(
        id=view.id,
        region=view.region,
        status=view.status,
        priority=view.priority,
        topic=view.topic,
        language=view.language,
        tier=view.tier,
        channel=view.channel,
        account=view.account,
        subject=_part(texts, view.first_message, "subject"),
        customer_id=view.customer_id,
        team=view.team,
        assignee=view.assignee,
        opened_at=view.opened_at,
        updated_at=view.updated_at,
        version=view.version,
        policy=PolicyShape(name=view.policy.name, version=view.policy.version),
        clocks=[_clock_shape(clock, hours, now) for clock in view.clocks],
        escalation_level=view.escalation_level,
        linked=list(view.linked),
        held_until=view.held_until,
        merged_into=view.merged_into,
        rating=view.rating,
    )


def _clock_shape(clock: ClockView, hours: BusinessHours | None, now: datetime) -> ClockShape:
    left = clock.left
    if clock.state is ClockState.RUNNING and clock.due_at is not None and hours is not None:
        left = hours.elapsed(now, clock.due_at)
    return ClockShape(
        target=clock.target,
        state=clock.state,
        due_at=clock.due_at,
        working_seconds_left=None if left is None else int(left.total_seconds()),
        warned=clock.warned,
        pauses=[PauseShape(began=pause.began, ended=pause.ended) for pause in clock.pauses],
    )


def _message_shape(view: MessageView, texts: Texts) -> MessageShape:
    text = texts.get(view.id)
    attachments = text.content.get("attachments", []) if text else []
    reported = view.delivery and DeliveryShape(state=view.delivery, reason=view.delivery_reason)
    return MessageShape.model_validate(
        {
            "id": view.id,
            "message_id": view.message_id or _part(texts, view.id, "message_id"),
            "direction": view.direction,
            "author": {"kind": view.author_kind, "id": view.author_id},
            "sent_at": view.sent_at,
            "original": Original(language=view.language, text=_part(texts, view.id, "text")),
            "translations": [_translation_shape(made, texts) for made in view.translations],
            "attachments": attachments,
            "delivery": reported,
        }
    )


def _translation_shape(made: TranslationView, texts: Texts) -> TranslationShape:
    return TranslationShape(
        language=made.language,
        text=_part(texts, made.text_id, "text"),
        engine=made.engine,
        flags=list(made.flags),
    )


async def _texts(stores: RegionStores, key: ApiKey, ids: Iterable[str]) -> Texts:
    """Texts from the vault, for those who may read them; for everybody else there are none."""
    wanted = [text_id for text_id in ids if text_id]
    if key.role not in SEES_TEXT or not wanted:
        return {}
    return await stores.vault.get_many(wanted)


async def _hours(stores: RegionStores, policy_hash: str) -> BusinessHours | None:
    """The calendar that the ticket's clocks go by, or None where its policy was not kept."""
    try:
        policy = await stores.policies.get(policy_hash)
    except Missing:
        return None
    return policy.calendar.hours()


def _part(texts: Texts, text_id: str, part: str) -> str | None:
    text = texts.get(text_id)
    return None if text is None else cast("str | None", text.content.get(part))
