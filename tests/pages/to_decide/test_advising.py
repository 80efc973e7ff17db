"""Advice is written by a form: nothing is lost when two moderators write, and the modified text needs no script."""

import json

import pytest

from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import rules as deciding
from charter.database import db
from tests.pages.to_decide.test_pages import words


@pytest.fixture
def form(amending):
    """Call it for the address of the form of an amendment."""
    return lambda each: f"/charters/{amending.slug}/amendments/{each.id}/advice"


def newest(amendment):
    db.session.expire_all()
    return decisions.newest([amendment.id]).get(amendment.id)


def test_an_advice_is_saved_for_moderators_then_published(sign_in, proposed, form):
    chair, delegate, first = sign_in("moderation"), sign_in("namur"), proposed[1]
    page = form(first).removesuffix("/advice")

    saved = chair.post(form(first), data={"seen": "0", "advice": "vote", "words": "À vous de voir."})
    assert saved.status_code == 303
    assert "À vous de voir." not in delegate.get(page).text
    assert "not published yet" in chair.get(page).text

    chair.post(form(first), data={"seen": "1", "advice": "vote", "words": "À vous de voir.", "do": "publish"})
    assert "À vous de voir." in delegate.get(page).text
    assert newest(first).published_at


def test_the_second_of_two_moderators_is_shown_both_texts_and_loses_nothing(sign_in, proposed, form, advise):
    advise(proposed[1], "adopt", words="Le premier avis.")

    refused = sign_in("moderation").post(
        form(proposed[1]), data={"seen": "0", "advice": "reject", "words": "Le second."}
    )

    assert refused.status_code == 409
    assert "Le premier avis." in refused.text
    assert "Le second." in refused.text
    assert 'name="seen" value="1"' in refused.text
    assert newest(proposed[1]).advice == "adopt"


def test_another_wording_is_written_paragraph_by_paragraph_and_names_what_it_replaces(sign_in, proposed, form, clause):
    chair, first = sign_in("moderation"), proposed[1]
    content = first.wording.changes[0].content
    sent = {
        "seen": "0",
        "advice": "adopt_modified",
        "replaces": "3",
        "place": "0",
        "clause-0": str(clause.id),
        "heading-0": clause.heading,
        "text-0": json.dumps(content),
        "paragraph-0-0": "Tout le monde est accueilli.",
    }

    shown = chair.post(form(first), data=sent | {"do": "look"})
    assert shown.status_code == 200
    assert "If it is adopted in this wording" in shown.text
    assert newest(first) is None

    assert chair.post(form(first), data=sent).status_code == 303
    kept = newest(first)
    assert "Tout le monde est accueilli." in str(kept.changes)
    assert kept.replaces == [proposed[3].id]
    assert "Tout le monde est accueilli." in chair.get(form(first)).text


def test_the_form_says_what_follows_if_it_is_adopted(sign_in, proposed, form):
    shown = words(sign_in("moderation").get(form(proposed[1])))

    assert "Fall: no. 3 (Ville de Genève)" in shown.replace("( ", "(")
    assert "Are satisfied: no. 2" in shown


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"advice": "satisfied", "other": "99"}, "There is no such amendment in this round."),
        ({"advice": "satisfied", "other": ""}, "Name the amendment by its number."),
        ({"advice": "adopt_modified", "replaces": "1, 99"}, "There is no other amendment with this number"),
        ({"advice": "adopt", "place": "0", "text-0": "{"}, "This text could not be read."),
        ({"advice": ""}, "Choose an advice."),
    ],
)
def test_what_is_refused_is_shown_again_with_the_reason(sign_in, proposed, form, sent, said):
    refused = sign_in("moderation").post(form(proposed[1]), data={"seen": "0", "words": "Mes mots."} | sent)

    assert refused.status_code == 422
    assert said in refused.text
    assert "Mes mots." in refused.text


@pytest.mark.parametrize("who", ["namur", "secretariat", "mediation"])
def test_nobody_else_advises(sign_in, proposed, form, who):
    browser = sign_in(who)
    assert browser.get(form(proposed[1])).status_code == 403
    assert browser.post(form(proposed[1]), data={"seen": "0", "advice": "adopt"}).status_code == 403
    assert newest(proposed[1]) is None


def test_the_secretary_finds_what_an_author_contests(sign_in, proposed, page, advise, answer):
    secretary = sign_in("secretariat")
    assert "Nobody contests anything." in secretary.get(f"{page}/appeals").text

    advice = advise(proposed[3], deciding.INADMISSIBLE, reason="off_topic", words="Hors sujet.")
    answer(advice, "refuses", "geneve")

    assert "Hors sujet." in secretary.get(f"{page}/appeals").text
    chair = sign_in("moderation")
    assert chair.get(f"{page}/appeals").status_code == 403
    assert "Inadmissible, which its author contests 1" in words(chair.get(page))


def test_my_work_leads_moderators_and_the_secretary_there(sign_in, proposed, page, advise, answer):
    chair, secretary = sign_in("moderation"), sign_in("secretariat")
    assert "4 amendments have no advice yet." in chair.get("/work").text

    advice = advise(proposed[3], deciding.INADMISSIBLE, reason="off_topic", words="Hors sujet.")
    answer(advice, "refuses", "geneve")

    assert "3 amendments have no advice yet." in chair.get("/work").text
    assert "no. 3" in secretary.get("/work").text
