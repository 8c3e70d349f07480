"""Whether a backup brought back somebody who was erased since it was made."""

from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection, bindparam, select, union

from domain.halting import CannotGoOn
from domain.persons import MarkKind
from storage.database.engine import Database
from storage.keys.customer_keys import CustomerKeys
from storage.people.marks import customers, marks
from storage.privacy.erasure_list import ErasureList, Listed
from storage.privacy.purging import texts

TOGETHER = 500  # ids that are looked for by one query
GONE = select(marks.c.customer_id, marks.c.kind).where(
    marks.c.customer_id.in_(bindparam("ids", expanding=True)),
    marks.c.kind.in_([MarkKind.ERASING.value, MarkKind.ERASED.value]),
)
THERE = union(
    select(texts.c.customer_id).where(
        texts.c.customer_id.in_(bindparam("ids", expanding=True)), texts.c.sealed != b""
    ),
    select(customers.c.id).where(customers.c.id.in_(bindparam("ids", expanding=True))),
)


class Restored(CannotGoOn):
    """Somebody is back who was erased; the sentence says what to do before anything is opened."""


async def expect_nobody_back(
    region: str, database: Database, keys: CustomerKeys, listed: ErasureList | None
) -> None:
    """Raise Restored unless all who are on the list are erased, or are just being erased."""
    back = [] if listed is None else await who_is_back(database, keys, listed.persons())
    if back:
        many = "1 person who was" if len(back) == 1 else f"{len(back)} persons who were"
        raise Restored(
            f"region {region} holds {many} erased, as after an older backup was "
            "restored: run `meridian customer erase --again` before it is opened"
        )


async def who_is_back(
    database: Database, keys: CustomerKeys, listed: Mapping[str, Listed]
) -> list[str]:
    """Those on the list who have a key or a text, or whose erasure is not noted as done."""
    back: list[str] = []
    wanted = sorted(listed)
    for first in range(0, len(wanted), TOGETHER):
        some = wanted[first : first + TOGETHER]
        alive = await keys.alive(some)
        marked, kept = await database.read(partial(_standing, customer_ids=some))
        for customer_id in some:
            # One that is under way goes on by itself; had it been done, the mark would say so.
            is_under_way = marked.get(customer_id) is MarkKind.ERASING
            is_there = customer_id in alive or customer_id in kept
            if bool(listed[customer_id].certificate) if is_under_way else is_there:
                back.append(customer_id)
    return back


def _standing(
    connection: Connection, customer_ids: list[str]
) -> tuple[dict[str, MarkKind], frozenset[str]]:
    """Who is being erased or was, and who is known or has texts."""
    ids = {"ids": customer_ids}
    marked = {row.customer_id: MarkKind(row.kind) for row in connection.execute(GONE, ids)}
    return marked, frozenset(connection.execute(THERE, ids).scalars())
