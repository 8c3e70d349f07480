"""The tree against the definitions of RFC 9162, written out naively, for every size up to 200."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.merkle import (
    EMPTY,
    Frontier,
    Node,
    consistency,
    hashed,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    nodes_of,
    peaks,
)

LARGEST = 200
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(LARGEST)]

# The vectors of certificate-transparency (cpp/merkletree/merkle_tree_test.cc), which trillian,
# tessera and sigstore test with, too.
BODIES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def tree(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1: MTH(D[n])."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = largest_power_below(len(leaves))
    return node_hash(tree(leaves[:k]), tree(leaves[k:]))


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 9162 §2.1.3.1: PATH(m, D[n])."""
    n = len(leaves)
    if n == 1:
        return []
    k = largest_power_below(n)
    if m < k:
        return [*path(m, leaves[:k]), tree(leaves[k:])]
    return [*path(m - k, leaves[k:]), tree(leaves[:k])]


def subproof(m: int, leaves: list[bytes], known: bool) -> list[bytes]:
    """RFC 9162 §2.1.4.1: SUBPROOF(m, D_n, b)."""
    n = len(leaves)
    if m == n:
        return [] if known else [tree(leaves)]
    k = largest_power_below(n)
    if m <= k:
        return [*subproof(m, leaves[:k], known), tree(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), tree(leaves[:k])]


def largest_power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def grown(size: int) -> tuple[Frontier, dict[Node, bytes]]:
    """A tree and all its complete nodes."""
    frontier, nodes = Frontier(), {}
    for leaf in LEAVES[:size]:
        for level, made in enumerate(frontier.append(leaf)):
            nodes[level, (frontier.size >> level) - 1] = made
    return frontier, nodes


_, NODES = grown(LARGEST)


def test_the_known_vectors_have_their_roots() -> None:
    frontier = Frontier()
    roots = [frontier.root()]
    for body in BODIES:
        frontier.append(leaf_hash(bytes.fromhex(body)))
        roots.append(frontier.root())
    assert [root.hex() for root in roots] == list(ROOTS)
    assert roots[0] == EMPTY


def test_every_root_is_that_of_the_definition() -> None:
    frontier = Frontier()
    for size in range(LARGEST + 1):
        expected = tree(LEAVES[:size])
        assert frontier.root() == expected
        assert hashed([(0, size)], NODES) == [expected]
        assert frontier.edge == tuple(NODES[node] for node in peaks(size))
        if size < LARGEST:
            frontier.append(LEAVES[size])


def test_only_complete_nodes_are_kept_and_each_of_them() -> None:
    for size in range(LARGEST + 1):
        _, nodes = grown(size)
        assert set(nodes) == {
            (level, place) for level in range(size.bit_length()) for place in range(size >> level)
        }


@pytest.mark.parametrize("size", range(1, LARGEST + 1, 7))
def test_every_inclusion_is_proved_as_defined(size: int) -> None:
    root = tree(LEAVES[:size])
    for index in range(size):
        proof = hashed(inclusion(index, size), NODES)
        assert proof == path(index, LEAVES[:size])
        assert is_included(LEAVES[index], index, size, proof, root)


@pytest.mark.parametrize("size", range(1, LARGEST + 1, 7))
def test_every_growth_is_proved_as_defined(size: int) -> None:
    root = tree(LEAVES[:size])
    for first in range(1, size + 1):
        proof = hashed(consistency(first, size), NODES)
        assert proof == subproof(first, LEAVES[:size], True)
        assert is_consistent(first, tree(LEAVES[:first]), size, root, proof)


sizes = st.integers(1, LARGEST)


@given(st.data(), sizes)
def test_an_inclusion_that_was_touched_proves_nothing(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    root, proof = tree(LEAVES[:size]), hashed(inclusion(index, size), NODES)
    leaf = LEAVES[index]
    assert not is_included(leaf_hash(b"another"), index, size, proof, root)
    assert not is_included(leaf, index, size, [*proof, leaf], root)
    assert not is_included(leaf, size, size, proof, root)
    assert not is_included(leaf, -1, size, proof, root)
    for place in range(len(proof)):
        assert not is_included(leaf, index, size, touched(proof, place), root)
        assert not is_included(leaf, index, size, proof[:place], root)
    other = (
        data.draw(st.integers(0, size - 1).filter(lambda one: one != index), label="other")
        if (size > 1)
        else None
    )
    if other is not None:
        assert not is_included(leaf, other, size, proof, root)


@given(st.data(), st.integers(2, LARGEST))
def test_a_growth_that_was_touched_proves_nothing(data: st.DataObject, size: int) -> None:
    first = data.draw(st.integers(1, size - 1))
    before, root = tree(LEAVES[:first]), tree(LEAVES[:size])
    proof = hashed(consistency(first, size), NODES)
    another = tree([leaf_hash(b"another"), *LEAVES[1:first]])
    assert not is_consistent(first, another, size, root, proof)
    assert not is_consistent(first, before, size, another, proof)
    assert not is_consistent(first, before, size, root, [*proof, root])
    assert not is_consistent(0, EMPTY, size, root, proof)
    assert not is_consistent(size, root, first, before, proof)
    for place in range(len(proof)):
        assert not is_consistent(first, before, size, root, touched(proof, place))
        assert not is_consistent(first, before, size, root, proof[:place])


@given(sizes, sizes)
def test_a_tree_goes_on_from_its_edge(one: int, other: int) -> None:
    first, size = sorted((one, other))
    frontier = Frontier(first, [NODES[node] for node in peaks(first)])
    for leaf in LEAVES[first:size]:
        frontier.append(leaf)
    assert (frontier.size, frontier.root()) == (size, tree(LEAVES[:size]))


@given(sizes, st.data())
def test_a_proof_needs_no_more_nodes_than_twice_the_height(size: int, data: st.DataObject) -> None:
    height = size.bit_length()
    index = data.draw(st.integers(0, size - 1))
    assert len(nodes_of(inclusion(index, size))) <= 2 * height
    assert len(nodes_of(consistency(index + 1, size))) <= 2 * height + 1


def test_equal_trees_need_no_proof() -> None:
    assert consistency(8, 8) == []
    assert is_consistent(8, tree(LEAVES[:8]), 8, tree(LEAVES[:8]), [])
    assert not is_consistent(8, tree(LEAVES[:8]), 8, tree(LEAVES[1:9]), [])


def test_what_no_tree_has_is_refused() -> None:
    with pytest.raises(ValueError, match="has none at 3"):
        inclusion(3, 3)
    with pytest.raises(ValueError, match="did not grow"):
        consistency(4, 3)
    with pytest.raises(ValueError, match="2 complete subtrees"):
        Frontier(3, [EMPTY])


def touched(proof: list[bytes], place: int) -> list[bytes]:
    changed = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    return [*proof[:place], changed, *proof[place + 1 :]]
