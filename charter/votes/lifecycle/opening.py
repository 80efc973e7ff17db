"""Open a vote: freeze the present text, the rule and the roll by value, in one transaction."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from charter.accounts.models import Member
from charter.clauses import actions as clause_actions
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.collab.publishing import actions as collab
from charter.core import clock, signals
from charter.core.digest import digest
from charter.core.errors import Refused
from charter.database import db, rows_changed, writing
from charter.journal import actions as journal
from charter.journal import checkpoints
from charter.journal.chain import commitment
from charter.outbox import actions as outbox
from charter.votes import queries
from charter.votes.lifecycle import dual_control, recap
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.models import Elector, Item, Vote
from charter.votes.motions import freezing
from charter.votes.roll import eligibility
from charter.votes.rules.electorate import Entry

NAME = "name"
"""The field name under which the name of an elector is committed to."""


def open_vote(vote_id: int, by: Member | None, seen: Mapping[str, str] | None = None) -> StepResult:
    """Open a prepared vote. Refused with every obstacle at once; where two moderators are required,
    the first call is a request.

    `seen`: digests of what the moderator was shown (`recap`); Outdated if something differs now. `by`
    is None when the scheduler opens it.
    """
    with writing():
        vote = queries.lock(vote_id)
        clause_actions.open_charter(vote.charter_id)
        if vote.stage != "prepared":
            raise Refused(_l("This vote is not being prepared any more."))
        if by is None and (vote.opens_at is None or vote.opens_at > queries.moment(vote)):
            return StepResult.NOT_DUE

        # The moderator confirms exactly what was shown, not what the text has become since.
        if seen is not None:
            check_seen(vote, seen)

        if by and not dual_control.agrees(vote, "open", by):
            return StepResult.AWAITS_SECOND

        open_locked(vote, by)
        topics = queries.topics(vote)

    notify(topics)
    return StepResult.DONE


def check_seen(vote: Vote, seen: Mapping[str, str]) -> None:
    """Refused with every obstacle; Outdated unless everything is as `seen`. In the caller's
    transaction, which locks the clauses until it ends."""
    clauses.lock(queries.clause_ids(vote))
    if found := eligibility.obstacles(vote, eligibility.roll(vote)):
        raise Refused(*found)
    recap.check(vote, seen)


def open_locked(vote: Vote, by: Member | None) -> None:
    """Open the vote, in the caller's transaction."""
    clauses.lock(queries.clause_ids(vote))
    roll = eligibility.roll(vote)
    if found := eligibility.obstacles(vote, roll):
        raise Refused(*found)

    now = queries.moment(vote)
    numbers = clauses.outline(vote.charter_id)

    for item in vote.items:
        _freeze(item, numbers.number_of(item.clause_id), by)
    if vote.is_on_amendments:
        freezing.freeze(vote)

    # A conditional update: of two processes that open the vote, one changes the row.
    still_prepared = update(Vote).where(Vote.id == vote.id, Vote.stage == "prepared")
    if rows_changed(still_prepared.values(stage="open", opened_at=now)) == 0:
        raise Refused(_l("This vote is not being prepared any more."))

    db.session.flush()
    db.session.refresh(vote)
    vote.opened_by = by.label if by else ""
    rule = eligibility.rule_at_opening(vote, now)
    vote.rule, vote.rule_digest = rule.as_json(), rule.digest
    # The roll is copied: who is invited, suspended or given a proxy later changes nothing in this
    # vote.
    vote.electors = [_elector(entry, roll.entries) for entry in roll.entries]
    vote.digest = queries.digest_of(vote, vote.items, vote.motions)
    # Once the digest of the roll is set, triggers refuse every change of text, rule and roll.
    db.session.flush()
    vote.roll_digest = digest([queries.roll_row(each) for each in vote.electors])
    facts = _facts(vote) | {"ordinal": journal.next_of(vote.charter_id, "vote.opened")}
    journal.record("vote.opened", f"vote:{vote.id}", by=by, charter_id=vote.charter_id, not_before=now, **facts)
    checkpoints.take("opened")
    outbox.gather("vote.opened", vote.id, [elector.member_id for elector in vote.electors], vote.closes_at)
    outbox.gather("vote.voice", vote.id, [delegate.member_id for delegate, _ in roll.left_out], vote.closes_at)


def _freeze(item: Item, number: int | None, by: Member | None) -> None:
    clause = clauses.get(item.clause_id)
    item.stage_before = clause.stage
    # Conditional: a clause that another open vote froze is not in drafting, and the opening is
    # refused.
    drafting = update(Clause).where(Clause.id == clause.id, Clause.stage == "drafting")
    if rows_changed(drafting.values(stage="frozen")) == 0 and clause.stage != "adopted":
        raise Refused(_l("“%(heading)s” is no longer in drafting.", heading=clause.heading))

    # By value: what is voted stays as it is, whatever happens to the clause or its versions.
    version = collab.cut_version(clause, "frozen", by)
    item.version_id, item.heading, item.content = version.id, version.heading, version.content
    item.html, item.digest, item.number = version.html, version.digest, str(number or "")


def _elector(entry: Entry, entries: tuple[Entry, ...]) -> Elector:
    names = {each.delegate.member_id: each.delegate.name for each in entries}
    delegate, salt = entry.delegate, token_hex(16)
    return Elector(
        member_id=delegate.member_id,
        name=delegate.name,
        association=delegate.association,
        association_id=delegate.association_id,
        college=delegate.college,
        votes=entry.votes,
        present=delegate.present,
        is_chair=entry.is_chair,
        holder_id=entry.holder_id,
        holder=names.get(entry.holder_id, "") if entry.holder_id else "",
        # Hashed as a salted commitment: the name can be withheld later without breaking the digest.
        name_salt=salt,
        name_digest=commitment(NAME, delegate.name, salt),
    )


def _facts(vote: Vote) -> dict[str, Any]:
    return {
        "kind": vote.kind,
        "heading": vote.heading,
        "clause": vote.clause_id,
        "items": [_item(item) for item in vote.items],
        **queries.motion_facts(vote),
        "follows": vote.follows_id,
        "digest": vote.digest,
        "roll": vote.roll_digest,
        "electors": len(vote.electors),
        "opened_at": clock.iso(vote.opened_at) if vote.opened_at else None,
        "rule": vote.rule,
        "rule_digest": vote.rule_digest,
        "settings": queries.settings(vote),
    }


def _item(item: Item) -> dict[str, Any]:
    facts = {"clause": item.clause_id, "digest": item.digest}
    return facts | {"number": item.number, "stage_before": item.stage_before}


def notify(topics: queries.Topics, part: str = "stage") -> None:
    """Notify pages of the vote, its clauses and its charter that its stage changed. `part` "notice"
    says that only its time or text did: such pages keep a ballot that is being filled in."""
    signals.changed.send(f"vote:{topics.vote_id}", part=part)
    for clause_id in topics.clause_ids:
        signals.changed.send(f"clause:{clause_id}", part="stage")
    signals.changed.send(f"charter:{topics.charter_id}", part="outline")
    signals.changed.send(f"charter:{topics.charter_id}", part="votes")
