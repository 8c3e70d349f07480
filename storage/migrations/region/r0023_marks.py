"""How far agents have read."""

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this shape."""


def downgrade() -> None:
    """Bring the database back to the shape before."""
