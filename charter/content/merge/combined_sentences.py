"""The sentences that two patches make together: what a person reads before both are put into the text, as merging by
words cannot see their sense."""

from collections.abc import Iterator, Sequence

from charter.content.merge.atoms import Stream, spelled
from charter.content.merge.patch import Hunk, Patch
from charter.content.merge.relations import NEAR, ORDER, Relation, relate
from charter.content.merge.rendering import Keyed, render


def of(base: Stream, patches: Sequence[Patch], one: int, other: int) -> list[str]:
    """The sentences of the text with all `patches` in which two of them (indices) meet: where both reword one, or what
    one puts stands beside what the other puts. Empty if they need not be read."""
    a, b = patches[one], patches[other]
    relation = relate(a, b)
    if not relation.needs_reading and ORDER not in relation.kinds:
        return []

    rendered = render(base, patches)
    found = Stream(tuple(keyed.atom for keyed in rendered))
    met = {*_hunks(a, relation, mine=True), *_hunks(b, relation, mine=False)}
    touched = {found.sentences[place] for place in _places(base, rendered, relation, met)}
    said = (
        spelled([found.atoms[place] for place, each in enumerate(found.sentences) if each == sentence]).strip()
        for sentence in sorted(touched)
    )
    return [each for each in said if each]


def _hunks(patch: Patch, relation: Relation, mine: bool) -> Iterator[Hunk]:
    """The changes of a patch where it meets the other one."""
    spans = {each.mine if mine else each.theirs for each in relation.meetings if each.kind in (NEAR, ORDER)}
    return (hunk for hunk in patch.hunks if (hunk.start, hunk.end) in spans)


def _places(base: Stream, rendered: Sequence[Keyed], relation: Relation, met: set[Hunk]) -> Iterator[int]:
    """Where, in the text with all patches, the sentences stand that both reword, and what is put where they meet."""
    for place, keyed in enumerate(rendered):
        if isinstance(keyed.key, int):
            if base.sentences[keyed.key] in relation.sentences:
                yield place
        elif keyed.key[0] in met:
            yield place
