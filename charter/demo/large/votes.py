"""Proxies, who is present, and the votes: most closed, some open, some to come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import select

from charter.database import db
from charter.demo.large.plan import DAYS, Site, words
from charter.demo.large.text import LAST_DAY
from charter.votes import queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Elector
from charter.votes.roll import attendance, proxies
from charter.votes.rules import electorate, named_rules
from charter.votes.rules.decision_rule import ABSTAIN, AGAINST, FOR

LASTS_DAYS = 2
BY_ALL, SEALED_BY_ALL = 3, 4
"""The votes, counted from 0, in which every delegate casts a ballot."""
PREPARED, OPEN, CLOSED, CANCELLED = "prepared", "open", "closed", "cancelled"
Lean = tuple[float, float, float]
"""Which share votes for, against, abstains; the others do not vote."""
FAVOURABLE, CONTESTED, DESERTED = (0.6, 0.15, 0.1), (0.36, 0.4, 0.08), (0.12, 0.06, 0.02)


@dataclass
class _Planned:
    """A vote to come; `vote_id` is known once it is prepared."""

    subject: Subject
    settings: Settings
    state: str
    lean: Lean
    vote_id: int = 0


def plan(site: Site) -> None:
    """Have the votes held one after the other, after drafting."""
    chair = site.moderators[0]
    site.at(LAST_DAY + 0.5, partial(_give_proxies, site))
    for number in range(0, len(site.delegates), 20):
        here = [each.id for each in site.delegates[number : number + 20] if site.dice.random() < 0.7]
        site.at(LAST_DAY + 1 + number / 1e4, partial(attendance.mark_present, site.charter_id, here, [], chair))

    votes = list(_votes(site))
    held = [each for each in votes if each.state in (CLOSED, CANCELLED)]
    first, last = LAST_DAY + 2, DAYS - LASTS_DAYS - 1
    for number, each in enumerate(held):
        _plan_vote(site, each, first + (last - first) * number / len(held))
    for number, each in enumerate(each for each in votes if each not in held):
        _plan_vote(site, each, DAYS - 0.8 + number / 100)


def _give_proxies(site: Site) -> None:
    """Heads of some delegations give their proxy to another head."""
    heads = [each for each in site.delegates if each.is_head]
    for giver, holder in zip(heads[4::8], heads[5::8], strict=False):
        proxies.give(site.charter_id, holder.id, giver)


def _votes(site: Site) -> Iterator[_Planned]:
    clause_ids, count = iter(site.clause_ids), site.size.votes
    for number in range(count):
        subject = _subject(number, clause_ids)
        state = _state(number, count)
        settings = _settings(site, number, state)
        yield _Planned(subject, settings, state, _lean(number))


def _subject(number: int, clause_ids: Iterator[int]) -> Subject:
    said = words("talk")["votes"]
    if number % 17 == 9:
        questions = said["questions"]
        return Subject("question", heading=questions[number // 17 % len(questions)], question=said["question"])
    if number % 13 == 6:
        return Subject("block", [next(clause_ids) for _ in range(3)], heading=said["blocks"])
    return Subject("clause", [next(clause_ids)])


def _state(number: int, count: int) -> str:
    if number >= count - max(1, count // 8):
        return PREPARED
    if number >= count - max(1, count // 8) - max(1, count // 12):
        return OPEN
    return CANCELLED if number % 19 == 11 else CLOSED


def _settings(site: Site, number: int, state: str) -> Settings:
    settings = Settings(holders=electorate.ASSOCIATION)
    if number in (BY_ALL, SEALED_BY_ALL) or (state == OPEN and number % 2):
        settings = replace(settings, holders=electorate.DELEGATE, proxies=False)
    if number == SEALED_BY_ALL:
        settings = replace(settings, ballots="sealed")
    if number % 7 == 2:
        rule = replace(named_rules.TWO_THIRDS, quorum=named_rules.DEFAULT_QUORUM)
        settings = replace(settings, rule=rule)
    if number % 11 == 10:
        settings = replace(settings, rule=named_rules.BY_COLLEGES)
    if state == OPEN:
        settings = replace(settings, closes_at=site.at_day(DAYS + 2 + number / 4))
    return settings


def _lean(number: int) -> Lean:
    if number in (BY_ALL, SEALED_BY_ALL):
        return (0.7, 0.2, 0.1)
    if number % 9 == 5:
        return CONTESTED
    return DESERTED if number % 15 == 8 else FAVOURABLE


def _plan_vote(site: Site, planned: _Planned, day: float) -> None:
    chair = site.moderators[0]
    site.at(day - 0.3, partial(_prepare, site, planned))
    if planned.state == PREPARED:
        return

    site.at(day, lambda: opening.open_vote(planned.vote_id, chair))
    site.at(day + 0.1, partial(_cast, site, planned))
    if planned.state == CLOSED:
        site.at(day + LASTS_DAYS, lambda: closing.close(planned.vote_id, chair))
    if planned.state == CANCELLED:
        reason = words("talk")["votes"]["cancelled"]
        site.at(day + 1, lambda: closing.cancel(planned.vote_id, reason, chair))


def _prepare(site: Site, planned: _Planned) -> None:
    vote = preparing.prepare(site.charter_id, planned.subject, planned.settings, site.moderators[0])
    planned.vote_id = vote.id


def _cast(site: Site, planned: _Planned) -> None:
    """Everyone who votes, in one transaction, as when their ballots arrive together."""
    vote = queries.get(planned.vote_id)
    query = select(Elector).where(Elector.vote_id == vote.id, Elector.holder_id.is_(None))
    electors = db.session.scalars(query.order_by(Elector.member_id)).all()
    asked = list(_ballots(site, planned, queries.text_digest(vote), electors))
    refused = [each for each in online.cast_batch(asked) if isinstance(each, Exception)]
    if refused:
        raise refused[0]


def _ballots(site: Site, planned: _Planned, digest: str, electors: Sequence[Elector]) -> Iterator[online.CastRequest]:
    labels = {each.id: each.label for each in site.delegates}
    weights = [*planned.lean, max(0.0, 1 - sum(planned.lean))]
    for elector in electors:
        [choice] = site.dice.choices((FOR, AGAINST, ABSTAIN, ""), weights)
        if choice:
            paper = BallotPaper(digest, {choice: elector.votes})
            voter = elector.member_id
            yield online.CastRequest(planned.vote_id, paper, voter, labels[voter], voter)
