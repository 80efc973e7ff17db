"""A patch as instructions, in the order of the base."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from charter.content.in_words.instructions import (
    InsertLines,
    Instruction,
    Join,
    Move,
    NewLine,
    ReplaceLines,
    Reshape,
)
from charter.content.in_words.rewording import NotQuotable, letters, reworded, runs
from charter.content.merge.atoms import EMPTY, Atom, Break, Word, spelled
from charter.content.merge.patch import Hunk, Moved, Patch
from charter.content.merge.rendering import line_of_base, render


def instructions(patch: Patch) -> list[Instruction]:
    """What to do with the base to carry out a patch. What has no name of its own is told as whole lines in the place of
    others."""
    regions = _regions(patch)
    if regions is None:
        return [*_heading(patch), *_all_lines(patch)]

    staying = [line for line in range(len(patch.base.spans)) if _stays(patch, line, regions)]
    found = [*_heading(patch), *_put_after(patch, 0, staying)]
    for line in range(1, len(patch.base.spans)):
        region = next((each for each in regions if line in each), None)
        if region is None:
            found += _of_line(patch, line)
        elif line == region[0]:
            found.append(ReplaceLines(region[0], region[-1], tuple(_new_lines(_of_region(patch, region)))))
        if line in staying and (region is None or line == region[-1]):
            found += _put_after(patch, line, staying)
    return found


def _stays(patch: Patch, line: int, regions: list[range]) -> bool:
    """Whether something is still in the place of a line, after which others can be put."""
    start = patch.base.starts[line]
    if start in patch.moves:
        return False
    is_replaced = any(line in region for region in regions)
    return is_replaced or start not in patch.removed_lines or bool(_hunk_of(patch, start).put)


def _hunk_of(patch: Patch, place: int) -> Hunk:
    return next(each for each in patch.hunks if each.start <= place < each.end)


def _heading(patch: Patch) -> list[Instruction]:
    try:
        return [*reworded(patch, 0)]
    except NotQuotable:
        return [ReplaceLines(0, 0, tuple(_new_lines(line_of_base(patch, 0))))]


def _all_lines(patch: Patch) -> Iterator[Instruction]:
    atoms = [keyed.atom for keyed in render(patch.base, [patch])]
    title = next((place for place, atom in enumerate(atoms) if place and isinstance(atom, Break)), len(atoms))
    yield ReplaceLines(1, len(patch.base.spans) - 1, tuple(_new_lines(atoms[title:])))


def _of_region(patch: Patch, region: range) -> list[Atom]:
    """All lines of a region as they will be."""
    atoms = list[Atom]()
    for line in region:
        atoms += line_of_base(patch, line)
        if line != region[-1]:
            atoms += [each for hunk in _lines_at(patch, line) for each in hunk.put if not isinstance(each, Moved)]
    return atoms


def _lines_at(patch: Patch, line: int) -> list[Hunk]:
    """The lines that are put after a line."""
    end = patch.base.spans[line][1]
    return [hunk for hunk in patch.hunks if hunk.start == hunk.end == end and hunk.begins_line]


def _put_after(patch: Patch, line: int, staying: Sequence[int]) -> list[Instruction]:
    """What comes after a line that stays, and after those behind it that do not. The last of it is told first: whoever
    puts one after the other right behind that line has them in their order."""
    behind = next((each for each in staying if each > line), len(patch.base.spans))
    return [put for each in range(line, behind) for put in _put_at(patch, each, line)][::-1]


def _put_at(patch: Patch, place: int, line: int) -> Iterator[Instruction]:
    for hunk in _lines_at(patch, place):
        stretch = list[Atom]()
        for each in (*hunk.put, None):
            if isinstance(each, Moved) or each is None:
                if stretch:
                    yield InsertLines(line, tuple(_new_lines(stretch)))
                    stretch = []
                if each:
                    yield Move(patch.base.line_of(each.line), line)
            else:
                stretch.append(each)


def _of_line(patch: Patch, line: int) -> Iterator[Instruction]:
    start = patch.base.starts[line]
    if start in patch.removed_lines:
        yield from _gone(patch, line, start)
        return

    if start in patch.removed:
        yield Join(line - 1)
    if start in patch.shapes:
        yield Reshape(line, patch.shapes[start])
    yield from reworded(patch, line)


def _gone(patch: Patch, line: int, start: int) -> Iterator[Instruction]:
    """The first of lines that go together, with what is put in their place."""
    hunk = _hunk_of(patch, start)
    if hunk.start == start:
        last = patch.base.line_of(hunk.end - 1)
        put = [each for each in hunk.put if not isinstance(each, Moved)]
        yield ReplaceLines(line, last, tuple(_new_lines(put)))


def _regions(patch: Patch) -> list[range] | None:
    """The stretches of lines that are told as a whole: those of changes that have no name of their own. None where
    that is the whole text, because lines move through them."""
    regions = _merged(sorted(_unnamed(patch)))
    has_moves = any(patch.base.line_of(line) in region for line in patch.moves for region in regions)
    puts_moved = any(
        isinstance(each, Moved)
        for hunk in patch.hunks
        if not _puts_lines(patch, hunk) or any(_is_inside(patch, hunk, region) for region in regions)
        for each in hunk.put
    )
    return None if has_moves or puts_moved else regions


def _unnamed(patch: Patch) -> set[tuple[int, int]]:
    """The first and last lines of what has no name; a line that is joined to such a one is told with it."""
    found = {_lines_of(patch, hunk) for hunk in patch.hunks if not _has_name(patch, hunk)}
    found |= {(line, line) for line in range(1, len(patch.base.spans)) if not _can_be_quoted(patch, line)}
    joins = [_lines_of(patch, hunk) for hunk in patch.hunks if _is_join(patch, hunk)]

    for before, line in [*joins, *reversed(joins)]:
        if any(first <= each <= last for each in (before, line) for first, last in found):
            found.add((before, line))
    return found


def _can_be_quoted(patch: Patch, line: int) -> bool:
    if patch.base.starts[line] in patch.removed_lines:
        return True
    try:
        reworded(patch, line)
    except NotQuotable:
        return False
    return True


def _merged(stretches: list[tuple[int, int]]) -> list[range]:
    merged = list[range]()
    for first, last in stretches:
        if merged and first < merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, last + 1))
        else:
            merged.append(range(first, last + 1))
    return merged


def _puts_lines(patch: Patch, hunk: Hunk) -> bool:
    return hunk.start == hunk.end and hunk.begins_line and hunk.start in patch.base.ends


def _is_inside(patch: Patch, hunk: Hunk, region: range) -> bool:
    """Whether lines are put between those of a region."""
    return patch.base.line_of(hunk.start - 1) in region[:-1]


def _lines_of(patch: Patch, hunk: Hunk) -> tuple[int, int]:
    base = patch.base
    # What begins at the end of a line changes that line too.
    first = base.line_of(hunk.start - 1 if hunk.start in base.ends else hunk.start)
    return max(first, 1), max(base.line_of(max(hunk.end - 1, hunk.start - 1)), first, 1)


def _has_name(patch: Patch, hunk: Hunk) -> bool:
    base = patch.base
    is_whole = hunk.start < hunk.end and hunk.start in base.ends and hunk.end in base.ends
    if _puts_lines(patch, hunk) or (is_whole and (hunk.begins_line or not hunk.put)):
        return True
    if hunk.has_lines:
        return _is_split(patch, hunk)
    return not any(isinstance(atom, Break) for atom in base.atoms[hunk.start : hunk.end]) or _is_join(patch, hunk)


def _is_join(patch: Patch, hunk: Hunk) -> bool:
    """Whether a line is joined to the one before it, which stays, and nothing else changes there."""
    base = patch.base
    before = base.line_of(hunk.start - 1)
    is_plain = hunk.end == hunk.start + 1 and hunk.put == (Word(" ", ((),)),) and before > 0
    is_alone = not any(each != hunk and each.start <= hunk.start <= each.end for each in patch.hunks)
    return is_plain and is_alone and base.starts[before] not in patch.removed | patch.moves.keys()


def _is_split(patch: Patch, hunk: Hunk) -> bool:
    """Whether a line of a form is two of that form, in the place of the space between them."""
    base = patch.base
    line = base.line_of(hunk.start)
    is_plain = spelled(base.atoms[hunk.start : hunk.end]) == " " and hunk.put == (base.atoms[base.starts[line]],)
    has_words = not isinstance(base.atoms[hunk.start - 1], Break)
    return is_plain and has_words and base.starts[line] not in patch.shapes


def _new_lines(atoms: Sequence[Atom]) -> Iterator[NewLine]:
    starts = [place for place, atom in enumerate(atoms) if isinstance(atom, Break)]
    for start, end in pairwise([*starts, len(atoms)]):
        atom, words = atoms[start], atoms[start + 1 : end]
        if isinstance(atom, Break) and atom.shape.kind != EMPTY:
            yield NewLine(atom.shape, spelled(words), runs(letters(words), ()))
