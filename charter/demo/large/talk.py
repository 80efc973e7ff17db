"""Threads and their comments, and which of them were resolved."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import insert

from charter.accounts.models import Member
from charter.comments import actions as comments
from charter.comments.anchors import making, places
from charter.comments.anchors.selecting import Selection
from charter.comments.models import Anchor, Comment, Thread
from charter.database import db, writing
from charter.demo.large.plan import DAYS, PLACE_OF_LONGEST, Site, words

RESOLVED_SHARE, REOPENED_SHARE = 0.7, 0.4
TIED_SHARE = 0.85
"""How many threads are about words of the text."""
LAST_ANSWER_DAYS = 6
"""How long people answer in a thread."""


def load(site: Site) -> None:
    """All threads. Their rows are written together: a comment is no decision, and leaves no entry."""
    begun = sorted((site.dice.uniform(3, DAYS - 12), clause_id) for clause_id in _clauses(site))
    answers = _answers(site, len(begun))
    anchors = list(_anchors(clause_id for _day, clause_id in begun))
    with writing():
        for (day, clause_id), count, anchor in zip(begun, answers, anchors, strict=True):
            _thread(site, day, clause_id, count, anchor)


def _anchors(clause_ids: Iterable[int]) -> Iterator[Anchor | None]:
    """The words that each thread is about; None for one about the whole clause. They leave the dice of the rest of
    the demo alone."""
    dice = Random(50)  # noqa: S311
    for clause_id in clause_ids:
        if dice.random() > TIED_SHARE:
            yield None
            continue
        lines = [line for line in places.live_text(clause_id).lines if line.strip()]
        number = dice.randrange(len(lines))
        starts = [found.start() for found in re.finditer(r"\b\w", lines[number])]
        first = dice.randrange(len(starts))
        end = starts[min(len(starts) - 1, first + dice.randint(2, 6))]
        last = end if end > starts[first] else len(lines[number])
        yield making.anchor(clause_id, Selection(first=f"{number}.{starts[first]}", last=f"{number}.{last}"))


def _clauses(site: Site) -> Iterator[int]:
    """Where each thread stands."""
    longest = site.clause_ids[PLACE_OF_LONGEST]
    others = [each for each in site.clause_ids if each != longest]
    for number in range(site.size.threads):
        yield longest if number < site.size.longest else site.dice.choice(others)


def _answers(site: Site, threads: int) -> list[int]:
    """How many answers each thread has: most have few, some have many."""
    shares = [site.dice.paretovariate(1.6) for _ in range(threads)]
    left = site.size.comments - threads
    counts = [int(left * share / sum(shares)) for share in shares]
    counts[-1] += left - sum(counts)
    return counts


def _thread(site: Site, day: float, clause_id: int, answers: int, anchor: Anchor | None) -> None:
    starter = _speaker(site)
    thread = Thread(clause_id=clause_id, starter_id=starter.id, started_at=site.at_day(day))
    db.session.add(thread)
    db.session.flush()
    if anchor:
        anchor.thread_id, anchor.at = thread.id, thread.started_at
        db.session.add(anchor)

    days = [day, *sorted(day + site.dice.uniform(0.01, LAST_ANSWER_DAYS) for _ in range(answers))]
    speakers = [starter, *(_speaker(site) for _ in range(answers))]
    rows = [_comment(site, thread, *each) for each in zip(speakers, map(site.at_day, days), strict=True)]
    db.session.execute(insert(Comment), rows)

    _plan_resolving(site, thread, clause_id, days[-1])


def _plan_resolving(site: Site, thread: Thread, clause_id: int, day: float) -> None:
    """Most are resolved in the end, some of them after they were reopened once."""
    if site.dice.random() > RESOLVED_SHARE:
        return

    steps = (True, False, True) if site.dice.random() < REOPENED_SHARE else (True,)
    by = site.dice.choice(site.moderators)
    for number, resolved in enumerate(steps):
        site.at(day + 0.5 + number, partial(comments.resolve, clause_id, thread.id, resolved=resolved, by=by))


def _comment(site: Site, thread: Thread, author: Member, at: datetime) -> dict[str, Any]:
    talk, is_first = words("talk"), author.id == thread.starter_id and at == thread.started_at
    first, second = ("openings", "reasons") if is_first else ("answers", "details")
    body = f"{site.dice.choice(talk[first])} {site.dice.choice(talk[second])}"
    return {"thread_id": thread.id, "author_id": author.id, "body": body, "written_at": at}


def _speaker(site: Site) -> Member:
    return site.dice.choice(site.observers if site.dice.random() < 0.06 else site.delegates)
