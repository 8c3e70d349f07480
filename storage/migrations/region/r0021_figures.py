"""What analytics count by."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape. What stands in the ledger is counted when it is asked."""
    op.create_table(
        "counted",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("what", "at", "ticket_id", "number", name="pk_counted"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_counted_ticket_id", "counted", ["ticket_id"])
    op.execute(sa.text("INSERT INTO counters (name, value) VALUES ('counted', 0)"))


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.execute(sa.text("DELETE FROM counters WHERE name = 'counted'"))
    op.drop_table("counted")
