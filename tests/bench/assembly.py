"""A database with a great assembly in it: delegates who are signed in, and clauses of ten paragraphs to type in.

`python -m tests.bench.assembly FOLDER MEMBERS CLAUSES` makes one, with `cookies.txt` and `clauses.txt` beside it.
"""

import sys
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import insert, select

from charter.accounts import rules
from charter.accounts.current import COOKIE_KEY
from charter.accounts.models import Account, Association, Member, Session
from charter.clauses import queries as clauses
from charter.collab.publishing import actions as collab
from charter.collab.ydoc import from_prosemirror
from charter.core import clock
from charter.core.ids import token, token_digest
from charter.database import db, writing
from charter.demo import actions as demo
from tests.conftest import make_app

PARAGRAPHS = 10
WORDS = "\n\n".join(["Une phrase de longueur ordinaire, comme en compte une charte. " * 3] * PARAGRAPHS)


def make(folder: Path, members: int, clause_count: int) -> None:
    """Fill a fresh database in `folder`, ready to be served from there in development."""
    app = make_app(folder)
    with app.app_context():
        flask_migrate.upgrade()
        charter = demo.load()
        keys = sign_in(delegates(members))
        section = clauses.sections(charter.id)[-1]
        made = [new_clause(charter.id, section.id, number) for number in range(clause_count)]
        save(folder / "cookies.txt", [cookie(app, key) for key in keys])
        save(folder / "clauses.txt", made)
        close()


def delegates(count: int) -> list[int]:
    """Members of one association, all delegates; returns their ids."""
    association = db.session.scalar(select(Association.id).limit(1))
    shared = {"role": "delegate", "association_id": association}
    addresses = [{"email": f"delegate-{n}@{demo.DOMAIN}"} for n in range(count)]
    with writing():
        accounts = db.session.scalars(insert(Account).returning(Account.id, sort_by_parameter_order=True), addresses)
        rows = [shared | {"account_id": each, "name": f"Delegate {n}"} for n, each in enumerate(accounts)]
        return list(db.session.scalars(insert(Member).returning(Member.id, sort_by_parameter_order=True), rows))


def sign_in(member_ids: list[int]) -> list[str]:
    """A live session for each, without the links that `accounts.sessions.sign_in` uses up; returns their keys."""
    keys = [token() for _ in member_ids]
    expires = clock.now() + rules.session_life("delegate")
    rows = [
        {"member_id": member_id, "key_digest": token_digest(key), "browser": "benchmark", "expires_at": expires}
        for member_id, key in zip(member_ids, keys, strict=True)
    ]
    with writing():
        db.session.execute(insert(Session), rows)
    return keys


def cookie(app: Flask, key: str) -> str:
    """The header that a browser with this session sends."""
    signed = app.session_interface.get_signing_serializer(app).dumps({COOKIE_KEY: key})
    return f"{app.config['SESSION_COOKIE_NAME']}={signed}"


def new_clause(charter_id: int, section_id: int, number: int) -> int:
    words = from_prosemirror.paragraphs(WORDS)
    return collab.create_clause(charter_id, section_id, f"Article à écrire {number}", None, words).id


def save(path: Path, lines: list[object]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines))


def close() -> None:
    """Leave all in one file, which can then be copied."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
