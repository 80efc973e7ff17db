"""Check an archive of a charter: its texts, votes, journal and signatures. Prints what is wrong; exit status 1 if any.

    python3 verify.py [ARCHIVE.zip] [--against CHECKPOINT.txt] [--key HEX] [--require-signatures] [--language fr]

Without an archive, checks the folder in which this file is.
"""

import argparse
import hashlib
import json
import os
import sys
import zipfile

from charter.verifier import canon, journal, votes

FRENCH = {
    "archive": "archive illisible",
    "files": "fichiers autres que ceux du manifeste",
    "signature": "signature fausse",
    "document": "empreinte du document fausse",
    "text": "texte voté autre",
    "rule": "règle autre",
    "roll": "liste d’émargement autre",
    "opening": "ouverture contredite par le journal",
    "ending": "clôture contredite par le journal",
    "block": "vote en bloc contredit par le journal",
    "early": "choix divulgués avant la clôture",
    "root": "racine des bulletins fausse",
    "result": "résultat faux",
    "twice": "bulletin en double",
    "box": "urne et émargement différents",
    "elector": "votant hors liste",
    "ballot": "bulletin nul",
    "dropped": "bulletin manquant",
    "receipt": "reçu faux",
    "events": "bulletin contredit par ses dépôts",
    "late": "bulletin hors délai",
    "source": "remplacement interdit",
    "proxy": "procuration absente",
    "presence": "votant absent",
    "room": "bulletins de la salle contredits par le journal",
    "missing": "scrutin manquant",
    "chain": "journal altéré",
    "cut": "journal tronqué",
    "checkpoint": "point de contrôle contredit",
}


def problems(files, key=None, kept=None, require=False):
    """Every reason to refuse an archive given as its files by name; and what could not be checked."""
    try:
        found = list(_content(files, kept))
        signed, unchecked = _signatures(files, key, require)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as no:
        return [("archive", f"{type(no).__name__}: {no}")], []
    return found + signed, unchecked


def _content(files, kept):
    manifest = _json(files["manifest.json"])
    told = {name: [hashlib.sha256(data).hexdigest(), len(data)] for name, data in files.items()}
    for name in ("manifest.json", "manifest.sig"):
        told.pop(name, None)
    if told != {name: [each["sha256"], each["size"]] for name, each in manifest["files"].items()}:
        yield "files", ", ".join(sorted(set(told) ^ set(manifest["files"]))) or "changed"
    document = _json(files["charter.json"])
    if canon.digest({name: value for name, value in document.items() if name != "digest"}) != document["digest"]:
        yield "document", "charter.json"
    entries, checkpoints = _json(files["journal.json"]), _json(files["checkpoints.json"])
    yield from journal.problems(entries, checkpoints, kept)
    yield from _versions(document)
    yield from _votes(document, [each["entry"] for each in entries if "entry" in each], manifest["charter"])


def _json(data):
    """Without fractions, which have no one form."""
    return json.loads(data, parse_float=_refuse, parse_constant=_refuse)


def _refuse(number):
    raise ValueError(f"a number that is not whole: {number}")


def _versions(document):
    clauses = document["preamble"] + [clause for section in document["sections"] for clause in section["clauses"]]
    for clause in clauses:
        version = clause["version"]
        told = {name: value for name, value in version.items() if name not in ("digest", "at", "cause")}
        if canon.digest(told) != version["digest"]:
            yield "text", f"clause {clause['id']}"


def _votes(document, entries, charter_id):
    about = {}
    for entry in entries:
        about.setdefault(entry["subject"], []).append(entry)
    numbers = [vote["id"] for vote in document["votes"]]
    if len(set(numbers)) != len(numbers):
        yield "twice", "a vote is there twice"
    opened = [entry for entry in entries if entry["verb"] == "vote.opened" and entry["charter_id"] == charter_id]
    for subject in sorted({entry["subject"] for entry in opened} - {f"vote:{number}" for number in numbers}):
        yield "missing", subject
    for vote in document["votes"]:
        for name, detail in votes.problems(vote, about.get(f"vote:{vote['id']}", [])):
            yield name, f"vote {vote['id']}: {detail}"


def _signatures(files, key, require):
    signed = _json(files["manifest.sig"])
    checkpoints = _json(files["checkpoints.json"])
    found = []
    try:
        if not journal.ed25519_holds(
            files["manifest.json"], bytes.fromhex(signed["signature"]), bytes.fromhex(signed["key"])
        ):
            found.append(("signature", "of the manifest"))
        found += [
            ("signature", f"of the checkpoint over {each['size']} entries")
            for each in checkpoints
            if not journal.signature_holds(each["note"], each["key"])
        ]
    except ImportError:
        missing = "signatures were not checked: that needs the package `cryptography`"
        return ([("signature", missing)] if require else []), [missing]
    if checkpoints and signed["key"] not in {each["key"] for each in checkpoints}:
        found.append(("signature", "the manifest is signed with a key that no checkpoint is signed with"))
    if key and signed["key"] != key:
        found.append(("signature", "the manifest is not signed with the key that was given"))
    return found, (
        [] if key else ["give the key that the site publishes with --key: whoever forges an archive signs it too"]
    )


def read(path):
    """The files of an archive, zip or folder, by name."""
    if os.path.isdir(path):
        return {name: _bytes(os.path.join(path, name)) for name in sorted(os.listdir(path)) if name != "__pycache__"}
    with zipfile.ZipFile(path) as archive:
        if len(set(archive.namelist())) != len(archive.namelist()):
            raise ValueError("a file is there twice")
        return {name: archive.read(name) for name in archive.namelist()}


def _bytes(path):
    with open(path, "rb") as file:
        return file.read()


def main(arguments=None):
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", nargs="?", default=os.path.dirname(os.path.abspath(sys.argv[0])))
    parser.add_argument("--against", help="a checkpoint that you kept")
    parser.add_argument("--key", help="the public key that the site publishes, in hexadecimal")
    parser.add_argument("--require-signatures", action="store_true")
    parser.add_argument("--language", default=os.environ.get("LANG", "en")[:2])
    asked = parser.parse_args(arguments)
    kept = _bytes(asked.against).decode() if asked.against else None
    try:
        files = read(asked.archive)
    except (OSError, ValueError, zipfile.BadZipFile) as no:
        found, unchecked = [("archive", str(no))], []
    else:
        found, unchecked = problems(files, asked.key, kept, asked.require_signatures)
    in_french = asked.language == "fr"
    for note in unchecked:
        print(("à savoir : " if in_french else "note: ") + note)
    for name, detail in found:
        print(f"{FRENCH[name] if in_french else name}: {detail}")
    if not found:
        print("L’archive est cohérente." if in_french else "The archive holds.")
    return 1 if found else 0
