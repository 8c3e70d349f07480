"""Which shape a database has, and which one this code expects; looks, and changes nothing."""

from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.database.engine import Database
from storage.schema import Kind, config


@dataclass(frozen=True, slots=True)
class Revisions:
    """The revision of a database, None where it has no table yet, and the newest one we know."""

    current: str | None
    head: str | None
    is_known: bool  # whether this version of the code has heard of `current`


async def revisions(database: Database, kind: Kind) -> Revisions:
    """What a database is and should be. Raises Unavailable."""

    def query(connection: Connection) -> Revisions:
        scripts = ScriptDirectory.from_config(config(connection, kind))
        current = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in scripts.walk_revisions()}
        return Revisions(current, scripts.get_current_head(), current is None or current in known)

    return await database.read(query)
