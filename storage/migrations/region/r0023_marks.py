"""How far agents have read, and which hand-overs wait for an answer."""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

IS_AWAITED = sa.text("acknowledge_by IS NOT NULL")
AWAITED = "ix_tickets_team_status_updated_at_id"
TICKETS = sa.table(
    "tickets",
    sa.column("id", sa.String()),
    sa.column("body", sa.Text()),
    sa.column("acknowledge_by", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Bring the database to this shape."""
    text, instant = sa.String(), sa.DateTime(timezone=True)
    op.create_table(
        "read_marks",
        sa.Column("reader", text, nullable=False),
        sa.Column("ticket_id", text, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("reader", "ticket_id", name="pk_read_marks"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_read_marks_ticket_id", "read_marks", ["ticket_id"])
    op.add_column("tickets", sa.Column("acknowledge_by", instant, nullable=True))
    _fill()
    op.create_index(
        AWAITED,
        "tickets",
        ["team", "status", "updated_at", "id"],
        sqlite_where=IS_AWAITED,
        postgresql_where=IS_AWAITED,
    )


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.drop_index(AWAITED, "tickets")
    op.drop_column("tickets", "acknowledge_by")
    op.drop_table("read_marks")


def _fill() -> None:
    """Of those that wait for an answer now: the others have none in their bodies either."""
    connection = op.get_bind()
    own = TICKETS.c.id
    wanted = sa.select(own, TICKETS.c.body).where(TICKETS.c.body.like('%"acknowledge_by":"%'))
    change = sa.update(TICKETS).where(own == sa.bindparam("own"))
    for row in connection.execute(wanted).all():
        handover = json.loads(row.body)["handover"]
        if handover["acknowledged_at"] is None and not handover["lapsed"]:
            until = datetime.fromisoformat(handover["acknowledge_by"])
            connection.execute(change.values(acknowledge_by=until), {"own": row.id})
