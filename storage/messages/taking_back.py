"""What a customer took back is destroyed: words, what engines made of them, files, index.

All functions work within their caller's transaction. The row of a text stays, and of a message's
own text what an answer is sent by, which is no word of theirs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    or_,
    select,
    update,
)

from storage.messages.blobs import blobs, parts
from storage.messages.memory import memory
from storage.tables.lists import WordRow
from storage.tables.region import TextRow, table_of
from storage.tickets.translations import beside, translations

texts, words = table_of(TextRow), table_of(WordRow)
# By these an answer finds its way: who wrote, in which thread, and what the client called it.
HANDLES: Final = ("message_id", "thread", "sender_id")
TOGETHER: Final = 500  # hashes that a statement names: databases limit their parameters
_EMPTY = update(texts).where(texts.c.id == bindparam("own_id")).values(sealed=b"")
_REPLACE = update(texts).where(texts.c.id == bindparam("own_id")).values(sealed=bindparam("kept"))

Open = Callable[[Row[Any]], Mapping[str, object]]  # what a row of the vault says
Hashed = Callable[[Mapping[str, object]], Sequence[int]]  # its words, as the index has them


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that is taken back; `kept` is what stays of it, encrypted.

    `beside` are further texts about it that the vault has under ids of their own.
    """

    message_id: str  # ours
    ticket_id: str
    customer_id: str
    kept: bytes
    beside: tuple[str, ...] = ()


def handles(content: Mapping[str, object]) -> dict[str, object]:
    """What stays of a message's text: no word of it."""
    return {"text": "", **{name: content[name] for name in HANDLES if name in content}}


def take_back(connection: Connection, taken: Taken, opened: Open, hashed: Hashed) -> dict[str, int]:
    """Destroy what was said; how much of each kind there was."""
    rows = _texts(connection, taken)
    gone = [row for row in rows if row.id != taken.message_id]
    for row in gone:
        connection.execute(_EMPTY, {"own_id": row.id})
    _forget_words(connection, taken, rows, opened, hashed)
    connection.execute(_REPLACE, {"own_id": taken.message_id, "kept": taken.kept})
    ids = [row.id for row in rows]
    connection.execute(delete(memory).where(memory.c.text_id.in_(ids)))
    return {"texts": len(gone), "files": _files(connection, taken)}


def _texts(connection: Connection, taken: Taken) -> list[Row[Any]]:
    """Its own text, those of its edits, and whatever was made of any of them."""
    made = [*_made_of(connection, taken.message_id), *taken.beside]
    its_own = or_(_is_about(texts.c.id, taken.message_id), texts.c.id.in_(made))
    return list(connection.execute(select(texts).where(its_own, texts.c.sealed != b"")))


def _made_of(connection: Connection, message_id: str) -> list[str]:
    found: list[str] = []
    for table in (translations, beside):
        about = _is_about(table.c.message_id, message_id)
        found += connection.execute(select(table.c.text_id).where(about)).scalars()
    return found


def _is_about(column: ColumnElement[str], message_id: str) -> ColumnElement[bool]:
    """Whether an id is a message's, an edit's of it, or a translation's of one of them."""
    return or_(
        column == message_id,
        *(column.startswith(f"{message_id}{sign}", autoescape=True) for sign in (":", "~")),
    )


def _forget_words(
    connection: Connection, taken: Taken, gone: Sequence[Row[Any]], opened: Open, hashed: Hashed
) -> None:
    """Let the ticket be found no more by words that stand in no other text of it."""
    names = {row.id for row in gone}
    left = select(texts).where(texts.c.ticket_id == taken.ticket_id, texts.c.sealed != b"")
    said = {one for row in gone for one in hashed(opened(row))}
    for row in connection.execute(left):
        if row.id not in names:
            said.difference_update(hashed(opened(row)))
    sought = sorted(said)
    for start in range(0, len(sought), TOGETHER):
        some = words.c.word.in_(sought[start : start + TOGETHER])
        connection.execute(delete(words).where(words.c.ticket_id == taken.ticket_id, some))


def _files(connection: Connection, taken: Taken) -> int:
    own = (blobs.c.customer_id == taken.customer_id, blobs.c.message_id == taken.message_id)
    its_files = select(blobs.c.id).where(*own)
    connection.execute(delete(parts).where(parts.c.blob_id.in_(its_files)))
    return connection.execute(delete(blobs).where(*own)).rowcount
