"""New databases for tests that need some: brought into shape once, and then copied.

To run all revisions on two empty files takes a quarter of a second of work, a copy a hundredth.
"""

import tempfile
from functools import cache
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from storage.database.sqlite import sqlite_url
from storage.open import Place
from storage.schema import Kind, config


def in_shape(folder: Path) -> Place:
    """The databases of a region in that folder: those that are there, or else new and empty ones.

    They are in their present shape and no key was used on them yet. `Place.in_folder` is for a
    test that promises something of how they come to be.
    """
    place = Place.in_folder(folder)
    if not place.may_be_there():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for kind in Kind:
            (folder / f"{kind}.sqlite").write_bytes(_empty(kind))
    return place


@cache
def _empty(kind: Kind) -> bytes:
    """A file of that kind as the revisions make it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{kind}.sqlite"
        engine = create_engine(sqlite_url(file))
        with engine.begin() as connection:
            command.upgrade(config(connection, kind), "head")
        engine.dispose()
        return file.read_bytes()
