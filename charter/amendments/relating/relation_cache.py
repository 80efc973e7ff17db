"""What a process remembers of the amendments of the clauses that were read last: patches, and what pairs of them mean.

By the digests of wordings: these never change, so what is known stays true, and one more amendment costs its own pairs
alone.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import Flask, current_app
from werkzeug.local import LocalProxy

from charter.amendments.texts import compared
from charter.content.merge import relations as merging
from charter.content.merge.atoms import Stream, flatten
from charter.content.merge.differing import diff
from charter.content.merge.patch import Patch
from charter.content.merge.text import Text, normal

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
