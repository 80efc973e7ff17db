"""Check an archive of a charter: its texts, votes, journal and signatures.

    python3 -I verify.py [ARCHIVE.zip] [--against CHECKPOINT.txt] [--key KEY]
                         [--require-signatures] [--language fr]

Prints what is wrong; the exit status is 1 if anything is. Without an archive, it checks the folder
or the ZIP file that this program is in.
"""

import argparse
import hashlib
import os
import sys

from charter.verifier import canonical_json, messages
from charter.verifier.amendments import record as amendments
from charter.verifier.archive import files, schema, signatures
from charter.verifier.document import charter_state, clause_texts
from charter.verifier.journal import chain, checkpoints
from charter.verifier.votes import record, register

UNCHECKED = "signatures were not checked: that needs the package `cryptography`"
HIDDEN = "of {all} entries of the journal, {hidden} are here by their digests alone (members, charters not yet public)"
WITHHELD = "{number} names of people are withheld; what was decided is proved without them"
EARLY = "votes {numbers} were opened by an earlier build: their rolls, rules and settings are not in the journal"
UNNUMBERED = "no entry was written since entries are numbered: whether one is held back cannot be seen"
OTHER_PROGRAM = "of the program inside, {names} are not those of this one: do not rely on what it says"
MAX_STEPS = 10**8
"""Votes times entries of an archive, plus clauses taken out of blocks times voted clauses: each
vote is compared with every entry of its charter, and what is left of a block has a digest each
time."""
MAX_THRESHOLDS = 100
"""Of a rule: each threshold is applied to each college."""


def problems(inside, key=None, kept=None, require=False, more=(), own=None):
    """Verify an archive. `inside`: its files by name.

    Returns the reasons to refuse it, as (name, detail, values), and notes, as (text, values).
    `key`: the public key of the site; `kept`: a checkpoint that somebody kept; `require`: refuse if
    signatures cannot be checked; `more`: names of files that do not belong to an archive; `own`:
    the files of this program, as archives hold them.
    """
    try:
        read = {name: files.parsed(inside[name]) for name in schema.FILES}
        found = list(_forms(inside, read, more))
        if found:
            return found, []
        found = list(_content(read, kept))
        notes = [*_notes(read), *_other_program(inside, own)]
        signed, signers = _signatures(inside, read, key, kept, require)
    except Exception as no:
        # Whatever an archive makes this program do, it must not pass for one that holds.
        return [_unreadable(no)], []
    return found + signed, notes + signers


def _unreadable(no):
    return "archive", "{kind}: {error}", {"kind": type(no).__name__, "error": no}


def _forms(inside, read, more):
    """The form of the files. Nothing else is checked before: the checks rely on it."""
    for name, value in read.items():
        place = schema.fault(value, schema.FILES[name])
        if place is not None:
            values = {"name": name, "place": place.lstrip(".") or "."}
            yield "form", "{name} is not as it should be at {place}", values
            return
    others = sorted({*more, *_unlisted(inside, read["manifest.json"]["files"])})
    if others:
        yield "files", "{names}", {"names": ", ".join(others[:20])}
    for name in read:
        if canonical_json.canonical(read[name]) != inside[name]:
            yield "form", "{name} is not written in its one form", {"name": name}


def _unlisted(inside, listed):
    """The names of files that are not those of the manifest."""
    found = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for name, data in inside.items()
        if name not in ("manifest.json", "manifest.sig")
    }
    for name in {*found, *listed}:
        if not canonical_json.same(found.get(name), listed.get(name)):
            yield name


def _content(read, kept):
    manifest, document = read["manifest.json"], read["charter.json"]
    hashed = {name: value for name, value in document.items() if name != "digest"}
    if canonical_json.digest(hashed) != document["digest"]:
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
    yield from register.problems(document["votes"], entries)
    yield from amendments.problems(document, entries)


def _check_bounds(votes, entries):
    """ValueError if the checks that follow would take too long."""
    taken_out = sum(entry["verb"] == "vote.item_taken_out" for entry in entries)
    steps = len(votes) * len(entries) + taken_out * sum(
        len(vote["items"]) + len(vote.get("motions", ())) for vote in votes
    )
    if steps > MAX_STEPS:
        raise ValueError("it holds too many votes for so long a journal")
    if any(len(vote["rule"]["thresholds"]) > MAX_THRESHOLDS for vote in votes):
        raise ValueError("a rule holds too many thresholds")


def _notes(read):
    lines, votes = read["journal.json"], read["charter.json"]["votes"]
    hidden = sum("entry" not in line for line in lines)
    if hidden:
        yield HIDDEN, {"all": len(lines), "hidden": hidden}

    shown = [line for line in lines if "told" in line]
    withheld = sum(len(line["entry"]["personal"]) - len(line["told"]) for line in shown)
    withheld += sum(elector["name"] is None for vote in votes for elector in vote["roll"])
    if withheld:
        yield WITHHELD, {"number": withheld}

    about = register.by_subject(chain.entries(lines, read["manifest.json"]["charter"]))
    early = [vote["id"] for vote in votes if record.is_early(about.get(f"vote:{vote['id']}", []))]
    if early:
        yield EARLY, {"numbers": ", ".join(map(str, early))}
    if not any(map(chain.is_numbered, lines)):
        yield UNNUMBERED, {}


def _other_program(inside, own):
    if own is None:
        return
    others = [name for name in inside if files.is_program(name) and inside[name] != own.get(name)]
    if others:
        yield OTHER_PROGRAM, {"names": ", ".join(sorted(others))}


def _signatures(inside, read, key, kept, require):
    signed, every = read["manifest.sig"], read["checkpoints.json"]
    try:
        return signatures.problems(inside["manifest.json"], signed, every, key, kept)
    except ImportError:
        return ([("signature", UNCHECKED, {})] if require else []), [(UNCHECKED, {})]


def main(arguments=None, own=None, archive=None):
    """Run the command; returns its exit status.

    `own`: the files of this program, as archives hold them; `archive`: the one that this program is
    in, which is checked if the arguments name no other.
    """
    options = _parser(archive).parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        # A console that lacks some letters must not hide the result.
        sys.stdout.reconfigure(errors="replace")
    found, notes = _checked(options, own)
    for text, values in notes:
        print(messages.note(text, values, options.language))
    for problem in found:
        print(messages.line(problem, options.language))
    if not found:
        print(messages.say("The archive holds.", {}, options.language))
    return 1 if found else 0


def _checked(options, own):
    try:
        kept = checkpoints.note_in(files.kept(options.against)) if options.against else None
        inside, more = files.read(options.archive)
    except Exception as no:
        # What cannot be read does not hold.
        return [_unreadable(no)], []
    return problems(inside, options.key, kept, options.require_signatures, more, own)


def _parser(archive):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("archive", default=archive, **({"nargs": "?"} if archive else {}))
    add("--against", help="a checkpoint that you kept, such as that of a mail")
    add("--key", help="the public key that the site publishes")
    add("--require-signatures", action="store_true", help="refuse where they cannot be checked")
    add("--language", default=os.environ.get("LANG", "en")[:2], help="fr or en")
    return parser
