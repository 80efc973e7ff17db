"""The votes of an assembly from preparation to result, by their pages."""

import pytest

from charter.clauses.versions import published
from charter.core import clock
from charter.database import db
from charter.demo import added_words
from charter.votes import queries
from charter.votes.casting import blocks
from charter.votes.models import Vote
from tests.verifier.assembly import member
from tests.votes.opening_pages import press

USUAL = {"rule": "simple_majority_expressed", "quorum": "none", "holders": "delegate", "proxies": "on"}
USUAL |= {"shows_turnout": "on", "ballots": "named"}


@pytest.fixture
def moderator(sign_in):
    return sign_in("moderation")


@pytest.fixture
def prepare(moderator, charter):
    """Prepare a vote by its form; returns it."""

    def fill_in(**form):
        answer = moderator.post(f"/charters/{charter.slug}/votes/new", data=USUAL | form)
        assert answer.status_code == 303, answer.text
        return db.session.get(Vote, int(answer.headers["Location"].rsplit("/", 1)[1]))

    return fill_in


@pytest.fixture
def block(prepare, moderator, charter):
    vote = prepare(kind="block", clauses=["5", "6"], heading="Two at once")
    assert press(moderator, vote.id).status_code == 303
    db.session.refresh(vote)
    return vote


def test_votes_are_prepared_ordered_changed_and_opened(moderator, prepare, charter, visitor):
    first, second = prepare(kind="question", heading="One", question="Shall we?"), prepare(kind="clause", clauses=["5"])
    assert [vote.id for vote in queries.prepared(charter.id)] == [first.id, second.id]
    moderator.post(f"/votes/{second.id}/place", data={"step": "-1"})
    assert [vote.id for vote in queries.prepared(charter.id)] == [second.id, first.id]
    listed = moderator.get(f"/charters/{charter.slug}/votes").text
    assert listed.index(f"vote-{second.id}") < listed.index(f"vote-{first.id}")
    assert "Still to come" not in visitor.get(f"/charters/{charter.slug}/votes").text
    form = USUAL | {"rule": "two_thirds_expressed", "most_votes": "2"}
    assert moderator.post(f"/votes/{first.id}/settings", data=form).status_code == 303
    filled = moderator.get(f"/votes/{first.id}/settings").text
    assert 'value="two_thirds_expressed" selected' in filled
    assert "15 electors would be on the roll" in moderator.get(f"/votes/{first.id}").text
    assert press(moderator, first.id).status_code == 303
    assert "Shall we?" in visitor.get(f"/votes/{first.id}").text
    assert moderator.post(f"/votes/{first.id}/settings", data=form).status_code == 409


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"kind": "clause"}, "Choose one clause"),
        ({"kind": "block", "clauses": ["5"], "heading": "x"}, "two clauses at least"),
        ({"kind": "block", "clauses": ["5", "6"]}, "Give a title"),
        ({"kind": "question", "heading": "x"}, "Write the question"),
        ({"kind": "everything"}, "Choose what is voted"),
        ({"kind": "charter", "rule": "whim"}, "Choose a decision rule"),
        ({"kind": "charter", "rule": "custom"}, "one condition"),
        (
            {"kind": "charter", "rule": "custom", "first-numerator": "3", "first-denominator": "2"},
            "A share is a fraction",
        ),
        ({"kind": "charter", "quorum": "taking_part", "quorum-numerator": "x"}, "not a whole number"),
        ({"kind": "charter", "most_votes": "-1"}, "not a whole number"),
        ({"kind": "charter", "closes_at": "tomorrow"}, "not a date and time"),
        ({"kind": "charter", "zone": "Mars", "closes_at": "2030-01-01T10:00"}, "no such time zone"),
        ({"kind": "charter", "opens_at": "2030-01-02T10:00", "closes_at": "2030-01-01T10:00"}, "close before it opens"),
        ({"kind": "charter", "opens_at": "2030-01-02T10:00", "two_persons": "on"}, "does not open by itself"),
        ({"kind": "charter", "ballots": "burnt"}, "Choose one of the answers"),
        ({"kind": "charter", "tie": "coin"}, "Choose one of the answers"),
    ],
)
def test_what_cannot_be_a_vote_is_refused_and_nothing_typed_is_lost(moderator, charter, form, reason):
    typed = USUAL | {"question": "Kept?"} | form if form.get("kind") != "question" else USUAL | form
    answer = moderator.post(f"/charters/{charter.slug}/votes/new", data=typed)
    assert answer.status_code == 422
    assert reason in answer.text
    assert "Kept?" in answer.text or form["kind"] == "question"
    assert queries.prepared(charter.id) == []


def test_a_vote_opens_and_is_extended_in_the_zone_that_the_moderator_chose(moderator, prepare, charter):
    moderator.post("/account/zone", data={"zone": "Indian/Reunion"})
    chosen = '<select name="zone"><option selected>Indian/Reunion</option>'
    assert chosen in moderator.get(f"/charters/{charter.slug}/votes/new").text
    vote = prepare(kind="question", heading="A", question="B?", closes_at="2030-01-01T10:00", zone="Indian/Reunion")
    assert clock.iso(vote.closes_at) == "2030-01-01T06:00:00.000000Z"
    assert press(moderator, vote.id).status_code == 303
    assert chosen.replace(" selected", " ") in moderator.get(f"/votes/{vote.id}").text


def test_a_custom_rule_is_made_from_its_parts(prepare):
    parts = {"rule": "custom", "first-numerator": "3", "first-denominator": "5", "first-strict": "least"}
    parts |= {"first-base": "voting", "first-unit": "electors", "minimum_for": "4", "by_college": "on"}
    parts |= {"quorum": "present", "quorum-numerator": "2", "quorum-denominator": "3", "quorum-again": "3"}
    rule = prepare(kind="charter", **parts).decision_rule
    assert (rule.thresholds[0].numerator, rule.thresholds[0].base, rule.minimum_for) == (3, "voting", 4)
    assert (rule.quorum.kind, rule.quorum.again_after, rule.by_college) == ("present", 3, True)


def test_an_objection_takes_a_clause_out_of_a_block(block, sign_in, charter, visitor):
    namur = sign_in("namur")
    assert namur.post(f"/votes/{block.id}/items/5/objection", data={"reason": " "}).status_code == 422
    assert namur.post(f"/votes/{block.id}/items/5/objection", data={"reason": "Too vague"}).status_code == 303
    page = visitor.get(f"/votes/{block.id}").text
    assert "Taken out of the block by Délégation de Namur" in page
    assert "Too vague" in page
    of_clause = visitor.get(f"/charters/{charter.slug}/clauses/5/votes").text
    assert "Taken out of the block by Délégation de Namur" in of_clause
    assert "A vote is open" not in of_clause
    assert "ballot recorded before" in visitor.get(f"/votes/{block.id}/notice?seen={block.digest}").text
    [alone] = queries.prepared(charter.id)
    assert (
        f"Vote {alone.id} is on the clause that was taken out." in sign_in("moderation").get(f"/votes/{block.id}").text
    )
    assert (alone.clause_id, alone.follows_id, alone.rule_digest) == (5, block.id, block.rule_digest)
    assert sign_in("quebec").post(f"/votes/{block.id}/items/5/objection", data={"reason": "So do I"}).status_code == 409
    stale = namur.post(f"/votes/{block.id}/ballot", data={"choice": "for", "digest": block.digest})
    assert stale.status_code == 409
    db.session.refresh(block)
    fresh = {"choice": "for", "digest": queries.text_digest(block)}
    assert namur.post(f"/votes/{block.id}/ballot", data=fresh).status_code == 303


@pytest.mark.parametrize(("rule", "word"), [("simple_majority_expressed", "exceed"), ("two_thirds_expressed", "reach")])
def test_the_mark_of_a_result_is_passed_or_reached(prepare, moderator, sign_in, rule, word):
    vote = prepare(kind="question", heading="One", question="Shall we?", rule=rule)
    press(moderator, vote.id)
    db.session.refresh(vote)
    sign_in("namur").post(f"/votes/{vote.id}/ballot", data={"choice": "for", "digest": vote.digest})
    moderator.post(f"/votes/{vote.id}/closure")
    assert f"what the votes for must {word}" in moderator.get(f"/votes/{vote.id}").text


def test_whose_ballot_waits_is_said_only_where_there_are_several(prepare, moderator, sign_in, someone, charter):
    def waiting() -> str:
        return sign_in("namur").get("/my-votes").text.partition('id="voted"')[0]

    assert "Your own ballot" not in waiting()
    sign_in("quebec").post(f"/charters/{charter.slug}/proxies", data={"holder": someone("namur").id})
    press(moderator, prepare(kind="question", heading="One", question="Shall we?").id)
    assert "Your own ballot" in waiting()


def test_a_prepared_block_names_each_clause_once(prepare, moderator):
    vote = prepare(kind="block", clauses=["5", "6"], heading="Two at once")
    text = moderator.get(f"/votes/{vote.id}/text").text
    assert [text.count(f">{item.heading}<") for item in vote.items] == [1, 1]


def test_a_block_that_everything_was_taken_out_of_is_cancelled(block, sign_in):
    for clause in (5, 6):
        sign_in("namur").post(f"/votes/{block.id}/items/{clause}/objection", data={"reason": "No"})
    db.session.refresh(block)
    assert block.stage == "cancelled"


def test_ballots_of_the_room_replace_those_from_a_distance(block, moderator, sign_in, someone, visitor):
    namur, quebec = sign_in("namur"), someone("quebec")
    form = {"digest": block.digest}
    namur.post(f"/votes/{block.id}/ballot", data=form | {"choice": "for"})
    entered = form | {"source": "hands", f"choice-{someone('namur').id}": "against", f"choice-{quebec.id}": "for"}
    assert moderator.post(f"/votes/{block.id}/room", data=form | {"source": "hands"}).status_code == 422
    assert moderator.post(f"/votes/{block.id}/room", data=entered).status_code == 303
    page = namur.get(f"/votes/{block.id}").text
    assert "Voted by show of hands, in the room." in page
    assert namur.post(f"/votes/{block.id}/ballot", data=form | {"choice": "for"}).status_code == 409
    moderator.post(f"/votes/{block.id}/closure")
    db.session.refresh(block)
    assert queries.result(block).sources == {"online": 0, "proxy": 0, "hands": 2, "paper": 0}
    assert sign_in("secretariat").get(f"/votes/{block.id}/room").status_code == 403


def test_proxies_are_given_used_and_not_revoked_while_used(sign_in, someone, charter, prepare, moderator):
    namur, quebec = sign_in("namur"), sign_in("quebec")
    proxies = f"/charters/{charter.slug}/proxies"
    assert namur.post(proxies, data={"holder": someone("quebec").id}).status_code == 303
    assert sign_in("geneve").post(proxies, data={"holder": someone("quebec").id}).status_code == 409
    assert quebec.post(proxies, data={"holder": someone("geneve").id}).status_code == 409
    vote = prepare(kind="question", heading="One", question="Shall we?")
    press(moderator, vote.id)
    db.session.refresh(vote)
    assert "By proxy for Délégation de Namur" in quebec.get(f"/votes/{vote.id}").text
    form = {"choice": "against", "digest": vote.digest, "elector": someone("namur").id}
    assert sign_in("geneve").post(f"/votes/{vote.id}/ballot", data=form).status_code == 403
    assert quebec.post(f"/votes/{vote.id}/ballot", data=form).status_code == 303
    assert "Cast by proxy." in namur.get(f"/votes/{vote.id}").text
    given = namur.post(f"{proxies}/1/revocation")
    assert given.status_code == 409
    assert "which is still open" in given.text
    own = {"choice": "for", "digest": vote.digest}
    assert namur.post(f"/votes/{vote.id}/ballot", data=own).status_code == 303
    assert namur.post(f"{proxies}/1/revocation").status_code == 303
    assert quebec.post(f"/votes/{vote.id}/ballot", data=form).status_code == 403


@pytest.mark.parametrize("votes_too", [True, False])
def test_a_result_shows_a_holder_as_by_proxy_only_what_they_cast(
    sign_in, someone, charter, prepare, moderator, votes_too
):
    namur, quebec = sign_in("namur"), sign_in("quebec")
    namur.post(f"/charters/{charter.slug}/proxies", data={"holder": someone("quebec").id})
    vote = prepare(kind="question", heading="One", question="Shall we?")
    press(moderator, vote.id)
    db.session.refresh(vote)
    form = {"choice": "against", "digest": vote.digest}
    quebec.post(f"/votes/{vote.id}/ballot", data=form | {"elector": someone("namur").id})
    if votes_too:
        namur.post(f"/votes/{vote.id}/ballot", data=form | {"choice": "for"})
    moderator.post(f"/votes/{vote.id}/closure")
    assert ("By proxy for" in quebec.get(f"/votes/{vote.id}").text) is not votes_too


def test_a_sealed_ballot_goes_in_the_box_once(sign_in, someone, prepare, moderator, visitor):
    vote = prepare(kind="question", heading="One", question="Shall we?", ballots="sealed")
    press(moderator, vote.id)
    db.session.refresh(vote)
    namur, form = sign_in("namur"), {"choice": "for", "digest": vote.digest}
    assert namur.post(f"/votes/{vote.id}/ballot", data=form).status_code == 303
    again = namur.post(f"/votes/{vote.id}/ballot", data=form | {"choice": "against"}, follow_redirects=True)
    assert "cannot be changed" in again.text
    assert moderator.post(f"/votes/{vote.id}/closure").status_code == 303
    db.session.refresh(vote)
    assert queries.result(vote).votes.votes_for == 1


def test_two_moderators_open_and_close_together(prepare, moderator, sign_in, someone):
    someone("mediation").role = "moderator"
    db.session.commit()
    vote = prepare(kind="question", heading="One", question="Shall we?", two_persons="on")
    press(moderator, vote.id)
    db.session.refresh(vote)
    assert vote.stage == "prepared"
    assert press(moderator, vote.id).status_code == 409
    other = sign_in("mediation")
    assert "waits for a second moderator" in other.get(f"/votes/{vote.id}").text
    press(other, vote.id)
    db.session.refresh(vote)
    assert vote.stage == "open"


def test_a_delegate_says_they_are_there(sign_in, charter, moderator, someone):
    namur = sign_in("namur")
    namur.post(f"/charters/{charter.slug}/presence/own", data={"present": "yes"})
    assert "You are marked as present" in namur.get(f"/charters/{charter.slug}/proxies").text
    listed = {"listed": [someone("namur").id, someone("quebec").id], "present": [someone("quebec").id]}
    moderator.post(f"/charters/{charter.slug}/presence", data=listed)
    assert "You are not marked as present" in namur.get(f"/charters/{charter.slug}/proxies").text
    assert (
        sign_in("mediation").post(f"/charters/{charter.slug}/presence/own", data={"present": "yes"}).status_code == 403
    )


def test_a_stale_form_is_refused_and_shows_what_changed(sign_in, moderator, prepare, clause, someone):
    shown = published.newest(clause.id)
    added_words.add_words(clause.id, ".", " Une phrase de plus.", someone("namur"))
    vote = prepare(kind="clause", clauses=[str(clause.id)])
    press(moderator, vote.id)
    db.session.refresh(vote)
    assert vote.digest != shown.digest
    answer = sign_in("namur").post(f"/votes/{vote.id}/ballot", data={"choice": "for", "digest": shown.digest})
    assert answer.status_code == 409
    assert "What changed since the text you were shown" in answer.text
    assert "Une phrase de plus." in answer.text
    assert 'value="for" checked' in answer.text


@pytest.mark.parametrize("part", ["", "/text", "/body", "/notice", "/turnout", "/roll", "/ballots.csv"])
def test_a_vote_being_prepared_is_shown_to_members_alone(prepare, visitor, sign_in, part):
    vote = prepare(kind="question", heading="Une idée encore secrète", question="Faut-il ?")
    answer = visitor.get(f"/votes/{vote.id}{part}")
    assert answer.status_code == 404
    assert "Une idée" not in answer.text
    assert sign_in("namur").get(f"/votes/{vote.id}").status_code == 200


def test_the_fingerprint_is_renewed_with_the_text_that_it_is_of(block, visitor):
    def told() -> str:
        return visitor.get(f"/votes/{block.id}/text").text

    assert queries.text_digest(block) in told()
    blocks.take_out(block.id, 5, "By itself", member("namur"))
    db.session.refresh(block)
    assert block.digest not in told()
    assert queries.text_digest(block) in told()
