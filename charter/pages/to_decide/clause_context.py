"""The context of one clause of the page To decide."""

from collections.abc import Mapping
from typing import Any

from charter.accounts.models import Member
from charter.amendments import names, queries
from charter.amendments.deciding import ordering
from charter.amendments.models import Round, RoundBase
from charter.charters.models import Charter
from charter.core.errors import NotFound
from charter.pages.to_decide import gestures, messages, page_context, places
from charter.pages.to_decide import rules as standing
from charter.pages.to_decide.gestures import Ballot
from charter.pages.to_decide.places import Entry, Place
from charter.web.input import parsing


def of(charter: Charter, reader: Member | None, clause_id: int | None, asked: Mapping[str, str]) -> dict[str, Any]:
    """For `pages/to_decide/clause.html`; `clause_id` None: of all new clauses. NotFound for a clause that the round
    does not have."""
    round_ = page_context.round_of(charter, reader, asked)
    all_bases = queries.bases(round_.id, with_texts=False)
    if clause_id is not None and clause_id not in all_bases:
        raise NotFound()
    opened, at = places.of_new(charter, round_) if clause_id is None else places.of_clause(charter, round_, clause_id)
    wanted = parsing.known(asked, "missing", standing.MISSING)
    entries = _entries(at)
    return {
        "charter": charter,
        "round": round_,
        "clause_id": clause_id,
        "base": all_bases.get(clause_id or 0),
        "title": names.article(all_bases[clause_id]) if clause_id else "",
        "wanted": wanted,
        "places": [each for each in at if not wanted or any(wanted in one.lacks for one in _entries([each]))],
        "all_places": len(at),
        "entries": entries,
        "settled": places.settled(opened),
        "neighbours": _neighbours(clause_id, all_bases, round_.id),
        "typographic": gestures.typographic(entries, round_.id),
        "identical": gestures.identical(entries),
        "ballots": _ballots(entries, round_),
        "unpublished": page_context.unpublished([each.standing for each in entries]),
        "MISSING_NAMES": messages.MISSING_NAMES,
        "BUCKET_NAMES": messages.BUCKET_NAMES,
        "ADVICE_NAMES": messages.ADVICE_NAMES,
        "ANSWER_NAMES": messages.ANSWER_NAMES,
        "bucket": standing.bucket,
        **places.helpers(),
    }


def _entries(at: list[Place]) -> list[Entry]:
    main = [entry for place in at for proposal in place.proposals for entry in proposal.entries]
    return [each for one in main for each in (one, *one.subs)]


def _ballots(entries: list[Entry], round_: Round) -> list[Ballot]:
    """The votes that can be prepared here, in the proposed order; none before the round is closed."""
    ready = [each.amendment for each in entries if standing.may_be_voted(each.standing)]
    if round_.is_open or not ready:
        return []
    ids = {change.clause_id for each in ready for change in each.wording.changes}
    return gestures.ballots(entries, ordering.proposed(ready, queries.bases_of(round_.id, ids)))


def _neighbours(
    clause_id: int | None, bases: Mapping[int, RoundBase], round_id: int
) -> dict[str, tuple[int, str] | None]:
    """The clauses before and after this one that have something to decide."""
    waiting = queries.counts_by_clause(round_id)
    order = [each for each in bases if each in waiting or each == clause_id]
    if clause_id not in order:
        return {"before": None, "after": None}
    here = order.index(clause_id)
    before, after = order[:here][-1:], order[here + 1 :][:1]
    return {
        name: (ids[0], names.article(bases[ids[0]])) if ids else None
        for name, ids in (("before", before), ("after", after))
    }
