"""Heads of delegations: before a vote in which an association has one voice, name who casts it, or
leave the association off the roll."""

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l

from charter.accounts import actions as accounts
from charter.accounts import queries as accounts_queries
from charter.accounts.models import Member
from charter.clauses import actions as clause_actions
from charter.core.errors import Invalid, Refused
from charter.database import writing
from charter.journal import actions as journal
from charter.votes import queries
from charter.votes.lifecycle import dual_control
from charter.votes.models import Vote
from charter.votes.roll import eligibility
from charter.votes.rules.electorate import Delegate

LEFT_OFF = 0
"""Chosen in place of a delegate: the association is left off the roll of this vote."""


def without_head(vote: Vote) -> dict[int, list[Delegate]]:
    """Delegations without a named head, by association id."""
    found: dict[int, list[Delegate]] = {}
    missing = {association_id for association_id, _ in eligibility.roll(vote).unnamed}
    for delegate in eligibility.delegates(vote.charter_id):
        if delegate.association_id in missing:
            found.setdefault(delegate.association_id, []).append(delegate)
    return found


def left_off(vote: Vote) -> dict[int, str]:
    """The names of the associations that moderators left off the roll, by id."""
    kept = accounts_queries.associations_by_id(vote.left_off or [])
    return {association_id: each.name for association_id, each in kept.items()}


def settle(vote_id: int, chosen: Mapping[int, int], by: Member, back: Collection[int] = ()) -> None:
    """Name heads of delegations, or leave associations off the roll of a prepared vote
    (`LEFT_OFF`), or put others `back` on it, all or none.

    For a substitute, the delegate in whose place they sit is named. Invalid for a person who is not a
    delegate of the association, or where a head is named already.
    """
    with writing():
        vote = queries.lock(vote_id)
        clause_actions.open_charter(vote.charter_id)
        if vote.stage != "prepared":
            raise Refused(_l("This vote is not being prepared any more."))

        delegations = without_head(vote)

        for association_id, member_id in chosen.items():
            known = {delegate.member_id for delegate in delegations.get(association_id, [])}
            if association_id not in delegations or member_id not in {LEFT_OFF, *known}:
                raise Invalid(_l("Choose one of the answers."))

            if member_id != LEFT_OFF:
                accounts.make_head(_titular(member_id), by)

        off = sorted(association_id for association_id, member_id in chosen.items() if member_id == LEFT_OFF)
        _leave_off(vote, {*(vote.left_off or [])} - {*back} | {*off}, by)


def _titular(member_id: int) -> int:
    """Who heads the delegation if this delegate casts its voice: of a substitute, whose place they take."""
    return accounts_queries.get(member_id).substitute_for_id or member_id


def _leave_off(vote: Vote, off: set[int], by: Member) -> None:
    before = {*(vote.left_off or [])}
    if off == before:
        return

    vote.left_off = sorted(off)
    dual_control.withdraw(vote)
    of_charter = vote.charter_id
    if added := sorted(off - before):
        journal.record("vote.left_off", f"vote:{vote.id}", by=by, charter_id=of_charter, associations=added)
    if removed := sorted(before - off):
        journal.record("vote.put_back", f"vote:{vote.id}", by=by, charter_id=of_charter, associations=removed)
