"""Two worlds that differ only in the choices of open votes look the same to everybody."""

import logging
import re
import shutil

import pytest
import time_machine
from sqlalchemy import text

from charter.accounts import actions as accounts
from charter.core.clock import now
from charter.database import db
from charter.journal.models import Entry
from charter.outbox.models import OutboxMail
from charter.votes import queries
from charter.votes.ballots.turnout import turnout
from charter.votes.models import Ballot, SealedBallot, Vote
from charter.votes.views import page_context
from tests.conftest import Socket, make_app, public
from tests.journeys.voting import vote_states
from tests.verifier.assembly import member

ROLES = ["quebec", "namur", "moderation", "secretariat", "mediation", None]
"""Québec has not voted; Namur has, and holds a proxy: these ballots are the same in both worlds."""
TURNED = {"for": "against", "against": "abstain", "abstain": "for"}
TOKEN = re.compile(rb'name="csrf_token" value="[^"]*"')
VALUES = {"slug": "charte-pour-une-societe-numerique-desirable", "clause_id": 11, "number": 1, "association_id": 1}
VALUES |= {
    "code": "en",
    "secret": "x",
    "digest": "0" * 64,
    "seq": 40,
    "size": 12,
    "member_id": 3,
    "thread_id": 1,
    "import_id": 1,
    "text_id": 1,
    "amendment_id": 1,
    "draft_id": 1,
    "suggestion_id": 1,
    "key": "ordinary",
}
OPEN = (2, 3, 7, 8)


@pytest.fixture(scope="module")
def worlds(template, tmp_path_factory):
    """The demo with votes in every state, twice: in the second, the ballots of open votes are turned round."""
    first, second = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")
    shutil.copy(template / "demo.db", first / "charter.db")
    vote_states.bring_about(first)
    shutil.copy(first / "charter.db", second / "charter.db")
    made = [make_app(first), make_app(second)]
    with made[1].app_context():
        db.session.execute(text("DROP TRIGGER guard_sealed_ballot_update"))
        keep = member("namur").id, member("bruxelles").id
        for ballot in db.session.query(Ballot).filter(Ballot.vote_id.in_(OPEN), Ballot.member_id.not_in(keep)):
            ballot.chosen = TURNED[ballot.chosen]
        for sealed in db.session.query(SealedBallot).filter(SealedBallot.vote_id.in_(OPEN)):
            sealed.choice = TURNED[sealed.choice]
        db.session.commit()
    yield made
    for app in made:
        with app.app_context():
            db.engine.dispose()


def addresses(app) -> list[str]:
    """Every address of a GET route, for each open vote where it is about one. A new argument of a route fails here."""
    found = [f"/charters/{VALUES['slug']}/export/{name}" for name in ("html", "pdf", "json", "zip")]
    found += ["/journal?kind=vote", "/journal?kind=ballot", "/votes/3?page=2"]
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or "format_name" in rule.arguments:
                continue
            for vote_id in OPEN if "vote_id" in rule.arguments else (None,):
                values = {name: (VALUES | {"vote_id": vote_id})[name] for name in rule.arguments}
                found.append(app.url_for(rule.endpoint, **values))
    return found


def enter(app, mailbox):
    browser = public(app)
    if mailbox:
        with app.app_context():
            secret = accounts.make_link(f"{mailbox}@forum.example")
        browser.post(f"/sign-in/{secret}")
    return browser


def seen(browser, address: str) -> tuple[int, str, bytes]:
    answer = browser.get(address)
    hidden = ("X-Request-ID", "Set-Cookie")
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers if name not in hidden)
    body = TOKEN.sub(b"", answer.data).replace(answer.headers["X-Request-ID"].encode(), b"")
    return answer.status_code, headers, body


def differing(worlds, mailbox) -> list[str]:
    """The addresses where the two worlds do not look the same."""
    one, two = (enter(app, mailbox) for app in worlds)
    # an account and the list of members hold moments of signing in; both worlds are counted in one process
    pages = [each for each in addresses(worlds[0]) if each not in ("/account", "/members", "/metrics")]
    return [address for address in pages if seen(one, address) != seen(two, address)]


@pytest.mark.parametrize("mailbox", ROLES)
def test_no_page_tells_how_an_open_vote_goes(worlds, mailbox):
    assert differing(worlds, mailbox) == []


def test_the_worlds_differ_and_a_leak_would_be_seen(worlds, monkeypatch):
    honest = page_context.body

    def leaking(vote, **more):
        count = db.session.query(Ballot).filter_by(vote_id=vote.id, chosen="for").count()
        return honest(vote, **more) | {"errors": [f"{count} for"]}

    monkeypatch.setattr(page_context, "body", leaking)
    assert any(f"/votes/{number}" in address for number in OPEN for address in differing(worlds, "quebec"))


def test_ballots_that_differ_in_choice_are_told_and_logged_alike(worlds, caplog):
    """The same electors at the same moments, choosing otherwise: events, answers, log, journal and outbox are alike."""
    told = []
    with time_machine.travel(now(), tick=False):
        for app, choices in zip(worlds, (("for", "against"), ("abstain", "for")), strict=True):
            caplog.clear()
            with caplog.at_level(logging.DEBUG):
                told.append((_cast_and_listen(app, choices), _masked(caplog.text)))
    assert told[0] == told[1]
    assert "turnout" in str(told[0])


def _cast_and_listen(app, choices):
    browsers = {mailbox: enter(app, mailbox) for mailbox in ("quebec", "agadir", "moderation")}
    with app.app_context():
        digests = {number: queries.text_digest(db.session.get(Vote, number)) for number in OPEN}
    with app.app_context():
        watching = Socket(app, browsers["moderation"])
        for number in OPEN:
            watching.emit("watch", f"vote:{number}")
    answers = []
    for number in (2, 3, 7):
        for mailbox, choice in zip(("quebec", "agadir"), choices, strict=True):
            for digest in (digests[number], "stale", digests[number]):
                answer = browsers[mailbox].post(f"/votes/{number}/ballot", data={"choice": choice, "digest": digest})
                answers.append((answer.status_code, answer.headers.get("Location")))
    with app.app_context():
        turnout.flush()
        heard = watching.client.get_received()
        rows = (
            db.session.query(Entry).count(),
            sorted((each.kind, each.member_id) for each in db.session.query(OutboxMail)),
        )
    return answers, heard, rows


def _masked(log: str) -> str:
    return re.sub(r"[0-9a-f]{12}\b|\b\d+ ms\b|localhost:\d+|\b[0-9a-zA-Z_-]{20,}\b|0x[0-9a-f]+", "·", log)
