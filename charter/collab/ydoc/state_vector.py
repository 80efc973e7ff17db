"""The two small parts of the Yjs encoding (version 1) that the gate reads itself: variable-length numbers all along."""

from collections.abc import Iterator

SHORT = 10
"""Bytes of a number, at most."""


def state_vector(vector: bytes) -> dict[int, int]:
    """How many items of each author a document holds: clock by client id."""
    read = numbers(vector)
    return {next(read): next(read) for _ in range(next(read))}


def check_vector(vector: bytes) -> None:
    """Raise ValueError for what announces more authors than it can hold: a decoder may make room for all of them."""
    if next(numbers(vector[:SHORT]), len(vector)) > len(vector) // 2:
        raise ValueError("no state vector")


def deletions(delete_set: bytes) -> Iterator[tuple[int, int]]:
    """The author of each deleted range, and the clock at which the range ends."""
    read = numbers(delete_set)
    for _ in range(next(read)):
        client = next(read)
        for _ in range(next(read)):
            yield client, next(read) + next(read)


def vector_of(clocks: dict[int, int]) -> bytes:
    """A state vector, encoded: the inverse of `state_vector`."""
    pairs = [varint(client) + varint(clock) for client, clock in clocks.items()]
    return varint(len(pairs)) + b"".join(pairs)


def varint(value: int) -> bytes:
    """A variable-length number: the inverse of `numbers`."""
    low = b""
    while value > 0x7F:
        low += bytes([value & 0x7F | 0x80])
        value >>= 7
    return low + bytes([value])


def numbers(encoded: bytes) -> Iterator[int]:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    value, shift = 0, 0
    for byte in encoded:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value, shift = 0, 0
