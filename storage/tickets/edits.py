"""Which words a message has now, which it had before, and that it was taken back.

All functions work within their caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select, update

from domain.facts import MessageReference
from domain.shown import EditView
from storage.database.engine import insert_new
from storage.tables.amendments import AmendmentRow, EditRow
from storage.tables.region import MessageRow, table_of

amendments = table_of(AmendmentRow)
edits = table_of(EditRow)
messages = table_of(MessageRow)
DELETED = (
    select(amendments.c.message_id)
    .where(amendments.c.message_id == bindparam("own_message"), amendments.c.kind == "deleted")
    .limit(1)
)


def show(connection: Connection, message_id: str, words: MessageReference) -> None:
    """Show what a customer wrote in place of a message, unless later words stand there."""
    keep(connection, message_id, words.id, words.sent_at)
    columns = messages.c
    is_newest = or_(columns.edited_at.is_(None), columns.edited_at <= words.sent_at)
    mine = update(messages).where(columns.id == message_id, is_newest)
    connection.execute(mine.values(words_id=words.id, edited_at=words.sent_at))


def keep(connection: Connection, message_id: str, words_id: str, at: datetime) -> None:
    """Note that a message had these words from an instant on."""
    insert_new(connection, edits, {"message_id": message_id, "words_id": words_id, "at": at})


def show_deletion(connection: Connection, message_id: str, at: datetime) -> None:
    """Show that a message was taken back."""
    mine = update(messages).where(messages.c.id == message_id, messages.c.deleted_at.is_(None))
    connection.execute(mine.values(deleted_at=at))


def of_messages(connection: Connection, message_ids: Sequence[str]) -> dict[str, list[EditView]]:
    """All that was written in place of each message, in the order in which it was."""
    query = select(edits).where(edits.c.message_id.in_(message_ids))
    found: dict[str, list[EditView]] = {}
    for row in connection.execute(query.order_by(edits.c.at, edits.c.words_id)):
        found.setdefault(row.message_id, []).append(EditView(row.at, row.words_id))
    return found


def is_deleted(connection: Connection, message_id: str) -> bool:
    """Whether the customer took a message back."""
    return connection.execute(DELETED, {"own_message": message_id}).first() is not None
