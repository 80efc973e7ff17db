"""The roll as it would be if a vote opened now, and the obstacles to opening it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from charter.accounts import queries as accounts
from charter.accounts.models import HEAD, Association, College, Member
from charter.charters import queries as charters
from charter.charters.models import Charter, Participation, StageRight
from charter.clauses import queries as clauses
from charter.collab.storage import live_text as collab
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import Unreadable
from charter.database import db
from charter.votes import queries
from charter.votes.models import Presence, Proxy, Vote
from charter.votes.motions import obstacles as amendments
from charter.votes.rules import decision_rule, electorate, verdicts
from charter.votes.rules.decision_rule import Rule
from charter.votes.rules.electorate import Delegate, Roll
from charter.votes.rules.obstacles import Terms, Text, obstacles_in_heads, obstacles_in_terms, obstacles_in_texts


def roll(vote: Vote) -> Roll:
    """The roll as it would be now."""
    terms = vote.holders, vote.most_votes, vote.proxies, vote.chair_id, vote.left_off or ()
    return electorate.roll(delegates(vote.charter_id), *terms)


def expected(charter_id: int) -> list[Delegate]:
    """Those who may vote now or, in a stage without votes, those who will vote in the last one."""
    return delegates(charter_id) or delegates(charter_id, "voting")


def delegates(charter_id: int, stage: str | None = None) -> list[Delegate]:
    """The members who speak for an association and may vote in a stage of a charter, the present one
    unless another is given."""
    college_here, college_at_home, replaced = aliased(College), aliased(College), aliased(Member)
    here = (Participation.charter_id == charter_id) & (Participation.association_id == Member.association_id)
    given = (Proxy.charter_id == charter_id) & (Proxy.giver_id == Member.id) & Proxy.revoked_at.is_(None)
    voting = (
        select(  # columns alone: of a large assembly, objects would cost more than the question
            Member.id,
            Member.name,
            Association.id,
            Association.name,
            # a charter of the whole directory has no places of its own
            func.coalesce(college_here.name, college_at_home.name),
            func.coalesce(Participation.seats, Association.seats),
            func.coalesce(Participation.weight, Association.weight),
            # Who casts the single voice of an association: its head, or who sits in the place of the head.
            or_(Member.rank == HEAD, func.coalesce(replaced.rank, "") == HEAD),
            Presence.member_id.is_not(None),
            Proxy.holder_id,
        )
        .select_from(Member)
        .join(Charter, Charter.id == charter_id)
        .join(StageRight, charters.has_right("vote", stage))
        .join(Association, Association.id == Member.association_id)
        .join(college_at_home, college_at_home.id == Association.college_id)
        .outerjoin(Participation, here)
        .outerjoin(college_here, college_here.id == Participation.college_id)
        .outerjoin(replaced, replaced.id == Member.substitute_for_id)
        .outerjoin(Presence, (Presence.charter_id == charter_id) & (Presence.member_id == Member.id))
        .outerjoin(Proxy, given)
        .order_by(Member.id)
    )

    rows: Iterable[Sequence[Any]] = db.session.execute(voting)
    return [Delegate(*row) for row in rows]


def associations(charter_id: int) -> set[str]:
    """The names of the associations in the assembly of a charter."""
    if charters.get(charter_id).takes_everyone:
        return {each.name for each in accounts.associations()}
    return {each.association.name for each in charters.participations(charter_id).values()}


def obstacles(vote: Vote, roll_now: Roll) -> list[object]:
    """Every obstacle to opening a vote now."""
    charter = charters.get(vote.charter_id)
    stage_allows = any(stage == charter.stage and right == "vote" for stage, _, right in charters.rights(charter))
    terms = Terms(vote.decision_rule, vote.is_sealed, vote.holders, vote.needs_presence, vote.closes_at)
    found = obstacles_in_texts(vote.kind, _texts(vote), stage_allows, roll_now.entries)
    found += amendments.of(vote) if vote.is_on_amendments else amendments.of_clauses(vote)
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
