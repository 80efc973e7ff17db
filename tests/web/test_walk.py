"""No input of any route fails, and none comes back as markup: on both databases, for every role."""

import shutil

import pytest
from flask import Flask

from charter.accounts import actions as accounts
from charter.accounts import queries as account_queries
from charter.charters import actions as charters
from charter.charters import queries as charter_queries
from charter.charters.models import Charter
from charter.clauses.models import Clause
from charter.collab.sync import server_edits
from charter.comments.models import Comment, Thread
from charter.database import db
from charter.demo import actions as demo
from charter.demo.amendments import RIGHTS
from charter.directory import importing
from charter.imports import actions as texts
from charter.votes.lifecycle import preparing
from charter.votes.models import Vote
from charter.web.access import PERMISSIONS
from tests.conftest import public
from tests.verifier.assembly import held
from tests.web import two_charters, walk

PEOPLE = "Nom;Courriel;Association\nAnne;anne@liege.example;Ville de Liège\nBob;;\n"
MAILBOXES = {"moderator": "moderation", "secretary": "secretariat", "delegate": "namur", "observer": "mediation"}


@pytest.fixture(autouse=True)
def nobody_commits(monkeypatch):
    """A restoration waits for the flush loop, which does not run here."""
    monkeypatch.setattr(server_edits, "COMMIT_TIMEOUT_S", 0)


def prepared(charter: Charter, kind: str, **settings: object) -> Vote:
    chair = account_queries.get_by_email(f"moderation@{demo.DOMAIN}")
    subject = preparing.Subject(kind, heading="Une question", question="Est-ce clair ?")
    return preparing.prepare(charter.id, subject, preparing.Settings(**settings), chair)


def in_round() -> dict[str, str]:
    """An amendment and a draft in an open round of the demo, where one may amend while the text is drafted."""
    charter = db.session.query(Charter).one()
    charters.set_rights(charter.id, charter_queries.rights(charter) | RIGHTS, two_charters.member("secretariat"))
    clause_id = db.session.query(Clause.id).order_by(Clause.id).offset(2).limit(1).scalar()
    made = {"suggestion_id": two_charters.suggestion(clause_id)} | two_charters.in_round(charter.id, clause_id)
    return {name: str(number) for name, number in made.items()}


def usual() -> dict[str, str]:
    """What mostly stands in paths and fields: what there is in the demo."""
    charter, clause = db.session.query(Charter).one(), db.session.query(Clause).order_by(Clause.id).offset(2).first()
    thread = db.session.query(Thread).filter_by(clause_id=clause.id).first()
    return {
        "slug": charter.slug,
        "clause_id": str(clause.id),
        "section_id": str(clause.section_id),
        "thread_id": str(thread.id),
        "comment_id": str(db.session.query(Comment).filter_by(thread_id=thread.id).first().id),
        "vote_id": str(db.session.query(Vote).filter_by(stage="open").first().id),
        **{
            name: "1"
            for name in (
                "association_id",
                "session_id",
                "proxy_id",
                "number",
                "seq",
                "size",
            )
        },
        "member_id": str(account_queries.get_by_email(f"quebec@{demo.DOMAIN}").id),
        "import_id": str(importing.begin(PEOPLE.encode())),
        "table": PEOPLE,
        "text_id": str(read_text(charter)),
        "format_name": "json",
        "code": "en",
        "secret": "none",
        **{"kind": "clause", "clauses": str(clause.id), "rule": "custom", "quorum": "seats", "zone": "UTC"},
        **{"email": "new@forum.example", "role": "observer", "language": "fr", "source": "hands"},
        **{"opens_at": "2099-01-01T09:00", "closes_at": "2099-02-01T09:00", "first-base": "expressed"},
        **{"first-unit": "votes", "second-base": "expressed", "second-unit": "votes", "tie": "reject"},
        **{"ballots": "named", "holders": "delegate", "first-denominator": "2", "quorum-denominator": "2"},
    }


def read_text(charter: Charter) -> int:
    """A text that the moderator looks at, to be taken into the charter."""
    chair = account_queries.get_by_email(f"moderation@{demo.DOMAIN}")
    return texts.read("Article 1 – Durée\nDix ans.\nArticle 2 – Fin\nJamais.", charter, {}, chair).id


def enter(app, mailbox: str):
    browser = public(app)
    browser.post(f"/sign-in/{accounts.make_link(f'{mailbox}@{demo.DOMAIN}')}")
    return browser


def faults(app: Flask, odd: walk.OddValues, put_back) -> list[str]:
    """What goes wrong on a walk through every route by those who may enter it; `put_back` undoes what a route
    did."""
    reads, values = walk.watch(app), in_round() | usual()
    browsers = {role: enter(app, mailbox) for role, mailbox in MAILBOXES.items()} | {"public": public(app)}
    put_back()
    found, walked = [], set()
    for rule, method in walk.routes(app):
        permission = app.view_functions[rule.endpoint].permission
        allowed = [browsers[role] for role in browsers if role in PERMISSIONS[permission]]
        walk.discover(rule, method, values, reads, allowed[:2])
        put_back()
        steps = list(walk.steps(rule, method, values, reads, odd))
        found += walk.faults(steps, allowed)
        walked |= {f"{rule.endpoint}.{name}" for of in ("args", "form") for name in reads.fields(of)}
        put_back()
    assert {
        "votes.cast.elector",
        "chair.prepare.follows",
        "directory.invite.association",
        "journal.entries.to",
    } <= walked
    return found


def test_no_odd_value_fails_on_sqlite(app, tmp_path):
    charter = db.session.query(Charter).one()
    prepared(charter, "question")
    file, kept = tmp_path / "charter.db", tmp_path / "kept.db"

    def put_back() -> None:
        db.session.remove()
        if not kept.exists():
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(file, kept)
        db.engine.dispose()
        for more in ("-wal", "-shm"):
            file.with_name(file.name + more).unlink(missing_ok=True)
        shutil.copy(kept, file)

    assert faults(app, walk.OddValues(), put_back) == []


def test_no_odd_value_fails_on_postgresql(demo_on, tmp_path):
    app = demo_on("postgresql", tmp_path)
    with app.app_context():
        prepared(db.session.query(Charter).one(), "question")
        assert faults(app, walk.WorstValues(), db.session.rollback) == []
        db.session.remove()
        db.engine.dispose()


def test_no_odd_value_fails_at_an_urn(app):
    """Its pages are those of a sealed vote alone."""
    values = usual() | {"vote_id": str(held(preparing.Settings(ballots="sealed"), ends=None))}
    reads, chair, odd = walk.watch(app), enter(app, "moderation"), walk.OddValues()
    for rule, method in walk.routes(app):
        if rule.endpoint in ("urn.sign", "urn.count", "assembly.room"):
            walk.discover(rule, method, values, reads, [chair])
            assert walk.faults(walk.steps(rule, method, values, reads, odd), [chair]) == []


@pytest.mark.parametrize("role", [*MAILBOXES, "public"])
def test_nobody_breaks_a_page_that_is_not_theirs(app, role):
    """Each role, on every route, with everything odd at once."""
    prepared(db.session.query(Charter).one(), "question")
    browser, values = enter(app, MAILBOXES[role]) if role in MAILBOXES else public(app), usual()
    names = [
        "title",
        "heading",
        "body",
        "reason",
        "name",
        "clauses",
        "elector",
        "choice",
        "holder",
        "email",
        "page",
        "to",
    ]
    odd = {name: "\0" + str(2**63) + walk.ATTACK for name in names}
    found = []
    for rule, method in walk.routes(app):
        if rule.endpoint != "accounts.sign_out":
            here = walk.path(rule, values)
            found += walk.faults([walk.Step(method, here, odd, odd if method == "POST" else {})], [browser])
    assert found == []


def test_no_route_takes_another_method(app):
    """Asked before anybody looks at who asks."""
    browser, values = enter(app, MAILBOXES["moderator"]), usual()
    paths = {walk.path(rule, values) for rule, _ in walk.routes(app)}
    answers = {
        (path, each): browser.open(path, method=each).status_code for path in paths for each in ("PUT", "DELETE")
    }
    assert [asked for asked, status in answers.items() if status != 405] == []
