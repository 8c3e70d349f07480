"""All that a region knows of one person, as one document. Other people are in it by their role.

Nothing is left out: whatever the vault keeps under the person's key stands in it, with its message
or, where it belongs to none, among the other texts.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from domain import remote_files
from domain.audit import Action, AuditEntry
from domain.events import TicketRated
from domain.ledger import Entry, TicketView
from domain.lists import Filter, Sort
from domain.preferences import Preferences
from domain.privacy_requests import PrivacyRequest
from domain.shown import MessageView
from domain.stores import RegionStores, Text

FORMAT: Final = "meridian-person-export"
TOGETHER: Final = 200
READ: Final = frozenset({Action.ACCESS.value, Action.GLASS_BROKEN.value})
# What stays after an erasure, and why: the page and docs/privacy.md say it in words.
KEPT: Final = (
    ("ledger", "record_of_dealings"),
    ("tickets_without_words", "record_of_dealings"),
    ("audit_trail", "proof"),
    ("privacy_requests", "legal_duty"),
)
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The document, and in which language most of it was said to the person."""

    document: Document
    language: str


async def gathered(stores: RegionStores, customer_id: str, now: datetime) -> Gathered:
    """Everything of one person. Raises Missing for an unknown one, and Erased."""
    people = stores.privacy.people
    known_since = await people.made_at(customer_id)
    texts = await _texts(stores, customer_id)
    views = [view async for view in _tickets(stores, customer_id)]
    tickets, told = [], set[str]()
    for view in views:
        ticket = await _ticket(stores, view, texts)
        told |= ticket.text_ids
        tickets.append(ticket.document)
    identities = await people.identities(customer_id)
    document: Document = {
        "format": FORMAT,
        "version": 1,
        "made_at": _at(now),
        "region": stores.region,
        "customer_id": customer_id,
        "known_since": _at(known_since),
        "identities": [
            {"channel": one.channel, "account": one.account, **_said(asdict(one.sender))}
            for one in identities
        ],
        "tickets": tickets,
        "other_texts": [_other(text) for name, text in texts.items() if name not in told],
        "corrected_sentences": list(await people.sentences(customer_id)),
        "preferences": _preferences(await stores.channels.reach.own_preferences(customer_id)),
        "consents": await _consents(stores, customer_id),
        "requests": [
            _request(one) for one in await stores.privacy.requests.of_customer(customer_id)
        ],
        "read_by": await _readings(stores, customer_id, [view.id for view in views]),
        "kept": [{"what": what, "why": why} for what, why in KEPT],
    }
    locale = next((one.sender.locale for one in identities if one.sender.locale), None)
    return Gathered(document, _language(views, locale))


@dataclass(frozen=True, slots=True)
class _Told:
    document: Document
    text_ids: set[str]


async def _ticket(stores: RegionStores, view: TicketView, texts: Mapping[str, Text]) -> _Told:
    ledger = await stores.ledger.entries(view.id)
    messages = [_message(one, texts) for one in await stores.views.messages(view.id)]
    used = {name for one in messages for name in one.text_ids}
    first = texts.get(view.first_message)
    document = {
        "id": view.id,
        "status": view.status,
        "priority": view.priority,
        "tier": view.tier,
        "topic": view.topic,
        "language": view.language,
        "channel": view.channel,
        "mood": view.tone,
        "subject": first.content.get("subject") if first else None,
        "opened_at": _at(view.opened_at),
        "updated_at": _at(view.updated_at),
        "ratings": list(_ratings(ledger, texts, used)),
        "messages": [one.document for one in messages],
        "events": [
            {"at": _at(one.event.at), "kind": one.event.kind, "by": one.event.by.kind}
            for one in ledger
        ],
    }
    return _Told(document, used)


def _message(view: MessageView, texts: Mapping[str, Text]) -> _Told:
    original, words = texts.get(view.id), texts.get(view.text_id)
    content = dict(original.content) if original else {}
    files = [name for name in remote_files.text_ids(content) if name in texts]
    if "attachments" in content:
        given_up = view.files_given_up
        content["attachments"] = remote_files.shown(content, texts, given_up=given_up)
    shown = [one for made in view.translations for one in (made, *made.beside)]
    kept = [one for one in shown if one.text_id in texts]
    before = [one for one in view.edits if one.text_id in texts]
    document = {
        "id": view.id,
        "direction": view.direction,
        "by": view.author_kind,
        "sent_at": _at(view.sent_at),
        "language": view.language,
        **content,
        "text": words.content.get("text") if words else None,
        "translations": [
            {"language": one.language, "engine": one.engine, **texts[one.text_id].content}
            for one in kept
        ],
        "delivery": view.delivery,
        "edited_at": view.edited_at and _at(view.edited_at),
        "deleted_at": view.deleted_at and _at(view.deleted_at),
        "edits": [
            {"at": _at(edit.at), "text": texts[edit.text_id].content.get("text")} for edit in before
        ],
    }
    used = {view.id, view.text_id, *files, *(one.text_id for one in kept)}
    used |= {edit.text_id for edit in before}
    return _Told(document, used)


def _ratings(
    ledger: Sequence[Entry], texts: Mapping[str, Text], used: set[str]
) -> Iterator[Document]:
    for event in (one.event for one in ledger):
        if isinstance(event, TicketRated):
            comment = texts.get(event.comment_id or "")
            if comment is not None:
                used.add(comment.id)
            said = comment.content.get("text") if comment else None
            yield {"at": _at(event.at), "score": event.score, "comment": said}


def _other(text: Text) -> Document:
    """What was written about or to the person and is no message: a reason, a brief, a draft."""
    return {
        "id": text.id,
        "ticket_id": text.ticket_id,
        "kind": text.kind,
        "language": text.language,
        **text.content,
    }


async def _consents(stores: RegionStores, customer_id: str) -> list[Document]:
    return [
        {
            "purpose": one.purpose,
            "given": one.given,
            "at": _at(one.at),
            "by": one.by_kind,
            "where": one.where,
        }
        for one in await stores.privacy.consents.history(customer_id)
    ]


def _preferences(said: Preferences) -> Document:
    via, hours = said.preferred, said.quiet_hours
    return {
        "preferred": via and {"channel": via.channel, "account": via.account},
        "quiet_hours": hours
        and {
            "from": f"{hours.start:%H:%M}",
            "until": f"{hours.until:%H:%M}",
            "zone": hours.zone or None,
            "everything": hours.everything,
        },
    }


def _request(request: PrivacyRequest) -> Document:
    return {
        "id": request.id,
        "kind": request.kind,
        "state": request.state,
        "received_at": _at(request.received_at),
        "law": request.law,
        "due_at": request.due_at and _at(request.due_at),
        "extended_at": request.extended_at and _at(request.extended_at),
        "extension_reason": request.extension_reason,
        "ended_at": request.ended_at and _at(request.ended_at),
        "refusal_reason": request.refusal_reason,
    }


async def _readings(
    stores: RegionStores, customer_id: str, tickets: Sequence[str]
) -> list[Document]:
    """Who read what, by their role: of the trail, and of the log of other regions' people."""
    found: set[tuple[str, str, str, str]] = set()
    for about in (customer_id, *tickets):
        async for entry in _trail(stores, about):
            found.add(_reading(entry))
    for ticket_id in tickets:
        for one in await stores.access.page(ticket_id=ticket_id, before=None, limit=10_000):
            found.add((_at(one.at), one.role, one.what, one.region))
    return [
        {"at": at, "role": role, "what": what, "from_region": region}
        for at, role, what, region in sorted(found)
    ]


async def _trail(stores: RegionStores, about: str) -> AsyncIterator[AuditEntry]:
    after = 0
    while entries := await stores.audit.entries(after=after, limit=TOGETHER, about=about):
        for entry in entries:
            if entry.document["action"] in READ:
                yield entry
        after = entries[-1].number


def _reading(entry: AuditEntry) -> tuple[str, str, str, str]:
    document = entry.document
    facts = document["facts"]
    assert isinstance(facts, dict), "facts are an object"
    at = datetime.fromisoformat(str(document["at"]))
    what = facts.get("what", document["action"])
    return _at(at), str(document["by_kind"]), str(what), str(facts.get("region", ""))


async def _tickets(stores: RegionStores, customer_id: str) -> AsyncIterator[TicketView]:
    """Every ticket of theirs, the first one first."""
    wanted = Filter(customer_id=customer_id, sort=Sort.OPENED, ascending=True, limit=TOGETHER)
    page = await stores.views.tickets(wanted)
    while page:
        for view in page:
            yield view
        last = page[-1]
        page = await stores.views.tickets(replace(wanted, after=(last.opened_at, last.id)))


async def _texts(stores: RegionStores, customer_id: str) -> dict[str, Text]:
    ids = await stores.privacy.people.text_ids(customer_id)
    found: dict[str, Text] = {}
    for first in range(0, len(ids), TOGETHER):
        found |= await stores.vault.get_many(ids[first : first + TOGETHER])
    return {name: found[name] for name in ids if name in found}


def _language(views: Sequence[TicketView], locale: str | None) -> str:
    """Their last ticket's, unless nobody knows that; then what their profile says."""
    spoken = [view.language for view in views if not view.language.startswith("und")]
    return spoken[-1] if spoken else locale or "en"


def _said(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if value is not None}


def _at(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
