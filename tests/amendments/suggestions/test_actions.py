"""A suggestion from its draft to its end: for its author, for who decides, for everybody else."""

from contextlib import contextmanager

import pytest
from sqlalchemy.exc import DBAPIError

from charter.amendments.models import Draft
from charter.amendments.suggestions import accepting, actions, placing, queries, rules
from charter.amendments.suggestions.actions import DraftChanged
from charter.amendments.suggestions.models import Suggestion
from charter.collab.attribution import authorship
from charter.collab.extension import collab
from charter.collab.storage import live_text, update_log
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.patch_line import Characters
from charter.core.errors import Invalid, NotAllowed, NotFound, Outdated, Refused
from charter.database import db
from charter.journal.models import Entry
from charter.notifications import composing
from charter.outbox.models import OutboxMail
from charter.votes.lifecycle import actions as votes
from tests.collab.client import flush


def entries(verb):
    return [(each.subject, each.facts.keys()) for each in db.session.query(Entry).filter_by(verb=verb)]


def written(kind, found, member):
    """The mail about a suggestion; nothing about one that did not end so."""
    other = {"suggestion.accepted": "suggestion.declined", "suggestion.declined": "suggestion.accepted"}[kind]
    assert composing.about_votes([(other, found.id, member)]) is None
    return composing.about_votes([(kind, found.id, member)]).body


def stage(found):
    db.session.rollback()
    return db.session.get(Suggestion, found.id).stage


def placed(clause, found):
    db.session.rollback()
    found = db.session.get(Suggestion, found.id)
    return placing.of(clause.id, [found], accepting.present_text(clause.id))[found.id]


def retype(writer, old, new, who="quebec"):
    """Somebody types other words in the first paragraph."""

    def change(root):
        line = Characters(root.children[0])
        at = to_prosemirror.plain(to_prosemirror.content(quebec.doc)).index(old)
        line.remove(at, at + len(old))
        line.insert(at, new, {})

    quebec = writer(who)
    assert quebec.send(quebec.change(change)) == []
    flush()


def test_a_draft_is_its_authors_alone_and_saved_by_its_revision(clause, someone, reworded):
    namur, quebec = someone("namur"), someone("quebec")
    seq = update_log.state_of(clause.id)[1]
    draft = actions.begin(clause.id, seq, reworded("un écran", "une machine"), namur)
    with pytest.raises(NotFound):
        queries.get(clause.id, draft.id, quebec)
    assert queries.open_of(clause.id) == []
    actions.save(clause.id, draft.id, 1, reworded("un écran", "un robot"), namur)
    with pytest.raises(DraftChanged) as no:
        actions.save(clause.id, draft.id, 1, reworded("un écran", "un automate"), namur)
    assert "un robot" in str(no.value.present.proposed)
    with pytest.raises(NotFound):
        actions.save(clause.id, draft.id, 2, reworded("un écran", "un automate"), quebec)
    actions.make(clause.id, draft.id, 2, namur)
    assert queries.get(clause.id, draft.id, quebec).stage == rules.OPEN
    with pytest.raises(Outdated):
        actions.save(clause.id, draft.id, 2, reworded("un écran", "un automate"), namur)


def test_the_base_is_the_text_that_the_server_has_and_nothing_is_no_suggestion(clause, someone, reworded):
    namur = someone("namur")
    draft = actions.begin(clause.id, 10**9, live_text.committed_text(clause.id).content, namur)
    assert draft.proposed == draft.base == placing.base_at(clause.id, draft.seq)
    with pytest.raises(Invalid):
        actions.make(clause.id, draft.id, 1, namur)
    with pytest.raises(Invalid):
        actions.begin(clause.id, draft.seq, {"type": "doc", "content": [{"type": "iframe"}]}, namur)


def test_accepted_words_are_signed_by_their_author_and_the_act_by_who_accepts(clause, someone, suggest, accept, live):
    made = suggest("namur", "un écran", "une machine")
    accept("geneve", made)
    assert "une machine" in live()
    namur, geneve = someone("namur"), someone("geneve")
    words = authorship.authored_words(clause.id, live_text.committed_text(clause.id).state)
    assert namur.id in {part.by.member_id for part in words if "machine" in part.words}
    done = db.session.get(Suggestion, made.id)
    assert (done.stage, done.settled_by_id) == (rules.ACCEPTED, geneve.id)
    assert entries("suggestion.accepted") == [(f"suggestion:{made.id}", {"clause", "before", "after"})]
    assert db.session.query(OutboxMail).filter_by(kind="suggestion.accepted", member_id=namur.id).count() == 1
    assert "sous votre nom" in written("suggestion.accepted", made, namur)
    with pytest.raises(Outdated):
        accept("geneve", made)


def test_what_was_typed_meanwhile_stays_and_what_collides_is_refused_with_both_sentences(
    writer, clause, suggest, accept, live
):
    made = suggest("namur", "un écran", "une machine")
    retype(writer, "Nul n’est tenu", "Personne n’est tenu")
    assert (placed(clause, made).where, placed(clause, made).fate) == (placing.HERE, placing.FITS)
    accept("geneve", made)
    assert live().startswith("Personne n’est tenu de passer par une machine")

    other = suggest("namur", "une machine", "un automate")
    retype(writer, "une machine", "un guichet")
    assert placed(clause, other).fate == placing.COLLIDES
    with pytest.raises(Refused) as no:
        accept("geneve", other)
    assert "guichet" in str(no.value)
    assert "automate" in str(no.value)
    assert stage(other) == rules.OPEN


@pytest.mark.parametrize(("times", "is_accepted"), [(2, True), (3, False)])
def test_what_somebody_types_at_the_very_moment_stays_and_the_acceptance_begins_anew(
    writer, clause, suggest, accept, live, monkeypatch, times, is_accepted
):
    made, quebec = suggest("namur", "un écran", "une machine"), writer("quebec")
    queue, typed = collab.flush_loop.submit, []

    def submit(update):
        if update.authored and len(typed) < times:
            typed.append(quebec.type("!"))
        queue(update)

    monkeypatch.setattr(collab.flush_loop, "submit", submit)
    if is_accepted:
        accept("geneve", made)
    else:
        with pytest.raises(Outdated):
            accept("geneve", made)
    assert ("une machine" in live()) is is_accepted
    assert live().splitlines()[0].endswith("!" * times)


def test_it_is_found_by_identity_where_the_words_went_and_nowhere_else(writer, clause, suggest):
    made = suggest("namur", "un écran", "une machine")
    retype(writer, "Nul n’est tenu", "Nul, un écran à la main, n’est tenu")
    [stretch] = placed(clause, made).place.stretches
    line = placing.places.live_text(clause.id).lines[stretch.line]
    assert line[: stretch.start].endswith("passer par ")
    retype(writer, "passer par un écran", "passer par rien")
    assert placed(clause, made).where == placing.NOWHERE
    assert stage(made) == rules.OPEN


def test_all_of_one_author_are_one_union_and_what_conflicts_comes_first(clause, suggest, accept, live):
    one = suggest("namur", "un écran", "une machine")
    two = suggest("namur", "un écran", "un automate")
    three = suggest("namur", "Nul n’est tenu", "Personne n’est tenu")
    chosen = accepting.combined([one, two, three], accepting.present_text(clause.id))
    assert [each.id for each, _ in chosen.accepted] == [one.id, three.id]
    [(conflict, no)] = chosen.conflicts
    assert conflict.id == two.id
    assert "“écran” too" in str(no)
    with pytest.raises(Refused):
        accept("geneve", one, two, three)
    accept("geneve", one, three)
    assert live().startswith("Personne n’est tenu de passer par une machine")
    said = accepting.combined([db.session.get(Suggestion, one.id)], accepting.present_text(clause.id))
    assert "already" in str(said.conflicts[0][1])


def test_who_may_not_edit_decides_nothing_and_who_may_comment_suggests(clause, someone, suggest, accept):
    made = suggest("mediation", "un écran", "une machine")
    for verb in (
        lambda: accept("mediation", made),
        lambda: actions.decline(clause.id, made.id, "Non.", someone("mediation")),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert stage(made) == rules.OPEN


def test_it_is_declined_with_a_reason_that_its_author_is_told(clause, someone, suggest):
    made, namur, geneve = suggest("namur", "un écran", "une machine"), someone("namur"), someone("geneve")
    with pytest.raises(Invalid):
        actions.decline(clause.id, made.id, " ", geneve)
    actions.decline(clause.id, made.id, "Trop vague.", geneve)
    assert db.session.get(Suggestion, made.id).reason == "Trop vague."
    assert entries("suggestion.declined") == [(f"suggestion:{made.id}", {"clause", "before", "after"})]
    assert db.session.query(OutboxMail).filter_by(kind="suggestion.declined", member_id=namur.id).count() == 1
    assert "Trop vague." in written("suggestion.declined", made, namur)
    with pytest.raises(Outdated):
        actions.decline(clause.id, made.id, "Encore.", geneve)
    with pytest.raises(Outdated):
        actions.withdraw(clause.id, made.id, namur)


def test_its_author_withdraws_it_or_puts_another_one_in_its_place(clause, someone, suggest):
    first, namur = suggest("namur", "un écran", "une machine"), someone("namur")
    with pytest.raises(NotFound):
        actions.withdraw(clause.id, first.id, someone("quebec"))
    second = suggest("namur", "un écran", "un automate", replaces_id=first.id)
    assert stage(first) == rules.REPLACED
    actions.withdraw(clause.id, second.id, namur)
    assert stage(second) == rules.WITHDRAWN
    with pytest.raises(NotFound):
        suggest("quebec", "un écran", "un automate", replaces_id=first.id)


def test_of_a_draft_that_is_thrown_away_no_word_is_kept(clause, someone, reworded):
    namur = someone("namur")
    draft = actions.begin(clause.id, 10**9, reworded("un écran", "une machine"), namur)
    actions.withdraw(clause.id, draft.id, namur)
    assert draft.proposed == draft.base


def test_a_clause_that_is_voted_on_takes_none_and_nobody_has_more_than_the_limit(
    clause, someone, reworded, monkeypatch, suggest
):
    monkeypatch.setattr(rules, "MAX_EACH", 1)
    suggest("namur", "un écran", "une machine")
    with pytest.raises(NotAllowed, match="not settled"):
        suggest("namur", "un écran", "un automate")
    monkeypatch.setattr(rules, "MAX_OF_CLAUSE", 1)
    with pytest.raises(NotAllowed, match="takes no more"):
        suggest("quebec", "un écran", "un automate")
    moderation = someone("moderation")
    monkeypatch.undo()
    votes.put_to_vote(clause.id, moderation)
    with pytest.raises(NotAllowed, match="does not let you suggest"):
        suggest("quebec", "un écran", "un automate")


def test_what_is_left_when_drafting_ends_becomes_the_draft_of_an_amendment(clause, someone, suggest, request):
    made, other = suggest("namur", "un écran", "une machine"), suggest("mediation", "un écran", "un automate")
    namur = someone("namur")
    with pytest.raises(Refused, match="No round"):
        actions.convert(clause.id, made.id, namur)
    round_ = request.getfixturevalue("open_round")()
    with pytest.raises(NotAllowed):
        suggest("quebec", "un écran", "un automate")
    with pytest.raises(NotAllowed):
        actions.convert(clause.id, other.id, someone("mediation"))
    draft, fits = actions.convert(clause.id, made.id, namur)
    assert fits
    assert draft.round_id == round_.id
    assert "une machine" in str(draft.changes)
    assert stage(made) == rules.CONVERTED
    with pytest.raises(Outdated):
        actions.convert(clause.id, made.id, namur)
    assert db.session.query(Draft).count() == 1
    assert stage(other) == rules.OPEN


@contextmanager
def guarded():
    with pytest.raises(DBAPIError, match="kept as it was made"):
        yield
    db.session.rollback()


def test_the_database_keeps_what_was_made(clause, suggest, someone):
    made = suggest("namur", "un écran", "une machine")
    for change in ({"proposed": {"type": "doc"}}, {"author_id": someone("quebec").id}, {"anchors": []}):
        with guarded():
            db.session.query(Suggestion).filter_by(id=made.id).update(change)
    actions.withdraw(clause.id, made.id, someone("namur"))
    with guarded():
        db.session.query(Suggestion).filter_by(id=made.id).update({"stage": rules.OPEN})
    with guarded():
        db.session.query(Suggestion).filter_by(id=made.id).delete()
