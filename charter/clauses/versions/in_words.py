"""What changes between two wordings, in words: sentences that the chair of an assembly reads out, that a screen reader
says whole and that print without colour. Someone who carries them out on the one text gets the other."""

from collections.abc import Callable
from dataclasses import replace

from flask_babel import gettext as _

from charter.clauses.versions.characters import distinguished
from charter.clauses.versions.comparison import marks_in_words, shape_in_words
from charter.content import blocks
from charter.content.in_words import instructions as told
from charter.content.in_words.instructing import instructions
from charter.content.merge.atoms import EMPTY, Break, LineShape, Stream
from charter.content.merge.patch import Patch

_ITEM = "list_item"
_BRACKETS = (("“", "”"), ("«\u00a0", "\u00a0»"), ("‘", "’"), ("⟦", "⟧"), ("⟨", "⟩"))
HARD_BREAK = "⏎"
"""What a line break in a line is quoted as."""


def sentences(patch: Patch, label: str) -> list[str]:
    """Each change as a sentence that begins with its place: "Clause 5, paragraph 2: replace “a” with “b”."; `label`
    names the clause."""
    paragraph = _counted(patch.base)
    return [
        _("%(place)s: %(change)s.", place=_place(each, label, paragraph), change=_change(each, paragraph))
        for each in instructions(patch)
    ]


def _counted(base: Stream) -> Callable[[int], int]:
    """The number of a paragraph from the index of its line: holders of nothing are not counted."""
    numbers, number = [0], 0
    for start in base.starts[1:]:
        atom = base.atoms[start]
        number += isinstance(atom, Break) and atom.shape.kind != EMPTY
        numbers.append(number)
    return numbers.__getitem__


def _place(each: told.Instruction, label: str, paragraph: Callable[[int], int]) -> str:
    first, last = paragraph(each.line), paragraph(getattr(each, "last", each.line))
    if not first:
        return label if isinstance(each, told.InsertLines) else str(_("%(label)s, heading", label=label))
    if last == first + 1:
        return str(_("%(label)s, paragraphs %(first)s and %(last)s", label=label, first=first, last=last))
    if last > first:
        return str(_("%(label)s, paragraphs %(first)s to %(last)s", label=label, first=first, last=last))
    if first == 1:
        return str(_("%(label)s, paragraph 1", label=label))
    return str(_("%(label)s, paragraph %(number)s", label=label, number=first))


def quoted(words: str) -> str:
    """Words in quotation marks that do not occur in them."""
    shown = words.replace("\n", HARD_BREAK)
    usual = str(_("“%(words)s”", words="\0")).split("\0")
    for opening, closing in (usual, *_BRACKETS):
        if not set((opening + closing).replace("\u00a0", "")) & set(shown):
            return f"{opening}{shown}{closing}"
    return _fenced(shown)


def _fenced(words: str) -> str:
    """In more brackets than stand together anywhere in the words."""
    fence = 1
    while "⟦" * fence in words or "⟧" * fence in words:
        fence += 1
    return "⟦" * fence + words + "⟧" * fence


def _quote(quote: told.Quote) -> str:
    if not quote.nth:
        return quoted(quote.words)
    return str(_("%(words)s (occurrence %(number)s)", words=quoted(quote.words), number=quote.nth))


def _put(words: str, runs: tuple[told.Run, ...]) -> str:
    """Words that are put, and the form of those that have one of their own."""
    said = [_("%(words)s: %(form)s", words=_quote(run.words), form=marks_in_words(run.marks)) for run in runs]
    return f"{quoted(words)} ({'; '.join(said)})" if said else quoted(words)


def _lines(lines: tuple[told.NewLine, ...]) -> str:
    return "; ".join(
        _("%(form)s %(words)s", form=form_in_words(line.shape), words=_put(line.words, line.runs)) for line in lines
    )


def form_in_words(shape: LineShape) -> str:
    """The form of a line in words."""
    names = tuple(name for name, _attributes in shape.path)
    lists = tuple(name for name in names if name != _ITEM)
    marker = "•" if _ITEM in names[shape.opens :] else ""
    return shape_in_words(blocks.Line(shape.kind, lists, marker, ()))


def _change(each: told.Instruction, paragraph: Callable[[int], int]) -> str:
    match each:
        case told.Move():
            return _moved(paragraph(each.after))
        case told.Insert():
            return _inserted(each)
        case told.InsertLines():
            return _put_after(each)
        case told.ReplaceLines():
            return _replaced(each)
    return _reworded(each)


def _reworded(each: told.Replace | told.Delete | told.Form | told.Split | told.Join | told.Reshape) -> str:
    match each:
        case told.Replace():
            old, new = distinguished(each.old.words, each.new)
            return str(
                _("replace %(old)s with %(new)s", old=_quote(replace(each.old, words=old)), new=_put(new, each.runs))
            )
        case told.Delete():
            return str(_("delete %(old)s", old=_quote(each.old)))
        case told.Form():
            return str(
                _("give %(words)s this form: %(form)s", words=_quote(each.words), form=marks_in_words(each.marks))
            )
        case told.Split():
            return str(_("begin a new paragraph after %(words)s", words=_quote(each.after)))
        case told.Join():
            return str(_("join the next paragraph to this one"))
    return str(_("give this paragraph the form: %(form)s", form=form_in_words(each.shape)))


def _moved(after: int) -> str:
    if not after:
        return str(_("move this paragraph to the beginning"))
    return str(_("move this paragraph after paragraph %(number)s", number=after))


def _inserted(each: told.Insert) -> str:
    words = _put(each.new, each.runs)
    if each.at_end:
        return str(_("at the end, insert %(words)s", words=words))
    if each.after is None:
        return str(_("at the beginning, insert %(words)s", words=words))
    return str(_("after %(after)s, insert %(words)s", after=_quote(each.after), words=words))


def _put_after(each: told.InsertLines) -> str:
    if each.line == 0:
        return str(_("at the beginning of the text, insert: %(lines)s", lines=_lines(each.new)))
    return str(_("after this paragraph, insert: %(lines)s", lines=_lines(each.new)))


def _replaced(each: told.ReplaceLines) -> str:
    many = each.last - each.line + 1
    if each.line == 0:
        return str(_("replace the heading with %(words)s", words=quoted("".join(line.words for line in each.new))))
    if not each.new:
        return str(_("delete this paragraph") if many == 1 else _("delete these paragraphs"))
    lines = _lines(each.new)
    if many == 1:
        return str(_("replace this paragraph with: %(lines)s", lines=lines))
    return str(_("replace these paragraphs with: %(lines)s", lines=lines))
