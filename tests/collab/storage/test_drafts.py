"""Where drafts differ from published texts, told for a whole charter, is what each clause tells by itself."""

from charter.clauses import actions as clauses
from charter.clauses.versions import published
from charter.collab.publishing import drafts
from charter.collab.storage import live_text
from charter.database import db
from tests.collab.client import first_line, flush


def told(charter):
    db.session.rollback()
    found = drafts.of_charter(charter.id, published.newest_of_charter(charter.id))
    return {clause_id for clause_id, draft in found.items() if draft.differs}


def true(charter):
    newest = published.newest_of_charter(charter.id)
    texts = {each: live_text.committed_text(each).content for each in newest}
    return {each for each, version in newest.items() if texts[each] != version.content}


def test_it_is_told_of_each_edit_and_of_one_that_takes_it_back(app, charter, writer, clause):
    assert told(charter) == true(charter) == set()
    namur = writer("namur")
    namur.type("x")
    flush()
    assert told(charter) == true(charter) == {clause.id}
    namur.send(namur.change(take_back_a_letter))
    flush()
    assert told(charter) == true(charter) == set()


def take_back_a_letter(root):
    line = first_line(root)
    del line[len(line) - 1 : len(line)]


def test_it_is_told_of_a_new_heading_too(app, charter, clause, someone):
    clauses.rename_clause(clause.id, "Un autre intitulé", by=someone("moderation"))
    assert told(charter) == {clause.id}
