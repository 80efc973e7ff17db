"""What was adopted on a clause becomes its text by one act, once, and each word is its author's."""

import pytest

from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import settling
from charter.amendments.incorporation import actions, new_clauses, preview
from charter.amendments.texts import Proposed
from charter.clauses import queries as clauses
from charter.clauses.versions import published
from charter.collab.attribution import authorship
from charter.collab.storage import live_text
from charter.core.errors import Invalid, Outdated, Refused
from charter.database import db
from charter.journal import queries as entries
from charter.votes.models import Item, Vote
from charter.votes.motions import obstacles


@pytest.fixture
def incorporate(flushed, charter, round_, clause, someone):
    """Call it to put into the text what was adopted, with these pairs read."""
    chair = someone("moderation")
    charter_id, clause_id = charter.id, clause.id

    def act(read=(), seen=None):
        shown = preview.of(round_, clause_id)
        flushed(lambda: actions.incorporate(charter_id, round_, clause_id, read, seen or shown.digest, chair, None))
        db.session.expire_all()

    return act


def clause_obstacles(clause):
    return obstacles.of_clauses(Vote(kind="clause", items=[Item(clause_id=clause.id)]))


def test_the_only_adopted_wording_is_the_text(round_, propose, reworded, closed_round, decide, incorporate, clause):
    content = reworded("identique", "comparable")
    amendment = propose(round_, "quebec", content=content)
    closed_round()
    assert "undecided, or adopted and not in the text: 1" in str(clause_obstacles(clause)[0])
    decide(amendment)
    assert "undecided, or adopted and not in the text: 1" in str(clause_obstacles(clause)[0])

    incorporate()

    version = published.newest(clause.id)
    assert version.content == content
    assert (version.cause, live_text.committed_text(clause.id).content) == ("incorporated", content)
    assert clause_obstacles(clause) == []
    row = decisions.incorporation(round_.id, clause.id)
    assert (row.digest, row.version_id) == (version.digest, version.id)
    entry = [each for each in entries.of_subject(f"clause:{clause.id}") if each.verb == "clause.incorporated"][-1]
    assert entry.facts["wordings"] == [[amendment.number, amendment.wording.digest]]
    with pytest.raises(Refused, match="in its text already"):
        incorporate()


def test_sentences_that_meet_are_read_first(round_, propose, reworded, closed_round, decide, incorporate, clause):
    one = propose(round_, "namur", content=reworded("un délai", "un vrai délai"))
    two = propose(round_, "quebec", content=reworded("identique", "comparable"))
    closed_round()
    decide(one)
    decide(two)

    shown = preview.of(round_, clause.id)
    assert [each.pair for each in shown.meetings] == [(1, 2)]
    assert "un vrai délai de réponse comparable" in shown.meetings[0].sentences[0]
    with pytest.raises(Invalid, match="Read each"):
        incorporate()
    incorporate(read={(1, 2)})

    words = str(live_text.committed_text(clause.id).content)
    assert "un vrai délai de réponse comparable" in words


def test_nothing_is_put_in_while_something_is_open(round_, propose, reworded, closed_round, decide, incorporate):
    adopted = propose(round_, "namur", content=reworded("identique", "comparable"))
    propose(round_, "quebec", content=reworded("gratuite", "offerte"))
    closed_round()
    decide(adopted)

    with pytest.raises(Refused, match="not decided yet: 2"):
        incorporate()


def test_another_preview_than_was_shown_is_refused(round_, propose, reworded, closed_round, decide, incorporate):
    adopted = propose(round_, "namur", content=reworded("identique", "comparable"))
    closed_round()
    decide(adopted)

    with pytest.raises(Outdated):
        incorporate(seen="another")


def test_a_removal_takes_the_clause_out(round_, write, someone, closed_round, decide, incorporate, clause):
    from charter.amendments import actions as amendments
    from charter.amendments import drafting

    removal = Proposed(clause.heading, None, clause_id=clause.id, drops=True)
    draft = drafting.begin(round_.id, [removal], "Doublon.", someone("namur"))
    amendment = amendments.submit(draft.id, draft.revision, someone("namur"))
    closed_round()
    decide(amendment)

    incorporate()

    assert clause.stage == "dropped"
    assert decisions.incorporation(round_.id, clause.id).digest is None


def test_a_new_clause_comes_to_its_place(round_, someone, closed_round, decide, charter, clause, write):
    from charter.amendments import actions as amendments
    from charter.amendments import drafting

    made = []
    for who, heading in (("namur", "Un article nouveau"), ("quebec", "Un autre encore")):
        content = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Texte."}]}]}
        new = Proposed(heading, content, after_clause_id=clause.id)
        draft = drafting.begin(round_.id, [new], "Il manque.", someone(who))
        made.append(amendments.submit(draft.id, draft.revision, someone(who)))
    closed_round()
    for each in made:
        decide(each)
    assert len(settling.left(round_.id).new_clauses) == 2

    for each in reversed(made):
        new_clauses.add(charter.id, each.id, 0, someone("moderation"))

    headings = [each.clause.heading for each in clauses.outline(charter.id).clauses]
    place = headings.index(clause.heading)
    assert headings[place + 1 : place + 3] == ["Un article nouveau", "Un autre encore"]
    new = next(
        each.clause for each in clauses.outline(charter.id).clauses if each.clause.heading == headings[place + 1]
    )
    words = authorship.authored_words(new.id, live_text.committed_text(new.id).state)
    signed = [(each.words.strip(), each.by.member_id) for each in words]
    assert signed == [("Texte.", someone("namur").id)]
    with pytest.raises(Refused, match="no new clause"):
        new_clauses.add(charter.id, made[0].id, 0, someone("moderation"))
    settling.decide(round_.id, someone("moderation"))
    db.session.expire_all()
    assert round_.decided_at


def test_a_new_round_waits_for_what_is_in_a_vote_or_adopted(round_, propose, reworded, closed_round, put, open_round):
    amendment = propose(round_, "quebec", content=reworded("identique", "comparable"))
    closed_round()
    put(amendment)

    with pytest.raises(Refused, match="in a vote"):
        open_round()


def test_what_is_adopted_is_not_lost_to_a_new_round(round_, propose, reworded, closed_round, decide, open_round):
    amendment = propose(round_, "quebec", content=reworded("identique", "comparable"))
    closed_round()
    decide(amendment)

    with pytest.raises(Refused, match="put it there first"):
        open_round()


def test_what_cannot_stand_together_is_an_obstacle_and_no_crash(round_, propose, reworded, closed_round, incorporate):
    from charter.amendments.deciding import outcomes
    from charter.database import writing

    for who, new in (("namur", "comparable"), ("quebec", "égal")):
        amendment = propose(round_, who, content=reworded("identique", new))
        with writing():
            outcomes.end(amendment, "adopted", None)

    with pytest.raises(Refused, match="1 and 2 cannot stand together"):
        incorporate()
