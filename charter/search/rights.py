"""Which rows of the index a person may read: as the pages of what they are about, asked at every search."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, or_, select

from charter.accounts.models import Association, Member
from charter.amendments.models import Amendment, Round
from charter.charters import queries as charters
from charter.charters.models import Charter, Participation
from charter.comments.models import Comment
from charter.database import db
from charter.journal.models import Entry
from charter.pages.journal import queries as journal
from charter.search.models import IndexedText
from charter.search.rules import kinds
from charter.votes.models import Vote


def readable(member: Member | None, visible: Collection[int]) -> ColumnElement[bool]:
    """SQL condition: this person, or the public, may read what a row of the index is about. `visible`: the charters
    that they may see."""
    own = charters.with_part(member.id) if member else set()
    is_visible, is_own = IndexedText.charter_id.in_(visible), IndexedText.charter_id.in_(own)
    entries = journal.visible(member).with_only_columns(Entry.seq)
    return or_(
        and_(IndexedText.kind.in_((kinds.CHARTER, kinds.TEXT)), is_visible),
        and_(IndexedText.kind == kinds.VOTE, or_(and_(is_visible, _was_opened()), is_own)),
        and_(IndexedText.kind == kinds.DRAFT, is_own),
        and_(IndexedText.kind == kinds.AMENDMENT, or_(and_(is_visible, _is_public()), is_own)),
        and_(IndexedText.kind == kinds.COMMENT, is_own, _stands()),
        and_(IndexedText.kind == kinds.ENTRY, IndexedText.key.in_(entries)),
        IndexedText.kind.in_((kinds.PERSON, kinds.ASSOCIATION)) if member else _takes_part_in_public(),
    )


def _takes_part_in_public() -> ColumnElement[bool]:
    """An association in the assembly of a charter that everybody reads: the page of its people names it."""
    return and_(IndexedText.kind == kinds.ASSOCIATION, IndexedText.key.in_(select(_PLACES.c.association_id)))


def public_assemblies(association_ids: Collection[int]) -> dict[int, str]:
    """For each of these associations, the address of a public charter that it takes part in."""
    query = select(_PLACES.c.association_id, _PLACES.c.slug).where(_PLACES.c.association_id.in_(association_ids))
    return {association_id: slug for association_id, slug in db.session.execute(query.order_by(_PLACES.c.id))}


_PLACES = (
    select(Association.id.label("association_id"), Charter.id, Charter.slug)
    .join(Charter, Charter.stage != "preparing")
    .outerjoin(
        Participation, and_(Participation.charter_id == Charter.id, Participation.association_id == Association.id)
    )
    .where(or_(Charter.takes_everyone, Participation.charter_id.is_not(None)))
    .subquery()
)
"""Every association with each public charter that it takes part in."""


def _is_public() -> ColumnElement[bool]:
    """An amendment of a round that everybody reads."""
    query = select(Amendment.id).join(Round, Round.id == Amendment.round_id)
    return exists(query.where(Amendment.id == IndexedText.key, Round.is_public))


def _was_opened() -> ColumnElement[bool]:
    return exists(select(Vote.id).where(Vote.id == IndexedText.key, Vote.stage != "prepared"))


def _stands() -> ColumnElement[bool]:
    return exists(select(Comment.id).where(Comment.id == IndexedText.key, Comment.removed_at.is_(None)))
