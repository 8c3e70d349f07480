"""All that erasing a person takes out or overwrites: the one list of it.

A kind of thing that belongs to a person joins it here, and stands in every certificate from then
on. A test holds the tables that name a customer to this list and to what is said to stay.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)

from storage.chat.lines import conversations as chats
from storage.chat.lines import lines as chat_lines
from storage.chat.uploads import uploads
from storage.desk.idempotency import idempotency_keys
from storage.messages.blobs import blobs
from storage.messages.blobs import parts as blob_parts
from storage.messages.reports import early as early_reports
from storage.people.consents import consents
from storage.people.customers import customers, identities
from storage.people.handles import handles
from storage.people.links import links
from storage.people.reach import preferences
from storage.privacy.exports import exports
from storage.privacy.requests import requests
from storage.tables.lists import TicketRow, WordRow
from storage.tables.region import OutboxRow, TextRow, table_of
from storage.tables.translations import MemoryRow
from storage.tickets.bindings import bindings
from storage.tickets.edits import amendments
from storage.tickets.leases import inbox
from storage.tickets.pages import ledger
from storage.tickets.projection import messages

CUSTOMER: Final[BindParameter[str]] = bindparam("customer")
texts, words, memory = table_of(TextRow), table_of(WordRow), table_of(MemoryRow)
tickets, outbox = table_of(TicketRow), table_of(OutboxRow)
# Every message has its text, whose row stays, and texts are found by their customer.
THEIR_TICKETS = select(texts.c.ticket_id).where(texts.c.customer_id == CUSTOMER).distinct()
_THEIR_NEWS = (inbox.c.ticket_id.in_(THEIR_TICKETS), inbox.c.customer_id == CUSTOMER)
_FINGERPRINTS = select(inbox.c.fingerprint).where(*_THEIR_NEWS, inbox.c.fingerprint != "")


@dataclass(frozen=True, slots=True)
class Purger:
    """How one kind of thing goes, and how it is found out whether some is left.

    `at_once`: as soon as the person is frozen. By it whoever writes again is recognised, or it is
    found by what goes then; and from then on nobody is one person with them.
    """

    name: str
    table: Table
    purge: Executable
    left: Select[int]
    at_once: bool = False


def _taken_out(
    name: str, table: Table, *theirs: ColumnElement[bool], at_once: bool = False
) -> Purger:
    counted = select(func.count()).select_from(table).where(*theirs)
    return Purger(name, table, delete(table).where(*theirs), counted, at_once)


def _overwritten(
    name: str,
    table: Table,
    theirs: tuple[ColumnElement[bool], ...],
    *,
    at_once: bool = False,
    **empty: object,
) -> Purger:
    there = [table.c[column] != nothing for column, nothing in empty.items()]
    counted = select(func.count()).select_from(table).where(*theirs, *there)
    change = update(table).where(*theirs, *there).values(**empty)
    return Purger(name, table, change, counted, at_once)


_THEIR_NAMES = select(identities.c.sender_hash).where(identities.c.customer_id == CUSTOMER)
_THEIR_CHATS = select(chats.c.visitor_hash).where(chats.c.customer_id == CUSTOMER)
_ADDRESSED = select(identities.c.channel, identities.c.account, identities.c.sender_hash).where(
    identities.c.customer_id == CUSTOMER
)
# Whoever's ticket it was in: of linked customers one is answered by the account of another.
_TO_THEM = tuple_(outbox.c.channel, outbox.c.account, outbox.c.recipient_hash).in_(_ADDRESSED)
_CALLED = (outbox.c.ticket_id, outbox.c.channel, outbox.c.account, outbox.c.provider_id)
_SENT_TO_THEM = or_(
    _TO_THEM,
    # Of whom nobody noted where it went: by their tickets, and what a later send took over as it is
    # called from one that went to them. In a thread of several people others keep theirs.
    and_(
        outbox.c.recipient_hash == "",
        or_(
            outbox.c.ticket_id.in_(THEIR_TICKETS),
            tuple_(*_CALLED).in_(select(*_CALLED).where(_TO_THEM)),
        ),
    ),
)

PURGERS: Final = (
    # These two before the identities by which they are found, and before the recipients the ids: a
    # platform's name of a message may hold a telephone number.
    _overwritten("provider ids", outbox, (_SENT_TO_THEM,), provider_id="", at_once=True),
    _overwritten("recipients", outbox, (_TO_THEM,), recipient_hash="", at_once=True),
    _taken_out(  # before the identities by which they are found
        "early receipts", early_reports, early_reports.c.name_hash.in_(_THEIR_NAMES), at_once=True
    ),
    _taken_out("bindings", bindings, bindings.c.customer_id == CUSTOMER, at_once=True),
    _taken_out("identities", identities, identities.c.customer_id == CUSTOMER, at_once=True),
    _taken_out("handles", handles, handles.c.customer_id == CUSTOMER, at_once=True),
    _taken_out(  # before the conversations by which they are found
        "lines of chats",
        chat_lines,
        or_(chat_lines.c.customer_id == CUSTOMER, chat_lines.c.visitor_hash.in_(_THEIR_CHATS)),
        at_once=True,
    ),
    _taken_out(
        "chats",
        chats,
        or_(chats.c.customer_id == CUSTOMER, chats.c.goes_on_in.in_(_THEIR_CHATS)),
        at_once=True,
    ),
    _taken_out("files of chats", uploads, uploads.c.customer_id == CUSTOMER),
    _taken_out(
        "links to others",
        links,
        or_(links.c.one == CUSTOMER, links.c.other == CUSTOMER),
        at_once=True,
    ),
    _taken_out("customers", customers, customers.c.id == CUSTOMER),
    _taken_out("words", words, words.c.customer_id == CUSTOMER),
    _taken_out("remembered sentences", memory, memory.c.customer_id == CUSTOMER),
    _taken_out(  # before the fingerprints by which they are found
        "idempotency keys", idempotency_keys, idempotency_keys.c.fingerprint.in_(_FINGERPRINTS)
    ),
    _overwritten("fingerprints", inbox, _THEIR_NEWS, fingerprint=""),
    _taken_out("files", blobs, blobs.c.customer_id == CUSTOMER),
    _taken_out("parts of files", blob_parts, blob_parts.c.customer_id == CUSTOMER),
    _taken_out("exports", exports, exports.c.customer_id == CUSTOMER),
    _taken_out("consents", consents, consents.c.customer_id == CUSTOMER),
    _taken_out("preferences", preferences, preferences.c.customer_id == CUSTOMER),
    _taken_out("edits told of", amendments, amendments.c.customer_id == CUSTOMER),
    _overwritten("texts", texts, (texts.c.customer_id == CUSTOMER,), sealed=b""),
)


def _stays(table: Table, *theirs: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(table).where(*theirs)


# What names the customer by their id and stays: ids, codes, instants and counts, never a word.
REMAINING: Final[Mapping[str, Select[int]]] = MappingProxyType(
    {
        "ledger entries": _stays(ledger, ledger.c.ticket_id.in_(THEIR_TICKETS)),
        "tickets": _stays(tickets, tickets.c.customer_id == CUSTOMER),
        "messages without words": _stays(messages, messages.c.ticket_id.in_(THEIR_TICKETS)),
        "inbox rows": _stays(inbox, *_THEIR_NEWS),
        "privacy requests": _stays(requests, requests.c.customer_id == CUSTOMER),
        "sends without an outcome": _stays(
            outbox, outbox.c.ticket_id.in_(THEIR_TICKETS), outbox.c.settled.is_(False)
        ),
    }
)


def purge(connection: Connection, customer_id: str, *, at_once: bool = False) -> Counter[str]:
    """Take out or overwrite all that there is; how much of each kind. Again: nothing more.

    With `at_once` only what goes as soon as they are frozen.
    """
    own = {"customer": customer_id}
    due = [one for one in PURGERS if one.at_once or not at_once]
    return Counter({one.name: connection.execute(one.purge, own).rowcount for one in due})


def left(connection: Connection, customer_id: str) -> list[str]:
    """The kinds of which something is left."""
    own = {"customer": customer_id}
    return [one.name for one in PURGERS if connection.execute(one.left, own).scalar_one()]


def remaining(connection: Connection, customer_id: str) -> dict[str, int]:
    """How much stays, by its kind."""
    own = {"customer": customer_id}
    return {name: connection.execute(one, own).scalar_one() for name, one in REMAINING.items()}
