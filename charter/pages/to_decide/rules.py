"""What each amendment of a round still lacks, and a count of all of them that adds up. Plain values in, plain values
out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from charter.amendments import rules
from charter.amendments.deciding import rules as deciding

NO_ADVICE, UNPUBLISHED, UNANSWERED, REFUSED = "no_advice", "unpublished", "unanswered", "refused"
COLLIDES, SUPPORT, PLACE, REST, SUBS = "collides", "support", "place", "rest", "subs"
BLOCK, VOTE, APPEAL = "block", "vote", "appeal"
MISSING = (
    *(NO_ADVICE, UNPUBLISHED, UNANSWERED, REFUSED, COLLIDES, SUPPORT, PLACE, REST, SUBS),
    *(BLOCK, VOTE, APPEAL),
)
"""What an amendment may lack, or be ready for. `refused`: its author does not agree with the advice; `collides`: with
one that is advised to be adopted; `rest`: partly adopted, and its author says whether to keep the rest; `subs`: its
sub-amendments are voted first; `appeal`: its author does not agree that it is inadmissible."""

IDENTICAL, IN_BLOCK, IN_VOTE = "identical", "in_block", "in_vote"
_BY_STAGE = {
    rules.WITHDRAWN: rules.WITHDRAWN,
    rules.CARRIED: rules.CARRIED,
    rules.INADMISSIBLE: rules.INADMISSIBLE,
    rules.ADOPTED: rules.ADOPTED,
    rules.REJECTED: rules.REJECTED,
    rules.FALLEN: rules.FALLEN,
    rules.SATISFIED: rules.SATISFIED,
}
BUCKETS = (
    *(NO_ADVICE, UNPUBLISHED, UNANSWERED, SUPPORT, PLACE, REST, SUBS, BLOCK, VOTE),
    *(IDENTICAL, IN_BLOCK, IN_VOTE, *_BY_STAGE),
)
"""Where an amendment stands in the count: in one of these, always."""


@dataclass(frozen=True)
class Standing:
    """What is known of one amendment without its texts. `clause_id`: where it is listed; None for a new clause.
    `text_key`: the same for two amendments that ask the very same. `seen`: the revision of the newest advice, 0 for
    none; `is_current`: it speaks of the newest wording. `voted_in`: the kind of vote that is prepared or open on it;
    `vote_id`: which one."""

    id: int
    number: int
    stage: str
    clause_id: int | None
    association: str = ""
    parent_id: int | None = None
    text_key: str = ""
    lacks_support: bool = False
    has_open_subs: bool = False
    advice: str = ""
    seen: int = 0
    is_current: bool = False
    is_published: bool = False
    answer: str = ""
    voted_in: str = ""
    vote_id: int | None = None
    same_as: int | None = None

    @property
    def is_undecided(self) -> bool:
        """Whether it is still to be decided."""
        return self.stage in rules.UNDECIDED

    @cached_property
    def missing(self) -> list[str]:
        """As `missing`: asked many times of each on one page."""
        return _missing(self)

    @property
    def has_advice(self) -> bool:
        """Whether there is an advice on the wording that it has now."""
        return bool(self.advice) and self.is_current

    @property
    def is_agreed(self) -> bool:
        """Whether it is advised, for all to read, to adopt it as its author wants it."""
        agreed = self.advice == deciding.ADOPT_MODIFIED and self.answer == deciding.AGREES
        return self.has_advice and self.is_published and (self.advice == deciding.ADOPT or agreed)


def with_identical(every: Iterable[Standing]) -> list[Standing]:
    """The same, by number, where each undecided one knows the first that asks the very same (`same_as`)."""
    first: dict[tuple[int | None, str], int] = {}
    found = []
    for each in sorted(every, key=lambda one: one.number):
        if each.is_undecided and each.text_key:
            known = first.setdefault((each.parent_id, each.text_key), each.number)
            each = replace(each, same_as=known) if known != each.number else each
        found.append(each)
    return found


def bucket(each: Standing) -> str:
    """Where it stands in the count: how it ended, with which it is decided, in which vote, or what it lacks first."""
    if not each.is_undecided:
        return _BY_STAGE[each.stage]
    if each.same_as is not None:
        return IDENTICAL
    if each.voted_in or each.stage == rules.VOTING:
        return IN_BLOCK if each.voted_in == "amendments" else IN_VOTE
    return _lacks_first(each)


def _lacks_first(each: Standing) -> str:
    lacks = missing(each)
    return next(
        name for name in (PLACE, REST, SUPPORT, NO_ADVICE, UNPUBLISHED, UNANSWERED, SUBS, BLOCK, VOTE) if name in lacks
    )


def missing(each: Standing) -> list[str]:
    """All that it lacks, or what it is ready for; nothing once it is decided or in a vote. Collisions are not known
    here."""
    return each.missing


def _missing(each: "Standing") -> list[str]:
    if each.stage == rules.INADMISSIBLE and each.answer == deciding.REFUSES:
        return [APPEAL]
    if each.stage not in rules.CHANGEABLE or each.voted_in:
        return []
    found = [name for name, lacks in _lacks(each) if lacks]
    if not set(found) - {REFUSED}:
        found.append(BLOCK if each.is_agreed else VOTE)
    return found


def _lacks(each: Standing) -> Iterable[tuple[str, bool]]:
    has, is_published = each.has_advice, each.has_advice and each.is_published
    yield PLACE, each.stage == rules.UNPLACED
    yield REST, each.stage == rules.REDUCED
    yield SUPPORT, each.lacks_support and each.stage == rules.SUBMITTED
    yield NO_ADVICE, not has
    yield UNPUBLISHED, has and not each.is_published
    yield UNANSWERED, is_published and each.advice in deciding.ANSWERED and not each.answer
    yield REFUSED, is_published and each.answer == deciding.REFUSES
    yield SUBS, each.has_open_subs


def may_be_voted(each: Standing) -> bool:
    """Whether a vote on it can be prepared: whoever leaves an advice unanswered does not hold it up, except that on a
    modified wording."""
    stops = {PLACE, REST, SUPPORT, SUBS, NO_ADVICE, UNPUBLISHED}
    if each.advice == deciding.ADOPT_MODIFIED:
        stops.add(UNANSWERED)
    return each.stage in rules.CHANGEABLE and not each.voted_in and not stops & set(missing(each))


def counted(every: Iterable[Standing]) -> dict[str, int]:
    """How many stand in each bucket: the numbers add up to all of them."""
    found = dict.fromkeys(BUCKETS, 0)
    for each in every:
        found[bucket(each)] += 1
    return found


def lacking(every: Iterable[Standing]) -> dict[str, int]:
    """How many lack each thing; one that lacks several counts for each."""
    found = dict.fromkeys(MISSING, 0)
    for each in every:
        for name in missing(each):
            found[name] += 1
    return found


@dataclass(frozen=True)
class ClauseRow:
    """The amendments that are listed under one clause; None: new clauses."""

    clause_id: int | None
    every: tuple[Standing, ...]

    @property
    def undecided(self) -> int:
        """How many are still to be decided."""
        return sum(each.is_undecided for each in self.every)

    @property
    def lacking(self) -> dict[str, int]:
        """How many lack each thing that one of them lacks."""
        return {name: number for name, number in lacking(self.every).items() if number}


def by_clause(
    every: Iterable[Standing], order: Sequence[int], wanted: str = "", colliding: Mapping[int, object] | None = None
) -> list[ClauseRow]:
    """A row for each clause, in the `order` of the text, new clauses last. `wanted`: of what lacks that alone;
    `colliding`: what collides, by id."""
    of_clause: dict[int | None, list[Standing]] = {}
    for each in every:
        has = each.id in (colliding or {}) if wanted == COLLIDES else wanted in missing(each)
        if not wanted or has:
            of_clause.setdefault(each.clause_id, []).append(each)
    return [ClauseRow(key, tuple(of_clause[key])) for key in [*order, None] if key in of_clause]
