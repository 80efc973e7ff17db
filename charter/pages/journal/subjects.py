"""The page and title of what an entry of the journal is about."""

from collections.abc import Iterable, Mapping

from flask import url_for
from flask_babel import gettext as _

from charter.amendments import names
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.journal.models import Entry
from charter.pages.journal import queries
from charter.votes import queries as votes

Link = tuple[str, object]
"""An address and a name."""


def links(shown: Iterable[Entry], headings: Mapping[int, str] | None = None) -> dict[int, Link]:
    """By the number of the entry; an entry about the whole site has none. `headings`: what clauses are called, by
    their id, for who does not read drafts."""
    shown = list(shown)
    # The session forgets rows that nobody holds: each link would read its own.
    held = queries.votes_and_clauses(map(_vote_id, shown), map(_clause_id, shown))
    found = {entry.seq: found for entry in shown if (found := link(entry, headings))}
    del held
    return found


def link(entry: Entry, headings: Mapping[int, str] | None = None) -> Link | None:
    """The page of the vote, the clause or the charter."""
    kind, _colon, number = entry.subject.partition(":")
    heading = entry.facts.get("heading") or entry.facts.get("title")
    if kind == "vote":
        name = _("Vote %(number)s", number=number).replace(" ", "\N{NO-BREAK SPACE}")
        return url_for("votes.vote", vote_id=number), f"{name} · {heading or votes.get(int(number)).heading}"
    if entry.charter_id is None:
        return None

    charter = charters.get(entry.charter_id)
    if kind == "amendment":
        facts = entry.facts
        name = names.in_round(names.of_record(facts["number"], facts.get("parent")), facts["round"])
        return url_for("amendments.amendment", slug=charter.slug, amendment_id=number), name
    if kind == "round":
        return url_for("rounds.page", slug=charter.slug), _("Round %(number)s", number=entry.facts["number"])
    if clause_id := _clause_id(entry):
        place = url_for("pages.clause", slug=charter.slug, clause_id=clause_id)
        published = headings.get(clause_id) if headings else None
        return place, published or heading or clauses.get(clause_id).heading
    return url_for("pages.charter", slug=charter.slug), heading or charter.title


def _vote_id(entry: Entry) -> int | None:
    kind, _colon, number = entry.subject.partition(":")
    return int(number) if kind == "vote" else None


def _clause_id(entry: Entry) -> int | None:
    kind, _colon, number = entry.subject.partition(":")
    found = number if kind == "clause" else entry.facts.get("clause")
    return int(found) if found else None
