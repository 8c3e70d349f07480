"""Who has a ticket open, and what people have set for themselves."""

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""


def downgrade() -> None:
    """Bring the database back to the shape before."""
