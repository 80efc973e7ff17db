"""What a rectification may add to an amendment, and leave out of it: it gets round neither the time for amendments nor
the limits of the round, and takes no text away from a sub-amendment."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, select

from charter.amendments import eligibility, queries, rules, texts
from charter.amendments.models import Amendment, Change, Round, Wording
from charter.amendments.relating import relations
from charter.amendments.texts import Proposed
from charter.database import db


def added(amendment: Amendment, proposed: Sequence[Proposed]) -> list[Proposed]:
    """The texts for clauses, and places of new ones, that its present wording does not have."""
    left = Counter(each.place for each in texts.of_changes(amendment.wording.changes))
    found = []
    for each in proposed:
        if left[each.place] > 0:
            left[each.place] -= 1
        else:
            found.append(each)
    return found


def may_add(amendment: Amendment, new: Sequence[Proposed], now: datetime) -> ColumnElement[bool]:
    """SQL condition on the row of the amendment: its round still takes these texts. A sub-amendment has no other time
    than its amendment, and no other clauses."""
    clause_ids = [each.clause_id for each in new if each.clause_id]
    is_sub = amendment.parent_id is not None
    condition = eligibility.is_under_clause_limit(amendment.association_id, clause_ids, is_sub)
    if new and not is_sub:
        condition &= eligibility.takes_amendments(now)
    return exists().where(Round.id == Amendment.round_id, condition)


def reasons(amendment: Amendment, proposed: Sequence[Proposed], new: Sequence[Proposed], now: datetime) -> list[object]:
    """Why it may not become this, in words."""
    found: list[object] = []
    here = select(Round.id).where(Round.id == amendment.round_id)
    in_time = amendment.parent_id is not None or db.session.scalar(here.where(eligibility.takes_amendments(now)))
    for each in () if in_time else new:
        found.append(
            _l(
                "The time for amendments is over: a rectification can no longer reach “%(heading)s”.",
                heading=each.heading,
            )
        )
    clause_ids = [each.clause_id for each in new if each.clause_id]
    limit = eligibility.is_under_clause_limit(amendment.association_id, clause_ids, amendment.parent_id is not None)
    if db.session.scalar(here.where(limit)) is None:
        found.append(
            _l("Your association has as many amendments as this round allows, in all or on one of these clauses.")
        )
    return found + _left_without_text(amendment, proposed) + beside_decided(amendment, proposed)


def beside_decided(amendment: Amendment, proposed: Sequence[Proposed]) -> list[object]:
    """Why another wording may not come now, in words: what a vote on another amendment of its clauses has printed of it
    would not hold, or it could not stand beside what is adopted."""
    clause_ids = [each.clause_id for each in proposed if each.clause_id]
    voting = select(Amendment.number).join(Wording, and_(*queries.newest_wording()))
    voting = voting.join(Change, Change.wording_id == Wording.id).where(Change.clause_id.in_(clause_ids))
    voting = voting.where(Amendment.round_id == amendment.round_id, Amendment.stage == rules.VOTING)
    found: list[object] = [
        _l("A vote on amendment %(number)s of the same clause is open: wait until it ends.", number=number)
        for number in db.session.scalars(voting.distinct().order_by(Amendment.number))
    ]
    if queries.has_sub_in_vote(amendment.id):
        found.append(_l("A vote on a sub-amendment to it is open: wait until it ends."))
    bases = queries.bases_of(amendment.round_id, clause_ids)
    met = relations.of_texts(amendment.round_id, proposed, bases, own=amendment, stages=[rules.ADOPTED])
    numbers = sorted({each.amendment.number for each in met if each.summary.is_blocking})
    return found + [
        _l("This wording cannot stand beside amendment %(number)s, which is adopted.", number=number)
        for number in numbers
    ]


def _left_without_text(amendment: Amendment, proposed: Sequence[Proposed]) -> list[object]:
    kept = {each.place for each in proposed}
    subs = [each for each in queries.sub_amendments(amendment.id) if each.stage in rules.UNDECIDED]
    return [
        _l(
            "The sub-amendment %(number)s would change “%(heading)s”: that text stays in your amendment.",
            number=sub.number,
            heading=each.heading,
        )
        for sub in subs
        for each in texts.of_changes(sub.wording.changes)
        if each.place not in kept
    ]
