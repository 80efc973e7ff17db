"""The home page for everybody: how far each charter is, who decides, and what was decided lately."""

import re

from lxml import etree
from lxml import html as parser

from charter.accounts import queries as accounts
from charter.charters import actions as charter_actions
from charter.charters import queries as charters
from charter.clauses import actions as clauses
from charter.database import db
from charter.site import actions as site
from charter.votes.lifecycle import closing, preparing
from charter.votes.lifecycle.preparing import Settings, Subject

QUESTION = Subject("question", heading="Le siège", question="À Nantes ?")


def section(page: str, name: str) -> str:
    """The words of a part of the page."""
    [found] = parser.fromstring(page).xpath(f"//section[@aria-labelledby='{name}']")
    return re.sub(r"\s+", " ", found.text_content())


def test_the_public_sees_how_far_a_charter_is_who_decides_and_what_is_open(visitor):
    words = section(visitor.get("/").text, "charters")
    for said in ("1 adopted", "1 in vote", "15 in drafting", "1 vote is open.", "15 associations decide together"):
        assert said in words
    assert "Ville de Namur" in words


def test_associations_stand_in_the_order_of_the_alphabet_with_accents_and_apostrophes(visitor, sign_in):
    accounts.association_named("Ville de Namur").name = "Étangs et marais"
    db.session.commit()
    [listed] = parser.fromstring(visitor.get("/").text).xpath("//details[@class='participants']/p")
    names = listed.text_content().split(" · ")
    assert names.index("Étangs et marais") < names.index("France urbaine")
    assert names.index("Ville d’Agadir") < names.index("Ville de Bruxelles")
    page = sign_in("quebec").get("/associations").text
    assert page.index("Étangs et marais") < page.index("Ville d’Agadir") < page.index("Ville de Bruxelles")


def test_what_was_decided_lately_is_told_in_sentences_with_links(visitor):
    page = visitor.get("/").text
    words = section(page, "recent")
    assert (
        "The vote on “Un service public accessible à toutes et à tous” has ended. Adopted: 11 for, 1 against." in words
    )
    assert "A vote is open: La protection des données personnelles." in words
    assert '<a href="/votes/2" lang="fr" dir="auto">La protection' in page


def test_a_vote_is_no_news_before_it_opens_even_if_it_is_cancelled(visitor, sign_in, someone):
    preparing.prepare(1, QUESTION, Settings(), someone("moderation"))
    cancelled = preparing.prepare(1, QUESTION, Settings(), someone("moderation"))
    closing.cancel(cancelled.id, "Prématuré", someone("moderation"))
    for browser in (visitor, sign_in("moderation")):
        assert "Le siège" not in browser.get("/").text.partition('id="recent"')[2]


def test_a_charter_in_preparation_is_neither_shown_nor_told_of(visitor, sign_in, water, someone):
    """Of the tests of assemblies: a second charter, of Namur and Genève."""
    clauses.move_charter(water.id, "preparing", "À reprendre", someone("secretariat"))
    assert charters.get(water.id).stage == "preparing"
    for browser in (visitor, sign_in("bruxelles")):
        assert "Charte de l’eau" not in browser.get("/").text
    assert "Charte de l’eau" in sign_in("namur").get("/").text
    assert "Charte de l’eau" not in visitor.get("/decisions.atom").text


def test_the_feed_brings_the_same_sentences_without_an_account(visitor):
    answer = visitor.get("/decisions.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = etree.fromstring(answer.data)
    names = {"a": "http://www.w3.org/2005/Atom"}
    [title, *_rest] = feed.xpath("a:entry/a:title/text()", namespaces=names)
    assert title == "A vote is open: La protection des données personnelles."
    assert feed.xpath("a:entry/a:link/@href", namespaces=names)[0].endswith("/votes/2")


def test_no_words_make_the_feed_unreadable(visitor, charter):
    charter.title = "Charte\uffff de l’eau\ufffe & <b>du sel</b>"
    db.session.commit()
    feed = etree.fromstring(visitor.get("/decisions.atom").data)
    assert {each.get("label") for each in feed.iter("{*}category")} == {"Charte de l’eau & <b>du sel</b>"}


def test_the_assembly_presents_itself_by_its_name_and_words_of_welcome(visitor, someone):
    site.describe(
        "Forum des Interconnectés", "Bienvenue à Nantes.\n\nLisez, puis votez <b>bien</b>.", "", someone("secretariat")
    )
    page = visitor.get("/").text
    assert "Forum des Interconnectés</h1>" in page
    assert '<p dir="auto">Bienvenue à Nantes.</p>' in page
    assert "&lt;b&gt;bien&lt;/b&gt;" in page


def test_an_empty_charter_leads_to_its_structure_and_counts_no_vote(sign_in, someone):
    made = charter_actions.create("Charte vide", "", "fr", someone("secretariat"))
    secretary, home = sign_in("secretariat"), f"/charters/{made.slug}"
    secretary.get("/language/fr")
    for page in ("", "/clauses"):
        assert f'pas encore d’article. <a href="{home}/outline">' in secretary.get(home + page).text
    votes = secretary.get(f"{home}/votes").text
    assert "Pas encore de scrutin" in votes
    assert "scrutin en tout" not in votes
