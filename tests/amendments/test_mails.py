"""Who is told of rounds and amendments, and when."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask_babel import force_locale

from charter.amendments import actions, queries, rules, support
from charter.amendments.rounds import schedule
from charter.core import clock
from charter.core.errors import Refused
from charter.database import db
from charter.notifications.letters import LETTERS
from charter.outbox.models import OutboxMail


@pytest.fixture
def told(someone):
    """Call it with a kind of mail for the mailboxes that wait for one."""

    def waiting(kind: str) -> set[str]:
        who = ("namur", "quebec", "geneve", "moderation", "secretariat", "mediation")
        ids = {someone(each).id: each for each in who}
        rows = db.session.query(OutboxMail.member_id).filter_by(kind=kind)
        return {ids[each] for (each,) in rows if each in ids}

    return waiting


def test_delegates_are_told_of_a_round_and_once_that_it_closes(open_round, told, visitor):
    open_round(closes_at=clock.now() + timedelta(days=9))
    assert told("round.opened") == {"namur", "quebec", "geneve"}
    schedule.act_on_due()
    assert told("round.closing") == set()
    with time_machine.travel(clock.now() + timedelta(days=8, hours=1)):
        schedule.act_on_due()
        schedule.act_on_due()
        assert "Round 1" in visitor.get("/journal").text
    assert told("round.closing") == {"namur", "quebec", "geneve"}


def test_associations_are_asked_to_co_sign_a_few_times_a_day(round_, propose, someone, amending, told):
    amendment = propose(round_, "namur")
    namur, quebec = someone("namur"), someone("quebec")
    asked = [quebec.association_id, namur.association_id]
    with pytest.raises(Refused, match="another association"):
        support.ask(amending.id, amendment.id, asked, quebec)
    assert [support.ask(amending.id, amendment.id, asked, namur) for _ in range(3)] == [1, 1, 1]
    assert told("amendment.support_asked") == {"quebec"}
    with pytest.raises(Refused, match="several times today"):
        support.ask(amending.id, amendment.id, asked, namur)


def test_an_association_asks_for_all_its_amendments_so_often_a_day(round_, propose, someone, amending, monkeypatch):
    monkeypatch.setattr(rules, "MAX_ASKED_IN_ALL", 4)
    namur, asked = someone("namur"), [someone("quebec").association_id]
    for _ in range(2):
        amendment = propose(round_, "namur")
        for _ in range(2):
            support.ask(amending.id, amendment.id, asked, namur)
    amendment = propose(round_, "namur")
    with pytest.raises(Refused, match="several times today"):
        support.ask(amending.id, amendment.id, asked, namur)


def test_who_co_signs_is_told_of_another_wording(round_, propose, write, someone, amending, told):
    amendment = propose(round_, "namur")
    support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("quebec"))
    draft = write(round_, "namur", heading="Un autre titre", amendment_id=amendment.id)
    actions.rectify(draft.id, 1, someone("namur"))
    assert told("amendment.rectified") == {"quebec"}


@pytest.mark.parametrize(
    ("hours", "said"),
    [(2, "avant 12 h"), (24, "avant le 2 mai à 10 h"), (24 * 30, "avant le 31 mai à 10 h")],
)
def test_the_subject_is_a_sentence_today_tomorrow_and_on_another_day(app, open_round, someone, hours, said):
    with (
        app.test_request_context(),
        time_machine.travel(datetime(2031, 5, 1, 8, tzinfo=UTC), tick=False),
        force_locale("fr"),
    ):
        round_ = open_round(closes_at=clock.now() + timedelta(hours=hours))
        letter = LETTERS["round.opened"][1](round_, someone("quebec"))
        assert letter.subject.replace("\xa0", " ") == f"amendements à déposer {said}"


def test_who_co_signs_is_told_that_it_is_withdrawn_and_its_proposer_too_that_another_takes_it_over(
    round_, propose, someone, amending, told
):
    amendment = propose(round_, "namur")
    for who in ("quebec", "geneve"):
        support.cosign(amending.id, amendment.id, amendment.wording.digest, someone(who))
    actions.withdraw(amending.id, amendment.id, someone("namur"))
    assert told("amendment.withdrawn") == {"quebec", "geneve"}
    letter = LETTERS["amendment.withdrawn"][1]
    assert letter(amendment, someone("montreal")) is None

    actions.take_over(amending.id, amendment.id, someone("geneve"))
    assert told("amendment.taken_over") == {"quebec", "namur"}
    assert letter(amendment, someone("quebec")) is None


def test_mails_about_co_signatures_say_what_changes_until_when_and_lead_to_it(
    app, open_round, propose, write, someone, amending, clause
):
    round_ = open_round(closes_at=clock.now() + timedelta(days=9))
    amendment = propose(round_, "namur", heading="Un autre titre")
    support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("quebec"))
    draft = write(round_, "namur", heading="Encore un titre", amendment_id=amendment.id)
    actions.rectify(draft.id, 1, someone("namur"))
    number = queries.bases(round_.id)[clause.id].number
    with app.test_request_context():
        asked = LETTERS["amendment.support_asked"][1](amendment, someone("geneve"))
        rectified = LETTERS["amendment.rectified"][1](amendment, someone("quebec"))
        withdrawn = LETTERS["amendment.taken_over"][1](amendment, someone("quebec"))
    assert asked.says[0] == "Amendment no. 1 rect.: Ville de Namur asks you to co-sign it."
    assert asked.says[1].startswith(f"Article {number}")
    assert asked.says[-1].startswith("It can be co-signed until ")
    assert rectified.subject == "Amendment no. 1 rect. has another wording"
    assert rectified.address.endswith(f"/amendments/{amendment.id}?against=previous")
    assert withdrawn.says[1] == "Your co-signature stays, unless you take it back."
