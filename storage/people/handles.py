"""By what people can be recognised on more than one platform: keyed hashes, with who has them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.arrivals import Sender, Verified
from domain.linking import MOST_HOLDERS, MOST_QUESTIONS, Handle, HandleKind
from storage.keys.sealing import RegionSecrets
from storage.people.phones import e164
from storage.tables.links import HandleRow
from storage.tables.region import table_of

handles = table_of(HandleRow)
_PLACE: Final = ("channel", "account", "sender_hash")
FORGET: Final = delete(handles).where(
    *(handles.c[name] == bindparam(f"own_{name}") for name in (*_PLACE, "kind"))
)
HOLDERS: Final = (
    select(handles.c.customer_id)
    .distinct()
    .where(
        handles.c.kind == bindparam("kind"),
        handles.c.handle_hash == bindparam("handle"),
        handles.c.verified == bindparam("are_verified"),
    )
    .order_by(handles.c.customer_id)
    .limit(bindparam("most"))
)
VERIFIED: Final = select(handles.c.kind, handles.c.handle_hash).where(
    handles.c.customer_id.in_(bindparam("customers", expanding=True)),
    handles.c.verified.is_(True),
)
PORTION: Final = 500  # ids in one statement, far below what any database takes of them


@dataclass(frozen=True, slots=True)
class Told:
    """The handles of one identity as it tells them now."""

    place: tuple[str, str, str]  # channel, account, keyed hash of the sender's id
    customer_id: str
    handles: tuple[Handle, ...]


@dataclass(frozen=True, slots=True)
class News:
    """A handle that is new to an identity, and the verified one of its kind that it replaces."""

    handle: Handle
    was: Handle | None


@dataclass(frozen=True, slots=True)
class Holding:
    """Who has a handle, those first for whom it is verified; `are_many`: for more than are told."""

    verified: tuple[str, ...]
    others: tuple[str, ...]
    are_many: bool


def handles_of(sender: Sender, verified: Verified, secrets: RegionSecrets) -> tuple[Handle, ...]:
    """What a sender can be recognised by elsewhere."""
    return tuple(_handles(sender, verified, secrets))


def keep(connection: Connection, told: Told) -> tuple[News, ...]:
    """Write them in place of what the identity told before; those that are new, or newly verified.

    What is not told this time stays. An identity keeps what was verified for it, until it tells of
    another number or address.
    """
    place = dict(zip(_PLACE, told.place, strict=True))
    kept = (_kept(connection, place, told.customer_id, one) for one in told.handles)
    return tuple(one for one in kept if one is not None)


def holders(connection: Connection, handle: Handle) -> Holding:
    """Whoever has a handle and matters: of thousands who only say so, few or none are loaded.

    Whose word stands against a word is no question, so an unverified one has verified holders only.
    """
    verified = _some(connection, handle, MOST_HOLDERS + 1, verified=True)
    rest = _some(connection, handle, MOST_QUESTIONS, verified=False) if handle.verified else []
    others = tuple(one for one in rest if one not in verified)
    return Holding(tuple(verified[:MOST_HOLDERS]), others, len(verified) > MOST_HOLDERS)


def verified_of(connection: Connection, customers: Collection[str]) -> frozenset[Handle]:
    """All that is verified for some customers."""
    return frozenset(
        Handle(HandleKind(row.kind), row.handle_hash, True)
        for some in portions(customers)
        for row in connection.execute(VERIFIED, {"customers": some})
    )


def portions(customers: Iterable[str]) -> Iterator[list[str]]:
    """Customers in their order, as many at a time as one statement takes."""
    ordered = sorted(set(customers))
    for first in range(0, len(ordered), PORTION):
        yield ordered[first : first + PORTION]


def _some(connection: Connection, handle: Handle, most: int, *, verified: bool) -> list[str]:
    values = {"kind": handle.kind.value, "handle": handle.hash, "are_verified": verified}
    return list(connection.execute(HOLDERS, {**values, "most": most}).scalars())


def _handles(sender: Sender, verified: Verified, secrets: RegionSecrets) -> Iterator[Handle]:
    number = _number(sender.phone or "")
    if number:
        hashed = secrets.keyed_hash("handle", HandleKind.PHONE, number)
        yield Handle(HandleKind.PHONE, hashed, verified.phone)
    address = (sender.email or "").strip().casefold()
    if address:
        hashed = secrets.keyed_hash("handle", HandleKind.EMAIL, address)
        yield Handle(HandleKind.EMAIL, hashed, verified.email)


def _number(phone: str) -> str:
    """The digits of a number that says its country, however it is written; of another nothing."""
    return (e164(phone) or "").removeprefix("+")


def _kept(
    connection: Connection, place: dict[str, str], customer_id: str, one: Handle
) -> News | None:
    own = {f"own_{name}": value for name, value in place.items()}
    theirs = [handles.c[name] == value for name, value in place.items()]
    before = connection.execute(
        select(handles.c.handle_hash, handles.c.verified).where(
            *theirs, handles.c.kind == one.kind.value
        )
    ).first()
    is_other = before is not None and before.handle_hash != one.hash
    if before is not None and not is_other and before.verified >= one.verified:
        return None
    connection.execute(FORGET, {**own, "own_kind": one.kind.value})
    row = {"kind": one.kind.value, "handle_hash": one.hash, "verified": one.verified}
    connection.execute(insert(handles), {**place, **row, "customer_id": customer_id})
    if before is None or not is_other or not before.verified:
        return News(one, None)
    return News(one, Handle(one.kind, before.handle_hash, True))
