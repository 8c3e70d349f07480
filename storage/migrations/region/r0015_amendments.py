"""What platforms tell of messages afterwards, and in which order they were written."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

IN_ORDER = "ix_messages_ticket_id_ordered_at_sent_order_sequence"
# A customer's message stands where its platform says that it was written, and never after the
# instant at which it was accepted; whatever else there is, where it was said.
SO_FAR = """
    UPDATE messages SET ordered_at = CASE
        WHEN direction = 'in' THEN COALESCE(
            (SELECT ledger.at FROM ledger
             WHERE ledger.ticket_id = messages.ticket_id
               AND ledger.sequence = messages.sequence
               AND ledger.at < messages.sent_at),
            sent_at)
        ELSE sent_at
    END
"""


def upgrade() -> None:
    """Bring the database to this shape."""
    _messages()
    _news()
    _edits()
    _early_reports()


def downgrade() -> None:
    """Bring the database back to the shape before."""
    for table in ("early_reports", "message_edits", "amendments"):
        op.drop_table(table)
    op.drop_column("identities", "blocked_since")
    op.drop_column("bindings", "alone")
    op.drop_column("inbox", "facts")
    op.drop_index("ix_messages_words_id", "messages")
    op.drop_index(IN_ORDER, "messages")
    op.create_index("ix_messages_ticket_id_sequence", "messages", ["ticket_id", "sequence"])
    for name in (
        *("files_given_up", "deleted_at", "edited_at"),
        *("words_id", "sent_order", "ordered_at"),
    ):
        op.drop_column("messages", name)


def _messages() -> None:
    instant = sa.DateTime(timezone=True)
    for column in (
        sa.Column("ordered_at", instant, nullable=True),
        sa.Column("sent_order", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("words_id", sa.String(), nullable=True),
        sa.Column("edited_at", instant, nullable=True),
        sa.Column("deleted_at", instant, nullable=True),
        sa.Column("files_given_up", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("messages", column)
    op.execute(sa.text(SO_FAR))
    with op.batch_alter_table("messages") as messages:
        messages.alter_column("ordered_at", existing_type=instant, nullable=False)
    op.drop_index("ix_messages_ticket_id_sequence", "messages")
    op.create_index(IN_ORDER, "messages", ["ticket_id", "ordered_at", "sent_order", "sequence"])
    op.create_index("ix_messages_words_id", "messages", ["words_id"])


def _news() -> None:
    op.add_column("inbox", sa.Column("facts", sa.Text(), nullable=False, server_default="{}"))
    op.add_column(
        "bindings", sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "identities", sa.Column("blocked_since", sa.DateTime(timezone=True), nullable=True)
    )


def _edits() -> None:
    text, instant = sa.String(), sa.DateTime(timezone=True)
    op.create_table(
        "amendments",
        sa.Column("channel", text, nullable=False),
        sa.Column("account", text, nullable=False),
        sa.Column("message_hash", text, nullable=False),
        sa.Column("edit_hash", text, nullable=False),
        sa.Column("kind", text, nullable=False),
        sa.Column("sender_hash", text, nullable=False),
        sa.Column("customer_id", text, nullable=False),
        sa.Column("message_id", text, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("accepted_at", instant, nullable=False),
        sa.PrimaryKeyConstraint(
            "channel", "account", "message_hash", "edit_hash", name="pk_amendments"
        ),
    )
    for name in ("customer_id", "message_id", "accepted_at"):
        op.create_index(f"ix_amendments_{name}", "amendments", [name])
    op.create_table(
        "message_edits",
        sa.Column("message_id", text, nullable=False),
        sa.Column("words_id", text, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("message_id", "words_id", name="pk_message_edits"),
    )


def _early_reports() -> None:
    text, instant = sa.String(), sa.DateTime(timezone=True)
    op.create_table(
        "early_reports",
        sa.Column("channel", text, nullable=False),
        sa.Column("account", text, nullable=False),
        sa.Column("name_hash", text, nullable=False),
        sa.Column("state", text, nullable=False),
        sa.Column("until", instant, nullable=True),
        sa.Column("reason", text, nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("accepted_at", instant, nullable=False),
        sa.PrimaryKeyConstraint(
            "channel", "account", "name_hash", "state", name="pk_early_reports"
        ),
    )
    op.create_index("ix_early_reports_accepted_at", "early_reports", ["accepted_at"])
