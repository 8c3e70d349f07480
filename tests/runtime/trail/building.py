"""A region with a trail that is signed now and then, and an attacker who can write to its files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from domain.audit import GENESIS, Action, Deed, body_of, linked
from domain.merkle import Frontier, leaf_hash
from domain.stores import RegionStores
from runtime.audit_keys import origin_of
from runtime.checkpoint_files import NoteFolder
from runtime.clock import SystemClock
from runtime.notary import Notary
from runtime.note_sources import OutsideNotes
from runtime.signed_notes import Signer
from runtime.verification import Keys, Verdict, Verification
from storage.auditing.trail import open_trail
from storage.database.engine import open_database
from storage.open import OpenRegion, Place, open_region
from storage.trail.audit import audit
from storage.trail.checkpoints import checkpoints, nodes
from tests.storage.building import KEY, NOW, after, arrival, page, received, view

SIGNER = Signer.of_seed(origin_of("eu"), b"e" * 32)
ANOTHER = Signer.of_seed(origin_of("eu"), b"a" * 32)
KEYS = Keys(SIGNER.name, SIGNER.verifier)
PART = 4  # entries between two notes


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table `audit`, as an attacker writes it."""

    number: int
    at: Any
    action: str
    by: str
    about: str
    body: bytes
    hash: bytes


Change = Callable[[list[Row]], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Forger:
    """Somebody who can write to the database whatever they like; the notes are elsewhere."""

    place: Place

    async def rewrite(self, change: Change, *, relink: bool = False, tree: bool = False) -> None:
        """Put other rows in the place of those there, if wanted with links and a tree that fit."""

        def work(connection: Connection) -> None:
            rows = list(change([Row(*row) for row in connection.execute(IN_ORDER)]))
            if relink:
                rows = list(relinked(rows))
            connection.execute(delete(audit))
            connection.execute(insert(audit), [as_values(row) for row in rows])
            if tree:
                plant(connection, rows)

        await self.do(work)

    async def run(self, *statements: str) -> None:
        """Run statements."""

        def work(connection: Connection) -> None:
            for statement in statements:
                connection.execute(text(statement))

        await self.do(work)

    async def sign(self, signer: Signer) -> None:
        """Put notes of one's own in the place of those of the database."""

        def work(connection: Connection) -> None:
            from domain.checkpoints import Checkpoint  # noqa: PLC0415 - of the forger alone

            bodies = [bytes(row.body) for row in connection.execute(IN_ORDER)]
            sizes = connection.execute(select(checkpoints.c.size)).scalars().all()
            for size in sizes:
                root = grown(bodies[:size]).root()
                note = signer.sign(Checkpoint(SIGNER.name, size, root).text)
                own = checkpoints.c.size == size
                connection.execute(update(checkpoints).where(own).values(root=root, note=note))

        await self.do(work)

    async def do(self, work: Callable[[Connection], None]) -> None:
        """Whatever keeps others from it is taken away first."""

        def unbound(connection: Connection) -> None:
            if connection.dialect.name == "sqlite":
                for trigger in ("audit_update", "audit_delete"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
            else:
                connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
            work(connection)

        database = open_database(self.place.url)
        await database.reshape(unbound)
        await database.dispose()


IN_ORDER = select(audit).order_by(audit.c.number)


def as_values(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in Row.__slots__}


def relinked(rows: Sequence[Row]) -> Iterator[Row]:
    """The same deeds in their new places, with hashes that fit."""
    previous = GENESIS
    for number, row in enumerate(rows, start=1):
        body = renumbered(row.body, number)
        previous = linked(previous, body)
        yield replace(row, number=number, body=body, hash=previous)


def renumbered(body: bytes, number: int) -> bytes:
    head, _, rest = body.rpartition(b'"number":')
    return head + b'"number":%d' % number + rest[len(rest) - len(rest.lstrip(b"0123456789")) :]


def plant(connection: Connection, rows: Sequence[Row]) -> None:
    """The tree over other rows."""
    connection.execute(delete(nodes))
    frontier, made = Frontier(), []
    for row in rows:
        for level, one in enumerate(frontier.append(leaf_hash(row.body))):
            made.append({"level": level, "place": (frontier.size >> level) - 1, "hash": one})
    connection.execute(insert(nodes), made)


def grown(bodies: Sequence[bytes]) -> Frontier:
    frontier = Frontier()
    for body in bodies:
        frontier.append(leaf_hash(body))
    return frontier


@dataclass(frozen=True, slots=True)
class SignedRegion:
    """The region `eu`, closed, with twelve entries and a note after every four of them."""

    place: Place
    notes: NoteFolder

    @property
    def forger(self) -> Forger:
        """Who can write to its database."""
        return Forger(self.place)

    async def grow(self, parts: int = 1) -> None:
        """Four more entries, and a note."""
        async with await self.open() as region:
            notary = self.notary(region)
            for _ in range(parts):
                size = await region.stores.audit.size()
                await write_part(region.stores, size)
                await notary.sign()

    async def open(self) -> OpenRegion:
        """The region, for as long as its desk runs."""
        return await open_region("eu", self.place, KEY)

    def notary(self, region: OpenRegion) -> Notary:
        """Whoever signs its trail."""
        return Notary("eu", region.checkpoints, SIGNER, SIGNER.verifier, self.notes, SystemClock())

    async def verified(
        self,
        *,
        keys: Keys = KEYS,
        outside: OutsideNotes | None = None,
        first: int = 1,
        last: int | None = None,
    ) -> Verdict:
        """What verifying says, by the notes of the folder unless others are given."""
        known = OutsideNotes(self.notes.in_order()) if outside is None else outside
        async with open_trail(self.place.url) as trail:
            return await Verification(trail, keys, known).run(first, last)


async def write_part(stores: RegionStores, size: int) -> None:
    """Four entries of several kinds: a message, a page of the ledger, and two readings."""
    ticket, number = f"eu-{size + 1}", size + 1
    await stores.inbox.accept(arrival(number, new_ticket_id=ticket))
    await stores.ledger.write(page(view(ticket), received(f"m-{number}")))
    read = Deed(after(number), Action.ACCESS, "ana", "agent", ticket, facts={"what": "read"})
    await stores.audit.add(read, replace(read, by="berta"))


async def signed_region(place: Place, folder: Path) -> SignedRegion:
    """Three parts, each signed."""
    region = SignedRegion(place, NoteFolder(folder / "checkpoints" / "eu"))
    await region.grow(3)
    return region


def told_otherwise(row: Row) -> Row:
    """The same entry by somebody else, as its body and its columns say."""
    body = row.body.replace(b'"by":"ana"', b'"by":"eve"').replace(b'"by":"c-', b'"by":"x-')
    assert body != row.body
    return replace(row, body=body, by="eve" if row.by == "ana" else f"x-{row.by[2:]}")


def put_in(number: int) -> Row:
    """An entry that nobody wrote."""
    deed = Deed(NOW, Action.ACCESS, "eve", "agent", "eu-1", facts={"what": "nothing"})
    body = body_of(number, deed)
    return Row(number, NOW, deed.action, deed.by, deed.about, body, linked(GENESIS, body))


def seventh_told_otherwise(rows: list[Row]) -> Sequence[Row]:
    """An edited entry."""
    return [*rows[:6], told_otherwise(rows[6]), *rows[7:]]


def without_seventh(rows: list[Row]) -> Sequence[Row]:
    """A deleted entry."""
    return [*rows[:6], *rows[7:]]


def with_one_put_in(rows: list[Row]) -> Sequence[Row]:
    """An inserted entry."""
    moved = [replace(row, number=row.number + 1) for row in rows[6:]]
    return [*rows[:6], put_in(7), *moved]


def seventh_and_eighth_swapped(rows: list[Row]) -> Sequence[Row]:
    """Two entries, each in the other's place."""
    return [*rows[:6], replace(rows[7], number=7), replace(rows[6], number=8), *rows[8:]]


def cut_behind_nine(rows: list[Row]) -> Sequence[Row]:
    """A cut tail."""
    return rows[:9]


def assert_named(verdict: Verdict, number: int, what: str, last: int | None = None) -> None:
    """That entry is named as the first that is bad, and this is said of it."""
    assert verdict.bad is not None, verdict
    assert not verdict.is_sound
    assert (verdict.bad.number, verdict.bad.last) == (number, last), verdict
    assert what in verdict.bad.what, verdict
