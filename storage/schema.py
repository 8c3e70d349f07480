"""Brings a database to the shape that this code expects."""

from enum import StrEnum
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData

from storage import (  # noqa: F401 - their tables join RegionTable's
    amendment_tables,
    audit_tables,
    blob_tables,
    channel_token_tables,
    desk_tables,
    glass_tables,
    history_tables,
    link_tables,
    list_tables,
    notification_tables,
    person_tables,
    privacy_tables,
    retention_tables,
    set_aside_tables,
    translation_tables,
)
from storage.chat import chat_tables  # noqa: F401 - as above
from storage.customer_keys import KeyTable
from storage.engine import Database
from storage.live import live_tables, mark_tables  # noqa: F401 - as above
from storage.numbers import counted_tables  # noqa: F401 - as above
from storage.tables import RegionTable

MIGRATIONS = Path(__file__).parent / "migrations"


class Kind(StrEnum):
    """The databases that a region has; each has its folder of revisions."""

    REGION = "region"
    KEYS = "keys"

    @property
    def metadata(self) -> MetaData:
        """The tables that the code expects."""
        return RegionTable.metadata if self is Kind.REGION else KeyTable.metadata


async def upgrade(database: Database, kind: Kind) -> None:
    """Run the revisions that are missing, all in one transaction. Raises Unavailable.

    Of processes that start together one does it, and the others wait till it is done.
    """
    await database.reshape(lambda connection: command.upgrade(config(connection, kind), "head"))


async def differences(database: Database, kind: Kind) -> list[Any]:
    """What the database's shape and the code's tables disagree about; empty after `upgrade`."""

    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, kind.metadata))

    return await database.read(compare)


def config(connection: Connection, kind: Kind) -> Config:
    """Alembic's configuration for one open transaction."""
    alembic = Config()
    alembic.set_main_option("path_separator", "newline")
    alembic.set_main_option("script_location", _escaped(MIGRATIONS))
    alembic.set_main_option("version_locations", _escaped(MIGRATIONS / kind))
    alembic.attributes["connection"] = connection
    alembic.attributes["metadata"] = kind.metadata
    return alembic


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
