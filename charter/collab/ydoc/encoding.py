"""The binary encoding of Yjs (lib0, version 1): variable-length numbers, strings, identifiers,
state vectors.

There is one reader, for bytes that browsers send as well as for our own: it refuses whatever two
decoders could read in two ways, and never makes room for more than the bytes themselves can hold.
"""

import struct

MAX_CLIENT_ID = 2**53 - 1
"""The largest whole number that JavaScript counts exactly."""
MAX_CLOCK = 2**31 - 1
"""Items of one client. The Rust decoder counts them in 32 bits, and panics beyond."""

Id = tuple[int, int]
"""One item: the client id under which it was inserted, and its clock."""
IdRange = tuple[int, int, int]
"""Consecutive items of one client: client id, first clock, how many."""

_MORE = 0x80
"""The bit of a byte that says that the number goes on in the next one."""


class Malformed(ValueError):
    """The bytes are cut short, or not in the only form that every decoder reads alike."""


class Reader:
    """Reads a message from its start. All methods raise Malformed."""

    def __init__(self, encoded: bytes) -> None:
        self._encoded, self._at, self._end = encoded, 0, len(encoded)

    @property
    def remaining(self) -> int:
        """How many bytes have not been read."""
        return self._end - self._at

    def byte(self) -> int:
        """One byte."""
        at = self._at
        if at >= self._end:
            raise Malformed("cut short")
        self._at = at + 1
        return self._encoded[at]

    def varint(self, largest: int = MAX_CLOCK) -> int:
        """An unsigned number: seven bits in each byte, the lowest first."""
        value = shift = 0
        while (byte := self.byte()) >= _MORE:
            value |= (byte & 0x7F) << shift
            shift += 7
            if value > largest or shift > largest.bit_length():
                raise Malformed("a number too large")

        value |= byte << shift
        if value > largest:
            raise Malformed("a number too large")
        if shift and not byte:
            # A longer form of the same number: decoders disagree on whether it may be read.
            raise Malformed("a number in a longer form than needed")
        return value

    def signed_varint(self) -> int:
        """A number with a sign: its first byte holds six bits, the sign, and whether more
        follow."""
        first = self.byte()
        size = first & 0x3F
        if first & _MORE:
            size |= self.varint() << 6
        return -size if first & 0x40 else size

    def client_id(self) -> int:
        """A client id."""
        return self.varint(MAX_CLIENT_ID)

    def id(self) -> Id:
        """The identifier of an item."""
        return self.client_id(), self.varint()

    def string(self) -> str:
        """Some text, in UTF-8 after its length."""
        length = self.varint()
        if length > self.remaining:
            raise Malformed("cut short")

        start, self._at = self._at, self._at + length
        try:
            return self._encoded[start : self._at].decode()
        except UnicodeDecodeError:
            raise Malformed("no UTF-8") from None

    def float(self, form: str) -> float:
        """A floating-point number in this form of `struct`."""
        encoded = bytes(self.byte() for _ in range(struct.calcsize(form)))
        value: float = struct.unpack(form, encoded)[0]
        return value


def varint(value: int) -> bytes:
    """An unsigned number, encoded: the inverse of `Reader.varint`."""
    encoded = b""
    while value >= _MORE:
        encoded += bytes([value & 0x7F | _MORE])
        value >>= 7
    return encoded + bytes([value])


def decode_state_vector(encoded: bytes) -> dict[int, int]:
    """How many items of each client a document holds: clock by client id."""
    reader = Reader(encoded)
    return {reader.client_id(): reader.varint() for _ in range(reader.varint())}


def encode_state_vector(clocks: dict[int, int]) -> bytes:
    """The inverse of `decode_state_vector`."""
    pairs = [varint(client) + varint(clock) for client, clock in clocks.items()]
    return varint(len(pairs)) + b"".join(pairs)


def check_state_vector(encoded: object) -> None:
    """Raise ValueError unless this is bytes that announce no more clients than they can hold."""
    if not isinstance(encoded, bytes):
        raise Malformed("no bytes")
    # The CRDT allocates memory for as many clients as are announced, before it reads the first one.
    if encoded and Reader(encoded).varint() > len(encoded) // 2:
        raise ValueError("no state vector")


def utf16_length(text: str) -> int:
    """How many clocks some text takes: its UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, start: int, end: int) -> str:
    """The text between two UTF-16 units."""
    if text.isascii() or utf16_length(text) == len(text):
        return text[start:end]

    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * end].decode("utf-16-le", "replace")
