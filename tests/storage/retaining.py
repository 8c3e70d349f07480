"""Tickets that were closed, with all that a ticket may have, and rules that say when they go."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import MetaData, String, Table, cast, false, or_, select

from domain.access import Role
from domain.arrivals import Sender
from domain.attachments import NewFile
from domain.events import MessageTranslated, TicketClosed
from domain.glass import Glass
from domain.glass import Person as GlassPerson
from domain.memory import Corrected, Correction
from domain.retention import RetentionKind, Rule
from domain.stores import RegionStores, Send, Text
from domain.vocabulary import THE_DESK, Status
from storage.database.engine import open_database
from storage.open import Place
from tests.storage.building import after, arrival, page, replied, told_and_applied, view
from tests.storage.contract_histories import BODY, sealed
from tests.storage.contract_notifications import told

CLOSED = after(100)
DAY = timedelta(days=1)


def rule(kind: RetentionKind, before: datetime = CLOSED + DAY, **changes: Any) -> Rule:
    told: dict[str, Any] = {"at": before + 30 * DAY, "words": "30 days", **changes}
    return Rule(kind, before, **told)


async def a_closed_ticket(
    stores: RegionStores, number: int = 1, sender: str | None = None, at: datetime = CLOSED
) -> str:
    """A ticket with all that one may have; its customer."""
    ticket, said = f"eu-{number}", f"secretword{number}"
    file = NewFile(f"b-{number}", b"%PDF-1")
    person = Sender(sender or f"anna{number}", name="Anna")
    await stores.inbox.accept(arrival(number, person, content={"text": said}, files=(file,)))
    await told_and_applied(stores)
    customer = (await stores.views.ticket(ticket)).customer_id
    answer, reason = f"answer-{number}", f"reason-{number}"
    await stores.vault.put(
        Text(answer, customer, ticket, "message", "en", {"text": f"{said} again"}),
        Text(f"{answer}:pt", customer, ticket, "translation", "pt", {"text": "outra vez"}),
        Text(reason, customer, ticket, "reason", "en", {"text": "to help"}),
    )
    translated = MessageTranslated(
        at=at, by=THE_DESK, message_id=answer, language="pt", engine="own", flags=()
    )
    shown = view(ticket, 2, customer_id=customer, updated_at=at)
    send = Send(ticket, 4, 0, answer, "web", "shop")
    await stores.outbox.intend(send, page(shown, replied(answer), translated, first=2))
    sentence = Corrected(said, f"{said} in English")
    await stores.memory.keep(Correction(customer, "pt", "en", (sentence,), answer))
    await stores.glass.ask(_glass(number, ticket, customer, reason))
    await stores.notifications.put(told(number, at=at))
    await stores.histories.seal(sealed(f"run-{number}", ticket), BODY)
    closed = view(ticket, 9, status=Status.CLOSED, customer_id=customer, updated_at=at)
    assert await stores.ledger.close(page(closed, TicketClosed(at=at, by=THE_DESK), first=4))
    return customer


def _glass(number: int, ticket: str, customer: str, reason: str) -> Glass:
    return Glass(
        id=f"g-{number}",
        ticket_id=ticket,
        customer_id=customer,
        by=GlassPerson("key-1", Role.AUDITOR),
        asked_at=CLOSED,
        lasts=DAY,
        reason_id=reason,
        needs_agreement=False,
    )


async def applied(stores: RegionStores, about: str) -> list[dict[str, Any]]:
    """What the trail says of retention, about one thing."""
    entries = [one.document for one in await stores.audit.entries(limit=1000, about=about)]
    facts = [one["facts"] for one in entries if one["action"] == "retention.applied"]
    return [one for one in facts if isinstance(one, dict)]


async def naming(place: Place, *words: str) -> set[str]:
    """The tables of the region's database in which a row has one of these words in a column."""
    database = open_database(place.url)

    def look(connection: Any) -> set[str]:
        found = MetaData()
        found.reflect(connection)
        return {
            table.name
            for table in found.sorted_tables
            if connection.execute(select(table).where(_has(table, words)).limit(1)).first()
        }

    try:
        return await database.read(look)
    finally:
        await database.dispose()


def _has(table: Table, words: tuple[str, ...]) -> Any:
    return or_(false(), *_conditions(table, words))


def _conditions(table: Table, words: tuple[str, ...]) -> Iterator[Any]:
    for column in table.c:
        if isinstance(column.type, String):
            yield from (cast(column, String) == word for word in words)
