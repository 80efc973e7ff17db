"""What the pages of incorporation show."""

from collections.abc import Collection, Mapping
from typing import Any

from charter.amendments import names, queries
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import settling
from charter.amendments.incorporation import preview
from charter.amendments.incorporation.preview import Pair, Preview
from charter.amendments.models import Round
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.versions import comparison
from charter.content import diff
from charter.core.errors import NotFound


def all_clauses(charter: Charter, round_: Round) -> dict[str, Any]:
    """What is adopted and not in the text yet, and what is; what keeps the round from being decided."""
    left = settling.left(round_.id)
    done = decisions.incorporations(round_.id)
    ids = [*left.clause_ids, *done, *(change.after_clause_id for _, change in left.new_clauses)]
    bases, outline = queries.bases_of(round_.id, ids), clauses.outline(charter.id)
    return {
        "charter": charter,
        "round": round_,
        "left": left,
        "appealed": settling.appealed(left.appeals) if left.appeals else "",
        "due": [bases[each] for each in left.clause_ids],
        "new_clauses": [(each, change, names.spot(change, bases, outline)) for each, change in left.new_clauses],
        "done": [(each, clauses.get(each.clause_id)) for each in done.values()],
        "number_of_adopted": _adopted(round_),
        "short_name": names.short,
        "numbered": names.numbered,
    }


def _adopted(round_: Round) -> dict[int | None, int]:
    """How many were adopted, by the clause that they change."""
    found: dict[int | None, int] = {}
    for each in queries.outlined(round_.id):
        for change in each.wording.changes if each.stage == "adopted" and each.parent_id is None else ():
            found[change.clause_id] = found.get(change.clause_id, 0) + 1
    return found


def one_clause(charter: Charter, round_: Round, clause_id: int, read: Collection[Pair]) -> dict[str, Any]:
    """The preview of a clause, with its changes. NotFound for one that is not of the round."""
    try:
        shown = preview.of(round_, clause_id)
    except KeyError:
        raise NotFound from None
    return {
        "charter": charter,
        "round": round_,
        "shown": shown,
        "read": read,
        "short_name": names.short,
        "numbered": names.numbered,
        "names": {each.number: names.within(each) for each in shown.adopted},
        **_changes(shown),
    }


def _changes(shown: Preview) -> Mapping[str, Any]:
    base = preview.frozen(shown.base)
    if shown.text is None:
        return {"heading": (), "rows": ()}
    is_renamed = base.heading != shown.text.heading
    changes = comparison.context(base.content, shown.text.content, is_renamed)
    return changes | {"heading": diff.reworded(base.heading, shown.text.heading) if is_renamed else ()}
