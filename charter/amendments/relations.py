"""What the amendments of a round mean for each other, clause by clause: computed on reading, never stored.

A process remembers the patches and the pairs of the clauses that were read last, by the digests of wordings: these
never change, so what is known stays true, and one more amendment costs its own pairs alone.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import Flask, current_app
from sqlalchemy import select
from werkzeug.local import LocalProxy

from charter.amendments import queries, rules
from charter.amendments.models import Amendment, Change, RoundBase, Wording
from charter.amendments.texts import Proposed, compared
from charter.content.merge import relations as merging
from charter.content.merge.atoms import Stream, flatten
from charter.content.merge.differing import diff
from charter.content.merge.patch import Patch
from charter.content.merge.text import Text, normal
from charter.database import db

MAX_WEIGHT = 400_000
"""Atoms and pairs of the clauses whose relations a process remembers: some 170 bytes each, 68 MB."""
MAX_PAIRS_IN_PLACE, MAX_PATCHES_IN_PLACE = 300, 10
"""Pairs that are compared, and patches that are made, in the event loop: some 10 ms. More are in a thread."""
Put = Text | None
"""What is proposed for a clause; None: that it is removed."""


class Summary(NamedTuple):
    """What one text means for another of the same base, seen from the first. `kinds`: `content.merge.relations`;
    `is_identical`: both make the same text; `is_part`: the other asks for all that the first asks; `holds`: the first
    asks for all that the other asks; `removes`: which of both removes the clause, "first" or "other"; `words`: of the
    base, that both change where only one can be adopted."""

    kinds: frozenset[str]
    is_blocking: bool
    needs_reading: bool
    is_identical: bool = False
    is_part: bool = False
    holds: bool = False
    removes: str = ""
    words: str = ""

    @property
    def mirrored(self) -> "Summary":
        """The same, seen from the other."""
        turned = {merging.OVER: merging.UNDER, merging.UNDER: merging.OVER}
        kinds = frozenset(turned.get(each, each) for each in self.kinds)
        removes = {"first": "other", "other": "first"}.get(self.removes, "")
        return self._replace(kinds=kinds, is_part=self.holds, holds=self.is_part, removes=removes)


@dataclass(frozen=True)
class Related:
    """Another amendment that meets this one in a clause (`clause_id`; None: at the place of a new clause)."""

    amendment: Amendment
    clause_id: int | None
    summary: Summary


@dataclass
class ClauseRelations:
    """The patches of one frozen text, by the digest of their wordings, and what each pair of them means."""

    base: Stream
    patches: dict[str, Patch | None] = field(default_factory=dict)
    pairs: dict[tuple[str, str], Summary | None] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """Of all that is known, in atoms."""
        put = sum(len(hunk.put) + 2 for patch in self.patches.values() if patch for hunk in patch.hunks)
        return len(self.base.atoms) + put + len(self.pairs)

    def compare(self, mine: str, others: Sequence[str]) -> dict[str, Summary]:
        """What one wording means for the others; apart from those that it does not meet. Their patches are known."""
        self._relate([(mine, each) for each in others])
        found = {each: self._known(mine, each) for each in others}
        return {each: summary for each, summary in found.items() if summary}

    def compare_text(self, text: Put, others: Sequence[str]) -> dict[str, Summary]:
        """What a text that is not submitted means for others; nothing of it is remembered."""

        def work() -> dict[str, Summary | None]:
            patch = text and diff(self.base, flatten(normal(text)))
            return {each: _summary(patch, self.patches[each]) for each in others}

        found = compared(work, text and text.content, is_much=len(others) > MAX_PAIRS_IN_PLACE)
        return {each: summary for each, summary in found.items() if summary}

    def compare_all(self, every: Sequence[str]) -> dict[tuple[str, str], Summary]:
        """What each pair means; apart from those that do not meet."""
        pairs = [(a, b) for place, a in enumerate(every) for b in every[place + 1 :]]
        self._relate(pairs)
        return {pair: summary for pair in pairs if (summary := self._known(*pair))}

    def put(self, texts: Mapping[str, Put]) -> None:
        """Make the patches of texts that are not known yet."""
        new = {key: text for key, text in texts.items() if key not in self.patches}

        def work() -> dict[str, Patch | None]:
            return {key: text and diff(self.base, flatten(normal(text))) for key, text in new.items()}

        contents = [text.content for text in new.values() if text]
        self.patches |= compared(work, *contents, is_much=len(new) > MAX_PATCHES_IN_PLACE)

    def _relate(self, pairs: Sequence[tuple[str, str]]) -> None:
        missing = [(a, b) for a, b in pairs if (a, b) not in self.pairs and (b, a) not in self.pairs]

        def work() -> dict[tuple[str, str], Summary | None]:
            return {(a, b): _summary(self.patches[a], self.patches[b]) for a, b in missing}

        self.pairs |= compared(work, is_much=len(missing) > MAX_PAIRS_IN_PLACE)

    def _known(self, mine: str, other: str) -> Summary | None:
        if (mine, other) in self.pairs:
            return self.pairs[mine, other]
        turned = self.pairs.get((other, mine))
        return turned and turned.mirrored


def _summary(a: Patch | None, b: Patch | None) -> Summary | None:
    """None: they do not meet, and share no sentence. Who removes a clause takes out all that others change in it."""
    if a is None or b is None:
        kind = merging.SAME if a is b else merging.OVER if a is None else merging.UNDER
        removes = "" if a is b else "first" if a is None else "other"
        return Summary(frozenset({kind}), kind != merging.SAME, False, a is b, removes=removes)

    relation = merging.relate(a, b)
    is_identical = (a.hunks, a.marks, a.shapes) == (b.hunks, b.marks, b.shapes)
    if not relation.meetings and not relation.sentences:
        return None
    reading = relation.needs_reading
    words = merging.both_change(a.base, relation) if relation.is_blocking else ""
    return Summary(
        relation.kinds,
        relation.is_blocking,
        reading,
        is_identical,
        merging.is_part(a, b),
        merging.is_part(b, a),
        words=words,
    )


class RelationCache:
    """The clauses read last, by the digest of their frozen text."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, ClauseRelations] = OrderedDict()

    def of(self, base_digest: str, base: Text) -> ClauseRelations:
        """What is known of amendments to this text."""
        found = self._known.pop(base_digest, None) or ClauseRelations(flatten(normal(base)))
        self._known[base_digest] = found
        while len(self._known) > 1 and sum(each.weight for each in self._known.values()) > MAX_WEIGHT:
            self._known.popitem(last=False)
        return found


def install(app: Flask) -> None:
    """Give an app its cache."""
    app.extensions["amendment_relations"] = RelationCache()


cache: RelationCache = LocalProxy(lambda: current_app.extensions["amendment_relations"])  # type: ignore[assignment]
"""That of the present app."""


def of_amendment(amendment: Amendment, bases: Mapping[int, RoundBase]) -> list[Related]:
    """The undecided amendments that meet this one, by clause in the order of its text and then by number; a
    sub-amendment is compared with the others of its amendment. What it does not touch is left out."""
    return of_texts(amendment.round_id, amendment.wording.changes, bases, amendment)


def of_texts(
    round_id: int,
    changes: Sequence[Change | Proposed],
    bases: Mapping[int, RoundBase],
    own: Amendment | None = None,
    parent: Amendment | None = None,
) -> list[Related]:
    """The same for texts that need not be submitted: what a form warns of. `own`: the amendment that they are of, which
    is not compared with itself; `parent`: the amendment that they would amend."""
    parent = own.parent if own and own.parent_id else parent
    found: list[Related] = []
    for each in changes:
        others = [other for other in _beside(round_id, each, parent) if own is None or other.amendment_id != own.id]
        if not others:
            continue
        if each.clause_id is None:
            related = _of_new(each, others)
        else:
            related = _of_clause(each, others, bases[each.clause_id], own, parent)
        amendments = queries.by_ids([other.amendment_id for other, _ in related])
        found += [Related(amendments[other.amendment_id], each.clause_id, summary) for other, summary in related]
    return found


def of_clause(round_id: int, clause_id: int, bases: Mapping[int, RoundBase]) -> dict[tuple[int, int], Summary]:
    """What each pair of the undecided amendments of a clause means, by the ids of both, the lower number first; without
    pairs that do not meet. Sub-amendments are not compared here."""
    every = _beside(round_id, Proposed("", None, clause_id), None)
    known = _patched(every, bases[clause_id], None)
    ids = {each.digest: each.amendment_id for each in every}
    pairs = known.compare_all([each.digest for each in every])
    return {(ids[a], ids[b]): summary for (a, b), summary in pairs.items()}


class _Beside(NamedTuple):
    amendment_id: int
    digest: str
    """Of its newest wording."""
    wording_id: int
    clause_id: int | None
    drops: bool
    heading: str


def _beside(round_id: int, change: Change | Proposed, parent: Amendment | None) -> list[_Beside]:
    """The undecided amendments with something for the same clause, or the same place of a new one, by number."""
    columns = (Amendment.id, Wording.digest, Change.wording_id, Change.clause_id, Change.drops, Change.heading)
    of_amendment_, is_newest = queries.newest_wording()
    query = select(*columns).select_from(Amendment).join(Wording, of_amendment_)
    query = query.join(Change, Change.wording_id == Wording.id).where(is_newest)
    query = query.where(Amendment.round_id == round_id, Amendment.stage.in_(rules.UNDECIDED))
    query = query.where(Amendment.parent_id == (parent.id if parent else None))
    if change.clause_id is not None:
        query = query.where(Change.clause_id == change.clause_id)
    else:
        after, section = change.after_clause_id, change.section_id
        query = query.where(Change.clause_id.is_(None), Change.after_clause_id == after, Change.section_id == section)
    return [_Beside(*row) for row in db.session.execute(query.order_by(Amendment.number))]


def _of_new(change: Change | Proposed, others: Sequence[_Beside]) -> list[tuple[_Beside, Summary]]:
    """New clauses at one place stand one after the other, unless they are the same."""
    texts = _texts(others)
    mine = Text(change.heading, change.content or {"type": "doc"})
    found = []
    for other in others:
        kind = merging.SAME if texts[other.digest] == mine else merging.ORDER
        found.append((other, Summary(frozenset({kind}), False, False, kind == merging.SAME)))
    return found


def _of_clause(
    change: Change | Proposed,
    others: Sequence[_Beside],
    base: RoundBase,
    own: Amendment | None,
    parent: Amendment | None,
) -> list[tuple[_Beside, Summary]]:
    known = _patched(others, base, parent)
    keys = [other.digest for other in others]
    mine = None if change.drops else Text(change.heading, change.content or {"type": "doc"})
    if own is not None and isinstance(change, Change):
        known.put({own.wording.digest: mine})
        related = known.compare(own.wording.digest, keys)
    else:  # a draft changes at each pause: nothing of it is remembered
        related = known.compare_text(mine, keys)
    return [(other, related[other.digest]) for other in others if other.digest in related]


def _patched(others: Sequence[_Beside], base: RoundBase, parent: Amendment | None) -> ClauseRelations:
    """What is known of a clause, with the patches of these amendments; a sub-amendment changes the text of its
    parent."""
    text = Text(base.version.heading, base.version.content)
    key = base.digest
    if parent:
        change = next((each for each in parent.wording.changes if each.clause_id == base.clause_id), None)
        text = Text(change.heading, change.content or {"type": "doc"}) if change else text
        key = f"{parent.wording.digest} {base.digest}"
    known = cache.of(key, text)
    known.put(_texts([each for each in others if each.digest not in known.patches]))
    return known


def _texts(others: Sequence[_Beside]) -> dict[str, Put]:
    """What each proposes, by the digest of its wording."""
    wording_ids = [each.wording_id for each in others if not each.drops]
    query = select(Change.wording_id, Change.clause_id, Change.content).where(Change.wording_id.in_(wording_ids))
    contents = {(wording, clause): content for wording, clause, content in db.session.execute(query)}
    return {
        each.digest: None if each.drops else Text(each.heading, contents[each.wording_id, each.clause_id])
        for each in others
    }
