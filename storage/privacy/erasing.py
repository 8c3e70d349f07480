"""The steps of an erasure: each is one transaction or one file, and may be done again."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from domain.arrivals import NewsKind
from domain.audit import Action, Deed
from domain.certificates import digest_of
from domain.linking import Saying
from domain.persons import ErasureOrder, ErasureOutcome, Findings, Frozen, Mark, MarkKind
from domain.stores import Missing
from domain.vocabulary import Status
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.keys.customer_keys import CustomerKeys
from storage.people import links, marks
from storage.privacy import purging
from storage.privacy.erasure_list import ErasureList
from storage.privacy.purging import tickets
from storage.privacy.restored import who_is_back
from storage.tickets import leases, news
from storage.tickets.bindings import bindings
from storage.tickets.leases import inbox
from storage.tickets.news import Announcement
from storage.trail import audit

KEY = "key"


class NoList(Exception):
    """The region was opened without its list of erasures: without one nobody may be erased."""


class SqlErasing:
    """The port `Erasing` of one region."""

    def __init__(
        self, database: Database, writer: Writer, keys: CustomerKeys, listed: ErasureList | None
    ) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys
        self._listed = listed

    async def freeze(self, order: ErasureOrder, at: datetime, *, again: bool = False) -> Frozen:
        """As the Protocol says; what goes at once is overwritten, and `purge` empties the log."""
        return await self._database.overwrite(
            lambda connection: freeze(connection, order, at, again=again)
        )

    async def back(self) -> Mapping[str, str]:
        """As the Protocol says. Raises NoList."""
        listed = self._list().persons()
        back = await who_is_back(self._database, self._keys, listed)
        return {customer_id: listed[customer_id].certificate for customer_id in back}

    async def waiting(self, customer_id: str) -> tuple[str, ...]:
        """As the Protocol says."""
        return await self._database.read(
            lambda connection: _told(connection, customer_id, waiting=True)
        )

    async def enlist(self, customer_id: str, at: datetime) -> None:
        """As the Protocol says. Raises NoList."""
        self._list().add(customer_id, at)

    async def destroy(self, customer_id: str) -> None:
        """As the Protocol says."""
        await self._keys.destroy(customer_id)

    async def purge(self, customer_id: str) -> None:
        """As the Protocol says; what was counted is noted in the same transaction."""
        await self._database.erase(
            lambda connection: _purge(connection, customer_id),
            *(purger.table for purger in purging.PURGERS),
        )

    async def left(self, customer_id: str) -> tuple[str, ...]:
        """As the Protocol says."""
        found = await self._database.read(lambda one: purging.left(one, customer_id))
        if not await self._keys.is_destroyed(customer_id):
            found.append(KEY)
        return tuple(found)

    async def findings(self, customer_id: str) -> Findings:
        """As the Protocol says."""
        return await self._database.read(lambda connection: _findings(connection, customer_id))

    async def conclude(self, mark: Mark) -> str:
        """As the Protocol says; the list gets the certificate too. Raises NoList."""
        stands = await self._writer.write(lambda connection: _conclude(connection, mark))
        self._list().add(mark.customer_id, mark.since, stands)
        return stands

    def _list(self) -> ErasureList:
        if self._listed is None:
            raise NoList("this region was opened without its list of erasures")
        return self._listed


def freeze(
    connection: Connection, order: ErasureOrder, at: datetime, *, again: bool = False
) -> Frozen:
    """As the Protocol `Erasing` says, within the caller's transaction."""
    try:
        known = marks.standing(connection, order.customer_id)
    except Missing:
        return Frozen(ErasureOutcome.UNKNOWN)
    if MarkKind.ERASED in known:
        certificate = known[MarkKind.ERASED].certificate
        return Frozen(ErasureOutcome.ERASED, certificate=certificate)
    if MarkKind.ERASING in known:
        since = known[MarkKind.ERASING].since
        tickets = _told(connection, order.customer_id)
        return Frozen(ErasureOutcome.FROZEN, tickets=tickets, at=since)
    held = known.get(MarkKind.HELD)
    if held is not None and marks.mark_of(held).is_in_force(at) and not again:
        return Frozen(ErasureOutcome.HELD, held.reason)
    return Frozen(ErasureOutcome.FROZEN, tickets=_frozen(connection, order, at), at=at)


def _frozen(connection: Connection, order: ErasureOrder, at: datetime) -> tuple[str, ...]:
    """Freeze them now; the tickets that were open."""
    customer_id = order.customer_id
    for row in _open_tickets(connection, customer_id):
        _announce(connection, customer_id, row, at)
    open_ones = _told(connection, customer_id)
    linked = links.linked_with(connection, customer_id)
    gone = purging.purge(connection, customer_id, at_once=True)
    links.hold_together(connection, linked, Saying(order.by, order.by_kind, at))
    mark = Mark(customer_id, MarkKind.ERASING, at, order.by, order.by_kind, order.reason)
    marks.put(connection, mark, json.dumps(gone))
    deed = Deed(
        at=at,
        action=Action.PERSON_FROZEN,
        by=order.by,
        by_kind=order.by_kind,
        about=customer_id,
        reason=order.reason,
        facts={"asked_at": order.at.isoformat(), "tickets": list(open_ones)},
    )
    audit.append(connection, deed)
    return open_ones


def _open_tickets(connection: Connection, customer_id: str) -> list[Row[Any]]:
    """Every open ticket has its binding, from its first message until it is closed."""
    columns = bindings.c
    theirs = (columns.customer_id == customer_id, columns.ticket_id.is_not(None))
    channel = func.min(columns.channel).label("channel")
    account = func.min(columns.account).label("account")
    query = select(columns.ticket_id, channel, account).where(*theirs)
    return list(connection.execute(query.group_by(columns.ticket_id).order_by(columns.ticket_id)))


def _announce(connection: Connection, customer_id: str, row: Row[Any], at: datetime) -> None:
    closed = select(tickets.c.id).where(
        tickets.c.id == row.ticket_id, tickets.c.status == Status.CLOSED
    )
    if connection.execute(closed).first() is not None:
        return
    news.announce(
        connection,
        Announcement(
            id=news.erased(row.ticket_id),
            kind=NewsKind.ERASED,
            ticket_id=row.ticket_id,
            at=at,
            customer_id=customer_id,
            channel=row.channel,
            account=row.account,
        ),
    )


def _told(connection: Connection, customer_id: str, *, waiting: bool = False) -> tuple[str, ...]:
    """The tickets that have it in the inbox that they end, or those that have not applied it."""
    theirs = inbox.c.ticket_id.in_(purging.THEIR_TICKETS)
    query = select(inbox.c.ticket_id).where(theirs, inbox.c.kind == NewsKind.ERASED)
    if waiting:
        query = query.where(inbox.c.state != leases.APPLIED)
    rows = connection.execute(query.order_by(inbox.c.ticket_id), {"customer": customer_id})
    return tuple(rows.scalars())


def _purge(connection: Connection, customer_id: str) -> None:
    counted = purging.purge(connection, customer_id)
    known = marks.standing(connection, customer_id).get(MarkKind.ERASING)
    if known is not None:
        facts = Counter(json.loads(known.facts)) + counted
        mine = update(marks.marks).where(
            marks.marks.c.customer_id == customer_id, marks.marks.c.kind == MarkKind.ERASING
        )
        connection.execute(mine.values(facts=json.dumps(facts)))


def _findings(connection: Connection, customer_id: str) -> Findings:
    standing = marks.standing(connection, customer_id)
    known = standing.get(MarkKind.ERASED) or standing.get(MarkKind.ERASING)
    if known is None:
        raise Missing(f"an erasure of {customer_id}")
    size = audit.size(connection)
    return Findings(
        frozen=marks.mark_of(known),
        destroyed=json.loads(known.facts),
        remaining=purging.remaining(connection, customer_id),
        waiting=_told(connection, customer_id, waiting=True),
        trail_size=size,
        trail_head=_head(connection, size),
        tickets=_told(connection, customer_id),
    )


def _head(connection: Connection, size: int) -> str:
    found = connection.execute(audit.LAST, {"own_number": size}).scalar()
    return "" if found is None else bytes(found).hex()


def _conclude(connection: Connection, mark: Mark) -> str:
    known = marks.standing(connection, mark.customer_id)
    if MarkKind.ERASED in known:
        return str(known[MarkKind.ERASED].certificate)
    frozen = known.get(MarkKind.ERASING)
    if frozen is None:
        raise Missing(f"an erasure of {mark.customer_id}")
    for kind in known:
        marks.remove(connection, mark.customer_id, kind)
    marks.put(connection, mark, frozen.facts)
    deed = Deed(
        at=mark.since,
        action=Action.PERSON_ERASED,
        by=mark.by,
        by_kind=mark.by_kind,
        about=mark.customer_id,
        reason=mark.reason,
        facts={
            "certificate": digest_of(mark.certificate),
            "destroyed": json.loads(frozen.facts),
        },
    )
    audit.append(connection, deed)
    return mark.certificate
