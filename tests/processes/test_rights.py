"""What one process decides holds on the others at once."""

import re

from charter.collab.ydoc import to_prosemirror
from charter.database import db
from charter.votes.lifecycle import opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Vote
from tests.processes.support import typists
from tests.processes.support.browser import Browser
from tests.processes.support.convergence import agree
from tests.support.waiting import until
from tests.verifier.assembly import member


def test_a_vote_opened_elsewhere_takes_all_that_was_acknowledged_and_nothing_else(site, delegate, clause_id):
    six = [delegate(1 + number % 2) for number in range(6)]
    typists.start(six)
    typists.go_on(six, 10)
    site.asked(lambda: put_to_the_vote(clause_id))
    until(lambda: not any(each.typing.is_set() for each in six), "everyone sees that the text is frozen")
    text = agree(site, six)
    voted = site.asked(lambda: db.session.query(Vote).filter_by(clause_id=clause_id).one().items[0].content)
    assert to_prosemirror.plain(voted) == text
    assert set(re.findall(r"d\d+-\d+ ", text)) == set.union(*(each.kept for each in six))
    assert all(each.kept and len(each.kept) + len(each.refused) == each.typed for each in six)


def put_to_the_vote(clause_id: int) -> None:
    """As it stands at that moment: the page would show the text again for as long as somebody types."""
    vote = preparing.prepare(1, Subject("clause", [clause_id]), Settings(), member("moderation"))
    opening.open_vote(vote.id, member("moderation"))


def test_a_member_suspended_elsewhere_is_cut_off_and_stays_out(site, delegate, members, browser):
    member_id, session = next(members)
    suspended, colleague = delegate(1, member=(member_id, session)), delegate(2)
    typists.start([suspended, colleague])
    typists.go_on([suspended, colleague], 5)
    browser(0, "secretariat").send(f"/members/{member_id}/suspension", "/members")
    until(lambda: suspended.cuts, "their line is cut")
    until(lambda: "refused" in suspended.answer, "they are not let in again")
    heard = suspended.text
    typists.go_on([colleague], 10)
    assert suspended.text == heard
    agree(site, [colleague])
    assert len(colleague.kept) == colleague.typed


def test_a_session_ended_elsewhere_writes_no_more(site, delegate, members):
    member_id, session = next(members)
    writer = delegate(1, member=(member_id, session))
    typists.start([writer])
    typists.go_on([writer], 5)
    elsewhere = Browser(site.front.plain, site.line_to(0), session)
    assert elsewhere.send("/sign-out", "/account").status == 303
    until(lambda: writer.cuts and "refused" in writer.answer, "the line is cut, and they are not let in again")
