"""Builds the proof of one ticket: a zip that whoever gets it can check without us."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domain import merkle
from domain.audit import Action
from domain.checkpoints import Checkpoint
from domain.trail_check import Kept, ledger_lines, read_body
from runtime.checkpoint_files import read_note
from runtime.proof.readme import readme
from runtime.verification import Keys
from storage.auditing.trail import SqlTrail, shown_to

VERIFIER: Final = Path(__file__).parent / "verify.py"
WHEN: Final = (1980, 1, 1, 0, 0, 0)  # of every file in the zip: equal proofs are equal bytes
AT_ONCE: Final = 1000

Read = Callable[[str, int, int], Coroutine[Any, Any, list[Kept]]]


class CannotProve(Exception):
    """There is nothing to prove of the ticket, or it cannot be proved; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved, and the zip."""

    entries: int
    unsigned: int  # entries of the ticket that no note covers yet: they are not in it
    size: int  # of the trail that the note tells of
    packed: bytes


async def build_proof(trail: SqlTrail, keys: Keys, ticket_id: str) -> Proof:
    """The proof of all entries of a ticket that are signed by now.

    Raises CannotProve, BadSignature for a note that none of the keys signed, and Unavailable.
    """
    kept = await _entries(trail, ticket_id)
    if not kept:
        raise CannotProve(f"no entry of the trail tells of {ticket_id}")
    newest = await trail.newest_note()
    signed = [] if newest is None else [one for one in kept if one.number <= newest.size]
    covering = await trail.next_note(signed[-1].number) if signed else None
    if newest is None or covering is None:
        raise CannotProve(f"no entry of {ticket_id} is signed yet; ask again in a minute")
    notes = covering.note, newest.note
    checkpoint, top = (read_note(note, keys.verifiers, keys.origin) for note in notes)
    document: dict[str, object] = {
        "ticket": ticket_id,
        "key": keys.verifiers.splitlines()[0],
        "checkpoint": covering.note,
        "newest": newest.note,
        **await _paths(trail, signed, checkpoint, top),
        "ledger": await _ledger(trail, signed),
    }
    histories = await _histories(trail, ticket_id)
    document["histories_gone"] = sorted(_sealed(signed) - histories.keys())
    files = {
        "README.txt": readme(ticket_id, len(signed), checkpoint, document).encode(),
        "proof.json": json.dumps(document, indent=1).encode(),
        "verify.py": VERIFIER.read_bytes(),
        **{f"histories/{run}.json": body for run, body in histories.items()},
    }
    return Proof(len(signed), len(kept) - len(signed), checkpoint.size, _zipped(files))


async def _entries(trail: SqlTrail, ticket_id: str) -> list[Kept]:
    """Those about the ticket, and those about lists that showed it; in order."""
    own = [one async for one in _all(trail.about, ticket_id)]
    lists = [one async for one in _all(trail.lists_with, ticket_id) if ticket_id in shown_to(one)]
    return sorted([*own, *lists], key=lambda one: one.number)


async def _all(read: Read, ticket_id: str) -> AsyncIterator[Kept]:
    after = 0
    while found := await read(ticket_id, after, AT_ONCE):
        for one in found:
            yield one
        after = found[-1].number


async def _paths(
    trail: SqlTrail, signed: Sequence[Kept], checkpoint: Checkpoint, top: Checkpoint
) -> dict[str, object]:
    """The way from each entry to the root, and from that to the newest; each is tried first."""
    size = checkpoint.size
    ways = {one.number: merkle.inclusion(one.number - 1, size) for one in signed}
    growth = merkle.consistency(size, top.size)
    wanted = merkle.nodes_of([*growth, *(part for way in ways.values() for part in way)])
    nodes = await trail.nodes(wanted)
    try:
        paths = {number: merkle.hashed(way, nodes) for number, way in ways.items()}
        grown = merkle.hashed(growth, nodes)
    except KeyError:
        raise CannotProve("nodes of the tree are missing in the database") from None
    for one in signed:
        leaf = merkle.leaf_hash(one.body)
        path = paths[one.number]
        if not merkle.is_included(leaf, one.number - 1, size, path, checkpoint.root):
            raise CannotProve(
                f"entry {one.number} is not the one that was signed: see `meridian audit verify`"
            )
    if not merkle.is_consistent(size, checkpoint.root, top.size, top.root, grown):
        raise CannotProve("two notes contradict each other: see `meridian audit verify`")
    return {
        "consistency": _written(grown),
        "entries": [
            {"body": one.body.decode("utf-8", "surrogatepass"), "path": _written(paths[one.number])}
            for one in signed
        ],
    }


async def _ledger(trail: SqlTrail, signed: Sequence[Kept]) -> dict[str, str | None]:
    """The ledger's events of which the entries tell, by their places in the ticket.

    None for one that is not there any more, as when its time was over.
    """
    found: dict[str, str | None] = {}
    for one in signed:
        lines = ledger_lines(read_body(one.body) or {})
        if lines:
            standing = await trail.ledger(lines[0].position, lines[-1].position)
            found |= {str(line.sequence): None for line in lines}
            found |= {str(line.sequence): body for line, body in standing}
    return found


async def _histories(trail: SqlTrail, ticket_id: str) -> Mapping[str, bytes]:
    """The sealed histories, unpacked; what cannot be is given as it stands, for all to see."""
    found = {}
    for one in await trail.histories(ticket_id):
        try:
            found[one.run_id] = gzip.decompress(one.packed)
        except (OSError, EOFError, zlib.error):
            found[one.run_id] = one.packed
    return found


def _sealed(signed: Sequence[Kept]) -> set[str]:
    documents = (read_body(one.body) or {} for one in signed)
    facts = (
        one.get("facts") for one in documents if one.get("action") == Action.HISTORY_SEALED.value
    )
    return {str(one.get("run")) for one in facts if isinstance(one, dict)}


def _written(hashes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in hashes]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
