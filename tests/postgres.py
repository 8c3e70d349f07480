"""A PostgreSQL server of our own, from the binaries of the system, for as long as tests run."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from pwd import getpwnam
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from runtime.addresses import free_port
from runtime.waiting import until
from storage.database.engine import open_database
from storage.open import Place
from storage.schema import Kind, upgrade
from tests.patience import PATIENCE

NO_POSTGRES = "no PostgreSQL here: install it, or set PG_BIN to the folder of its programs"
USER = "meridian"
PASSWORD = "a password of the tests"
# A copied database costs a test half a second, an emptied one a tenth of that.
EMPTYING = """
CREATE SCHEMA seed;
CREATE FUNCTION seed.keep() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one text; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE seed.%1$I AS TABLE public.%1$I', one);
  END LOOP;
END $$;
CREATE FUNCTION seed.restore() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one text; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DELETE FROM public.%I', one);
    EXECUTE format('INSERT INTO public.%1$I SELECT * FROM seed.%1$I', one);
  END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER SEQUENCE public.%I RESTART', one);
  END LOOP;
END $$;
SELECT seed.keep();
"""
# What is lost when the machine loses its power is not what we test; what a killed server loses is.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "on"}


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: as PG_BIN says, as Debian installs them, or on PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: one.parent.name)
    on_path = shutil.which("initdb")
    known = [os.environ.get("PG_BIN"), *reversed(debian), on_path and Path(on_path).parent]
    return next((Path(one) for one in known if one and (Path(one) / "initdb").is_file()), None)


@dataclass
class Postgres:
    """One server, which can be killed; its databases survive that."""

    folder: Path
    bin: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    numbers: Iterator[int] = field(default_factory=count)
    emptied: list[tuple[str, str]] = field(default_factory=list)

    def url(self, database: str, **query: str) -> str:
        """Where one database is reached, over TCP and with the password."""
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return f"postgresql://{USER}:{quote(PASSWORD)}@127.0.0.1:{self.port}/{database}?{asked}"

    def make(self) -> None:
        """Make the folder and the cluster in it."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, *_user())
        secret = self.folder / "password"
        secret.write_text(f"{PASSWORD}\n")
        self._program(
            "initdb", "-D", str(self.folder / "data"), "-U", USER, "--pwfile", str(secret),
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync",
            "--wal-segsize", "1",
        )  # fmt: skip

    async def start(self, **settings: str) -> None:
        """Start the server, and return once it answers."""
        told = {
            **FAST,
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
            "min_wal_size": "2MB",
            "max_wal_size": "32MB",
            **settings,
        }
        options = [part for name, value in told.items() for part in ("-c", f"{name}={value}")]

        async def answers() -> bool:
            if self.process is None or self.process.poll() is not None:
                # What a killed server leaves of its children holds the memory for a moment.
                self.process = self._begin(options)
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return True
            return False

        await until(answers, PATIENCE, f"the server does not start: see {self.folder}/log")

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    @contextmanager
    def holding_its_breath(self) -> Iterator[None]:
        """The server and all its children are there and say nothing."""
        assert self.process is not None
        family = [psutil.Process(self.process.pid)]
        family += family[0].children(recursive=True)
        for one in family:
            one.suspend()
        try:
            yield
        finally:
            for one in family:
                one.resume()

    def stop(self) -> None:
        """End it, and remove all that it had."""
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, statement: sql.Composable | str, database: str = "postgres") -> list[Any]:
        """Run one statement by itself; its rows."""
        with closing(psycopg.connect(self.url(database), autocommit=True)) as connection:
            cursor = connection.execute(statement)  # type: ignore[arg-type]  # tests write them
            return cursor.fetchall() if cursor.description else []

    def database(self, template: str = "template0") -> str:
        """The name of a new database."""
        name = f"{template}_{next(self.numbers)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, *databases: str) -> None:
        """Remove databases, whoever is connected to them."""
        for name in databases:
            self.ask(f"DROP DATABASE {name} WITH (FORCE)")

    def place(self, **query: str) -> Place:
        """The two databases of a region, in their present shape and empty."""
        made = self.emptied.pop() if self.emptied else self._copied()
        region, keys = (self.url(name, **query) for name in made)
        return Place.at(region, keys)

    def forget(self, place: Place) -> None:
        """Empty a region's databases for whoever needs some next; drop what has another shape."""
        region, keys = _names(place)
        try:
            for name in (region, keys):
                self.ask("SELECT seed.restore()", name)
        except psycopg.Error:
            self.drop(region, keys)
        else:
            self.emptied.append((region, keys))

    def folders(self, place: Place) -> list[Path]:
        """Where all is that the server wrote of a region's databases, written by now."""
        self.ask("CHECKPOINT")
        known = dict(self.ask("SELECT datname, oid FROM pg_database"))
        data = self.folder / "data"
        return [*(data / "base" / str(known[name]) for name in _names(place)), data / "pg_wal"]

    async def make_templates(self) -> None:
        """Databases in their present shape, to copy: to bring one there takes half a second."""
        for kind in Kind:
            self.ask(f"CREATE DATABASE meridian_{kind} TEMPLATE template0")
            database = open_database(self.url(f"meridian_{kind}"))
            await upgrade(database, kind)
            await database.dispose()
            self.ask(EMPTYING, f"meridian_{kind}")

    def _copied(self) -> tuple[str, str]:
        return self.database(f"meridian_{Kind.REGION}"), self.database(f"meridian_{Kind.KEYS}")

    def _begin(self, options: list[str]) -> subprocess.Popen[bytes]:
        command = [str(self.bin / "postgres"), "-D", str(self.folder / "data"), *options]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **_as_user())

    def _program(self, name: str, *arguments: str) -> None:
        command = [str(self.bin / name), *arguments]
        ended = subprocess.run(command, capture_output=True, cwd="/", check=False, **_as_user())
        assert ended.returncode == 0, ended.stderr.decode()


def a_server() -> Iterator[Postgres]:
    """A running server with its templates; for a fixture of whichever scope. Needs `programs`."""
    folder, found = Path(tempfile.mkdtemp(prefix="meridian-pg-")), programs()
    assert found is not None, NO_POSTGRES
    server = Postgres(folder, found)
    try:
        server.make()
        asyncio.run(server.start())
        asyncio.run(server.make_templates())
        yield server
    finally:
        server.stop()


def _names(place: Place) -> tuple[str, str]:
    return str(make_url(place.url).database), str(make_url(place.keys_url).database)


def _user() -> tuple[int, int]:
    """Whom the server runs as where we are root: it refuses to be root itself."""
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            known = getpwnam(name)
            return known.pw_uid, known.pw_gid
    raise LookupError("root needs a user postgres or nobody to run PostgreSQL as")


def _as_user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    user, group = _user()
    return {"user": user, "group": group, "extra_groups": []}
