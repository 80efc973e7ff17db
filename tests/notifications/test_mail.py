"""Links by mail, through a server that takes them, refuses them, hangs up, or is away."""

import smtplib
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.errors import MessageError

import pytest
import time_machine

from charter.accounts import rules
from charter.accounts.models import SignInLink
from charter.config import Settings
from charter.core import clock
from charter.database import db
from charter.notifications import mail, sending
from charter.outbox import actions as outbox
from charter.outbox.models import OutboxMail
from charter.votes.models import Vote
from tests.conftest import public
from tests.support.mail_server import secret_in

FORM = {"email": "new@namur.example", "name": "Suppléance", "role": "delegate", "association": 1}


def ask(browser, mailbox="namur"):
    assert browser.post("/sign-in", data={"email": f"{mailbox}@forum.example"}).status_code == 200


def test_a_link_arrives_by_mail_and_works(visitor, post, letterbox):
    ask(visitor)
    letter = post()["namur"]
    [mail] = letterbox.letters
    assert (mail["From"], mail["Subject"]) == ("charter@localhost", "Your sign-in link")
    assert visitor.post(f"/sign-in/{secret_in(letter)}").status_code == 303


def test_an_invitation_arrives_in_the_language_of_who_invites(sign_in, post, letterbox):
    secretary = sign_in("secretariat")
    secretary.get("/language/fr")
    secretary.post("/members", data=FORM)
    letter = post()["new"]
    assert "7 jours" in letter
    assert "« Charte pour une société numérique désirable »" in letter.replace("\u00a0", " ")
    assert "Invitation à rédiger « Charte pour" in letterbox.letters[0]["Subject"].replace("\u00a0", " ")


def test_who_only_reads_and_comments_is_not_invited_to_draft(sign_in, post, letterbox):
    sign_in("secretariat").post("/members", data=FORM | {"role": "observer", "association": "0"})
    assert "invites you to follow, as an observer:" in post()["new"]
    assert "draft" not in letterbox.letters[0]["Subject"]


def test_the_page_and_the_mails_say_how_long_their_links_are_good(visitor, sign_in, post, monkeypatch):
    monkeypatch.setattr(rules, "LINK_LIFE", timedelta(minutes=20))
    monkeypatch.setattr(rules, "INVITATION_LIFE", timedelta(days=1))
    page = visitor.post("/sign-in", data={"email": "namur@forum.example"})
    assert "within 20 minutes" in page.text
    sign_in("secretariat").post("/members", data=FORM)
    mails = post()
    assert "good for 20 minutes:" in mails["namur"]
    assert "within 1 day: until" in mails["new"]


def test_no_secret_is_in_the_database_while_the_mail_waits_or_after(visitor, post):
    ask(visitor)
    assert db.session.query(SignInLink).count() == 0
    secret = secret_in(post()["namur"])
    rows = [tuple(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())]
    assert not [row for row in rows if any(secret in str(cell) for cell in row)]


def test_a_mail_server_that_asks_to_come_again_gets_the_mail_later(sign_in, visitor, post, letterbox):
    letterbox.replies["namur"] = "451 4.7.1 Greylisted, come again"
    ask(visitor)
    assert post() == {}
    page = sign_in("secretariat").get("/mails").text
    assert "Greylisted, come again" in page
    assert "Not taken yet" in page
    letterbox.replies.clear()
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        secret = secret_in(post()["namur"])
        assert "Taken by the mail server" in sign_in("secretariat").get("/mails").text
    with time_machine.travel(clock.now() + timedelta(minutes=16)):  # its quarter of an hour began when it was sent
        assert visitor.post(f"/sign-in/{secret}").status_code == 303


def test_an_invitation_that_is_refused_is_told_and_sent_again(sign_in, post, letterbox):
    letterbox.replies["new"] = "550 5.1.1 No such <b>mailbox</b>"
    secretary = sign_in("secretariat")
    secretary.post("/members", data=FORM)
    assert post() == {}
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert post() == {}  # refused for good: not tried again by itself
    page = secretary.get("/mails").text
    assert "Not sent" in page
    assert "550 5.1.1 No such &lt;b&gt;mailbox" in page
    assert "1 mail could not be sent yet" in secretary.get("/members").text
    letterbox.replies.clear()
    member_id = db.session.query(OutboxMail.member_id).scalar()
    assert secretary.post(f"/members/{member_id}/invitation").status_code == 303
    assert list(post()) == ["new"]
    assert "could not be sent" not in secretary.get("/members").text


def test_one_mail_that_makes_the_server_hang_up_keeps_no_other_waiting(visitor, post, letterbox):
    letterbox.replies["namur"] = "hang up"
    for mailbox in ("namur", "quebec", "geneve", "dschang"):
        ask(visitor, mailbox)
    assert set(post()) == {"quebec", "geneve", "dschang"}


def test_a_mail_that_cannot_be_written_keeps_no_other_waiting(app, visitor, post, someone):
    ask(visitor, "quebec")
    outbox.put("vote.unknown", db.session.query(Vote.id).first()[0], [1])
    someone("quebec").email = "quebec@forum.example\r\nBcc: x"
    db.session.commit()
    ask(visitor)
    assert list(post()) == ["namur"]
    assert outbox.is_waiting() is False


@pytest.mark.parametrize("address", ["=?utf-8?b?'?=@x.example", "a@=?utf-8?q?b?=.example", "a@b..example"])
def test_an_address_that_no_header_holds_gets_no_mail_and_keeps_no_other_waiting(visitor, post, someone, address):
    for mailbox in ("namur", "quebec", "geneve"):
        ask(visitor, mailbox)
    quebec = someone("quebec")
    quebec.email = address  # as an earlier build let one be
    db.session.commit()
    assert set(post()) == {"namur", "geneve"}
    [notice] = db.session.query(OutboxMail).filter_by(member_id=quebec.id)
    assert (notice.state, notice.tries) == ("waiting", 1)


def test_a_mail_that_the_library_stumbles_on_keeps_no_other_waiting(visitor, post, monkeypatch):
    send = smtplib.SMTP.send_message

    def stumble(connection, letter):
        if "quebec" in letter["To"]:
            raise MessageError("cannot be folded")
        return send(connection, letter)

    monkeypatch.setattr(smtplib.SMTP, "send_message", stumble)
    for mailbox in ("namur", "quebec", "geneve"):
        ask(visitor, mailbox)
    assert set(post()) == {"namur", "geneve"}
    assert outbox.is_waiting() is False


def test_a_server_that_says_nothing_is_left_after_a_while(visitor, post, letterbox, monkeypatch):
    monkeypatch.setattr(mail, "SERVER_TIMEOUT_S", 0.2)
    monkeypatch.setattr(mail, "MAX_BATCH_S", 0.3)
    letterbox.replies["*"] = "silent"
    for mailbox in ("namur", "quebec", "geneve", "dschang"):
        ask(visitor, mailbox)
    sending.send_some()
    tries = sorted(db.session.execute(db.select(OutboxMail.tries)).scalars())
    assert tries[0] == 0  # what had no turn keeps its tries
    assert tries[-1] == 1


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:1", "smtp://127.0.0.1:abc", "smtp://", "smtps://127.0.0.1:1"])
def test_a_server_that_cannot_be_reached_breaks_nothing(app, visitor, url, monkeypatch, caplog):
    monkeypatch.setitem(app.config, "CHARTER", replace(app.config["CHARTER"], mail_url=url))
    ask(visitor)
    assert sending.send_some() == 0
    assert db.session.query(OutboxMail).one().reply
    assert "namur" not in caplog.text


def test_somebody_suspended_meanwhile_gets_no_link(app, visitor, sign_in, someone, post):
    ask(visitor)
    sign_in("secretariat").post(f"/members/{someone('namur').id}/suspension")
    assert post() == {}
    assert db.session.query(OutboxMail).count() == 0


def test_an_unknown_address_costs_what_a_known_one_does_and_gets_no_mail(app, post):
    statements = []
    db.event.listen(db.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    ask(public(app), "namur")
    known = statements.copy()
    statements.clear()
    ask(public(app), "nobody")
    assert statements == known
    assert db.session.query(OutboxMail).count() == 2
    assert list(post()) == ["namur"]
    assert db.session.query(OutboxMail).count() == 1


def test_the_outbox_is_for_the_secretary(sign_in, visitor):
    for mailbox in ("moderation", "namur"):
        browser = sign_in(mailbox)
        assert [browser.get("/mails").status_code, browser.post("/mails/retry").status_code] == [403, 403]
    assert visitor.get("/mails").status_code == 303


def test_the_secretary_tries_all_of_it_again(sign_in, visitor, post, letterbox):
    letterbox.replies["*"] = "451 later"
    for mailbox in ("namur", "quebec"):
        ask(visitor, mailbox)
    assert post() == {}
    letterbox.replies.clear()
    answer = sign_in("secretariat").post("/mails/retry", follow_redirects=True)
    assert "2 mails are tried again now" in answer.text
    assert set(post()) == {"namur", "quebec"}


def test_in_development_mail_is_printed_with_what_is_attached_to_it(capsys):
    settings = Settings(environment="development")
    letters = [
        mail.message(settings, "a@b.example", "Bonjour", "Le lien"),
        mail.message(settings, "c@d.example", "Résultat", "Le résultat", ["La preuve à garder"]),
    ]
    assert mail.send_all(settings, letters) == [mail.SENT] * 2
    printed = capsys.readouterr().out
    words = ["mail to a@b.example: Bonjour", "Le lien", "mail to c@d.example: Résultat", "Le résultat"]
    assert [each for each in [*words, "checkpoint.txt", "La preuve à garder"] if each not in printed] == []


def test_in_development_a_mail_that_cannot_be_printed_keeps_no_other_waiting(capsys):
    settings = Settings(environment="development")
    odd, whole = (mail.message(settings, "a@b.example", "Bonjour", words) for words in ("Rien", "Le lien"))
    odd.replace_header("Content-Type", "text/plain; charset=nowhere")
    assert [each.how for each in mail.send_all(settings, [odd, whole])] == ["later", "sent"]
    assert "Le lien" in capsys.readouterr().out


@pytest.mark.parametrize(
    "hidden", ["q?x=0d=0aBcc:_a@b.example", "Q?x=0d=0a=0d=0aAnother_body", "b?eA0KQmNjOiBhQGIuZXhhbXBsZQ==", "q?=22=3c"]
)
def test_words_of_people_write_no_header_and_no_body(hidden):
    settings = Settings(environment="development")
    words = f"=?utf-8?{hidden}?= – vote"
    sent = mail.message(settings, "a@b.example", words, "Le lien", (), words).as_bytes(policy=policy.SMTP)
    read = message_from_bytes(sent, policy=policy.default)
    assert read["Subject"] == read["From"].addresses[0].display_name == words.replace("=?", "= ?")
    assert (read["From"].addresses[0].addr_spec, read["Bcc"]) == (settings.sender, None)
    assert read.get_content().strip() == "Le lien"
