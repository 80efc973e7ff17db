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
from charter.core.errors import NotFound
from charter.journal import checkpoints
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.decisions import stored_settings
from charter.votes.lifecycle import dual_control
from charter.votes.models import Ballot, Elector, Item, Vote, VoterMark
from charter.votes.motions import page_context as motions_shown
from charter.votes.reporting import agenda, charts, results, worked_examples
from charter.votes.reporting.agenda import Filter
from charter.votes.roll import eligibility
from charter.votes.views import forms
from charter.web.access import may, takes_part


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
    def waits(self) -> bool:
        """Whether a ballot can be cast, and none was."""
        return self.may_cast and not self.stands and not self.has_voted

    @property
    def cast(self) -> dict[str, int]:
        """The number of votes for each choice so far."""
        return self.ballot.cast_by_choice(self.elector.votes) if self.ballot else {}


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
        **motions_shown.of(vote),
        "asked": dual_control.open_requests(vote) if may("votes.manage") else [],
        "is_changing": False,
        **forms.NOTHING_REFUSED,
    }

    if may("votes.manage"):
        context |= {"next_vote": _next(vote)} | (prepared(vote) if vote.stage == "prepared" else {})

    return context | (_table(vote, **more) if closed else {}) | (more.get("changed") or {}) | more


def _next(vote: Vote) -> Vote | None:
    """The vote that comes after one that is over."""
    return next(iter(queries.prepared(vote.charter_id)), None) if vote.stage in ("closed", "cancelled") else None


def _followers(vote: Vote) -> list[Vote]:
    if vote.stage == "prepared":
        return []
    return [each for each in queries.followers(vote.id) if is_shown(each)]


def _table(vote: Vote, **asked: Any) -> dict[str, Any]:
    """For the result of a closed vote, with who voted what in a named one."""
    result = results.get(vote)
    return {
        "bar": charts.bar(result, vote.decision_rule),
        "circle": charts.half_circle_of_result(result),
        "objections": [] if vote.is_sealed else results.objections(vote),
        "checkpoint": checkpoints.of_subject(f"vote:{vote.id}", "vote.closed"),
    } | ({} if vote.is_sealed else _voters(vote, **asked))


def _voters(
    vote: Vote,
    page: int = 1,
    association: str = "",
    college: str = "",
    find: str = "",
    by_association: bool = False,
    is_whole: bool = False,
    **_more: Any,
) -> dict[str, Any]:
    """A page of who voted what: elector by elector or by association, and all of them for print."""
    every = results.groups(vote) if by_association else results.search(vote, find) if find else None
    number = results.number_of_voters(vote, association, college) if every is None else len(every)
    size = max(number, 1) if is_whole else results.VOTERS_PER_PAGE
    page, pages = paging.nearest(page, number, size)
    here = slice((page - 1) * size, page * size)

    rows = results.voters(vote, None if is_whole else page, association, college) if every is None else every[here]
    narrowed = {"association": association, "college": college, "find": find, "by": by_association and "association"}
    is_partial = pages > 1 and not any(narrowed.values())
    return {
        "groups": rows if by_association else [],
        "voters": [] if by_association else rows,
        "printed": results.printed(vote) if is_partial else [],
        "page": page,
        "pages": pages,
        "number_found": number,
        "narrowed": {name: value or None for name, value in narrowed.items()},
    }


def present_texts(vote: Vote) -> dict[int, Markup]:
    """The present texts of a prepared vote, by clause."""
    if vote.stage != "prepared":
        return {}
    newest = {item.clause_id: published.newest(item.clause_id) for item in vote.items}
    return {clause: texts.text_or_version(clause, version)[0].markup for clause, version in newest.items() if version}


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


def order(charter_id: int, asked: Filter | None = None, page: int = 1) -> dict[str, Any]:
    """A page of the votes of a charter. Prepared ones are for those who take part."""
    by, member = asked or Filter(), current.reader()
    outline = clauses.outline(charter_id)
    every = agenda.rows(charter_id, outline, with_prepared=member is not None and takes_part())
    waiting = {vote.id for vote in ballot_queries.votes_to_cast(member)} if member else set()
    found = agenda.narrowed(every, by, waiting)
    shown, page, pages = paging.cut(found, page)

    return {
        "errors": (),
        "rows": shown,
        "coming": [row.vote for row in every if row.vote.stage == "prepared"],
        "number": len(found),
        "number_of_all": len(every),
        "results": {row.vote.id: results.get(row.vote) for row in shown if row.vote.stage == "closed"},
        "waiting": waiting,
        "by": by,
        "sections": outline.sections,
        "page": page,
        "pages": pages,
    }


def of_clause(slug: str, clause_id: int) -> dict[str, Any]:
    """For the votes on the page of a clause."""
    clause = clauses.get(clause_id)
    votes = [vote for vote in queries.of_clause(clause_id) if is_shown(vote)]
    usual = stored_settings.of_charter(clause.charter_id).usual_for(
        "preamble" if clause.kind == "preamble" else "clause"
    )

    return {
        "slug": slug,
        "clause": clause,
        "usual": usual,
        "example": worked_examples.of_model(usual, eligibility.expected(clause.charter_id))
        if may("votes.manage")
        else "",
        "votes": votes,
        "turnouts": {
            vote.id: ballot_queries.turnout(vote) for vote in votes if vote.stage == "open" and vote.shows_turnout
        },
        "results": {vote.id: results.get(vote) for vote in votes if vote.stage == "closed"},
        "taken_out": {item.vote_id: item for vote in votes for item in vote.items if _is_out(item, clause_id)},
    }


def _is_out(item: Item, clause_id: int) -> bool:
    return item.clause_id == clause_id and item.taken_out_at is not None
