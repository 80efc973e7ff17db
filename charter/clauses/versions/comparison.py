"""The comparison of two versions of a clause: choosing them, and what changed, in words."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from charter.clauses.versions import visibility
from charter.clauses.versions.automatic import AnyVersion
from charter.content import diff, marks
from charter.content.blocks import Line, Marks
from charter.content.merge import comparing
from charter.core.errors import NotFound
from charter.web.rendering.sanitise import LINK_SCHEMES

_SPACES = {"\n": _l("line break"), "\u00a0": _l("non-breaking space"), "\u202f": _l("non-breaking space")}
DRAFT = "draft"
"""The number by which an address names the text being written."""
MAX_LIST_DEPTH = 4
"""Deeper levels of lists are not indented further."""


@dataclass(frozen=True)
class Draft:
    """The text being written, to be compared as if it were a version; for members."""

    content: dict[str, Any]
    heading: str
    language: str
    number: str = DRAFT
    note: str = ""
    author: str = ""


@dataclass(frozen=True)
class Choice:
    """The two versions to compare, and all those to choose from, newest first. The `draft`, where there is one for the
    person, can be the new one."""

    old: AnyVersion
    new: AnyVersion | Draft
    visible: list[AnyVersion]
    draft: Draft | None = None


def chosen(every: list[AnyVersion], old: str, new: str, draft: Draft | None = None) -> Choice:
    """Two of these versions (newest first) by their numbers as typed; by default the newest and the
    one before. NotFound for an unknown number."""
    if not every:
        raise NotFound(_l("There is no such version."))
    if draft and new == DRAFT:
        return Choice(visibility.numbered(every, old) if old else every[0], draft, every, draft)

    after = visibility.numbered(every, new) if new else every[0]
    return Choice(visibility.numbered(every, old) if old else before(every, after) or after, after, every, draft)


def before(every: list[AnyVersion], version: AnyVersion) -> AnyVersion | None:
    """The version before another one, among versions that are newest first."""
    return next(iter(every[every.index(version) + 1 :]), None)


def part(choice: Choice) -> dict[str, Any]:
    """The context of `history/comparison.html`."""
    changes = context(choice.old.content, choice.new.content, choice.old.heading != choice.new.heading)
    return changes | {"choice": choice, "heading": diff.reworded(choice.old.heading, choice.new.heading)}


def context(old: dict[str, Any], new: dict[str, Any], is_renamed: bool = False) -> dict[str, Any]:
    """The context of `clauses/_lines.html`: what changed between two texts, with a `summary`."""
    compared = comparing.compare(old, new)
    return {
        "rows": compared.rows,
        "is_same": compared.is_same,
        "summary": summary(compared, is_renamed),
        "marks": marks.declared(),
        "marks_in_words": marks_in_words,
        "shape_in_words": shape_in_words,
        "spaces_in_words": spaces_in_words,
        "can_be_followed": can_be_followed,
        "depth": depth,
        "choice": None,
    }


def summary(compared: diff.Comparison, is_renamed: bool) -> str:
    """What changed, counted, in a sentence or two."""
    sentences = [_("The heading has changed.")] if is_renamed else []
    counted = [said for number, said in _counted(diff.counts(compared)) if number]
    if counted:
        sentences.append(", ".join(counted) + ".")
    return " ".join(sentences) or str(_("No difference: both versions say the same, in the same form."))


def _counted(counts: diff.Counts) -> list[tuple[int, str]]:
    changed, added, removed, moved = counts.lines_changed, counts.lines_added, counts.lines_removed, counts.lines_moved
    split, joined = counts.lines_split, counts.lines_joined
    more, fewer, formed = counts.words_added, counts.words_removed, counts.formatted
    return [
        (changed, ngettext("%(num)s line changed", "%(num)s lines changed", changed)),
        (added, ngettext("%(num)s line added", "%(num)s lines added", added)),
        (removed, ngettext("%(num)s line removed", "%(num)s lines removed", removed)),
        (moved, ngettext("%(num)s paragraph moved", "%(num)s paragraphs moved", moved)),
        (split, ngettext("%(num)s paragraph split off", "%(num)s paragraphs split off", split)),
        (joined, ngettext("%(num)s paragraph joined to another", "%(num)s paragraphs joined to others", joined)),
        (more, ngettext("%(num)s word added", "%(num)s words added", more)),
        (fewer, ngettext("%(num)s word removed", "%(num)s words removed", fewer)),
        (formed, ngettext("%(num)s change of form", "%(num)s changes of form", formed)),
    ]


def marks_in_words(borne: Marks) -> str:
    """Marks, in words."""
    known = marks.declared()
    said = [_(known[name].said, address=address) for name, address in borne]
    return ", ".join(said) or str(_("plain"))


def shape_in_words(line: Line) -> str:
    """The kind of a line in words, with its level in nested lists."""
    if line.kind == "heading":
        kind = _("heading")
    elif line.begins:
        kind = _("numbered item, from %(marker)s", marker=line.begins)
    elif line.marker:
        kind = _("numbered item") if line.lists[-1] == "ordered_list" else _("list item")
    elif "blockquote" in line.within:
        kind = _("quotation")
    else:
        kind = _("paragraph inside a list item") if line.lists else _("paragraph")

    level = len(line.lists)
    return ", ".join([kind, _("level %(level)s", level=level)]) if level > 1 else str(kind)


def spaces_in_words(words: str) -> str:
    """Names of spaces that would not be visible on their own; empty if there is anything else."""
    return ", ".join(str(_SPACES.get(each, _("space"))) for each in words) if words.isspace() else ""


def can_be_followed(address: str) -> bool:
    """Whether the target of a link is allowed."""
    return address.partition(":")[0].lower() in LINK_SCHEMES


def depth(line: Line) -> int:
    """How far a line is indented."""
    return min(len(line.lists), MAX_LIST_DEPTH)
