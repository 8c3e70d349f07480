"""Brings a database to the shape that this code expects."""

from enum import StrEnum
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData

from storage.database.engine import Database
from storage.keys.customer_keys import KeyTable
from storage.tables import (  # noqa: F401 - their tables join RegionTable's
    amendments,
    audit,
    blobs,
    channel_tokens,
    chat,
    counted,
    desks,
    glass,
    histories,
    links,
    lists,
    live,
    marks,
    notifications,
    persons,
    privacy,
    retention,
    set_aside,
    translations,
)
from storage.tables.region import RegionTable

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
