"""Merkle trees, inclusion and consistency proofs, and their verification (RFC 6962 section 2.1, RFC
9162 section 2.1). Plain values in, plain values out."""

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of an empty tree."""


def leaf(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\0" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of a node from those of its two children."""
    return sha256(b"\1" + left + right).digest()


def root(entries: Sequence[bytes]) -> bytes:
    """The root over entries, in their order."""
    return root_of([leaf(entry) for entry in entries])


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    left = _split(len(leaves))
    return node(root_of(leaves[:left]), root_of(leaves[left:]))


def _split(size: int) -> int:
    """The largest power of two below `size`, which is two or more."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that a leaf is at `index` (from 0). IndexError if there is none."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []

    left = _split(len(leaves))
    if index < left:
        return [*inclusion(leaves[:left], index), root_of(leaves[left:])]

    return [*inclusion(leaves[left:], index - left), root_of(leaves[:left])]


def consistency(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """The proof that the tree of the first `earlier` leaves was continued to this one; empty for an
    empty tree. IndexError for a size that the tree never had."""
    if not 0 <= earlier <= len(leaves):
        raise IndexError(earlier)
    return _subproof(leaves, earlier, whole=True) if 0 < earlier < len(leaves) else []


def _subproof(leaves: Sequence[bytes], earlier: int, whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if whole else [root_of(leaves)]
    left = _split(len(leaves))
    if earlier <= left:
        return [*_subproof(leaves[:left], earlier, whole), root_of(leaves[left:])]
    return [*_subproof(leaves[left:], earlier - left, whole=False), root_of(leaves[:left])]


def includes(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether an inclusion proof holds (RFC 9162 section 2.1.3.2)."""
    sides = _sides(index, size - 1, len(proof)) if 0 <= index < size else None
    if sides is None:
        return False
    found = leaf_hash
    for sibling, is_left in zip(proof, sides, strict=True):
        found = node(sibling, found) if is_left else node(found, sibling)
    return found == root_hash


def continues(earlier: int, later: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether a consistency proof between two trees holds (RFC 9162 section 2.1.4.2)."""
    if earlier in (0, later):
        return not proof and old_root == (new_root if earlier == later else EMPTY)

    path = [old_root, *proof] if earlier & (earlier - 1) == 0 else list(proof)
    place, last = earlier - 1, later - 1

    while place & 1:
        place, last = place >> 1, last >> 1

    sides = _sides(place, last, len(path) - 1) if path and earlier < later else None
    if sides is None:
        return False

    old = new = path[0]

    for sibling, is_left in zip(path[1:], sides, strict=True):
        old = node(sibling, old) if is_left else old
        new = node(sibling, new) if is_left else node(new, sibling)

    return (old, new) == (old_root, new_root)


def _sides(place: int, last: int, length: int) -> list[bool] | None:
    """For each step from a leaf to the root, whether the sibling is on the left. None if the number
    of steps is wrong."""
    sides = []
    while last:
        is_left = bool(place & 1) or place == last
        while is_left and not place & 1 and place:
            place, last = place >> 1, last >> 1

        sides.append(is_left)
        place, last = place >> 1, last >> 1

    return sides if len(sides) == length else None


def grown(peaks: Sequence[bytes], size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The peaks of a tree (the roots of its largest perfect subtrees, left to right) after adding
    leaves. `peaks` are those of `size` leaves; no other node is needed to continue."""
    found = list(peaks)
    for each in leaves:
        found.append(each)
        size += 1
        for _ in range((size & -size).bit_length() - 1):
            right = found.pop()
            found[-1] = node(found[-1], right)

    return found


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """The root of the tree with these peaks."""
    if not peaks:
        return EMPTY
    *lefts, found = peaks
    for left in reversed(lefts):
        found = node(left, found)
    return found
