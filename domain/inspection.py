"""A file is looked at while it comes, piece by piece: the same is found as of the whole. Pure."""

import codecs
import hashlib

from domain.attachments import MARKS, MARKUP, NO_TEXT, PLAIN, UNKNOWN, caution, media_type

HEAD = 1_024  # bytes: what tells a type, or a test virus, stands in these
_OVERLAP = max(map(len, MARKS)) - 1  # a mark may lie across the border of two pieces


class Inspection:
    """What a file is by its bytes, found out in as little memory as two pieces take."""

    def __init__(self, name: str = "") -> None:
        """`name` is what the file is called, which tells programs."""
        self._name = name
        self._head = b""
        self._before = b""
        self._found: set[bytes] = set()
        self._is_plain = True
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._hash = hashlib.sha256()
        self.size = 0

    def take(self, piece: bytes) -> None:
        """Look at the next piece."""
        self.size += len(piece)
        self._hash.update(piece)
        self._head += piece[: HEAD - len(self._head)]
        joined = self._before + piece
        self._found.update(mark for mark in MARKS if mark in joined)
        self._is_plain = self._is_plain and self._goes_on_plain(piece, joined)
        self._before = joined[-_OVERLAP:]

    def facts(self) -> dict[str, object]:
        """`type`, `size`, `sha256` and, where there is something to fear, `warning`."""
        found = {
            "type": self._type(),
            "size": self.size,
            "sha256": self._hash.hexdigest(),
        }
        feared = caution(self._head + b"".join(sorted(self._found)), self._name)
        return found if feared is None else {**found, "warning": feared.value}

    def _type(self) -> str:
        kind = media_type(self._head)
        if kind not in (PLAIN, UNKNOWN):
            return kind
        return PLAIN if self.size and self._is_plain and self._ends_well() else UNKNOWN

    def _goes_on_plain(self, piece: bytes, joined: bytes) -> bool:
        if NO_TEXT.search(piece) or MARKUP.search(joined):
            return False
        try:
            self._decoder.decode(piece)
        except UnicodeDecodeError:
            return False
        return True

    def _ends_well(self) -> bool:
        """Whether the last letter came whole."""
        return not self._decoder.getstate()[0]


def facts_of(content: bytes, name: str = "") -> dict[str, object]:
    """The same of a file that is here as a whole."""
    inspection = Inspection(name)
    inspection.take(content)
    return inspection.facts()
