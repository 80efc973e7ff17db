"""What is proposed for one clause: from a form or an editor to rows, checked against the frozen text of the round."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l

from charter.amendments import rules
from charter.amendments.models import Amendment, Change, RoundBase
from charter.clauses import queries as clauses
from charter.clauses.queries import Outline
from charter.content import blocks, schema
from charter.content.canonical import canonical
from charter.content.schema import Content, NotInSchema
from charter.content.trimming import trimmed
from charter.core import invisible
from charter.core.digest import normal
from charter.core.errors import About, Invalid
from charter.core.loop import run_in_thread
from charter.web.input import text_input
from charter.web.rendering import sanitise

MAX_IN_PLACE = 10_000
"""Characters of texts, with all that the schema has around them, that are compared in the event loop: some 20 ms."""
_TOO_LONG_IN_ALL = _l(
    "The texts of this amendment are too long together: at most %(characters)s characters, %(lines)s paragraphs,"
    " and %(tokens)s words, signs and spaces. Propose several amendments.",
    **rules.MAX_IN_ALL._asdict(),
)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Proposed:
    """What is proposed for one clause.

    `clause_id`: the clause that is changed or (`drops`) removed. None: a new clause, after `after_clause_id` or, where
    that is None, first in the section `section_id`; both None where that place is gone. `content`: ProseMirror JSON of
    the schema of clauses. The base is always the text that the round has frozen: nobody sends one.
    """

    heading: str
    content: Content | None
    clause_id: int | None = None
    drops: bool = False
    after_clause_id: int | None = None
    section_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return asdict(self)

    @property
    def submitted(self) -> "Proposed":
        """The same as an amendment holds it: a clause that is removed has no text. A draft keeps what was written."""
        return replace(self, content=None) if self.drops else self

    @property
    def place(self) -> tuple[str, int | None, int | None]:
        """What it is about: the same for two texts of one clause, or of one new clause."""
        return ("clause", self.clause_id, None) if self.clause_id else ("new", self.after_clause_id, self.section_id)


def from_json(kept: Iterable[Mapping[str, Any]]) -> list[Proposed]:
    """The texts of a draft (`Draft.changes`)."""
    return [Proposed(**each) for each in kept]


def of_changes(changes: Iterable[Change]) -> list[Proposed]:
    """The texts of a wording, to write another one from them."""
    return [
        Proposed(each.heading, each.content, each.clause_id, each.drops, each.after_clause_id, each.section_id)
        for each in changes
    ]


def readable(proposed: Sequence[Proposed], bases: Mapping[int, RoundBase], charter_id: int) -> list[Proposed]:
    """The texts as a draft may keep them: of this charter and round, in the schema, bounded, NFC. Invalid with every
    reason; an unfinished text is none."""
    if len(proposed) > rules.MAX_CHANGES:
        raise Invalid(_l("An amendment changes at most %(most)s clauses.", most=rules.MAX_CHANGES))
    sections = {section.id for section in clauses.sections(charter_id)}
    faults: list[object] = []
    found = []
    for each in proposed:
        try:
            found.append(_cleaned(each, bases, sections))
        except Invalid as no:
            faults += no.reasons
    if len({each.place for each in found if each.clause_id}) < len([each for each in found if each.clause_id]):
        faults.append(_l("A clause stands twice in this amendment."))
    if len(found) > 1 and not are_short_in_all(each.content for each in found):
        faults.append(_TOO_LONG_IN_ALL)
    if faults:
        raise Invalid(*faults)
    return found


def _is_placed(each: Proposed, bases: Mapping[int, RoundBase], sections: set[int]) -> bool:
    if each.clause_id is not None:
        return each.clause_id in bases and each.after_clause_id is None and each.section_id is None
    if each.drops:
        return False
    if each.after_clause_id is not None and each.after_clause_id not in bases:
        return False
    return each.section_id in sections or each.section_id is None


def _cleaned(each: Proposed, bases: Mapping[int, RoundBase], sections: set[int]) -> Proposed:
    if not _is_placed(each, bases, sections):
        raise Invalid(_l("This clause is not part of the round."))
    heading = normal(text_input.line(each.heading, text_input.MAX_TITLE_LENGTH))
    if each.drops and each.content is None:
        return replace(each, heading=heading)
    return replace(each, heading=heading, content=checked(each.content, _before(each, bases), heading))


def checked(sent: Content | None, before: Content | None, heading: str) -> Content:
    """A text that is proposed in the place of another one: in the schema, bounded, NFC. Raises Invalid."""
    try:
        content = canonical(normal(sent or {"type": "doc"}))
    except (NotInSchema, RecursionError):
        raise Invalid(About("content", _l("This text holds what a clause may not."))) from None

    if not is_bounded(content, before):
        raise Invalid(About("content", _too_long(heading)))
    content = trimmed(content, before)
    words = "\n".join(line.words for line in blocks.lines(content))
    if listed := invisible.listed(words):
        said = _l("Take out what cannot be seen, or type these words anew: %(listed)s.", listed=listed)
        raise Invalid(About("content", said))
    return content


def size(content: Content | None) -> rules.Size:
    """Of a text in the schema of clauses; what holds nothing is a line."""
    nodes, characters, lines, tokens = [content or {"type": "doc"}], 0, 0, 0
    while nodes:
        node = nodes.pop()
        children, words = node.get("content", ()), node.get("text", "")
        characters, tokens = characters + len(words), tokens + len(blocks.tokens(words))
        lines += not words and (not children or node["type"] in ("paragraph", "heading"))
        nodes += children
    return rules.Size(characters, lines, tokens + lines)


def are_bounded(proposed: Sequence[Proposed], bases: Mapping[int, RoundBase]) -> bool:
    """Whether these texts, in the schema, are short enough to be compared: those of a form are not checked yet."""
    fit = all(
        len(each.heading) <= text_input.MAX_TITLE_LENGTH
        and is_bounded(each.content or {"type": "doc"}, _before(each, bases))
        for each in proposed
    )
    return fit and (len(proposed) < 2 or are_short_in_all(each.content for each in proposed))


def _before(each: Proposed, bases: Mapping[int, RoundBase]) -> Content | None:
    base = bases.get(each.clause_id or 0)
    return base.version.content if base else None


def are_short_in_all(contents: Iterable[Content | None]) -> bool:
    """Whether the texts of one amendment may be as large as they are."""
    sizes = [size(each) for each in contents]
    return rules.Size(*map(sum, zip(*sizes, strict=True))).fits(rules.MAX_IN_ALL) if sizes else True


def is_bounded(content: Content, before: Content | None) -> bool:
    """Whether a text may be as large as it is. One that is larger already may be amended, and not grow."""
    own = size(content)
    return own.fits(rules.MAX_TEXT) or bool(before and own.fits(size(before)))


def _too_long(heading: str) -> object:
    return _l(
        "“%(heading)s” is too long: at most %(characters)s characters, %(lines)s paragraphs, and %(tokens)s words,"
        " signs and spaces.",
        heading=heading,
        **rules.MAX_TEXT._asdict(),
    )


def compared(work: Callable[[], Made], *contents: Content | None, is_much: bool = False) -> Made:
    """Run what compares these texts, in a thread where they are long, or where it is much for another reason."""
    is_long = is_much or sum(len(repr(each)) for each in contents) > MAX_IN_PLACE
    return run_in_thread(work) if is_long else work()


def html(content: Content | None) -> str:
    """A checked text as sanitised HTML; empty for none."""
    return str(sanitise.clause(schema.html(schema.checked(content)))) if content else ""


def rows(proposed: Sequence[Proposed], bases: Mapping[int, RoundBase], charter_id: int, round_id: int) -> list[Change]:
    """The changes of a wording, in the order of the text."""
    return [
        Change(
            position=position,
            round_id=round_id,
            clause_id=each.clause_id,
            after_clause_id=each.after_clause_id,
            section_id=each.section_id,
            base_digest=bases[each.clause_id].digest if each.clause_id else None,
            drops=each.drops,
            heading=each.heading,
            content=each.content,
            html=html(each.content),
        )
        for position, each in enumerate(in_order(proposed, bases, charter_id))
    ]


def in_order(proposed: Sequence[Proposed], bases: Mapping[int, RoundBase], charter_id: int) -> list[Proposed]:
    """The texts by their place in the charter; a new clause after the one that it follows."""
    heads = heads_of(clauses.outline(charter_id), bases) if any(each.section_id for each in proposed) else {}
    return sorted(proposed, key=lambda each: position(each, bases, heads))


def heads_of(outline: Outline, bases: Mapping[int, RoundBase]) -> dict[int, tuple[int, int]]:
    """The place of the head of each section: the position of the frozen clause before it, -1 for none, and the number
    of the section: of several empty ones, each has its own place."""
    found: dict[int, tuple[int, int]] = {}
    last = -1
    for number, each in enumerate(outline.sections):
        here = [bases[one.clause.id].position for one in each.clauses if one.clause.id in bases]
        found[each.section.id] = min(here) - 1 if here else last, number
        last = max(here, default=last)
    return found


def position(
    each: Proposed | Change, bases: Mapping[int, RoundBase], heads: Mapping[int, tuple[int, int]]
) -> tuple[int, int, int]:
    """The place of a text, to sort by: a clause, what follows it, the heads of the sections after it; last of all what
    has no place any more."""
    if base := bases.get(each.clause_id or each.after_clause_id or 0):
        return base.position, int(each.clause_id is None), 0
    before, number = heads.get(each.section_id or 0, (len(bases), 0))
    return before, 2, number


def hashed(change: Change) -> dict[str, Any]:
    """What of a change the digest of its wording covers."""
    if change.clause_id is not None:
        where = {"clause": change.clause_id, "base": change.base_digest}
    else:
        where = {"after": change.after_clause_id, "section": change.section_id}
    return where | {"drops": change.drops, "heading": change.heading, "content": change.content}


def faults(
    proposed: Sequence[Proposed], bases: Mapping[int, RoundBase], parent: Amendment | None = None
) -> list[object]:
    """What keeps these texts from being submitted: each about the field of the form at its place."""
    before = {each.place: each for each in of_changes(parent.wording.changes)} if parent else None
    said = [_fault(each, before, bases) for each in proposed]
    found: list[object] = [About(f"heading-{place}", each) for place, each in enumerate(said) if each]
    return found if proposed else [About("add", _l("Nothing is proposed yet: change, add or remove a clause."))]


def _fault(each: Proposed, before: Mapping[Any, Proposed] | None, bases: Mapping[int, RoundBase]) -> Any:
    """`before`: the texts of the amendment that is amended, if one is."""
    if before is not None and each.place not in before:
        return _l("“%(heading)s” is not changed by the amendment that you would amend.", heading=each.heading)
    if each.clause_id and clauses.get(each.clause_id).stage != "drafting":
        return _l("“%(heading)s” is no longer in drafting.", heading=bases[each.clause_id].version.heading)
    if _is_same(each, (before or {}).get(each.place), bases):
        return _l("Nothing is changed in “%(heading)s”.", heading=each.heading or _l("New clause"))
    if before is None and each.place == ("new", None, None):
        return _l("Choose where “%(heading)s” goes.", heading=each.heading)
    if not each.heading:
        return _l("Give a title.")
    return emptied(each.heading, before is not None) if _is_emptied(each, bases) else None


def _is_emptied(each: Proposed, bases: Mapping[int, RoundBase]) -> bool:
    """Whether nothing is left of a clause that is not removed."""
    return bool(_words(_before(each, bases)) and not each.drops and not _words(each.content))


def emptied(heading: str, is_sub: bool) -> object:
    """What is said of a clause of which nothing is left."""
    if is_sub:
        return _l("“%(heading)s” has no text left: a sub-amendment does not remove a clause.", heading=heading)
    return _l("“%(heading)s” has no text left: to remove the clause, tick “Remove the whole clause”.", heading=heading)


def _words(content: Content | None) -> str:
    return "".join(line.words for line in blocks.lines(content or {"type": "doc"})).strip()


def _is_same(each: Proposed, before: Proposed | None, bases: Mapping[int, RoundBase]) -> bool:
    if before is None and each.clause_id is not None:
        version = bases[each.clause_id].version
        before = Proposed(version.heading, version.content, each.clause_id)
    if before is None:
        return not _words(each.content)
    return (each.drops, each.heading, each.content) == (before.drops, before.heading, before.content)
