"""Every forgery is refused, for the reason it deserves."""

import json
from copy import deepcopy
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from charter.export import actions
from charter.journal import checkpoints
from charter.verifier import main, votes
from tests.verifier.assembly import decide_everything
from tests.verifier.forgery import changed, of_files, of_votes
from tests.verifier.test_archive import inside


@pytest.fixture
def files(app, charter):
    decide_everything()
    return inside(actions.export(charter, "zip"))


def reasons_of(found):
    return {reason for reason, _ in found} - {"signature"}


def test_every_forged_archive_is_refused_for_its_reason(files):
    tried = [(name, reasons, reasons_of(main.problems(forged)[0])) for name, forged, reasons in of_files(files)]
    assert [each for each in tried if not each[1] & each[2]] == []
    assert len(tried) > 60


def test_every_forged_vote_is_refused_for_its_reason(files):
    entries = [each["entry"] for each in json.loads(files["journal.json"]) if "entry" in each]
    honest = json.loads(files["charter.json"])["votes"]
    survived, tried = [], 0
    for name, place, change, reasons in of_votes(files):
        forged = deepcopy(honest[place])
        change(forged)
        about = [entry for entry in entries if entry["subject"] == f"vote:{honest[place]['id']}"]
        found = refused(forged, about)
        tried += 1
        if forged != honest[place] and not found & reasons:
            survived.append((name, found, reasons))
    assert survived == []
    assert tried > 1000


def refused(vote, about):
    try:
        return reasons_of(votes.problems(vote, about))
    except (KeyError, IndexError, TypeError, ValueError):
        return {"archive"}  # as `main.problems` has it


def in_its_place(place, change, world):
    change(world["charter.json"]["votes"][place])


@pytest.mark.parametrize("step", range(5))
def test_a_forged_vote_is_refused_in_its_archive_too(files, step):
    for _name, place, change, reasons in list(of_votes(files))[step * 200 :: 997]:
        forged = changed(files, partial(in_its_place, place, change))
        assert reasons_of(main.problems(forged)[0]) & reasons


def test_without_the_key_nothing_is_signed(files):
    forged = changed(files, lambda world: world["charter.json"].update(title="Autre"))
    assert {reason for reason, _ in main.problems(forged)[0]} == {"signature"}
    stranger = Ed25519PrivateKey.generate()
    mine = {
        "key": stranger.public_key().public_bytes_raw().hex(),
        "signature": stranger.sign(files["manifest.json"]).hex(),
    }
    forged = dict(files, **{"manifest.sig": json.dumps(mine).encode()})
    assert {reason for reason, _ in main.problems(forged)[0]} == {"signature"}
    right = checkpoints.signing_key().public_key().public_bytes_raw().hex()
    assert main.problems(files, key=right) == ([], [])
    assert {reason for reason, _ in main.problems(files, key=mine["key"])[0]} == {"signature"}
