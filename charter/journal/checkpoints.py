"""Signed checkpoints of the journal, taken at each opening and closing of a vote, and hourly.

Whoever keeps one can prove later that the journal was only appended to. The key comes from the
settings; each checkpoint stores the public key, so that earlier notes can be verified after a
change of key.
"""

from itertools import pairwise

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import func, select

from charter.config import Settings
from charter.core import clock
from charter.core.errors import NotFound
from charter.database import db
from charter.journal import merkle, notes
from charter.journal.actions import take_turns
from charter.journal.models import Checkpoint, Entry


def signing_key() -> Ed25519PrivateKey:
    """The private key of this site: CHARTER_SIGNING_KEY, or one derived from its secret (HKDF, RFC
    5869)."""
    settings: Settings = current_app.config["CHARTER"]
    if settings.signing_key:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.signing_key))
    secret = current_app.config["SECRET_KEY"].encode()
    seed = HKDF(SHA256(), length=32, salt=None, info=b"charter journal signing key").derive(secret)
    return Ed25519PrivateKey.from_private_bytes(seed)


def origin() -> str:
    """The name of the signer: the public address of this site, without the scheme."""
    settings: Settings = current_app.config["CHARTER"]
    return (settings.public_url.partition("://")[2] or "localhost").rstrip("/") + "/journal"


def take(why: str) -> Checkpoint:
    """Take a checkpoint, in the caller's transaction; the last one again if nothing was written
    since. Reads only the entries since then."""
    take_turns()
    last = latest()
    size, peaks = (last.size, [bytes.fromhex(peak) for peak in last.peaks]) if last else (0, [])
    added = db.session.scalars(select(Entry.digest).where(Entry.seq > size).order_by(Entry.seq)).all()
    if last and not added:
        return last

    peaks = merkle.grown(peaks, size, [leaf(digest) for digest in added])
    root, key = merkle.root_of_peaks(peaks), signing_key()
    now = clock.now()
    stated = notes.CheckpointNote(origin(), size + len(added), root, clock.iso(now))
    checkpoint = Checkpoint(
        size=stated.size,
        root=root.hex(),
        at=now,
        why=why,
        note=notes.sign(stated, key),
        public_key=key.public_key().public_bytes_raw().hex(),
        peaks=[peak.hex() for peak in peaks],
    )

    db.session.add(checkpoint)
    db.session.flush()
    return checkpoint


def leaf(digest: str) -> bytes:
    """The Merkle leaf of an entry: the hash of its digest, which covers all entries before it
    too."""
    return merkle.leaf(bytes.fromhex(digest))


def latest() -> Checkpoint | None:
    """The newest checkpoint."""
    return db.session.scalar(select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1))


def get(size: int) -> Checkpoint:
    """The checkpoint over `size` entries, or NotFound."""
    found = db.session.get(Checkpoint, size)
    if found is None:
        raise NotFound
    return found


def all_checkpoints() -> list[Checkpoint]:
    """All checkpoints, oldest first."""
    return list(db.session.scalars(select(Checkpoint).order_by(Checkpoint.size)))


def first_covering(seq: int) -> Checkpoint | None:
    """The first checkpoint that covers an entry."""
    return db.session.scalar(select(Checkpoint).where(Checkpoint.size >= seq).order_by(Checkpoint.size).limit(1))


def of_subject(subject: str, verb: str) -> Checkpoint | None:
    """The first checkpoint that covers the last entry with a verb about a subject."""
    last = select(func.max(Entry.seq)).where(Entry.subject == subject, Entry.verb == verb)
    seq = db.session.scalar(last)
    return first_covering(seq) if seq else None


def inclusion(seq: int, size: int) -> list[str]:
    """The proof that an entry is under the root over `size` entries; NotFound if the journal has no
    such."""
    leaves = _leaves(size)
    if not 1 <= seq <= len(leaves):
        raise NotFound
    return [each.hex() for each in merkle.inclusion(leaves, seq - 1)]


def consistency(earlier: int, later: int) -> list[str]:
    """The proof that the journal of `later` entries continues that of `earlier`; NotFound
    likewise."""
    leaves = _leaves(later)
    if not 0 <= earlier <= len(leaves):
        raise NotFound
    return [each.hex() for each in merkle.consistency(leaves, earlier)]


def _leaves(size: int) -> list[bytes]:
    query = select(Entry.digest).where(Entry.seq <= size).order_by(Entry.seq)
    leaves = [leaf(digest) for digest in db.session.scalars(query)]
    if len(leaves) != size:
        raise NotFound
    return leaves


def broken() -> list[int]:
    """Sizes of the checkpoints that the present journal contradicts; empty for an honest one."""
    leaves = [leaf(digest) for digest in db.session.scalars(select(Entry.digest).order_by(Entry.seq))]
    return [each.size for each in all_checkpoints() if not _is_borne_out(each, leaves)]


def _is_borne_out(checkpoint: Checkpoint, leaves: list[bytes]) -> bool:
    if checkpoint.size > len(leaves):
        return False
    stated = notes.read(checkpoint.note)
    is_signed = notes.holds(checkpoint.note, bytes.fromhex(checkpoint.public_key))
    return is_signed and stated.size == checkpoint.size and merkle.root_of(leaves[: stated.size]) == stated.root


def keys() -> list[str]:
    """All public keys of this site, oldest first, as signed notes write them; the present one
    last."""
    name, present = origin(), signing_key().public_key().public_bytes_raw().hex()
    used = [each.public_key for each in all_checkpoints()] + [present]
    first = used[:1] + [after for before, after in pairwise(used) if before != after]
    return [notes.verifier(name, bytes.fromhex(key)) for key in dict.fromkeys(first)]
