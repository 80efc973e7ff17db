"""Check an archive of a charter: its texts, votes, journal and signatures. Prints what is wrong; exit status 1 if any.

    python3 verify.py [ARCHIVE.zip] [--against CHECKPOINT.txt] [--key KEY] [--require-signatures] [--language fr]

Without an archive, checks the folder in which this file is.
"""

import argparse
import hashlib
import json
import os
import sys
import zipfile
import zlib

from charter.verifier import canon, journal, signatures, texts, votes, words

CANONICAL = ("manifest.json", "charter.json", "journal.json", "checkpoints.json")
UNREADABLE = (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError, OverflowError)
UNCHECKED = "signatures were not checked: that needs the package `cryptography`"
HIDDEN = "of {all} entries of the journal, {hidden} are here by their digests alone (members, charters not yet public)"


def problems(files, key=None, kept=None, require=False):
    """Every reason to refuse an archive given as its files by name, as (name, detail, values); and what to know, as
    (text, values)."""
    try:
        read = {name: _json(files[name]) for name in CANONICAL}
        found = list(_content(files, read, kept))
        hidden = sum("entry" not in entry for entry in read["journal.json"])
        notes = [(HIDDEN, {"all": len(read["journal.json"]), "hidden": hidden})] if hidden else []
        signed, more = _signatures(files, read, key, kept, require)
    except UNREADABLE as no:
        return [("archive", "{kind}: {error}", {"kind": type(no).__name__, "error": no})], []
    return found + signed, notes + more


def _content(files, read, kept):
    manifest, document = read["manifest.json"], read["charter.json"]
    told = {name: [hashlib.sha256(data).hexdigest(), len(data)] for name, data in files.items()}
    for name in ("manifest.json", "manifest.sig"):
        told.pop(name, None)
    said = {name: [each["sha256"], each["size"]] for name, each in manifest["files"].items()}
    if told != said:
        others = [name for name in sorted(set(told) | set(said)) if told.get(name) != said.get(name)]
        yield "files", "{names}", {"names": ", ".join(others)}
    for name in CANONICAL:
        if canon.canonical(read[name]) != files[name]:
            yield "form", "{name} is not written in its one form", {"name": name}
    if canon.digest({name: value for name, value in document.items() if name != "digest"}) != document["digest"]:
        yield "document", "the document does not have its digest", {}
    yield from journal.problems(read["journal.json"], read["checkpoints.json"], kept)
    entries = [each["entry"] for each in read["journal.json"] if "entry" in each]
    entries = [entry for entry in entries if entry["charter_id"] == manifest["charter"]]
    yield from texts.problems(document, entries)
    yield from _votes(document["votes"], entries)


def _json(data):
    """Without fractions, which have no one form."""
    return json.loads(data, parse_float=_refuse, parse_constant=_refuse)


def _refuse(number):
    raise ValueError(f"a number that is not whole: {number}")


def _votes(all_votes, entries):
    about = {}
    for entry in entries:
        about.setdefault(entry["subject"], []).append(entry)
    numbers = {vote["id"]: vote for vote in all_votes}
    if len(numbers) != len(all_votes):
        yield "twice", "a vote is there twice", {}
    opened = {entry["subject"]: entry["facts"]["ordinal"] for entry in entries if entry["verb"] == "vote.opened"}
    for subject in sorted(opened.keys() - {f"vote:{number}" for number in numbers}):
        yield "missing", "the journal opened {subject}, which is not here", {"subject": subject}
    if list(opened.values()) != list(range(1, len(opened) + 1)):
        yield "missing", "the openings are numbered {numbers}", {"numbers": ", ".join(map(str, opened.values()))}
    for vote in all_votes:
        found = list(votes.problems(vote, about.get(f"vote:{vote['id']}", [])))
        for name, detail, values in found + list(votes.waived(vote, numbers)):
            yield name, detail, dict(values, of_vote=vote["id"])


def _signatures(files, read, key, kept, require):
    signed = _json(files["manifest.sig"])
    try:
        return signatures.problems(files["manifest.json"], signed, read["checkpoints.json"], key, kept)
    except ImportError:
        return ([("signature", UNCHECKED, {})] if require else []), [(UNCHECKED, {})]


def read(path):
    """The files of an archive, zip or folder, by name; of a folder those of its manifest, whatever else is there."""
    if os.path.isdir(path):
        listed = _json(_bytes(os.path.join(path, "manifest.json")))["files"]
        paths = {name: os.path.join(path, name) for name in [*listed, "manifest.json", "manifest.sig"]}
        return {name: _bytes(file) for name, file in paths.items() if os.path.isfile(file)}
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
    parser.add_argument("--against", help="a checkpoint that you kept, such as that of a mail")
    parser.add_argument("--key", help="the public key that the site publishes")
    parser.add_argument("--require-signatures", action="store_true", help="refuse where they cannot be checked")
    parser.add_argument("--language", default=os.environ.get("LANG", "en")[:2], help="fr or en")
    asked = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a console without accents must not hide what was found
    try:
        kept = journal.note_in(_bytes(asked.against).decode()) if asked.against else None
        found, notes = problems(read(asked.archive), asked.key, kept, asked.require_signatures)
    except (*UNREADABLE, OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile) as no:
        found, notes = [("archive", "{error}", {"error": no})], []
    for text, values in notes:
        print(words.note(text, values, asked.language))
    for problem in found:
        print(words.line(problem, asked.language))
    if not found:
        print(words.say("The archive holds.", {}, asked.language))
    return 1 if found else 0
