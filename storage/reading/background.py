"""What the ledger and the messages of a customer's tickets hold of them, read at once."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BindParameter, Connection, bindparam, select

from domain.background import MOST_HEARD, MOST_SAID, Background, Heard, Noted, Said
from domain.events import MessageUnderstood, TicketHeld
from domain.moods import moods_of
from domain.relay_events import TicketHandedOver
from storage.database.canonical import EVENT
from storage.tickets.pages import ledger
from storage.tickets.projection import messages

_OF_THESE: Final[BindParameter[str]] = bindparam("ids", expanding=True)
SAID: Final = (
    select(messages.c.id, messages.c.ticket_id, messages.c.words_id, messages.c.ordered_at)
    .where(
        messages.c.ticket_id.in_(_OF_THESE),
        messages.c.direction == "in",
        messages.c.deleted_at.is_(None),
    )
    .order_by(messages.c.ordered_at.desc(), messages.c.sequence.desc())
    .limit(MOST_SAID)
)
_EVENTS: Final = (
    select(ledger.c.ticket_id, ledger.c.at, ledger.c.body)
    .where(ledger.c.ticket_id.in_(_OF_THESE), ledger.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(ledger.c.at.desc(), ledger.c.position.desc())
)
HEARD: Final = _EVENTS.limit(MOST_HEARD)
OF_NOTES: Final = ["ticket_handed_over", "ticket_held"]
OF_MOODS: Final = ["message_understood"]


def of_tickets(connection: Connection, ticket_ids: Sequence[str]) -> Background:
    """The background of these tickets, each part the newest first."""
    if not ticket_ids:
        return Background()
    ids = list(ticket_ids)
    briefs, holds = _noted(connection, ids)
    said = connection.execute(SAID, {"ids": ids})
    return Background(
        said=tuple(Said(row.ticket_id, row.words_id or row.id, row.ordered_at) for row in said),
        briefs=briefs,
        holds=holds,
        heard=_heard(connection, ids),
    )


def _noted(connection: Connection, ids: list[str]) -> tuple[tuple[Noted, ...], tuple[Noted, ...]]:
    briefs: list[Noted] = []
    holds: list[Noted] = []
    for row in connection.execute(_EVENTS, {"ids": ids, "kinds": OF_NOTES}):
        event = EVENT.validate_json(row.body)
        if isinstance(event, TicketHeld):
            holds.append(Noted(row.ticket_id, event.reason_id, row.at))
        elif isinstance(event, TicketHandedOver) and event.brief_id and not event.brief_by_desk:
            briefs.append(Noted(row.ticket_id, event.brief_id, row.at))
    return tuple(briefs), tuple(holds)


def _heard(connection: Connection, ids: list[str]) -> tuple[Heard, ...]:
    found: list[Heard] = []
    for row in connection.execute(HEARD, {"ids": ids, "kinds": OF_MOODS}):
        event = EVENT.validate_json(row.body)
        if isinstance(event, MessageUnderstood):
            moods = tuple(sorted(moods_of(event.moods)))
            found.append(Heard(row.ticket_id, row.at, moods))
    return tuple(found)
