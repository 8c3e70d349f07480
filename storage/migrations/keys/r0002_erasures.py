"""How often a key was destroyed: by that number every process knows that it holds old keys."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""
    made = op.create_table(
        "key_epoch",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_key_epoch"),
    )
    op.bulk_insert(made, [{"name": "destroyed", "number": 0}])


def downgrade() -> None:
    """Bring the database back to the shape before; keys that were destroyed stay so."""
    op.drop_table("key_epoch")
