"""The roll as it would be if a vote opened now, and the obstacles to opening it."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.charters.models import Charter, Participation, StageRight
from charter.clauses import queries as clauses
from charter.collab.storage import live_text as collab
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import Unreadable
from charter.database import db
from charter.votes import queries
from charter.votes.models import Presence, Proxy, Vote
from charter.votes.rules import decision_rule, electorate, verdicts
from charter.votes.rules.decision_rule import Rule
from charter.votes.rules.electorate import Delegate, Roll
from charter.votes.rules.obstacles import Terms, Text, obstacles_in_heads, obstacles_in_terms, obstacles_in_texts


def roll(vote: Vote) -> Roll:
    """The roll as it would be now."""
    terms = vote.holders, vote.most_votes, vote.proxies, vote.chair_id, vote.left_off or ()
    return electorate.roll(delegates(vote.charter_id), *terms)


def delegates(charter_id: int) -> list[Delegate]:
    """The members who speak for an association and may vote in the present stage of a charter."""
    at_home = (Participation.charter_id == charter_id) & (Participation.association_id == Member.association_id)
    voting = (
        select(Member, Participation, Presence.member_id.is_not(None), Proxy.holder_id)
        .select_from(Member)
        .join(Charter, Charter.id == charter_id)
        .join(StageRight, charters.has_right("vote"))
        .outerjoin(Participation, at_home)
        .outerjoin(Presence, (Presence.charter_id == charter_id) & (Presence.member_id == Member.id))
        .outerjoin(Proxy, (Proxy.charter_id == charter_id) & (Proxy.giver_id == Member.id) & Proxy.revoked_at.is_(None))
        .where(Member.association_id.is_not(None))
        .order_by(Member.id)
    )

    return [_delegate(*row) for row in db.session.execute(voting)]


def _delegate(member: Member, at_home: Participation | None, present: bool, gave_to: int | None) -> Delegate:
    association = member.association
    if association is None:
        raise LookupError(f"member {member.id} speaks for nobody")

    place = at_home or association  # a charter of the whole directory has no places of its own

    return Delegate(
        member.id,
        member.name,
        association.id,
        association.name,
        place.college.name,
        place.seats,
        place.weight,
        member.is_head,
        bool(present),
        gave_to,
    )


def obstacles(vote: Vote, roll_now: Roll) -> list[object]:
    """Every obstacle to opening a vote now."""
    charter = charters.get(vote.charter_id)
    stage_allows = any(stage == charter.stage and right == "vote" for stage, _, right in charters.rights(charter))
    terms = Terms(vote.decision_rule, vote.is_sealed, vote.holders, vote.needs_presence, vote.closes_at)
    found = obstacles_in_texts(vote.kind, _texts(vote), stage_allows, roll_now.entries)
    found += obstacles_in_heads(roll_now.unnamed)
    return found + obstacles_in_terms(terms, roll_now.entries, queries.moment(vote))


def _texts(vote: Vote) -> list[Text]:
    found = []
    for item in vote.items:
        clause = clauses.get(item.clause_id)
        found.append(Text(clause.heading, _words(clause.id), clause.stage))
    return found


def _words(clause_id: int) -> str | None:
    try:
        return to_prosemirror.plain(collab.committed_text(clause_id).content)
    except Unreadable:
        return None


def rule_at_opening(vote: Vote, now: datetime) -> Rule:
    """The rule with the current version of the verdicts, even if it was prepared under an earlier
    one. The quorum is waived if the vote repeats, late enough, one that lacked it."""
    rule = replace(vote.decision_rule, version=decision_rule.FOUR_VERDICTS)
    if not rule.quorum.again_after or vote.follows_id is None:
        return rule

    first = queries.get(vote.follows_id)
    if first.stage != "closed" or first.closed_at is None:
        return rule

    is_late = now >= first.closed_at + timedelta(days=rule.quorum.again_after)
    waived = is_late and verdicts.lacked_quorum(queries.result(first))
    return replace(rule, quorum=replace(rule.quorum, waived=waived))
