"""What alembic runs: the caller hands its open transaction over, there is nothing to configure."""

from alembic import context
from sqlalchemy import Connection, MetaData

connection: Connection = context.config.attributes["connection"]
metadata: MetaData = context.config.attributes["metadata"]

context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)
context.run_migrations()
