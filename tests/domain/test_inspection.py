"""A file that comes in pieces is what it would be as a whole."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.attachments import MARKS, caution, media_type
from domain.inspection import Inspection, facts_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)
ZIP = b"PK\x03\x04" + bytes(1_500)
THAI = "ภาษาไทย ".encode() * 300
KNOWN = (b"", PNG, OLE, ZIP, THAI, THAI[:-2], b"plain\n" * 400, b"x" * 1_500 + b"<b>", b"MZ" + THAI)
SOME = st.sampled_from(KNOWN) | st.binary(max_size=3_000) | st.text(max_size=900).map(str.encode)
FILES = st.lists(SOME | st.sampled_from(MARKS), max_size=4).map(b"".join)


def cut(content: bytes, places: Sequence[int]) -> list[bytes]:
    """The same in pieces."""
    borders = [0, *sorted(place % (len(content) + 1) for place in places), len(content)]
    return [content[start:end] for start, end in pairwise(borders)]


@given(content=FILES, places=st.lists(st.integers(0, 100_000), max_size=6), name=st.text())
@example(content=OLE + MARKS[0] + bytes(9), places=[len(OLE) + 5], name="a.doc")
@example(content=b"fine " * 500 + b"<script>", places=[2_501], name="a.txt")
@example(content=THAI, places=[1_301], name="thai")
def test_what_comes_in_pieces_is_what_it_is_as_a_whole(
    content: bytes, places: list[int], name: str
) -> None:
    inspection = Inspection(name)
    for piece in cut(content, places):
        inspection.take(piece)
    feared = caution(content, name)
    expected = {
        "type": media_type(content),
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert inspection.facts() == (
        expected if feared is None else {**expected, "warning": feared.value}
    )


@pytest.mark.parametrize("mark", MARKS)
def test_macros_are_found_wherever_the_pieces_end(mark: bytes) -> None:
    content = (OLE if mark in MARKS[:2] else ZIP) + mark + b"end"
    for place in range(len(content)):
        inspection = Inspection()
        inspection.take(content[:place])
        inspection.take(content[place:])
        assert inspection.facts()["warning"] == "macros"


def test_of_a_whole_file_the_same_is_said() -> None:
    assert facts_of(PNG, "a.png")["type"] == "image/png"
    assert facts_of(b"", "empty")["type"] == "application/octet-stream"
