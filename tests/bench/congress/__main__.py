"""Times what moderators do in a congress of 3,280 amendments to 120 clauses: the page To decide, a clause with 100
amendments, the consequences of one of them, and an advice that is saved.

Prints as `tests.bench.amendments`.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import select

from charter.accounts import actions as accounts
from charter.accounts.models import Member
from charter.amendments import queries
from charter.amendments.deciding import consequences, dispositions
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.dispositions import Advice
from charter.amendments.models import Amendment
from charter.charters.models import Charter
from charter.database import db
from charter.demo.actions import DOMAIN
from tests.bench.amendments import Table, get
from tests.bench.congress import building
from tests.conftest import make_app, public


def main() -> None:
    table = Table()
    with site() as app:
        with app.app_context():
            round_ = queries.latest_round(db.session.scalars(select(Charter)).one().id, _chair())
            counts = queries.counts_by_clause(round_.id)
            most_amended = max(counts, key=lambda each: counts[each])
            of_one = [each.id for each in queries.of_clause(round_.id, most_amended)]
            slug = db.session.scalars(select(Charter)).one().slug
            db.session.remove()
        pages(table, app, slug, most_amended, counts)
        with app.app_context():
            verbs(table, of_one)
    sys.exit(table.is_over)


def _chair() -> Member:
    return db.session.scalars(select(Member).where(Member.role == "moderator")).first()


@contextmanager
def site() -> Iterator[Flask]:
    """An application with the congress."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            flask_migrate.upgrade()
            begun = time.perf_counter()
            building.build()
            print(f"{building.AMENDMENTS} amendments made in {time.perf_counter() - begun:.0f} s")
            db.session.remove()
        yield app
        with app.app_context():
            db.engine.dispose()


def pages(table: Table, app: Flask, slug: str, most_amended: int, counts: dict[int, int]) -> None:
    """What moderators read."""
    read = partial(get, moderator(app))
    page = f"/charters/{slug}/amendments/to-decide"
    usual = sorted(counts, key=lambda each: counts[each])[len(counts) // 2]
    table.row("To decide, once", None, partial(read, page), runs=1, warm=False)
    table.row("To decide", 300, partial(read, page))
    table.row("what has no advice, second page", 300, partial(read, f"{page}?missing=no_advice&page=2"))
    table.row("what collides, once", None, partial(read, f"{page}?missing=collides"), runs=1, warm=False)
    table.row("what collides", None, partial(read, f"{page}?missing=collides"), runs=3)
    table.row(f"a clause with {counts[usual]} amendments", 300, partial(read, f"{page}/clauses/{usual}"))
    table.row("a clause with 100, once", None, partial(read, f"{page}/clauses/{most_amended}"), runs=1, warm=False)
    table.row("a clause with 100", None, partial(read, f"{page}/clauses/{most_amended}"), runs=5)
    first = f"/charters/{slug}/amendments"
    table.row("the list of amendments", None, partial(read, first), runs=5)


def verbs(table: Table, of_one: list[int]) -> None:
    """What is worked out, and written."""
    table.row("consequences of one among 100", 100, partial(_follow, of_one[50]))
    table.row("an advice saved", 50, partial(_advise, of_one[51]))


def _follow(amendment_id: int) -> None:
    amendment = db.session.get_one(Amendment, amendment_id)
    consequences.of(amendment, consequences.bases_for([amendment]))
    db.session.remove()


def _advise(amendment_id: int) -> None:
    amendment, newest = db.session.get_one(Amendment, amendment_id), decisions.newest([amendment_id])
    seen = newest[amendment_id].revision if newest else 0
    dispositions.advise(amendment.charter_id, amendment_id, Advice("vote", words="À voir."), seen, _chair())
    db.session.remove()


def moderator(app: Flask):
    browser = public(app)
    with app.app_context():
        secret = accounts.make_link(f"moderation@{DOMAIN}")
    browser.post(f"/sign-in/{secret}")
    return browser


if __name__ == "__main__":
    main()
