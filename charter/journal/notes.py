"""Checkpoints as signed notes, the format of transparency logs (C2SP tlog-checkpoint and
signed-note).

A note has lines of text (origin, size, root in base64, and here the time), an empty line, and a
signature line: an em dash, the name of the signer and, in base64, a key id of four bytes with the
signature.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"


@dataclass(frozen=True)
class CheckpointNote:
    """The content of a note: how many entries the journal had, and the Merkle root over them."""

    origin: str
    size: int
    root: bytes
    at: str

    @property
    def text(self) -> str:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n{self.at}\n"


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a note identifies its key."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier(name: str, public: bytes) -> str:
    """A public key as one line, in the format of signed notes."""
    return f"{name}+{key_id(name, public).hex()}+{b64encode(ED25519 + public).decode()}"


def sign(checkpoint: CheckpointNote, key: Ed25519PrivateKey) -> str:
    """The whole note."""
    public = key.public_key().public_bytes_raw()
    signature = key_id(checkpoint.origin, public) + key.sign(checkpoint.text.encode())
    return f"{checkpoint.text}\n— {checkpoint.origin} {b64encode(signature).decode()}\n"


def read(note: str) -> CheckpointNote:
    """The content of a note, whoever signed it. ValueError for a malformed note."""
    text, _, signature = note.partition("\n\n")
    origin, size, root, at = text.split("\n")
    if not signature.startswith("— ") or not size.isdecimal():
        raise ValueError("no signed note")
    return CheckpointNote(origin, int(size), b64decode(root, validate=True), at)


def holds(note: str, public: bytes) -> bool:
    """Whether a note was signed with this key."""
    try:
        checkpoint = read(note)
        signed = b64decode(note.rpartition(" ")[2].strip(), validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(signed[4:], checkpoint.text.encode())
    except (ValueError, InvalidSignature):
        return False
    return signed[:4] == key_id(checkpoint.origin, public)
