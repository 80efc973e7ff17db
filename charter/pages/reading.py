"""Template context of the page on which a charter is read: published words, and what became of each clause."""

from dataclasses import dataclass
from typing import Any

from charter.accounts.models import Member
from charter.amendments import eligibility
from charter.amendments import queries as amendments
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.clauses.versions import published
from charter.collab.publishing import drafts
from charter.comments import queries as comments
from charter.votes import queries as votes
from charter.votes.models import Vote
from charter.votes.reporting.result_sentences import verdict, verdict_kind
from charter.votes.rules.tally import Result
from charter.web.rendering.labels import CLAUSE_STAGE_NAMES, STAGE_NAMES

SHAPES = ("drafting", "frozen", "adopted", "rejected", "without_effect", "tied")
"""The icons of what became of a clause."""


@dataclass(frozen=True)
class Mark:
    """What became of a clause: one of `SHAPES`, and in words."""

    kind: str
    said: str


def context(charter: Charter, reader: Member | None) -> dict[str, Any]:
    """For `pages/charter.html`; without a `reader` who takes part, what the public reads."""
    newest = votes.newest_of_charter(charter.id)
    results = {clause_id: votes.result(vote) for clause_id, vote in newest.items() if vote.stage == "closed"}
    versions = published.newest_of_charter(charter.id, with_content=False)
    live = drafts.of_charter(charter.id, versions) if reader else {}
    outline = clauses.outline(charter.id)
    round_ = amendments.latest_round(charter.id, reader)
    return {
        "outline": outline,
        "versions": versions,
        "votes": newest,
        "results": results,
        "marks": _marks(charter, outline, newest, results),
        "shapes": SHAPES,
        "changed": {clause_id for clause_id, draft in live.items() if draft.differs},
        "open_round": round_ if round_ and eligibility.takes_amendments_now(round_) else None,
        "amendments": amendments.counts_by_clause(round_.id) if round_ else {},
        "open_threads": comments.open_counts(charter.id) if reader else {},
        "rights": charters.rights_of(reader, charter.id) if reader else set(),
    }


def _marks(
    charter: Charter, outline: clauses.Outline, newest: dict[int, Vote], results: dict[int, Result]
) -> dict[int, Mark]:
    by_stage = {stage: Mark(stage, str(name)) for stage, name in CLAUSE_STAGE_NAMES.items()}
    if charter.stage == "preparing":  # nobody drafts it yet
        by_stage["drafting"] = Mark("drafting", str(STAGE_NAMES["preparing"]))
    every = (each.clause for each in outline.clauses)
    return {each.id: _failed(each, newest, results) or by_stage[each.stage] for each in every}


def _failed(clause: Clause, newest: dict[int, Vote], results: dict[int, Result]) -> Mark | None:
    """The verdict of a vote after which the clause is not adopted: people look for it."""
    result = results.get(clause.id)
    if result is None or clause.stage == "adopted":
        return None
    rule = newest[clause.id].rule
    return Mark(verdict_kind(result, rule), verdict(result, rule))
