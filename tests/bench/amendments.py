"""Times amendments: their pages on the large demo, a clause with 300 of them, and the merge by itself.

Prints the median over the runs in milliseconds, by the clock and of a processor, each beside its bar; `!` marks what is
over it. Machines are noisy: compare processor times, and the load printed first.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import combinations, islice
from pathlib import Path
from random import Random

import flask_migrate
from flask import Flask
from sqlalchemy import func, select

from charter.accounts import actions as accounts
from charter.amendments import queries
from charter.amendments.models import Amendment
from charter.amendments.relating import relation_cache, relations
from charter.charters.models import Charter
from charter.comments.models import Thread
from charter.content.merge.atoms import Stream
from charter.content.merge.carrying import carried
from charter.content.merge.differing import diff
from charter.content.merge.patch import Patch
from charter.content.merge.relations import relate
from charter.content.merge.union import applied
from charter.database import db
from charter.demo.actions import DOMAIN
from charter.demo.large import actions as large
from charter.demo.large.plan import SMALL, WHOLE, Size
from tests.conftest import make_app, public
from tests.content.merge import edits
from tests.content.merge.edits import Line, stream

RUNS = 20
ALL_ON_ONE = replace(SMALL, amendments=300, most_amended=300)
Work = Callable[[], object]


class Table:
    """What was measured, row by row."""

    def __init__(self) -> None:
        self.is_over = False
        print(f"load {os.getloadavg()[0]:.1f}; milliseconds: median by the clock, of a processor, bar")

    def row(self, name: str, bar: float | None, work: Work, runs: int = RUNS, warm: bool = True) -> None:
        """Time some work; `warm`: once before, unmeasured."""
        if warm:
            work()
        timed = [_timed(work) for _ in range(runs)]
        clock, processor = (statistics.median(each) for each in zip(*timed, strict=True))
        over = bar is not None and processor > bar
        self.is_over |= over
        print(f"{name:<58.58} {clock:8.1f} {processor:8.1f} {bar or '':>7}{' !' if over else ''}")


def _timed(work: Work) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def main() -> None:
    table = Table()
    merge(table)
    with site(WHOLE) as app:
        pages(table, app)
    with site(ALL_ON_ONE) as app:
        one_clause(table, app)
    sys.exit(table.is_over)


@contextmanager
def site(size: Size) -> Iterator[Flask]:
    """An application on a demo of this size."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            flask_migrate.upgrade()
            large.load(size)
            db.session.remove()
        yield app
        with app.app_context():
            db.engine.dispose()


def pages(table: Table, app: Flask) -> None:
    """What a delegate reads, in a charter with 300 amendments."""
    with app.app_context():
        charter = db.session.scalars(select(Charter)).one()
        round_ = queries.open_round(charter.id)
        counts = queries.counts_by_clause(round_.id)
        most_amended = max(counts, key=lambda each: counts[each])
        most_discussed = db.session.scalars(
            select(Thread.clause_id).group_by(Thread.clause_id).order_by(func.count().desc())
        ).first()
        amendment = queries.of_clause(round_.id, most_amended)[0].number
        slug, of_round = charter.slug, f"{charter.slug}/amendments"
        db.session.remove()

    read = partial(get, delegate(app))
    with app.app_context():
        first = queries.numbered(round_.id, amendment).id
        db.session.remove()
    table.row("the list of 300 amendments", 80, partial(read, f"/charters/{of_round}"))
    table.row("the list, searched", 80, partial(read, f"/charters/{of_round}?find=semestre"))
    table.row(
        f"a clause with {counts[most_amended]} amendments",
        60,
        partial(read, f"/charters/{slug}/clauses/{most_amended}"),
    )
    table.row("an amendment of that clause", 40, partial(read, f"/charters/{of_round}/{first}"))
    table.row("a clause with 62 threads, 53 on words", 40, partial(read, f"/charters/{slug}/clauses/{most_discussed}"))


def one_clause(table: Table, app: Flask) -> None:
    """300 amendments of one clause: what they mean for each other, and the page that shows them."""
    with app.app_context():
        charter = db.session.scalars(select(Charter)).one()
        round_ = queries.open_round(charter.id)
        counts = queries.counts_by_clause(round_.id)
        clause_id = max(counts, key=lambda each: counts[each])
        bases = queries.bases(round_.id)
        compare = partial(relations.of_clause, round_.id, clause_id, bases)
        table.row(f"{counts[clause_id]} on one clause, pair by pair, once", 2000, compare, runs=1, warm=False)
        table.row("the same, known", None, compare)
        first = db.session.scalars(select(Amendment.id).order_by(Amendment.id)).first()
        slug = charter.slug
        db.session.remove()

    app.extensions["amendment_relations"] = relation_cache.RelationCache()
    read = partial(get, delegate(app))
    clause = partial(read, f"/charters/{slug}/clauses/{clause_id}")
    table.row("its page, once", 2000, clause, runs=1, warm=False)
    table.row("its page again", None, clause, runs=5)
    table.row("a page of one of them", None, partial(read, f"/charters/{slug}/amendments/{first}"), runs=5)


def delegate(app: Flask):
    browser = public(app)
    with app.app_context():
        secret = accounts.make_link(f"namur@{DOMAIN}")
    browser.post(f"/sign-in/{secret}")
    return browser


def get(browser, path: str) -> None:
    assert browser.get(path).status_code == 200, path


def merge(table: Table) -> None:
    """The merge by itself, on 300 amendments to 100 clauses of 136 words; the bars are 1.5 times what a prototype took
    (research/amendments.md, 2.4)."""
    random = Random(5)
    clauses = [clause_text(random, 136) for _ in range(100)]
    bases = [stream(each) for each in clauses]
    places = [random.randrange(100) for _ in range(300)]
    proposed = [(place, stream(edits.edited(clauses[place], random, random.randint(1, 3)))) for place in places]

    patches = [(place, diff(bases[place], text)) for place, text in proposed]
    by_clause: dict[int, list[Patch]] = {}
    for place, patch in patches:
        by_clause.setdefault(place, []).append(patch)
    together = {place: _compatible(each) for place, each in by_clause.items()}
    pairs = [(bases[place], *pair) for place, each in by_clause.items() for pair in combinations(each, 2)]
    on_one = [diff(bases[0], stream(edits.edited(clauses[0], random, random.randint(1, 3)))) for _ in range(300)]
    long, stranger = clause_text(random, 1100), clause_text(random, 1100)
    base, other, strange = stream(long), stream(edits.edited(long, random, 5)), stream(stranger)

    table.row("300 diffs", 741, lambda: [diff(bases[place], text) for place, text in proposed], runs=5)
    table.row(f"all {len(pairs)} pairs of them", 42, lambda: [relate(a, b) for _, a, b in pairs], runs=5)
    table.row("the unions of what does not collide", 68, partial(_unions, bases, together), runs=5)
    table.row("220 of them carried over", 531, lambda: [carried(*each) for each in islice(pairs, 220)], runs=5)
    table.row("44,850 pairs on one clause", 2193, lambda: [relate(*pair) for pair in combinations(on_one, 2)], runs=3)
    table.row(f"a diff of {len(base.atoms)} atoms", 18, lambda: diff(base, other))
    table.row("with a stranger of that size", 72, lambda: diff(base, strange))


def clause_text(random: Random, length: int) -> list[Line]:
    """A text of so many words, at least, in lines of 15 to 45."""
    found, words = list[Line](), 0
    while words < length:
        line = random.randint(15, 45)
        found.append(("paragraph" if random.random() < 0.7 else "bullet", edits.said(random, line)))
        words += line
    return found


def _compatible(patches: list[Patch]) -> list[Patch]:
    found: list[Patch] = []
    for patch in patches:
        if not any(relate(patch, other).is_blocking for other in found):
            found.append(patch)
    return found


def _unions(bases: list[Stream], together: dict[int, list[Patch]]) -> None:
    for place, patches in together.items():
        applied(bases[place], patches)


if __name__ == "__main__":
    main()
