"""What a patch changes in the words of one line, as instructions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from charter.content import alignment
from charter.content.blocks import Marks, tokens
from charter.content.in_words.instructions import Delete, Form, Insert, Quote, Replace, Run, Split
from charter.content.merge.atoms import Word, spelled
from charter.content.merge.patch import UNMARKED, Marking, Patch
from charter.content.merge.rendering import remarked

MAX_CONTEXT = 4
"""Words before an insertion that are quoted to name its place; where they are not enough, it is counted."""
Letter = tuple[str, Marks]


class NotQuotable(ValueError):
    """The words of a line change in a way that only the whole line tells."""


@dataclass(frozen=True)
class _Edit:
    """Characters of a line that are taken out, and what is put there."""

    start: int
    end: int
    put: tuple[Letter, ...]
    is_split: bool = False

    @property
    def new(self) -> str:
        return "".join(letter for letter, _ in self.put)


def reworded(patch: Patch, line: int) -> list[Replace | Delete | Insert | Split | Form]:
    """What changes in the words of a line of the base, 0 for the heading. NotQuotable if words cannot tell it."""
    return list(_Line(patch, line).instructions())


class _Line:
    """A line of the base, with the marks that its letters have now."""

    def __init__(self, patch: Patch, line: int) -> None:
        self.patch, self.line = patch, line
        self.start, self.end = patch.base.spans[line]
        atoms = patch.base.atoms[self.start + 1 : self.end]
        self.words, self.letters = spelled(atoms), list(letters(atoms))
        changes = [change for place in range(self.start + 1, self.end) for change in self._changes(place)]
        self.now = [
            (letter, remarked(marks, change)) for (letter, marks), change in zip(self.letters, changes, strict=True)
        ]

    def _changes(self, place: int) -> tuple[Marking, ...]:
        return self.patch.marks.get(place) or (UNMARKED,) * len(spelled(self.patch.base.atoms[place : place + 1]))

    def instructions(self) -> Iterator[Replace | Delete | Insert | Split | Form]:
        edits = self._parted(list(self._edits()))
        for edit in edits:
            yield self._instruction(edit)
        yield from self._forms({place for edit in edits for place in self._middle(edit)})

    def _edits(self) -> Iterator[_Edit]:
        base = self.patch.base
        at, offset = dict[int, int](), 0
        for place in range(self.start + 1, self.end):
            at[place] = offset
            offset += len(spelled(base.atoms[place : place + 1]))
        at[self.end] = offset

        for hunk in self.patch.hunks:
            puts_lines = hunk.begins_line and hunk.start == hunk.end and hunk.start in base.ends
            takes_next = hunk.start == self.end and hunk.end > self.end
            if self.start < hunk.start and hunk.end <= self.end and not puts_lines and not takes_next:
                if hunk.has_lines and (len(hunk.put) > 1 or not at[hunk.start]):
                    raise NotQuotable
                yield _Edit(at[hunk.start], at[hunk.end], tuple(letters(hunk.put)), hunk.has_lines)

    def _parted(self, edits: list[_Edit]) -> list[_Edit]:
        """The edits as they are quoted; those whose quotes would meet are one."""
        quoted = [self._quotable(edit) for edit in edits]
        for n, (before, after) in enumerate(pairwise(quoted)):
            if before.end >= after.start:
                if before.is_split or after.is_split:
                    raise NotQuotable
                return self._parted([*edits[:n], self._joined(edits[n], edits[n + 1]), *edits[n + 2 :]])
        return quoted

    def _joined(self, before: _Edit, after: _Edit) -> _Edit:
        between = self.now[before.end : after.start]
        return _Edit(before.start, after.end, (*before.put, *between, *after.put))

    def _quotable(self, edit: _Edit) -> _Edit:
        if edit.is_split:
            return edit
        edit = self._shifted(edit)
        if self._is_deletion(edit) or self._is_insertion(edit):
            return edit

        while edit.start > 0 and not (_starts_well(self._old(edit)) and _starts_well(edit.new)):
            start = edit.start - len(tokens(self.words[: edit.start])[-1])
            edit = _Edit(start, edit.end, (*self.now[start : edit.start], *edit.put))
        while edit.end < len(self.words) and not (_ends_well(self._old(edit)) and _ends_well(edit.new)):
            end = edit.end + len(tokens(self.words[edit.end :])[0])
            edit = _Edit(edit.start, end, (*edit.put, *self.now[edit.end : end]))
        if not (_is_quotable(self._old(edit)) and _is_quotable(edit.new)):
            raise NotQuotable
        return edit

    def _old(self, edit: _Edit) -> str:
        return self.words[edit.start : edit.end]

    def _shifted(self, edit: _Edit) -> _Edit:
        """The same edit with the space before its words instead of the one after them."""
        old, new = self._old(edit), edit.new
        if edit.start == 0 or self.words[edit.start - 1] != " " or (old and new):
            return edit

        before = self.now[edit.start - 1]
        if old.endswith(" ") and before == self.now[edit.end - 1] == self.letters[edit.end - 1]:
            return _Edit(edit.start - 1, edit.end - 1, ())
        if edit.put and edit.put[-1] == before == self.letters[edit.start - 1]:
            return _Edit(edit.start - 1, edit.end - 1, (edit.put[-1], *edit.put[:-1]))
        return edit

    def _is_deletion(self, edit: _Edit) -> bool:
        old = self._old(edit)
        if edit.put or not old:
            return False
        return _is_quotable(old[1:]) and old[0] == " " if edit.start else _is_quotable(old[:-1]) and old[-1] == " "

    def _is_insertion(self, edit: _Edit) -> bool:
        if edit.end > edit.start or not edit.put or not self.words:
            return False
        space, said = (edit.put[0], edit.new[1:]) if edit.start else (edit.put[-1], edit.new[:-1])
        follows_word = edit.start == 0 or not self.words[edit.start - 1].isspace()
        return space == (" ", self._shared(edit.start, edit.end)) and _is_quotable(said) and follows_word

    def _shared(self, start: int, end: int) -> Marks:
        """The marks that the letters on both sides of a place share."""
        before, after = self.now[max(start - 1, 0) : start], self.now[end : end + 1]
        return before[0][1] if before and after and before[0][1] == after[0][1] else ()

    def _instruction(self, edit: _Edit) -> Replace | Delete | Insert | Split:
        if edit.is_split:
            return Split(self.line, self._context(edit.start))
        if self._is_deletion(edit):
            start, end = (edit.start + 1, edit.end) if edit.start else (edit.start, edit.end - 1)
            return Delete(self.line, quote(self.words, start, end))
        if self._is_insertion(edit):
            put = edit.put[1:] if edit.start else edit.put[:-1]
            at_end = edit.start == len(self.words)
            after = self._context(edit.start) if edit.start and not at_end else None
            return Insert(self.line, after, _said(put), runs(put, self._shared(edit.start, edit.end)), at_end)
        return self._replacement(edit)

    def _replacement(self, edit: _Edit) -> Replace:
        middle = self._middle(edit)
        had = {marks for _, marks in self.letters[middle.start : middle.stop]} or {
            self._shared(middle.start, middle.stop)
        }
        usual = had.pop() if len(had) == 1 else ()
        first, rest = middle.start - edit.start, edit.end - middle.stop
        # Words that only name the place must keep the form they have: a reader takes them for those of the base.
        named = self.now[edit.start : middle.start] + self.now[middle.stop : edit.end]
        if named != [*edit.put[:first], *edit.put[len(edit.put) - rest :]]:
            raise NotQuotable

        put = [(letter, usual) for letter, _ in edit.put]
        put[first : len(put) - rest] = edit.put[first : len(edit.put) - rest]
        return Replace(self.line, quote(self.words, edit.start, edit.end), edit.new, runs(put, usual))

    def _middle(self, edit: _Edit) -> range:
        """The letters of an edit without the tokens that its old and new words begin and end with."""
        old, new = tokens(self._old(edit)), tokens(edit.new)
        head, tail = alignment.edges(old, new)
        return range(edit.start + sum(map(len, old[:head])), edit.end - sum(map(len, old[len(old) - tail :])))

    def _context(self, offset: int) -> Quote:
        """The words before a place: as few as name it, up to a limit. A sign alone names none."""
        starts = list(accumulate((-len(each) for each in reversed(tokens(self.words[:offset]))), initial=offset))[1:]
        named = [start for start in starts if _names(self.words[start:offset]) and not self.words[start].isspace()]
        for start in named[:MAX_CONTEXT]:
            found = quote(self.words, start, offset)
            if not found.nth:
                return found
        return quote(self.words, (named or starts)[0], offset)

    def _forms(self, replaced: set[int]) -> Iterator[Form]:
        """Kept words whose marks change."""
        changed = [
            self.now[n] != self.letters[n] and n not in replaced and marks for n, (_, marks) in enumerate(self.now)
        ]
        at = 0
        for marks, stretch in groupby(changed):
            length = len(list(stretch))
            if marks is not False:
                yield Form(self.line, quote(self.words, at, at + length), marks)
            at += length


def letters(atoms: Iterable[object]) -> Iterator[Letter]:
    """Each character of some atoms with its marks."""
    for atom in atoms:
        if isinstance(atom, Word):
            yield from zip(atom.text, atom.marks, strict=True)


def _said(put: Iterable[Letter]) -> str:
    return "".join(letter for letter, _ in put)


def quote(line: str, start: int, end: int) -> Quote:
    """Words of a line by their place in it."""
    words = line[start:end]
    places = [place for place in range(len(line)) if line.startswith(words, place)]
    return Quote(words, places.index(start) + 1 if len(places) > 1 else 0)


def runs(put: Iterable[Letter], usual: Marks) -> tuple[Run, ...]:
    """The stretches of words that have other marks than the usual ones."""
    put = list(put)
    words, at, found = _said(put), 0, list[Run]()
    for marks, stretch in groupby(put, key=lambda letter: letter[1]):
        length = len(list(stretch))
        if marks != usual:
            found.append(Run(quote(words, at, at + length), marks))
        at += length
    return tuple(found)


def _names(words: str) -> bool:
    """Whether words can be found by who looks for them: signs alone are everywhere."""
    return any(letter.isalnum() for letter in words)


def _starts_well(words: str) -> bool:
    return bool(words) and not words[0].isspace()


def _ends_well(words: str) -> bool:
    return bool(words) and not words[-1].isspace()


def _is_quotable(words: str) -> bool:
    return _starts_well(words) and _ends_well(words)
