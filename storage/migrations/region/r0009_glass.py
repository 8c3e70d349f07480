"""Broken glass, and the reasons by which people of other regions read."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    reason = sa.Column("reason", sa.String(), nullable=False, server_default="")
    op.add_column("access", reason)
    op.create_table(
        "glass",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("reason_id", sa.String(), nullable=False),
        sa.Column("needs_agreement", sa.Boolean(), nullable=False),
        sa.Column("agreed_by", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mended_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_glass"),
    )
    op.create_index("ix_glass_customer_id", "glass", ["customer_id"])
    op.create_index("ix_glass_key_id_until", "glass", ["key_id", "until"])
    op.create_index("ix_glass_ticket_id_asked_at_id", "glass", ["ticket_id", "asked_at", "id"])
    op.create_index("ix_glass_asked_at_id", "glass", ["asked_at", "id"])


def downgrade() -> None:
    """Bring the database back to the shape before; nobody reads in the clear any more."""
    op.drop_table("glass")
    op.drop_column("access", "reason")
