"""The last structural act on a charter, kept so that it can be undone; its own transaction writes it.

What is kept is the structure before and after. An act can be undone while the structure is what it left.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from charter.accounts.models import Member
from charter.clauses import queries
from charter.clauses.models import Clause, OutlineChange, Section
from charter.core import clock
from charter.database import db

UNDONE_WITHIN = timedelta(days=1)
"""How long after an act it can be undone: later, people have read and cited what it left."""
Structure = dict[str, Any]
"""`sections`: [id, title] in order. `shelves`: the clause ids of each. `headings`: by clause id, as text, of every
clause. `dropped`: the ids of those taken out."""


def structure(charter_id: int) -> Structure:
    """The structure of a charter in the present transaction."""
    db.session.flush()
    outline = queries.outline(charter_id)
    rows = db.session.execute(select(Clause.id, Clause.heading, Clause.stage).where(Clause.charter_id == charter_id))
    every = sorted(tuple(row) for row in rows)
    return {
        "sections": [[each.section.id, each.section.title] for each in outline.sections],
        "shelves": outline.shelves(),
        "headings": {str(clause_id): heading for clause_id, heading, _stage in every},
        "dropped": [clause_id for clause_id, _heading, stage in every if stage == "dropped"],
    }


@contextmanager
def remembered(charter_id: int, verb: str, name: str, by: Member | None) -> Iterator[None]:
    """Keep what is done inside as the last act; the caller has locked the charter."""
    before = structure(charter_id)
    yield
    after = structure(charter_id)
    if after == before:
        return
    values = {"verb": verb, "name": name, "by_id": by.id if by else None, "at": clock.now()}
    change = OutlineChange(charter_id=charter_id, token=secrets.token_hex(8), before=before, after=after, **values)
    db.session.merge(change)


def last(charter_id: int) -> OutlineChange | None:
    """The last act on the structure of a charter, if it can still be undone."""
    change = db.session.get(OutlineChange, charter_id)
    if change is None or change.at <= clock.now() - UNDONE_WITHIN:
        return None
    return change if structure(charter_id) == change.after and _ids_are_free(change) else None


def _ids_are_free(change: OutlineChange) -> bool:
    """Whether the sections that were removed can come back under their ids: SQLite gives the highest one again, to a
    section of another charter as well."""
    removed = {each for each, _title in change.before["sections"]} - {each for each, _title in change.after["sections"]}
    return db.session.scalar(select(Section.id).where(Section.id.in_(removed)).limit(1)) is None
