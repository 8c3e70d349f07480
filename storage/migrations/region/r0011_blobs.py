"""Files that came with messages."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    op.create_table(
        "blobs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_blobs"),
    )
    op.create_index("ix_blobs_customer_id", "blobs", ["customer_id"])
    op.create_table(
        "blob_parts",
        sa.Column("blob_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("blob_id", "number", name="pk_blob_parts"),
    )
    op.create_index("ix_blob_parts_customer_id", "blob_parts", ["customer_id"])


def downgrade() -> None:
    """Bring the database back to the shape before; files are gone, their names stay."""
    op.drop_table("blob_parts")
    op.drop_table("blobs")
