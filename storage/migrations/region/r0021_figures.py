"""What analytics count by."""

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""


def downgrade() -> None:
    """Bring the database back to the shape before."""
