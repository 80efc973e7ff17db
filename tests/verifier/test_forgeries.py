"""Forgeries by somebody without the key of the site are refused, for the right reason."""

import json
import random
from copy import deepcopy
from functools import partial

from charter.verifier import main
from charter.verifier.journal import chain
from charter.verifier.votes import record
from tests.verifier.forging.archive_forgeries import changed, of_files, of_votes
from tests.verifier.forging.archives import STRANGER, listed, rewritten, signed, world_of
from tests.verifier.forging.mutations import survivors


def reasons_of(found):
    return {reason for reason, _, _ in found} - {"signature"}


def public_entries(files):
    return chain.entries(json.loads(files["journal.json"]), 1)


def refused(vote, entries):
    about = [entry for entry in entries if entry["subject"] == f"vote:{vote['id']}"]
    try:
        return reasons_of(record.problems(vote, about))
    except Exception:
        return {"archive"}  # as `main.problems` has it


def test_every_forged_archive_is_refused_for_its_reason(files):
    tried = [(name, reasons, reasons_of(main.problems(forged)[0])) for name, forged, reasons in of_files(files)]
    assert [each for each in tried if not each[1] & each[2]] == []
    assert len(tried) > 60


def test_every_forged_vote_is_refused_for_its_reason(files):
    entries, honest = public_entries(files), json.loads(files["charter.json"])["votes"]
    survived, tried = [], 0
    for name, place, change, reasons in of_votes(files):
        forged = deepcopy(honest[place])
        change(forged)
        found = refused(forged, entries)
        tried += 1
        if forged != honest[place] and not found & reasons:
            survived.append((name, found, reasons))
    assert survived == []
    assert tried > 1000


def in_its_place(place, change, world):
    change(world["charter.json"]["votes"][place])


def test_a_forged_vote_is_refused_in_its_archive_too(files):
    for _name, place, change, reasons in list(of_votes(files))[::199]:
        forged = changed(files, partial(in_its_place, place, change))
        assert reasons_of(main.problems(forged)[0]) & reasons


def leaves(value, path=()):
    """Every value inside that has none inside itself, by its path."""
    if isinstance(value, (dict, list)) and value:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, each in pairs:
            yield from leaves(each, (*path, name))
    else:
        yield path, value


def other(value):
    if isinstance(value, bool):
        return not value
    return {int: lambda: value + 1, str: lambda: value + "x"}.get(type(value), lambda: 1)()


def test_there_is_nothing_in_a_vote_that_could_be_changed(files):
    entries, honest = public_entries(files), json.loads(files["charter.json"])["votes"]
    kinds = {}
    for vote in honest:
        settings = vote["settings"]
        kinds[vote["stage"], vote["kind"], settings["ballots"], settings["holders"], settings["needs_presence"]] = vote
    survived, tried = [], 0
    for vote in kinds.values():
        for path, value in leaves(vote):
            forged = deepcopy(vote)
            inner = forged
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = other(value)
            tried += 1
            if not refused(forged, entries):
                survived.append((vote["id"], path))
    assert survived == []
    assert tried > 2000


JUNK = (None, [], {}, "", -1, [[[]]], {"": 1}, "é" * 70)


def test_nothing_that_stands_in_an_archive_makes_the_verifier_fall_over(files):
    chance = random.Random(4)
    for name in ("charter.json", "journal.json", "checkpoints.json", "manifest.json", "manifest.sig"):
        honest = json.loads(files[name])
        for path, _ in chance.choices(list(branches(honest)), k=15):
            forged = deepcopy(honest)
            inner = forged
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = chance.choice(JUNK)
            if forged != honest:
                assert main.problems(dict(files, **{name: json.dumps(forged).encode()}))[0]


def branches(value, path=()):
    """Every value inside, by its path."""
    if path:
        yield path, value
    if isinstance(value, (dict, list)):
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from branches(each, (*path, name))


def test_without_the_key_nothing_is_signed(files, key):
    unsigned = listed(dict(files, **{"README.txt": b"Autre"}))
    for forged in (unsigned, signed(unsigned)):
        assert {reason for reason, _, _ in main.problems(forged)[0]} == {"signature"}
    mine = STRANGER.public_key().public_bytes_raw().hex()
    assert main.problems(files, key=key)[0] == []
    assert {reason for reason, _, _ in main.problems(files, key=mine)[0]} == {"signature"}


def test_whoever_writes_all_of_it_anew_is_found_by_the_key_or_by_a_kept_checkpoint(files, key):
    kept = json.loads(files["checkpoints.json"])[3]["note"]
    world = world_of(files)
    world["charter.json"]["charter"]["title"] = "Autre"
    for line in world["journal.json"]:
        if "entry" in line and line["entry"]["verb"] == "charter.created" and line["charter"] == 1:
            line["entry"]["facts"]["title"] = "Autre"
    forged = rewritten(files, world)
    assert main.problems(forged)[0] == []
    assert {reason for reason, _, _ in main.problems(forged, key=key)[0]} == {"signature"}
    assert {reason for reason, _, _ in main.problems(forged, kept=kept)[0]} == {"signature", "checkpoint"}


def test_no_single_change_that_the_site_signs_anew_is_accepted(files, site_key):
    """A sample; `python -m tests.verifier.forging.mutations 2000` is the long run."""
    accepted, tried = survivors(files, site_key, count=40, seed=3)
    assert accepted == []
    assert len(tried) > 3
