"""Where one amendment is written: its draft, if there is one, and what it is written against."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from charter.accounts import current
from charter.accounts.models import Member
from charter.amendments import drafting, queries
from charter.amendments.models import Amendment, Draft
from charter.amendments.texts import Proposed, from_json, of_changes
from charter.amendments.views import acts
from charter.amendments.views.writing import form, form_context, warnings
from charter.amendments.views.writing.form import Filled
from charter.amendments.views.writing.form_context import EMPTY, Workplace
from charter.charters import queries as charters
from charter.core.errors import Invalid, NotFound
from charter.web.input import parsing


@dataclass(frozen=True)
class Desk:
    """`amendment`: the one that is rectified."""

    slug: str
    where: Workplace
    draft: Draft | None = None
    amendment: Amendment | None = None

    @property
    def draft_id(self) -> int:
        """The draft that is there."""
        if self.draft is None:
            raise NotFound(_l("There is no such draft."))
        return self.draft.id

    @property
    def revision(self) -> int:
        """How often it was saved; 0 for one that was not yet."""
        return self.draft.revision if self.draft else 0

    @property
    def title(self) -> str:
        """What is written here."""
        if self.amendment:
            return str(_("Rectify amendment no. %(number)s", number=self.amendment.number))
        if self.where.parent:
            return str(_("Sub-amendment to no. %(number)s", number=self.where.parent.number))
        return str(_("Propose an amendment"))

    def require(self) -> None:
        """Refuse to show the form to who may not begin a draft here, before they write."""
        parent, amendment = self.where.parent, self.amendment
        if parent is None and amendment is None and not self.where.round.is_open:
            raise NotFound(_l("No round of amendments is open."))
        ids = (parent.id if parent else None, amendment.id if amendment else None)
        drafting.check(self.where.round, current.acting(), *ids)

    @property
    def lacks(self) -> list[object]:
        """What the draft that is there lacks to be submitted."""
        return drafting.lacks(self.draft, self.where.bases, self.where.parent) if self.draft else []

    def first(self) -> Filled:
        """What the form begins with: the draft or, to rectify, the wording that counts."""
        if self.draft:
            return form_context.filled(self.draft, self.where)
        wording = self.amendment.wording if self.amendment else None
        changes = of_changes(wording.changes) if wording else []
        return Filled(form_context.texts(changes, self.where), wording.reason if wording else "", 0)

    def of(self, draft: Draft | None) -> "Desk":
        """The same for another draft; for none, what is saved begins one, or meets the one that somebody else began."""
        return replace(self, draft=draft)

    def keep(self, sent: Filled, by: Member) -> "Desk":
        """Save what was filled in as a draft."""
        proposed = form.proposed(sent.texts)
        if self.draft:
            kept = drafting.save(self.draft.id, sent.revision, proposed, sent.reason, by)
        else:
            parent = self.where.parent.id if self.where.parent and not self.amendment else None
            rectified = self.amendment.id if self.amendment else None
            kept = drafting.begin(self.where.round.id, proposed, sent.reason, by, parent, rectified)
        return self.of(kept)

    def context(self, shown: Filled) -> dict[str, Any]:
        """For the form and for the check before it is sent."""
        found = form_context.context(self.where, shown)
        texts = form_context.in_order(shown.texts, self.where)
        compared = [each.submitted for each in form.proposed(texts)] if found["readings"] else []
        warned = warnings.of(self.where, compared, found["readings"], self.amendment)
        return found | {
            "what": self.title,
            "draft_saved": self.draft,
            "warnings": warned,
            "changes_said": form_context.changes_said(found["readings"], len(warned)),
        }


def of_new(slug: str, parent_id: int | None) -> Desk:
    """Where a new amendment is begun: in the round that is open or, so that nothing typed is lost when it closes, in
    the newest one; NotFound without one."""
    member = current.acting()
    charter = charters.by_slug(slug, member)
    parent = queries.get(charter.id, parent_id, member) if parent_id else None
    round_ = parent.round if parent else queries.open_round(charter.id) or queries.latest_round(charter.id, member)
    if round_ is None:
        raise NotFound(_l("No round of amendments is open."))
    return Desk(slug, form_context.workplace(charter, round_, parent))


def of_rectification(slug: str, amendment_id: int) -> Desk:
    """Where an amendment is rectified, with the draft of it that one's own association has."""
    member = current.acting()
    charter = charters.by_slug(slug, member)
    found = queries.get(charter.id, amendment_id, member)
    where = form_context.workplace(charter, found.round, found.parent)
    return Desk(slug, where, queries.draft_of(amendment_id, member), found)


def of_draft(slug: str, draft_id: int) -> Desk:
    """Where a draft of one's own association is written, or NotFound."""
    member = current.acting()
    charter = charters.by_slug(slug, member)
    draft = queries.draft(charter.id, draft_id, member)
    amendment = queries.get(charter.id, draft.amendment_id, member) if draft.amendment_id else None
    parent_id = draft.parent_id or (amendment.parent_id if amendment else None)
    parent = queries.get(charter.id, parent_id, member) if parent_id else None
    round_ = next(each for each in queries.rounds(charter.id) if each.id == draft.round_id)
    return Desk(slug, form_context.workplace(charter, round_, parent), draft, amendment)


def instead(slug: str, draft_id: int) -> tuple[Desk, object]:
    """Where what is sent to a draft that is gone goes on, and why: as another wording of what was submitted from it, if
    that may be rectified, else as a new draft."""
    member = current.acting()
    found = queries.submitted_from(charters.by_slug(slug, member).id, draft_id, member)
    if found is None:
        said = _l("This draft was thrown away meanwhile. What you wrote is below: save it as a new draft.")
        return of_new(slug, None), said
    if acts.of(found, member).rectify:
        said = _l(
            "This draft was submitted meanwhile, as amendment no. %(number)s. What you wrote is below: save it as"
            " another wording of that amendment.",
            number=found.number,
        )
        return of_rectification(slug, found.id).of(None), said
    said = _l(
        "This draft was submitted meanwhile, as amendment no. %(number)s. What you wrote is below: save it as a new"
        " draft.",
        number=found.number,
    )
    return of_new(slug, found.parent_id), said


def submitted(slug: str, draft_id: int) -> Amendment:
    """The amendment that was submitted from a draft of one's own association, or NotFound."""
    member = current.acting()
    found = queries.submitted_from(charters.by_slug(slug, member).id, draft_id, member)
    if found is None:
        raise NotFound(_l("There is no such draft."))
    return found


def arranged(sent: Filled, fields: Mapping[str, str], at: Desk) -> Filled:
    """The form after what its button does: one text more, or one fewer. To replace what another one saved, it names the
    revision of that."""
    do = fields.get("do", "")
    if do == "add":
        text = at.where.begun(parsing.row(fields, "add") or 0)
        if text is None:
            raise Invalid(_l("Choose the clause that you want to change too."))
        return form_context.added(sent, text, at.where)
    if do == "new":
        return form_context.added(sent, Proposed("", EMPTY, after_clause_id=at.where.last), at.where)
    if do.startswith("leave-"):
        return replace(sent, texts=tuple(each for each in sent.texts if f"leave-{each.place}" != do))
    if do.startswith("replace-"):
        return replace(sent, revision=parsing.hidden_number({"": do.removeprefix("replace-")}, ""))
    return sent


def anchor(fields: Mapping[str, str], at: Desk) -> str | None:
    """Where the page goes on: at the text that was added."""
    is_more = fields.get("do") in ("add", "new")
    return f"text-{len(at.draft.changes) - 1}" if is_more and at.draft else None


def theirs(draft: Draft, at: Desk) -> dict[str, Any]:
    """A draft as another one saved it, to be shown beside one's own."""
    texts = form_context.texts(from_json(draft.changes), at.where)
    return {
        "by": draft.member.name,
        "at": draft.saved_at,
        "reason": draft.reason,
        "revision": draft.revision,
        "readings": form_context.read(texts, at.where),
    }
