"""Signed notes: a text, and under it a line for each signature (https://c2sp.org/signed-note).

Ed25519 alone, as that page recommends: whoever checks is never asked to choose.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519: Final = b"\x01"  # the type of a key and of its signatures
ID_BYTES: Final = 4
KEY_BYTES: Final = 32
MOST_SIGNATURES: Final = 64
NAME: Final = re.compile(r"[^\s+]+")
LINE: Final = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")
CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]|[\ud800-\udfff]")  # nor what UTF-8 has not


class BadSignature(Exception):
    """A note that its key did not sign, or that is none; the sentence says which."""


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """A key that signs, under the name by which others know it."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def of_seed(cls, name: str, seed: bytes) -> Self:
        """The key of 32 secret bytes. Raises ValueError for a name that a note cannot hold."""
        if NAME.fullmatch(name) is None:
            raise ValueError(f"{name!r} is no name for a key: it has spaces or a plus")
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def verifier(self) -> str:
        """The public key in one line, `name+id+key`, which may be given to anybody."""
        return str(_verifier(self.name, self._public))

    def sign(self, text: str) -> str:
        """The whole note. Raises ValueError for a text that a note cannot hold."""
        if not text.endswith("\n") or CONTROL.search(text):
            raise ValueError("a note ends with a line's end and has no control characters")
        signed = _verifier(self.name, self._public).id + self.private.sign(text.encode())
        return f"{text}\n— {self.name} {base64.b64encode(signed).decode()}\n"

    @property
    def _public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key: its name, the four bytes by which notes name it, and the key itself."""

    name: str
    id: bytes
    key: bytes

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ED25519 + self.key).decode()}"

    def is_fitting(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature of the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


def opened(note: str, vkey: str) -> str:
    """The text of a note that the key signed. Raises BadSignature.

    `vkey` holds a public key, or several, each on a line: then any of them will do. What unknown
    keys signed beside it is passed over; a known key whose signature does not fit refuses all.
    """
    known = {(one.name, one.id): one for one in read_verifiers(vkey)}
    text, lines = _parted(note)
    found = [
        (known[name, signature[:ID_BYTES]], signature[ID_BYTES:])
        for name, signature in map(_signature, lines)
        if (name, signature[:ID_BYTES]) in known
    ]
    if not found:
        names = " or ".join(f"{one.name}+{one.id.hex()}" for one in known.values())
        raise BadSignature(f"it is not signed by {names}")
    for key, signature in found:
        if not key.is_fitting(text, signature):
            raise BadSignature(f"its signature by {key.name}+{key.id.hex()} does not fit it")
    return text


def read_verifiers(vkey: str) -> list[Verifier]:
    """The public keys of a text, one a line. Raises BadSignature for what is none."""
    found = [_read_verifier(line.strip()) for line in vkey.splitlines() if line.strip()]
    if not found:
        raise BadSignature("there is no public key: write a line name+id+key")
    return found


def _read_verifier(line: str) -> Verifier:
    name, _, rest = line.partition("+")
    written_id, _, written_key = rest.partition("+")
    typed = _bytes(written_key)
    if NAME.fullmatch(name) is None or len(typed) != 1 + KEY_BYTES or typed[:1] != ED25519:
        raise BadSignature("there is no public key: write a line name+id+key, of Ed25519")
    key = _verifier(name, typed[1:])
    if written_id != key.id.hex():
        raise BadSignature(f"the public key of {name} is damaged: its id is not that of its bytes")
    return key


def _verifier(name: str, key: bytes) -> Verifier:
    digest = hashlib.sha256(name.encode() + b"\n" + ED25519 + key).digest()
    return Verifier(name, digest[:ID_BYTES], key)


def _parted(note: str) -> tuple[str, list[str]]:
    """The text, and the lines of its signatures behind the last empty line."""
    text, empty, signatures = note.rpartition("\n\n")
    if not empty or not signatures.endswith("\n") or CONTROL.search(note):
        raise BadSignature("it is no signed note")
    lines = signatures[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise BadSignature(f"it has more than {MOST_SIGNATURES} signatures")
    return f"{text}\n", lines


def _signature(line: str) -> tuple[str, bytes]:
    written = LINE.fullmatch(line)
    signature = _bytes(written["signature"]) if written else b""
    if written is None or len(signature) <= ID_BYTES:
        raise BadSignature("it is no signed note: a line under its text is no signature")
    return written["name"], signature


def _bytes(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except binascii.Error:
        return b""
