"""Who read which ticket is on the audit trail now: what was noted beside it goes there, too."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

AT_ONCE = 1000
COLUMNS = ("id", "at", "region", "key_id", "role", "agent", "ticket_id", "what", "outcome", "shown")


def upgrade() -> None:
    """Bring the database to this shape."""
    connection = op.get_bind()
    counter = sa.text("SELECT value FROM counters WHERE name = 'audit'")
    number = connection.execute(counter).scalar_one()
    last = sa.text("SELECT hash FROM audit WHERE number = :number")
    previous = bytes(connection.execute(last, {"number": number}).scalar() or bytes(32))
    access = sa.table("access", *(_column(name) for name in (*COLUMNS, "reason")))
    rows = connection.execute(sa.select(access).order_by(access.c.at, access.c.id))
    for some in rows.partitions(AT_ONCE):
        made = []
        for row in some:
            number += 1
            previous, entry = _entry(number, row, previous)
            made.append(entry)
        connection.execute(sa.insert(_audit()), made)
    counted = sa.text("UPDATE counters SET value = :number WHERE name = 'audit'")
    connection.execute(counted, {"number": number})
    op.drop_table("access")


def downgrade() -> None:
    """Bring the database back to the shape before; what was noted stays on the trail."""
    op.create_table(
        "access",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=True),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_access"),
    )
    op.create_index("ix_access_ticket_id_at_id", "access", ["ticket_id", "at", "id"])
    op.create_index("ix_access_at_id", "access", ["at", "id"])


def _column(name: str) -> sa.ColumnClause[object]:
    return sa.column(name, sa.DateTime(timezone=True)) if name == "at" else sa.column(name)


def _audit() -> sa.TableClause:
    names = ("number", "action", "by", "about", "body", "hash")
    return sa.table("audit", _column("at"), *(sa.column(name) for name in names))


def _entry(number: int, row: Any, previous: bytes) -> tuple[bytes, dict[str, object]]:
    """Its hash, and its values."""
    at: datetime = row.at
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    document = {
        "number": number,
        "at": at.isoformat(timespec="microseconds"),
        "action": "access",
        "by": row.agent or row.key_id,
        "by_kind": row.role,
        "about": row.ticket_id or "",
        "reason": row.reason,
        "facts": {
            "what": row.what,
            "outcome": row.outcome,
            "region": row.region,
            "key": row.key_id,
            "agent": row.agent,
            "shown": json.loads(row.shown),
            "noted_as": row.id,
        },
    }
    written = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    body = written.encode("utf-8", "surrogatepass")
    its_hash = hashlib.sha256(previous + body).digest()
    columns = {name: document[name] for name in ("number", "action", "by", "about")}
    return its_hash, {**columns, "at": at, "body": body, "hash": its_hash}
