"""What agents are told."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    _make_notifications()
    _make_calls()
    _make_contacts()


def downgrade() -> None:
    """Bring the database back to the shape before."""
    for table in ("notifications", "calls", "contacts"):
        op.drop_table(table)


def _make_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
    )
    op.create_index("ix_notifications_agent_at_id", "notifications", ["agent", "at", "id"])


def _make_calls() -> None:
    op.create_table(
        "calls",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("notification_id", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_calls"),
    )
    op.create_index("ix_calls_notification_id", "calls", ["notification_id"])
    op.create_index("ix_calls_batch_id", "calls", ["batch_id"])
    op.create_index(
        "ix_calls_agent_way_address_state", "calls", ["agent", "way", "address", "state"]
    )


def _make_contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("batch_id", sa.String(), nullable=True),
        sa.Column("in_doubt", sa.Boolean(), nullable=False),
        sa.Column("caller", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("agent", "way", "address", name="pk_contacts"),
    )
    op.create_index("ix_contacts_batch_id", "contacts", ["batch_id"])
