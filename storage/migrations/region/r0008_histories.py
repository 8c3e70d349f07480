"""The histories of tickets' workflows, sealed when a run of one has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "histories",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("run_before", sa.String(), nullable=True),
        sa.Column("ended", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("build", sa.String(), nullable=False),
        sa.Column("timezones", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("disagreement", sa.String(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_histories"),
    )
    op.create_index(
        "ix_histories_ticket_id_place", "histories", ["ticket_id", "place"], unique=True
    )
    op.create_index("ix_histories_closed_at", "histories", ["closed_at"])
    op.create_table(
        "sealing",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sealing"),
    )


def downgrade() -> None:
    """Bring the database back to the shape before; what Temporal has forgotten is lost with it."""
    op.drop_table("sealing")
    op.drop_table("histories")
