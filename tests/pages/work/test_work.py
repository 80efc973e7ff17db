"""What waits for a member stands in My work, at the top of the home page, and as a number in the header."""

import re
from datetime import timedelta

import time_machine
from lxml import html as parser
from sqlalchemy import delete, select, update

from charter.accounts.models import Invitation, Member
from charter.clauses.models import AutomaticVersion, Clause
from charter.clauses.versions import published as versions
from charter.collab.publishing import actions as publishing
from charter.comments import actions as comments
from charter.comments.models import Thread
from charter.core import clock
from charter.database import db
from charter.demo import added_words
from charter.outbox.models import FAILED, INVITATION, OutboxMail
from charter.pages.work.models import Visit
from charter.votes.lifecycle import actions, opening, preparing
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Presence, Vote
from charter.votes.roll import proxies


def lines(browser, name: str, page: str = "/work") -> list[str]:
    """The lines of a list, as text."""
    found = parser.fromstring(browser.get(page).text).xpath(f"//section[@aria-labelledby='{name}']//li")
    return [re.sub(r"\s+", " ", each.text_content()).strip() for each in found]


def number(browser) -> int:
    """The number beside My work in the header."""
    [link] = parser.fromstring(browser.get("/help").text).xpath("//header//a[@href='/work']")
    return int((re.findall(r"\d+", link.text_content()) or [0])[0])


def test_a_vote_leads_from_home_straight_to_its_ballot_and_stays_in_sight_once_voted(sign_in):
    delegate = sign_in("namur")
    [line] = lines(delegate, "to-cast", "/")
    assert "La protection des données personnelles" in line
    assert "Your own ballot" in line
    assert 'href="/votes/2#ballot"' in delegate.get("/").text
    before = number(delegate)
    [vote] = db.session.scalars(select(Vote).where(Vote.id == 2))
    delegate.post("/votes/2/ballot", data={"digest": vote.digest, "choice": "for"})
    assert lines(delegate, "to-cast", "/") == []
    [line] = lines(delegate, "cast", "/")
    assert "Change my ballot" in line
    assert number(delegate) == before - 1
    assert delegate.get("/work-number", headers={"X-Part": "1"}).text == str(before - 1)


def opened(someone, heading: str, **how) -> None:
    subject = Subject("question", heading=heading, question="À Nantes ?")
    vote = preparing.prepare(1, subject, Settings(**how), someone("moderation"))
    assert opening.open_vote(vote.id, someone("moderation")) is StepResult.DONE


def test_a_ballot_by_proxy_waits_for_its_holder_by_name(sign_in, someone):
    proxies.give(1, someone("quebec").id, someone("namur"))
    opened(someone, "Le siège")
    [line] = [each for each in lines(sign_in("quebec"), "to-cast") if "Le siège" in each]
    assert "Your own ballot, By proxy for Délégation de Namur (Ville de Namur)" in line


def test_a_vote_that_asks_for_presence_waits_for_nobody_who_was_absent(sign_in, someone):
    db.session.add(Presence(charter_id=1, member_id=someone("namur").id, said_by=""))
    db.session.commit()
    opened(someone, "Le siège", needs_presence=True)
    waits = [any("Le siège" in line for line in lines(sign_in(each), "to-cast")) for each in ("namur", "quebec")]
    assert waits == [True, False]


def test_a_vote_under_another_mandate_is_reached_in_one_press(sign_in, someone):
    namur, other = someone("namur"), someone("quebec")
    other_id, other.account_id = other.id, namur.account_id
    db.session.commit()
    delegate = sign_in("namur")
    assert any("As Délégation de Québec" in line for line in lines(delegate, "to-cast"))
    data = {"mandate": other_id, "next": "/votes/2#ballot"}
    assert delegate.post("/account/mandate", data=data).headers["Location"] == "/votes/2#ballot"
    data = {"mandate": namur.id, "next": "//elsewhere.example"}
    assert delegate.post("/account/mandate", data=data).headers["Location"] == "/"


def test_an_answer_waits_until_it_is_answered_or_put_away_and_a_newer_one_waits_again(sign_in, someone, clause):
    delegate, quebec = sign_in("namur"), someone("quebec")
    [line] = lines(delegate, "asked")
    assert "Délégation de Québec answers you" in line
    thread_id = db.session.scalar(select(Thread.id).where(Thread.clause_id == clause.id))
    assert delegate.post("/readings", data={"thread": thread_id}).status_code == 303
    assert lines(delegate, "asked") == []
    comments.reply(clause.id, thread_id, "Et encore une question ?", quebec)
    assert "Et encore une question ?" in lines(delegate, "asked")[0]
    comments.reply(clause.id, thread_id, "Une réponse.", someone("namur"))
    assert lines(delegate, "asked") == []


def test_threads_on_a_clause_wait_for_who_wrote_in_it_and_for_nobody_else(sign_in, someone):
    written = db.session.scalar(select(Clause).where(Clause.heading.startswith("La participation des")))
    clause_id = written.id
    for words in ("Qui convoque l’assemblée ?", "Avec quel budget ?"):
        comments.start_thread(clause_id, words, someone("geneve"))
    wrote, wrote_not = sign_in("kindia"), sign_in("bruxelles")
    [line] = [each for each in lines(wrote, "asked") if "La participation" in each]
    assert "2 threads are open on this clause, in which you wrote." in line
    assert not any("La participation" in each for each in lines(wrote_not, "asked"))
    wrote.post("/readings", data={"clause": clause_id})
    assert not any("La participation" in each for each in lines(wrote, "asked"))


def test_a_moderator_sees_what_to_open_to_confirm_and_to_publish(sign_in, someone, clause):
    moderator = someone("moderation")
    other = Member(email="second@forum.example", name="Seconde modération", role="moderator")
    db.session.add(other)
    question = Subject("question", heading="Le siège", question="À Nantes ?")
    db.session.commit()
    other_id = other.id
    preparing.prepare(1, question, Settings(), moderator)
    asked = preparing.prepare(1, question, Settings(two_persons=True), moderator)
    assert opening.open_vote(asked.id, db.session.get(Member, other_id)) is StepResult.AWAITS_SECOND
    published = versions.newest(clause.id)
    values = {"heading": published.heading, "content": {}, "html": "<p>Mot en cours</p>", "language": "fr"}
    step = {"after": published.number, "step": 1, "seq": 1, "previous": published.digest, "digest": "0" * 64}
    db.session.add(AutomaticVersion(clause_id=clause.id, at=clock.now(), **values, **step))
    db.session.commit()

    browser = sign_in("moderation")
    confirm, close, opens, publish = lines(browser, "to-moderate")
    assert "Asked by Seconde modération." in confirm
    assert "It has no closing time" in close
    assert "1 vote is prepared, and waits to be opened." in opens
    assert "1 clause has words that are not published yet." in publish
    assert number(browser) == 4 + len(lines(browser, "asked"))
    assert lines(sign_in("namur"), "to-moderate") == []


def test_the_secretary_sees_who_has_no_delegate_and_who_never_came(sign_in, someone):
    browser = sign_in("secretariat")
    assert lines(browser, "to-settle") == []
    gone, away = someone("dschang"), someone("kindia")
    gone.suspended_at = clock.now()
    db.session.add(Invitation(member_id=away.id, queued_at=clock.now() - timedelta(days=8)))
    refused = Invitation(member_id=someone("lausanne").id, queued_at=clock.now())
    db.session.add_all([refused, OutboxMail(kind=INVITATION, subject_id=0, member_id=refused.member_id, state=FAILED)])
    db.session.commit()
    without, failed, never = lines(browser, "to-settle")
    assert "Nobody speaks for 1 association" in without
    assert "Délégation de Lausanne" in failed
    assert "Délégation de Kindia" in never
    assert number(browser) == 3


def test_the_secretary_sees_whose_one_voice_nobody_is_named_to_cast(sign_in, someone):
    second = Member(email="deux@namur.example", name="Deuxième", role="delegate")
    second.association_id = someone("namur").association_id
    db.session.add(second)
    db.session.commit()
    preparing.prepare(1, Subject("question", heading="Le siège", question="?"), Settings(), someone("moderation"))
    assert lines(sign_in("secretariat"), "to-settle") == []
    by_association = Settings(holders="association")
    preparing.prepare(1, Subject("question", heading="Le nom", question="?"), by_association, someone("moderation"))
    [line] = lines(sign_in("secretariat"), "to-settle")
    assert "nobody is named to cast the one voice of 1 association." in line
    assert "Ville de Namur" in line


def test_a_list_has_pages_and_each_is_reached(sign_in, someone):
    vote = db.session.get(Vote, 2)
    columns = [each.name for each in Vote.__table__.columns if each.name not in ("id", "clause_id")]
    values = {each: getattr(vote, each) for each in columns}
    db.session.add_all(Vote(**values | {"kind": "question"}) for _number in range(52))
    db.session.commit()
    browser = sign_in("moderation")
    assert len(lines(browser, "to-moderate")) == 50
    assert len(lines(browser, "to-moderate", "/work?list=to-moderate&page=2")) == 3
    assert lines(sign_in("namur"), "to-moderate", "/work?list=to-moderate") == []


def test_nothing_waits_of_a_charter_that_one_takes_no_part_in(sign_in, someone, water):
    """Of the tests of assemblies: a second charter, of which Namur is no part."""
    assert all(water.title not in lines(sign_in("namur"), name) for name in ("to-cast", "asked"))


def test_a_visit_is_written_once_in_some_minutes_and_the_one_before_is_kept(sign_in, someone):
    browser, member_id = sign_in("namur"), someone("namur").id
    start = clock.now()
    with time_machine.travel(start, tick=False) as time:
        moments = []
        for later in (0, 4, 6, 30 * 60, 30 * 60 + 6):
            time.move_to(start + timedelta(minutes=later))
            browser = sign_in("namur")
            browser.get("/work")
            visit = db.session.get(Visit, member_id, populate_existing=True)
            moments.append(
                tuple(each and (each - start) // timedelta(minutes=1) for each in (visit.last_at, visit.previous_at))
            )
    assert moments == [(0, None), (0, None), (6, None), (1800, 6), (1806, 6)]


def test_what_is_known_of_a_visit_goes_with_the_member(app, someone):
    member = Member(email="bientot@forum.example", name="Bientôt", role="observer")
    db.session.add(member)
    db.session.flush()
    db.session.add(Visit(member_id=member.id, last_at=clock.now()))
    db.session.flush()
    db.session.execute(delete(Member).where(Member.id == member.id))
    assert db.session.scalars(select(Visit)).all() == []


def test_what_others_did_to_ones_clauses_is_told_from_the_second_visit_on(sign_in, someone, clause):
    delegate, moderator = sign_in("namur"), someone("moderation")
    delegate.get("/work")
    assert lines(delegate, "moved") == []
    db.session.execute(update(Visit).values(previous_at=clock.now()))
    db.session.commit()
    assert lines(delegate, "moved") == []
    clause_id, heading = clause.id, clause.heading
    added_words.add_words(clause_id, "n’est", " Un mot de Québec.", someone("quebec"))
    publishing.publish(clause_id, "", moderator)
    actions.put_to_vote(clause_id, moderator)
    [line] = lines(delegate, "moved")
    assert heading in line
    assert "Words by Ville de Québec. Version 2 is published. A vote on it is open." in line
    assert "comparison?from=1&amp;to=2" in delegate.get("/work").text
    assert lines(sign_in("geneve"), "moved") == []


def test_each_role_is_welcomed_once_in_three_steps_that_may_be_put_away(sign_in):
    for role in ("namur", "moderation", "secretariat", "mediation"):
        browser = sign_in(role)
        for page in ("/", "/work"):
            steps = parser.fromstring(browser.get(page).text).xpath("//section[@aria-labelledby='welcome']//li/a/@href")
            assert [browser.get(step).status_code for step in steps] == [200, 200, 200]
        assert browser.post("/welcome").status_code == 303
        assert 'id="welcome"' not in sign_in(role).get("/").text


def test_where_nothing_waits_the_page_says_what_one_can_do_next(sign_in):
    secretary = sign_in("secretariat")
    secretary.post("/welcome")
    page = secretary.get("/work").text
    assert "Nothing waits for you now." in page
    assert "Invite, and see who came" in page
