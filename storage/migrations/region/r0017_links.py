"""Who is one person, and how we know."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "handles",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("sender_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("handle_hash", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", "sender_hash", "kind", name="pk_handles"),
    )
    op.create_index("ix_handles_customer_id", "handles", ["customer_id"])
    op.create_index("ix_handles_kind_handle_hash", "handles", ["kind", "handle_hash"])
    op.create_table(
        "links",
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name="pk_links"),
    )
    op.create_index("ix_links_other", "links", ["other"])
    op.create_index("ix_links_state_one_other", "links", ["state", "one", "other"])


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.drop_table("links")
    op.drop_table("handles")
