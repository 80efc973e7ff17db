"""Advice in revisions, private until it is published; the author answers it once, and about one text."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError

from charter.amendments import actions, rules
from charter.amendments.deciding import answers, dispositions, settling
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.dispositions import Advice, AdviceChanged
from charter.amendments.deciding.models import Answer
from charter.amendments.rounds import actions as rounds
from charter.amendments.texts import Proposed
from charter.core import clock
from charter.core.errors import Invalid, Refused
from charter.database import db
from charter.journal import queries as entries

DIGITAL = "numérique"


@pytest.fixture
def amendment(round_, propose):
    return propose(round_, "namur")


def modified(clause, content):
    return (Proposed(clause.heading, content, clause_id=clause.id),)


def test_advice_is_private_until_it_is_published(amendment, someone):
    dispositions.advise(amendment.charter_id, amendment.id, Advice("adopt", words="Oui."), 0, someone("moderation"))

    assert decisions.newest([amendment.id], is_published=True) == {}
    written = [each for each in entries.of_subject(f"amendment:{amendment.id}") if each.verb == "disposition.written"]
    assert "advice" not in written[0].facts
    assert "Oui" not in str(written[0].facts)

    dispositions.publish(amendment.charter_id, {amendment.id: 1}, someone("moderation"))

    assert decisions.newest([amendment.id], is_published=True)[amendment.id].advice == "adopt"


def test_of_two_moderators_the_second_sees_what_the_first_wrote(amendment, someone):
    chair = someone("moderation")
    dispositions.advise(amendment.charter_id, amendment.id, Advice("adopt"), 0, chair)

    with pytest.raises(AdviceChanged) as no:
        dispositions.advise(amendment.charter_id, amendment.id, Advice("reject"), 0, chair)
    with pytest.raises(AdviceChanged):
        dispositions.publish(amendment.charter_id, {amendment.id: 2}, chair)

    assert no.value.newest.advice == "adopt"


@pytest.mark.parametrize("who", ["namur", "secretariat", "observation"])
def test_only_moderators_advise(amendment, someone, who):
    with pytest.raises(Refused):
        dispositions.advise(amendment.charter_id, amendment.id, Advice("adopt"), 0, someone(who))


@pytest.mark.parametrize(
    ("advice", "said"),
    [
        (Advice("praise"), "Choose an advice"),
        (Advice("satisfied"), "Name the amendment"),
        (Advice("satisfied", other_id=10**6), "no such amendment"),
        (Advice("inadmissible", words="Non."), "Choose a reason"),
        (Advice("inadmissible", reason="off_topic"), "Say why"),
        (Advice("adopt_modified"), "Nothing is proposed"),
    ],
)
def test_what_an_advice_must_say(amendment, someone, advice, said):
    with pytest.raises(Invalid, match=said):
        dispositions.advise(amendment.charter_id, amendment.id, advice, 0, someone("moderation"))


def test_the_author_agrees_to_exactly_the_text_that_was_shown(amendment, clause, reworded, advise, answer):
    content = reworded("accueil", "véritable accueil")
    advice = advise(amendment, "adopt_modified", proposed=modified(clause, content))

    with pytest.raises(Refused, match="text has changed"):
        answer(advice, "agrees", "namur", digest=amendment.wording.digest)
    answer(advice, "agrees", "namur")

    assert amendment.wording.digest == advice.proposed_digest
    assert amendment.wording.cause == rules.AGREED
    assert amendment.wording.changes[0].content == content


def test_a_wording_rectified_meanwhile_has_no_consent(amendment, clause, reworded, write, someone, advise, answer):
    advice = advise(amendment, "adopt_modified", proposed=modified(clause, reworded("accueil", "bon accueil")))
    draft = write(amendment.round, "namur", content=reworded("accueil", "vrai accueil"), amendment_id=amendment.id)
    actions.rectify(draft.id, draft.revision, someone("namur"))

    with pytest.raises(Refused, match="text has changed"):
        answer(advice, "agrees", "namur")


def test_an_advice_is_answered_once_and_by_the_author(amendment, advise, answer):
    advice = advise(amendment, "vote")

    with pytest.raises(Refused, match="of another association"):
        answer(advice, "agrees", "quebec")
    answer(advice, "refuses", "namur")
    with pytest.raises(Refused, match="answered already"):
        answer(advice, "agrees", "namur")


@pytest.mark.parametrize("kind", ["reject", "withdraw"])
def test_who_agrees_that_it_goes_withdraws_it(amendment, advise, answer, kind):
    answer(advise(amendment, kind), "agrees", "namur")

    assert amendment.stage == rules.WITHDRAWN
    assert amendment.withdrawn_at


def test_the_secretary_admits_again_what_was_called_inadmissible(amendment, someone, advise, answer):
    advice = advise(amendment, "inadmissible", reason="off_topic", words="Hors sujet.")
    assert amendment.stage == rules.INADMISSIBLE

    with pytest.raises(Refused, match="Nobody asks"):
        answers.review(amendment.charter_id, advice.id, True, "Si.", someone("secretariat"))
    answer(advice, "refuses", "namur")
    answers.review(amendment.charter_id, advice.id, True, "C’est bien le sujet.", someone("secretariat"))

    assert amendment.stage == rules.SUBMITTED


@pytest.fixture
def appeal(amendment, advise, answer):
    """The advice that the amendment is inadmissible, with which its author does not agree."""
    advice = advise(amendment, "inadmissible", reason="off_topic", words="Hors sujet.")
    answer(advice, "refuses", "namur")
    return advice


@pytest.mark.parametrize("is_admitted", [True, False])
@pytest.mark.parametrize("is_admitted_then", [True, False])
def test_the_secretary_speaks_once(amendment, appeal, someone, is_admitted, is_admitted_then):
    answers.review(amendment.charter_id, appeal.id, is_admitted, "Dit.", someone("secretariat"))
    stage = amendment.stage

    with pytest.raises(Refused, match="Nobody asks"):
        answers.review(amendment.charter_id, appeal.id, is_admitted_then, "Redit.", someone("secretariat"))

    assert amendment.stage == stage


def test_only_the_secretary_reviews(amendment, appeal, someone):
    with pytest.raises(Refused):
        answers.review(amendment.charter_id, appeal.id, False, "Non.", someone("moderation"))


def test_an_appeal_is_heard_whatever_moderators_write_meanwhile(amendment, appeal, someone):
    with pytest.raises(Refused, match="asks the secretary"):
        dispositions.advise(amendment.charter_id, amendment.id, Advice("adopt"), 1, someone("moderation"))

    assert [each.id for each in decisions.appeals(amendment.charter_id)] == [appeal.id]


def test_a_private_advice_takes_no_appeal_away(amendment, advise, answer, someone):
    advice = advise(amendment, "inadmissible", reason="off_topic", words="Hors sujet.")
    dispositions.advise(amendment.charter_id, amendment.id, Advice("adopt"), 1, someone("moderation"))
    answer(advice, "refuses", "namur")

    assert [each.id for each in decisions.appeals(amendment.charter_id)] == [advice.id]
    answers.review(amendment.charter_id, advice.id, True, "Si.", someone("secretariat"))
    assert amendment.stage == rules.SUBMITTED


def test_what_the_secretary_admitted_stays_admitted(amendment, appeal, advise, someone):
    answers.review(amendment.charter_id, appeal.id, True, "Si.", someone("secretariat"))

    with pytest.raises(Refused, match="has admitted"):
        advise(amendment, "inadmissible", reason="off_topic", words="Toujours.")

    assert amendment.stage == rules.SUBMITTED


def test_a_round_is_not_decided_over_an_appeal(amendment, appeal, someone):
    rounds.close(amendment.round_id, someone("moderation"))

    with pytest.raises(Refused, match="1 amendment waits for the word of the secretary"):
        settling.decide(amendment.round_id, someone("moderation"))
    answers.review(amendment.charter_id, appeal.id, False, "Non.", someone("secretariat"))
    settling.decide(amendment.round_id, someone("moderation"))


def test_nothing_is_answered_or_taken_over_once_the_round_is_decided(open_round, propose, advise, answer, someone):
    round_ = open_round(cosign_until=clock.now() + timedelta(days=3))
    amendment, other = propose(round_, "namur"), propose(round_, "quebec")
    advice = advise(amendment, "inadmissible", reason="off_topic", words="Hors sujet.")
    actions.withdraw(other.charter_id, other.id, someone("quebec"))
    rounds.close(round_.id, someone("moderation"))
    settling.decide(round_.id, someone("moderation"))
    db.session.expire_all()

    with pytest.raises(Refused, match="settled"):
        answer(advice, "agrees", "namur")
    with pytest.raises(Refused, match="is past"):
        actions.take_over(other.charter_id, other.id, someone("geneve"))

    assert (amendment.stage, other.stage) == (rules.INADMISSIBLE, rules.WITHDRAWN)


def test_the_database_keeps_advice_and_answers_as_they_were_given(amendment, advise, answer):
    advice = advise(amendment, "vote")
    answer(advice, "agrees", "namur")

    for statement in (
        "UPDATE disposition SET advice = 'reject'",
        "UPDATE disposition SET published_at = NULL",
        "DELETE FROM disposition",
        "UPDATE answer SET kind = 'refuses'",
        "DELETE FROM answer",
    ):
        with pytest.raises((DatabaseError, IntegrityError)):
            db.session.execute(db.text(statement))
        db.session.rollback()
    assert db.session.query(Answer).one().kind == "agrees"
