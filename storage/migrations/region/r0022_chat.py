"""What the chat on web sites remembers."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TEXT, WHOLE, INSTANT = sa.String(), sa.Integer(), sa.DateTime(timezone=True)
OWN = ("visitor_hash", "customer_id")


def upgrade() -> None:
    """Bring the database to this shape."""
    _conversations()
    _lines()
    _uploads()


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.drop_table("chat_uploads")
    op.drop_table("chat_lines")
    op.drop_table("chat_conversations")


def _conversations() -> None:
    op.create_table(
        "chat_conversations",
        *(sa.Column(name, TEXT, nullable=False) for name in OWN),
        *(sa.Column(name, WHOLE, nullable=False) for name in ("position", "delivered", "read")),
        sa.Column("ticket_id", TEXT, nullable=True),
        sa.Column("typing_until", INSTANT, nullable=True),
        sa.Column("goes_on_in", TEXT, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("visitor_hash", name="pk_chat_conversations"),
    )
    op.create_index("ix_chat_conversations_customer_id", "chat_conversations", ["customer_id"])


def _lines() -> None:
    texts = ("direction", "ticket_id", "message_id", "text_id", "author_kind", "author_id")
    op.create_table(
        "chat_lines",
        sa.Column("visitor_hash", TEXT, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("customer_id", TEXT, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in texts),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("part", WHOLE, nullable=False),
        sa.Column("parts", WHOLE, nullable=False),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("visitor_hash", "position", name="pk_chat_lines"),
    )
    op.create_index("ix_chat_lines_customer_id", "chat_lines", ["customer_id"])
    op.create_index("ix_chat_lines_ticket_id", "chat_lines", ["ticket_id"])
    named = "ix_chat_lines_visitor_hash_name"
    op.create_index(named, "chat_lines", ["visitor_hash", "name"], unique=True)


def _uploads() -> None:
    op.create_table(
        "chat_uploads",
        sa.Column("id", TEXT, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in OWN),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_uploads"),
    )
    for name in (*OWN, "at"):
        op.create_index(f"ix_chat_uploads_{name}", "chat_uploads", [name])
