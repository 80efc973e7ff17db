"""The one value that every format is written from: frozen versions and closed votes, nothing live, no date of its own.

The same state of the database gives the same value, and so the same bytes.
"""

from typing import Any

from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses import versions
from charter.clauses.models import Version
from charter.clauses.queries import NumberedClause
from charter.core.clock import iso
from charter.core.digest import digest
from charter.votes import queries as votes
from charter.votes.models import Vote

FORMAT = "charter-document/1"


def document(charter: Charter) -> dict[str, Any]:
    """A charter as JSON: its parts in order with their newest published versions, and the annex of its votes.

    `digest` is the SHA-256 of the canonical JSON of everything else.
    """
    outline = clauses.outline(charter.id)
    newest = versions.newest_of_charter(charter.id)
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
        "votes": [_vote(each, outline) for each in votes.of_charter(charter.id)],
    }
    return value | {"digest": digest(value)}


def _clause(numbered: NumberedClause, newest: dict[int, Version]) -> dict[str, Any]:
    version = newest[numbered.clause.id]
    return {
        "id": numbered.clause.id,
        "number": numbered.number,
        "stage": numbered.clause.stage,
        "version": versions.hashed(version) | {"digest": version.digest, "at": iso(version.at), "cause": version.cause},
    }


def _vote(vote: Vote, outline: clauses.Outline) -> dict[str, Any]:
    """A vote with its exact text and roll; result and ballots only once it is closed."""
    value: dict[str, Any] = {
        "id": vote.id,
        "clause": vote.clause_id,
        "number": outline.number_of(vote.clause_id),
        "heading": vote.heading,
        "content": vote.content,
        "digest": vote.digest,
        "rule": vote.rule,
        "stage": vote.stage,
        "opened_at": iso(vote.opened_at),
        "opened_by": vote.opened_by,
        "roll_digest": vote.roll_digest,
        "roll": [
            {
                "member": each.member_id,
                "name": each.name,
                "association": each.association,
                "college": each.college,
            }
            for each in vote.electors
        ],
    }
    if vote.closed_at:
        value |= {"closed_at": iso(vote.closed_at), "closed_by": vote.closed_by}
    if vote.stage == "cancelled":
        value["reason"] = vote.reason
    if vote.stage == "closed":
        value |= {"result": vote.result, "ballots": _ballots(vote)}
    return value


def _ballots(vote: Vote) -> list[dict[str, Any]]:
    return [
        {"association": each.association, "college": each.college, "name": name, "choice": choice}
        for each in votes.by_association(vote)
        for name, choice in each.voters
    ]
