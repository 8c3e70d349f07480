"""What the chat on web sites remembers."""

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""


def downgrade() -> None:
    """Bring the database back to the shape before."""
