"""The pages of a result: the same numbers everywhere, a page at a time, and nothing of a sealed vote by name."""

import csv
import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import text

from charter.database import db
from charter.votes import queries
from charter.votes.lifecycle import closing, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Vote
from charter.votes.reporting import results
from charter.votes.roll import proxies
from charter.votes.rules import named_rules
from tests.verifier.assembly import cast, give_seats, held, member


@pytest.fixture
def closed(app):
    return db.session.query(Vote).filter_by(stage="closed").one()


def test_the_page_says_and_draws_what_was_counted(closed, visitor):
    page = visitor.get(f"/votes/{closed.id}").text
    [verdict] = re.findall(r'<p class="verdict adopted">.*</svg>\s*(\w+)</p>', page, re.DOTALL)
    assert verdict == "Adopted"
    assert re.search(r'class="met">.*Condition met: </span>11 &gt; 1</li>', page, re.DOTALL)
    assert "<li>2 abstentions do not count</li>" in page
    assert "For: 11, Against: 1, Abstain: 2" in page
    assert "The electors in a half-circle" in page
    assert "From a distance <strong>14</strong>" in page
    assert f'href="http://127.0.0.1:8000/votes/{closed.id}" rel="bookmark"' in page
    assert "elsewhere" not in visitor.get(f"/votes/{closed.id}", headers={"Host": "elsewhere.example"}).text
    assert "— localhost/journal" in page


def test_associations_and_colleges_add_up_to_the_result(closed):
    groups = results.groups(closed)
    total = results.get(closed).votes
    for those in ([each for each in groups if each.association], [each for each in groups if not each.association]):
        assert sum(group.cast["for"] for group in those) == total.votes_for
        assert sum(group.cast["against"] for group in those) == total.votes_against
        assert sum(group.not_cast for group in those) == total.entitled - total.voting


def test_split_ballots_add_up(app):
    for mailbox in ("namur", "quebec"):
        give_seats(mailbox, member("moderation"))
    split = {"for": 1, "against": 1}
    vote_id = held(Settings(holders="seats", most_votes=2), split, split, "for")
    groups = [each for each in results.groups(queries.get(vote_id)) if each.association]
    total = results.get(queries.get(vote_id)).votes
    assert total.votes_against == 2
    assert sum(group.cast["for"] for group in groups) == total.votes_for
    assert sum(group.cast["against"] for group in groups) == total.votes_against


def test_associations_are_shown_a_page_at_a_time(closed, visitor, monkeypatch):
    monkeypatch.setattr(results, "VOTERS_PER_PAGE", 4)
    page = visitor.get(f"/votes/{closed.id}?by=association&page=2").text
    assert "Votes by college and association" in page
    assert re.search(r'rel="next" href="[^"]*by=association', page)
    assert visitor.get(f"/votes/{closed.id}?by=association&page=99").status_code == 200


def test_the_list_is_narrowed_and_paged(closed, visitor, monkeypatch):
    monkeypatch.setattr(results, "VOTERS_PER_PAGE", 4)
    page = visitor.get(f"/votes/{closed.id}?page=2").text
    assert "2 / 4" in page
    assert "All on one page, to print" in page
    whole = visitor.get(f"/votes/{closed.id}?whole=1").text
    assert all(voter.elector.name in whole for voter in results.voters(closed))
    assert "/ 4" not in whole
    assert 'rel="prev"' in page
    assert visitor.get(f"/votes/{closed.id}?page=99").status_code == 200
    printed = page.partition('class="printed-whole"')[2].partition("</div>")[0]
    assert all(voter.elector.name in printed for voter in results.voters(closed))
    found = visitor.get(f"/votes/{closed.id}?find=quebec").text
    assert [name in found for name in ("Délégation de Québec", "Délégation de Namur")] == [True, False]
    one = visitor.get(f"/votes/{closed.id}?association=Ville de Namur")
    assert one.status_code == 200
    assert "Show everyone" in one.text
    college = results.voters(closed)[0].elector.college
    narrowed = visitor.get(f"/votes/{closed.id}", query_string={"college": college, "page": 1}).text
    assert re.search(r'rel="next" href="[^"]*college=', narrowed) or 'rel="next" href="/votes' not in narrowed


def test_the_table_holds_every_elector_and_no_formula(closed, visitor, someone):
    db.session.execute(text("DROP TRIGGER guard_elector_update"))
    elector = closed.electors[0]
    elector.name = "=2+3"
    db.session.commit()
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"/votes/{closed.id}/ballots.csv").data.decode("utf-8-sig"))))
    assert len(rows) == 15
    assert sum(row["Choice"] == "For" for row in rows) == 11
    assert "'=2+3" in {row["Delegate"] for row in rows}
    assert {row["How"] for row in rows} == {"From a distance", ""}


def test_there_is_no_table_before_the_end(app, visitor, sign_in):
    open_vote = db.session.query(Vote).filter_by(stage="open").one()
    for browser in (visitor, sign_in("moderation"), sign_in("secretariat")):
        assert browser.get(f"/votes/{open_vote.id}/ballots.csv").status_code == 409


def test_a_sealed_result_names_nobody(app, visitor):
    vote_id = held(Settings(ballots="sealed"), "for", "for", "against")
    page = visitor.get(f"/votes/{vote_id}").text
    assert "2 for, 1 against" in page
    assert "Délégation" not in page.split("Result")[1]
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"/votes/{vote_id}/ballots.csv").data.decode("utf-8-sig"))))
    assert {row["Choice"] for row in rows} == {"Voted", "Did not vote"}
    assert {row["Receipt"] for row in rows} == {""}


def test_the_roll_is_public_once_frozen(closed, visitor):
    page = visitor.get(f"/votes/{closed.id}/roll").text
    assert "15 electors, 15 votes" in page


def test_before_the_opening_the_roll_is_for_moderators(app, charter, visitor, sign_in):
    subject = Subject("question", heading="Une question", question="Faut-il ?")
    vote = preparing.prepare(charter.id, subject, Settings(holders="association"), member("moderation"))
    assert visitor.get(f"/votes/{vote.id}/roll").status_code == 404
    assert sign_in("namur").get(f"/votes/{vote.id}/roll").status_code == 403
    assert "As it would be" in sign_in("moderation").get(f"/votes/{vote.id}/roll").text


def test_my_votes_are_what_waits_and_what_i_voted(app, closed, sign_in):
    page = sign_in("namur").get("/my-votes").text
    assert "Still to vote" in page
    assert "Your own ballot: For" in page
    assert "11 for, 1 against" in page
    open_vote = db.session.query(Vote).filter_by(stage="open").one()
    assert f"/votes/{open_vote.id}" in page.split('id="voted"')[0]
    cast(open_vote.id, "namur", "for")
    waiting, still_open = sign_in("namur").get("/my-votes").text.split('id="voted"')[0].split("Voted, still open")
    assert f"/votes/{open_vote.id}" not in waiting
    assert f"/votes/{open_vote.id}" in still_open
    assert "the ballot may be changed until" in still_open
    assert "Change my ballot" in sign_in("namur").get("/").text
    observer = sign_in("mediation").get("/my-votes").text
    assert "You were on the roll of no vote that has ended." in observer
    assert "Nothing waits" in sign_in("moderation").get("/my-votes").text


def test_my_votes_name_those_for_whom_i_vote(app, sign_in):
    proxies.give(1, member("namur").id, member("bruxelles"))
    settings = Settings(rule=named_rules.SIMPLE_MAJORITY)
    for ballots in ("named", "sealed"):
        vote_id = held(replace(settings, ballots=ballots), ends=None)
        waiting = sign_in("namur").get("/my-votes").text.split('id="voted"')[0]
        assert f"/votes/{vote_id}" in waiting
        assert "By proxy for Délégation de Bruxelles (Ville de Bruxelles)" in waiting
        cast(vote_id, "namur", "against")
        cast(vote_id, "namur", "for", elector="bruxelles")
        waiting, still_open = sign_in("namur").get("/my-votes").text.split('id="voted"')[0].split("Voted, still open")
        assert f"/votes/{vote_id}" not in waiting
        assert "By proxy for Délégation de Bruxelles" in still_open
        assert ("In the box." if ballots == "sealed" else "Voted; the ballot may be changed") in still_open
        closing.close(vote_id, member("moderation"))
    mine = sign_in("namur").get("/my-votes").text.split('id="voted"')[1]
    assert "By proxy for Délégation de Bruxelles (Ville de Bruxelles): For" in mine
    assert "By proxy for Délégation de Bruxelles (Ville de Bruxelles): in the box" in mine
    assert "Your own ballot: Against" in mine
    theirs = sign_in("bruxelles").get("/my-votes").text.split('id="voted"')[1]
    assert "Your own ballot: For" in theirs
    assert "Against" not in theirs


def test_an_objection_is_a_condition_that_is_missed(app, visitor):
    vote_id = held(Settings(rule=named_rules.CONSENT), "for", ends=None)
    cast(vote_id, "kindia", "against", objection="Le coût n’est pas chiffré")
    closing.close(vote_id, member("moderation"))
    page = visitor.get(f"/votes/{vote_id}").text
    assert re.search(r'<li class="missed">.*1 for, 1 objection</li>', page, re.DOTALL)
    assert ">I object</td>" in page
    assert ">I consent</td>" in page


def test_the_rule_is_told_in_good_french(closed, visitor):
    visitor.set_cookie("language", "fr")
    assert "Adopté s’il y a plus de voix pour que contre." in visitor.get(f"/votes/{closed.id}").text
