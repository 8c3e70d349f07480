from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.arrivals import Arrival, Sender
from domain.events import (
    AgentReplied,
    Event,
    MessageReceived,
    TicketAbsorbed,
    TicketClosed,
    TicketMerged,
)
from domain.facts import MessageReference
from domain.ledger import Entry, Page, TicketView
from domain.policy import PolicyReference
from domain.stores import RegionStores
from domain.vocabulary import THE_DESK, Actor, ActorKind, Priority, Status, Tier

NOW = datetime(2026, 3, 27, 9, 30, 0, 123456, tzinfo=UTC)
KEY = b"the region's key has 32 bytes !!"
CUSTOMER = Actor(ActorKind.CUSTOMER, "c-1")
AGENT = Actor(ActorKind.AGENT, "ana")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def arrival(number: int = 1, sender: str | Sender = "anna", **changes: Any) -> Arrival:
    made = Arrival(
        id=f"m-{number}",
        message_id=f"client-{number}",
        channel="web",
        account="shop",
        thread=None,
        sender=sender if isinstance(sender, Sender) else Sender(sender),
        content={"text": f"text {number}"},
        fingerprint=f"body {number}",
        accepted_at=after(number),
        sent_at=after(number - 1),
        new_ticket_id=f"eu-{number}",
        region_reason="the account's region",
    )
    return replace(made, **changes)


def view(ticket_id: str, version: int = 1, **changes: Any) -> TicketView:
    made = TicketView(
        id=ticket_id,
        region="eu",
        status=Status.NEW,
        priority=Priority.NORMAL,
        topic=None,
        language="pt",
        tier=Tier.STANDARD,
        channel="web",
        account="shop",
        customer_id="c-1",
        team=None,
        assignee=None,
        opened_at=NOW,
        updated_at=after(version),
        version=version,
        policy=PolicyReference("standard", 1, "hash"),
        escalation_level=0,
        linked=(),
        clocks=(),
        first_message="m-1",
    )
    return replace(made, **changes)


def page(shown: TicketView, *events: Event, first: int = 1) -> Page:
    places = enumerate(events, start=first)
    return Page(tuple(Entry(shown.id, place, event) for place, event in places), shown)


def received(message_id: str, language: str = "und") -> MessageReceived:
    message = MessageReference(message_id, "web", "shop", NOW, language)
    return MessageReceived(at=NOW, by=CUSTOMER, message=message)


def replied(message_id: str, language: str = "en") -> AgentReplied:
    return AgentReplied(at=NOW, by=AGENT, message_id=message_id, language=language)


def absorbed(ticket_id: str) -> TicketAbsorbed:
    return TicketAbsorbed(at=NOW, by=AGENT, ticket_id=ticket_id)


def closing(ticket_id: str, place: int = 9, **changes: Any) -> Page:
    shown = view(ticket_id, place, status=Status.CLOSED, **changes)
    return page(shown, TicketClosed(at=NOW, by=THE_DESK), first=place)


def merging(ticket_id: str, into: str, place: int = 9, **changes: Any) -> Page:
    shown = view(ticket_id, place, status=Status.CLOSED, merged_into=into, **changes)
    return page(shown, TicketMerged(at=NOW, by=AGENT, into=into), first=place)


async def told_and_applied(stores: RegionStores) -> None:
    """Let every ticket hear of its news and write them down."""
    for batch in await stores.inbox.lease("test", after(10_000), after(10_010), 1_000):
        first = len(await stores.ledger.entries(batch.ticket_id)) + 1
        events = [received(news.id) for news in batch.news]
        shown = view(batch.ticket_id, first, customer_id=batch.news[0].customer_id)
        await stores.inbox.told([news.id for news in batch.news], after(20_000))
        await stores.ledger.write(page(shown, *events, first=first))
