"""State vectors and varints of the Yjs encoding, version 1, decoded without pycrdt."""

from collections.abc import Iterator

MAX_VARINT_BYTES = 10
"""Maximum number of bytes of a number."""


def state_vector(vector: bytes) -> dict[int, int]:
    """The clock of each client id: how many items of it a document holds."""
    read = read_varints(vector)
    return {next(read): next(read) for _ in range(next(read))}


def check_vector(vector: bytes) -> None:
    """Raise ValueError if a vector announces more clients than it can contain: a decoder might
    allocate memory for all of them."""
    if next(read_varints(vector[:MAX_VARINT_BYTES]), len(vector)) > len(vector) // 2:
        raise ValueError("no state vector")


def deletions(delete_set: bytes) -> Iterator[tuple[int, int]]:
    """The client id of each deleted range, with the clock at which the range ends."""
    read = read_varints(delete_set)
    for _ in range(next(read)):
        client = next(read)
        for _ in range(next(read)):
            yield client, next(read) + next(read)


def vector_of(clocks: dict[int, int]) -> bytes:
    """A state vector, encoded: the inverse of `state_vector`."""
    pairs = [varint(client) + varint(clock) for client, clock in clocks.items()]
    return varint(len(pairs)) + b"".join(pairs)


def varint(value: int) -> bytes:
    """A variable-length number: the inverse of `read_varints`."""
    low = b""
    while value > 0x7F:
        low += bytes([value & 0x7F | 0x80])
        value >>= 7
    return low + bytes([value])


def read_varints(encoded: bytes) -> Iterator[int]:
    """Seven bits per byte, the lowest first; the eighth says that more follow."""
    value, shift = 0, 0
    for byte in encoded:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value, shift = 0, 0
