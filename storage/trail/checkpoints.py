"""Signs what the trail was: the tree over it, grown by what is new, and a note of its root.

All of it happens in one transaction under the counter of the trail, so that of several who sign at
the same time one does, and the others find that it was done.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, tuple_

from domain import merkle
from domain.audit import GENESIS, linked
from domain.checkpoints import Checkpoint
from storage.database import counters
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.tables.audit import AuditCheckpointRow, AuditNodeRow
from storage.tables.region import table_of
from storage.trail.audit import LAST, STRETCH

MOST_AT_ONCE = 1000  # entries for which others wait while they are hashed

nodes = table_of(AuditNodeRow)
checkpoints = table_of(AuditCheckpointRow)
LEAVES = select(func.coalesce(func.max(nodes.c.place) + 1, 0)).where(nodes.c.level == 0)
NEWEST = (
    select(checkpoints.c.size, checkpoints.c.root, checkpoints.c.note)
    .order_by(checkpoints.c.size.desc())
    .limit(1)
)
SOME_NODES = select(nodes.c.level, nodes.c.place, nodes.c.hash).where(
    tuple_(nodes.c.level, nodes.c.place).in_(bindparam("wanted", expanding=True))
)
KEEP_NODES = insert(nodes)
KEEP = insert(checkpoints)

Sign = Callable[[str], str]
NODES_AT_ONCE = 500


class WillNotSign(Exception):
    """The trail is not what was signed of it before; the sentence says where they differ."""


@dataclass(frozen=True, slots=True)
class Signed:
    """The newest note in a database; size 0 and no note where nothing was signed yet."""

    size: int = 0
    root: bytes = merkle.EMPTY
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How long a trail is, and how far it is signed."""

    size: int
    signed: Signed


class SqlCheckpoints:
    """What is signed of one region's trail."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def standing(self) -> Standing:
        """How far the trail is, and how far it is signed. Raises Unavailable."""
        return await self._database.read(
            lambda one: Standing(counters.standing(one, counters.AUDIT), _newest(one))
        )

    async def sign(
        self, origin: str, sign: Sign, seen: Signed, outside: Checkpoint | None
    ) -> Signed | None:
        """Take up to a thousand new entries into the tree, and sign how far that is.

        None where there is nothing new, or where somebody else signed since `seen`; also where the
        trail was not yet taken up to `outside`, the newest note that stands elsewhere: then there
        is more to do. Raises WillNotSign where the trail breaks its chain, or is not the one which
        was signed before, here or outside; and Unavailable.
        """

        def work(connection: Connection) -> Signed | None:
            size = counters.held(connection, counters.AUDIT)
            newest = _newest(connection)
            if newest.size != seen.size:
                return None
            reached = _grow(connection, size, newest, outside)
            if outside is not None and reached < outside.size:
                return None
            root = _checked(connection, reached, newest, outside)
            if reached == newest.size:
                return None
            note = sign(Checkpoint(origin, reached, root).text)
            connection.execute(KEEP, {"size": reached, "root": root, "note": note})
            return Signed(reached, root, note)

        return await self._writer.write(work)


def cut(size: int, signed: int) -> str:
    """The sentence about a trail that is shorter than what was signed of it."""
    return (
        f"the trail ends with entry {size}, and entry {signed} was signed: it was cut, or the "
        "database is older than what was signed of it"
    )


def stored(connection: Connection, wanted: Iterable[merkle.Node]) -> Mapping[merkle.Node, bytes]:
    """Those of the nodes that are kept."""
    found = {}
    asked = sorted(wanted)
    for start in range(0, len(asked), NODES_AT_ONCE):
        some = {"wanted": asked[start : start + NODES_AT_ONCE]}
        for row in connection.execute(SOME_NODES, some):
            found[row.level, row.place] = bytes_of(row.hash)
    return found


def bytes_of(found: object) -> bytes:
    """What a column of bytes has; SQLite takes anything there from who writes to its file."""
    return bytes(found) if isinstance(found, bytes | memoryview) else str(found).encode()


def _newest(connection: Connection) -> Signed:
    row = connection.execute(NEWEST).one_or_none()
    return Signed() if row is None else Signed(row.size, bytes_of(row.root), str(row.note))


def _grow(connection: Connection, size: int, newest: Signed, outside: Checkpoint | None) -> int:
    """Take the next entries into the tree; how many it has then."""
    known = connection.execute(LEAVES).scalar_one()
    signed = max(known, newest.size, outside.size if outside else 0)
    if size < signed:
        raise WillNotSign(cut(size, signed))
    frontier = merkle.Frontier(known, _edge(connection, known))
    rows = []
    for body in _bodies(connection, known, size):
        made = frontier.append(merkle.leaf_hash(body))
        rows += [
            {"level": level, "place": (frontier.size >> level) - 1, "hash": one}
            for level, one in enumerate(made)
        ]
    if rows:
        connection.execute(KEEP_NODES, rows)
    return frontier.size


def _bodies(connection: Connection, known: int, size: int) -> list[bytes]:
    """The next bodies, once it is seen that each is linked to the one before."""
    previous = connection.execute(LAST, {"own_number": known}).scalar() if known else GENESIS
    if previous is None:
        raise WillNotSign(f"entry {known} is missing")
    bodies, previous = [], bytes_of(previous)
    wanted = {"after": known, "limit": min(size - known, MOST_AT_ONCE)}
    rows = connection.execute(STRETCH, wanted).all()
    for number, row in enumerate(rows, start=known + 1):
        if row.number != number:
            raise WillNotSign(f"entry {number} is missing")
        bodies.append(bytes_of(row.body))
        previous = linked(previous, bodies[-1])
        if previous != bytes_of(row.hash):
            raise WillNotSign(f"entry {number} was changed: its hash is not that of its body")
    if len(bodies) < wanted["limit"]:
        raise WillNotSign(f"entry {known + len(bodies) + 1} is missing")
    return bodies


def _checked(
    connection: Connection, size: int, newest: Signed, outside: Checkpoint | None
) -> bytes:
    """The root, once it is seen that the tree grew out of those that were signed."""
    before = {newest.size: newest.root, **({outside.size: outside.root} if outside else {})}
    wanted = [(0, one) for one in (size, *before)]
    kept = stored(connection, merkle.nodes_of(wanted))
    try:
        root, *roots = merkle.hashed(wanted, kept)
    except KeyError:
        raise WillNotSign("nodes of its tree are missing") from None
    for (length, known), found in zip(before.items(), roots, strict=True):
        if found != known:
            raise WillNotSign(
                f"its first {length} entries are not those that were signed: it was changed, or "
                "the database is older than what was signed of it"
            )
    if outside is not None and outside.size == newest.size and outside.root != newest.root:
        raise WillNotSign(f"two notes of its first {newest.size} entries differ")
    return root


def _edge(connection: Connection, size: int) -> list[bytes]:
    peaks = merkle.peaks(size)
    kept = stored(connection, peaks)
    try:
        return [kept[node] for node in peaks]
    except KeyError:
        raise WillNotSign("nodes of its tree are missing") from None
