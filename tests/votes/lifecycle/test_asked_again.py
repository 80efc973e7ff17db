"""An objection changes what a block asks: whoever has voted is told and asked again, and no ballot counts for another
question."""

import io
import json
import zipfile
from copy import deepcopy

import pytest

from charter.database import db
from charter.export import actions as export
from charter.notifications import composing
from charter.outbox.models import OutboxMail
from charter.verifier import main as verifier
from charter.verifier.journal import chain
from charter.verifier.votes import record as checked
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import blocks, in_person
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Ballot, BallotSetAside
from charter.votes.roll import proxies
from charter.votes.rules import ballot_paper
from tests.verifier.assembly import cast, first_charter, member


def block(**how):
    subject = Subject("block", [5, 6, 7], heading="Trois articles")
    vote_id = preparing.prepare(first_charter().id, subject, Settings(**how), member("moderation")).id
    opening.open_vote(vote_id, member("moderation"))
    return vote_id


def told(vote_id):
    waiting = db.session.query(OutboxMail).filter_by(kind="vote.item_taken_out", subject_id=vote_id)
    return {notice.member_id for notice in waiting}


@pytest.mark.parametrize("ballots", ["named", "sealed"])
def test_who_has_voted_is_told_and_asked_again_and_nobody_else(app, ballots):
    proxies.give(first_charter().id, member("namur").id, member("bruxelles"))
    vote_id = block(ballots=ballots)
    for mailbox in ("quebec", "geneve"):
        cast(vote_id, mailbox, "for")
    cast(vote_id, "namur", "against", elector="bruxelles")
    blocks.take_out(vote_id, 6, "À discuter à part", member("kindia"))
    assert told(vote_id) == {member(each).id for each in ("quebec", "geneve", "bruxelles", "namur")}
    vote = queries.get(vote_id)
    assert ballot_queries.turnout(vote).cast == 0
    assert vote_id in [each.id for each in ballot_queries.votes_to_cast(member("quebec"))]
    body = composing.write("vote.item_taken_out", vote_id, member("quebec"))[1]
    assert "À discuter à part" in body
    cast(vote_id, "quebec", "against")
    closing.close(vote_id, member("moderation"))
    result = queries.result(queries.get(vote_id))
    assert (result.votes.votes_for, result.votes.votes_against) == (0, 1)


def test_no_line_of_an_objection_passes_for_one_of_the_site(app):
    vote_id = block()
    cast(vote_id, "quebec", "for")
    objection = "Trop vague.\n\nSign in again here:\nhttps://evil.example/"
    blocks.take_out(vote_id, 6, objection, member("namur"))
    body = composing.write("vote.item_taken_out", vote_id, member("quebec"))[1]
    assert "« Trop vague. Sign in again here: https://evil.example/ »" in body.replace("\u00a0", " ")


def test_a_receipt_and_the_title_are_of_what_is_left(app):
    vote_id = block()
    cast(vote_id, "quebec", "for")
    whole = queries.get(vote_id).title
    blocks.take_out(vote_id, 6, "À discuter", member("kindia"))
    cast(vote_id, "quebec", "for")
    vote = queries.get(vote_id)
    ballot = db.session.get(Ballot, (vote_id, member("quebec").id))
    args = ballot.chosen, ballot.objection, ballot.source, ballot.nonce
    left = queries.text_digest(vote)
    assert left != vote.digest
    assert ballot.receipt == ballot_paper.receipt(vote_id, left, ballot.member_id, *args)
    assert ballot.changes == 1
    assert (whole, vote.title != whole) == ("Trois articles", True)
    assert vote.items[1].number not in vote.title.partition(",")[0]


def test_a_ballot_of_the_room_is_set_aside_too_and_may_be_cast_anew_from_a_distance(app, tmp_path):
    vote_id = block()
    paper = BallotPaper(queries.text_digest(queries.get(vote_id)), {"for": 1})
    in_person.enter(vote_id, "hands", {member("quebec").id: paper}, member("moderation"))
    in_person.enter(vote_id, "hands", {member("quebec").id: paper}, member("moderation"))
    blocks.take_out(vote_id, 6, "À discuter", member("kindia"))
    cast(vote_id, "quebec", "against")
    cast(vote_id, "geneve", "against")
    blocks.take_out(vote_id, 5, "Aussi", member("kindia"))
    cast(vote_id, "geneve", "for")
    closing.close(vote_id, member("moderation"))
    assert db.session.query(BallotSetAside).filter_by(vote_id=vote_id).count() == 3
    assert queries.result(queries.get(vote_id)).votes.voting == 1
    path = tmp_path / "charter.zip"
    path.write_bytes(export.export(first_charter(), "zip"))
    assert verifier.main([str(path)]) == 0


def test_a_sealed_block_is_verified_after_an_objection(app, tmp_path):
    vote_id = block(ballots="sealed")
    for mailbox in ("quebec", "geneve"):
        cast(vote_id, mailbox, "for")
    blocks.take_out(vote_id, 6, "À discuter", member("kindia"))
    cast(vote_id, "geneve", "against")
    closing.close(vote_id, member("moderation"))
    path = tmp_path / "charter.zip"
    path.write_bytes(export.export(first_charter(), "zip"))
    assert verifier.main([str(path)]) == 0
    with zipfile.ZipFile(path) as archive:
        vote = next(each for each in json.loads(archive.read("charter.json"))["votes"] if each["id"] == vote_id)
    assert [each["member"] for each in vote["signed"]] == [member("geneve").id]


def test_the_page_says_so_to_who_votes_now(app, sign_in):
    vote_id = block()
    cast(vote_id, "quebec", "for")
    blocks.take_out(vote_id, 6, "À discuter", member("kindia"))
    page = sign_in("quebec").get(f"/votes/{vote_id}").text
    assert "are set aside and do not count" in page
    assert "Record my ballot" in page
    assert "Your ballot: For" not in page


def test_a_ballot_on_another_question_is_not_slipped_in_again(app):
    vote_id = block()
    cast(vote_id, "quebec", "for")
    old = db.session.get(Ballot, (vote_id, member("quebec").id))
    names = ("chosen", "objection", "source", "nonce", "receipt")
    old = {name: getattr(old, name) for name in names} | {"member": old.member_id, "changes": 0}
    blocks.take_out(vote_id, 6, "À discuter", member("kindia"))
    cast(vote_id, "geneve", "for")
    closing.close(vote_id, member("moderation"))
    with zipfile.ZipFile(io.BytesIO(export.export(first_charter(), "zip"))) as archive:
        honest = next(each for each in json.loads(archive.read("charter.json"))["votes"] if each["id"] == vote_id)
        entries = chain.entries(json.loads(archive.read("journal.json")), first_charter().id)
    entries = [entry for entry in entries if entry["subject"] == f"vote:{vote_id}"]
    assert list(checked.problems(honest, entries)) == []
    slipped, dropped, relabelled = deepcopy(honest), deepcopy(honest), deepcopy(entries)
    cast_at = next(each["at"] for each in honest["events"] if each["member"] == old["member"])
    slipped["ballots"].append(old | {"cast_at": cast_at})
    assert {"aside", "receipt"} <= {name for name, *_ in checked.problems(slipped, entries)}
    dropped["ballots"] = []
    assert "dropped" in {name for name, *_ in checked.problems(dropped, entries)}
    for entry in relabelled:
        if entry["verb"] == "vote.item_taken_out":
            entry["facts"]["left"] = honest["digest"]
    assert "block" in {name for name, *_ in checked.problems(honest, relabelled)}
