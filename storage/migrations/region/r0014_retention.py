"""What retention goes by: texts that are there to be read, and whose a remembered sentence is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

READABLE = sa.text("length(sealed) > 0")


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "retention",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_retention"),
    )
    op.create_index(
        "ix_texts_readable",
        "texts",
        ["ticket_id"],
        sqlite_where=READABLE,
        postgresql_where=READABLE,
    )
    op.create_index("ix_notifications_at_id", "notifications", ["at", "id"])
    op.add_column("translation_memory", sa.Column("text_id", sa.String(), nullable=True))


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.drop_column("translation_memory", "text_id")
    op.drop_index("ix_notifications_at_id", "notifications")
    op.drop_index("ix_texts_readable", "texts")
    op.drop_table("retention")
