"""Ed25519 signatures, of the manifest and of checkpoints. Needs the package `cryptography`; ImportError without it."""

import base64
import hashlib

NO_KEY = "give the key that the site publishes with --key: whoever forges an archive signs it too"
OTHER_KEY = "the site has signed with another key since your checkpoint: ask why"


def problems(manifest, signed, checkpoints, key=None, kept=None):
    """Every reason to refuse the signatures, as (name, detail, values), and what to know about them.

    `manifest`: its bytes; `signed`: its signature and key; `key`: that of the site; `kept`: a note that somebody kept.
    """
    found = []
    if not holds(manifest, bytes.fromhex(signed["signature"]), bytes.fromhex(signed["key"])):
        found.append(("signature", "that of the manifest does not hold", {}))
    for each in checkpoints:
        if not of_note(each["note"], each["key"]):
            found.append(("signature", "that of the checkpoint over {size} entries does not hold", each))
    keys = {each["key"] for each in checkpoints}
    if checkpoints and signed["key"] not in keys:
        found.append(("signature", "the manifest is signed with a key that no checkpoint is signed with", {}))
    if key and signed["key"] != plain(key):
        found.append(("signature", "the manifest is not signed with the key that was given", {}))
    if kept and of_note(kept, signed["key"]):
        return found, []
    if kept and not any(of_note(kept, each) for each in keys):
        found.append(("signature", "your checkpoint is signed with a key that this archive does not know", {}))
    return found, [] if key else [(OTHER_KEY if kept else NO_KEY, {})]


def plain(key):
    """A public key in hexadecimal, from that or from the form of signed notes."""
    return base64.b64decode(key.split("+", 2)[2])[1:].hex() if "+" in key else key.lower()


def of_note(note, public_key):
    """Whether a note was signed with a key (hexadecimal)."""
    text, _, signed = note.partition("\n\n")
    origin = text.split("\n")[0]
    signature = base64.b64decode(signed.rpartition(" ")[2].strip())
    public = bytes.fromhex(public_key)
    named = hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
    return signature[:4] == named and holds((text + "\n").encode(), signature[4:], public)


def holds(message, signature, public):
    """Whether a signature over a message holds."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
