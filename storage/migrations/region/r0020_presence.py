"""Who has a ticket open, and what people have set for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    text, instant = sa.String(), sa.DateTime(timezone=True)
    op.create_table(
        "presence",
        sa.Column("ticket_id", text, nullable=False),
        sa.Column("who", text, nullable=False),
        sa.Column("doing", text, nullable=False),
        sa.Column("since", instant, nullable=False),
        sa.Column("until", instant, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "who", name="pk_presence"),
    )
    op.create_index("ix_presence_until", "presence", ["until"])
    op.create_table(
        "own_settings",
        sa.Column("who", text, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("who", name="pk_own_settings"),
    )


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.drop_table("own_settings")
    op.drop_table("presence")
