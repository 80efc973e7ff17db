"""Moving, adding several, and undoing, by people who may do so at once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.charters import actions as charters
from charter.clauses import actions, arranging, queries, rules
from charter.clauses.models import Clause, OutlineChange, Section
from charter.collab.models import Edit
from charter.collab.publishing import actions as collab
from charter.collab.ydoc import from_prosemirror
from charter.core.errors import Refused
from charter.database import db, writing
from charter.export import actions as export
from charter.verifier import main
from tests.clauses.test_outline import SHELVES, flat, headings
from tests.verifier.forging.archives import inside


@given(SHELVES.filter(flat), st.data())
def test_a_placed_clause_is_where_it_was_put_and_no_other_is_lost(shelves, data):
    item = data.draw(st.sampled_from(flat(shelves)))
    shelf = data.draw(st.integers(0, len(shelves) - 1))
    before = data.draw(st.sampled_from([*(each for each in shelves[shelf] if each != item), None]))
    after = rules.placed(shelves, item, shelf, before)
    assert sorted(flat(after)) == sorted(flat(shelves))
    assert [each for each in flat(after) if each != item] == [each for each in flat(shelves) if each != item]
    following = after[shelf][after[shelf].index(item) + 1 :]
    assert following[:1] == ([] if before is None else [before])


@pytest.fixture
def moderator(sign_in):
    return sign_in("moderation")


@pytest.fixture
def chair(someone):
    return someone("moderation")


@pytest.fixture
def base(charter) -> str:
    return f"/charters/{charter.slug}"


def structure(charter) -> list:
    outline = queries.outline(charter.id)
    return [(each.section.title, [clause.clause.heading for clause in each.clauses]) for each in outline.sections]


def clauses_of(charter, section: int) -> list[Clause]:
    return [each.clause for each in queries.outline(charter.id).sections[section].clauses]


def drafted(charter) -> list[Clause]:
    every = (each.clause for each in queries.outline(charter.id).clauses)
    return [each for each in every if each.kind == "article" and each.stage == "drafting"]


def undo(moderator, charter, base):
    token = db.session.get(OutlineChange, charter.id).token
    return moderator.post(f"{base}/outline/undoing", data={"token": token})


def test_a_clause_goes_where_it_is_sent_and_its_number_is_said(moderator, charter, base):
    first, last = clauses_of(charter, 0)[0], clauses_of(charter, 3)[-1]
    moved = moderator.post(f"{base}/clauses/{first.id}/place", data={"to": f"clause.{last.id}"})
    assert moved.status_code == 303
    assert [each.id for each in clauses_of(charter, 3)][-2:] == [first.id, last.id]
    assert "is now article 15" in moderator.get(f"{base}/outline").text
    third = queries.sections(charter.id)[2]
    moderator.post(f"{base}/clauses/{first.id}/place", data={"to": f"end.{third.id}"})
    assert clauses_of(charter, 2)[-1].id == first.id


@pytest.mark.parametrize("to", ["clause.9999", "end.9999", "", "clause.x", "section.1", "end"])
def test_a_clause_goes_to_no_place_that_is_not_there(moderator, charter, base, to):
    before = structure(charter)
    refused = moderator.post(f"{base}/clauses/{clauses_of(charter, 0)[0].id}/place", data={"to": to})
    assert refused.status_code in (404, 422)
    assert structure(charter) == before


def test_a_section_goes_before_another_or_to_the_end(moderator, charter, base):
    first, second, third, _fourth = (each.id for each in queries.sections(charter.id))
    moderator.post(f"{base}/sections/{third}/place", data={"to": f"section.{first}"})
    assert [each.id for each in queries.sections(charter.id)][:3] == [third, first, second]
    moderator.post(f"{base}/sections/{third}/place", data={"to": "end"})
    assert queries.sections(charter.id)[-1].id == third


def test_several_clauses_are_added_by_their_titles_all_or_none(moderator, charter, base):
    section = queries.sections(charter.id)[0].id
    titles = "Durée\n\n  Révision \nRetrait\n"
    assert moderator.post(f"{base}/clauses", data={"section": section, "headings": titles}).status_code == 303
    assert structure(charter)[0][1][-3:] == ["Durée", "Révision", "Retrait"]
    refused = moderator.post(f"{base}/clauses", data={"section": section, "headings": f"Un\n{'x' * 201}"})
    assert refused.status_code == 422
    assert f"Un\n{'x' * 201}" in refused.text
    assert "Un" not in structure(charter)[0][1]
    many = moderator.post(f"{base}/clauses", data={"section": section, "headings": "Un\n" * 101})
    assert "At most 100 clauses" in many.text


def acts(charter, chair):
    """Every structural act, by what the journal calls it."""
    first, second = clauses_of(charter, 0)[:2]
    sections = [each.id for each in queries.sections(charter.id)]
    return {
        "clause.moved": lambda: arranging.place_clause(first.id, sections[2], None, chair),
        "section.moved": lambda: arranging.place_section(charter.id, sections[0], None, chair),
        "clause.added": lambda: collab.create_clauses(charter.id, sections[1], "Un\nDeux", chair),
        "section.added": lambda: actions.add_section(charter.id, "Fin", chair),
        "clause.renamed": lambda: actions.rename_clause(second.id, "Autrement", chair),
        "section.renamed": lambda: actions.rename_section(charter.id, sections[0], "Autrement", chair),
        "clause.dropped": lambda: actions.drop_clause(second.id, "Double", chair),
    }


@pytest.mark.parametrize(
    "verb",
    [
        "clause.moved",
        "section.moved",
        "clause.added",
        "section.added",
        "clause.renamed",
        "section.renamed",
        "clause.dropped",
    ],
)
def test_the_last_act_is_undone_once_and_the_record_still_verifies(moderator, charter, chair, base, verb):
    before = structure(charter)
    acts(charter, chair)[verb]()
    assert structure(charter) != before
    assert "Last change" in moderator.get(f"{base}/outline").text
    assert undo(moderator, charter, base).status_code == 303
    assert structure(charter) == before
    assert "Last change" not in moderator.get(f"{base}/outline").text
    assert main.problems(inside(export.export(charter, "zip")))[0] == []


def test_the_removal_of_a_section_and_a_return_are_undone(moderator, charter, chair, base):
    section = actions.add_section(charter.id, "Vide", chair).id
    arranging.place_section(charter.id, section, queries.sections(charter.id)[1].id, chair)
    before = structure(charter)
    actions.remove_section(charter.id, section, chair)
    undo(moderator, charter, base)
    assert structure(charter) == before
    assert db.session.get(Section, section).title == "Vide"

    clause = drafted(charter)[0].id
    actions.drop_clause(clause, "Double", chair)
    before = structure(charter)
    actions.take_back_clause(clause, chair)
    undo(moderator, charter, base)
    assert structure(charter) == before


def test_the_removal_of_a_section_is_undone_only_while_its_number_is_free(moderator, charter, chair, someone, base):
    section = actions.add_section(charter.id, "Vide", chair).id
    actions.remove_section(charter.id, section, chair)
    token = db.session.get(OutlineChange, charter.id).token
    other = charters.create("Charte de l’eau", "", "fr", someone("secretariat"), None)
    assert actions.add_section(other.id, "Ailleurs", chair).id == section  # SQLite gives a free number again
    assert moderator.post(f"{base}/outline/undoing", data={"token": token}).status_code == 409
    assert "Last change" not in moderator.get(f"{base}/outline").text


def test_nothing_is_undone_that_is_not_the_last_act(moderator, charter, chair, base):
    first, second = drafted(charter)[:2]
    actions.rename_clause(first.id, "Un", chair)
    token = db.session.get(OutlineChange, charter.id).token
    actions.rename_clause(second.id, "Deux", chair)
    refused = moderator.post(f"{base}/outline/undoing", data={"token": token})
    assert refused.status_code == 409
    assert "has been changed since" in refused.text
    assert {"Un", "Deux"} <= set(headings(charter))


def test_what_is_a_day_old_is_not_undone(moderator, charter, chair, base):
    actions.rename_clause(drafted(charter)[0].id, "Un", chair)
    change = db.session.get(OutlineChange, charter.id)
    change.at -= timedelta(days=1)
    db.session.commit()
    assert "Last change" not in moderator.get(f"{base}/outline").text
    assert undo(moderator, charter, base).status_code == 409


def test_a_new_clause_in_which_somebody_wrote_is_not_undone(moderator, charter, chair, base):
    clause = collab.create_clauses(charter.id, queries.sections(charter.id)[0].id, "Neuf", chair)[0]
    words = from_prosemirror.document(from_prosemirror.paragraphs("Des mots.")).get_update()
    with writing():
        db.session.add(Edit(clause_id=clause.id, member_id=chair.id, at=clause.created_at, blob=words))
    refused = undo(moderator, charter, base)
    assert refused.status_code == 409
    assert "has written in the new clause" in refused.text
    assert "Neuf" in headings(charter)


def test_two_moderators_lose_nothing(charter, chair):
    first, second, third = clauses_of(charter, 0)[:3]
    arranging.place_clause(first.id, None, third.id, chair)
    arranging.place_clause(third.id, None, first.id, chair)
    assert [each.id for each in clauses_of(charter, 0)][:3] == [second.id, third.id, first.id]
    named = drafted(charter)[0]
    actions.rename_clause(named.id, "Par l’une", chair, was=named.heading)
    with pytest.raises(Refused, match="Par l’une"):
        actions.rename_clause(named.id, "Par l’autre", chair, was="Ce que l’autre voyait")


def test_a_hundred_clauses_fit_on_a_light_page(moderator, charter, chair, base):
    section = queries.sections(charter.id)[0].id
    collab.create_clauses(charter.id, section, "\n".join(f"Un article de plus, le {n}" for n in range(84)), chair)
    assert len(moderator.get(f"{base}/outline").data) < 100_000


@pytest.fixture
def long_charter(charter, someone):
    """Thirty clauses more in the first section: too many to show them all."""
    section = queries.sections(charter.id)[0]
    titles = "\n".join(f"Article ajouté {number}" for number in range(30))
    collab.create_clauses(charter.id, section.id, titles, someone("moderation"))
    return charter


def test_of_a_long_charter_sections_are_unfolded_one_by_one(long_charter, sign_in):
    page, (first, second, *_rest) = f"/charters/{long_charter.slug}/outline", queries.sections(long_charter.id)
    moderator = sign_in("moderation")
    assert "Article ajouté 3</span>" not in moderator.get(page).text
    assert "34 clauses" in moderator.get(page).text
    assert "Article ajouté 3</span>" in moderator.get(f"{page}?unfold={first.id}").text
    both = moderator.get(f"{page}?unfold={first.id}&unfold={second.id}").text
    assert "Article ajouté 3</span>" in both
    assert "La sobriété dès la conception" in both


def test_who_moves_a_clause_of_a_long_charter_sees_it_where_it_is_now(long_charter, sign_in):
    first, second, *_rest = queries.sections(long_charter.id)
    page, moderator = f"/charters/{long_charter.slug}", sign_in("moderation")
    clause_id = queries.outline(long_charter.id).sections[0].clauses[-1].clause.id
    moved = moderator.post(f"{page}/clauses/{clause_id}/place", data={"to": f"end.{second.id}"})
    assert f"unfold={second.id}" in moved.location
    shown = moderator.get(moved.location).text
    assert f'id="clause-{clause_id}"' in shown
    assert "Article ajouté 3</span>" not in shown
    tools = moderator.get(f"{page}/outline?change=clause-{clause_id}").text
    assert "Move the clause" in tools


def test_a_clause_put_before_itself_stays_where_it_is():
    assert rules.placed([[1, 2], [3]], 2, 0, before=2) == [[1, 2], [3]]
