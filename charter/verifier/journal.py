"""The journal: is it one chain, and does each checkpoint bear it out?"""

import base64
import hashlib

from charter.verifier import canon

START = "0" * 64


def problems(entries, checkpoints, kept=None):
    """Every reason to refuse a journal with its checkpoints, as (name, detail); `kept`: a note that somebody kept."""
    before = START
    for number, entry in enumerate(entries, start=1):
        content = entry.get("entry")
        if entry["seq"] != number or entry["previous"] != before or (content and content["seq"] != number):
            yield "chain", f"entry {number} does not follow the one before"
        if content and canon.digest({"entry": content, "previous": entry["previous"]}) != entry["digest"]:
            yield "chain", f"entry {number} was changed"
        before = entry["digest"]
    leaves = [bytes.fromhex(entry["digest"]) for entry in entries]
    for each in checkpoints:
        yield from _checkpoint(each["note"], leaves, each["size"])
    if kept is not None:
        yield from _checkpoint(kept, leaves, None)


def _checkpoint(note, leaves, size):
    _origin, told, root, _at = note.partition("\n\n")[0].split("\n")
    if size is not None and int(told) != size:
        yield "checkpoint", f"that over {size} entries says {told}"
    if int(told) > len(leaves):
        yield "cut", f"a checkpoint covers {told} entries, and there are {len(leaves)}"
    elif canon.merkle_root(leaves[: int(told)]) != base64.b64decode(root).hex():
        yield "checkpoint", f"the first {told} entries are not those it was signed over"


def signature_holds(note, public_key):
    """Whether a note was signed with a key (hexadecimal); ImportError without the package `cryptography`."""
    text, _, signed = note.partition("\n\n")
    origin = text.split("\n")[0]
    signature = base64.b64decode(signed.rpartition(" ")[2].strip())
    public = bytes.fromhex(public_key)
    named = hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
    return signature[:4] == named and ed25519_holds((text + "\n").encode(), signature[4:], public)


def ed25519_holds(message, signature, public):
    """Whether an Ed25519 signature holds; ImportError without the package `cryptography`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
