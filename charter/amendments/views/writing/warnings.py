"""What to know before an amendment is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from charter.amendments import eligibility, texts
from charter.amendments.models import Amendment
from charter.amendments.relating import relations
from charter.amendments.texts import Proposed
from charter.amendments.views import relation_sentences
from charter.amendments.views.readings import Reading
from charter.amendments.views.writing.form_context import Workplace
from charter.content import diff
from charter.content.blocks import count
from charter.core import clock, invisible
from charter.web.rendering import moments

MAX_KEPT_SHARE = 0.2
"""The share of words of a clause up to which what is kept counts for nothing: all was rewritten."""
MIN_WORDS = 12
"""A clause of fewer words is easily rewritten whole."""
LENGTHENED = 3
"""How many times as long as it was a clause is called long."""
MAX_NAMED = 8
"""Other amendments that are named while one writes."""
DEADLINE_IS_NEAR = timedelta(hours=24)


@dataclass(frozen=True)
class Warning:
    """`kind`: closed, same, falls, read, whole, emptied, long, letters, late; `address` and `verb`: what one can do
    about it."""

    kind: str
    said: str
    address: str = ""
    verb: str = ""


def of(
    where: Workplace, proposed: Sequence[Proposed], readings: Sequence[Reading], amendment: Amendment | None
) -> list[Warning]:
    """The warnings of a form, those about its time first. `readings`: of the texts that it proposes, in their order."""
    changed = [each for each, reading in zip(proposed, readings, strict=True) if not reading.is_same]
    found = [*_of_time(where, amendment), *_of_stage(where, proposed), *_of_others(where, changed, amendment)]
    for reading in readings:
        found += [*_of_text(reading, where.parent is not None), *_of_letters(reading)]
    return found


def _of_time(where: Workplace, amendment: Amendment | None) -> Iterator[Warning]:
    if where.parent:  # a sub-amendment may come until the vote on its amendment
        return
    round_, now = where.round, clock.now()
    until = (round_.cosign_until or round_.closes_at) if amendment else round_.closes_at
    is_over = not (eligibility.takes_support_now(round_) if amendment else eligibility.takes_amendments_now(round_))
    if is_over:
        said = _(
            "The time for amendments is over: nothing more can be submitted. Your draft stays, with all that you write."
        )
        yield Warning("late", str(said))
    elif until and now < until < now + DEADLINE_IS_NEAR:
        yield Warning("late", str(_("The time for amendments ends %(when)s.", when=moments.said(until))))


def _of_letters(reading: Reading) -> Iterator[Warning]:
    """Letters of another alphabet that look like those around them."""
    was, now = (
        invisible.mixed_words("\n".join([wording.heading, *lines])) if wording else []
        for wording, lines in ((reading.was, reading.compared.before), (reading.now, reading.compared.after))
    )
    if new := [word for word in now if word not in was]:
        said = _(
            "“%(heading)s” has words that mix letters of two alphabets, which look alike: %(words)s.",
            heading=reading.shown.heading,
            words=", ".join(new),
        )
        yield Warning("letters", str(said))


def _of_stage(where: Workplace, proposed: Sequence[Proposed]) -> Iterator[Warning]:
    """What no amendment reaches any more, said before somebody writes it."""
    open_ids = {each.clause.id for each in where.outline.clauses if each.clause.stage == "drafting"}
    for each in proposed:
        base = where.bases.get(each.clause_id or 0)
        if base and base.clause_id not in open_ids:
            said = _("“%(heading)s” is no longer in drafting.", heading=base.version.heading)
            yield Warning("closed", str(said))


def _of_text(reading: Reading, is_sub: bool) -> Iterator[Warning]:
    if reading.kind != "changed" or reading.was is None:
        return
    words = [count("\n".join(text)) for text in (reading.compared.before, reading.compared.after)]
    kept = _kept_words(reading)
    if words[0] and not words[1]:
        yield Warning("emptied", str(texts.emptied(reading.was.heading, is_sub)))
    elif words[0] >= MIN_WORDS and kept <= MAX_KEPT_SHARE * words[0]:
        said = _(
            "You rewrite almost all of “%(heading)s”. If you mean another clause in its place, remove this one and"
            " propose a new one: each is then voted by itself.",
            heading=reading.was.heading,
        )
        yield Warning("whole", str(said))
    elif words[0] >= MIN_WORDS and words[1] > LENGTHENED * words[0]:
        said = ngettext(
            "“%(heading)s” becomes long: %(num)s word.",
            "“%(heading)s” becomes long: %(num)s words.",
            words[1],
            heading=reading.was.heading,
        )
        yield Warning("long", str(said))


def _kept_words(reading: Reading) -> int:
    pieces = [piece for row in reading.compared.rows if row.state != diff.LEFT for piece in row.pieces]
    return sum(count(piece.words) for piece in pieces if piece.state in (diff.UNCHANGED, diff.FORMATTED))


def _of_others(where: Workplace, proposed: Sequence[Proposed], amendment: Amendment | None) -> Iterator[Warning]:
    """How it stands to what others have submitted; what it does not meet is not named."""
    related = relations.of_texts(where.round.id, proposed, where.bases, amendment, where.parent)
    found = relation_sentences.beside(related, len(proposed))
    named = [each for each in found if each.kind != relation_sentences.ORDER]
    for each in named[:MAX_NAMED]:
        is_same = each.kind in (relation_sentences.IDENTICAL, relation_sentences.SATISFIED)
        kind = "same" if is_same else "falls" if each.kind in relation_sentences.BLOCKING else "read"
        address = url_for("amendments.amendment", slug=where.charter.slug, amendment_id=each.amendment.id)
        verb = _("Co-sign it instead?") if is_same else _("Read no. %(number)s", number=each.amendment.number)
        yield Warning(kind, relation_sentences.warning(each), address, str(verb))
    if len(named) > MAX_NAMED:
        more = len(named) - MAX_NAMED
        yield Warning("read", str(ngettext("And %(num)s other.", "And %(num)s others.", more)))
