"""What goes of a ticket that is over its time: its texts, its histories, or all but the trail.

All within a caller's transaction. Texts go as an erasure has them go: their rows stay, empty, so
that whoever reads the ticket finds messages without words. With the records the rows go as well.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from sqlalchemy import (
    BindParameter,
    Connection,
    UpdateBase,
    bindparam,
    delete,
    exists,
    select,
    update,
)

from domain.audit import Action
from domain.retention import RetentionKind
from domain.trail_check import hash_of
from storage.auditing.histories import histories
from storage.chat.lines import lines as chat_lines
from storage.live.marks import marks as read_marks
from storage.messages.blobs import blobs, parts
from storage.messages.inbox import inbox
from storage.messages.memory import memory
from storage.messages.outbox import outbox
from storage.messages.vault import texts
from storage.numbers.keeping_up import counted
from storage.privacy.over_time import IS_READABLE
from storage.tables.lists import WordRow
from storage.tables.region import table_of
from storage.tickets.bindings import bindings
from storage.tickets.edits import amendments, edits
from storage.tickets.pages import ledger, tickets
from storage.tickets.projection import messages
from storage.tickets.translations import beside, translations
from storage.trail.audit import audit
from storage.trail.glass import glass

words = table_of(WordRow)
TICKET: Final[BindParameter[str]] = bindparam("own_ticket")
CUSTOMER: Final[BindParameter[str]] = bindparam("own_customer")
_TEXTS = select(texts.c.id).where(texts.c.ticket_id == TICKET)
_FILES = select(blobs.c.id).where(blobs.c.customer_id == CUSTOMER, blobs.c.ticket_id == TICKET)
_MESSAGES = select(messages.c.id).where(messages.c.ticket_id == TICKET)
_LEFT = exists().where(texts.c.customer_id == CUSTOMER, IS_READABLE)

# In their order: what finds rows by others goes before these. Where there is an index by customers
# alone, that is gone along.
TEXTS: Final = MappingProxyType(
    {
        "texts": update(texts).where(texts.c.ticket_id == TICKET, IS_READABLE).values(sealed=b""),
        "words": delete(words).where(words.c.customer_id == CUSTOMER, words.c.ticket_id == TICKET),
        "parts of files": delete(parts).where(
            parts.c.customer_id == CUSTOMER, parts.c.blob_id.in_(_FILES)
        ),
        "files": delete(blobs).where(blobs.c.id.in_(_FILES)),
        "remembered sentences": delete(memory).where(
            memory.c.customer_id == CUSTOMER, memory.c.text_id.in_(_TEXTS) | ~_LEFT
        ),
        "fingerprints": update(inbox)
        .where(inbox.c.ticket_id == TICKET, inbox.c.fingerprint != "")
        .values(fingerprint=""),
        "fingerprints of chats": update(chat_lines)
        .where(chat_lines.c.ticket_id == TICKET, chat_lines.c.fingerprint != "")
        .values(fingerprint=""),
    }
)
HISTORIES: Final = MappingProxyType(
    {"histories": delete(histories).where(histories.c.ticket_id == TICKET)}
)
RECORDS: Final = MappingProxyType(
    {
        **TEXTS,
        **HISTORIES,
        "translations": delete(translations).where(translations.c.message_id.in_(_MESSAGES)),
        "translations beside": delete(beside).where(beside.c.message_id.in_(_MESSAGES)),
        "edits": delete(edits).where(edits.c.message_id.in_(_MESSAGES)),
        "edits told of": delete(amendments).where(amendments.c.message_id.in_(_MESSAGES)),
        "messages": delete(messages).where(messages.c.ticket_id == TICKET),
        "sends": delete(outbox).where(outbox.c.ticket_id == TICKET),
        "inbox rows": delete(inbox).where(inbox.c.ticket_id == TICKET),
        "broken glass": delete(glass).where(glass.c.ticket_id == TICKET),
        "empty texts": delete(texts).where(texts.c.ticket_id == TICKET),
        "links of conversations": update(bindings)
        .where(bindings.c.customer_id == CUSTOMER, bindings.c.closed_ticket_id == TICKET)
        .values(closed_ticket_id=None),
        "ledger entries": delete(ledger).where(ledger.c.ticket_id == TICKET),
        "lines of chats": delete(chat_lines).where(chat_lines.c.ticket_id == TICKET),
        "read marks": delete(read_marks).where(read_marks.c.ticket_id == TICKET),
        "figures": delete(counted).where(counted.c.ticket_id == TICKET),
        "tickets": delete(tickets).where(tickets.c.id == TICKET),
    }
)
_BEGINNING = select(audit.c.body).where(audit.c.number == 1)
_OLD_LINES = (
    select(ledger.c.position, ledger.c.sequence, ledger.c.body)
    .where(ledger.c.ticket_id == TICKET, ledger.c.position <= bindparam("known"))
    .order_by(ledger.c.position)
)


@dataclass(frozen=True, slots=True)
class Whose:
    """A ticket, and its customer."""

    ticket_id: str
    customer_id: str

    @property
    def values(self) -> dict[str, object]:
        """By which statements find what is theirs."""
        return {"own_ticket": self.ticket_id, "own_customer": self.customer_id}


@dataclass(frozen=True, slots=True)
class Gone:
    """How much went of each kind, and what the trail is to say beside it."""

    counts: Mapping[str, int]
    facts: Mapping[str, object]


def texts_out(connection: Connection, whose: Whose) -> Gone:
    """What people wrote goes."""
    return Gone(_done(connection, TEXTS, whose), {})


def histories_out(connection: Connection, whose: Whose) -> Gone:
    """The sealed histories go."""
    return Gone(_done(connection, HISTORIES, whose), {})


def records_out(connection: Connection, whose: Whose) -> Gone:
    """All goes but the trail, which tells of lines of the ledger that it did not tell of before."""
    lines = _before_the_trail(connection, whose)
    facts = {"before_trail": lines} if lines else {}
    return Gone(_done(connection, RECORDS, whose), facts)


OUT: Final[Mapping[RetentionKind, Callable[[Connection, Whose], Gone]]] = MappingProxyType(
    {
        RetentionKind.TEXTS: texts_out,
        RetentionKind.HISTORIES: histories_out,
        RetentionKind.RECORDS: records_out,
    }
)


def _done(connection: Connection, out: Mapping[str, UpdateBase], whose: Whose) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name, statement in out.items():
        own = {one: value for one, value in whose.values.items() if one in _wanted(statement)}
        counts[name] = connection.execute(statement, own).rowcount
    return +counts


@cache
def _wanted(statement: UpdateBase) -> frozenset[str]:
    """By which values it finds rows: an UPDATE takes any other for a column that there is not."""
    return frozenset(statement.compile().params)


def _before_the_trail(connection: Connection, whose: Whose) -> list[list[object]]:
    """Position, place and hash of the lines that stood in the ledger before there was a trail.

    Its first entry has one hash for all of them together, which could not be made again.
    """
    body = connection.execute(_BEGINNING).scalar()
    document = {} if body is None else json.loads(bytes(body))
    if document.get("action") != Action.TRAIL_BEGUN:
        return []
    known = {"known": document["facts"]["positions"], **whose.values}
    rows = connection.execute(_OLD_LINES, known)
    return [[row.position, row.sequence, hash_of(row.body)] for row in rows]
