"""A patch carried over what became of its base: by the identity of atoms, so nothing is guessed."""

from collections.abc import Sequence

from charter.content.merge.atoms import Break, Stream, flatten
from charter.content.merge.differing import diff, hunks_of, patch_of
from charter.content.merge.patch import Hunk, Moved, Patch, Put
from charter.content.merge.relations import Relation, relate
from charter.content.merge.rendering import Keyed, increasing, render
from charter.content.merge.text import Text
from charter.content.merge.union import applied


def carried(base: Stream, adopted: Patch, pending: Patch) -> Patch | Relation:
    """What `pending` still changes once the base is the text with `adopted`; their relation where only one of them can
    be adopted. Nothing is left of a change that both ask for."""
    relation = relate(adopted, pending)
    if relation.is_blocking:
        return relation
    return derive(render(base, [adopted]), render(base, [adopted, pending]))


def rebased(base: Text, current: Text, proposed: Text) -> Text | Relation:
    """The wording that `proposed` becomes when its base has become `current`; the relation of both changes, seen from
    `current`, where a person must decide. All in normal form."""
    stream = flatten(base)
    adopted, pending = diff(stream, flatten(current)), diff(stream, flatten(proposed))
    relation = relate(adopted, pending)
    return relation if relation.is_blocking else applied(stream, [adopted, pending])


def derive(then: Sequence[Keyed], now: Sequence[Keyed]) -> Patch:
    """The patch from one text to another of which the atoms are known by their keys. A key stands at most once in
    each."""
    return _Derivation(then, now).patch()


class _Derivation:
    """Two texts by the keys of their atoms."""

    def __init__(self, then: Sequence[Keyed], now: Sequence[Keyed]) -> None:
        self.base = Stream(tuple(keyed.atom for keyed in then))
        self.places = {keyed.key: place for place, keyed in enumerate(then)}
        self.now = now
        self.known = [self.places.get(keyed.key) for keyed in now]
        self.moved = self._moved()

    def patch(self) -> Patch:
        old = [place for start, end in self.base.spans if start not in self.moved for place in range(start, end)]
        new, inside = self._divided()
        hunks, kept = self._aligned(old, new)
        for line, stretch in inside.items():
            start, end = self.base.spans[self.base.line_of(line)]
            more, also = self._aligned(list(range(start, end)), stretch)
            hunks += more
            kept += also
        return patch_of(self.base, hunks, [(place, self.now[n].atom) for place, n in kept])

    def _moved(self) -> frozenset[int]:
        """The lines that no longer stand in the order of the base, by their breaks: as few as can be."""
        breaks = [place for place in self.known if place is not None and isinstance(self.base.atoms[place], Break)]
        in_order = {breaks[n] for n in increasing(breaks)}
        return frozenset(breaks) - in_order

    def _divided(self) -> tuple[list[int | Moved], dict[int, list[int | Moved]]]:
        """The indices of `now` without those of moved lines, each of which is one item; and those of each of them."""
        rest: list[int | Moved] = []
        inside: dict[int, list[int | Moved]] = {}
        line: int | None = None
        ends = self._last_words()

        for n, keyed in enumerate(self.now):
            place = self.known[n]
            if place in self.moved:
                line = place
                rest.append(Moved(line))
                inside[line] = []
            elif isinstance(keyed.atom, Break) and (line is None or n > ends[line]):
                line = None
            (rest if line is None else inside[line]).append(n)

        return rest, inside

    def _last_words(self) -> dict[int, int]:
        """Where the last word of each moved line stands: up to it, a break that is put splits that line."""
        found = {line: 0 for line in self.moved}
        for n, place in enumerate(self.known):
            if place is not None and (start := self.base.spans[self.base.line_of(place)][0]) in found:
                found[start] = n
        return found

    def _aligned(self, old: list[int], new: list[int | Moved]) -> tuple[list[Hunk], list[tuple[int, int]]]:
        """The changes between two stretches, and the kept atoms: a longest chain of those that are in both."""
        where: dict[int | None, int] = {place: p for p, place in enumerate(old)}
        placed = [(where.get(self.known[n]), q) for q, n in enumerate(new) if not isinstance(n, Moved)]
        common = [(p, q) for p, q in placed if p is not None]
        pairs = [common[n] for n in increasing([p for p, _ in common])]
        put: list[Put] = [n if isinstance(n, Moved) else self.now[n].atom for n in new]
        hunks = list(hunks_of(self.base, pairs, old, put))
        return hunks, [(old[p], n) for p, q in pairs if not isinstance(n := new[q], Moved)]
