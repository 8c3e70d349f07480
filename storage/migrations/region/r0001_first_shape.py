"""What a region remembers: the first shape."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    _make_api_keys()
    _make_bindings()
    _make_counters()
    _make_customers()
    _make_identities()
    _make_inbox()
    _make_ledger()
    _make_messages()
    _make_outbox()
    _make_idempotency_keys()
    _make_policies()
    _make_texts()
    _make_tickets()
    _make_translations()


def downgrade() -> None:
    """Bring the database back to the shape before."""
    for table in (
        "api_keys",
        "bindings",
        "counters",
        "customers",
        "identities",
        "inbox",
        "ledger",
        "messages",
        "outbox",
        "idempotency_keys",
        "policies",
        "texts",
        "tickets",
        "translations",
    ):
        op.drop_table(table)


def _make_api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("teams", sa.String(), nullable=True),
        sa.Column("agent_id", sa.String(), nullable=True),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
    )


def _make_bindings() -> None:
    op.create_table(
        "bindings",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("closed_ticket_id", sa.String(), nullable=True),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", "key_hash", name="pk_bindings"),
    )
    op.create_index(
        "ix_bindings_customer_id_channel_account", "bindings", ["customer_id", "channel", "account"]
    )
    op.create_index("ix_bindings_ticket_id", "bindings", ["ticket_id"])


def _make_counters() -> None:
    made = op.create_table(
        "counters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.bulk_insert(made, [{"name": name, "value": 0} for name in ("ledger", "leases")])


def _make_customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
    )


def _make_identities() -> None:
    op.create_table(
        "identities",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("sender_hash", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=True),
        sa.Column("profile_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", "sender_hash", name="pk_identities"),
    )
    op.create_index("ix_identities_customer_id", "identities", ["customer_id"])


def _make_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("message_hash", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("region_reason", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("linked", sa.String(), nullable=True),
        sa.Column("absorbed_ticket", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_inbox"),
        sa.UniqueConstraint("id", name="uq_inbox_id"),
        sa.UniqueConstraint(
            "channel", "account", "message_hash", name="uq_inbox_channel_account_message_hash"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_ready_at", "inbox", ["ready_at"])
    op.create_index("ix_inbox_ticket_id_state_number", "inbox", ["ticket_id", "state", "number"])


def _make_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "sequence", name="pk_ledger"),
        sa.UniqueConstraint("position", name="uq_ledger_position"),
    )


def _make_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("author_kind", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=True),
        sa.Column("delivery_reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_ticket_id_sequence", "messages", ["ticket_id", "sequence"])


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("in_call", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "sequence", "part", name="pk_outbox"),
    )
    op.create_index("ix_outbox_message_id", "outbox", ["message_id"])
    op.create_index("ix_outbox_provider_id", "outbox", ["provider_id"])


def _make_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_made_at", "idempotency_keys", ["made_at"])


def _make_policies() -> None:
    op.create_table(
        "policies",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_policies"),
    )


def _make_texts() -> None:
    op.create_table(
        "texts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
    )
    op.create_index("ix_texts_customer_id", "texts", ["customer_id"])
    op.create_index("ix_texts_ticket_id", "texts", ["ticket_id"])


def _make_tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
    )
    op.create_index("ix_tickets_assignee", "tickets", ["assignee"])
    op.create_index("ix_tickets_customer_id", "tickets", ["customer_id"])
    op.create_index("ix_tickets_status_updated_at", "tickets", ["status", "updated_at"])
    op.create_index(
        "ix_tickets_team_status_updated_at", "tickets", ["team", "status", "updated_at"]
    )
    op.create_index("ix_tickets_updated_at_id", "tickets", ["updated_at", "id"])


def _make_translations() -> None:
    op.create_table(
        "translations",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("text_id", sa.String(), nullable=False),
        sa.Column("flags", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "language", name="pk_translations"),
    )
