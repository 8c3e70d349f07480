"""By what people can be recognised on more than one platform: keyed hashes, with who has them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.arrivals import Sender, Verified
from domain.linking import Handle, HandleKind
from storage.keys.sealing import RegionSecrets
from storage.tables.links import HandleRow
from storage.tables.region import table_of

handles = table_of(HandleRow)
_PLACE: Final = ("channel", "account", "sender_hash")
FORGET: Final = delete(handles).where(
    *(handles.c[name] == bindparam(f"own_{name}") for name in (*_PLACE, "kind"))
)
HOLDERS: Final = (
    select(handles.c.customer_id, handles.c.verified)
    .where(handles.c.kind == bindparam("kind"), handles.c.handle_hash == bindparam("handle"))
    .order_by(handles.c.customer_id)
)
VERIFIED: Final = select(handles.c.kind, handles.c.handle_hash).where(
    handles.c.customer_id.in_(bindparam("customers", expanding=True)),
    handles.c.verified.is_(True),
)
_NO_DIGIT: Final = re.compile(r"[^0-9]")
SHORTEST_NUMBER: Final = 7  # digits: shorter ones are no number that the world can call


@dataclass(frozen=True, slots=True)
class Told:
    """The handles of one identity as it tells them now."""

    place: tuple[str, str, str]  # channel, account, keyed hash of the sender's id
    customer_id: str
    handles: tuple[Handle, ...]


def handles_of(sender: Sender, verified: Verified, secrets: RegionSecrets) -> tuple[Handle, ...]:
    """What a sender can be recognised by elsewhere."""
    return tuple(_handles(sender, verified, secrets))


def keep(connection: Connection, told: Told) -> tuple[Handle, ...]:
    """Write them in place of what the identity told before; those that are new, or newly verified.

    What is not told this time stays. An identity keeps what was verified for it, until it tells of
    another number or address.
    """
    place = dict(zip(_PLACE, told.place, strict=True))
    return tuple(one for one in told.handles if _kept(connection, place, told.customer_id, one))


def holders(connection: Connection, handle: Handle) -> dict[str, bool]:
    """Whoever has a handle, and whether it is verified for them on any of their accounts."""
    found: dict[str, bool] = {}
    values = {"kind": handle.kind.value, "handle": handle.hash}
    for row in connection.execute(HOLDERS, values):
        found[row.customer_id] = found.get(row.customer_id, False) or bool(row.verified)
    return found


def verified_of(connection: Connection, customers: Sequence[str]) -> frozenset[Handle]:
    """All that is verified for some customers."""
    rows = connection.execute(VERIFIED, {"customers": list(customers)})
    return frozenset(Handle(HandleKind(row.kind), row.handle_hash, True) for row in rows)


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
    """The digits of an international number, however it is spaced; of another one nothing."""
    if not phone.strip().startswith("+"):
        return ""
    digits = _NO_DIGIT.sub("", phone)
    return digits if len(digits) >= SHORTEST_NUMBER else ""


def _kept(connection: Connection, place: dict[str, str], customer_id: str, one: Handle) -> bool:
    own = {f"own_{name}": value for name, value in place.items()}
    theirs = [handles.c[name] == value for name, value in place.items()]
    before = connection.execute(
        select(handles.c.handle_hash, handles.c.verified).where(
            *theirs, handles.c.kind == one.kind.value
        )
    ).first()
    if before is not None and before.handle_hash == one.hash and before.verified >= one.verified:
        return False
    connection.execute(FORGET, {**own, "own_kind": one.kind.value})
    row = {"kind": one.kind.value, "handle_hash": one.hash, "verified": one.verified}
    connection.execute(insert(handles), {**place, **row, "customer_id": customer_id})
    return True
