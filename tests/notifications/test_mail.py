import re

from charter.accounts import actions
from charter.config import Settings
from charter.notifications import links, mail


def test_a_link_arrives_by_mail_and_works(app, visitor, letterbox, monkeypatch):
    settings = Settings(environment="development", mail_url=letterbox.url, public_url="https://charter.example")
    monkeypatch.setitem(app.config, "CHARTER", settings)
    monkeypatch.setattr(links, "Thread", Now)
    visitor.post("/sign-in", data={"email": "namur@forum.example"})
    [letter] = letterbox.letters
    assert (letter["To"], letter["From"]) == ("namur@forum.example", "charter@localhost")
    assert letter["Subject"] == "Your sign-in link"
    [address] = re.findall(r"https://charter\.example(/sign-in/\S+)", letter.get_content())
    assert visitor.post(address).status_code == 303


def test_an_invitation_arrives_by_mail_in_the_language_of_who_invites(app, sign_in, letterbox, monkeypatch):
    settings = Settings(environment="development", mail_url=letterbox.url, public_url="https://charter.example")
    monkeypatch.setitem(app.config, "CHARTER", settings)
    monkeypatch.setattr(links, "Thread", Now)
    secretary = sign_in("secretariat")
    secretary.get("/language/fr")
    form = {"email": "new@namur.example", "name": "Suppléance", "role": "delegate", "association": 1}
    secretary.post("/members", data=form)
    [letter] = letterbox.letters
    assert "invité" in letter["Subject"]
    assert "7 jours" in letter.get_content()


class Now:
    """Delivers at once, so that the test need not wait for a thread."""

    def __init__(self, target, args):
        self.run = lambda: target(*args)

    def start(self):
        self.run()


def test_in_development_mail_is_printed(capsys):
    settings = Settings(environment="development")
    mail.send(settings, mail.message(settings, "a@b.example", "Bonjour", "Le lien"))
    assert "Le lien" in capsys.readouterr().out


def test_a_server_that_is_down_is_logged_and_breaks_nothing(caplog):
    settings = Settings(environment="development", mail_url="smtp://127.0.0.1:1")
    mail.send(settings, mail.message(settings, "a@b.example", "Bonjour", "Le lien"))
    assert "a@b.example could not be sent" in caplog.text


def test_an_unknown_address_gets_no_mail(app, letterbox):
    actions.request_link("nobody@forum.example")
    assert letterbox.letters == []
