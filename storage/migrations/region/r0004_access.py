"""What people of other regions did here, and whom a service key speaks for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "access",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=True),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("outcome", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access"),
    )
    op.create_index("ix_access_ticket_id_at_id", "access", ["ticket_id", "at", "id"])
    op.create_index("ix_access_at_id", "access", ["at", "id"])
    op.add_column("api_keys", sa.Column("peers", sa.String(), nullable=True))


def downgrade() -> None:
    """Bring the database back to the shape before."""
    op.drop_column("api_keys", "peers")
    op.drop_table("access")
