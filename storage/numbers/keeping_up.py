"""Counting what the ledger says: every ticket of which it says something new is counted anew.

To find out what counts takes longer than to write it, so it is found out while others may write,
and written where nobody else has written it meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final, get_args

from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.analytics import Progress
from domain.events import Outcome
from domain.figures import TicketCounts, counts_of
from storage.database import counters
from storage.database.canonical import EVENT
from storage.tables.counted import CountedRow
from storage.tables.region import table_of
from storage.tickets.pages import ledger

counted = table_of(CountedRow)
COUNTED: Final = "counted"  # the counter: up to which position of the ledger all is counted
LINES_AT_ONCE: Final = 5_000
TICKETS_AT_ONCE: Final = 400  # that a statement names
# These touch no other fact, and there are more of them than of any others.
OUTCOMES: Final = tuple(
    str(one.default) for event in get_args(Outcome) for one in fields(event) if one.name == "kind"
)
TELLING = ledger.c.kind.not_in(OUTCOMES)
NEW_LINES = (
    select(ledger.c.position, ledger.c.ticket_id)
    .where(ledger.c.position > bindparam("since"), ledger.c.position <= bindparam("until"), TELLING)
    .order_by(ledger.c.position)
    .limit(bindparam("most"))
)
LINES = (
    select(ledger.c.ticket_id, ledger.c.position, ledger.c.body)
    .where(ledger.c.ticket_id.in_(bindparam("tickets", expanding=True)), TELLING)
    .order_by(ledger.c.ticket_id, ledger.c.sequence)
)
BEFORE = delete(counted).where(counted.c.ticket_id.in_(bindparam("tickets", expanding=True)))
NOW = insert(counted)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the ledger, with what counts of each ticket that it tells of."""

    since: int
    until: int
    of: int  # the ledger's last position
    found: Mapping[str, TicketCounts | None]

    @property
    def progress(self) -> Progress:
        """How far all is counted once this is written."""
        return Progress(self.until, self.of)


def next_stretch(connection: Connection) -> Stretch:
    """What is to be counted next; a stretch without tickets where nothing is."""
    since = counters.standing(connection, COUNTED)
    of = counters.standing(connection, counters.LEDGER)
    lines = connection.execute(
        NEW_LINES, {"since": since, "until": of, "most": LINES_AT_ONCE}
    ).all()
    until = lines[-1].position if len(lines) == LINES_AT_ONCE else of
    tickets = sorted({line.ticket_id for line in lines})
    found: dict[str, TicketCounts | None] = {}
    for some in _some(tickets):
        found |= _found(connection, some, until if until < of else None)
    return Stretch(since, max(since, until), of, found)


def write(connection: Connection, stretch: Stretch) -> None:
    """Put what counts now in the place of what counted before; nothing where others were first."""
    if counters.held(connection, COUNTED) != stretch.since or stretch.until == stretch.since:
        return
    for some in _some(sorted(stretch.found)):
        connection.execute(BEFORE, {"tickets": some})
    rows = [row for ticket, counts in stretch.found.items() for row in _rows(ticket, counts)]
    if rows:
        connection.execute(NOW, rows)
    counters.advance(connection, COUNTED, stretch.until)


def _found(
    connection: Connection, tickets: Sequence[str], until: int | None
) -> dict[str, TicketCounts | None]:
    """What counts of each; with `until`, not of those that are to be counted again behind it."""
    bodies: dict[str, list[str]] = {ticket: [] for ticket in tickets}
    later = set()
    for line in connection.execute(LINES, {"tickets": tickets}):
        bodies[line.ticket_id].append(line.body)
        if until is not None and line.position > until:
            later.add(line.ticket_id)
    return {
        ticket: counts_of(ticket, [EVENT.validate_json(body) for body in told])
        for ticket, told in bodies.items()
        if ticket not in later
    }


def _rows(ticket_id: str, counts: TicketCounts | None) -> Iterator[dict[str, object]]:
    if counts is None:
        return
    for number, one in enumerate(counts.counts):
        yield {
            "what": one.what,
            "at": one.at,
            "ticket_id": ticket_id,
            "number": number,
            "value": one.value,
            "team": one.team,
            "channel": counts.channel,
            "country": counts.country,
            "language": counts.language,
            "topic": counts.topic,
        }


def _some(tickets: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(tickets), TICKETS_AT_ONCE):
        yield tickets[start : start + TICKETS_AT_ONCE]
