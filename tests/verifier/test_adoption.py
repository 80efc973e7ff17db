"""The stage "adopted" of a charter follows from the vote on it, or from all its clauses."""

import pytest

from charter.charters import actions as charters
from charter.clauses import actions as clauses
from charter.clauses import queries
from charter.collab.publishing import actions as collab
from charter.collab.ydoc import from_prosemirror
from charter.export import actions
from charter.verifier import main
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.verifier.assembly import ELECTORS, cast, member
from tests.verifier.forging.archives import inside, numbered, rewritten, world_of

FAULT = ("stages", "entry {seq} does not follow from those before it")


@pytest.fixture
def at_the_vote(site):
    """A charter of one clause, at the stage of votes."""
    moderator = member("moderation")
    charter = charters.create("Charte à adopter", "", "fr", by=moderator)
    collab.create_clause(charter.id, None, "Préambule", moderator, from_prosemirror.paragraphs("Nous."))
    for stage in ("drafting", "amending", "voting"):
        clauses.move_charter(charter.id, stage, "", moderator)
    return charter


def voted(charter, subject):
    moderator = member("moderation")
    vote_id = preparing.prepare(charter.id, subject, Settings(), moderator).id
    opening.open_vote(vote_id, moderator)
    for mailbox in ELECTORS:
        cast(vote_id, mailbox, "for")
    closing.close(vote_id, moderator)


@pytest.fixture
def by_its_vote(at_the_vote):
    voted(at_the_vote, Subject("charter", heading="La charte"))
    return inside(actions.export(at_the_vote, "zip"))


@pytest.fixture
def by_a_person(at_the_vote):
    clause_id = queries.outline(at_the_vote.id).preamble[0].clause.id
    voted(at_the_vote, Subject("clause", [clause_id]))
    clauses.move_charter(at_the_vote.id, "adopted", "", member("moderation"))
    return inside(actions.export(at_the_vote, "zip"))


def adoption(world):
    lines = [line for line in world["journal.json"] if "entry" in line]
    return next(line for line in lines if line["entry"]["facts"].get("after") == "adopted")


def by_another_vote(world):
    adoption(world)["entry"]["facts"]["vote"] = 1


def by_no_vote(world):
    del adoption(world)["entry"]["facts"]["vote"]


def to_another_stage(world):
    adoption(world)["entry"]["facts"]["after"] = world["charter.json"]["charter"]["stage"] = "signed"


def not_at_all(world):
    world["journal.json"].remove(adoption(world))
    numbered(world["journal.json"])
    world["charter.json"]["charter"]["stage"] = "voting"


def by_nobody(world):
    line = adoption(world)
    line["entry"].update(actor_id=None, personal={})
    line["told"] = {}


def before_its_clause(world):
    """The clause was still in drafting, and is adopted since."""
    lines = world["journal.json"]
    line = adoption(world)
    closed = next(each for each in reversed(lines) if each.get("entry", {}).get("verb") == "vote.closed")
    line["entry"]["at"] = closed["entry"]["at"]
    lines.remove(line)
    lines.insert(lines.index(closed), line)
    numbered(lines)


@pytest.mark.parametrize(
    ["how", "change"],
    [
        *(("by_its_vote", change) for change in (by_another_vote, by_no_vote, to_another_stage, not_at_all)),
        *(("by_a_person", change) for change in (by_another_vote, by_nobody, before_its_clause)),
    ],
)
def test_what_adopted_the_charter_is_checked(request, key, how, change):
    files = request.getfixturevalue(how)
    assert main.problems(files, key)[0] == []
    world = world_of(files)
    change(world)
    assert {(name, detail) for name, detail, _ in main.problems(rewritten(files, world))[0]} == {FAULT}
