"""The entries of the journal that a person may read, filtered."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, func, literal, or_, select

from charter.accounts.models import Member
from charter.amendments.models import Amendment, Round
from charter.charters import queries as charters
from charter.clauses.models import Clause
from charter.clauses.versions import published
from charter.core import paging
from charter.core.errors import NotFound
from charter.database import Model, db
from charter.journal.models import Entry, Fact
from charter.pages import days
from charter.votes.models import Vote


@dataclass(frozen=True)
class Filter:
    """An empty field filters nothing. `start` and `end` are days in the display time zone, both
    included."""

    charter_id: int | None = None
    kind: str = ""
    who: str = ""
    subject: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Found:
    """A page of entries, newest first; `number` counts those of all `pages`."""

    entries: Sequence[Entry]
    number: int
    page: int
    pages: int


def find(member: Member | None, chosen: Filter, page: int) -> Found:
    """The page nearest to `page` of the entries that this person may read and the filter keeps."""
    query = _matching(member, chosen)
    number = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page, pages = paging.nearest(page, number, paging.PAGE_SIZE)
    newest_first = query.order_by(Entry.seq.desc()).offset((page - 1) * paging.PAGE_SIZE).limit(paging.PAGE_SIZE)
    return Found(db.session.scalars(newest_first).all(), number, page, pages)


def find_all(member: Member | None, chosen: Filter) -> Sequence[Entry]:
    """All entries that this person may read and the filter keeps, oldest first."""
    return db.session.scalars(_matching(member, chosen).order_by(Entry.seq)).all()


def kinds(member: Member | None, chosen: Filter) -> list[str]:
    """The first words of the verbs of these entries: what one may filter them by."""
    verbs = db.session.scalars(_matching(member, chosen).with_only_columns(Entry.verb).distinct())
    return sorted({verb.partition(".")[0] for verb in verbs})


def get(member: Member | None, seq: int) -> Entry:
    """One entry; NotFound for one that this person may not read."""
    found: Entry | None = db.session.scalar(visible(member).where(Entry.seq == seq))
    if found is None:
        raise NotFound(_l("There is no such entry in the journal, or not for you."))
    return found


def votes_and_clauses(vote_ids: Iterable[int | None], clause_ids: Iterable[int | None]) -> list[Model]:
    """These votes and clauses, in two statements; the session finds each as long as they are held."""
    votes, wanted = set(vote_ids) - {None}, set(clause_ids) - {None}
    found = db.session.scalars(select(Vote).where(Vote.id.in_(votes))).all()
    return [*found, *db.session.scalars(select(Clause).where(Clause.id.in_(wanted)))]


def published_headings(charter_id: int) -> dict[int, str]:
    """What each clause of a charter is called in its newest published version, by its id."""
    versions = published.newest_of_charter(charter_id, with_content=False)
    return {clause_id: version.heading for clause_id, version in versions.items()}


def prepared_by_objection(shown: Collection[Entry]) -> set[int]:
    """The entries that prepared a vote after an objection in a block: each directly follows the
    entry of that objection."""
    prepared = {entry.seq - 1: entry for entry in shown if entry.verb == "vote.prepared" and entry.facts.get("follows")}
    query = select(Entry).where(Entry.seq.in_(prepared), Entry.verb == "vote.item_taken_out")
    return {
        prepared[before.seq].seq
        for before in db.session.scalars(query)
        if before.subject == f"vote:{prepared[before.seq].facts['follows']}"
    }


def visible(member: Member | None) -> Select[Any]:
    """The entries that this person may read: those about charters that everyone may read, without votes
    that are only prepared and amendments of rounds for members; members also those of the site, and all
    of the charters that they take part in."""
    open_to_all = [charter.id for charter in charters.visible(None)]
    not_yet = Entry.subject.in_(select(literal("vote:") + Vote.id.cast(db.String)).where(Vote.stage == "prepared"))
    inside = select(literal("amendment:") + Amendment.id.cast(db.String)).join(Round, Round.id == Amendment.round_id)
    for_members = Entry.subject.in_(inside.where(~Round.is_public))
    public = and_(Entry.charter_id.in_(open_to_all), ~not_yet, ~for_members)
    if member is None:
        return select(Entry).where(public)
    return select(Entry).where(
        or_(public, Entry.charter_id.is_(None), Entry.charter_id.in_(charters.with_part(member.id)))
    )


def _matching(member: Member | None, chosen: Filter) -> Select[Any]:
    query = visible(member)
    if chosen.charter_id is not None:
        query = query.where(Entry.charter_id == chosen.charter_id)
    if chosen.kind:
        query = query.where(Entry.verb.startswith(f"{chosen.kind}.", autoescape=True))
    if chosen.who:
        query = query.where(_decided_by(chosen.who))
    if chosen.subject:
        said = Entry.facts.cast(db.String).icontains(chosen.subject, autoescape=True)
        query = query.where(or_(Entry.subject == chosen.subject, said))
    return query.where(*days.within(Entry.at, chosen.start, chosen.end))


def _decided_by(name: str) -> Any:
    """Entries of the first form hold the name; later ones hold it beside them, where it can be
    withheld."""
    said = Entry.personal_facts.any((Fact.name == "actor") & Fact.value.icontains(name, autoescape=True))
    return or_(Entry.first_actor.icontains(name, autoescape=True), said)
