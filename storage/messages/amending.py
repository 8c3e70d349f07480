"""Edits and deletions of messages, each written once and told to its ticket.

All functions work within their caller's transaction.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from domain.amendments import Told
from domain.arrivals import NewsKind
from domain.audit import Action, Deed
from domain.facts import MessageReference
from domain.vocabulary import ActorKind
from storage.database.engine import insert_new
from storage.messages.vault import EncryptedVault, SealedText
from storage.tickets import bindings, edits, news
from storage.tickets.edits import amendments
from storage.tickets.news import Announcement, inbox
from storage.trail import audit

EARLY_LIVES: Final = timedelta(days=7)
EDITED, DELETED = NewsKind.EDITED.value, NewsKind.DELETED.value
ORIGINAL = select(inbox).where(
    inbox.c.channel == bindparam("channel"),
    inbox.c.account == bindparam("account"),
    inbox.c.message_hash == bindparam("message_hash"),
)
_OF_THAT = (
    amendments.c.channel == bindparam("channel"),
    amendments.c.account == bindparam("account"),
    amendments.c.message_hash == bindparam("message_hash"),
)
WAITING = (
    select(amendments)
    .where(*_OF_THAT, amendments.c.message_id.is_(None))
    .order_by(amendments.c.at, amendments.c.edit_hash)
)
LATEST = select(func.max(amendments.c.at)).where(
    amendments.c.message_id == bindparam("own_message"), amendments.c.kind == EDITED
)


@dataclass(frozen=True, slots=True)
class Place:
    """A message as its platform calls it: the account, and a keyed hash of the id."""

    channel: str
    account: str
    message_hash: str

    @property
    def values(self) -> dict[str, object]:
        """By which statements find what is about it."""
        return {
            "channel": self.channel,
            "account": self.account,
            "message_hash": self.message_hash,
        }


@dataclass(frozen=True, slots=True)
class Amendment:
    """An edit or a deletion of a message that is here."""

    place: Place
    kind: str
    edit_hash: str
    sender_hash: str
    customer_id: str
    message_id: str  # ours
    ticket_id: str
    at: datetime  # by the platform
    accepted_at: datetime


def original(connection: Connection, place: Place) -> Row[Any] | None:
    """The message that an amendment is about, as the inbox has it."""
    return connection.execute(ORIGINAL, place.values).first()


def waiting(connection: Connection, place: Place) -> list[Row[Any]]:
    """What came before its message, the first first."""
    return list(connection.execute(WAITING, place.values))


def wait(connection: Connection, early: Amendment, sealed: bytes) -> Told:
    """Keep it until its message comes, and forget what waited for too long."""
    forget(connection, early.accepted_at)
    row = {**_row(early), "message_id": None, "sealed": sealed}
    return Told.EARLY if insert_new(connection, amendments, row) else Told.KNOWN


def forget(connection: Connection, at: datetime) -> int:
    """Take out what nobody will ask for any more; how much."""
    over = (amendments.c.message_id.is_(None), amendments.c.accepted_at < at - EARLY_LIVES)
    return connection.execute(delete(amendments).where(*over)).rowcount


def known(connection: Connection, amendment: Amendment) -> bool:
    """Whether this was told before, or the message is gone; from now on it was told."""
    if edits.is_deleted(connection, amendment.message_id):
        return True
    if insert_new(connection, amendments, {**_row(amendment), "sealed": b""}):
        return False
    return not _arrived(connection, amendment)


def edit(
    connection: Connection, vault: EncryptedVault, amendment: Amendment, words: SealedText
) -> Told:
    """Keep the words, and have the ticket hear of them unless it has later ones. Raises Erased.

    A ticket that has ended hears of nothing: what it shows of the message changes.
    """
    before = connection.execute(LATEST, {"own_message": amendment.message_id}).scalar()
    if known(connection, amendment):
        return Told.KNOWN
    vault.keep(connection, words)
    facts = {"words": words.text.id, "text": words.commitment.hex()}
    audit.append(connection, _deed(amendment, Action.MESSAGE_EDITED, facts))
    place = amendment.place
    reference = MessageReference(
        words.text.id, place.channel, place.account, amendment.at, words.text.language
    )
    if before is not None and before > amendment.at:
        edits.keep(connection, amendment.message_id, words.text.id, amendment.at)
        return Told.KNOWN
    if bindings.is_open(connection, amendment.ticket_id):
        told = replace(_news(amendment, words.text.id), sent_at=amendment.at)
        news.announce(connection, replace(told, language=words.text.language))
    else:
        edits.show(connection, amendment.message_id, reference)
    return Told.TAKEN


def delete_message(connection: Connection, amendment: Amendment, counts: dict[str, int]) -> None:
    """Have the ticket hear that a message was taken back, and show it at once."""
    audit.append(connection, _deed(amendment, Action.MESSAGE_DELETED, counts))
    edits.show_deletion(connection, amendment.message_id, amendment.accepted_at)
    if bindings.is_open(connection, amendment.ticket_id):
        news.announce(connection, _news(amendment, news.deleted(amendment.message_id)))


def _arrived(connection: Connection, amendment: Amendment) -> bool:
    """Whether it waited for its message until now."""
    key = {column.name: _row(amendment)[column.name] for column in amendments.primary_key}
    own = [amendments.c[name] == value for name, value in key.items()]
    mine = update(amendments).where(*own, amendments.c.message_id.is_(None))
    values = {"message_id": amendment.message_id, "sealed": b""}
    return connection.execute(mine.values(**values)).rowcount > 0


def _row(amendment: Amendment) -> dict[str, object]:
    return {
        **amendment.place.values,
        "edit_hash": amendment.edit_hash,
        "kind": amendment.kind,
        "sender_hash": amendment.sender_hash,
        "customer_id": amendment.customer_id,
        "message_id": amendment.message_id,
        "at": amendment.at,
        "accepted_at": amendment.accepted_at,
    }


def _news(amendment: Amendment, news_id: str) -> Announcement:
    return Announcement(
        id=news_id,
        kind=NewsKind(amendment.kind),
        ticket_id=amendment.ticket_id,
        at=amendment.accepted_at,
        customer_id=amendment.customer_id,
        channel=amendment.place.channel,
        account=amendment.place.account,
        facts={"about": amendment.message_id},
    )


def _deed(amendment: Amendment, action: Action, facts: dict[str, Any]) -> Deed:
    place = amendment.place
    about = {
        "message": amendment.message_id,
        "channel": place.channel,
        "account": place.account,
        "written_at": amendment.at.isoformat(),
    }
    return Deed(
        at=amendment.accepted_at,
        action=action,
        by=amendment.customer_id,
        by_kind=ActorKind.CUSTOMER,
        about=amendment.ticket_id,
        facts={**about, **facts},
    )
