"""Requests of people about their own data, their consents, and exports that wait for them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    _make_requests()
    op.create_table(
        "consents",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_consents"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_consents_customer_id_purpose_number", "consents", ["customer_id", "purpose", "number"]
    )
    op.create_table(
        "privacy_exports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_privacy_exports"),
        sa.UniqueConstraint("token_hash", name="uq_privacy_exports_token_hash"),
    )
    op.create_index("ix_privacy_exports_customer_id", "privacy_exports", ["customer_id"])
    op.create_index("ix_privacy_exports_until", "privacy_exports", ["until"])


def downgrade() -> None:
    """Bring the database back to the shape before; what people asked and agreed to is lost."""
    op.drop_table("privacy_exports")
    op.drop_table("consents")
    op.drop_table("privacy_requests")


def _make_requests() -> None:
    instants = ("extended_at", "code_sent_at", "code_until", "person_at", "approved_at", "ended_at")
    words = (
        "extension_reason",
        "code_hash",
        "code_state",
        "approved_by",
        "ended_by",
        "refusal_reason",
    )
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("law", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("codes", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in instants),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.PrimaryKeyConstraint("id", name="pk_privacy_requests"),
    )
    op.create_index("ix_privacy_requests_customer_id", "privacy_requests", ["customer_id"])
    op.create_index("ix_privacy_requests_due_at_id", "privacy_requests", ["due_at", "id"])
    op.create_index(
        "ix_privacy_requests_state_due_at_id", "privacy_requests", ["state", "due_at", "id"]
    )
