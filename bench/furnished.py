"""Words, names and keys for a region that `bench.million` filled: what an inbox shows of tickets.

Of each ticket two messages, the customer's with a translation into English, and an agent's; of each
customer a name, under their own key.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table, select

from bench.million import write_rows
from bench.report import Progress
from domain.arrivals import Sender
from storage.database.engine import Database
from storage.keys.customer_keys import customer_keys
from storage.keys.sealing import RegionSecrets
from storage.messages.vault import texts
from storage.people.customers import customers, identities, name_of
from storage.tickets.pages import tickets
from storage.tickets.projection import messages
from storage.tickets.translations import translations

SAID = "My parcel {number} has not arrived yet, and nobody tells me where it is. " * 2
READ_IN = "en"

Values = Mapping[str, object]


class _Identity(NamedTuple):
    channel: str
    account: str
    sender_hash: str


async def furnish(
    database: Database, keys_database: Database, secrets: RegionSecrets, progress: Progress
) -> None:
    """Write what belongs to the tickets that stand in the database."""
    rows = await database.read(_tickets)
    people = {row.customer_id: row for row in rows}
    wrapped = {name: secrets.new_wrapped_key(name) for name in people}
    keys = {name: secrets.unwrapped(name, one) for name, one in wrapped.items()}
    kept: list[tuple[Database, Table, Iterator[Values], int]] = [
        (keys_database, customer_keys, _wrapped(wrapped), len(people)),
        (database, customers, _customers(people), len(people)),
        (database, identities, _identities(people, keys, secrets), len(people)),
        (database, messages, _messages(rows), 2 * len(rows)),
        (database, translations, _translations(rows), len(rows)),
        (database, texts, _texts(rows, keys, secrets), 3 * len(rows)),
    ]
    for where, table, made, many in kept:
        await write_rows(where, table, made, partial(_told, progress, table.name, many))


def _told(progress: Progress, name: str, many: int, done: int) -> None:
    progress(name, done, many)


def _tickets(connection: Connection) -> list[Row[Any]]:
    columns = ("id", "customer_id", "language", "channel", "opened_at", "assignee")
    return list(connection.execute(select(*(tickets.c[name] for name in columns))))


def first_of(ticket_id: str) -> str:
    """The id of a ticket's first message, as `bench.million` names it."""
    return ticket_id.partition("-")[2]


def _wrapped(wrapped: Mapping[str, bytes]) -> Iterator[Values]:
    return ({"customer_id": name, "wrapped": one} for name, one in wrapped.items())


def _customers(people: Mapping[str, Row[Any]]) -> Iterator[Values]:
    return ({"id": name, "made_at": row.opened_at} for name, row in people.items())


def _identities(
    people: Mapping[str, Row[Any]], keys: Mapping[str, bytes], secrets: RegionSecrets
) -> Iterator[Values]:
    for name, row in people.items():
        at = _Identity(row.channel, "shop", name)
        called = asdict(Sender(name, name=f"Customer {name[-7:]}"))
        yield {
            **at._asdict(),
            "customer_id": name,
            "profile": secrets.seal(keys[name], name, name_of(at), called),  # type: ignore[arg-type] # a named tuple tells no types of its fields
            "profile_hash": "",
            "wrote_at": None,
            "blocked_since": None,
        }


def _messages(rows: list[Row[Any]]) -> Iterator[Values]:
    for row in rows:
        first = first_of(row.id)
        yield _message(row, first, "in", 0)
        yield _message(row, f"{first}-a", "out", 1)


def _message(row: Row[Any], message_id: str, direction: str, place: int) -> Values:
    at = row.opened_at + timedelta(hours=place)
    inward = direction == "in"
    return {
        "id": message_id,
        "ticket_id": row.id,
        "sequence": 2 + place,
        "direction": direction,
        "author_kind": "customer" if inward else "agent",
        "author_id": row.customer_id if inward else row.assignee or "nobody",
        "sent_at": at,
        "language": row.language if inward else READ_IN,
        "delivery": None if inward else "sent",
        "delivery_reason": "",
        "ordered_at": at,
        "sent_order": 0,
        "words_id": None,
        "edited_at": None,
        "deleted_at": None,
        "files_given_up": False,
    }


def _translations(rows: list[Row[Any]]) -> Iterator[Values]:
    for row in rows:
        first = first_of(row.id)
        yield {
            "message_id": first,
            "language": READ_IN,
            "sequence": 4,
            "engine": "local",
            "text_id": f"{first}:{READ_IN}",
            "flags": json.dumps([]),
        }


def _texts(
    rows: list[Row[Any]], keys: Mapping[str, bytes], secrets: RegionSecrets
) -> Iterator[Values]:
    for number, row in enumerate(rows):
        first, said = first_of(row.id), SAID.format(number=number)
        for text_id, kind, language, content in (
            (first, "message", row.language, {"text": said, "subject": f"Parcel {number}"}),
            (f"{first}:{READ_IN}", "translation", READ_IN, {"text": said}),
            (f"{first}-a", "message", READ_IN, {"text": "We look into it."}),
        ):
            customer = row.customer_id
            yield {
                "id": text_id,
                "customer_id": customer,
                "ticket_id": row.id,
                "kind": kind,
                "language": language,
                "sealed": secrets.seal(keys[customer], customer, text_id, content),
                "commitment": None,
                "indexed": True,
            }
