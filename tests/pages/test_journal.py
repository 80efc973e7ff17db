"""The journal as people read it."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine

from charter.accounts import actions as accounts
from charter.charters import actions as charters
from charter.clauses import actions as outline
from charter.database import db, writing
from charter.journal import actions as journal
from charter.journal import checkpoints, merkle, notes
from charter.journal.models import Entry
from charter.votes.casting import blocks
from charter.votes.lifecycle import closing, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.verifier.assembly import held, member


def test_anyone_reads_what_is_about_public_charters(app, visitor, sign_in, someone):
    page = visitor.get("/journal?kind=vote").text
    assert "vote opened" in page
    assert "vote closed" in page
    assert "/votes/1" in page
    assert "clause added" not in page
    accounts.change_role(someone("kindia").id, "observer", someone("secretariat"))
    invited = db.session.query(Entry).filter_by(verb="member.role_changed").first().seq
    assert visitor.get(f"/journal/{invited}").status_code == 404
    assert visitor.get("/journal?kind=member").text.count("role changed") == 0
    assert sign_in("namur").get(f"/journal/{invited}").status_code == 200
    assert "@" not in sign_in("namur").get("/journal?kind=member").text


def test_a_charter_in_preparation_does_not_show_in_the_journal(app, visitor, sign_in, someone):
    charters.create("Secret plan", "", "fr", by=someone("secretariat"))
    assert "Secret plan" not in visitor.get("/journal").text
    assert "Secret plan" in sign_in("namur").get("/journal").text


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("who=modération", "vote opened", "No entry is like that"),
        ("who=secrétariat", "No entry is like that", "vote opened"),
        ("subject=vote:1", "vote closed", "clause added"),
        ("from=2999-01-01", "No entry is like that", "vote opened"),
        ("to=1999-01-01", "No entry is like that", "vote opened"),
        ("charter=1&kind=clause", "clause added", "vote opened"),
        ("charter=999", "No entry is like that", "vote opened"),
    ],
)
def test_it_is_filtered(visitor, query, there, absent):
    page = visitor.get(f"/journal?{query}").text.split("</form>")[-1]
    assert there in page
    assert absent not in page


def test_a_day_begins_where_moments_are_shown(visitor, someone):
    with time_machine.travel(datetime(2031, 7, 14, 22, 30, tzinfo=UTC)):  # half past midnight in Paris
        outline.rename_clause(3, "De nuit", someone("moderation"))
        assert "De nuit" in visitor.get("/journal?from=2031-07-15&to=2031-07-15").text
        assert "De nuit" not in visitor.get("/journal?from=2031-07-14&to=2031-07-14").text


def test_a_date_that_is_none_is_said(visitor):
    answer = visitor.get("/journal?from=yesterday")
    assert answer.status_code == 422
    assert "is not a date" in answer.text


def test_it_is_paged_and_keeps_its_filters(visitor, someone):
    for number in range(30):
        outline.rename_clause(3, f"Titre {number}", someone("moderation"))
    page = visitor.get("/journal?charter=1")
    assert page.text.count('id="entry-') == 50
    assert "charter=1" in page.text.split('rel="next"')[1].split(">")[0]
    assert visitor.get("/journal?page=999").status_code == 200


@pytest.mark.parametrize("of", ["/journal", "/charters/{}/journal", "/charters/{}/history"])
@pytest.mark.parametrize("name", ["slug", "endpoint", "_method", "_scheme", "_external", "_anchor"])
def test_links_keep_filters_alone(visitor, someone, charter, of, name):
    for number in range(30):
        outline.rename_clause(3, f"Titre {number}", someone("moderation"))
    answer = visitor.get(of.format(charter.slug), query_string={name: "other"})
    assert answer.status_code == 200
    assert f"{name}=" not in answer.text


def test_the_table_holds_the_same_entries(visitor):
    rows = list(csv.reader(io.StringIO(visitor.get("/journal.csv?kind=vote").data.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == [
        "vote prepared",
        "vote opened",
        "vote closed",
        "vote prepared",
        "vote opened",
    ]


def test_an_entry_has_its_proof(visitor):
    seq = db.session.query(Entry).filter_by(verb="vote.opened").first().seq
    assert "Signed checkpoint" in visitor.get(f"/journal/{seq}").text
    told = visitor.get(f"/journal/{seq}/proof").json
    path, root = [bytes.fromhex(each) for each in told["proof"]], bytes.fromhex(told["root"])
    leaf = checkpoints.leaf(db.session.get(Entry, seq).digest)
    assert merkle.includes(leaf, told["index"], told["size"], path, root)
    assert visitor.get(f"/journal/{seq}/proof?size=1").status_code == 404
    assert visitor.get("/journal/99999").status_code == 404


def test_checkpoints_are_published_with_their_keys(visitor):
    first, *_, last = checkpoints.all_checkpoints()
    page = visitor.get("/journal/checkpoints").text
    assert checkpoints.keys()[0] in page.replace("&#43;", "+")
    assert visitor.get(f"/journal/checkpoints/{first.size}").text == first.note
    assert notes.read(visitor.get("/journal/checkpoint").text).size == last.size
    told = visitor.get(f"/journal/consistency?from={first.size}&to={last.size}").json
    proof = [bytes.fromhex(each) for each in told["proof"]]
    assert merkle.continues(first.size, last.size, proof, *(bytes.fromhex(each) for each in told["roots"]))
    assert visitor.get("/journal/consistency?from=1&to=2").status_code == 404


@pytest.mark.empty
def test_an_empty_journal_is_a_page_too(visitor):
    assert visitor.get("/journal").status_code == 200
    assert visitor.get("/journal/checkpoints").status_code == 200
    assert visitor.get("/journal/checkpoint").status_code == 404


def test_a_vote_that_is_only_prepared_is_for_members(app, visitor, sign_in):
    vote = preparing.prepare(
        1, Subject("question", heading="Un projet", question="Oui ?"), Settings(), member("moderation")
    )
    prepared = db.session.query(Entry).filter_by(subject=f"vote:{vote.id}").one().seq
    for page in ("/journal", "/journal.csv", f"/journal/{prepared}"):
        assert f"Vote\N{NO-BREAK SPACE}{vote.id}" not in visitor.get(page).text
        assert f"vote:{vote.id}" not in visitor.get(page).text
    assert "Un projet</a>" in sign_in("namur").get("/journal").text
    closing.cancel(vote.id, "Plus tard", member("moderation"))
    assert visitor.get("/journal").text.count("Un projet</a>") == 2


def test_every_entry_of_a_vote_says_which_vote(visitor):
    page = visitor.get("/journal?subject=vote:1").text
    assert page.count("<strong>vote closed</strong>") == 1
    assert page.count("Vote\N{NO-BREAK SPACE}1 · Un service public accessible à toutes et à tous</a>") == 3


def test_a_whole_entry_shows_its_letters_and_what_hides_among_them(visitor, someone):
    with writing():
        journal.record("clause.renamed", "clause:3", by=someone("moderation"), charter_id=1, heading="Été \u202e & <b>")
    seq = db.session.query(Entry).filter_by(verb="clause.renamed").one().seq
    assert "&#34;heading&#34;: &#34;Été \\u202e &amp; &lt;b&gt;&#34;" in visitor.get(f"/journal/{seq}").text


def test_a_thread_is_found_by_its_clause(visitor, sign_in, clause_page):
    sign_in("namur").post(f"{clause_page}/threads/1/resolution")
    page = visitor.get("/journal?kind=thread").text
    assert f'<a href="{clause_page}">Le droit à un accueil humain</a>' in page


def test_an_entry_names_what_it_is_about_and_an_objection_is_called_one(app, sign_in):
    visitor = sign_in("namur")
    block = held(Settings(), subject=Subject("block", [5, 6], heading="Deux articles"), ends=None)
    blocks.take_out(block, 6, "À discuter", member("geneve"))
    page = visitor.get("/journal?kind=vote").text
    assert "<strong>objection: clause taken out of a block</strong> · " in page
    assert "<strong>vote prepared for a clause taken out of a block</strong> · " in page
    assert "What it is about" not in page
    assert f"Vote\N{NO-BREAK SPACE}{block} · Deux articles</a>" in page
    visitor.set_cookie("language", "fr")
    assert ">les scrutins</option>" in visitor.get("/journal").text


def test_a_charter_has_its_own_journal_day_by_day(visitor, sign_in, charter, clause):
    sign_in("moderation").post(f"/charters/{charter.slug}/clauses/{clause.id}/threads", data={"body": "Oui"})
    page = visitor.get(f"/charters/{charter.slug}/journal").text
    assert "vote closed" in page
    assert "association saved" not in page
    assert '<h2 id="day-1">' in page
    found = visitor.get(f"/charters/{charter.slug}/journal?kind=vote&charter=999").text
    assert "vote closed" in found
    assert "clause added" not in found.split("</form>")[-1]
    assert visitor.get(f"/charters/{charter.slug}/journal?from=yesterday").status_code == 422


def test_the_journal_of_one_charter_holds_nothing_of_another(visitor, charter, water):
    page = visitor.get(f"/charters/{water.slug}/journal").text
    assert "L’eau est à tous" in page
    assert "/votes/1" not in page
