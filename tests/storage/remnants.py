"""What is left of somebody in files: secrets and words in many spellings, and what still opens."""

import base64
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage.keys.sealing import RegionSecrets, Unreadable
from tests.storage.test_secrecy import found as words_found


@dataclass(frozen=True)
class Keys:
    """The data keys of a region, as a test takes them out of its files: wrapped and plain."""

    wrapped: Mapping[str, bytes]
    plain: Mapping[str, bytes]


def keys_in(folder: Path, secrets: RegionSecrets) -> Keys:
    """Every key that there is."""
    with closing(sqlite3.connect(folder / "keys.sqlite")) as database:
        rows = dict(database.execute("SELECT customer_id, wrapped FROM customer_keys"))
    wrapped = {name: bytes(key) for name, key in rows.items() if any(key)}
    return Keys(wrapped, {name: secrets.unwrapped(name, key) for name, key in wrapped.items()})


def spellings(secret: bytes) -> Iterator[bytes]:
    """Ways in which bytes may stand in a file; base64 has three, by where they begin."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for offset in range(3):
            encoded = encode(b"\0" * offset + secret)
            yield encoded[4 if offset else 0 : -4]


def files_with(folder: Path, secret: bytes) -> list[str]:
    """The files of a folder, those of SQLite's log too, that hold a secret in any spelling."""
    wanted = list(spellings(secret))
    files = [one for one in folder.rglob("*") if one.is_file()]
    contents = ((one, one.read_bytes()) for one in files)
    return [str(one) for one, content in contents if any(way in content for way in wanted)]


def files_with_words(folder: Path, words: Iterable[str]) -> dict[str, list[str]]:
    """The files that hold any of these words; none for a word that is nowhere."""
    return {word: files for word in words if (files := words_found(folder, word))}


@dataclass(frozen=True)
class Ciphertext:
    """What stands in one column of bytes, and whose it is."""

    table: str
    column: str
    row: Mapping[str, object]
    content: bytes

    @property
    def customer_id(self) -> str:
        """ "" for what is nobody's."""
        return str(self.row.get("customer_id") or "")


def ciphertexts(folder: Path) -> list[Ciphertext]:
    """Every value of bytes in every table of both databases."""
    return [one for file in sorted(folder.glob("*.sqlite")) for one in _in_file(file)]


def _in_file(file: Path) -> Iterator[Ciphertext]:
    for table, row in _rows(file):
        for column, value in row.items():
            if isinstance(value, bytes) and value:
                yield Ciphertext(table, column, row, value)


def _rows(file: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                yield table, dict(row)


def tables_naming(folder: Path, customer_id: str) -> set[str]:
    """The tables with a row that names the customer in a column of customers."""
    return {
        table
        for file in sorted(folder.glob("*.sqlite"))
        for table, row in _rows(file)
        if customer_id in (row.get("customer_id"), row.get("id"))
    }


def opening(one: Ciphertext, secrets: RegionSecrets, keys: Mapping[str, bytes]) -> list[str]:
    """Whose keys open it, wherever it says that it belongs."""
    return [
        owner
        for owner, key in keys.items()
        if any(_opens(one, secrets, key, *place) for place in _places(one, keys))
    ]


def _places(one: Ciphertext, keys: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    said = [str(value) for value in one.row.values() if isinstance(value, str)]
    place = "/".join(str(one.row.get(name)) for name in ("channel", "account", "sender_hash"))
    for customer in {one.customer_id, *keys}:
        for name in (*said, f"profile of {place}"):
            yield customer, name


def _opens(one: Ciphertext, secrets: RegionSecrets, key: bytes, customer: str, name: str) -> bool:
    try:
        secrets.open(key, customer, name, one.content)
    except (Unreadable, ValueError):
        return False
    return True
