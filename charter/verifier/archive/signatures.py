"""The Ed25519 signatures of the manifest and of the checkpoints.

They need the package `cryptography`; without it, ImportError.
"""

import base64
import hashlib

NO_KEY = "give the key that the site publishes with --key: whoever forges an archive signs it too"
OTHER_KEY = "the site has signed with another key since your checkpoint: ask why"


def problems(manifest, signed, checkpoints, key=None, kept=None):
    """The reasons to refuse the signatures, as (name, detail, values); and notes, as (text,
    values).

    `manifest`: its bytes; `signed`: its signature and public key; `key`: the public key of the
    site; `kept`: a checkpoint that somebody kept.
    """
    found = list(_faults(manifest, signed, checkpoints, key))
    if kept and of_note(kept, signed["key"]):
        return found, []
    if kept:
        found += _faults_of_kept(kept, checkpoints)
    return found, [] if key else [(OTHER_KEY if kept else NO_KEY, {})]


def _faults(manifest, signed, checkpoints, key):
    if not holds(manifest, bytes.fromhex(signed["signature"]), bytes.fromhex(signed["key"])):
        yield "signature", "that of the manifest does not hold", {}
    for each in checkpoints:
        if not of_note(each["note"], each["key"]):
            yield "signature", "that of the checkpoint over {size} entries does not hold", each
    if checkpoints and all(signed["key"] != each["key"] for each in checkpoints):
        yield "signature", "the manifest is signed with a key that no checkpoint is signed with", {}
    if key and signed["key"] != plain(key):
        yield "signature", "the manifest is not signed with the key that was given", {}


def _faults_of_kept(kept, checkpoints):
    if not any(of_note(kept, each["key"]) for each in checkpoints):
        yield "signature", "your checkpoint is signed with a key that this archive does not know", {}


def plain(key):
    """A public key in hexadecimal, from hexadecimal or from the form of signed notes (C2SP)."""
    return base64.b64decode(key.split("+", 2)[2])[1:].hex() if "+" in key else key.lower()


def of_note(note, public_key):
    """Whether the signature of a signed note (C2SP) is valid for a public key (hexadecimal)."""
    text, _, signed = note.partition("\n\n")
    origin = text.split("\n")[0]
    signature = base64.b64decode(signed.rpartition(" ")[2].strip())
    public = bytes.fromhex(public_key)
    named = hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
    return signature[:4] == named and holds((text + "\n").encode(), signature[4:], public)


def holds(message, signature, public):
    """Whether a signature of a message is valid."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
