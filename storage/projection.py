"""What each kind of event writes into the view of a ticket's messages.

An event is projected once, in the transaction that puts it into the ledger; kinds that are not
named here say nothing about messages.
"""

from functools import singledispatch
from typing import Any

from sqlalchemy import Connection, Select, select, update

from domain import events as happened
from domain import relay_events as relayed
from domain.events import Event
from domain.ledger import Entry
from domain.message_events import DeliveryReported
from domain.ticket import same_language
from domain.translation_events import TranslationCorrected
from domain.vocabulary import DeliveryState
from storage import translations
from storage.engine import insert_new
from storage.tables import MessageRow, table_of

messages = table_of(MessageRow)
UNKNOWN = "und"

# What is known of a delivery only moves forward on this line: doubt gives way to any news, and a
# message that arrived after all is no longer a failure.
PROGRESS = (
    DeliveryState.QUEUED,
    DeliveryState.UNCERTAIN,
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.DELIVERED,
    DeliveryState.READ,
)


def project(connection: Connection, entry: Entry) -> None:
    """Bring the messages view up to one more entry, within the caller's transaction."""
    _project(entry.event, connection, entry)


@singledispatch
def _project(event: Event, connection: Connection, entry: Entry) -> None:
    """Most events say nothing about messages."""


@_project.register
def _(event: happened.MessageReceived, connection: Connection, entry: Entry) -> None:
    message = event.message
    row = _row(entry, message.id, "in", message.language)
    insert_new(connection, messages, {**row, "sent_at": message.sent_at})


@_project.register
def _(event: happened.Acknowledged, connection: Connection, entry: Entry) -> None:
    insert_new(connection, messages, _row(entry, event.message_id, "out", UNKNOWN))


@_project.register
def _(event: relayed.CustomerTold, connection: Connection, entry: Entry) -> None:
    insert_new(connection, messages, _row(entry, event.message_id, "out", UNKNOWN))


@_project.register
def _(event: happened.AgentReplied, connection: Connection, entry: Entry) -> None:
    insert_new(connection, messages, _row(entry, event.message_id, "out", event.language))


@_project.register
def _(event: happened.NoteAdded, connection: Connection, entry: Entry) -> None:
    insert_new(connection, messages, _row(entry, event.message_id, "note", event.language))


@_project.register
def _(event: happened.MessageUnderstood, connection: Connection, entry: Entry) -> None:
    _set_language(connection, event.message_id, event.language)


@_project.register
def _(event: happened.MessageTranslated, connection: Connection, entry: Entry) -> None:
    translations.show(connection, event, entry)


@_project.register
def _(event: TranslationCorrected, connection: Connection, entry: Entry) -> None:
    translations.show_correction(connection, event, entry)


@_project.register
def _(event: DeliveryReported, connection: Connection, entry: Entry) -> None:
    row = connection.execute(_message(event.message_id)).first()
    if row is None:
        return
    known = DeliveryState(row.delivery) if row.delivery else DeliveryState.QUEUED
    if PROGRESS.index(event.state) > PROGRESS.index(known):
        change = update(messages).where(messages.c.id == event.message_id)
        connection.execute(change.values(delivery=event.state, delivery_reason=event.reason))
    if row.language == UNKNOWN:
        _set_language(connection, event.message_id, event.language or UNKNOWN)
    elif event.language and not same_language(row.language, event.language):
        translations.show(connection, event, entry)


def _row(entry: Entry, message_id: str, direction: str, language: str) -> dict[str, object]:
    event = entry.event
    return {
        "id": message_id,
        "ticket_id": entry.ticket_id,
        "sequence": entry.sequence,
        "direction": direction,
        "author_kind": event.by.kind,
        "author_id": event.by.id,
        "sent_at": event.at,
        "language": language,
        "delivery": DeliveryState.QUEUED if direction == "out" else None,
        "delivery_reason": "",
    }


def _message(message_id: str) -> Select[Any]:
    return select(messages).where(messages.c.id == message_id)


def _set_language(connection: Connection, message_id: str, language: str) -> None:
    change = update(messages).where(messages.c.id == message_id)
    connection.execute(change.values(language=language))
