"""Nothing is lost and nothing is invented: the letters of a text with patches are those of the base, without what was
taken out, and what was put in."""

from collections import Counter
from collections.abc import Iterable, Sequence

from charter.content.merge.atoms import Stream, Word, flatten
from charter.content.merge.patch import Patch
from charter.content.merge.text import Text


def is_conserved(base: Stream, patches: Sequence[Patch], result: Text) -> bool:
    """Whether `result` holds each letter and sign of the base and of these patches as often as it must. A change that
    several patches ask for is made once."""
    # Counted by letters and not by words: two words that come to touch read as one.
    removed = frozenset[int]().union(*(patch.removed for patch in patches))
    hunks = dict.fromkeys(hunk for patch in patches for hunk in patch.hunks)
    kept = (atom for place, atom in enumerate(base.atoms) if place not in removed)
    expected = _letters([*kept, *(each for hunk in hunks for each in hunk.put)])
    return _letters(flatten(result).atoms) == expected


def _letters(atoms: Iterable[object]) -> Counter[str]:
    words = (atom.text for atom in atoms if isinstance(atom, Word))
    return Counter(letter for word in words for letter in word if not letter.isspace())
