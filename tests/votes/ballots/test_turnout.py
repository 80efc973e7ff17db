"""Pages that show the turnout hear the number itself, seldom, and only where they may read it."""

import pytest
from sqlalchemy import text

from charter.charters.models import Charter
from charter.database import db
from charter.votes.ballots.turnout import turnout
from charter.votes.lifecycle import actions
from charter.votes.models import Vote
from charter.web.realtime.process_bus import process_bus
from tests.conftest import Socket
from tests.votes.cast_ballots import cast_ballot


@pytest.fixture
def vote(app, someone, clause) -> Vote:
    return actions.put_to_vote(clause.id, someone("moderation"))


@pytest.fixture
def looking(app, vote, visitor) -> Socket:
    socket = Socket(app, visitor)
    socket.emit("watch", f"vote:{vote.id}")
    return socket


def test_many_ballots_are_told_as_one_number(vote, looking, someone, visitor):
    for mailbox in ("namur", "quebec", "geneve"):
        cast_ballot(vote, "for", someone(mailbox))
    assert looking.received("changed") == []
    turnout.flush()
    assert looking.received("changed") == [[f"vote:{vote.id}", "turnout", 3]]
    assert "<strong data-number>3</strong> of 15" in visitor.get(f"/votes/{vote.id}/turnout").text


def test_what_was_told_is_not_told_again(vote, looking, someone):
    cast_ballot(vote, "for", someone("namur"))
    turnout.flush()
    looking.received("changed")
    turnout.flush()
    cast_ballot(vote, "for", someone("namur"))  # the same ballot once more
    turnout.flush()
    assert looking.received("changed") == []


def test_a_turnout_that_is_not_shown_is_not_told_either(vote, looking, someone):
    db.session.execute(text("DROP TRIGGER guard_vote_opened"))
    vote.shows_turnout = False
    db.session.commit()
    cast_ballot(vote, "for", someone("namur"))
    turnout.flush()
    assert looking.received("changed") == []


def test_of_a_charter_that_is_not_public_only_the_change_is_told(vote, looking, someone, charter, visitor):
    cast_ballot(vote, "for", someone("namur"))
    db.session.get_one(Charter, charter.id).stage = "preparing"
    db.session.commit()
    turnout.flush()
    assert looking.received("changed") == [[f"vote:{vote.id}", "turnout"]]
    assert visitor.get(f"/votes/{vote.id}/turnout").status_code == 404


def test_each_process_counts_for_its_own_pages(vote, looking, someone, monkeypatch):
    sent = []
    monkeypatch.setattr(process_bus, "publish", lambda *hint: sent.append(hint))
    cast_ballot(vote, "for", someone("namur"))
    turnout.flush()
    assert sent == [("turnout", vote.id)]
    looking.received("changed")
    turnout.receive("another process", vote.id)
    turnout.flush()
    assert looking.received("changed") == [[f"vote:{vote.id}", "turnout", 1]]
    assert len(sent) == 1
