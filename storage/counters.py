"""Numbers without gaps, and the rows that writers wait for.

On PostgreSQL the locked row keeps two transactions from building on the same state; on SQLite
BEGIN IMMEDIATE has done so already and the lock is not spelled out.
"""

from sqlalchemy import Connection, bindparam, select, update

from storage.tables import CounterRow, table_of

counters = table_of(CounterRow)
LEDGER = "ledger"  # the last position in the region's ledger
LEASES = "leases"  # held while dispatchers choose, so that no two choose the same ticket
HELD = select(counters.c.value).where(counters.c.name == bindparam("own")).with_for_update()
ADVANCE = update(counters).where(counters.c.name == bindparam("own"))


def held(connection: Connection, name: str) -> int:
    """The counter's value, which nobody else can change before this transaction ends."""
    return int(connection.execute(HELD, {"own": name}).scalar_one())


def advance(connection: Connection, name: str, value: int) -> None:
    """Count up to `value`."""
    connection.execute(ADVANCE, {"own": name, "value": value})
