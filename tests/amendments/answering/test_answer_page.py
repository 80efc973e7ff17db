"""The author reads the advice on an amendment, and answers it on its page; without JavaScript."""

import re

import pytest

from charter.amendments import rules
from charter.amendments.deciding import outcomes
from charter.amendments.deciding import rules as deciding
from charter.amendments.views import amendment_context
from charter.database import db, writing
from tests.amendments.views.forms import words


def form(page: str) -> dict[str, str]:
    """The hidden fields of the form to answer."""
    return dict(re.findall(r'name="(advice|digest)" value="(\w+)"', page))


def test_every_stage_has_a_name():
    assert set(amendment_context.STAGE_NAMES) == set(rules.STAGES)


def test_the_author_agrees_to_the_wording_that_is_shown(amendment, page, modify, sign_in):
    advice = modify(words="Un seul mot.")
    namur = sign_in("namur")
    shown = namur.get(page).text
    assert "adopt it with another wording" in words(shown)
    assert "Un seul mot." in shown
    beside = words(namur.get(f"{page}?advice_against=author&reading=sides").text)
    assert "Un tout autre texte." in beside[beside.index("Wording of the author") :]
    assert "véritable" in words(namur.get(f"{page}?advice_against=text&reading=words").text)
    assert 'name="answer"' not in sign_in("quebec").get(page).text

    sent = form(shown) | {"answer": "agrees", "words": "Volontiers."}
    done = namur.post(f"{page}/answer", data=sent)
    assert done.status_code == 303
    assert amendment.wording.digest == advice.proposed_digest
    said = words(sign_in("quebec").get(page).text)
    assert "Ville de Namur agrees." in said
    assert "Volontiers." in said


def test_an_answer_to_another_text_is_refused_and_keeps_what_was_typed(page, modify, sign_in):
    modify()
    namur = sign_in("namur")
    sent = form(namur.get(page).text) | {"answer": "agrees", "words": "D’accord."}
    modify("accueil", "bon accueil")

    refused = namur.post(f"{page}/answer", data=sent)
    assert refused.status_code == 409
    assert "There is a newer advice" in refused.text
    assert re.search(r'value="agrees"[^>]*checked', refused.text)
    assert "D’accord.</textarea>" in refused.text

    unchosen = namur.post(f"{page}/answer", data=form(namur.get(page).text) | {"words": "Hm."})
    assert unchosen.status_code == 422
    assert "Hm.</textarea>" in unchosen.text


def test_who_is_told_that_it_is_inadmissible_asks_the_secretary_once(amendment, page, advise, sign_in):
    advise(amendment, "inadmissible", reason="off_topic", words="Hors sujet.")
    namur, secretary = sign_in("namur"), sign_in("secretariat")
    shown = namur.get(page).text
    assert "It is not about this charter." in shown
    assert "/review" not in secretary.get(page).text
    namur.post(f"{page}/answer", data=form(shown) | {"answer": "refuses", "words": "Si."})
    assert 'name="answer"' not in namur.get(page).text

    asked = secretary.get(page).text
    assert "asks the secretary" in asked
    assert sign_in("quebec").post(f"{page}/review", data=form(asked) | {"review": "admitted"}).status_code == 403
    without = secretary.post(f"{page}/review", data=form(asked) | {"review": "inadmissible", "words": ""})
    assert without.status_code == 422
    secretary.post(f"{page}/review", data=form(asked) | {"review": "inadmissible", "words": "Hors sujet, vraiment."})
    said = words(namur.get(page).text)
    assert "The secretary says: Hors sujet, vraiment." in said
    assert amendment.stage == rules.INADMISSIBLE


def test_a_compromise_names_what_it_replaces_and_who_agreed(amendment, page, modify, propose, advise, answer, sign_in):
    other = propose(amendment.round, "quebec", heading="Un autre titre")
    modify(replaces=[other.id])
    assert "No. 2, Ville de Québec No answer yet." in words(sign_in("namur").get(page).text)

    advice = advise(other, "withdraw", other_id=amendment.id)
    assert "in favour of no. 1" in words(sign_in("quebec").get(f"{page[: page.rindex('/')]}/{other.id}").text)
    answer(advice, "agrees", "quebec")
    assert "Ville de Québec agrees." in words(sign_in("namur").get(page).text)


def test_earlier_advice_stays_to_be_read_and_that_on_a_former_wording_says_so(
    amendment, page, advise, sign_in, write, someone
):
    from charter.amendments import actions

    advise(amendment, "adopt", words="Oui.")
    advise(amendment, "reject", words="Non.")
    draft = write(amendment.round, "namur", heading="Encore un titre", amendment_id=amendment.id)
    actions.rectify(draft.id, draft.revision, someone("namur"))

    shown = sign_in("namur").get(page).text
    assert "about a former wording" in shown
    assert 'name="answer"' not in shown
    assert shown.index("Non.") < shown.index("Earlier advice") < shown.index("Oui.")


@pytest.mark.parametrize(
    ("kind", "said"),
    [(deciding.FALLEN, "Fallen: no. 2 is adopted"), (deciding.SATISFIED, "Satisfied: no. 2 is adopted")],
)
def test_the_page_and_lists_say_how_it_ended_and_because_of_which(
    amendment, page, propose, someone, sign_in, kind, said, clause_page
):
    other = propose(amendment.round, "quebec")
    with writing():
        outcomes.end(other, deciding.ADOPTED, someone("moderation"))
        outcomes.apply(other, {amendment.id: "falls" if kind == deciding.FALLEN else kind}, None, someone("moderation"))
    db.session.expire_all()
    quebec = sign_in("quebec")
    ended = words(quebec.get(page).text)
    assert said in ended
    assert "· submitted today" in ended  # the date before is when it ended
    listed = words(quebec.get(f"{page[: page.rindex('/')]}?state={kind}").text)
    assert "1 of 2 amendments" in listed
    of_clause = quebec.get(clause_page).text
    assert 'class="mark mark-adopted"' in of_clause
    assert f'class="mark mark-{kind}"' in of_clause[of_clause.index('class="settled"') :]
