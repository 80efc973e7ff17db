"""The context of the threads of a clause, alone and in the page of the clause."""

from typing import Any

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.comments import queries


def threads(slug: str, clause_id: int, **more: Any) -> dict[str, Any]:
    """The context of `comments/_threads.html`."""
    member = current.reader()
    clause = clauses.of(charters.by_slug(slug, member), clause_id)

    return {
        "slug": slug,
        "clause": clause,
        "threads": queries.threads(clause_id),
        "may_comment": queries.may_comment(member, clause),
        "may_change": lambda comment: queries.may_change(member, comment),
        "may_resolve": lambda thread: queries.may_resolve(member, thread),
        **{"errors": (), "refused_at": "", "typed": ""},
    } | more
