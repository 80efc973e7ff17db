"""Merkle trees by the published vectors of RFC 6962's reference implementation, and by their laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.journal import merkle

ENTRIES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
LEAVES = [merkle.leaf(entry) for entry in ENTRIES]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
INCLUSION = {
    (0, 8): ["96a296d2", "5f083f0a", "6b47aaf2"],
    (5, 8): ["bc1a0643", "ca854ea1", "d37ee418"],
    (2, 3): ["fac54203"],
    (1, 5): ["6e340b9c", "5f083f0a", "bc1a0643"],
}
CONSISTENCY = {
    (1, 8): ["96a296d2", "5f083f0a", "6b47aaf2"],
    (6, 8): ["0ebc5d34", "ca854ea1", "d37ee418"],
    (2, 5): ["5f083f0a", "bc1a0643"],
}
TREES = st.lists(st.binary(max_size=4), max_size=40)


def starts(proof):
    return [each.hex()[:8] for each in proof]


@pytest.mark.parametrize("size", ROOTS)
def test_published_roots(size):
    assert merkle.root(ENTRIES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize("case", INCLUSION)
def test_published_inclusion_proofs(case):
    index, size = case
    assert starts(merkle.inclusion(LEAVES[:size], index)) == INCLUSION[case]


@pytest.mark.parametrize("case", CONSISTENCY)
def test_published_consistency_proofs(case):
    earlier, later = case
    assert starts(merkle.consistency(LEAVES[:later], earlier)) == CONSISTENCY[case]


@given(TREES)
def test_every_entry_is_proved_and_no_other(entries):
    leaves = [merkle.leaf(entry) for entry in entries]
    root = merkle.root_of(leaves)
    for index, each in enumerate(leaves):
        proof = merkle.inclusion(leaves, index)
        assert merkle.includes(each, index, len(leaves), proof, root)
        assert not merkle.includes(merkle.leaf(b"other!"), index, len(leaves), proof, root)
        assert not merkle.includes(each, index, len(leaves), [*proof, root], root)
        if proof:
            assert not merkle.includes(each, index, len(leaves), proof[:-1], root)
    assert not merkle.includes(root, len(leaves), len(leaves), [], root)


@given(TREES, st.data())
def test_every_growth_is_proved_and_no_other(entries, data):
    leaves = [merkle.leaf(entry) for entry in entries]
    earlier = data.draw(st.integers(0, len(leaves)))
    old, new = merkle.root_of(leaves[:earlier]), merkle.root_of(leaves)
    proof = merkle.consistency(leaves, earlier)
    assert merkle.continues(earlier, len(leaves), proof, old, new)
    assert not merkle.continues(earlier, len(leaves), proof, merkle.leaf(b"other!"), new)
    assert not merkle.continues(earlier, len(leaves), [*proof, new], old, new)
    if earlier:
        assert not merkle.continues(earlier, len(leaves), proof, old, merkle.leaf(b"other!"))
    if proof:
        assert not merkle.continues(earlier, len(leaves), proof[:-1], old, new)


def test_there_is_no_proof_of_what_never_was():
    for wrong in (-1, 8):
        with pytest.raises(IndexError):
            merkle.inclusion(LEAVES, wrong)
    for wrong in (-1, 9):
        with pytest.raises(IndexError):
            merkle.consistency(LEAVES, wrong)
    assert not merkle.continues(5, 4, [], EMPTY, EMPTY)
    assert not merkle.continues(3, 4, [], EMPTY, EMPTY)


EMPTY = merkle.EMPTY


@given(TREES, TREES)
def test_a_tree_is_continued_from_its_peaks(entries, more):
    leaves, later = [merkle.leaf(each) for each in entries], [merkle.leaf(each) for each in more]
    peaks = merkle.grown([], 0, leaves)
    assert len(peaks) == len(leaves).bit_count()
    assert merkle.root_of_peaks(peaks) == merkle.root_of(leaves)
    assert merkle.root_of_peaks(merkle.grown(peaks, len(leaves), later)) == merkle.root_of(leaves + later)
