"""Where the regions of a test are: files in its folder, or databases of a PostgreSQL server.

`pytest --database postgresql tests/e2e` lives every story of this folder on a server.
"""

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from rulebook.desk import read_desk
from runtime.settings import ROOT, variable
from storage.database.postgres import WRITERS
from storage.open import Place
from storage.schema import Kind

SERVER = "TESTS_POSTGRES"  # the address of a database of the server, its name left open
NAME = "{database}"
REGION = "{region}"


def settings_of(folder: Path) -> dict[str, Any]:
    """The settings by which all parts find the databases that belong to the folder.

    None where they are files. Databases of a server are made when they are first asked for.
    """
    server = os.environ.get(SERVER)
    if server is None:
        return {}
    stem = "e2e_" + hashlib.sha256(str(folder).encode()).hexdigest()[:10]
    names = {kind: f"{stem}_{kind}_{REGION}" for kind in Kind}
    _make(server, [name.replace(REGION, one) for name in names.values() for one in _regions()])
    return {
        "database": server.replace(NAME, names[Kind.REGION]),
        "keys_database": server.replace(NAME, names[Kind.KEYS]),
    }


def environment_of(folder: Path) -> Mapping[str, str]:
    """The same, for a process of its own."""
    return {variable(name): value for name, value in settings_of(folder).items()}


def place_of(folder: Path, region: str = "eu") -> Place:
    """One region's databases; its files are in the folder itself."""
    told = settings_of(folder)
    if not told:
        return Place.in_folder(folder)
    return Place.at(*(url.replace(REGION, region) for url in told.values()))


def written_of(folder: Path) -> list[Path]:
    """Where all is that was written of the folder's regions, once it is there."""
    urls = [url.replace(REGION, one) for url in settings_of(folder).values() for one in _regions()]
    if not urls:
        return [folder]
    names = [make_url(url).database for url in urls]
    with psycopg.connect(urls[0], autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        [(data,)] = connection.execute("SHOW data_directory").fetchall()
        asked = "SELECT oid FROM pg_database WHERE datname = ANY(%s)"
        found = connection.execute(asked, [names]).fetchall()
    return [folder, *(Path(data) / "base" / str(oid) for (oid,) in found)]


@contextlib.contextmanager
def held(data: Path, place: Place) -> Iterator[None]:
    """Another program has the region's database to itself, and nobody else writes."""
    if make_url(place.url).drivername.startswith("postgresql"):
        with psycopg.connect(place.url) as other:
            other.execute(f"SELECT pg_advisory_lock({WRITERS})")
            yield
        return
    with contextlib.closing(sqlite3.connect(data / "region.sqlite", isolation_level=None)) as file:
        file.execute("begin exclusive")
        try:
            yield
        finally:
            file.execute("rollback")


def _regions() -> list[str]:
    return list(read_desk(ROOT / "desk").regions)


def _make(server: str, names: list[str]) -> None:
    with psycopg.connect(server.replace(NAME, "postgres"), autocommit=True) as connection:
        known = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        for name in names:
            if name not in known:
                connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
