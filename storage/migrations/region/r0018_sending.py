"""Parts of messages, and when and where people want to be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SO_FAR = """
    UPDATE outbox SET state = COALESCE(
        (SELECT delivery FROM messages WHERE messages.id = outbox.message_id), state
    ) WHERE settled
"""


def upgrade() -> None:
    """Bring the database to this shape."""
    text, instant = sa.String(), sa.DateTime(timezone=True)
    for column in (
        sa.Column("recipient_hash", text, nullable=False, server_default=""),
        sa.Column("state", text, nullable=False, server_default="queued"),
        sa.Column("sent_at", instant, nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("outbox", column)
    op.execute(sa.text(SO_FAR))
    to_somebody = ["channel", "account", "recipient_hash", "sent_at"]
    op.create_index("ix_outbox_channel_account_recipient_hash_sent_at", "outbox", to_somebody)
    op.add_column("identities", sa.Column("wrote_at", instant, nullable=True))
    op.create_table(
        "preferences",
        sa.Column("customer_id", text, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_preferences"),
    )


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.drop_table("preferences")
    op.drop_column("identities", "wrote_at")
    op.drop_index("ix_outbox_channel_account_recipient_hash_sent_at", "outbox")
    for name in ("automatic", "sent_at", "state", "recipient_hash"):
        op.drop_column("outbox", name)
