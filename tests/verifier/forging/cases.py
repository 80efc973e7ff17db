"""A vote with its entries of the journal, to be changed together."""

from datetime import timedelta

from charter.verifier import canonical_json, moments
from charter.verifier.journal import chain
from charter.verifier.votes import record, roll
from tests.verifier.forging.vote_forgeries import receipt, recount

VOTES, ENTRIES = "charter.json", "journal.json"


class Case:
    """One vote of a world, with what the journal says of it."""

    def __init__(self, world, wanted):
        self.world = world
        self.vote = next(vote for vote in world[VOTES]["votes"] if wanted(vote))

    def entries(self, verb=""):
        about = [each for each in self.world[ENTRIES] if "entry" in each]
        about = [each for each in about if each["entry"]["subject"] == f"vote:{self.vote['id']}"]
        return [each for each in about if each["entry"]["verb"].startswith(verb)]

    def as_read(self):
        """As the verifier reads them."""
        return chain.entries(self.entries(), 1)

    def facts(self, verb):
        return self.entries(verb)[0]["entry"]["facts"]

    def follow(self):
        """Let the journal say what the vote says."""
        vote, opened = self.vote, self.facts("vote.opened")
        names = ("clause", "digest", "number", "stage_before")
        opened.update({name: vote[name] for name in ("kind", "heading", "digest", "opened_at", "rule", "rule_digest")})
        opened.update(roll=vote["roll_digest"], electors=len(vote["roll"]), follows=vote["follows"])
        opened["items"] = [{name: item[name] for name in names} for item in vote["items"]]
        if not self.entries("vote.extended"):
            opened["settings"] = vote["settings"]
        for prepared in self.entries("vote.prepared"):
            prepared["entry"]["facts"].update(settings=opened["settings"], rule=vote["rule"])
            prepared["entry"]["facts"].update(
                {name: vote[name] for name in ("kind", "heading", "follows")},
                clauses=[item["clause"] for item in vote["items"]],
            )
        if self.entries("vote.closed"):
            own = {name: vote[name] for name in ("digest", "closed_at", "result", "reason")}
            self.facts("vote.closed").update(own, ballots=vote["ballots_root"], deposits=record.deposits(vote))

    def rehash(self):
        """Digests of roll and rule again, receipts, root and result."""
        vote = self.vote
        vote["roll_digest"], vote["rule_digest"] = roll_digest(vote), canonical_json.digest(vote["rule"])
        for ballot in vote.get("ballots", ()):
            was, ballot["receipt"] = ballot["receipt"], receipt(vote, ballot)
            for event in vote["events"]:
                if event["receipt"] == was:
                    event["receipt"] = ballot["receipt"]
        recount(vote)

    def last_event(self, ballot):
        return next(event for event in self.vote["events"] if event["receipt"] == ballot["receipt"])


def roll_digest(vote):
    return canonical_json.digest([roll.hashed(line) for line in vote["roll"]])


def is_plain(vote):
    """A named question voted online by several, one vote each, without presence."""
    online = all(ballot["source"] == "online" for ballot in vote.get("ballots", ()))
    return (
        vote["stage"] == "closed"
        and vote["kind"] == "question"
        and len(vote.get("ballots", ())) > 2
        and vote["settings"]["holders"] == "delegate"
        and not vote["settings"]["needs_presence"]
        and not vote["rule"]["objections"]
        and online
    )


def is_sealed(vote):
    return vote["stage"] == "closed" and "sealed" in vote


def is_of_room(vote):
    return vote["stage"] == "closed" and vote["settings"]["needs_presence"]


def is_silent(vote):
    return vote["rule"]["silence"]


def is_block(vote):
    return vote["kind"] == "block"


def is_clause(vote):
    return vote["kind"] == "clause" and vote["stage"] == "closed"


def is_cancelled(vote):
    return vote["stage"] == "cancelled"


def is_second_call(vote):
    return vote["rule"]["quorum"]["waived"]


def absent(case):
    """An elector who did not vote."""
    voted = {ballot["member"] for ballot in case.vote["ballots"]}
    return next(line for line in case.vote["roll"] if line["member"] not in voted)


def later(moment, **passed):
    return (moments.parse(moment) + timedelta(**passed)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
