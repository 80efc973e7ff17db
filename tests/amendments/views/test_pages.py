"""An amendment from the form to its page, as a person without JavaScript does it."""

import json
import re
from datetime import timedelta

import pytest
import time_machine

from charter.amendments import actions, queries, support
from charter.amendments.models import Amendment, Draft
from charter.core import clock
from charter.database import db
from tests.amendments.views.forms import filled_in, words

ELSE = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Autre chose."}]}]}


@pytest.fixture
def home(amending) -> str:
    return f"/charters/{amending.slug}/amendments"


def text(page):
    return page.get_data(as_text=True)


def begun(browser, home, clause):
    """A form filled in so that one word of the first paragraph changes."""
    sent = filled_in(text(browser.get(f"{home}/new?clause={clause.id}")))
    return sent | {"paragraph-0-0": sent["paragraph-0-0"].replace("un écran", "une machine"), "reason": "Le mot juste."}


def test_a_delegate_proposes_another_wording_and_the_paragraphs_left_alone_keep_their_form(
    round_, sign_in, home, clause
):
    namur = sign_in("namur")
    sent = begun(namur, home, clause)
    checked = namur.post(f"{home}/new?clause={clause.id}", data=sent | {"do": "check"})
    assert "une machine" in text(namur.get(checked.location))

    done = namur.post(checked.location, data={"revision": "1"})
    proposed = db.session.query(Amendment).one().wording.changes[0].content
    base = queries.bases(round_.id)[clause.id].version.content
    assert proposed["content"][1:] == base["content"][1:]
    assert proposed["content"][0]["content"][0]["text"].startswith("Nul n’est tenu de passer par une machine")
    assert "Amendment no. 1" in words(text(namur.get(done.location)))


def test_a_line_under_the_text_says_how_much_changes_and_leads_to_it(round_, sign_in, home, clause, propose):
    namur = sign_in("namur")
    form = f"{home}/new?clause={clause.id}"
    assert '<a href="#what-changes">Nothing changes yet</a>' in text(namur.get(form))
    sent = begun(namur, home, clause)
    propose(round_, "quebec", content=ELSE)
    saved = namur.post(form, data=sent | {"do": "save"}, follow_redirects=True)
    assert '<a href="#what-changes">1 change so far · 1 warning</a>' in text(saved)
    part = namur.post(saved.request.path, data=sent | {"revision": "1"}, headers={"X-Part": "1"})
    assert 'data-changes="1 change so far · 1 warning"' in text(part)


def test_what_an_editor_sends_whole_is_taken_as_it_is_and_what_is_no_text_is_refused_at_its_field(
    round_, sign_in, home, clause
):
    namur = sign_in("namur")
    sent = {name: value for name, value in begun(namur, home, clause).items() if not name.startswith("paragraph-")}
    written = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Court."}]}]}
    part = namur.post(
        f"{home}/new?clause={clause.id}", data=sent | {"text-0": json.dumps(written)}, headers={"X-Part": "1"}
    )
    assert 'data-revision="1"' in text(part)
    assert db.session.query(Draft).one().changes[0]["content"] == written

    broken = namur.post(f"{home}/new?clause={clause.id}", data=sent | {"text-0": "{"})
    assert broken.status_code == 422
    assert "Le mot juste." in text(broken)


def test_who_saves_an_older_draft_is_shown_both_and_replaces_the_other_knowingly(round_, sign_in, home, clause):
    one, other = sign_in("namur"), sign_in("namur")
    first = one.post(f"{home}/new?clause={clause.id}", data=begun(one, home, clause) | {"do": "save"})
    theirs = filled_in(text(other.get(first.location)))
    one.post(first.location, data=theirs | {"reason": "Une autre raison.", "do": "save"})

    refused = other.post(first.location, data=theirs | {"reason": "La mienne.", "do": "save"})
    assert refused.status_code == 409
    assert "Une autre raison." in text(refused)
    assert "La mienne." in text(refused)
    again = filled_in(text(refused))
    other.post(first.location, data=again | {"do": re.search(r'value="(replace-\d+)"', text(refused))[1]})
    assert db.session.query(Draft).one().reason == "La mienne."


def test_one_amendment_changes_several_clauses_a_heading_and_adds_one_at_a_place(round_, sign_in, home, clause):
    namur = sign_in("namur")
    form = text(namur.get(f"{home}/new?clause={clause.id}"))
    other_id = re.search(r'name="add"><option value=""></option><option value="(\d+)"', form)[1]
    sent = begun(namur, home, clause) | {"heading-0": "Un autre intitulé", "do": "add", "add": other_id}
    more = namur.post(f"{home}/new?clause={clause.id}", data=sent)
    sent = filled_in(text(namur.get(more.location))) | {"drops-1": "1", "do": "new"}
    draft = namur.post(more.location, data=sent).location
    sent = filled_in(text(namur.get(draft)))
    sent |= {"heading-2": "Un bilan", "first-2": "Chaque année.\nAvec toutes et tous.", "spot-2": f"clause-{clause.id}"}
    checked = namur.post(draft, data=sent | {"do": "check"}).location
    done = namur.post(checked, data={"revision": "3"})

    said = words(text(namur.get(done.location)))
    changes = db.session.query(Amendment).one().wording.changes
    assert {each.drops for each in changes} == {True, False}
    assert [each.heading for each in changes if each.clause_id is None] == ["Un bilan"]
    assert "Un autre intitulé" in said
    assert "The whole clause is removed." in said
    assert "Chaque année." in said


def test_another_association_co_signs_what_it_was_shown_and_its_own_cannot(round_, sign_in, home, propose):
    amendment = propose(round_, "namur")
    address = f"{home}/{amendment.id}"
    montreal, namur = sign_in("montreal"), sign_in("namur")
    digest = re.search(r'name="digest" value="(\w+)"', text(montreal.get(address)))[1]
    assert "still to co-sign" in words(text(namur.get(address)))

    assert montreal.post(f"{address}/cosignature", data={"digest": digest}).status_code == 303
    assert "with Ville de Montréal" in words(text(namur.get(address)))
    assert namur.post(f"{address}/cosignature", data={"digest": digest}).status_code == 409
    assert montreal.post(f"{address}/cosignature/removal").status_code == 303


def test_who_co_signed_a_former_wording_may_co_sign_the_newest_one(open_round, sign_in, home, propose, write, someone):
    round_ = open_round(keeps_cosignatures=False)
    amendment = propose(round_, "namur")
    montreal, address = sign_in("montreal"), f"{home}/{amendment.id}"
    support.cosign(round_.charter_id, amendment.id, amendment.wording.digest, someone("montreal"))
    assert "Co-sign for" not in words(text(montreal.get(address)))

    draft = write(round_, "namur", reason="Mieux dit.", amendment_id=amendment.id)
    actions.rectify(draft.id, draft.revision, someone("namur"))
    digest = re.search(r'name="digest" value="(\w+)"', text(montreal.get(address)))[1]
    assert montreal.post(f"{address}/cosignature", data={"digest": digest}).status_code == 303
    assert "with Ville de Montréal" in words(text(montreal.get(address)))


def test_after_the_time_to_submit_supporters_and_sub_amendments_are_still_offered(open_round, sign_in, home, propose):
    now = clock.now()
    round_ = open_round(closes_at=now + timedelta(hours=1), cosign_until=now + timedelta(hours=3))
    amendment, other = propose(round_, "namur"), propose(round_, "quebec")
    montreal = sign_in("montreal")
    sign_in("quebec").post(f"{home}/{other.id}/withdrawal")

    with time_machine.travel(now + timedelta(hours=2)):
        said = words(text(montreal.get(f"{home}/{amendment.id}")))
        assert "Co-sign for" in said
        assert "Propose a sub-amendment" in said
        assert "Take it over" in words(text(montreal.get(f"{home}/{other.id}")))


def test_a_delegate_asks_other_associations_by_mail_to_co_sign(round_, sign_in, home, propose):
    amendment = propose(round_, "namur")
    address, namur = f"{home}/{amendment.id}", sign_in("namur")
    page = text(namur.get(address))
    assert "Ask others to co-sign it" in page
    assert "Ask others" not in text(sign_in("montreal").get(address))

    asked = re.search(r'value="(\d+)"> Ville de Montréal', page)[1]
    assert "They are asked by mail." in text(
        namur.post(f"{address}/support-request", data={"association": asked}, follow_redirects=True)
    )
    nobody = namur.post(f"{address}/support-request")
    assert nobody.status_code == 409
    assert "Choose associations" in text(nobody)


def test_withdrawn_taken_over_rectified_and_sub_amended_it_keeps_its_number(round_, sign_in, home, propose, clause):
    amendment = propose(round_, "namur")
    address, number = f"{home}/{amendment.id}", amendment.number
    namur, montreal = sign_in("namur"), sign_in("montreal")
    sub = filled_in(text(montreal.get(f"{home}/new?parent={amendment.id}")))
    assert sub["paragraph-0-0"] == "Un tout autre texte."
    sub |= {"paragraph-0-0": "Un tout autre texte, plus long.", "reason": "Oui.", "do": "check"}
    checked = montreal.post(f"{home}/new?parent={amendment.id}", data=sub).location
    under = montreal.post(checked, data={"revision": "1"}).location
    assert f"Amendment no. 2 (to no. {number})" in words(text(montreal.get(under)))

    namur.post(f"{address}/withdrawal")
    assert "Take it over" in words(text(montreal.get(address)))
    montreal.post(f"{address}/takeover")
    again = filled_in(text(montreal.get(f"{address}/rectification"))) | {"paragraph-0-0": "Mieux.", "do": "check"}
    checked = montreal.post(f"{address}/rectification", data=again).location
    done = montreal.post(checked, data={"revision": "1"})
    said = words(text(montreal.get(done.location)))
    assert f"Amendment no. {number} rect." in said
    assert "taken over from Ville de Namur" in said


def test_the_reading_one_chose_is_kept_for_the_next_amendment(round_, sign_in, visitor, home, propose):
    first = propose(round_, "namur")
    second = propose(round_, "montreal", heading="Un autre titre")
    namur = sign_in("namur")
    assert 'class="sides"' in text(namur.get(f"{home}/{first.id}?reading=sides"))
    assert 'class="sides"' in text(namur.get(f"{home}/{second.id}"))
    assert 'class="sides"' in text(sign_in("namur").get(f"{home}/{second.id}"))  # on another device
    assert 'class="sides"' not in text(sign_in("montreal").get(f"{home}/{second.id}"))
    assert 'class="sides"' in text(visitor.get(f"{home}/{first.id}?reading=sides"))
    assert 'class="sides"' in text(visitor.get(f"{home}/{second.id}"))


def test_the_list_goes_by_place_and_is_narrowed_by_association_state_words_and_what_is_missing(
    round_, sign_in, visitor, home, propose, someone, amending
):
    from charter.amendments import actions

    propose(round_, "namur")
    second = propose(round_, "montreal", reason="Une raison singulière.")
    actions.withdraw(amending.id, second.id, someone("montreal"))
    browser = sign_in("lausanne")
    every = words(text(browser.get(home)))
    assert "2 amendments · 1 of them settled" in every
    assert "1 of 2" in words(text(browser.get(f"{home}?state=withdrawn")))
    assert "1 of 2" in words(text(browser.get(f"{home}?find=singuliere")))
    assert "1 of 2" in words(text(browser.get(f"{home}?missing=support")))
    assert "1 of 2" in words(text(browser.get(f"{home}?association={second.association_id}")))
    assert "No amendment is as you ask" in words(text(browser.get(f"{home}?find=rien")))
    assert visitor.get(home).status_code == 200


def test_a_moderator_comes_from_the_tab_to_the_page_that_opens_a_round(amending, sign_in, visitor, home):
    moderator = sign_in("moderation")
    assert f'href="{home}"' in text(moderator.get(f"/charters/{amending.slug}"))
    assert f'href="/charters/{amending.slug}/rounds">Open a round of amendments' in text(moderator.get(home))
    assert "Open a round" not in text(visitor.get(home))


def test_the_public_finds_nothing_of_a_round_for_members(open_round, visitor, home, propose, clause_page, sign_in):
    amendment = propose(open_round(is_public=False), "namur")
    page = text(visitor.get(home))
    assert "No round of amendments" in words(page)
    assert visitor.get(f"{home}/{amendment.id}").status_code == 404
    assert visitor.get(f"{home}/bundle").status_code == 404
    assert "amendment" not in text(visitor.get(clause_page)).partition("<main")[2].lower()
    assert "Members alone read them." in words(text(sign_in("lausanne").get(home)))


def test_a_clause_shows_under_each_paragraph_who_would_change_it_and_who_asks_the_very_same(
    round_, sign_in, home, propose, clause_page
):
    for who in ("namur", "montreal"):
        propose(round_, who)
    said = words(text(sign_in("lausanne").get(clause_page)))
    assert "They ask the very same." in said
    assert "Paragraph 1 2 amendments" in said
    assert "Propose another wording" in said


def test_after_the_deadline_nothing_typed_is_lost_and_the_page_says_so(open_round, sign_in, home, clause, someone):
    from charter.amendments.rounds import actions as rounds

    round_ = open_round()
    namur = sign_in("namur")
    sent = begun(namur, home, clause)
    draft = namur.post(f"{home}/new?clause={clause.id}", data=sent | {"do": "save"}).location
    rounds.close(round_.id, someone("moderation"))

    late = filled_in(text(namur.get(draft))) | {"reason": "Écrit trop tard.", "do": "check"}
    checked = namur.post(draft, data=late)
    said = text(namur.get(checked.location))
    assert "The time for amendments is over" in words(said)
    refused = namur.post(checked.location, data={"revision": "2"})
    assert refused.status_code == 409
    assert db.session.query(Draft).one().reason == "Écrit trop tard."


def test_the_page_of_an_amendment_names_those_beside_which_it_cannot_be_adopted(round_, sign_in, home, propose):
    first, second = propose(round_, "namur"), propose(round_, "montreal", content=ELSE)
    said = words(text(sign_in("lausanne").get(f"{home}/{first.id}")))
    assert "No. 2, Ville de Montréal" in said
    assert "only one of both can be adopted" in said
    assert second.number == 2


def test_the_bundle_holds_every_amendment_that_goes_on_as_a_page_and_as_a_pdf_of_equal_bytes(
    round_, sign_in, visitor, home, propose, someone, amending
):
    from charter.amendments import actions

    propose(round_, "namur", reason="Une première raison.")
    second = propose(round_, "montreal", reason="Retiré depuis.")
    actions.withdraw(amending.id, second.id, someone("montreal"))
    said = words(text(visitor.get(f"{home}/bundle")))
    assert "Une première raison." in said
    assert "Retiré depuis." not in said
    first, again = visitor.get(f"{home}/bundle.pdf").data, sign_in("namur").get(f"{home}/bundle.pdf").data
    assert first.startswith(b"%PDF")
    assert first == again
