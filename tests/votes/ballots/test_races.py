"""Several processes on one database: what is accepted is what is counted, whoever comes first."""

import subprocess
import sys

import pytest

from charter.database import db
from charter.votes import queries
from charter.votes.lifecycle import actions
from charter.votes.models import Ballot

TEAMS = [
    ["namur", "quebec", "geneve", "kindia", "agadir"],
    ["nantes", "montreal", "lausanne", "dschang", "bruxelles"],
    ["aimf", "interconnectes", "intercommunalites", "france-urbaine", "nantes-metropole"],
]


def start(folder, role, vote_id, mailboxes):
    command = [sys.executable, "-m", "tests.votes.ballots.race", str(folder), role, str(vote_id), *mailboxes]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def run(processes):
    for each in processes:
        assert each.stdout.readline() == "ready\n"
    for each in processes:
        each.stdin.write("go\n")
        each.stdin.flush()
    return [line for each in processes for line in each.communicate(timeout=60)[0].splitlines()]


@pytest.mark.parametrize("attempt", range(3))
def test_ballots_accepted_are_ballots_counted(app, tmp_path, someone, clause, attempt):
    vote = actions.put_to_vote(clause.id, someone("moderation"))
    casting = [start(tmp_path, "cast", vote.id, team) for team in TEAMS]
    closing = [start(tmp_path, "close", vote.id, ["moderation"]) for _ in range(2)]
    lines = run([casting[0], closing[0], casting[1], closing[1], casting[2]])
    db.session.rollback()
    accepted = sum(line.startswith("cast") for line in lines)
    [closed] = [line for line in lines if line.startswith("closed")]
    assert closed == f"closed {accepted}"
    assert db.session.query(Ballot).filter_by(vote_id=vote.id).count() == accepted
    assert queries.result(queries.get(vote.id)).votes.votes_for == accepted
    assert accepted + sum(line == "refused" for line in lines) == 16


def test_the_same_elector_from_three_places_has_one_ballot(app, tmp_path, someone, clause):
    vote = actions.put_to_vote(clause.id, someone("moderation"))
    lines = run([start(tmp_path, "cast", vote.id, ["namur"] * 5) for _ in range(3)])
    db.session.rollback()
    assert lines.count("cast namur@forum.example") == 15
    [ballot] = db.session.query(Ballot).filter_by(vote_id=vote.id)
    assert ballot.changes == 0
