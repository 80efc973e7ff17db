"""The words voted are the words read: what cannot be seen stops a vote, and is shown."""

import pytest

from charter.collab.storage.update_log import NewEdit, append
from charter.collab.ydoc import from_prosemirror
from charter.core.errors import Invalid
from charter.database import db
from charter.votes.lifecycle import preparing
from charter.web.input import text_input
from charter.web.rendering import sanitise

DECEIT = "Les villes \u202enaviod\u202c payer\u200b."


@pytest.fixture
def deceiving(clause, someone):
    """The clause, with a paragraph in it whose words read otherwise than they stand."""
    blob = from_prosemirror.document(from_prosemirror.paragraphs(DECEIT)).get_update()
    append([NewEdit(clause.id, someone("namur").id, blob)], {})
    return clause


def test_a_text_with_characters_that_cannot_be_seen_is_not_put_to_the_vote(deceiving, clause_page, sign_in):
    answer = sign_in("moderation").post(f"{clause_page}/votes")
    assert answer.status_code == 409
    assert "U+202E RIGHT-TO-LEFT OVERRIDE (Les villes ⟨U+202E⟩naviod⟨U+202C⟩ paye)" in answer.text
    assert "U+200B ZERO WIDTH SPACE" in answer.text


def test_they_are_shown_wherever_the_text_is_read(deceiving, clause_page, charter, sign_in, visitor):
    moderator = sign_in("moderation")
    moderator.post(f"{clause_page}/versions")
    base = f"/charters/{charter.slug}"
    for address in (base, clause_page, f"{clause_page}/versions/2", f"{clause_page}/comparison", f"{base}/export/html"):
        page = visitor.get(address).text
        assert "⟨U+202E⟩naviod⟨U+202C⟩" in page, address
        assert "\u202e" not in page, address
    assert "⟨U+202E⟩naviod" in moderator.get(f"{clause_page}/authors").text


def test_marks_stand_in_words_alone_and_needed_characters_stay():
    html = '<p><a href="https://a.example/\u200b">m\u202eot</a> می\u200cخواهم &amp; 1\u00a0000</p>'
    shown = sanitise.shown(html)
    assert 'href="https://a.example/\u200b">m⟨U+202E⟩ot' in shown
    assert "می\u200cخواهم &amp; 1\u00a0000" in shown


@pytest.mark.parametrize("field", ["heading", "question"])
def test_a_question_with_hidden_characters_is_refused_with_their_place(charter, someone, field):
    typed = {"heading": "Titre", "question": "Question ?"} | {field: DECEIT}
    with pytest.raises(Invalid, match="naviod"):
        preparing.prepare(
            charter.id, preparing.Subject("question", **typed), preparing.Settings(), someone("moderation")
        )


def test_names_and_comments_hold_nothing_hidden(charter, clause_page, sign_in, someone):
    secretary, namur = sign_in("secretariat"), sign_in("namur")
    invited = {"email": "new@forum.example", "role": "observer", "association": "0"}
    assert "naviod" in secretary.post("/members", data=invited | {"name": DECEIT}).text
    secretary.post("/members", data=invited | {"name": "\ufeffVille\nde \u200bNamur\u200e"})
    assert someone("new").name == "Ville de Namur"
    assert namur.post(f"{clause_page}/threads", data={"body": DECEIT}).status_code == 422
    assert text_input.line("Ville\r\nde  Namur", 200) == "Ville de Namur"


def test_what_was_said_before_is_shown_too():
    assert "⟨U+202E⟩naviod" in sanitise.plain(DECEIT)


def test_clauses_of_a_charter_in_preparation_bear_no_mark_of_drafting(charter, clause_page, sign_in):
    namur = sign_in("namur")
    assert "mark-drafting" in namur.get(clause_page).text
    charter.stage = "preparing"
    db.session.commit()
    for address in (clause_page, f"{clause_page}/mark", f"/charters/{charter.slug}"):
        assert "mark-drafting" not in namur.get(address).text
