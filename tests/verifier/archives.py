"""Take archives apart, and make them up again as a forger would."""

import base64
import hashlib
import io
import json
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from charter.journal import notes
from charter.verifier import canon

STRANGER = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
"""The key of whoever has none."""


def inside(data):
    """The files of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def world_of(files):
    """What the files say, to be changed."""
    return {name: json.loads(files[name]) for name in ("charter.json", "journal.json", "checkpoints.json")}


def sealed(files, world):
    """A world written as an archive, with every digest that needs no key recomputed."""
    document = world["charter.json"]
    document["digest"] = canon.digest({name: value for name, value in document.items() if name != "digest"})
    made = dict(files, **{name: canon.canonical(value) for name, value in world.items()})
    return listed(made)


def listed(files):
    """The files with a manifest that is right."""
    manifest = json.loads(files["manifest.json"])
    told = {name: data for name, data in files.items() if not name.startswith("manifest")}
    manifest["files"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in told.items()
    }
    return dict(files, **{"manifest.json": canon.canonical(manifest)})


def signed(files, key=STRANGER):
    """The files with a signature of their manifest."""
    public = key.public_key().public_bytes_raw().hex()
    told = {"key": public, "signature": key.sign(files["manifest.json"]).hex()}
    return dict(files, **{"manifest.sig": canon.canonical(told)})


def rewritten(files, world, key=STRANGER):
    """A world as whoever holds all copies could write it anew: chained, and signed with a key of their own."""
    chained(world["journal.json"])
    leaves = [bytes.fromhex(entry["digest"]) for entry in world["journal.json"]]
    for each in world["checkpoints.json"]:
        noted(each, canon.merkle_root(leaves[: each["size"]]), key)
    return signed(sealed(files, world), key)


def chained(entries):
    """The entries with their digests again; what is hidden keeps its own."""
    before = "0" * 64
    for number, entry in enumerate(entries, start=1):
        entry.update(seq=number, previous=before)
        if "entry" in entry:
            entry["entry"]["seq"] = number
            entry["digest"] = canon.digest({"entry": entry["entry"], "previous": before})
        before = entry["digest"]


def noted(checkpoint, root, key=STRANGER):
    """A checkpoint with another root, signed."""
    origin, _size, _root, at = checkpoint["note"].partition("\n\n")[0].split("\n")
    stated = notes.Checkpoint(origin, checkpoint["size"], bytes.fromhex(root), at)
    checkpoint.update(note=notes.sign(stated, key), key=key.public_key().public_bytes_raw().hex())


def root_in(note):
    """The root that a note states, in hexadecimal."""
    return base64.b64decode(note.split("\n")[2]).hex()
