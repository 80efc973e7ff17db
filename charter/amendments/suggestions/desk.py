"""Where a suggestion is written: on a private copy of the live text, and beside it what it changes."""

from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from charter.accounts import current
from charter.amendments import texts
from charter.amendments.suggestions import accepting, actions, eligibility, placing, queries
from charter.amendments.suggestions.models import Suggestion
from charter.amendments.views import readings
from charter.amendments.views.readings import Reading, Wording
from charter.amendments.views.writing.form import Filled
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.collab.storage import update_log
from charter.content import blocks
from charter.content.canonical import canonical
from charter.content.merge.atoms import flatten
from charter.content.merge.patch import Patch
from charter.content.merge.text import normal
from charter.content.merge.union import applied
from charter.content.schema import Content
from charter.core.digest import normal as normal_form
from charter.core.errors import Invalid, NotAllowed


@dataclass(frozen=True)
class Desk:
    """`base`: the live text after edit `seq`. `earlier`: the suggestion of the same author in whose place this one is
    written."""

    slug: str
    charter: Charter
    clause: Clause
    seq: int
    base: Content
    draft: Suggestion | None = None
    earlier: Suggestion | None = None

    def require(self) -> None:
        """Refuse to show the form to who may not suggest anything here, before they write."""
        if reasons := eligibility.reasons(current.acting(), self.clause.id):
            raise NotAllowed(*reasons)

    def first(self) -> Content:
        """What the form begins with: the draft; what an earlier suggestion asks, placed in the text of now; else that
        text."""
        if self.draft:
            return self.draft.proposed
        return placed(self.earlier, self.clause.id) if self.earlier else self.base

    def keep(self, content: Content, revision: int) -> "Desk":
        """Save a text as the draft."""
        by = current.acting()
        if self.draft:
            return replace(self, draft=actions.save(self.clause.id, self.draft.id, revision, content, by))
        earlier = self.earlier.id if self.earlier else None
        draft = actions.begin(self.clause.id, self.seq, content, by, earlier)
        return replace(self, draft=draft, base=draft.base)

    def context(self, content: Content) -> dict[str, Any]:
        """For the form with this text."""
        fits = texts.is_bounded(content, self.base)
        reading = read(self.clause, self.base, content) if fits else None
        changes = len(readings.sentences(reading)) if reading and not reading.is_same else 0
        said = ngettext("%(num)s change so far", "%(num)s changes so far", changes) if changes else None
        return {
            "charter": self.charter,
            "clause": self.clause,
            "seq": self.seq,
            "content": content,
            "content_lines": blocks.lines(content),
            "revision": self.draft.revision if self.draft else 0,
            "reading_now": reading if changes else None,
            "changes_said": said or _("Nothing changes yet"),
            "draft": self.draft,
            "overtaken": self._overtaken(),
            "earlier": earlier_reading(self.clause, self.earlier),
            "texts": (),
            **readings.helpers(),
        }

    def _overtaken(self) -> object | None:
        """Where the live text was changed since at the place of the draft: both sentences."""
        if self.draft is None or self.draft.seq == update_log.state_of(self.clause.id)[1]:
            return None
        now = accepting.present_text(self.clause.id)
        is_over = not isinstance(placing.carried(self.draft, now), Patch)
        return accepting.collision(self.draft, now) if is_over else None


def of_new(slug: str, clause_id: int, seq: int, earlier_id: int | None) -> Desk:
    """Where a new suggestion is written, on the live text after edit `seq`, or (-1) on that of now."""
    charter, clause = found(slug, clause_id)
    newest = update_log.state_of(clause.id)[1]
    at = newest if seq < 0 else min(seq, newest)
    earlier = queries.get(clause.id, earlier_id, current.acting()) if earlier_id else None
    is_own = earlier is None or earlier.author_id == current.acting().id
    return Desk(slug, charter, clause, at, placing.base_at(clause.id, at), earlier=earlier if is_own else None)


def of_draft(slug: str, clause_id: int, suggestion_id: int) -> Desk:
    """Where a draft of one's own is written, or NotFound."""
    charter, clause = found(slug, clause_id)
    draft = actions.own(clause.id, suggestion_id, current.acting())
    return Desk(slug, charter, clause, draft.seq, draft.base, draft)


def found(slug: str, clause_id: int) -> tuple[Charter, Clause]:
    """A charter and a clause of it, for who takes part in it."""
    charter = charters.by_slug(slug, current.reader())
    return charter, clauses.of(charter, clause_id)


def placed(earlier: Suggestion, clause_id: int) -> Content:
    """What an earlier suggestion makes of the live text of now; that text as it is, where it collides: what others
    wrote there is not taken back without a look."""
    now = accepting.present_text(clause_id)
    left = placing.carried(earlier, now)
    content = applied(flatten(normal(now)), [left]).content if isinstance(left, Patch) else now.content
    return canonical(normal_form(content))


def read(clause: Clause, base: Content, content: Content, key: str = "") -> Reading:
    """What a text changes in its base. `key`: of a suggestion whose texts stay."""
    was = Wording(clause.heading, base, f"{key} base" if key else "")
    number = clauses.around(clause.charter_id, clause.id).number
    return readings.of(was, Wording(clause.heading, content, key), clause.id, number)


def earlier_reading(clause: Clause, earlier: Suggestion | None) -> Reading | None:
    """What an earlier suggestion changes, to be looked at beside the text of now."""
    return read(clause, earlier.base, earlier.proposed, key(earlier)) if earlier else None


def key(each: Suggestion) -> str:
    """What names the texts of a suggestion; nothing for a draft, which changes."""
    return f"suggestion {each.id}" if each.made_at else ""


def sent(filled: Filled) -> Content:
    """The text that a form sends; Invalid for none."""
    if len(filled.texts) != 1:
        raise Invalid(_l("This text could not be read. Reload the page: the draft is as it was saved."))
    return filled.texts[0].content
