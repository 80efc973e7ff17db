"""The one value that every format is written from: frozen versions and closed votes, nothing live, no date of its own.

The same state of the database gives the same value, and so the same bytes.
"""

from typing import Any

from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Version
from charter.clauses.queries import NumberedClause
from charter.clauses.versions import published
from charter.core.clock import iso
from charter.core.digest import digest
from charter.core.loop import off_the_loop
from charter.journal import queries as journal
from charter.votes import queries as votes
from charter.votes.reporting.public_record import public_vote

FORMAT = "charter-document/3"


def document(charter: Charter) -> dict[str, Any]:
    """A charter as JSON: its parts in order with their newest published versions, and the annex of its votes.

    `digest` is the SHA-256 of the canonical JSON of everything else.
    """
    outline = clauses.outline(charter.id)
    newest = published.newest_of_charter(charter.id)
    value: dict[str, Any] = {
        "format": FORMAT,
        "charter": {
            "title": charter.title,
            "slug": charter.slug,
            "summary": charter.summary,
            "language": charter.language,
            "stage": charter.stage,
        },
        "preamble": [_clause(each, newest) for each in outline.preamble],
        "sections": [
            {
                "number": section.roman,
                "title": section.section.title,
                "clauses": [_clause(each, newest) for each in section.clauses],
            }
            for section in outline.sections
        ],
        "votes": _votes(charter),
    }
    return value | {"digest": off_the_loop(lambda: digest(value))}


def _votes(charter: Charter) -> list[dict[str, Any]]:
    """In the order in which the journal opened them."""
    order = journal.order_of(charter.id, "vote.opened")
    return [
        public_vote(each) for each in sorted(votes.of_charter(charter.id), key=lambda each: order[f"vote:{each.id}"])
    ]


def _clause(numbered: NumberedClause, newest: dict[int, Version]) -> dict[str, Any]:
    version = newest[numbered.clause.id]
    return {
        "id": numbered.clause.id,
        "number": numbered.number,
        "stage": numbered.clause.stage,
        "version": published.hashed(version)
        | {"digest": version.digest, "at": iso(version.at), "cause": version.cause},
    }
