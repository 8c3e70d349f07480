"""What stands in a region's file, counted without the desk's own code."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

Row = tuple[str, ...]


async def rows(file: Path, query: str, *values: str) -> Sequence[Row]:
    """What a query finds in the file; nothing is written."""
    return await asyncio.to_thread(_rows, file, query, values)


async def happened(file: Path, kind: str) -> int:
    """How many events of that kind the region's ledger holds."""
    [(count,)] = await rows(file, "SELECT count(*) FROM ledger WHERE kind = ?", kind)
    return int(count)


def _rows(file: Path, query: str, values: Sequence[str]) -> Sequence[Row]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(query, values).fetchall()
