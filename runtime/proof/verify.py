"""Verifies the proof beside it: python verify.py [PUBLIC-KEY]. Take the key from elsewhere."""

import base64
import json
import sys
from hashlib import sha256, sha512
from pathlib import Path

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # of Ed25519 (RFC 8032)
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)


def expect(is_so: bool, otherwise: str) -> None:
    if not is_so:
        sys.exit(f"REFUSED: {otherwise}")


def added(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    (a, b), (c, d) = one, other
    k = D * a * b * c * d
    return (a * d + b * c) * pow(1 + k, -1, P) % P, (b * d + a * c) * pow(1 - k, -1, P) % P


def times(number: int, point: tuple[int, int]) -> tuple[int, int]:
    rest = times(number // 2, added(point, point)) if number else (0, 1)
    return added(rest, point) if number & 1 else rest


def point_of(data: bytes) -> tuple[int, int]:
    y = int.from_bytes(data, "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT % P
    expect(y < P and x * x % P == square, "a key or a signature is no point of Ed25519")
    return (x if x & 1 == data[31] >> 7 else P - x), y


def opened(note: str, vkey: str) -> tuple[int, bytes]:
    """Length and root of a signed trail: https://c2sp.org/signed-note and /tlog-checkpoint."""
    name, key_id, key = vkey.strip().split("+", 2)
    text, _, lines = note.rpartition("\n\n")
    signed = base64.b64decode(dict(line[2:].split(" ") for line in lines.splitlines())[name])
    expect(signed[:4].hex() == key_id, f"the trail is not signed by {name}+{key_id}")
    public, r, s = base64.b64decode(key)[1:], signed[4:36], int.from_bytes(signed[36:], "little")
    h = int.from_bytes(sha512(r + public + f"{text}\n".encode()).digest(), "little") % ORDER
    base = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    fits = times(s, base) == added(point_of(r), times(h, point_of(public)))  # RFC 8032, 5.1.7
    expect(fits and s < ORDER, "a signature is not of what was signed")
    origin, size, root = text.split("\n")
    expect(origin == name, f"another trail was signed: {origin}")
    return int(size), base64.b64decode(root)


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def climbed(place: int, size: int, path: list[bytes], start: bytes, leaf: bool) -> list[bytes]:
    """Roots before and now, from a leaf or a shorter tree: RFC 9162, sections 2.1.3 and 2.1.4."""
    if size == (1 if leaf else place):
        return [start or path.pop()] * 2
    half, other = 1 << (size - 1).bit_length() - 1, path.pop()
    if place <= half:
        before, now = climbed(place, half, path, start, leaf)
        return [before, node(now, other)]
    before, now = climbed(place - half, size - half, path, start if leaf else b"", leaf)
    return [node(other, before), node(other, now)]


def main(folder: Path, *vkey: str) -> None:
    proof = json.loads((folder / "proof.json").read_text("utf-8"))
    key, ticket = (*vkey, proof["key"])[0], proof["ticket"]
    (size, root), (newest, top) = opened(proof["checkpoint"], key), opened(proof["newest"], key)
    path = [base64.b64decode(step) for step in proof["consistency"]]
    is_grown = climbed(size, newest, path, root, leaf=False) == [root, top]
    expect(is_grown and not path, "the newest trail is not the one of before, grown")
    for entry in proof["entries"]:
        body, path = entry["body"].encode(), [base64.b64decode(step) for step in entry["path"]]
        said, own = json.loads(body), sha256(b"\x00" + body).digest()
        number, name, facts = said["number"], f"entry {said['number']}", said["facts"]
        is_there = 0 < number <= size and climbed(number, size, path, own, leaf=True)[1] == root
        expect(is_there and not path, f"{name} is not on the trail that was signed")
        expect(ticket in (said["about"], *facts.get("shown", ())), f"{name} is of another ticket")
        for place, _, digest in facts["entries"] if said["action"] == "ledger.written" else ():
            event = proof["ledger"][str(place)]  # None: its time was over, and it was taken out
            its_hash = sha256(event.encode()).hexdigest() if event is not None else digest
            expect(its_hash == digest, f"{name} tells of another event {place}")
        if said["action"] == "history.sealed" and facts["run"] not in proof["histories_gone"]:
            sealed = (folder / "histories" / f"{facts['run']}.json").read_bytes()
            expect(sha256(sealed).hexdigest() == facts["sha256"], f"{name} is of another history")
    told = f"{len(proof['entries'])} entries of {ticket} are among the first {size} of the trail"
    sys.stdout.write(f"VERIFIED: {told}, signed with {key.strip()}\n")


if __name__ == "__main__":
    try:
        main(Path(__file__).parent, *sys.argv[1:2])
    except (ArithmeticError, LookupError, OSError, RecursionError, TypeError, ValueError) as fault:
        sys.exit(f"REFUSED: the proof is damaged ({type(fault).__name__}: {fault})")
