"""Parts of messages, and when and where people want to be reached."""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""


def downgrade() -> None:
    """Bring the database back to the shape before."""
