"""Open a vote, cast a ballot, close a vote, cancel one. The database keeps each promise, in the statement that acts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import String, case, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from charter.accounts.models import Member
from charter.clauses import actions as clause_actions
from charter.clauses import queries as clauses
from charter.clauses.models import Clause, Version
from charter.collab import actions as collab
from charter.core import clock, signals
from charter.core.digest import digest
from charter.core.errors import Invalid, NotAllowed, Refused
from charter.database import UtcDateTime, db, rows_changed, writing
from charter.journal import actions as journal
from charter.votes import queries, rules
from charter.votes.models import Ballot, Elector, Vote
from charter.web import limits

_UPSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def open_vote(clause_id: int, by: Member) -> Vote:
    """Freeze a clause and put exactly its present text to the vote, before today's roll; one transaction.

    Refused with every obstacle at once.
    """
    with writing():
        clause = clauses.get(clause_id)
        clause_actions.open_charter(clause.charter_id)
        if found := queries.obstacles_to_opening(clause):
            raise Refused(*found)
        _freeze(clause_id)
        version = collab.cut_version(clause, "frozen", by)
        vote = _put(clause, version, by)
        facts = {"clause": clause_id, "digest": vote.digest, "roll": vote.roll_digest, "rule": vote.rule}
        journal.record("vote.opened", f"vote:{vote.id}", by=by, charter_id=vote.charter_id, **facts)
        charter_id = clause.charter_id
    _tell(vote.id, clause_id, charter_id, "stage")
    return vote


def _freeze(clause_id: int) -> None:
    drafting = update(Clause).where(Clause.id == clause_id, Clause.stage == "drafting")
    if rows_changed(drafting.values(stage="frozen")) == 0:
        raise Refused(_l("This clause is no longer in drafting."))


def _put(clause: Clause, version: Version, by: Member) -> Vote:
    roll = [_line(each) for each in queries.entitled(clause)]
    vote = Vote(
        charter_id=clause.charter_id,
        clause_id=clause.id,
        version_id=version.id,
        heading=version.heading,
        language=version.language,
        content=version.content,
        html=version.html,
        digest=version.digest,
        rule=rules.SIMPLE_MAJORITY.as_json(),
        roll_digest=digest([_as_json(line) for line in roll]),
        opened_by=by.label,
        electors=roll,
    )
    db.session.add(vote)
    db.session.flush()
    return vote


def _line(member: Member) -> Elector:
    association = member.association
    if association is None:
        raise Refused(_l("A delegate speaks for an association: choose which."))
    return Elector(
        member_id=member.id, name=member.name, association=association.name, college=association.college.name
    )


def _as_json(line: Elector) -> dict[str, Any]:
    return {
        "member": line.member_id,
        "name": line.name,
        "association": line.association,
        "college": line.college,
    }


def cast(vote_id: int, choice: str, digest: str, by: Member) -> Ballot:
    """Record or change one's ballot, if the vote is open and one is on its roll, at this very moment.

    `digest` is that of the text the elector was shown. Sending the same ballot twice changes nothing.
    """
    if choice not in rules.CHOICES:
        raise Invalid(_l("Choose for, against or abstain."))
    with writing():
        vote = queries.get(vote_id)
        if digest != vote.digest:
            raise Refused(
                _l("The text you were shown is not the text of this vote. Reload the page and read it again.")
            )
        if not _upsert(vote_id, by.id, choice):
            raise _why_not(vote_id, by)
        clause_id, charter_id = vote.clause_id, vote.charter_id
        ballot = db.session.get_one(Ballot, (vote_id, by.id), populate_existing=True)
    _tell(vote_id, clause_id, charter_id, "turnout")
    return ballot


def _upsert(vote_id: int, member_id: int, choice: str) -> bool:
    """One conditional statement: insert or change the ballot while the vote is open; says whether it did."""
    still_open = (
        select(
            Vote.id,
            Elector.member_id,
            literal(choice, String()),
            literal(clock.now(), UtcDateTime()),
            literal(0),
        )
        .join(Elector, (Elector.vote_id == Vote.id) & (Elector.member_id == member_id))
        .join(Member, (Member.id == Elector.member_id) & Member.suspended_at.is_(None))
        .where(Vote.id == vote_id, Vote.stage == "open")
        .with_for_update(read=True, of=Vote)  # so that closing waits for us, or we for it
    )
    insert = _UPSERT[db.engine.dialect.name](Ballot)
    rows = insert.from_select(["vote_id", "member_id", "choice", "cast_at", "changes"], still_open)
    same = Ballot.choice == rows.excluded.choice  # a second click, or a retry, leaves the ballot as it was
    values = {
        "choice": rows.excluded.choice,
        "cast_at": case((same, Ballot.cast_at), else_=rows.excluded.cast_at),
        "changes": case((same, Ballot.changes), else_=Ballot.changes + 1),
    }
    statement = rows.on_conflict_do_update(index_elements=["vote_id", "member_id"], set_=values)
    return db.session.scalar(statement.returning(Ballot.member_id)) is not None


def _why_not(vote_id: int, by: Member) -> Refused:
    vote = queries.get(vote_id)
    db.session.refresh(vote)
    if vote.stage != "open":
        return Refused(_l("This vote is closed; your ballot was not changed."))
    return NotAllowed(_l("You are not on the roll of this vote."))


def close(vote_id: int, by: Member) -> Vote:
    """End a vote and count, in one transaction, every ballot accepted before this moment; the clause is adopted or
    goes back to drafting. Refused if the vote is not open."""
    with writing():
        _end(vote_id, "closed", by)
        vote = queries.get(vote_id)
        choices = db.session.scalars(select(Ballot.choice).where(Ballot.vote_id == vote_id))
        roll = queries.turnout(vote).roll
        counted = rules.tally(choices, roll, rules.Rule(**vote.rule))
        vote.result = counted.as_json()
        _release(vote.clause_id, "adopted" if counted.adopted else "drafting")
        facts = {"clause": vote.clause_id, "digest": vote.digest, "result": vote.result}
        journal.record("vote.closed", f"vote:{vote_id}", by=by, charter_id=vote.charter_id, **facts)
        clause_id, charter_id = vote.clause_id, vote.charter_id
    _tell(vote_id, clause_id, charter_id, "stage")
    return vote


def cancel(vote_id: int, reason: str, by: Member) -> Vote:
    """Stop an open vote without counting, with a reason; the clause goes back to drafting."""
    reason = limits.text(reason, limits.REASON, missing=_l("Give a reason: it is kept in the journal."))
    with writing():
        _end(vote_id, "cancelled", by)
        vote = queries.get(vote_id)
        vote.reason = reason
        _release(vote.clause_id, "drafting")
        journal.record("vote.cancelled", f"vote:{vote_id}", by=by, charter_id=vote.charter_id, reason=vote.reason)
        clause_id, charter_id = vote.clause_id, vote.charter_id
    _tell(vote_id, clause_id, charter_id, "stage")
    return vote


def _end(vote_id: int, stage: str, by: Member) -> None:
    queries.get(vote_id)
    still_open = update(Vote).where(Vote.id == vote_id, Vote.stage == "open")
    ending = still_open.values(stage=stage, closed_at=clock.now(), closed_by=by.label)
    if rows_changed(ending) == 0:
        raise Refused(_l("This vote is not open any more."))
    db.session.expire_all()


def _release(clause_id: int, stage: str) -> None:
    db.session.execute(update(Clause).where(Clause.id == clause_id, Clause.stage == "frozen").values(stage=stage))


def _tell(vote_id: int, clause_id: int, charter_id: int, part: str) -> None:
    signals.changed.send(f"vote:{vote_id}", part=part)
    if part == "stage":
        signals.changed.send(f"clause:{clause_id}", part=part)
        signals.changed.send(f"charter:{charter_id}", part="outline")
