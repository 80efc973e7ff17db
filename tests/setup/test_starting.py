"""A charter is started from another one: as it stands, and without its history."""

import re
from dataclasses import replace

import pytest

from charter.accounts import actions as accounts
from charter.accounts import queries as directory
from charter.charters import actions as charters
from charter.charters import assembly as assemblies
from charter.charters import queries as charter_queries
from charter.charters.assembly import Assembly, Place
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import AutomaticVersion, Version
from charter.collab.storage import live_text
from charter.comments.models import Thread
from charter.core.errors import NotAllowed
from charter.database import db
from charter.demo import actions as demo
from charter.export import actions as export
from charter.journal.models import Entry
from charter.setup import actions, queries, rules
from charter.setup.actions import Start
from charter.verifier import main
from charter.votes.models import Vote
from charter.votes.roll import proxies
from tests.verifier.forging.archives import inside


@pytest.fixture
def start(charter, someone):
    def begin(by="moderation", **more) -> Charter:
        return actions.start(Start("Charte de l’eau", "", "fr", Assembly(), charter.id, **more), someone(by))

    return begin


def shape(charter_id: int) -> list[object]:
    outline = clauses.outline(charter_id)
    sections = [(each.section.title, [one.clause.heading for one in each.clauses]) for each in outline.sections]
    return [[each.clause.heading for each in outline.preamble], sections]


def texts(charter_id: int) -> list[object]:
    return [live_text.committed_text(each.clause.id).content for each in clauses.outline(charter_id).clauses]


def test_its_sections_clauses_and_texts_are_those_of_the_other_one_as_they_stand(charter, start):
    made = start()
    assert shape(made.id) == shape(charter.id)
    assert texts(made.id) == texts(charter.id)
    assert made.stage == "preparing"


def test_nothing_of_its_history_comes_with_it_and_the_starter_is_the_author(charter, start, someone):
    made, moderator = start(), someone("moderation")
    of_made = [each.clause.id for each in clauses.outline(made.id).clauses]
    assert len(of_made) > 10
    assert db.session.query(Vote).filter_by(charter_id=made.id).count() == 0
    assert db.session.query(Thread).filter(Thread.clause_id.in_(of_made)).count() == 0
    assert db.session.query(AutomaticVersion).filter(AutomaticVersion.clause_id.in_(of_made)).count() == 0
    versions = db.session.query(Version).filter(Version.clause_id.in_(of_made)).all()
    assert {(each.number, each.author_id) for each in versions} == {(1, moderator.id)}
    assert all(each.clause.stage == "drafting" for each in clauses.outline(made.id).clauses)


def test_headings_alone_or_nothing(charter, start):
    headings = start(content="headings")
    assert shape(headings.id) == shape(charter.id)
    assert {str(each) for each in texts(headings.id)} == {"{'type': 'doc', 'content': [{'type': 'paragraph'}]}"}
    assert shape(start(content="nothing").id) == [[], []]


def test_its_settings_are_those_of_the_other_one_or_the_usual_ones(charter, start, someone):
    usual = queries.settings_of(charter)
    charters.set_rights(charter.id, {("drafting", "observer", "edit")}, someone("secretariat"))
    proxies.set_cap(charter.id, 4, someone("moderation"))
    assert queries.settings_of(start()) == queries.settings_of(charter)
    assert queries.settings_of(start(with_settings=False)) == usual


def test_it_is_in_the_journal_and_its_archive_holds(charter, start):
    made = start()
    last = db.session.query(Entry).filter_by(charter_id=made.id).order_by(Entry.seq.desc()).first()
    assert (last.verb, last.facts["source"]) == ("charter.started_from", charter.id)
    reasons = {reason for reason, _, _ in main.problems(inside(export.export(made, "zip")))[0]}
    assert reasons <= {"signature"}


def test_nobody_starts_from_a_charter_whose_drafts_they_may_not_read(charter, start, someone, sign_in):
    secretary = someone("secretariat")
    hidden = charters.create("Charte de l’air", "", "fr", secretary, Assembly())
    with pytest.raises(NotAllowed):
        actions.start(Start("Autre", "", "fr", Assembly(), hidden.id), someone("moderation"))
    assert db.session.query(Charter).filter_by(title="Autre").count() == 0
    form = {"title": "Autre", "language": "fr", "assembly": "nobody", "source": hidden.id, "content": "texts"}
    moderator = sign_in("moderation")
    assert "Charte de l’air" not in moderator.get("/charters/new").text
    assert moderator.post("/charters/new", data=form).status_code == 422


def test_the_set_up_page_leads_to_a_form_that_is_filled_in(charter, someone, sign_in):
    moderator = sign_in("moderation")
    link = re.search(r'href="(/charters/new\?from=\d+)"', moderator.get(f"/charters/{charter.slug}/outline").text)[1]
    page = moderator.get(link).text
    assert page.count(f'selected value="{charter.id}"') == 2
    namur = directory.association_named("Ville de Namur")
    chosen = Assembly(frozenset({Place(namur.id, namur.college_id, 2, 2)}), frozenset({someone("moderation").id}))
    assemblies.set_assembly(charter.id, chosen, someone("secretariat"))
    form = {"title": "Charte de l’eau", "language": "fr", "assembly": charter.id, "source": charter.id}
    made = moderator.post("/charters/new", data=form | {"content": "texts", "with_settings": "y"})
    assert made.headers["Location"] == "/charters/charte-de-l-eau/outline"
    water = db.session.query(Charter).filter_by(slug="charte-de-l-eau").one()
    assert assemblies.present(water.id) == chosen
    assert shape(water.id) == shape(charter.id)


def test_a_charter_starts_from_a_text_or_from_another_one_and_not_from_both(charter, sign_in):
    form = {
        "title": "Autre",
        "language": "fr",
        "assembly": "nobody",
        "source": charter.id,
        "text": "Article 1\n\nDes mots.",
    }
    moderator = sign_in("moderation")
    for sent in (form, form | {"do": "text"}):
        refused = moderator.post("/charters/new", data=sent)
        assert refused.status_code == 422
        assert "not from both" in refused.text
        assert "Des mots." in refused.text
    looked_at = moderator.post("/charters/new", data={"title": "", "do": "text", "text": ""})
    assert looked_at.headers["Location"] == "/charters/new/text"


def test_whoever_takes_part_in_no_charter_starts_one_without_everybody(charter, someone, sign_in):
    secretary = someone("secretariat")
    accounts.invite("autre@forum.example", "Autre modération", "moderator", None, by=secretary)
    charters.create("Charte de l’air", "", "fr", secretary, Assembly())
    other = directory.get_by_email("autre@forum.example")
    kept = assemblies.present(charter.id)
    assemblies.set_assembly(charter.id, replace(kept, appointed=kept.appointed - {other.id}), secretary)
    moderator = sign_in("autre")
    assert 'name="assembly"' in moderator.get("/charters/new").text
    assert moderator.post("/charters/new", data={"title": "Autre", "language": "fr"}).status_code == 422
    form = {"title": "Autre", "language": "fr", "assembly": "nobody"}
    assert moderator.post("/charters/new", data=form).status_code == 303
    made = db.session.query(Charter).filter_by(title="Autre").one()
    assert assemblies.present(made.id) == Assembly(frozenset(), frozenset({other.id}))


def test_on_postgresql_a_charter_starts_from_another_one_with_its_assembly_and_settings(demo_on, tmp_path):
    app = demo_on("postgresql", tmp_path)
    with app.app_context():
        secretary = directory.get_by_email(f"secretariat@{demo.DOMAIN}")
        first = db.session.query(Charter).one()
        source, file = first.id, queries.written(first)
        proxies.set_cap(source, 5, secretary)
        made = actions.start(Start("Charte de l’eau", "", "fr", assemblies.present(source), source), secretary).id
        assert shape(made) == shape(source)
        assert assemblies.present(made) == assemblies.present(source)
        charter = charter_queries.get(made)
        actions.import_settings(made, rules.read(file), ["most_proxies"], actions.digest_of(charter), secretary)
        assert queries.written(charter_queries.get(made)) == file
        db.session.remove()
        db.engine.dispose()
