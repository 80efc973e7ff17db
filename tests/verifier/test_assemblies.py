"""Random assemblies: their archives hold, and each vote is counted to the same result again."""

import random

import pytest

from charter.core.digest import digest
from charter.core.errors import Refused
from charter.database import db
from charter.export import actions
from charter.verifier import main
from charter.verifier.votes import record, roll
from charter.votes import queries
from charter.votes.ballots import stored_ballots
from charter.votes.lifecycle import closing
from charter.votes.lifecycle.preparing import Settings
from charter.votes.models import Vote
from charter.votes.reporting import results
from charter.votes.rules import ballot_paper, electorate, named_rules, tally
from charter.votes.rules.tally import TallyRow
from tests.verifier.assembly import ELECTORS, cast, first_charter, held, member
from tests.verifier.forging.archives import inside, world_of
from tests.verifier.forging.cases import Case, is_plain, later

RULES = [rule for rule in named_rules.ALL if not rule.least_hours]
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
    """A vote under a random rule, by random electors who change their minds; None if it may not be
    held so."""
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
    assert queries.result(vote).outcome in tally.VERDICTS
    return vote_id


def test_thousands_of_random_votes_are_borne_out(files):
    """As the archive would tell them, made by the engine's own rules, papers, count and digests,
    without a database."""
    chance = random.Random(7)
    case = Case(world_of(files), is_plain)
    opened, whole_roll = case.vote["opened_at"], case.vote["roll"]
    for _ in range(2000):
        case.vote["roll"] = [at_random(line, chance) for line in chance.sample(whole_roll, chance.randint(1, 12))]
        vote_at_random(case.vote, chance, [later(opened, seconds=place) for place in range(40)])
        case.follow()
        case.facts("vote.closed")["deposits"] = digest(
            [" ".join(str(part) for part in event.values()) for event in case.vote["events"]]
        )
        assert list(record.problems(case.vote, case.as_read())) == []


def at_random(line, chance):
    other = {"college": chance.choice(["A", "B", "C"]), "present": chance.random() < 0.8}
    return line | other | {"chair": False, "holder": None}


def vote_at_random(vote, chance, times):
    """Another rule, and other ballots, some of them changed; each by the elector, online."""
    rule = chance.choice(RULES)
    vote["rule"], vote["rule_digest"] = rule.as_json(), rule.digest
    vote["roll"][0]["chair"] = chance.random() < 0.5
    vote["roll_digest"] = digest([roll.hashed(line) for line in vote["roll"]])
    vote["ballots"], vote["events"], vote["closed_at"] = [], [], times[-1]
    lines, times = [], iter(times)
    for elector in vote["roll"]:
        same = {"votes": elector["votes"], "college": elector["college"], "association": elector["association"]}
        line = TallyRow(cast={}, **same, present=elector["present"], is_chair=elector["chair"])
        for change in range(chance.choice([0, 1, 1, 1, 2])):
            choice = chance.choice(rule.choices)
            ballot = ballot_at_random(vote, elector, choice, chance, next(times))
            vote["ballots"] = [each for each in vote["ballots"] if each["member"] != elector["member"]]
            vote["ballots"].append(ballot | {"changes": change})
            line = TallyRow(**vars(line) | {"cast": {choice: elector["votes"]}, "source": "online"})
        lines.append(line)
    vote["ballots"].sort(key=lambda ballot: ballot["member"])
    vote["ballots_root"] = stored_ballots.root(ballot["receipt"] for ballot in vote["ballots"])
    vote["result"] = tally.count(lines, rule).as_json()


def ballot_at_random(vote, elector, choice, chance, at):
    objection = "Une raison" if choice == "against" and vote["rule"]["objections"] else ""
    nonce = f"{chance.getrandbits(128):032x}"
    of_elector = {"member": elector["member"], "source": "online"}
    receipt = ballot_paper.receipt(vote["id"], vote["digest"], elector["member"], choice, objection, "online", nonce)
    names = ("member", "receipt", "source", "at")
    event = of_elector | {"receipt": receipt, "at": at}
    vote["events"].append({name: event[name] for name in names})
    return of_elector | {
        "chosen": choice,
        "objection": objection,
        "cast_at": at,
        "nonce": nonce,
        "receipt": receipt,
    }
