"""What is signed of a trail: how long it was, and the root over it (C2SP tlog-checkpoint)."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

HASH_BYTES: Final = 32
WRITTEN: Final = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]*)\n(?P<root>[^\n]+)\n")


class NoCheckpoint(Exception):
    """A text that is not that of a checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A trail by its name, its length and its root, as whoever signs puts it."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed: three lines (https://c2sp.org/tlog-checkpoint)."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a signed text tells of. Raises NoCheckpoint.

    Lines behind the third, which others may write and nobody can check, are refused.
    """
    written = WRITTEN.fullmatch(text)
    if written is None:
        raise NoCheckpoint("it is not an origin, a size and a root, each on a line")
    try:
        root = base64.b64decode(written["root"], validate=True)
    except binascii.Error:
        root = b""
    if len(root) != HASH_BYTES:
        raise NoCheckpoint(f"its root is not {HASH_BYTES} bytes in base64")
    return Checkpoint(written["origin"], int(written["size"]), root)
