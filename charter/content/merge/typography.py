"""Differences of typography alone: the form of apostrophes and of spaces. They are listed apart, and two wordings that
differ by them alone ask for the same."""

from typing import Any

from charter.content.merge.atoms import spelled
from charter.content.merge.patch import Hunk, Patch
from charter.content.merge.union import applied

_PLAIN = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})


def folded(value: Any) -> Any:
    """The same value with one form of apostrophe and one of space in every string."""
    match value:
        case str():
            return value.translate(_PLAIN)
        case dict():
            return {key: folded(item) for key, item in value.items()}
        case list() | tuple():
            return [folded(item) for item in value]
    return value


def is_typographic(patch: Patch) -> bool:
    """Whether a patch changes nothing but typography."""
    return bool(patch.hunks) and not (patch.marks or patch.shapes) and all(is_in(patch, hunk) for hunk in patch.hunks)


def is_in(patch: Patch, hunk: Hunk) -> bool:
    """Whether one change of a patch is of typography alone."""
    if hunk.has_lines or hunk.start in patch.base.starts:
        return False
    taken = patch.base.atoms[hunk.start : hunk.end]
    return bool(taken) and folded(spelled(taken)) == folded(spelled(hunk.put))


def are_alike(a: Patch, b: Patch) -> bool:
    """Whether two patches of one base give wordings that differ by typography at most."""
    return bool(folded(applied(a.base, [a])) == folded(applied(b.base, [b])))
