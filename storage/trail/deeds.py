"""What the stores themselves put on the audit trail, as each of their changes is written."""

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, bindparam, select

from domain.audit import Action, Deed
from domain.events import Event
from domain.ledger import Entry
from storage.tables.region import TextRow, table_of
from storage.trail import audit

texts = table_of(TextRow)
NAMES_OF_TEXTS = ("message_id", "text_id", "brief_id")  # the fields by which events name texts
COMMITTED = (
    select(texts.c.id, texts.c.commitment)
    .where(texts.c.id.in_(bindparam("ids", expanding=True)), texts.c.commitment.is_not(None))
    .order_by(texts.c.id)
)


def ledger_written(
    connection: Connection, written: Sequence[tuple[Entry, str]], position: int
) -> None:
    """Put new entries of one ticket on the trail: each by its hash, and what their texts were.

    `written` holds each entry with its body as it stands in the ledger; `position` is the first's.
    """
    last = written[-1][0]
    facts: dict[str, object] = {
        "position": position,
        "entries": [[one.sequence, one.event.kind, hash_of(body)] for one, body in written],
    }
    commitments = _commitments(connection, [one.event for one, _ in written])
    if commitments:
        facts["texts"] = commitments
    deed = Deed(
        at=max(one.event.noticed or one.event.at for one, _ in written),
        action=Action.LEDGER_WRITTEN,
        by=last.event.by.id,
        by_kind=last.event.by.kind,
        about=last.ticket_id,
        facts=facts,
    )
    audit.append(connection, deed)


def hash_of(body: str) -> str:
    """SHA-256 of what stands in one place of the ledger, in hex."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _commitments(connection: Connection, events: Sequence[Event]) -> dict[str, str]:
    names = sorted({name for event in events for name in _texts_of(event)})
    if not names:
        return {}
    rows = connection.execute(COMMITTED, {"ids": names})
    return {row.id: bytes(row.commitment).hex() for row in rows}


def _texts_of(event: Event) -> Iterator[str]:
    for field in NAMES_OF_TEXTS:
        name = getattr(event, field, None)
        if name:
            yield name
