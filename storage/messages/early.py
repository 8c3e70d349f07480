"""Edits and deletions that came before their message: they are told right after it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row

from domain.arrivals import Arrival
from domain.stores import Text
from storage.database.engine import Database
from storage.messages import amending
from storage.messages.amending import DELETED, Amendment, Place
from storage.messages.amendments import name_of_early, words_of
from storage.messages.taking_back import handles
from storage.messages.vault import EncryptedVault, SealedText


class CameMeanwhile(Exception):
    """Something about the message came while it was being prepared: look again."""


@dataclass(frozen=True, slots=True)
class Early:
    """What waited for a message, ready to be written with it."""

    place: Place
    seen: frozenset[str] = frozenset()  # all that waited, whoever told it
    edits: tuple[tuple[Row[Any], SealedText], ...] = ()
    deletion: Row[Any] | None = None

    @property
    def is_deleted(self) -> bool:
        """Whether the message was taken back before it came."""
        return self.deletion is not None


async def waiting_for(
    database: Database, vault: EncryptedVault, place: Place, sender_hash: str, message: Text
) -> Early:
    """What waits for a message, as far as its own sender told it."""
    rows = await database.read(partial(amending.waiting, place=place))
    own = [row for row in rows if row.sender_hash == sender_hash]
    deletion = next((row for row in own if row.kind == DELETED), None)
    early = Early(place, frozenset(row.edit_hash for row in rows), deletion=deletion)
    if early.is_deleted:
        return early
    return replace(early, edits=tuple(await _opened(vault, own, message)))


async def sealed(vault: EncryptedVault, early: Early, message: Text) -> SealedText:
    """The message for the vault; of one that was taken back, what may be kept, and what it was."""
    whole = await vault.sealed(message)
    if not early.is_deleted:
        return whole
    kept = await vault.sealed(replace(message, content=handles(message.content)))
    return replace(kept, commitment=whole.commitment)


def follow(
    connection: Connection, vault: EncryptedVault, early: Early, arrival: Arrival, ticket_id: str
) -> None:
    """Have the ticket hear of it after its message. Raises CameMeanwhile."""
    rows = amending.waiting(connection, early.place)
    if {row.edit_hash for row in rows} != early.seen:
        raise CameMeanwhile
    made = partial(_amendment, early=early, arrival=arrival, ticket_id=ticket_id)
    for row, words in early.edits:
        amending.edit(connection, vault, made(row), words.of_ticket(ticket_id))
    if early.deletion is not None:
        taken_back = made(early.deletion)
        amending.known(connection, taken_back)
        amending.delete_message(connection, taken_back, {"texts": 0, "files": 0})


async def _opened(
    vault: EncryptedVault, rows: Sequence[Row[Any]], message: Text
) -> list[tuple[Row[Any], SealedText]]:
    found = []
    for row in rows:
        name = name_of_early(row.edit_hash)
        said = await vault.open_apart(row.customer_id, name, bytes(row.sealed))
        if said is not None:
            words = words_of(message, row.edit_hash, str(said["text"]))
            found.append((row, await vault.sealed(words)))
    return found


def _amendment(row: Row[Any], early: Early, arrival: Arrival, ticket_id: str) -> Amendment:
    return Amendment(
        place=early.place,
        kind=row.kind,
        edit_hash=row.edit_hash,
        sender_hash=row.sender_hash,
        customer_id=row.customer_id,
        message_id=arrival.id,
        ticket_id=ticket_id,
        at=row.at,
        accepted_at=max(row.accepted_at, arrival.accepted_at),
    )
