"""What is over its time and may go: tickets, persons, and rows that belong to neither.

Nobody loses anything by it who is under a legal hold, is restricted (what Art. 18 GDPR leaves is to
be kept), is being erased already, or waits for an answer about their own data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Exists,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)

from domain.persons import MarkKind
from domain.privacy_requests import OPEN_STATES
from domain.retention import RetentionKind
from domain.vocabulary import Status
from storage.auditing.histories import histories
from storage.desk.notification_turns import calls, notifications
from storage.messages.set_aside import set_asides
from storage.messages.vault import texts
from storage.people.customers import customers
from storage.people.marks import marks
from storage.privacy.exports import exports
from storage.privacy.requests import requests
from storage.tables.region import Instant
from storage.tickets.bindings import bindings
from storage.tickets.pages import tickets

BEFORE: Final = bindparam("before", type_=Instant())
AT: Final = bindparam("at", type_=Instant())
IS_READABLE: Final = func.length(texts.c.sealed) > literal_column("0")  # as its index has it
STILL_ASKED: Final = tuple(state.value for state in OPEN_STATES)


def spared(customer_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether nothing of a customer may go by itself `at` an instant."""
    mark, request = marks.alias().c, requests.alias().c  # also where rows of these are asked for
    held = and_(mark.kind == MarkKind.HELD.value, or_(mark.until.is_(None), mark.until > AT))
    kept = mark.kind.in_([MarkKind.RESTRICTED.value, MarkKind.ERASING.value])
    return or_(
        exists().where(mark.customer_id == customer_id, or_(held, kept)),
        exists().where(request.customer_id == customer_id, request.state.in_(STILL_ASKED)),
    )


def _has_texts(whose: ColumnElement[str], of: ColumnElement[str]) -> Exists:
    return exists().where(whose == of, IS_READABLE)


def _tickets(there: ColumnElement[bool]) -> Select[Any]:
    """Closed tickets with something that is to go, and when they were closed.

    Nothing is written of a ticket after its closing, which is what it was updated by last.
    """
    return select(tickets.c.id, tickets.c.updated_at.label("since")).where(
        tickets.c.status == Status.CLOSED.value,
        tickets.c.updated_at < BEFORE,
        there,
        not_(spared(tickets.c.customer_id)),
    )


def _people() -> Select[Any]:
    """Customers without any text or open ticket, and when the last of their tickets was closed."""
    own = tickets.c.customer_id == customers.c.id
    last = select(func.max(tickets.c.updated_at)).where(own).scalar_subquery()
    since = func.coalesce(last, customers.c.made_at, type_=Instant())
    bound = and_(bindings.c.customer_id == customers.c.id, bindings.c.ticket_id.is_not(None))
    return select(customers.c.id, since.label("since")).where(
        customers.c.made_at < BEFORE,
        since < BEFORE,
        not_(exists().where(own, tickets.c.status != Status.CLOSED.value)),
        not_(exists().where(bound)),
        not_(_has_texts(texts.c.customer_id, customers.c.id)),
        not_(spared(customers.c.id)),
    )


SINGLE: Final[Mapping[RetentionKind, Select[Any]]] = MappingProxyType(
    {
        RetentionKind.TEXTS: _tickets(_has_texts(texts.c.ticket_id, tickets.c.id)),
        RetentionKind.PEOPLE: _people(),
        RetentionKind.HISTORIES: _tickets(exists().where(histories.c.ticket_id == tickets.c.id)),
        RetentionKind.RECORDS: _tickets(true()),
    }
)


@dataclass(frozen=True, slots=True)
class Pile:
    """Rows of one table that are over their time, with those of another that go with them."""

    name: str
    table: Table
    key: ColumnElement[Any]
    since: ColumnElement[Any]
    wanted: tuple[ColumnElement[bool], ...] = ()
    with_them: tuple[str, Table, ColumnElement[Any]] | None = None  # what they are called there

    @property
    def over_time(self) -> Select[Any]:
        """Their keys, and since when each is counted."""
        query = select(self.key.label("id"), self.since.label("since"))
        return query.select_from(self.table).where(self.since < BEFORE, *self.wanted)


PILES: Final[Mapping[RetentionKind, tuple[Pile, ...]]] = MappingProxyType(
    {
        RetentionKind.NOTIFICATIONS: (
            Pile(
                "notifications",
                notifications,
                notifications.c.id,
                notifications.c.at,
                with_them=("calls", calls, calls.c.notification_id),
            ),
        ),
        RetentionKind.REQUESTS: (
            Pile(
                "requests",
                requests,
                requests.c.id,
                requests.c.ended_at,
                (requests.c.state.not_in(STILL_ASKED), not_(spared(requests.c.customer_id))),
            ),
            Pile(
                "exports",
                exports,
                exports.c.id,
                exports.c.made_at,
                (not_(spared(exports.c.customer_id)),),
            ),
        ),
        RetentionKind.SET_ASIDE: (
            Pile("what was set aside", set_asides, set_asides.c.id, set_asides.c.at),
        ),
    }
)
