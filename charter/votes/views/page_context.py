"""Template context for the pages of votes. Each role receives no more than it may see."""

import re
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from charter.accounts import current
from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.clauses.versions import comparison, published
from charter.collab.storage import live_text as texts
from charter.core import paging
from charter.core.alphabet import letters
from charter.core.errors import NotFound
from charter.journal import checkpoints
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.lifecycle import dual_control
from charter.votes.models import Ballot, Elector, Item, Vote, VoterMark
from charter.votes.reporting import charts, results
from charter.votes.roll import eligibility
from charter.votes.rules import named_rules
from charter.votes.rules.electorate import Delegate
from charter.votes.views import forms
from charter.web.access import may


@dataclass(frozen=True)
class Paper:
    """The ballot form of one elector for whom this person may vote, with the ballot so far."""

    elector: Elector
    ballot: Ballot | None
    voter_mark: VoterMark | None
    is_own: bool
    may_cast: bool
    stands: bool
    """Whether the elector has voted themself; their choice is not shown to the holder of the proxy.
    """

    @property
    def has_voted(self) -> bool:
        """Whether a ballot was cast."""
        return bool(self.ballot or self.voter_mark)

    @property
    def cast(self) -> dict[str, int]:
        """The number of votes for each choice so far."""
        return self.ballot.cast_by_choice(self.elector.votes) if self.ballot else {}


ROWS_PER_PAGE = results.ROWS_PER_PAGE
_DIGEST = re.compile("[0-9a-f]{64}")


def readable(vote_id: int) -> Vote:
    """A vote that the person may read, or NotFound: its charter must be readable and, before the
    opening, the person a member."""
    found = queries.with_charter(vote_id)
    charters.readable(found.charter_id, current.reader())
    if not is_shown(found):
        raise NotFound(_l("There is no such vote."))
    return found


def is_shown(vote: Vote) -> bool:
    """Whether lists show a vote to this person."""
    return vote.stage != "prepared" or current.reader() is not None


def number(vote: Vote) -> str:
    """The number of the clause at the opening; "" if the vote has none."""
    if vote.clause_id is None:
        return ""
    if vote.stage != "prepared":
        return vote.items[0].number
    return str(clauses.outline(vote.charter_id).number_of(vote.clause_id) or "")


def papers(vote: Vote, member: Member | None) -> list[Paper]:
    """One's own ballot form first, then those of electors whose proxy one holds."""
    found = ballot_queries.papers(vote, member) if member else []
    own = [elector for elector, *_ in found if member and elector.member_id == member.id]
    if not own:
        return []  # who holds a proxy, and has no vote themself, uses none
    there = not vote.needs_presence or own[0].present
    return [_paper(vote, elector, ballot, voter_mark, own[0], there) for elector, ballot, voter_mark in found]


def _paper(
    vote: Vote, elector: Elector, ballot: Ballot | None, voter_mark: VoterMark | None, voter: Elector, there: bool
) -> Paper:
    """One ballot form. The elector's own choice is not shown to the holder of their proxy."""
    is_own = elector is voter
    stands = not is_own and vote.stage == "open" and ballot is not None and ballot.source != "proxy"
    return Paper(elector, None if stands else ballot, voter_mark, is_own, there, stands)


def body(vote: Vote, **more: Any) -> dict[str, Any]:
    """For the ballot or the result."""
    closed = vote.stage == "closed"
    context = {
        "vote": vote,
        "charter_slug": vote.charter.slug,
        "rule": vote.decision_rule,
        "papers": papers(vote, current.voter()) if vote.stage in ("open", "closed") else [],
        "paper_digest": queries.text_digest(vote),
        "choices": vote.decision_rule.choices,
        "result": results.get(vote) if closed else None,
        "followers": _followers(vote),
        "standing": present_texts(vote),
        "asked": dual_control.open_requests(vote) if may("votes.manage") else [],
        **forms.NOTHING_REFUSED,
    }

    if vote.stage == "prepared" and may("votes.manage"):
        context |= prepared(vote)

    return context | (_table(vote, **more) if closed else {}) | (more.get("changed") or {}) | more


def _followers(vote: Vote) -> list[Vote]:
    if vote.stage == "prepared":
        return []
    return [each for each in queries.followers(vote.id) if is_shown(each)]


def _table(
    vote: Vote,
    page: int = 1,
    association: str = "",
    college: str = "",
    by_association: bool = False,
    is_whole: bool = False,
    **_more: Any,
) -> dict[str, Any]:
    result = results.get(vote)
    groups = results.groups(vote) if by_association and not vote.is_sealed else []
    number = len(groups) if groups else results.number_of_voters(vote, association, college)
    size = max(number, 1) if is_whole else results.ROWS_PER_PAGE
    page, pages = paging.nearest(page, number, size)
    narrowed = {"by": "association" if groups else None, "association": association or None, "college": college or None}

    is_listed = not groups and not vote.is_sealed
    voters = results.voters(vote, None if is_whole else page, association, college) if is_listed else []
    return {
        "bar": charts.bar(result, vote.decision_rule),
        "circle": charts.half_circle_of_result(result),
        "groups": groups[(page - 1) * size : page * size],
        "objections": [] if vote.is_sealed else results.objections(vote),
        "checkpoint": checkpoints.of_subject(f"vote:{vote.id}", "vote.closed"),
        "voters": voters,
        "page": page,
        "pages": pages,
        "narrowed": narrowed,
    }


def present_texts(vote: Vote) -> dict[int, Markup]:
    """The present texts of a prepared vote, by clause."""
    if vote.stage != "prepared":
        return {}
    newest = {item.clause_id: published.newest(item.clause_id) for item in vote.items}
    return {clause: texts.text_or_version(clause, version)[0] for clause, version in newest.items() if version}


def prepared(vote: Vote) -> dict[str, Any]:
    """For moderators who prepare a vote: the roll as it would be now, and all obstacles."""
    roll_now = eligibility.roll(vote)
    return {"roll_now": roll_now, "obstacles": eligibility.obstacles(vote, roll_now)}


def changed(vote: Vote, seen: str) -> dict[str, Any] | None:
    """What changed between the version that was shown, by its digest, and the text of the vote.
    None for an unknown or the same digest."""
    if not _DIGEST.fullmatch(seen):
        return None

    for item in vote.items:
        version = published.by_digest(item.clause_id, seen)
        if version and item.content and version.digest != item.digest:
            return comparison.context(version.content, item.content, version.heading != item.heading)

    return None


def order(charter_id: int) -> dict[str, Any]:
    """For the page of all votes of a charter. Prepared ones are for members."""
    member = current.reader()
    held = queries.of_charter(charter_id, "closed", "cancelled")[::-1]

    return {
        "open_votes": queries.of_charter(charter_id, "open"),
        "coming": queries.prepared(charter_id) if member else [],
        "held": held,
        "results": {vote.id: results.get(vote) for vote in held if vote.stage == "closed"},
        "waiting": {vote.id for vote in ballot_queries.votes_to_cast(member)} if member else set(),
    }


def of_clause(slug: str, clause_id: int) -> dict[str, Any]:
    """For the votes on the page of a clause."""
    clause = clauses.get(clause_id)
    votes = [vote for vote in queries.of_clause(clause_id) if is_shown(vote)]

    return {
        "slug": slug,
        "clause": clause,
        "usual_rule": named_rules.default("clause", is_preamble=clause.kind == "preamble").as_json(),
        "votes": votes,
        "turnouts": {
            vote.id: ballot_queries.turnout(vote) for vote in votes if vote.stage == "open" and vote.shows_turnout
        },
        "results": {vote.id: results.get(vote) for vote in votes if vote.stage == "closed"},
        "taken_out": {item.vote_id: item for vote in votes for item in vote.items if _is_out(item, clause_id)},
    }


def _is_out(item: Item, clause_id: int) -> bool:
    return item.clause_id == clause_id and item.taken_out_at is not None


def search_roll(vote: Vote, wanted: str, page: int) -> dict[str, Any]:
    """A page of the electors whose name or association contains `wanted`, by name."""
    needle = letters(wanted)
    found = [each for each in vote.electors if needle in letters(f"{each.name} {each.association}")]
    found.sort(key=lambda each: (letters(each.name), each.member_id))
    page, pages = paging.nearest(page, len(found), ROWS_PER_PAGE)
    return {
        "electors": found[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE],
        "page": page,
        "pages": pages,
        "find": wanted,
    }


@dataclass(frozen=True)
class RollRow:
    """A row of the roll as shown, or why a delegate is not on it."""

    name: str
    association: str
    college: str
    votes: int
    present: bool
    holder: str
    left_out: str = ""


def roll(vote: Vote, page: int) -> dict[str, Any]:
    """For the page of a roll: the frozen one or, of a prepared vote, as it would be now."""
    lines = _as_it_would_be(vote) if vote.stage == "prepared" else [_frozen(each) for each in vote.electors]
    page, pages = paging.nearest(page, len(lines), ROWS_PER_PAGE)

    return {
        "lines": lines[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE],
        "page": page,
        "pages": pages,
        "number_of_electors": sum(not line.left_out for line in lines),
        "number_of_votes": sum(line.votes for line in lines),
    }


def _frozen(elector: Elector) -> RollRow:
    return RollRow(elector.name, elector.association, elector.college, elector.votes, elector.present, elector.holder)


def _as_it_would_be(vote: Vote) -> list[RollRow]:
    roll_now = eligibility.roll(vote)
    names = {entry.delegate.member_id: entry.delegate.name for entry in roll_now.entries}
    on_it = [_roll_row(entry.delegate, entry.votes, names.get(entry.holder_id or 0, "")) for entry in roll_now.entries]
    return on_it + [_roll_row(delegate, 0, "", reason) for delegate, reason in roll_now.left_out]


def _roll_row(delegate: Delegate, votes: int, holder: str, left_out: str = "") -> RollRow:
    return RollRow(delegate.name, delegate.association, delegate.college, votes, delegate.present, holder, left_out)
