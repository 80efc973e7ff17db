import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.clauses import queries, rules
from charter.clauses.models import Clause, Section, Version
from charter.clauses.versions import published as versions
from charter.collab.publishing import actions as collab
from charter.core.errors import NotFound, Refused
from charter.database import db
from charter.journal.models import Entry

SHELVES = st.lists(st.integers(0, 4), min_size=1, max_size=4).flatmap(
    lambda sizes: st.permutations(range(sum(sizes))).map(lambda items: cut(list(items), sizes))
)


def cut(items, sizes):
    return [[items.pop() for _ in range(size)] for size in sizes]


def flat(shelves):
    return [item for shelf in shelves for item in shelf]


@given(SHELVES.filter(flat), st.data(), st.sampled_from([-1, 1]))
def test_moving_loses_and_doubles_nothing(shelves, data, step):
    item = data.draw(st.sampled_from(flat(shelves)))
    after = rules.moved(shelves, item, step)
    assert sorted(flat(after)) == sorted(flat(shelves))
    assert len(after) == len(shelves)


@given(SHELVES.filter(flat), st.data(), st.sampled_from([-1, 1]))
def test_moving_there_and_back_changes_nothing(shelves, data, step):
    item = data.draw(st.sampled_from(flat(shelves)))
    there = rules.moved(shelves, item, step)
    assert there == shelves or rules.moved(there, item, -step) == shelves


@pytest.mark.parametrize("number, printed", [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (38, "XXXVIII")])
def test_sections_are_numbered_as_charters_print_them(number, printed):
    assert rules.roman(number) == printed


def headings(charter):
    return [each.clause.heading for each in queries.outline(charter.id).clauses]


def test_articles_are_numbered_through_and_the_preamble_has_no_number(app, charter):
    numbers = [each.number for each in queries.outline(charter.id).clauses]
    assert numbers == [None, *range(1, 17)]


def test_a_clause_moves_by_buttons_and_crosses_into_the_next_section(app, sign_in, charter):
    moderator = sign_in("moderation")
    before = headings(charter)
    last_of_first = queries.outline(charter.id).sections[0].clauses[-1].clause
    where = f"/charters/{charter.slug}/clauses/{last_of_first.id}"
    assert moderator.post(f"{where}/down").headers["Location"].endswith(f"#clause-{last_of_first.id}")
    assert headings(charter) == before
    assert queries.outline(charter.id).sections[1].clauses[0].clause.id == last_of_first.id
    moderator.post(f"{where}/down")
    assert headings(charter)[4:6] == [before[5], before[4]]
    moderator.post(f"{where}/up")
    moderator.post(f"{where}/up")
    assert headings(charter) == before


def test_the_preamble_stays_first(app, sign_in, charter):
    preamble = queries.outline(charter.id).preamble[0].clause
    assert sign_in("moderation").post(f"/charters/{charter.slug}/clauses/{preamble.id}/down").status_code == 409


def test_sections_move_and_are_renamed(app, sign_in, charter):
    moderator, base = sign_in("moderation"), f"/charters/{charter.slug}/sections"
    first = queries.sections(charter.id)[0]
    moderator.post(f"{base}/{first.id}/down")
    assert [each.id for each in queries.sections(charter.id)][1] == first.id
    moderator.post(f"{base}/{first.id}/title", data={"title": "Nouveau nom"})
    assert queries.sections(charter.id)[1].title == "Nouveau nom"
    assert moderator.post(f"{base}/{first.id}/title", data={"title": " "}).status_code == 422
    assert moderator.post(f"{base}/999/up").status_code == 404


def test_the_chair_adds_a_section_and_a_clause_with_one_empty_line(app, sign_in, charter):
    moderator = sign_in("moderation")
    moderator.post(f"/charters/{charter.slug}/sections", data={"title": "Dispositions finales"})
    section = db.session.query(Section).filter_by(title="Dispositions finales").one()
    added = moderator.post(f"/charters/{charter.slug}/sections/{section.id}/clauses", data={"heading": "Durée"})
    assert added.status_code == 303
    clause = db.session.query(Clause).filter_by(heading="Durée").one()
    assert versions.newest(clause.id).content == {"type": "doc", "content": [{"type": "paragraph"}]}
    assert "Durée" in moderator.get(added.headers["Location"]).text


def test_a_charter_has_one_preamble(app, sign_in, charter):
    answer = sign_in("moderation").post(f"/charters/{charter.slug}/preamble", data={"heading": "Encore"})
    assert answer.status_code == 409
    assert "has a preamble already" in answer.text
    assert 'value="Encore"' in answer.text


@pytest.mark.parametrize("section", [999, 2**31, 2**70])
def test_a_clause_goes_into_a_section_that_there_is(app, sign_in, charter, section):
    answer = sign_in("moderation").post(f"/charters/{charter.slug}/sections/{section}/clauses", data={"heading": "x"})
    assert answer.status_code == 404


def test_a_clause_is_renamed_and_dropped_only_while_it_is_drafted(app, sign_in, charter, clause, clause_page):
    moderator = sign_in("moderation")
    moderator.post(f"{clause_page}/heading", data={"heading": "Le guichet"})
    db.session.refresh(clause)
    assert clause.heading == "Le guichet"
    frozen = db.session.query(Clause).filter_by(stage="frozen").one()
    base = f"/charters/{charter.slug}/clauses/{frozen.id}"
    assert moderator.post(f"{base}/heading", data={"heading": "x"}).status_code == 409
    assert moderator.post(f"{base}/removal", data={"reason": "x"}).status_code == 409
    assert moderator.post(f"{clause_page}/removal", data={"reason": ""}).status_code == 422
    assert moderator.post(f"{clause_page}/removal", data={"reason": "Merged with article 1"}).status_code == 303
    assert "Le guichet" not in headings(charter)
    assert "Dropped" in moderator.get(clause_page).text
    assert moderator.post(f"{clause_page}/versions", data={}).status_code == 409
    moderator.post(f"{clause_page}/return")
    assert "Le guichet" in headings(charter)
    assert moderator.post(f"{clause_page}/return").status_code == 409
    about = db.session.query(Entry).filter(Entry.subject == f"clause:{clause.id}").order_by(Entry.seq.desc())
    assert [(entry.verb, entry.facts["digest"]) for entry in about.limit(2)] == [
        ("clause.taken_back", versions.newest(clause.id).digest),
        ("clause.dropped", versions.newest(clause.id).digest),
    ]


def test_an_empty_section_is_removed_and_one_with_clauses_stays(app, sign_in, charter):
    moderator, base = sign_in("moderation"), f"/charters/{charter.slug}/sections"
    moderator.post(base, data={"title": "Par erreur"})
    slip = queries.sections(charter.id)[-1]
    assert moderator.post(f"{base}/{slip.id}/removal").status_code == 303
    assert "Par erreur" not in [each.title for each in queries.sections(charter.id)]
    refused = moderator.post(f"{base}/1/removal")
    assert refused.status_code == 409
    assert "still holds clauses" in refused.text


def test_the_public_reads_the_published_heading(app, sign_in, visitor, charter, clause_page):
    sign_in("moderation").post(f"{clause_page}/heading", data={"heading": "Pas encore publié"})
    for path in (f"/charters/{charter.slug}", clause_page):
        assert "Pas encore publié" not in visitor.get(path).text
    sign_in("moderation").post(f"{clause_page}/versions", data={})
    for path in (f"/charters/{charter.slug}", clause_page):
        assert "Pas encore publié" in visitor.get(path).text


def test_a_clause_of_another_charter_is_not_found_here(app, sign_in, clause):
    sign_in("secretariat").post("/charters/new", data={"title": "Autre", "language": "fr", "assembly": "everyone"})
    moderator = sign_in("moderation")
    assert moderator.get(f"/charters/autre/clauses/{clause.id}").status_code == 404
    assert moderator.post(f"/charters/autre/clauses/{clause.id}/heading", data={"heading": "x"}).status_code == 404
    with pytest.raises(NotFound):
        queries.get(9999)


def test_versions_are_chained_and_equal_words_make_no_new_one(app, someone, clause):
    first = versions.newest(clause.id)
    assert first.previous == versions.START
    assert collab.publish(clause.id, "", someone("moderation")) is None
    clause.heading = "Autre intitulé"
    db.session.commit()
    second = collab.publish(clause.id, "Renamed", someone("moderation"))
    assert (second.number, second.previous) == (2, first.digest)
    assert [each.number for each in versions.all_versions(clause.id)] == [2, 1]


def test_every_version_of_the_demo_has_the_digest_of_its_words(app):
    for version in db.session.query(Version):
        assert versions.digest(version) == version.digest


def test_a_version_has_a_page_that_everyone_reads(app, visitor, clause_page):
    page = visitor.get(f"{clause_page}/versions/1")
    assert "SHA-256" in page.text
    assert visitor.get(f"{clause_page}/versions/2").status_code == 404


def test_publishing_is_for_moderators_and_shows_the_public_the_new_words(app, sign_in, visitor, clause_page):
    assert sign_in("namur").post(f"{clause_page}/versions", data={}).status_code == 403
    moderator = sign_in("moderation")
    again = moderator.post(f"{clause_page}/versions", data={"note": "x"}, follow_redirects=True)
    assert "nothing new to publish" in again.text
    moderator.post(f"{clause_page}/heading", data={"heading": "Nouveau"})
    published = moderator.post(f"{clause_page}/versions", data={"note": "x"}, follow_redirects=True)
    assert "Version 2 is published" in published.text
    assert visitor.get(clause_page).status_code == 200


def test_an_adopted_charter_gets_no_new_clause(app, someone, charter):
    charter.stage = "adopted"
    db.session.commit()
    with pytest.raises(Refused):
        collab.create_clause(charter.id, 1, "Late", someone("moderation"))
