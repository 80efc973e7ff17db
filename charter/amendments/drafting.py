"""Write an amendment before it is submitted: a draft is of an association, and is saved with its revision number."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update

from charter.accounts.models import Member
from charter.amendments import eligibility, queries, rules, texts
from charter.amendments.models import Amendment, Draft, Round, RoundBase
from charter.amendments.texts import Proposed
from charter.charters import queries as charters
from charter.core import clock, ids, plain
from charter.core.errors import About, Invalid, NotAllowed, NotFound, Outdated, Refused
from charter.database import db, rows_changed, writing


class DraftChanged(Outdated):
    """Somebody else of the association has saved this draft since (status 409). `present`: what it holds now, to be
    shown beside what this person typed."""

    def __init__(self, present: Draft) -> None:
        super().__init__(_l("Somebody else of your association has saved this draft meanwhile. Both texts are here."))
        self.present = present


def begin(
    round_id: int,
    proposed: Sequence[Proposed],
    reason: str,
    by: Member,
    parent_id: int | None = None,
    amendment_id: int | None = None,
) -> Draft:
    """Keep a new draft for a round: of an amendment, of a sub-amendment (`parent_id`), or of another wording of an
    amendment of one's own association (`amendment_id`).

    Also in a round whose time is over, so that nothing typed is lost: `actions.submit` says no. Invalid for what is not
    in the schema, Refused beyond `rules.MAX_DRAFTS`, NotAllowed without an association.
    """
    with writing():
        return add(round_id, proposed, reason, by, parent_id, amendment_id)


def add(
    round_id: int,
    proposed: Sequence[Proposed],
    reason: str,
    by: Member,
    parent_id: int | None = None,
    amendment_id: int | None = None,
) -> Draft:
    """`begin`, in the caller's transaction."""
    round_ = _locked(round_id)
    check(round_, by, parent_id, amendment_id)
    if amendment_id and (found := queries.draft_of(amendment_id, by)):
        raise DraftChanged(found)
    _check_room(round_id, by)

    kept = texts.readable(proposed, queries.bases(round_id), round_.charter_id)
    draft = Draft(
        id=_free_id(),
        charter_id=round_.charter_id,
        round_id=round_id,
        association_id=by.association_id,
        member_id=by.id,
        amendment_id=amendment_id,
        parent_id=parent_id,
        revision=1,
        reason=_reason(reason),
        changes=[each.as_json() for each in kept],
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def save(draft_id: int, revision: int, proposed: Sequence[Proposed], reason: str, by: Member) -> Draft:
    """Save a draft over its `revision`. DraftChanged if that is not the present one; NotFound for the draft of another
    association."""
    with writing():
        draft = own(draft_id, by)
        kept = texts.readable(proposed, queries.bases(draft.round_id), draft.charter_id)
        values = {
            "changes": [each.as_json() for each in kept],
            "reason": _reason(reason),
            "revision": Draft.revision + 1,
            "member_id": by.id,
            "saved_at": clock.now(),
        }
        if rows_changed(update(Draft).where(Draft.id == draft_id, Draft.revision == revision).values(**values)) == 0:
            raise DraftChanged(own(draft_id, by))
        db.session.refresh(draft)
    return draft


def discard(draft_id: int, by: Member) -> None:
    """Throw a draft of one's own association away, or NotFound."""
    with writing():
        if rows_changed(delete(Draft).where(Draft.id == own(draft_id, by).id)) == 0:
            raise NotFound(_l("There is no such draft."))


def own(draft_id: int, by: Member) -> Draft:
    """A draft of one's own association as it is now, or NotFound."""
    _require_delegate(by)
    mine = select(Draft).where(Draft.id == draft_id, Draft.association_id == by.association_id)
    found = db.session.scalar(mine.execution_options(populate_existing=True))
    if found is None:
        raise NotFound(_l("There is no such draft."))
    return found


def check(round_: Round, by: Member, parent_id: int | None = None, amendment_id: int | None = None) -> None:
    """Refuse who may not begin such a draft now, whatever they would write."""
    _require_delegate(by)
    reasons = eligibility.reasons(round_.id, by, "amend", binding=False)
    if reasons and not (parent_id or amendment_id):
        raise NotAllowed(*reasons)
    _check_target(round_, by, parent_id, amendment_id)


def lacks(draft: Draft, bases: Mapping[int, RoundBase], parent: Amendment | None) -> list[object]:
    """What a draft lacks to be submitted, each with its field of the form. `parent`: the amendment that it amends."""
    found = texts.faults([each.submitted for each in texts.from_json(draft.changes)], bases, parent)
    if not draft.reason.strip():
        found.append(About("reason", _l("Give a reason: it stands beside the amendment.")))
    return found


def refusals(parent: Amendment, association_id: int | None) -> list[object]:
    """Why an association may not amend an amendment."""
    found: list[object] = []
    if parent.parent_id:
        found.append(_l("A sub-amendment is not amended again: rectify it, or propose another one."))
    if parent.association_id == association_id:
        found.append(_l("This amendment is of your own association: rectify it instead."))
    if parent.amended is not parent.wording:
        found.append(_l("A sub-amendment to this amendment is adopted already: no other is taken."))
    if parent.stage not in rules.CHANGEABLE:
        found.append(_l("The amendment that you would amend is settled, or was withdrawn."))
    return found


def _locked(round_id: int) -> Round:
    found = db.session.get(Round, round_id)
    if found is None:
        raise NotFound(_l("There is no such round of amendments."))
    charters.lock(found.charter_id)
    return db.session.get_one(Round, round_id)


def _require_delegate(by: Member) -> None:
    if by.association_id is None or by.role != "delegate":
        raise NotAllowed(_l("Amendments are of associations: your mandate is for none."))


def _check_target(round_: Round, by: Member, parent_id: int | None, amendment_id: int | None) -> None:
    """That what is rectified is one's own, and what is amended is an amendment of this round that may be."""
    for each in filter(None, (parent_id, amendment_id)):
        target = db.session.get(Amendment, each)
        if target is None or target.round_id != round_.id:
            raise NotFound(_l("There is no such amendment."))
    if amendment_id and db.session.get_one(Amendment, amendment_id).association_id != by.association_id:
        raise NotAllowed(_l("Only its own association rectifies an amendment."))
    parent = db.session.get_one(Amendment, parent_id) if parent_id and not amendment_id else None
    if parent and (found := refusals(parent, by.association_id)):
        raise Refused(*found)


def _free_id() -> int:
    """A number that no draft has or had: a page left open over one that is gone must not save into another one."""
    found = ids.number()
    while db.session.get(Draft, found) is not None:
        found = ids.number()
    return found


def _check_room(round_id: int, by: Member) -> None:
    own_drafts = (Draft.round_id == round_id, Draft.association_id == by.association_id)
    if (db.session.scalar(select(func.count()).where(*own_drafts)) or 0) >= rules.MAX_DRAFTS:
        said = _l("An association has at most %(most)s drafts: submit or discard one first.", most=rules.MAX_DRAFTS)
        raise Refused(said)


def _reason(typed: str) -> str:
    """As a draft keeps it: what cannot be submitted is said then."""
    cleaned = plain.cleaned(typed)
    if len(cleaned) > rules.MAX_REASON_LENGTH:
        said = _l(
            "This holds %(most)s characters at most; yours has %(has)s.", most=rules.MAX_REASON_LENGTH, has=len(cleaned)
        )
        raise Invalid(About("reason", said, typed))
    return cleaned
