"""What keeps amendments from being put to the vote, all at once."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l

from charter.amendments import names, queries, rules
from charter.amendments.deciding import consequences, ordering
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment, RoundBase
from charter.amendments.relating import relations
from charter.amendments.views import listing
from charter.clauses import queries as clauses
from charter.collab.storage import live_text
from charter.collab.ydoc.document import Unreadable
from charter.content.merge.text import Text, normal
from charter.votes.models import Vote
from charter.votes.motion_models import AMENDMENT, AMENDMENTS


def of(vote: Vote) -> list[object]:
    """Every obstacle that lies in the amendments of a vote and in the texts that they change."""
    amendments = [each.amendment for each in vote.motions if each.taken_out_at is None]
    if not amendments:
        return [_l("There is no amendment to vote on.")]
    bases = consequences.bases_for(amendments)
    advice = decisions.newest([each.id for each in amendments], is_published=True)
    found = [said for each in amendments for said in _of_amendment(each, advice.get(each.id))]
    found += [said for each in amendments for said in _beside_adopted(each, bases)]
    found += _of_clauses(amendments, bases)
    if vote.kind == AMENDMENTS:
        found += _of_block(amendments, advice, bases)
    if vote.kind == AMENDMENT:
        found += _of_one(vote, amendments, bases)
    return found


def of_clauses(vote: Vote) -> list[object]:
    """What keeps clauses from being voted: the vote that binds is on the clause as amended."""
    if vote.kind not in ("clause", "block"):
        return []
    found = decisions.unfinished([each.clause_id for each in vote.items])
    return [
        _l(
            "“%(heading)s” has amendments that are undecided, or adopted and not in the text: %(numbers)s.",
            heading=clauses.get(clause_id).heading,
            numbers=", ".join(map(str, numbers)),
        )
        for clause_id, numbers in found.items()
    ]


def _of_amendment(amendment: Amendment, advice: Disposition | None) -> Iterable[object]:
    name = names.within(amendment)
    yield from _in_stage(amendment, name)
    if listing.lacks(amendment) == listing.SUPPORT:
        yield _l("Amendment %(name)s lacks co-signatures.", name=name)
    if _is_unanswered(amendment, advice):
        yield _l("Amendment %(name)s: its author has not answered about the modified wording.", name=name)
    subs = [each.number for each in queries.sub_amendments(amendment.id) if each.stage in rules.UNDECIDED]
    if subs:
        numbers = ", ".join(map(str, subs))
        yield _l("Amendment %(name)s: its sub-amendments are voted first (%(numbers)s).", name=name, numbers=numbers)


def _in_stage(amendment: Amendment, name: str) -> Iterable[object]:
    if amendment.round.is_open:
        yield _l("Amendments are voted once their round is closed.")
    if amendment.stage == rules.UNPLACED:
        yield _l("Amendment %(name)s has to be placed again by its author.", name=name)
    elif amendment.stage == rules.REDUCED:
        yield _l("Amendment %(name)s is partly adopted: its author says whether to keep the rest.", name=name)
    elif amendment.stage != rules.SUBMITTED:
        yield _l("Amendment %(name)s is settled, or in a vote.", name=name)
    if amendment.round_id not in queries.newest_rounds([amendment.charter_id]):
        yield _l("Amendment %(name)s is of an earlier round: the text was frozen anew since.", name=name)
    if queries.is_overtaken(amendment):
        yield _l("Amendment %(name)s was written for an earlier wording: its author rectifies it.", name=name)
    if amendment.parent and amendment.parent.stage not in rules.CHANGEABLE:
        yield _l("Amendment %(name)s: what it would amend is settled, or in a vote.", name=name)


def _beside_adopted(amendment: Amendment, bases: Mapping[int, RoundBase]) -> Iterable[object]:
    for each in relations.of_amendment(amendment, bases, stages=[rules.ADOPTED]):
        if each.summary.is_blocking:
            yield _l(
                "Amendment %(name)s cannot stand beside %(other)s, which is adopted.",
                name=names.within(amendment),
                other=names.within(each.amendment),
            )


def _is_unanswered(amendment: Amendment, advice: Disposition | None) -> bool:
    """Whether its author was asked about a modified wording, and has said nothing."""
    if advice is None or advice.advice != deciding.ADOPT_MODIFIED or advice.answer is not None:
        return False
    return advice.wording_digest == amendment.wording.digest


def _of_clauses(amendments: Sequence[Amendment], bases: Mapping[int, RoundBase]) -> Iterable[object]:
    for base in (bases[each] for each in sorted(clause_ids(amendments)) if each in bases):
        clause = clauses.get(base.clause_id)
        if clause.stage == "frozen":
            yield _l("Another vote on “%(heading)s” is open: hold one after the other.", heading=clause.heading)
        elif clause.stage != "drafting":
            yield _l("“%(heading)s” is no longer in drafting.", heading=clause.heading)
        elif decisions.incorporation(base.round_id, base.clause_id):
            yield _l("What was adopted on “%(heading)s” is in its text already.", heading=clause.heading)
        elif not is_as_frozen(base):
            yield _l(
                "“%(heading)s” has changed since the round opened: open a new round, and the amendments go on there.",
                heading=clause.heading,
            )


def clause_ids(amendments: Iterable[Amendment]) -> set[int]:
    """The clauses whose texts these amendments would change or remove."""
    return {each.clause_id for one in amendments for each in one.wording.changes if each.clause_id is not None}


def is_as_frozen(base: RoundBase) -> bool:
    """Whether the present text of a clause is the one that amendments change."""
    try:
        text = live_text.committed_text(base.clause_id)
    except Unreadable:
        return False
    heading = clauses.get(base.clause_id).heading
    return normal(Text(heading, text.content)) == normal(Text(base.version.heading, base.version.content))


def _of_block(
    amendments: Sequence[Amendment], advice: Mapping[int, Disposition], bases: Mapping[int, RoundBase]
) -> Iterable[object]:
    """A block is for what nobody contests: its amendments are to be adopted, agreed with, and can be so together."""
    for each in amendments:
        if not is_agreed(each, advice.get(each.id)):
            yield _l(
                "Amendment %(name)s is not ready for a block: it is to be adopted, and its author agrees.",
                name=names.within(each),
            )
    ids = {each.id for each in amendments}
    for one in amendments:
        blocked = [each.amendment for each in relations.of_amendment(one, bases) if each.summary.is_blocking]
        for other in (each for each in blocked if each.id in ids and each.number > one.number):
            yield _l(
                "Amendments %(one)s and %(other)s cannot be adopted together.",
                one=names.within(one),
                other=names.within(other),
            )


def is_agreed(amendment: Amendment, advice: Disposition | None) -> bool:
    """Whether it is advised to adopt an amendment as its author wants it: as it was submitted, or as was agreed."""
    if advice is None:
        return False
    if advice.advice == deciding.ADOPT:
        return advice.wording_digest == amendment.wording.digest
    agreed = advice.answer is not None and advice.answer.kind == deciding.AGREES
    return advice.advice == deciding.ADOPT_MODIFIED and agreed and advice.proposed_digest == amendment.wording.digest


def _of_one(vote: Vote, amendments: Sequence[Amendment], bases: Mapping[int, RoundBase]) -> Iterable[object]:
    first = amendments[0]
    same = {each.amendment.id for each in relations.of_amendment(first, bases) if each.summary.is_identical}
    if any(each.id not in same for each in amendments[1:]):
        yield _l("Only amendments that ask the very same are one question.")
    if vote.order_reason:
        return
    ids = {each.id for each in amendments}
    for each in ordering.before(first, bases):
        if each.id not in ids:
            yield _l(
                "Amendment %(name)s departs further from the text: it is voted first, or you say why not.",
                name=names.within(each),
            )
