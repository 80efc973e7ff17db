"""Unpack archives, and write changed ones with digests and signatures that a forger can make."""

import base64
import hashlib
import io
import json
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from charter.journal import notes
from charter.verifier import canonical_json

STRANGER = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
"""The key of whoever has none."""


def inside(data):
    """The files of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def unpacked(files, folder):
    """The folder, with the files in it."""
    for name, data in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


def world_of(files):
    """What the files say, to be changed."""
    return {name: json.loads(files[name]) for name in ("charter.json", "journal.json", "checkpoints.json")}


def sealed(files, world):
    """A world written as an archive, with every digest that needs no key recomputed."""
    document = world["charter.json"]
    document["digest"] = canonical_json.digest({name: value for name, value in document.items() if name != "digest"})
    made = dict(files, **{name: canonical_json.canonical(value) for name, value in world.items()})
    return listed(made)


def listed(files):
    """The files with a manifest that is right."""
    manifest = json.loads(files["manifest.json"])
    others = {name: data for name, data in files.items() if not name.startswith("manifest")}
    manifest["files"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in others.items()
    }
    return dict(files, **{"manifest.json": canonical_json.canonical(manifest)})


def signed(files, key=STRANGER):
    """The files with a signature of their manifest."""
    public = key.public_key().public_bytes_raw().hex()
    signature = {"key": public, "signature": key.sign(files["manifest.json"]).hex()}
    return dict(files, **{"manifest.sig": canonical_json.canonical(signature)})


def rewritten(files, world, key=STRANGER):
    """A world as whoever holds all copies could write it anew: chained, and signed with a key of
    their own."""
    chained(world["journal.json"])
    leaves = [bytes.fromhex(entry["digest"]) for entry in world["journal.json"]]
    for last in world["checkpoints.json"][-1:]:
        last["size"] = len(leaves)
    for each in world["checkpoints.json"]:
        noted(each, canonical_json.merkle_root(leaves[: each["size"]]), key)
    return signed(sealed(files, world), key)


def chained(entries):
    """The lines with their digests again, and with their numbers unless these were meddled with."""
    before = "0" * 64
    for seq, line in enumerate(entries, start=1):
        line.update(seq=seq, previous=before)
        before = redigested(line)


def numbered(entries):
    """The lines with their numbers again."""
    first = next((line["entry"] for line in entries if "number" in line and "entry" in line), None)
    numbers = dict(first["facts"].get("entries", {})) if first else {}
    for line in entries:
        if "number" in line:
            key = "" if line["charter"] is None else str(line["charter"])
            numbers[key] = line["number"] = numbers.get(key, 0) + 1


def aged(world, until=80):
    """The first lines as they were written before entries were numbered."""
    lines = world["journal.json"]
    begun, counts = lines.pop(0), {}
    for line in lines[:until]:
        key = "" if line["charter"] is None else str(line["charter"])
        counts[key] = counts.get(key, 0) + 1
        of_first_form(line)
    begun["entry"]["facts"] = {"form": 2, "entries": counts}
    lines.insert(until, begun)
    numbered(lines)


def of_first_form(line):
    """A line as it was before: hashed whole, with names, and its places within."""
    if "entry" in line:
        entry = line["entry"]
        named = {name: fact["value"] for name, fact in line.pop("told").items()}
        kept = {name: entry[name] for name in ("at", "actor_id", "verb", "subject")}
        actor = named.pop("actor", "")
        line["entry"] = dict(
            kept, seq=line["seq"], charter_id=line["charter"], actor=actor, facts={**entry["facts"], **named}
        )
    for name in ("charter", "number", "content"):
        del line[name]


def redigested(line):
    """A line with its digests again; returns the last."""
    if "number" not in line:
        if "entry" in line:
            line["entry"]["seq"] = line["seq"]
            line["digest"] = canonical_json.digest({"entry": line["entry"], "previous": line["previous"]})
        return line["digest"]
    if "entry" in line:
        line["content"] = canonical_json.digest(line["entry"])
    names = ("seq", "charter", "number", "content", "previous")
    line["digest"] = canonical_json.digest({name: line[name] for name in names})
    return line["digest"]


def renamed(line, name, value):
    """Let an entry say something else of somebody."""
    line["told"][name]["value"] = value
    line["entry"]["personal"][name] = canonical_json.digest(dict(line["told"][name], name=name))


def noted(checkpoint, root, key=STRANGER):
    """A checkpoint with another root, signed."""
    origin, _size, _root, at = checkpoint["note"].partition("\n\n")[0].split("\n")
    stated = notes.CheckpointNote(origin, checkpoint["size"], bytes.fromhex(root), at)
    checkpoint.update(note=notes.sign(stated, key), key=key.public_key().public_bytes_raw().hex())


def root_in(note):
    """The root that a note states, in hexadecimal."""
    return base64.b64decode(note.split("\n")[2]).hex()
