"""The tree over a list that only grows: RFC 9162 §2.1, with SHA-256. Pure: it keeps no nodes.

A node is named by its level (leaves are at 0) and its place there. Only complete nodes are ever
kept, those under which no leaf is missing: such a node never changes, and the root, every proof and
every earlier root of the tree follow from them in a number of steps that grows with the logarithm.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

Node = tuple[int, int]  # (level, place)
Stretch = tuple[int, int]  # leaves, from one up to and without another; counted from 0

EMPTY: Final = sha256(b"").digest()  # the root of a tree without leaves


def leaf_hash(body: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of what stands over two nodes."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: all that is needed to go on, at most a hash a level."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """A tree of so many leaves, whose `peaks` have these hashes."""
        if size.bit_count() != len(edge):
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} complete subtrees")
        self._size = size
        self._edge = list(edge)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    @property
    def edge(self) -> tuple[bytes, ...]:
        """The hashes of its `peaks`."""
        return tuple(self._edge)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf by its hash.

        The answer is what became complete, from level 0 up: the node of level n is the one at
        place `(size >> n) - 1`.
        """
        made, full = [leaf], self._size
        while full & 1:
            leaf = node_hash(self._edge.pop(), leaf)
            made.append(leaf)
            full >>= 1
        self._edge.append(leaf)
        self._size += 1
        return made

    def root(self) -> bytes:
        """The hash over all leaves."""
        return _over(self._edge)


def peaks(size: int) -> list[Node]:
    """The largest complete nodes that a tree of so many leaves has side by side."""
    return _peaks(0, size)


def inclusion(index: int, size: int) -> list[Stretch]:
    """The stretches whose hashes prove that a leaf is in a tree: RFC 9162 §2.1.3.1, in order."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has none at {index}")
    path: list[Stretch] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency(first: int, size: int) -> list[Stretch]:
    """The stretches whose hashes prove that a tree grew out of a smaller one: RFC 9162 §2.1.4.1."""
    if not 0 < first <= size:
        raise ValueError(f"a tree of {size} leaves did not grow out of one of {first}")
    path: list[Stretch] = []
    start, end = 0, size
    while first < end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    own = [(start, end)] if start else []  # the whole smaller tree is known to whoever checks
    return [*own, *path[::-1]]


def nodes_of(stretches: Iterable[Stretch]) -> set[Node]:
    """The complete nodes that the hashes of these stretches follow from."""
    return {node for start, end in stretches for node in _peaks(start, end)}


def hashed(stretches: Iterable[Stretch], nodes: Mapping[Node, bytes]) -> list[bytes]:
    """The hash of each stretch. Raises KeyError for a node that is not there."""
    return [_over([nodes[node] for node in _peaks(*stretch)]) for stretch in stretches]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from a leaf's hash to the root: RFC 9162 §2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            place, last = _up(place, last)
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    first: int, first_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that a tree grew out of a smaller one: RFC 9162 §2.1.4.2."""
    if first == size:
        return not proof and first_root == root
    path = [first_root, *proof] if first.bit_count() == 1 else list(proof)
    if not 0 < first < size or not path:
        return False
    place, last = first - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = now = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, now = node_hash(step, before), node_hash(step, now)
            place, last = _up(place, last)
        else:
            now = node_hash(now, step)
        place, last = place >> 1, last >> 1
    return last == 0 and before == first_root and now == root


def _split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _peaks(start: int, end: int) -> list[Node]:
    """Of a stretch that begins where a node as large as itself would begin."""
    nodes = []
    for level in reversed(range((end - start).bit_length())):
        if (end - start) >> level & 1:
            nodes.append((level, start >> level))
            start += 1 << level
    return nodes


def _over(edge: Sequence[bytes]) -> bytes:
    if not edge:
        return EMPTY
    found = edge[-1]
    for left in edge[-2::-1]:
        found = node_hash(left, found)
    return found


def _up(place: int, last: int) -> tuple[int, int]:
    """Past the levels at which the node has no neighbour to its right, nor to its left."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last
