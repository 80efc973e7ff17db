"""The page and title of what an entry of the journal is about."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.journal.models import Entry
from charter.votes import queries as votes

Link = tuple[str, object]
"""An address and a name."""


def links(shown: Iterable[Entry]) -> dict[int, Link]:
    """By the number of the entry; an entry about the whole site has none."""
    return {entry.seq: found for entry in shown if (found := link(entry))}


def link(entry: Entry) -> Link | None:
    """The page of the vote, the clause or the charter."""
    kind, _colon, number = entry.subject.partition(":")
    heading = entry.facts.get("heading") or entry.facts.get("title")
    if kind == "vote":
        name = _("Vote %(number)s", number=number).replace(" ", "\N{NO-BREAK SPACE}")
        return url_for("votes.vote", vote_id=number), f"{name} · {heading or votes.get(int(number)).heading}"
    if entry.charter_id is None:
        return None

    charter = charters.get(entry.charter_id)
    clause_id = number if kind == "clause" else entry.facts.get("clause")
    if clause_id:
        place = url_for("pages.clause", slug=charter.slug, clause_id=clause_id)
        return place, heading or clauses.get(int(clause_id)).heading
    return url_for("pages.charter", slug=charter.slug), heading or charter.title
