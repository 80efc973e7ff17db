"""No entry of a charter can be hidden: entries are numbered, and those of form 1 are counted."""

import json

import pytest

from charter.database import db, writing
from charter.export import actions
from charter.journal.actions import withhold
from charter.verifier import main
from tests.verifier.assembly import first_charter, member
from tests.verifier.forging.archives import aged, inside, rewritten, world_of

HIDDEN = (
    *("vote.closed", "vote.cancelled", "vote.extended", "vote.item_taken_out", "clause.added", "clause.published"),
    *("proxy.given", "presence.marked", "charter.stage_changed", "vote.prepared", "clause.dropped", "ballot.entered"),
)


def places(world, verb):
    """Where it stands in the entries of the charter."""
    numbered = enumerate(world["journal.json"])
    of_charter = [(place, line) for place, line in numbered if "entry" in line and charter_of(line) == 1]
    return [place for place, line in of_charter if line["entry"]["verb"] == verb]


def charter_of(line):
    return line["charter"] if "charter" in line else line["entry"]["charter_id"]


@pytest.mark.parametrize("is_aged", [False, True], ids=["now", "before"])
@pytest.mark.parametrize("verb", HIDDEN)
def test_no_entry_can_be_held_back(files, verb, is_aged):
    world = world_of(files)
    if is_aged:
        aged(world, until=len(world["journal.json"]) - 2)
    found = places(world, verb)
    for place in (found[0], found[-1]):
        changed = json.loads(json.dumps(world))
        line = changed["journal.json"][place]
        line.pop("entry")
        line.pop("told", None)
        reasons = {reason for reason, _, _ in main.problems(rewritten(files, changed))[0]}
        assert "numbers" in reasons


def test_an_archive_of_a_site_that_began_before_the_numbering_holds(files):
    for until in (0, 1, 40, len(json.loads(files["journal.json"])) - 1):
        world = world_of(files)
        aged(world, until)
        assert main.problems(rewritten(files, world))[0] == []


def test_names_may_be_withheld_and_everything_holds(site, files, key):
    withheld = (member("namur"), member("moderation"))
    name = withheld[1].name.encode()
    with writing():
        for each in withheld:
            withhold(each.id)
    with db.engine.begin() as connection:
        blank = "UPDATE elector SET name = '', holder = '', name_salt = '' WHERE member_id = :id"
        connection.execute(db.text(blank), {"id": withheld[0].id})
    db.session.rollback()
    made = inside(actions.export(first_charter(), "zip"))
    found, notes = main.problems(made, key, kept=json.loads(files["checkpoints.json"])[-1]["note"])
    assert found == []
    assert any(text == main.WITHHELD for text, _ in notes)
    assert name not in made["charter.json"] + made["journal.json"]
    roll = json.loads(made["charter.json"])["votes"][-1]["roll"]
    assert [line["name"] for line in roll if line["member"] == withheld[0].id] == [None]
