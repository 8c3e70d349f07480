"""Numbers without gaps, and the rows that writers wait for.

On PostgreSQL the locked row keeps two transactions from building on the same state, whoever else
writes to the database; on SQLite BEGIN IMMEDIATE does so and the lock is not spelled out.
"""

from sqlalchemy import Connection, String, bindparam, cast, func, select, update

from storage.tables.region import CounterRow, table_of

counters = table_of(CounterRow)
LEDGER = "ledger"  # the last position in the region's ledger
AUDIT = "audit"  # the last number on the region's trail
LEASES = "leases"  # held while dispatchers choose, so that no two choose the same ticket
STANDING = select(counters.c.value).where(counters.c.name == bindparam("own"))
HELD = STANDING.with_for_update()
ADVANCE = update(counters).where(counters.c.name == bindparam("own"))
_moved = ADVANCE.values(value=bindparam("value")).returning(counters).cte("moved")
# https://www.postgresql.org/docs/current/sql-notify.html: heard by others once it is committed
ADVANCE_ALOUD = select(func.pg_notify(_moved.c.name, cast(_moved.c.value, String)))


def standing(connection: Connection, name: str) -> int:
    """The counter's value as it is seen now."""
    return int(connection.execute(STANDING, {"own": name}).scalar_one())


def held(connection: Connection, name: str) -> int:
    """The counter's value, which nobody else can change before this transaction ends."""
    return int(connection.execute(HELD, {"own": name}).scalar_one())


def advance(connection: Connection, name: str, value: int) -> None:
    """Count up to `value`; whoever follows the counter hears of it after the commit."""
    aloud = connection.dialect.name == "postgresql"
    connection.execute(ADVANCE_ALOUD if aloud else ADVANCE, {"own": name, "value": value})
