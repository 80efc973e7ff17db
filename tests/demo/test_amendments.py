from itertools import combinations

import pytest
from sqlalchemy import select

from charter import checking, cli
from charter.amendments import queries
from charter.amendments.models import Amendment, Draft
from charter.charters.models import Charter
from charter.comments import queries as comments
from charter.comments.models import Anchor, Thread
from charter.content.merge import relations
from charter.content.merge.atoms import flatten
from charter.content.merge.differing import diff
from charter.content.merge.patch import Patch
from charter.content.merge.relations import relate
from charter.content.merge.text import Text
from charter.database import db
from charter.demo import amendments, typed
from charter.demo.large.plan import charter_words
from charter.export import actions as exports
from charter.verifier import main as verifier


def texts() -> dict[str, str]:
    """Each clause of the demo as it stands when its round opens."""
    data = charter_words()
    found = {each["heading"]: each["text"].strip() for section in data["sections"] for each in section["clauses"]}
    for each in data["additions"]:
        for _, after, words in each["words"]:
            found[each["clause"]] = found[each["clause"]].replace(after, after + words)
    return found | {"Préambule": data["preamble"].strip()}


def patches() -> dict[str, list[Patch]]:
    """What each amendment that is no sub-amendment makes of each clause."""
    found: dict[str, list[Patch]] = {}
    for each in (each for each in amendments.read()["amendments"] if "amends" not in each):
        for change in (change for change in each["changes"] if "clause" in change and "drops" not in change):
            heading, words = change["clause"], texts()[change["clause"]]
            base = flatten(Text(heading, typed.content(words)))
            proposed = change.get("text") or typed.edited(words, change.get("edits", []))
            other = flatten(Text(change.get("heading", heading), typed.content(proposed)))
            found.setdefault(heading, []).append(diff(base, other))
    return found


def test_the_demo_shows_every_relation_that_two_amendments_may_have():
    found, apart, read_together = set[str](), 0, 0
    for of_clause in patches().values():
        for one, other in combinations(of_clause, 2):
            relation = relate(one, other)
            found |= relation.kinds
            apart += not relation.kinds
            read_together += relation.needs_reading and not relation.is_blocking

    under = found & {relations.OVER, relations.UNDER}
    assert under
    assert found - under == {relations.SAME, relations.NEAR, relations.ORDER, relations.PLACE, relations.CROSS}
    assert apart
    assert read_together


def test_the_demo_shows_every_form_of_change():
    every = [patch for of_clause in patches().values() for patch in of_clause]

    assert any(patch.moves for patch in every)
    assert any(patch.marks for patch in every)
    assert not any(patch.is_empty for patch in every)
    changes = [each["changes"] for each in amendments.read()["amendments"]]
    assert any(len(each) > 1 for each in changes)
    assert {"drops", "heading", "after", "text", "edits"} <= {name for each in changes for one in each for name in one}


@pytest.mark.empty
def test_the_demo_command_loads_a_round_as_associations_would_have_left_it(app, tmp_path):
    done = app.test_cli_runner().invoke(cli.load_demo)
    charter = db.session.query(Charter).one()
    assert f"/charters/{charter.slug}" in done.output

    round_ = queries.open_round(charter.id)
    assert round_
    every = queries.of_round(round_.id)

    assert [each.number for each in every] == list(range(1, len(every) + 1))
    assert len(every) > 40
    assert {each.stage for each in every} == {"submitted", "withdrawn"}
    assert [each.wording.label for each in every if each.wording.label] == ["rect."]
    assert sum(bool(each.first_association) for each in every) == 1
    assert sum(bool(each.parent_id) for each in every) == 3
    assert 0 < sum(not each.supporters for each in every) < len(every) / 2
    assert db.session.query(Draft).count() == 1
    assert db.session.scalar(select(Amendment.id).where(Amendment.association == "Ville de Namur")) is not None

    tied = db.session.scalars(select(Thread).where(Thread.id.in_(select(Anchor.thread_id)))).all()
    assert [comments.is_orphaned(each, None) for each in tied] == [False, False, False, False, True]

    assert [found.sentence for found in checking.check() if not found.holds and "Mail" not in found.sentence] == []
    (tmp_path / "archive.zip").write_bytes(exports.export(charter, "zip"))
    assert verifier.main([str(tmp_path / "archive.zip")]) == 0
