"""Several processes on one database: what is accepted is what is counted, whoever comes first."""

import json
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


@pytest.fixture(scope="module")
def processes():
    """Five that have imported Charter, for all races."""
    command = [sys.executable, "-m", "tests.votes.ballots.race"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [subprocess.Popen(command, **pipes) for _ in range(5)]
    yield started
    for process in started:
        process.communicate(timeout=60)


def run(processes, folder, vote_id, teams):
    """What was accepted when each process did its part, a role and mailboxes, at the same time."""
    running = list(zip(processes, teams, strict=False))
    for process, (role, mailboxes) in running:
        race = {"folder": str(folder), "role": role, "vote_id": vote_id, "mailboxes": mailboxes}
        tell(process, json.dumps(race))
    for process, _ in running:
        assert process.stdout.readline() == "ready\n"
    for process, _ in running:
        tell(process, "go")
    return [line for process, _ in running for line in heard(process)]


def heard(process):
    for line in process.stdout:
        if line == "over\n":
            return
        yield line.strip()


def tell(process, line):
    process.stdin.write(line + "\n")
    process.stdin.flush()


@pytest.mark.parametrize("attempt", range(3))
def test_ballots_accepted_are_ballots_counted(processes, app, tmp_path, someone, clause, attempt):
    vote = actions.put_to_vote(clause.id, someone("moderation"))
    [first, second, third], closing = (("cast", team) for team in TEAMS), ("close", ["moderation"])
    lines = run(processes, tmp_path, vote.id, [first, closing, second, closing, third])
    db.session.rollback()
    accepted = sum(line.startswith("cast") for line in lines)
    [closed] = [line for line in lines if line.startswith("closed")]
    assert closed == f"closed {accepted}"
    assert db.session.query(Ballot).filter_by(vote_id=vote.id).count() == accepted
    assert queries.result(queries.get(vote.id)).votes.votes_for == accepted
    assert accepted + sum(line == "refused" for line in lines) == 16


def test_the_same_elector_from_three_places_has_one_ballot(processes, app, tmp_path, someone, clause):
    vote = actions.put_to_vote(clause.id, someone("moderation"))
    lines = run(processes, tmp_path, vote.id, [("cast", ["namur"] * 5)] * 3)
    db.session.rollback()
    assert lines.count("cast namur@forum.example") == 15
    [ballot] = db.session.query(Ballot).filter_by(vote_id=vote.id)
    assert ballot.changes == 0
