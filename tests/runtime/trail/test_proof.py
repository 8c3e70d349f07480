"""A proof is checked by the program inside it, by nothing else; and one that was touched is not."""

import asyncio
import base64
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from domain.access import Access
from domain.histories import Ending, SealedRun
from runtime.proof.building import VERIFIER, CannotProve, build_proof
from runtime.signed_notes import BadSignature
from runtime.verification import Keys
from storage.auditing.trail import open_trail
from tests.regions import in_shape
from tests.runtime.trail.building import (
    ANOTHER,
    KEYS,
    SIGNER,
    SignedRegion,
    seventh_told_otherwise,
    signed_region,
)
from tests.storage.building import NOW, page, received, replied, view

TICKET = "eu-77"
HISTORY = b'{"events":[]}'
RUN = SealedRun(
    run_id="run-1",
    ticket_id=TICKET,
    place=1,
    run_before=None,
    ended=Ending.COMPLETED,
    closed_at=NOW,
    events=0,
    sha256=hashlib.sha256(HISTORY).hexdigest(),
    build="b",
    timezones="2026a",
    digest="d",
    disagreement=None,
    sealed_at=NOW,
)


def seen(*shown: str, ticket: str | None = None) -> Access:
    return Access(
        at=NOW,
        region="eu",
        key_id="k-1",
        role="agent",
        agent="ana",
        what="list_tickets",
        outcome=200,
        ticket_id=ticket,
        shown=shown,
    )


@pytest.fixture
async def desk(tmp_path: Path) -> SignedRegion:
    """A trail in which a ticket was written to twice, read, listed and sealed, and that went on."""
    desk = await signed_region(in_shape(tmp_path / "eu"), tmp_path)
    async with await desk.open() as region:
        stores, notary = region.stores, desk.notary(region)
        await stores.ledger.write(page(view(TICKET), received("m-1"), received("m-2")))
        await stores.access.note(seen(ticket=TICKET))
        await stores.access.note(seen("eu-1", TICKET))
        await stores.access.note(seen("eu-777"))
        await notary.sign()
        await stores.ledger.write(page(view(TICKET, 3), replied("m-3"), first=3))
        await stores.histories.seal(RUN, HISTORY)
        await notary.sign()
    await desk.grow()
    return desk


@dataclass(frozen=True)
class Ended:
    """How the program ended."""

    code: int
    out: str
    err: str


async def checked(folder: Path, *key: str) -> Ended:
    """Run the proof's own program, without anything of this installation in its way."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        folder / "verify.py",
        *key,
        cwd=folder,
        env={},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await program.communicate()
    return Ended(program.returncode or 0, out.decode(), err.decode())


async def unpacked(desk: SignedRegion, folder: Path, keys: Keys = KEYS) -> Path:
    async with open_trail(desk.place.url) as trail:
        proof = await build_proof(trail, keys, TICKET)
    zipfile.ZipFile(io.BytesIO(proof.packed)).extractall(folder)
    return folder


async def test_a_proof_is_verified_by_its_own_program_alone(
    desk: SignedRegion, tmp_path: Path
) -> None:
    folder = await unpacked(desk, tmp_path / "proof")
    for key in ((), (SIGNER.verifier,), (f"{SIGNER.verifier}\n",)):
        ended = await checked(folder, *key)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.startswith(f"VERIFIED: 5 entries of {TICKET} are among the first 18 of")
    assert {path.name for path in folder.iterdir()} == {
        "README.txt",
        "histories",
        "proof.json",
        "verify.py",
    }


def test_the_program_is_short_and_needs_nothing_but_python() -> None:
    text = VERIFIER.read_text()
    assert len(text.splitlines()) < 100
    assert max(map(len, text.splitlines())) <= 100
    imported = {
        line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))
    }
    assert imported == {"base64", "hashlib", "json", "pathlib", "sys"}


async def test_a_proof_holds_what_the_ticket_did_and_who_looked(
    desk: SignedRegion, tmp_path: Path
) -> None:
    folder = await unpacked(desk, tmp_path / "proof")
    proof = json.loads((folder / "proof.json").read_text())
    said = [json.loads(entry["body"]) for entry in proof["entries"]]
    assert [one["action"] for one in said] == [
        "ledger.written",
        "access",
        "access",
        "ledger.written",
        "history.sealed",
    ]
    assert sorted(proof["ledger"]) == ["1", "2", "3"]
    assert (folder / "histories" / "run-1.json").read_bytes() == HISTORY
    readme = (folder / "README.txt").read_text()
    assert SIGNER.verifier in readme
    assert "5 entries" in readme


async def test_equal_proofs_are_equal_bytes(desk: SignedRegion) -> None:
    async with open_trail(desk.place.url) as trail:
        one, other = [await build_proof(trail, KEYS, TICKET) for _ in range(2)]
    assert one == other


def flipped(word: str) -> str:
    raw = bytearray(base64.b64decode(word))
    raw[0] ^= 1
    return base64.b64encode(raw).decode()


def in_entry(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda proof: change(proof["entries"][1])


def replaced(name: str, old: str, new: str) -> Callable[[dict[str, Any]], object]:
    return lambda part: part.update({name: part[name].replace(old, new)})


FORGED = ANOTHER.sign("meridian/eu\n18\n" + base64.b64encode(bytes(32)).decode() + "\n")
TOUCHED: dict[str, Callable[[dict[str, Any]], object]] = {
    "a body": in_entry(replaced("body", '"ana"', '"eve"')),
    "a number": in_entry(replaced("body", '"number":14', '"number":15')),
    "a path": in_entry(lambda one: one["path"].__setitem__(0, flipped(one["path"][0]))),
    "a shorter path": in_entry(lambda one: one["path"].pop()),
    "a longer path": in_entry(lambda one: one["path"].insert(0, one["path"][0])),
    "no path": in_entry(lambda one: one.pop("path")),
    "the way to the newest": lambda proof: proof.update(
        consistency=[flipped(proof["consistency"][0]), *proof["consistency"][1:]]
    ),
    "no way to the newest": lambda proof: proof.update(consistency=[]),
    "the size": replaced("checkpoint", "\n18\n", "\n19\n"),
    "the newest size": replaced("newest", "\n22\n", "\n23\n"),
    "the origin": replaced("checkpoint", "meridian/eu\n", "meridian/na\n"),
    "a note of another key": lambda proof: proof.update(checkpoint=FORGED),
    "a note without a signature": lambda proof: proof.update(checkpoint="meridian/eu\n18\nAA==\n"),
    "notes the wrong way round": lambda proof: proof.update(
        checkpoint=proof["newest"], newest=proof["checkpoint"]
    ),
    "an event of the ledger": lambda proof: proof["ledger"].update(
        {"2": proof["ledger"]["2"].replace("m-2", "m-9")}
    ),
    "a missing event": lambda proof: proof["ledger"].pop("2"),
    "the ticket": lambda proof: proof.update(ticket="eu-78"),
    "the key": lambda proof: proof.update(key=ANOTHER.verifier),
    "no key": lambda proof: proof.update(key=""),
    "no entries": lambda proof: proof.pop("entries"),
}


@pytest.fixture
async def proof(desk: SignedRegion, tmp_path: Path) -> Path:
    return await unpacked(desk, tmp_path / "proof")


async def test_a_proof_that_was_touched_is_refused(proof: Path) -> None:
    whole = (proof / "proof.json").read_text()
    for name, touch in TOUCHED.items():
        document = json.loads(whole)
        touch(document)
        assert document != json.loads(whole), name
        (proof / "proof.json").write_text(json.dumps(document))
        ended = await checked(proof)
        assert (name, ended.code, ended.out) == (name, 1, "")
        assert "REFUSED" in ended.err, (name, ended)
        assert "Traceback" not in ended.err, (name, ended)


async def test_a_history_that_was_touched_is_refused(proof: Path) -> None:
    history = proof / "histories" / "run-1.json"
    history.write_bytes(HISTORY + b" ")
    assert "of another history" in (await checked(proof)).err
    history.unlink()
    assert "REFUSED" in (await checked(proof)).err


async def test_an_event_whose_time_was_over_is_said_to_be_gone(
    desk: SignedRegion, tmp_path: Path
) -> None:
    await desk.forger.run(f"DELETE FROM ledger WHERE ticket_id = '{TICKET}' AND sequence = 2")
    folder = await unpacked(desk, tmp_path / "proof")
    assert (await checked(folder)).code == 0
    assert json.loads((folder / "proof.json").read_text())["ledger"]["2"] is None
    assert "by their places: 2." in (folder / "README.txt").read_text()


async def test_a_key_from_elsewhere_refuses_what_it_did_not_sign(proof: Path) -> None:
    ended = await checked(proof, ANOTHER.verifier)
    assert ended.code == 1
    assert "not signed by" in ended.err
    for key in ("nonsense", "meridian/eu+00000000+AAAA"):
        assert (await checked(proof, key)).code == 1


@pytest.mark.parametrize("text", ["{}", "[]", "nothing", ""])
async def test_what_is_no_proof_is_refused(proof: Path, text: str) -> None:
    (proof / "proof.json").write_text(text)
    ended = await checked(proof)
    assert ended.code == 1
    assert ended.err.startswith("REFUSED: the proof is damaged")


async def test_what_was_changed_is_not_proved(desk: SignedRegion) -> None:
    await desk.forger.rewrite(seventh_told_otherwise, relink=True)
    async with open_trail(desk.place.url) as trail:
        with pytest.raises(CannotProve, match="entry 7 is not the one that was signed"):
            await build_proof(trail, KEYS, "eu-5")


async def test_what_is_not_there_or_not_signed_is_not_proved(desk: SignedRegion) -> None:
    async with open_trail(desk.place.url) as trail:
        with pytest.raises(CannotProve, match="no entry of the trail tells of eu-none"):
            await build_proof(trail, KEYS, "eu-none")
        with pytest.raises(BadSignature):
            await build_proof(trail, Keys(SIGNER.name, ANOTHER.verifier), TICKET)
    async with await desk.open() as region:
        await region.stores.access.note(seen(ticket="eu-new"))
        await region.stores.access.note(seen(ticket=TICKET))
    async with open_trail(desk.place.url) as trail:
        with pytest.raises(CannotProve, match="is signed yet"):
            await build_proof(trail, KEYS, "eu-new")
        proof = await build_proof(trail, KEYS, TICKET)
        assert (proof.entries, proof.unsigned) == (5, 1)
