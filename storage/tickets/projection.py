"""What each kind of event writes into the view of a ticket's messages.

An event is projected once, in the transaction that puts it into the ledger; kinds that are not
named here say nothing about messages.
"""

from functools import singledispatch
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, or_, select, update

from domain import events as happened
from domain import relay_events as relayed
from domain.errands import GIVEN_UP
from domain.events import Event
from domain.ledger import Entry
from domain.message_events import (
    AnotherSendAsked,
    DeliveryReported,
    FilesFetched,
    MessageDeleted,
    MessageEdited,
)
from domain.ticket import same_language
from domain.translation_events import TranslationCorrected
from domain.vocabulary import DeliveryState
from storage.database.engine import insert_new
from storage.tables.region import MessageRow, table_of
from storage.tickets import edits, translations

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


def show_delivery(
    connection: Connection, message: Row[Any], state: DeliveryState, reason: str
) -> None:
    """Show how far a message has come, unless it is known to have come as far.

    Of one that has yet to go out, why it waits.
    """
    known = DeliveryState(message.delivery) if message.delivery else DeliveryState.QUEUED
    waits = state is known is DeliveryState.QUEUED
    if waits or PROGRESS.index(state) > PROGRESS.index(known):
        _change(connection, message.id, delivery=state, delivery_reason=reason)


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
    # A platform's clock may be ahead of ours: nobody reads a message before it is there.
    own = {"sent_at": message.sent_at, "ordered_at": min(message.sent_at, event.at)}
    insert_new(connection, messages, {**row, **own, "sent_order": message.order})


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
def _(event: MessageEdited, connection: Connection, entry: Entry) -> None:
    edits.show(connection, event.message_id, event.words)


@_project.register
def _(event: MessageDeleted, connection: Connection, entry: Entry) -> None:
    edits.show_deletion(connection, event.message_id, event.at)


@_project.register
def _(event: FilesFetched, connection: Connection, entry: Entry) -> None:
    if GIVEN_UP in event.failed:
        _change(connection, event.message_id, files_given_up=True)


@_project.register
def _(event: AnotherSendAsked, connection: Connection, entry: Entry) -> None:
    _change(connection, event.message_id, delivery=DeliveryState.QUEUED.value, delivery_reason="")


@_project.register
def _(event: DeliveryReported, connection: Connection, entry: Entry) -> None:
    row = connection.execute(_message(event.message_id)).first()
    if row is None:
        return
    show_delivery(connection, row, event.state, event.reason)
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
        "ordered_at": event.at,
    }


def _message(message_id: str) -> Select[Any]:
    return select(messages).where(messages.c.id == message_id)


def _change(connection: Connection, message_id: str, **values: object) -> None:
    connection.execute(update(messages).where(messages.c.id == message_id).values(**values))


def _set_language(connection: Connection, message_id: str, language: str) -> None:
    """The language of a message, by its own id or that of the words that stand there now."""
    as_written = and_(messages.c.id == message_id, messages.c.words_id.is_(None))
    change = update(messages).where(or_(as_written, messages.c.words_id == message_id))
    connection.execute(change.values(language=language))
