"""Check an archive of a charter: its texts, votes, journal and signatures. Prints what is wrong; exit status 1 if any.

    python3 -I verify.py [ARCHIVE.zip] [--against CHECKPOINT.txt] [--key KEY] [--require-signatures] [--language fr]

Without an archive, checks the folder or the zip in which this file is.
"""

import argparse
import hashlib
import os
import sys

from charter.verifier import canonical_json, messages
from charter.verifier.archive import files, schema, signatures
from charter.verifier.document import charter_state, clause_texts
from charter.verifier.journal import chain, checkpoints
from charter.verifier.votes import procedure, record

UNCHECKED = "signatures were not checked: that needs the package `cryptography`"
HIDDEN = "of {all} entries of the journal, {hidden} are here by their digests alone (members, charters not yet public)"
WITHHELD = "{number} names of people are withheld; what was decided is proved without them"
EARLY = "votes {numbers} were opened by an earlier build: their rolls, rules and settings are not in the journal"
UNNUMBERED = "no entry was written since entries are numbered: whether one is held back cannot be seen"
MOST_STEPS = 10**8
"""Votes times entries of an archive: each vote is looked at beside every entry of its charter; and clauses that are
voted times those taken out of blocks: what is left each time has a digest."""
MOST_THRESHOLDS = 100
"""Of a rule: each is looked at beside every college."""
OTHER_PROGRAM = "of the program inside, {names} are not those of this one: do not rely on what it says"


def problems(inside, key=None, kept=None, require=False, more=(), own=None):
    """Every reason to refuse an archive given as its files by name, as (name, detail, values); and what to know, as
    (text, values). `more`: the names of files that do not belong to it; `own`: this program, as archives hold it."""
    try:
        read = {name: files.parsed(inside[name]) for name in schema.FILES}
        found = list(_forms(inside, read, more))
        if found:
            return found, []
        found = list(_content(read, kept))
        notes = list(_notes(read["journal.json"], read["charter.json"], read["manifest.json"]["charter"]))
        notes += _other_program(inside, own)
        signed, signers = _signatures(inside, read, key, kept, require)
    except Exception as no:  # whatever an archive makes this program do, the answer is no
        return [("archive", "{kind}: {error}", {"kind": type(no).__name__, "error": no})], []
    return found + signed, notes + signers


def _forms(inside, read, more):
    """What must be so before anything else is looked at: the files of the manifest, each field and no other."""
    for name, value in read.items():
        place = schema.fault(value, schema.FILES[name])
        if place is not None:
            yield "form", "{name} is not as it should be at {place}", {"name": name, "place": place.lstrip(".") or "."}
            return
    told = {name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in inside.items()}
    said = dict(read["manifest.json"]["files"])
    for name in ("manifest.json", "manifest.sig"):
        told.pop(name)
    others = [
        name
        for name in {*told, *said, *more}
        if name in more or not canonical_json.same(told.get(name), said.get(name))
    ]
    if others:
        yield "files", "{names}", {"names": ", ".join(sorted(others)[:20])}
    for name in read:
        if canonical_json.canonical(read[name]) != inside[name]:
            yield "form", "{name} is not written in its one form", {"name": name}


def _content(read, kept):
    manifest, document = read["manifest.json"], read["charter.json"]
    if (
        canonical_json.digest({name: value for name, value in document.items() if name != "digest"})
        != document["digest"]
    ):
        yield "document", "the document does not have its digest", {}
    yield from chain.problems(read["journal.json"], manifest["charter"])
    yield from checkpoints.problems(read["journal.json"], read["checkpoints.json"], kept)
    origins = {each["note"].partition("\n")[0] for each in read["checkpoints.json"][-1:]}
    if origins - {manifest["site"]}:
        yield "site", "it is not the one that signed the last checkpoint", {}
    entries = chain.entries(read["journal.json"], manifest["charter"])
    _check_bounds(document["votes"], entries)
    yield from clause_texts.problems(document, entries)
    yield from charter_state.problems(document, entries)
    yield from _votes(document["votes"], entries)


def _check_bounds(all_votes, entries):
    out = sum(entry["verb"] == "vote.item_taken_out" for entry in entries)
    if len(all_votes) * len(entries) + out * sum(len(vote["items"]) for vote in all_votes) > MOST_STEPS:
        raise ValueError("it holds too many votes for so long a journal")
    if any(len(vote["rule"]["thresholds"]) > MOST_THRESHOLDS for vote in all_votes):
        raise ValueError("a rule holds too many thresholds")


def _notes(told, document, charter):
    entries = chain.entries(told, charter)
    hidden = sum("entry" not in line for line in told)
    if hidden:
        yield HIDDEN, {"all": len(told), "hidden": hidden}
    withheld = sum(len(line["entry"]["personal"]) - len(line["told"]) for line in told if "told" in line)
    withheld += sum(line["name"] is None for vote in document["votes"] for line in vote["roll"])
    if withheld:
        yield WITHHELD, {"number": withheld}
    about = _about(entries)
    early = [vote["id"] for vote in document["votes"] if record.is_early(about.get(f"vote:{vote['id']}", []))]
    if early:
        yield EARLY, {"numbers": ", ".join(map(str, early))}
    if not any(map(chain.is_numbered, told)):
        yield UNNUMBERED, {}


def _other_program(inside, own):
    if own is None:
        return
    others = [name for name in inside if files.is_program(name) and inside[name] != own.get(name)]
    if others:
        yield OTHER_PROGRAM, {"names": ", ".join(sorted(others))}


def _votes(all_votes, entries):
    about = _about(entries)
    numbers = {vote["id"]: vote for vote in all_votes}
    if len(numbers) != len(all_votes):
        yield "twice", "a vote is there twice", {}
    opened = list({entry["subject"]: entry for entry in entries if entry["verb"] == "vote.opened"}.values())
    here = {f"vote:{number}" for number in numbers}
    for entry in opened:
        if entry["subject"] not in here:
            yield "missing", "the journal opened {subject}, which is not here", entry
    ordinals = [entry["facts"].get("ordinal", place) for place, entry in enumerate(opened, start=1)]
    if ordinals != list(range(1, len(opened) + 1)):
        yield "missing", "the openings are numbered {numbers}", {"numbers": ", ".join(map(str, ordinals))}
    places = {entry["subject"]: place for place, entry in enumerate(opened)}
    order = [places.get(f"vote:{vote['id']}", -1) for vote in all_votes]
    if order != sorted(order):
        yield "order", "the votes are not in the order in which they were opened", {}
    for vote in all_votes:
        for name, detail, values in _vote(vote, about.get(f"vote:{vote['id']}", []), numbers, entries):
            yield name, detail, dict(values, of_vote=vote["id"])


def _about(entries):
    about = {}
    for entry in entries:
        about.setdefault(entry["subject"], []).append(entry)
    return about


def _vote(vote, about, numbers, entries):
    if record.is_early(about):
        yield from record.early(vote, about)
        return
    yield from record.problems(vote, about)
    yield from record.waived(vote, numbers)
    if sum(entry["verb"] == "vote.opened" for entry in about) == 1:
        yield from procedure.problems(vote, about, entries)


def _signatures(inside, read, key, kept, require):
    signed, checkpoints = read["manifest.sig"], read["checkpoints.json"]
    try:
        return signatures.problems(inside["manifest.json"], signed, checkpoints, key, kept)
    except ImportError:
        return ([("signature", UNCHECKED, {})] if require else []), [(UNCHECKED, {})]


def main(arguments=None, own=None, archive=None):
    """The command; returns its exit status. `own`: this program as the files in which an archive carries it; `archive`:
    the one that this program is in, which is checked when no other one is named."""
    asked = _parser(archive).parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a console without accents must not hide what was found
    try:
        kept = checkpoints.note_in(files.kept(asked.against)) if asked.against else None
        inside, more = files.read(asked.archive)
        found, notes = problems(inside, asked.key, kept, asked.require_signatures, more, own)
    except Exception as no:  # as above: what cannot be read does not hold
        found, notes = [("archive", "{kind}: {error}", {"kind": type(no).__name__, "error": no})], []
    for text, values in notes:
        print(messages.note(text, values, asked.language))
    for problem in found:
        print(messages.line(problem, asked.language))
    if not found:
        print(messages.say("The archive holds.", {}, asked.language))
    return 1 if found else 0


def _parser(archive):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", default=archive, **({"nargs": "?"} if archive else {}))
    parser.add_argument("--against", help="a checkpoint that you kept, such as that of a mail")
    parser.add_argument("--key", help="the public key that the site publishes")
    parser.add_argument("--require-signatures", action="store_true", help="refuse where they cannot be checked")
    parser.add_argument("--language", default=os.environ.get("LANG", "en")[:2], help="fr or en")
    return parser
