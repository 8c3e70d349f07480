"""What lists are filtered and sorted by, and words to be found by."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BATCH = 1_000
# Only for the moment before the row is filled, and for processes of before that still write.
LONG_AGO = sa.text("'2000-01-01 00:00:00.000000'")
IS_DUE = sa.text("due_at IS NOT NULL")
OLD = {
    "ix_tickets_assignee": ["assignee"],
    "ix_tickets_customer_id": ["customer_id"],
    "ix_tickets_status_updated_at": ["status", "updated_at"],
    "ix_tickets_team_status_updated_at": ["team", "status", "updated_at"],
}
NEW = (
    ["status", "updated_at", "id", "breached"],
    ["team", "status", "updated_at", "id", "breached"],
    ["customer_id", "updated_at", "id"],
    ["assignee", "status", "updated_at", "id", "team"],
    ["language", "status", "updated_at", "id", "team"],
    ["topic", "status", "updated_at", "id", "team"],
    ["channel", "status", "updated_at", "id", "team"],
    ["tier", "status", "updated_at", "id", "team"],
    ["opened_at", "id"],
    ["status", "opened_at", "id"],
    ["team", "status", "opened_at", "id"],
)
NEW_DUE = (["due_at", "id"], ["team", "status", "due_at", "id"])


def upgrade() -> None:
    """Bring the database to this shape; tickets that exist are filled in from their body."""
    for name in OLD:
        op.drop_index(name, "tickets")
    for column in _columns():
        op.add_column("tickets", column)
    _fill_in(op.get_bind())
    for columns in NEW:
        op.create_index(_name(columns), "tickets", columns)
    for columns in NEW_DUE:
        op.create_index(
            _name(columns), "tickets", columns, sqlite_where=IS_DUE, postgresql_where=IS_DUE
        )
    _make_words()


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.drop_index("ix_texts_not_indexed", "texts")
    op.drop_column("texts", "indexed")
    op.drop_table("words")
    for columns in (*NEW_DUE, *NEW):
        op.drop_index(_name(columns), "tickets")
    for column in _columns():
        op.drop_column("tickets", column.name)
    for name, columns in OLD.items():
        op.create_index(name, "tickets", columns)


def _columns() -> Iterator[sa.Column[Any]]:
    for name in ("priority", "language", "tier", "channel"):
        yield sa.Column(name, sa.String(), nullable=False, server_default="")
    yield sa.Column("topic", sa.String(), nullable=True)
    at = sa.DateTime(timezone=True)
    yield sa.Column("opened_at", at, nullable=False, server_default=LONG_AGO)
    yield sa.Column("due_at", at, nullable=True)
    yield sa.Column("breached", sa.Boolean(), nullable=False, server_default=sa.false())


def _make_words() -> None:
    op.create_table(
        "words",
        sa.Column("word", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("word", "ticket_id", name="pk_words"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_words_customer_id", "words", ["customer_id"])
    # Texts that stand already are indexed when the region is next opened: that takes its key.
    op.add_column(
        "texts", sa.Column("indexed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_texts_not_indexed",
        "texts",
        ["id"],
        sqlite_where=sa.text("indexed = 0"),
        postgresql_where=sa.text("indexed = false"),
    )


def _fill_in(connection: sa.Connection) -> None:
    filled = (sa.column(column.name, column.type) for column in _columns())
    known = (sa.column("id", sa.String()), sa.column("body", sa.Text()))
    tickets = sa.table("tickets", *known, *filled)
    fill = sa.update(tickets).where(tickets.c.id == sa.bindparam("own_id"))
    last = ""
    while rows := connection.execute(_batch(tickets, last)).all():
        connection.execute(fill, [{"own_id": row.id, **_facts(row.body)} for row in rows])
        last = rows[-1].id


def _batch(tickets: sa.TableClause, after: str) -> sa.Select[Any]:
    batch = sa.select(tickets.c.id, tickets.c.body).where(tickets.c.id > after)
    return batch.order_by(tickets.c.id).limit(BATCH)


def _facts(body: str) -> dict[str, object]:
    view = json.loads(body)
    facts = {name: view[name] for name in ("priority", "language", "tier", "channel", "topic")}
    dues = [_instant(clock["due_at"]) for clock in view["clocks"] if clock["due_at"]]
    return {
        **facts,
        "opened_at": _instant(view["opened_at"]),
        "due_at": min(dues, default=None),
        "breached": any(clock["state"] == "breached" for clock in view["clocks"]),
    }


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def _name(columns: Sequence[str]) -> str:
    return "_".join(("ix_tickets", *columns))
