"""Who is told of advice, of what the secretary says, and of outcomes; in the transaction of what they tell."""

import pytest

from charter.amendments import support
from charter.amendments.deciding import answers, outcomes
from charter.database import db, writing
from charter.notifications.letters import LETTERS
from charter.outbox.models import OutboxMail


@pytest.fixture
def told(someone):
    """Call it with a kind of mail for the mailboxes that wait for one."""

    def waiting(kind: str) -> set[str]:
        ids = {someone(each).id: each for each in ("namur", "quebec", "geneve", "moderation", "secretariat")}
        rows = db.session.query(OutboxMail.member_id).filter_by(kind=kind)
        return {ids[each] for (each,) in rows if each in ids}

    return waiting


def letter(app, kind, amendment, member):
    with app.test_request_context():
        return LETTERS[kind][1](amendment, member)


def test_the_association_of_the_author_is_told_the_advice_and_asked_to_answer(
    app, amendment, modify, answer, told, someone
):
    advice = modify(words="Un seul mot.")
    assert told("advice.published") == {"namur"}
    asked = letter(app, "advice.published", amendment, someone("namur"))
    assert asked.says == (
        "Amendment no. 1: The moderators advise to adopt it with another wording.",
        "“Un seul mot.”",
        "Your association is asked to answer, once.",
    )
    assert asked.address.endswith(f"/amendments/{amendment.id}#advice")
    assert letter(app, "advice.published", amendment, someone("quebec")) is None

    support.cosign(amendment.charter_id, amendment.id, amendment.wording.digest, someone("quebec"))
    answer(advice, "agrees", "namur")
    assert letter(app, "advice.published", amendment, someone("namur")) is None
    assert told("amendment.rectified") == {"quebec"}


def test_advice_that_asks_nothing_is_told_only(app, amendment, advise, someone):
    advise(amendment, "adopt")
    says = letter(app, "advice.published", amendment, someone("namur")).says
    assert says == ("Amendment no. 1: The moderators advise to adopt it.",)


def test_the_outcome_is_told_to_author_and_co_signers_and_the_rest_is_asked_of_the_author(
    app, amendment, propose, told, someone
):
    support.cosign(amendment.charter_id, amendment.id, amendment.wording.digest, someone("geneve"))
    other, mine = propose(amendment.round, "quebec"), propose(amendment.round, "namur")
    with writing():
        outcomes.end(other, "adopted", someone("moderation"))
        outcomes.apply(other, {amendment.id: "falls", mine.id: "reduced"}, None, someone("moderation"))
    assert told("amendment.decided") == {"namur", "quebec", "geneve"}
    assert told("amendment.reduced") == {"namur"}
    fell = letter(app, "amendment.decided", amendment, someone("geneve"))
    assert fell.says == ("Amendment no. 1: Fallen: no. 2 is adopted, and both cannot be.",)
    assert letter(app, "amendment.decided", amendment, someone("quebec")) is None
    rest = letter(app, "amendment.reduced", mine, someone("namur"))
    assert rest.subject == "Amendment no. 3: keep the rest?"
    assert letter(app, "amendment.reduced", amendment, someone("namur")) is None


@pytest.mark.parametrize(("is_admitted", "said"), [(True, "admits it again"), (False, "stays inadmissible")])
def test_the_author_is_told_what_the_secretary_says(app, amendment, advise, answer, told, someone, is_admitted, said):
    advice = advise(amendment, "inadmissible", reason="off_topic", words="Hors sujet.")
    assert letter(app, "amendment.reviewed", amendment, someone("namur")) is None
    answer(advice, "refuses", "namur")
    answers.review(amendment.charter_id, advice.id, is_admitted, "C’est pesé.", someone("secretariat"))
    db.session.expire_all()
    assert told("amendment.reviewed") == {"namur"}
    found = letter(app, "amendment.reviewed", amendment, someone("namur"))
    assert said in found.says[0]
    assert found.says[1] == "“C’est pesé.”"
    assert letter(app, "amendment.reviewed", amendment, someone("quebec")) is None
