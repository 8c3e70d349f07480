"""Translations beside the one that is shown, and what people corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "translations_beside",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("flags", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "language", "text_id", name="pk_translations_beside"),
    )
    op.create_table(
        "translation_memory",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_translation_memory"),
    )
    op.create_index("ix_translation_memory_customer_id", "translation_memory", ["customer_id"])


def downgrade() -> None:
    """Bring the database back to the shape before; corrections are shown, and not remembered."""
    op.drop_table("translation_memory")
    op.drop_table("translations_beside")
