"""Two worlds that differ only in the choices of an open vote look the same to everybody."""

import re
import shutil

import pytest

from charter.accounts import actions as accounts
from charter.database import db
from charter.votes.models import Vote
from tests.conftest import make_app, public

ROLES = ["quebec", "moderation", "secretariat", "mediation", None]  # Québec has not voted
TOKEN = re.compile(rb'name="csrf_token" value="[^"]*"')


@pytest.fixture
def worlds(template, tmp_path):
    """The demo twice: in the second, every ballot of the open vote is turned round."""
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        shutil.copy(template / "demo.db", tmp_path / name / "charter.db")
        made.append(make_app(tmp_path / name))
    with made[1].app_context():
        turned = "CASE chosen WHEN 'for' THEN 'against' WHEN 'against' THEN 'abstain' ELSE 'for' END"
        open_votes = "SELECT id FROM vote WHERE stage = 'open'"
        db.session.execute(db.text(f"UPDATE ballot SET chosen = {turned} WHERE vote_id IN ({open_votes})"))
        db.session.commit()
    yield made
    for app in made:
        with app.app_context():
            db.engine.dispose()


def addresses(app) -> list[str]:
    """Every address of a GET route that concerns the charter with the open vote."""
    with app.app_context():
        vote = db.session.query(Vote).filter_by(stage="open").one()
        values = {
            "slug": "charte-pour-une-societe-numerique-desirable",
            "clause_id": vote.clause_id,
            "vote_id": vote.id,
            "number": 1,
            "association_id": 1,
            "code": "en",
            "secret": "x",
        }
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    with app.test_request_context():
        plain = [rule for rule in rules if "format_name" not in rule.arguments]
        exports = [f"/charters/{values['slug']}/export/{name}" for name in ("html", "pdf", "json")]
        return exports + [
            app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments}) for rule in plain
        ]


def seen(app, mailbox: str | None, address: str) -> tuple[int, str, bytes]:
    browser = public(app)
    if mailbox:
        with app.app_context():
            secret = accounts.make_link(f"{mailbox}@forum.example")
        browser.post(f"/sign-in/{secret}")
    answer = browser.get(address)
    headers = "\n".join(
        f"{name}: {value}" for name, value in answer.headers if name not in ("X-Request-ID", "Set-Cookie")
    )
    body = TOKEN.sub(b"", answer.data).replace(answer.headers["X-Request-ID"].encode(), b"")
    return answer.status_code, headers, body


@pytest.mark.parametrize("mailbox", ROLES)
def test_no_page_tells_how_an_open_vote_goes(worlds, mailbox):
    one, two = worlds
    for address in addresses(one):
        if address != "/account":  # holds the moment of signing in
            assert seen(one, mailbox, address) == seen(two, mailbox, address), address
