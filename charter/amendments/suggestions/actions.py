"""Write a suggestion, make it, withdraw it, decline it, keep it as an amendment."""

from secrets import token_hex
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Update, insert, literal, update

from charter.accounts.models import Member
from charter.amendments import drafting, texts
from charter.amendments import queries as amendments
from charter.amendments.models import Draft
from charter.amendments.suggestions import eligibility, placing, queries, rules
from charter.amendments.suggestions.models import Suggestion
from charter.amendments.texts import Proposed
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.collab.storage import update_log
from charter.collab.storage.authored_edits import may_edit
from charter.content.canonical import canonical
from charter.content.merge.atoms import flatten
from charter.content.merge.patch import Patch
from charter.content.merge.text import Text, normal
from charter.content.merge.union import applied
from charter.content.schema import Content
from charter.core import clock, signals
from charter.core.digest import digest
from charter.core.digest import normal as normal_form
from charter.core.errors import Invalid, NotAllowed, NotFound, Outdated, Refused
from charter.database import db, rows_changed, writing
from charter.journal import actions as journal
from charter.journal.actions import PersonalFact
from charter.outbox import actions as outbox
from charter.outbox.rules import KEEPS
from charter.web.input import text_input

SETTLED = _l("This suggestion was settled meanwhile. Look again.")


class DraftChanged(Outdated):
    """The author has saved this draft since, on another page (status 409). `present`: what it holds now."""

    def __init__(self, present: Suggestion) -> None:
        super().__init__(_l("You have saved this suggestion meanwhile, on another page. Both texts are here."))
        self.present = present


def begin(clause_id: int, seq: int, sent: Content, by: Member, replaces_id: int | None = None) -> Suggestion:
    """Keep what a member makes of the live text of a clause, as it was after edit `seq`; nobody else sees it yet.
    `replaces_id`: a suggestion of theirs that it takes the place of, once it is made.

    NotAllowed or Refused with every reason; Invalid for what is no text of a clause.
    """
    clause = clauses.get(clause_id)
    seq = min(max(seq, 0), update_log.state_of(clause_id)[1])
    base = placing.base_at(clause_id, seq)
    proposed = texts.checked(sent, base, clause.heading)
    if replaces_id:
        own(clause_id, replaces_id, by)
    given: dict[str, Any] = {"seq": seq, "base": base, "proposed": proposed, "anchors": [], "replaces_id": replaces_id}
    with writing():
        charters.lock(clause.charter_id)  # or two pages of one member would both find room
        added = db.session.scalar(_insert(clause_id, by, given))
        if added is None:
            raise NotAllowed(*eligibility.reasons(by, clause_id))
        return db.session.get_one(Suggestion, added)


def _insert(clause_id: int, by: Member, given: dict[str, Any]) -> Any:
    now, columns = clock.now(), Suggestion.__table__.c
    values = given | {"association": by.association.name if by.association else "", "salt": token_hex(16)}
    values |= {"stage": rules.DRAFT, "revision": 1, "begun_at": now, "saved_at": now, "reason": ""}
    row = eligibility.acting(by.id, Clause.id == clause_id, eligibility.may_suggest(), eligibility.has_room())
    row = row.with_only_columns(
        *(Clause.charter_id, Clause.id, Member.id, Member.association_id),
        *(literal(value, columns[name].type) for name, value in values.items()),
    )
    names = ["charter_id", "clause_id", "author_id", "association_id", *values]
    return insert(Suggestion).from_select(names, row).returning(Suggestion.id)


def save(clause_id: int, suggestion_id: int, revision: int, sent: Content, by: Member) -> Suggestion:
    """Save a draft over its `revision`; DraftChanged if that is not the present one."""
    found = own(clause_id, suggestion_id, by)
    proposed = texts.checked(sent, found.base, clauses.get(clause_id).heading)
    with writing():
        values = {"proposed": proposed, "revision": Suggestion.revision + 1, "saved_at": clock.now()}
        may = eligibility.of_suggestion(by.id, eligibility.may_suggest())
        here = update(Suggestion).where(Suggestion.id == suggestion_id, Suggestion.stage == rules.DRAFT)
        if rows_changed(here.where(Suggestion.revision == revision, may).values(**values)) == 0:
            raise _why_not(own(clause_id, suggestion_id, by), by, rules.DRAFT, revision)
        return queries.get(clause_id, suggestion_id, by)


def make(clause_id: int, suggestion_id: int, revision: int, by: Member) -> Suggestion:
    """Show a draft to the members: from now on its texts stay as they are. What it replaces is settled with it."""
    found = own(clause_id, suggestion_id, by)
    if found.proposed == found.base:
        raise Invalid(_l("Nothing is changed yet."))
    anchors = placing.anchors(clause_id, found.seq, found.base, found.proposed)
    replaced, now = found.replaces_id, clock.now()
    with writing():
        charters.lock(found.charter_id)
        may = eligibility.of_suggestion(by.id, eligibility.may_suggest(), eligibility.is_clause_open())
        here = update(Suggestion).where(Suggestion.id == suggestion_id, Suggestion.stage == rules.DRAFT)
        values = {"stage": rules.OPEN, "anchors": anchors, "made_at": now}
        if rows_changed(here.where(Suggestion.revision == revision, may).values(**values)) == 0:
            raise _why_not(own(clause_id, suggestion_id, by), by, rules.DRAFT, revision)
        if replaced:
            db.session.execute(_settle(replaced, by, rules.REPLACED).where(Suggestion.author_id == by.id))
        made = queries.get(clause_id, suggestion_id, by)
    notify(clause_id)
    return made


def withdraw(clause_id: int, suggestion_id: int, by: Member) -> None:
    """Withdraw a suggestion of one's own, in whatever stage of the charter; of a draft, nothing is kept."""
    found = own(clause_id, suggestion_id, by)
    with writing():
        withdrawn = _settle(suggestion_id, by, rules.WITHDRAWN).where(Suggestion.author_id == by.id)
        if found.stage == rules.DRAFT:
            withdrawn = withdrawn.where(Suggestion.stage == rules.DRAFT).values(proposed=found.base)
        if rows_changed(withdrawn) == 0:
            raise Outdated(SETTLED)
    notify(clause_id)


def decline(clause_id: int, suggestion_id: int, reason: str, by: Member) -> None:
    """Decline an open suggestion, with a reason; its author is told."""
    said = text_input.text(reason, rules.MAX_REASON_LENGTH, missing=_l("Give a reason: its author reads it."))
    found = queries.get(clause_id, suggestion_id, by)
    with writing():
        declined = _settle(suggestion_id, by, rules.DECLINED).where(Suggestion.stage == rules.OPEN)
        may = eligibility.of_suggestion(by.id, may_edit())
        if rows_changed(declined.where(may).values(reason=said)) == 0:
            eligibility.require_decider(by.id, clause_id)
            raise Outdated(SETTLED)
        author = PersonalFact(found.author.label, found.author_id)
        before, after = (digest(rules.hashed(found.salt, each)) for each in (found.base, found.proposed))
        facts = {"clause": clause_id, "author": author, "before": before, "after": after}
        subject = f"suggestion:{suggestion_id}"
        journal.record("suggestion.declined", subject, by=by, charter_id=found.charter_id, **facts)
        if found.author_id != by.id:
            outbox.gather("suggestion.declined", suggestion_id, [found.author_id], KEEPS)
    notify(clause_id)


def convert(clause_id: int, suggestion_id: int, by: Member) -> tuple[Draft, bool]:
    """Make a suggestion the draft of an amendment in the round that is open, on the text that the round has frozen;
    and whether it fits that text: where it does not, the draft holds its text as it was made."""
    found = own(clause_id, suggestion_id, by)
    round_ = amendments.open_round(found.charter_id)
    base = amendments.bases(round_.id).get(clause_id) if round_ else None
    if round_ is None or base is None:
        raise Refused(_l("No round of amendments is open for this clause."))
    now = Text(base.version.heading, base.version.content)
    left = placing.carried(found, now)
    if isinstance(left, Patch) and left.is_empty:
        raise Refused(_l("The text of the round says this already."))
    content, round_id = _amended(left, now) if isinstance(left, Patch) else found.proposed, round_.id
    with writing():
        draft = drafting.add(round_id, [Proposed(now.heading, content, clause_id)], "", by)
        if rows_changed(_settle(suggestion_id, by, rules.CONVERTED).where(Suggestion.author_id == by.id)) == 0:
            raise Outdated(SETTLED)
    notify(clause_id)
    return draft, isinstance(left, Patch)


def _amended(left: Patch, now: Text) -> Content:
    return canonical(normal_form(applied(flatten(normal(now)), [left]).content))


def notify(clause_id: int) -> None:
    """Tell the open pages of a clause that its suggestions have changed."""
    signals.changed.send(f"clause:{clause_id}", part="suggestions")


def own(clause_id: int, suggestion_id: int, by: Member) -> Suggestion:
    """A suggestion of one's own, or NotFound."""
    found = queries.get(clause_id, suggestion_id, by)
    if found.author_id != by.id:
        raise NotFound(_l("There is no such suggestion."))
    return found


def _settle(suggestion_id: int, by: Member, stage: str) -> Update:
    pending = update(Suggestion).where(Suggestion.id == suggestion_id, Suggestion.stage.in_(rules.PENDING))
    return pending.values(stage=stage, settled_at=clock.now(), settled_by_id=by.id)


def _why_not(found: Suggestion, by: Member, stage: str, revision: int) -> Refused:
    """Why a draft was not written."""
    if found.stage != stage:
        return Outdated(SETTLED)
    if found.revision != revision:
        return DraftChanged(found)
    return NotAllowed(*eligibility.reasons(by, found.clause_id))
