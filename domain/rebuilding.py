"""A ticket as it stood at an instant, from its events. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.changes import rebuilt
from domain.ledger import Entry
from domain.ticket import Ticket


def known_at(entry: Entry) -> datetime:
    """When the desk knew of an event: when it noticed it, where that was later than it was true."""
    return entry.event.noticed or entry.event.at


def known_by(entries: Iterable[Entry], at: datetime) -> list[Entry]:
    """What the desk knew at an instant (aware), in the order of the ledger."""
    return sorted(
        (entry for entry in entries if known_at(entry) <= at), key=lambda one: one.sequence
    )


def as_it_stood(entries: Sequence[Entry]) -> Ticket | None:
    """The ticket after these entries, the first of which is its opening; None without any."""
    if not entries:
        return None
    return rebuilt(entries[0].ticket_id, (entry.event for entry in entries))
