"""Which amendments collide with one that is advised to be adopted: only one of both can be."""

from collections.abc import Sequence

from charter.amendments import queries
from charter.amendments.deciding import rules as deciding
from charter.amendments.relating import relations
from charter.pages.to_decide.rules import Standing

ADOPTING = (deciding.ADOPT, deciding.ADOPT_MODIFIED)


def of_round(round_id: int, every: Sequence[Standing]) -> dict[int, list[int]]:
    """By the id of each that collides, the ids of those that are advised to be adopted. It compares the amendments of
    the clauses where there is any such advice, and of no others."""
    pending = [each for each in every if each.is_undecided and each.parent_id is None]
    adopting = {each.id for each in pending if each.has_advice and each.advice in ADOPTING}
    clause_ids = {each.clause_id for each in pending if each.id in adopting} - {None}
    bases = queries.bases_of(round_id, clause_ids) if clause_ids else {}
    found: dict[int, list[int]] = {}
    for clause_id in sorted(filter(None, clause_ids)):
        for pair, summary in relations.of_clause(round_id, clause_id, bases).items():
            if summary.is_blocking:
                for mine, other in (pair, pair[::-1]):
                    if other in adopting:
                        found.setdefault(mine, []).append(other)
    return found
