"""The keys of a region's customers: the first shape."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    _make_customer_keys()
    _make_region_proof()


def downgrade() -> None:
    """Bring the database back to the shape before."""
    for table in ("customer_keys", "region_proof"):
        op.drop_table(table)


def _make_customer_keys() -> None:
    op.create_table(
        "customer_keys",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_customer_keys"),
    )


def _make_region_proof() -> None:
    op.create_table(
        "region_proof",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("region", name="pk_region_proof"),
    )
