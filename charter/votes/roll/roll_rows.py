"""The roll of a vote as pages show it: by name, searched, a page at a time."""

from dataclasses import dataclass
from typing import Any

from charter.core import paging
from charter.core.alphabet import has_words, key
from charter.votes.models import Elector, Vote
from charter.votes.roll import eligibility
from charter.votes.rules.electorate import Delegate


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


def search(vote: Vote, wanted: str, page: int) -> dict[str, Any]:
    """A page of the electors whose name and association have the words that are wanted, by name."""
    found = [each for each in vote.electors if has_words(f"{each.name} {each.association}", wanted)]
    found.sort(key=lambda each: (key(each.name), each.member_id))
    rows, page, pages = paging.cut(found, page)
    return {"electors": rows, "number": len(found), "page": page, "pages": pages, "find": wanted}


def shown(vote: Vote, wanted: str, page: int) -> dict[str, Any]:
    """For the page of a roll: the frozen one or, of a prepared vote, as it would be now."""
    every = _as_it_would_be(vote) if vote.stage == "prepared" else [_frozen(each) for each in vote.electors]
    found = [row for row in every if has_words(f"{row.name} {row.association} {row.college} {row.holder}", wanted)]
    rows, page, pages = paging.cut(found, page)

    return {
        "lines": rows,
        "number": len(found),
        "number_of_all": len(every),
        "page": page,
        "pages": pages,
        "find": wanted,
        "number_of_electors": sum(not row.left_out for row in every),
        "number_of_votes": sum(row.votes for row in every),
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
