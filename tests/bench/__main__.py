"""Times the pages of a charter of 100 clauses: what the server takes to answer, without network or browser.

Prints the minimum, median and maximum over the runs, in milliseconds; machines are noisy, so quote the median.
"""

import gzip
import statistics
import tempfile
import time
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import select

from charter.accounts import actions as accounts
from charter.accounts.models import Member
from charter.charters.models import Charter
from charter.clauses import queries
from charter.collab.publishing import actions as collab
from charter.collab.ydoc import from_prosemirror
from charter.comments import actions as comments
from charter.comments.anchors.selecting import Selection
from charter.database import db
from charter.demo import actions as demo
from charter.demo.actions import DOMAIN
from tests.conftest import make_app, public

CLAUSES = 100
RUNS = 40
THREADS, DISCUSSED_CLAUSE = 50, 90


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            flask_migrate.upgrade()
            slug = fill()
        print(f"{CLAUSES} clauses, {RUNS} runs; milliseconds: min / median / max; kB as sent, gzip")
        for name, mailbox, path in pages(slug):
            report(app, name, mailbox, path)
        with app.app_context():
            db.engine.dispose()


def fill() -> str:
    """The demo charter, with clauses added until there are 100."""
    charter = demo.load()
    section = queries.sections(charter.id)[-1]
    words = from_prosemirror.paragraphs("Une phrase de longueur ordinaire, comme en compte une charte. " * 8)
    for number in range(CLAUSES - len(queries.outline(charter.id).clauses)):
        collab.create_clause(charter.id, section.id, f"Article ajouté {number}", None, words)
    discuss(DISCUSSED_CLAUSE)
    return db.session.get_one(Charter, charter.id).slug


def discuss(clause_id: int) -> None:
    """Threads on words all over a clause."""
    member = db.session.scalars(select(Member).where(Member.role == "delegate")).first()
    for number in range(THREADS):
        on = Selection(first=f"0.{8 * number}", last=f"0.{8 * number + 7}")
        comments.start_thread(clause_id, f"Une question sur ces mots, la {number}e.", member, on)


def pages(slug: str) -> list[tuple[str, str | None, str]]:
    return [
        ("reading page, public", None, f"/charters/{slug}"),
        ("reading page, delegate", "namur", f"/charters/{slug}"),
        ("clause, delegate", "namur", f"/charters/{slug}/clauses/5"),
        ("clause, 50 threads on words", "namur", f"/charters/{slug}/clauses/{DISCUSSED_CLAUSE}"),
        ("vote, open", "namur", "/votes/2"),
        ("vote, closed", None, "/votes/1"),
        ("export JSON", None, f"/charters/{slug}/export/json"),
        ("export PDF", None, f"/charters/{slug}/export/pdf"),
    ]


def report(app: Flask, name: str, mailbox: str | None, path: str) -> None:
    browser = public(app)
    if mailbox:
        with app.app_context():
            secret = accounts.make_link(f"{mailbox}@{DOMAIN}")
        browser.post(f"/sign-in/{secret}")
    taken = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        answer = browser.get(path)
        taken.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200
    taken = sorted(taken[1:])  # the first one warms up
    weight = len(gzip.compress(answer.data)) / 1000
    print(f"{name:<24} {taken[0]:7.1f} / {statistics.median(taken):7.1f} / {taken[-1]:7.1f}   {weight:7.1f} kB")


main()
