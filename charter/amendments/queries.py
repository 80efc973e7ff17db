"""Find rounds, their frozen texts, amendments and drafts. What one may not read is not found."""

from collections.abc import Collection, Sequence
from functools import cache

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from charter.accounts.mandates import sits
from charter.accounts.models import Member
from charter.amendments import rules
from charter.amendments.models import Amendment, Change, Cosignature, Draft, Round, RoundBase, Wording
from charter.charters.models import Charter
from charter.charters.queries import takes_part
from charter.clauses.models import Version
from charter.core.errors import NotFound
from charter.database import db
from charter.journal import queries as entries
from charter.journal.models import Entry


def rounds(charter_id: int) -> list[Round]:
    """The rounds of a charter, newest first."""
    return list(db.session.scalars(select(Round).where(Round.charter_id == charter_id).order_by(Round.number.desc())))


def open_round(charter_id: int) -> Round | None:
    """The round of a charter that was not closed yet."""
    return db.session.scalar(select(Round).where(Round.charter_id == charter_id, Round.closed_at.is_(None)))


def latest_round(charter_id: int, reader: Member | None) -> Round | None:
    """The newest round of a charter that this person may read; None if there is none."""
    return next((each for each in rounds(charter_id) if may_read(reader, each)), None)


def newest_rounds(charter_ids: Collection[int]) -> set[int]:
    """The ids of the newest rounds of these charters."""
    query = select(func.max(Round.id)).where(Round.charter_id.in_(charter_ids)).group_by(Round.charter_id)
    return set(db.session.scalars(query))


def round_numbered(charter_id: int, number: int, reader: Member | None) -> Round:
    """A round of a charter by its number, or NotFound."""
    found = db.session.scalar(select(Round).where(Round.charter_id == charter_id, Round.number == number))
    if found is None or not may_read(reader, found):
        raise NotFound(_l("There is no such round of amendments."))
    return found


def may_read(reader: Member | None, round_: Round) -> bool:
    """Whether a member who takes part in the charter, or the public (None), may read the amendments of a round."""
    return round_.is_public or reader is not None


def bases(round_id: int, with_texts: bool = True) -> dict[int, RoundBase]:
    """The frozen text of each clause in a round, by clause id, in reading order; with its version. `with_texts` False:
    `load_texts` reads those of some."""
    version = joinedload(RoundBase.version)
    if not with_texts:
        version = version.options(defer(Version.content), defer(Version.html))
    return _by_clause(_bases(round_id).options(version))


def bases_of(round_id: int, clause_ids: Collection[int | None]) -> dict[int, RoundBase]:
    """The same, of which only these clauses come with their versions and texts."""
    texts = _bases(round_id).where(RoundBase.clause_id.in_(clause_ids)).options(joinedload(RoundBase.version))
    found = _by_clause(texts)  # held: what the session knows is forgotten where nothing holds it
    return _by_clause(_bases(round_id)) | found


def _bases(round_id: int) -> Select[RoundBase]:
    return select(RoundBase).where(RoundBase.round_id == round_id).order_by(RoundBase.position)


def _by_clause(query: Select[RoundBase]) -> dict[int, RoundBase]:
    return {each.clause_id: each for each in db.session.scalars(query)}


def get(charter_id: int, amendment_id: int, reader: Member | None) -> Amendment:
    """An amendment of this charter, or NotFound."""
    found = db.session.get(Amendment, amendment_id)
    if found is None or found.charter_id != charter_id or not may_read(reader, found.round):
        raise NotFound(_l("There is no such amendment."))
    return found


def numbered(round_id: int, number: int) -> Amendment | None:
    """An amendment of a round by its number."""
    return db.session.scalar(_amendments().where(Amendment.round_id == round_id, Amendment.number == number))


def of_round(round_id: int) -> list[Amendment]:
    """Every amendment of a round, by number; with wordings and co-signatures."""
    query = _amendments().where(Amendment.round_id == round_id)
    return list(db.session.scalars(query.order_by(Amendment.number)))


def outlined(round_id: int) -> list[Amendment]:
    """The same without the texts that they propose, for lists; `load_texts` reads those of some."""
    wordings = selectinload(Amendment.wordings)
    changes = wordings.selectinload(Wording.changes)
    query = _amendments().where(Amendment.round_id == round_id)
    query = query.options(changes.defer(Change.content), changes.defer(Change.html))
    return list(db.session.scalars(query.order_by(Amendment.number)))


def load_texts(amendments: Sequence[Amendment], bases: Collection[RoundBase]) -> None:
    """Read the texts of the newest wordings of some amendments, and of some frozen clauses, in two statements."""
    wording_ids = [each.wording.id for each in amendments]
    changes = select(Change).where(Change.wording_id.in_(wording_ids)).execution_options(populate_existing=True)
    versions = select(Version).where(Version.id.in_([each.version_id for each in bases]))
    db.session.scalars(changes).all()
    db.session.scalars(versions.execution_options(populate_existing=True)).all()


def of_clause(round_id: int, clause_id: int) -> list[Amendment]:
    """The amendments of a round whose newest wording changes or removes this clause, or adds one after it, by
    number."""
    here = or_(Change.clause_id == clause_id, Change.after_clause_id == clause_id)
    query = _amendments().where(Amendment.round_id == round_id)
    query = query.where(exists().where(Change.wording_id == Wording.id, here, *newest_wording()))
    return list(db.session.scalars(query.order_by(Amendment.number)))


def by_ids(amendment_ids: Collection[int]) -> dict[int, Amendment]:
    """These amendments, by id."""
    return {each.id: each for each in db.session.scalars(_amendments().where(Amendment.id.in_(amendment_ids)))}


def sub_amendments(amendment_id: int) -> list[Amendment]:
    """Those that would amend an amendment, by number."""
    return list(db.session.scalars(_amendments().where(Amendment.parent_id == amendment_id).order_by(Amendment.number)))


def has_sub_in_vote(amendment_id: int) -> bool:
    """Whether a vote on a sub-amendment to this amendment is open."""
    query = select(Amendment.id).where(Amendment.parent_id == amendment_id, Amendment.stage == rules.VOTING)
    return db.session.scalar(query.limit(1)) is not None


def is_overtaken(amendment: Amendment) -> bool:
    """Whether a sub-amendment was written for an earlier wording of what it would amend."""
    return amendment.parent is not None and amendment.wording.parent_digest != amendment.parent.amended.digest


def successor(amendment_id: int) -> Amendment | None:
    """What an amendment was carried over as."""
    return db.session.scalar(_amendments().where(Amendment.carried_from_id == amendment_id))


def formers(amendment: Amendment) -> list[Amendment]:
    """What it was in earlier rounds, the last one first."""
    before = amendment.carried_from
    return [before, *formers(before)] if before else []


@cache
def newest_wording() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """SQL conditions: the row of `Wording` is the newest one of that of `Amendment`."""
    other = aliased(Wording)
    last = select(func.max(other.revision)).where(other.amendment_id == Amendment.id).correlate(Amendment)
    return Wording.amendment_id == Amendment.id, Wording.revision == last.scalar_subquery()


def counted() -> ColumnElement[bool]:
    """SQL condition: the row of `Cosignature` counts for the newest wording of that of `Amendment`, in that of `Round`
    (`Amendment.supporters`)."""
    newest = select(Wording.digest).where(*newest_wording()).correlate(Amendment).scalar_subquery()
    counts = or_(Round.keeps_cosignatures, Cosignature.wording_digest == newest)
    return and_(Cosignature.amendment_id == Amendment.id, Cosignature.withdrawn_at.is_(None), counts)


def _amendments() -> Select[Amendment]:
    return select(Amendment).options(joinedload(Amendment.round), joinedload(Amendment.parent))


def draft(charter_id: int, draft_id: int, member: Member) -> Draft:
    """A draft of one's own association, or NotFound."""
    found = db.session.get(Draft, draft_id)
    if found is None or found.charter_id != charter_id or found.association_id != _writes_for(member):
        raise NotFound(_l("There is no such draft."))
    return found


def submitted_from(charter_id: int, draft_id: int, member: Member) -> Amendment | None:
    """The amendment of one's own association that was submitted or rectified from a draft which is gone since."""
    verbs = Entry.verb.in_(("amendment.submitted", "amendment.rectified"))
    query = select(Entry.subject).where(Entry.charter_id == charter_id, verbs)
    subject = db.session.scalar(query.where(Entry.facts["draft"].as_integer() == draft_id))
    found = get(charter_id, int(subject.partition(":")[2]), member) if subject else None
    return found if found and found.association_id == _writes_for(member) else None


def _writes_for(member: Member | None) -> int | None:
    """The association whose drafts a member reads: its delegates write them, nobody else reads them."""
    return member.association_id if member and member.role == "delegate" else None


def drafts(charter_id: int, member: Member | None) -> list[Draft]:
    """The drafts of one's own association, last saved first."""
    association_id = _writes_for(member)
    if association_id is None:
        return []
    query = select(Draft).where(Draft.charter_id == charter_id, Draft.association_id == association_id)
    return list(db.session.scalars(query.order_by(Draft.saved_at.desc(), Draft.id)))


def draft_of(amendment_id: int, member: Member) -> Draft | None:
    """The draft of another wording of an amendment, if one's own association is writing one."""
    own = Draft.association_id == _writes_for(member)
    return db.session.scalar(select(Draft).where(Draft.amendment_id == amendment_id, own))


def title_gone(section_id: int) -> str:
    """What a section was called that was removed; "" where there was none."""
    removed = [each for each in entries.of_subject(f"section:{section_id}") if each.verb == "section.removed"]
    return str(removed[-1].facts["title"]) if removed else ""


def counts(round_id: int) -> dict[str, int]:
    """The number of amendments of a round, by stage."""
    query = select(Amendment.stage, func.count()).where(Amendment.round_id == round_id).group_by(Amendment.stage)
    return {stage: number for stage, number in db.session.execute(query)}


def counts_by_clause(round_id: int) -> dict[int, int]:
    """The number of undecided amendments that change or remove each clause, by clause id."""
    query = (
        select(Change.clause_id, func.count(Amendment.id.distinct()))
        .join(Wording, Wording.id == Change.wording_id)
        .join(Amendment, Amendment.id == Wording.amendment_id)
        .where(Amendment.round_id == round_id, Amendment.stage.in_(rules.UNDECIDED), Change.clause_id.is_not(None))
        .where(*newest_wording())
        .group_by(Change.clause_id)
    )
    return {clause_id: number for clause_id, number in db.session.execute(query) if clause_id is not None}


def given(amendment_ids: Collection[int], association_id: int | None) -> set[int]:
    """Which of these amendments an association co-signs."""
    query = select(Cosignature.amendment_id).where(Cosignature.amendment_id.in_(amendment_ids))
    query = query.where(Cosignature.association_id == association_id, Cosignature.withdrawn_at.is_(None))
    return set(db.session.scalars(query))


def delegates_of(charter_id: int, association_ids: Collection[int] | None = None) -> Select[int]:
    """The statement for the ids of the delegates of a charter who sit; of these associations alone, if given."""
    query = select(Member.id).join(Charter, Charter.id == charter_id)
    query = query.where(Member.role == "delegate", Member.association_id.is_not(None), sits(), takes_part())
    return query if association_ids is None else query.where(Member.association_id.in_(association_ids))
