"""Whatever an assembly decides by the rules, its archive holds and each of its votes counts to the same again."""

import random

import pytest

from charter.core.errors import Refused
from charter.database import db
from charter.export import actions
from charter.verifier import main
from charter.votes import closing, counting, electorate, named, queries, results
from charter.votes.models import Vote
from charter.votes.preparing import Settings
from tests.verifier.archives import inside
from tests.verifier.assembly import ELECTORS, cast, first_charter, held, member

RULES = [rule for rule in named.ALL if not rule.least_hours]
VOTES = 24


@pytest.mark.parametrize("seed", range(2))
def test_a_random_assembly_is_borne_out(site, key, seed):
    chance = random.Random(seed)
    before = db.session.query(Vote).filter_by(stage="closed").count()
    decided = [vote_id for _ in range(VOTES) if (vote_id := decide(chance))]
    assert len(decided) > VOTES / 2
    assert main.problems(inside(actions.export(first_charter(), "zip")), key)[0] == []
    closed = db.session.query(Vote).filter_by(stage="closed").all()
    assert len(closed) == before + len(decided)
    assert all(results.recount(vote) == results.get(vote) for vote in closed)


def decide(chance):
    """A vote under a random rule, by random electors who change their minds; None if it may not be held so."""
    settings = Settings(
        rule=chance.choice(RULES),
        ballots=chance.choice(["named", "named", "sealed"]),
        holders=chance.choice(electorate.HOLDERS),
        most_votes=chance.choice([0, 0, 2]),
    )
    try:
        vote_id = held(settings, ends=None)
    except Refused:
        return None
    vote = queries.get(vote_id)
    for _ in range(chance.randrange(2 * len(ELECTORS))):
        mailbox = chance.choice(ELECTORS)
        if queries.elector(vote, member(mailbox)):
            cast(vote_id, mailbox, chance.choice(vote.decision_rule.choices), "Une raison")
    closing.close(vote_id, member("moderation"))
    assert queries.result(vote).outcome in counting.OUTCOMES
    return vote_id
