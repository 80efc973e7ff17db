"""What a clause becomes with all that was adopted on it: shown before it is put into the text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, func, select

from charter.amendments import queries, rules
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.models import Incorporation, Outcome
from charter.amendments.models import Amendment, Change, Round, RoundBase, Wording
from charter.clauses import queries as clauses
from charter.content.merge import combined_sentences
from charter.content.merge.atoms import Stream, flatten
from charter.content.merge.differing import diff
from charter.content.merge.patch import Patch
from charter.content.merge.text import Text, normal
from charter.content.merge.union import Blocked, union
from charter.core.digest import digest

Pair = tuple[int, int]
"""The numbers of two amendments, the lower first."""


@dataclass(frozen=True)
class Meeting:
    """Two adopted amendments whose words stand together, and the sentences that result: somebody reads them."""

    pair: Pair
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a clause becomes. `adopted`: by number; `text`: None where the clause is removed; `digest`: of all of it."""

    clause_id: int
    base: RoundBase
    adopted: tuple[Amendment, ...]
    text: Text | None
    meetings: tuple[Meeting, ...]
    obstacles: tuple[object, ...]

    @property
    def digest(self) -> str:
        """What a form says that it was shown."""
        wordings = [[each.number, each.wording.digest] for each in self.adopted]
        return digest({"base": self.base.digest, "wordings": wordings, "text": self.text and list(self.text)})

    @property
    def removed_by(self) -> Amendment | None:
        """The adopted amendment that removes the clause."""
        return next((each for each in self.adopted if change_of(each, self.clause_id).drops), None)


def change_of(amendment: Amendment, clause_id: int) -> Change:
    """What an amendment makes of this clause."""
    return next(each for each in amendment.wording.changes if each.clause_id == clause_id)


def of(round_: Round, clause_id: int) -> Preview:
    """What the clause becomes with all that was adopted on it. Raises KeyError for a clause that is not of the
    round."""
    base = queries.bases_of(round_.id, [clause_id])[clause_id]
    every = [each for each in queries.of_clause(round_.id, clause_id) if _changes(each, clause_id)]
    adopted = tuple(each for each in every if each.stage == rules.ADOPTED and each.parent_id is None)
    undecided = [each for each in every if each.stage in rules.UNDECIDED]
    obstacles = _obstacles(round_, clause_id, adopted, undecided)
    removals = [each for each in adopted if change_of(each, clause_id).drops]
    if removals and len(removals) < len(adopted):
        other = next(each for each in adopted if each not in removals)
        one = removals[0].number
        obstacles.append(_l("Amendments %(one)s and %(other)s cannot stand together.", one=one, other=other.number))
    if not adopted or removals:
        return Preview(clause_id, base, adopted, None, (), tuple(obstacles))
    stream, patches = patches_of(base, adopted)
    try:
        text = union(stream, patches).text
    except Blocked as no:
        numbers = [adopted[place].number for place in no.pair]
        said = _l("Amendments %(one)s and %(other)s cannot stand together.", one=numbers[0], other=numbers[1])
        return Preview(clause_id, base, adopted, None, (), (*obstacles, said))
    return Preview(clause_id, base, adopted, text, _meetings(stream, patches, adopted), tuple(obstacles))


def _changes(amendment: Amendment, clause_id: int) -> bool:
    return any(each.clause_id == clause_id for each in amendment.wording.changes)


def _obstacles(
    round_: Round, clause_id: int, adopted: Sequence[Amendment], undecided: Sequence[Amendment]
) -> list[object]:
    found: list[object] = []
    if not adopted:
        found.append(_l("Nothing was adopted on this clause."))
    if undecided:
        numbers = ", ".join(str(each.number) for each in undecided)
        found.append(_l("These amendments of the clause are not decided yet: %(numbers)s.", numbers=numbers))
    if decisions.incorporation(round_.id, clause_id):
        found.append(_l("What was adopted on this clause is in its text already."))
    if clauses.get(clause_id).stage != "drafting":
        found.append(_l("Only a clause in drafting can be changed."))
    return found


def patches_of(base: RoundBase, adopted: Sequence[Amendment]) -> tuple[Stream, list[Patch]]:
    """The frozen text, and what each of these amendments changes in it."""
    stream = flatten(normal(frozen(base)))
    changes = [change_of(each, base.clause_id) for each in adopted]
    texts = [Text(each.heading, each.content or {"type": "doc"}) for each in changes]
    return stream, [diff(stream, flatten(normal(each))) for each in texts]


def frozen(base: RoundBase) -> Text:
    """The text that a round has frozen."""
    return Text(base.version.heading, base.version.content)


def _meetings(stream: Stream, patches: Sequence[Patch], adopted: Sequence[Amendment]) -> tuple[Meeting, ...]:
    found = []
    for (i, one), (j, other) in combinations(enumerate(adopted), 2):
        if said := combined_sentences.of(stream, patches, i, j):
            found.append(Meeting((one.number, other.number), tuple(said)))
    return tuple(found)


def is_due(round_id: int, clause_id: int, amendment_ids: Collection[int]) -> ColumnElement[bool]:
    """SQL condition: exactly these amendments are adopted on the clause, none is undecided, and nothing was put into
    its text in this round."""
    of_clause = select(func.count(Amendment.id.distinct())).select_from(Amendment)
    of_clause = of_clause.join(Wording, and_(*queries.newest_wording())).join(Change, Change.wording_id == Wording.id)
    of_clause = of_clause.where(Amendment.round_id == round_id, Change.clause_id == clause_id)
    adopted = of_clause.join(Outcome, Outcome.amendment_id == Amendment.id)
    adopted = adopted.where(Outcome.kind == rules.ADOPTED, Amendment.parent_id.is_(None))
    undecided = of_clause.where(Amendment.stage.in_(rules.UNDECIDED))
    these = adopted.where(Amendment.id.in_(amendment_ids))
    own = Incorporation.round_id == round_id, Incorporation.clause_id == clause_id
    return and_(
        adopted.scalar_subquery() == len(amendment_ids),
        these.scalar_subquery() == len(amendment_ids),
        undecided.scalar_subquery() == 0,
        ~exists().where(*own),
    )
