"""News as the inbox has them: what a row says, and by which ids tickets know a repeat."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row

from domain.arrivals import Arrival, News, NewsKind
from domain.facts import DeliveryFact, MessageReference
from domain.vocabulary import DeliveryState
from storage.database.engine import insert_new
from storage.tables.region import InboxRow, table_of

inbox = table_of(InboxRow)
PENDING = "pending"  # nobody was told of it yet
AT_ONCE = datetime.fromtimestamp(0, UTC)  # before now on every clock: doors' clocks may be skipped
NO_FACTS = "{}"
Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Announcement:
    """News that are no message of the customer's, as the inbox is to have them."""

    id: str
    kind: NewsKind
    ticket_id: str
    at: datetime
    customer_id: str
    channel: str
    account: str
    absorbed_ticket: str | None = None
    sent_at: datetime | None = None  # of words in place of others
    language: str = "und"
    facts: Facts = field(default_factory=dict)


def absorbed(ticket_id: str) -> str:
    """The id of the news that a ticket was merged into another one."""
    return f"absorbed:{ticket_id}"


def erased(ticket_id: str) -> str:
    """The id of the news that a ticket's customer is erased."""
    return f"erased:{ticket_id}"


def deleted(message_id: str) -> str:
    """The id of the news that a message was taken back."""
    return f"deleted:{message_id}"


def reported(message_id: str, state: DeliveryState) -> str:
    """How the id begins of the news of how far a message has come; the send's place ends it."""
    return f"reported:{message_id}:{state.value}:"


def announce(connection: Connection, news: Announcement) -> bool:
    """Have a ticket hear of it, within the caller's transaction; False where it was told before."""
    unsaid = dict.fromkeys(("fingerprint", "region_reason", "priority", "tier"), "")
    row = {
        "id": news.id,
        "kind": news.kind,
        "ticket_id": news.ticket_id,
        "state": PENDING,
        "ready_at": AT_ONCE,
        "accepted_at": news.at,
        "customer_id": news.customer_id,
        "channel": news.channel,
        "account": news.account,
        "absorbed_ticket": news.absorbed_ticket,
        "sent_at": news.sent_at,
        "language": news.language,
        "facts": _written(news.facts),
    }
    return insert_new(connection, inbox, {**unsaid, **row})


def facts_of(arrival: Arrival) -> str:
    """What is known of a message beside its columns; little of it is said of most."""
    facts = {
        "order": arrival.order,
        "automatic": arrival.automatic,
        "files": arrival.remote,
        "country": arrival.content.get("country"),
    }
    return _written({name: fact for name, fact in facts.items() if fact})


def country_of(row: Row[Any]) -> str | None:
    """Where whoever wrote a message is at home, as far as it is told."""
    country: str | None = json.loads(row.facts).get("country")
    return country


def news_of(row: Row[Any]) -> News:
    """What a row says."""
    kind, facts = NewsKind(row.kind), json.loads(row.facts)
    delivery = None
    if kind is NewsKind.REPORTED:
        state = DeliveryState(facts["state"])
        delivery = DeliveryFact(facts["message"], state, facts["reason"])
    return News(
        id=row.id,
        kind=kind,
        accepted_at=row.accepted_at,
        customer_id=row.customer_id,
        message=None if row.sent_at is None else _message(row, facts),
        absorbed_ticket=row.absorbed_ticket,
        delivery=delivery,
        about=facts.get("about"),
    )


def in_order(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """The rows of a ticket as it is told of them: as they came, but messages as they were written.

    What is about a message comes after it.
    """
    written = sorted((row for row in rows if row.kind == NewsKind.MESSAGE), key=_place)
    to_come = {row.id: row for row in written}
    coming, kept, told = iter(written), list[Row[Any]](), list[Row[Any]]()
    for row in rows:
        if row.kind == NewsKind.MESSAGE:
            told.append(next(coming))
            del to_come[told[-1].id]
        else:
            kept.append(row)
        ready = [one for one in kept if _about(one) not in to_come]
        told += ready
        kept = [one for one in kept if one not in ready]
    return told


def _place(row: Row[Any]) -> tuple[datetime, int, int]:
    order = json.loads(row.facts).get("order", 0)
    return min(row.sent_at, row.accepted_at), order, row.number


def _about(row: Row[Any]) -> str | None:
    about: str | None = json.loads(row.facts).get("about")
    return about


def _message(row: Row[Any], facts: Facts) -> MessageReference:
    return MessageReference(
        id=row.id,
        channel=row.channel,
        account=row.account,
        sent_at=row.sent_at,
        language=row.language,
        order=int(str(facts.get("order", 0))),
        automatic=bool(facts.get("automatic")),
        files=int(str(facts.get("files", 0))),
        reply_here=True,
    )


def _written(facts: Facts) -> str:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))
