"""A ticket with a message of anna's, which its platform tells more of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.amendments import Place
from domain.arrivals import Batch, NewsKind
from domain.channels import Deleted, Edited
from domain.events import Event
from domain.lists import Filter, Sort
from domain.message_events import MessageDeleted, MessageEdited
from domain.shown import MessageView
from domain.stores import RegionStores
from domain.words import sought
from tests.storage.building import (
    CUSTOMER,
    NOW,
    after,
    arrival,
    page,
    told_and_applied,
    view,
)

DAY = timedelta(days=1)


def place(at: float = 50) -> Place:
    return Place("web", "shop", after(at))


def edited(text: str, number: int = 1, *, at: float = 20, **changes: Any) -> Edited:
    made = Edited(f"client-{number}", f"edit at {at}", "anna", text, after(at))
    return replace(made, **changes)


def deleted(number: int = 1, **changes: Any) -> Deleted:
    return replace(Deleted(f"client-{number}", "anna", after(30)), **changes)


async def batch(stores: RegionStores) -> Batch:
    """What waits for the only ticket; it still does afterwards."""
    (found,) = await stores.inbox.lease("looks", after(10_000), after(10_001), 10)
    await stores.inbox.put_back([one.id for one in found.news], NOW)
    return found


async def told(stores: RegionStores) -> list[tuple[NewsKind, str | None, str]]:
    """The kinds of a ticket's news, what each is about, and what the vault has of its words."""
    found = []
    for one in (await batch(stores)).news:
        text = await stores.vault.get(one.message.id) if one.message else None
        found.append((one.kind, one.about, str(text.content["text"]) if text else ""))
    return found


async def hears(stores: RegionStores) -> None:
    """The ticket writes down what it was told of messages that it has."""
    found = await batch(stores)
    first = len(await stores.ledger.entries(found.ticket_id)) + 1
    events: list[Event] = []
    for one in found.news:
        common: dict[str, Any] = {"at": one.accepted_at, "by": CUSTOMER}
        common["message_id"] = one.about
        if one.message is not None:
            events.append(MessageEdited(**common, words=one.message))
        else:
            events.append(MessageDeleted(**common))
    await stores.inbox.told([one.id for one in found.news], after(30_000))
    await stores.ledger.write(page(view(found.ticket_id, first), *events, first=first))


async def begun(stores: RegionStores, **changes: Any) -> MessageView:
    """A ticket with a message of anna's."""
    await stores.inbox.accept(arrival(1, **changes))
    await told_and_applied(stores)
    return await shown(stores)


async def shown(stores: RegionStores) -> MessageView:
    (message,) = await stores.views.messages("eu-1")
    return message


async def text_of(stores: RegionStores, text_id: str) -> str:
    return str((await stores.vault.get(text_id)).content["text"])


async def found_by(stores: RegionStores, word: str) -> bool:
    wanted = Filter(words=sought(word), sort=Sort.OPENED)
    return bool(await stores.views.tickets(wanted))


async def deeds(stores: RegionStores, action: str) -> list[Mapping[str, Any]]:
    entries = await stores.audit.entries(limit=100, about="eu-1")
    documents = [one.document for one in entries]
    return [one for one in documents if one["action"] == action]
