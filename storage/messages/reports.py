"""How far messages of ours have come, as their platforms tell: part by part, and only forward.

All functions work within their caller's transaction. A receipt that comes before its send is
settled waits for that, and is forgotten after a day.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, or_, select, update

from domain.amendments import Place, Told
from domain.arrivals import NewsKind
from domain.channels import Reported
from domain.stores import Send
from domain.vocabulary import DeliveryState
from storage.database.engine import put_newer
from storage.keys.sealing import RegionSecrets
from storage.people.customers import FOUND
from storage.tables.amendments import EarlyReportRow
from storage.tables.lists import TicketRow
from storage.tables.region import OutboxRow, table_of
from storage.tickets import bindings, news
from storage.tickets.news import Announcement
from storage.tickets.projection import PROGRESS, messages, show_delivery

early, outbox, tickets = table_of(EarlyReportRow), table_of(OutboxRow), table_of(TicketRow)
EARLY_LIVES: Final = timedelta(days=1)
REACHES_BACK: Final = timedelta(days=30)  # what nobody has read by then is told of by no receipt
# Who has read up to an instant need not have got what may never have been taken: a doubt is ended
# by what names the message alone.
OUT: Final = (DeliveryState.SENT, DeliveryState.DELIVERED)
_NUMBER: Final = re.compile("[0-9]{1,9}")
ALL_UNTIL: Final = ("channel", "account", "recipient_hash")


class Names:
    """By what receipts name messages and people, as keyed hashes: some hold telephone numbers."""

    def __init__(self, secrets: RegionSecrets) -> None:
        self._secrets = secrets

    def provider(self, channel: str, account: str, provider_id: str) -> str:
        """Of the platform's own name for a message."""
        return self._secrets.keyed_hash("provider", channel, account, provider_id)

    def key(self, channel: str, account: str, key: str) -> str:
        """Of our own key, which the platform gives back."""
        return self._secrets.keyed_hash("send", channel, account, key)

    def person(self, place: Place, sender_id: str) -> str:
        """Of somebody, as identities and sends have it."""
        return self._secrets.keyed_hash("sender", place.channel, place.account, sender_id)


@dataclass(frozen=True, slots=True)
class _Receipt:
    """That parts have come so far."""

    state: DeliveryState
    reason: str
    at: datetime  # when we were told


def report(connection: Connection, names: Names, place: Place, told: Reported) -> Told:
    """Note a receipt, and have tickets hear of the messages that have come further by it."""
    receipt = _Receipt(told.state, told.reason, place.at)
    found = _named(connection, place, told)
    waits = _keep_early(connection, names, place, told, [row for row in found if row.settled])
    found += _until(connection, names, place, told)
    moved = _moved(connection, [row for row in found if row.settled], receipt)
    if _tell(connection, moved, receipt.at):
        return Told.TAKEN
    return Told.EARLY if waits else Told.KNOWN


def settled(connection: Connection, names: Names, send: Send, at: datetime) -> None:
    """Let a send that was settled just now have the receipts that came before."""
    own = (outbox.c.ticket_id == send.ticket_id, outbox.c.sequence == send.sequence)
    moved: list[Row[Any]] = []
    for part in connection.execute(select(outbox).where(*own)).all():
        for one in _waiting(connection, names, part):
            heard = _Receipt(DeliveryState(one.state), one.reason, max(at, one.accepted_at))
            at = heard.at
            moved += _moved(connection, [_again(connection, part)], heard)
    _tell(connection, moved, at)


def knows(connection: Connection, names: Names, place: Place, told: Reported) -> bool:
    """Whether any of it is about a message or somebody of this region."""
    if _named(connection, place, told):
        return True
    if told.recipient is None:
        return False
    own = {
        "own_channel": place.channel,
        "own_account": place.account,
        "own_sender_hash": names.person(place, told.recipient),
    }
    return connection.execute(FOUND, own).first() is not None


def forget(connection: Connection, at: datetime) -> int:
    """Take out receipts that nobody waits for any more; how many."""
    over = early.c.accepted_at < at - EARLY_LIVES
    return connection.execute(delete(early).where(over)).rowcount


def _named(connection: Connection, place: Place, told: Reported) -> list[Row[Any]]:
    """The parts that a receipt names one by one."""
    here = (outbox.c.channel == place.channel, outbox.c.account == place.account)
    by_key = [_is(part) for key in told.by_key if (part := _part_of(key)) is not None]
    wanted = or_(outbox.c.provider_id.in_(_ids(told)), *by_key)
    return list(connection.execute(select(outbox).where(*here, wanted)))


def _until(connection: Connection, names: Names, place: Place, told: Reported) -> list[Row[Any]]:
    """All parts that somebody was sent up to an instant, as far as it can be true of them."""
    if told.recipient is None or told.until is None:
        return []
    who = (place.channel, place.account, names.person(place, told.recipient))
    theirs = [outbox.c[name] == value for name, value in zip(ALL_UNTIL, who, strict=True)]
    lately = outbox.c.sent_at.between(told.until - REACHES_BACK, told.until)
    query = select(outbox).where(*theirs, lately, outbox.c.state.in_(OUT))
    return list(connection.execute(query))


def _moved(connection: Connection, parts: Iterable[Row[Any]], receipt: _Receipt) -> list[Row[Any]]:
    """Those of the parts that have come further by it, which is noted."""
    further = [row for row in parts if _is_further(receipt.state, DeliveryState(row.state))]
    for row in further:
        change = update(outbox).where(_is((row.ticket_id, row.sequence, row.part)))
        connection.execute(change.values(state=receipt.state, reason=receipt.reason))
    return further


def _tell(connection: Connection, moved: Sequence[Row[Any]], at: datetime) -> bool:
    """Have tickets hear of messages that are further as a whole; whether there was one."""
    sends = {(row.ticket_id, row.sequence): row for row in moved}
    return any([_told(connection, row, at) for row in sends.values()])


def _told(connection: Connection, one: Row[Any], at: datetime) -> bool:
    """A message is as far as the last of its parts; one that is closed over is shown so alone."""
    own = (outbox.c.ticket_id == one.ticket_id, outbox.c.sequence == one.sequence)
    state, reason = _of_all(connection.execute(select(outbox).where(*own)).all())
    query = select(messages).where(messages.c.id == one.message_id)
    message = connection.execute(query).first()
    if message is None or not _is_further(state, DeliveryState(message.delivery or "queued")):
        return False
    if not bindings.is_open(connection, one.ticket_id):
        show_delivery(connection, message, state, reason)
        return True
    whose = select(tickets.c.customer_id).where(tickets.c.id == one.ticket_id)
    told = Announcement(
        id=f"{news.reported(one.message_id, state)}{one.sequence}",
        kind=NewsKind.REPORTED,
        ticket_id=one.ticket_id,
        at=at,
        customer_id=connection.execute(whose).scalar() or "",
        channel=one.channel,
        account=one.account,
        facts={"message": one.message_id, "state": state.value, "reason": reason},
    )
    return news.announce(connection, told)


def _of_all(parts: Sequence[Row[Any]]) -> tuple[DeliveryState, str]:
    """How far the whole has come: what lacks a part has failed, else as the last of them."""
    states = [(DeliveryState(row.state), str(row.reason)) for row in parts]
    failed = [one for one in states if one[0] is DeliveryState.FAILED]
    state, reason = min(failed or states, key=lambda one: PROGRESS.index(one[0]))
    return state, reason if state in (DeliveryState.FAILED, DeliveryState.UNCERTAIN) else ""


def _keep_early(
    connection: Connection,
    names: Names,
    place: Place,
    told: Reported,
    known: Sequence[Row[Any]],
) -> bool:
    """Keep what names something that is not settled yet; whether there was any.

    What is told of all up to an instant is kept in any case: something may be under way just now.
    """
    account = (place.channel, place.account)
    ids = {row.provider_id for row in known}
    keys = {f"{row.ticket_id}:{row.sequence}:{row.part}" for row in known}
    hashes = [names.provider(*account, one) for one in _ids(told) if one not in ids]
    hashes += [names.key(*account, one) for one in told.by_key if one not in keys]
    forget(connection, place.at)
    for name in hashes:
        _put(connection, place, told, name)
    if told.recipient is not None and told.until is not None:
        _put(connection, place, told, names.person(place, told.recipient))
    return bool(hashes)


def _put(connection: Connection, place: Place, told: Reported, name_hash: str) -> None:
    row = {
        "channel": place.channel,
        "account": place.account,
        "name_hash": name_hash,
        "state": told.state.value,
        "until": told.until if told.recipient is not None else None,
        "reason": told.reason,
        "at": told.at,
        "accepted_at": place.at,
    }
    put_newer(connection, early, row, counted_by="at")


def _waiting(connection: Connection, names: Names, part: Row[Any]) -> list[Row[Any]]:
    """The receipts that came before a part was known to be sent, the least first."""
    account = (part.channel, part.account)
    key = f"{part.ticket_id}:{part.sequence}:{part.part}"
    exact = [names.key(*account, key)]
    exact += [names.provider(*account, part.provider_id)] if part.provider_id else []
    wanted: list[ColumnElement[bool]] = [early.c.name_hash.in_(exact)]
    if part.sent_at is not None and part.state in OUT:
        theirs = early.c.name_hash == part.recipient_hash
        wanted.append(and_(theirs, early.c.until >= part.sent_at))
    here = (early.c.channel == part.channel, early.c.account == part.account)
    found = connection.execute(select(early).where(*here, or_(*wanted))).all()
    return sorted(found, key=lambda one: PROGRESS.index(DeliveryState(one.state)))


def _again(connection: Connection, part: Row[Any]) -> Row[Any]:
    place = (part.ticket_id, part.sequence, part.part)
    return connection.execute(select(outbox).where(_is(place))).one()


def _ids(told: Reported) -> list[str]:
    """The platform's names of messages, as far as a database can look for them."""
    return [one for one in told.provider_ids if one and one.isprintable()]


def _is_further(state: DeliveryState, than: DeliveryState) -> bool:
    return PROGRESS.index(state) > PROGRESS.index(than)


def _part_of(key: str) -> tuple[str, int, int] | None:
    """The part that a key of ours names; None for one that is none of ours."""
    ticket_id, _, place = key.partition(":")
    sequence, _, part = place.partition(":")
    if not (_NUMBER.fullmatch(sequence) and _NUMBER.fullmatch(part) and ticket_id.isprintable()):
        return None
    return ticket_id, int(sequence), int(part)


def _is(place: tuple[str, int, int]) -> ColumnElement[bool]:
    pairs = zip(outbox.primary_key, place, strict=True)
    return and_(*(column == value for column, value in pairs))
