"""Prepare votes in advance, in the order in which they will be held. Nothing is frozen before the
opening."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.amendments import names
from charter.amendments.models import Amendment
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses import actions as clause_actions
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.core import signals
from charter.core.digest import normal
from charter.core.errors import About, Invalid, NotFound, Refused
from charter.database import db, writing
from charter.journal import actions as journal
from charter.votes import queries
from charter.votes.decisions.changing import ChangedMeanwhile
from charter.votes.lifecycle import dual_control
from charter.votes.models import Item, Vote
from charter.votes.motion_models import AMENDMENT, AMENDMENTS, Motion
from charter.votes.motions.choosing import chosen_amendments
from charter.votes.rules import electorate, named_rules
from charter.votes.rules.decision_rule import Rule
from charter.web.input import text_input

KINDS = ("clause", "block", "charter", "question", AMENDMENT, AMENDMENTS)
MAX_QUESTION_LENGTH = 5000
"""Maximum number of characters of a free question."""


@dataclass(frozen=True)
class Settings:
    """How a vote will be held."""

    rule: Rule = field(default_factory=lambda: named_rules.default("clause"))
    ballots: str = "named"
    holders: str = electorate.DELEGATE
    most_votes: int = 0
    proxies: bool = True
    needs_presence: bool = False
    shows_turnout: bool = True
    two_persons: bool = False
    chair_id: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Subject:
    """What a vote is about: clauses, amendments, or a heading with a question in words. `order_reason`: why it is not
    held in the order that is proposed for amendments."""

    kind: str
    clause_ids: Sequence[int] = ()
    heading: str = ""
    question: str = ""
    amendment_ids: Sequence[int] = ()
    order_reason: str = ""


def prepare(charter_id: int, subject: Subject, settings: Settings, by: Member, follows_id: int | None = None) -> Vote:
    """Add a vote at the end of the order of votes. Invalid with every reason."""
    with writing():
        vote = prepare_locked(charter_id, subject, settings, by, follows_id)
    _notify(charter_id, vote.id)
    return vote


def prepare_all(
    charter_id: int, planned: Sequence[tuple[Subject, Settings]], by: Member, follows_id: int | None = None
) -> list[Vote]:
    """Add several votes at the end of the order of votes, all or none of them."""
    with writing():
        votes = [prepare_locked(charter_id, subject, how, by, follows_id) for subject, how in planned]
    for vote in votes:
        signals.changed.send(f"vote:{vote.id}", part="stage")
    signals.changed.send(f"charter:{charter_id}", part="votes")
    return votes


def prepare_locked(
    charter_id: int, subject: Subject, settings: Settings, by: Member, follows_id: int | None = None
) -> Vote:
    """Add a vote, in the caller's transaction."""
    clause_actions.open_charter(charter_id)
    vote = draft(charter_id, subject, settings, by, follows_id)
    db.session.add(vote)
    db.session.flush()
    facts: dict[str, Any] = {
        "kind": vote.kind,
        "heading": vote.heading,
        "clauses": [item.clause_id for item in vote.items],
        "rule": vote.rule,
    }

    facts |= {"follows": follows_id, "settings": queries.settings(vote)}
    if vote.is_on_amendments:
        facts |= {"amendments": [each.number for each in vote.motions], "order_reason": vote.order_reason}
    journal.record("vote.prepared", f"vote:{vote.id}", by=by, charter_id=charter_id, **facts)
    return vote


def draft(charter_id: int, subject: Subject, settings: Settings, by: Member, follows_id: int | None = None) -> Vote:
    """The vote that `prepare_locked` would add, not stored."""
    charter = charters.get(charter_id)
    _check_follows(charter_id, follows_id)
    chosen, motions = _clauses(charter_id, subject), chosen_amendments(charter_id, subject)
    vote = Vote(
        charter_id=charter_id,
        kind=subject.kind,
        clause_id=chosen[0].id if subject.kind == "clause" else None,
        follows_id=follows_id,
        heading=_heading(subject, _own_heading(subject, charter, chosen, motions)),
        question=text_input.text(subject.question, MAX_QUESTION_LENGTH),
        language=charter.language,
        position=_last_position(charter_id) + 1,
        prepared_by=by.label,
        items=[
            Item(clause_id=clause.id, position=place, heading=clause.heading) for place, clause in enumerate(chosen)
        ],
        motions=[Motion(amendment=each, position=place, number=each.number) for place, each in enumerate(motions)],
        order_reason=text_input.line(subject.order_reason, text_input.MAX_REASON_LENGTH),
        rule={},
        rule_digest="",
    )

    _apply(vote, settings)
    return vote


def _own_heading(subject: Subject, charter: Charter, chosen: Sequence[Clause], motions: Sequence[Amendment]) -> str:
    """What a vote is called that is given no heading."""
    if subject.kind == AMENDMENT:
        with force_locale(charter.language):
            return names.listed(motions)
    return chosen[0].heading if subject.kind == "clause" else charter.title


def _check_follows(charter_id: int, follows_id: int | None) -> None:
    """A vote may only follow one of the same charter: others may not be visible to its readers."""
    if follows_id is not None and queries.get(follows_id).charter_id != charter_id:
        raise NotFound(_l("There is no such vote."))


def _clauses(charter_id: int, subject: Subject) -> list[Clause]:
    in_order = [each.clause for each in clauses.outline(charter_id).clauses]
    if subject.kind == "charter":
        return in_order

    chosen = [clause for clause in in_order if clause.id in subject.clause_ids]
    if subject.kind == "clause" and len(chosen) != 1:
        raise Invalid(About("clauses", _one_clause(chosen)))
    if subject.kind == "block" and len(chosen) < 2:
        raise Invalid(About("clauses", _l("Choose two clauses at least.")))
    if subject.kind not in KINDS:
        raise Invalid(About("kind", _l("Choose what is voted.")))

    return chosen if subject.kind in ("clause", "block") else []


def _one_clause(chosen: list[Clause]) -> object:
    if not chosen:
        return _l("Choose one clause.")
    return _l(
        "“One clause” is chosen, and %(number)s clauses are ticked: keep one, or choose “Several clauses in one vote”.",
        number=len(chosen),
    )


def _heading(subject: Subject, otherwise: str) -> str:
    typed = text_input.line(subject.heading, text_input.MAX_TITLE_LENGTH)
    if subject.kind in ("question", "block", AMENDMENTS) and not typed:
        raise Invalid(About("heading", _l("Give a title.")))
    if subject.kind == "question" and not subject.question.strip():
        raise Invalid(About("question", _l("Write the question.")))
    return str(normal(typed or otherwise))


def _last_position(charter_id: int) -> int:
    return db.session.scalar(select(func.max(Vote.position)).where(Vote.charter_id == charter_id)) or 0


def _apply(vote: Vote, settings: Settings) -> None:
    if settings.opens_at and settings.closes_at and settings.closes_at <= settings.opens_at:
        raise Invalid(About("closes_at", _l("The vote would close before it opens.")))
    if settings.two_persons and settings.opens_at:
        raise Invalid(About("opens_at", _l("Where two persons must agree, a vote does not open by itself.")))

    if settings.chair_id is not None:
        accounts.get(settings.chair_id)

    vote.rule, vote.rule_digest = settings.rule.as_json(), settings.rule.digest
    vote.ballots, vote.holders, vote.most_votes = settings.ballots, settings.holders, settings.most_votes
    vote.proxies, vote.needs_presence = settings.proxies, settings.needs_presence
    vote.shows_turnout, vote.two_persons, vote.chair_id = (
        settings.shows_turnout,
        settings.two_persons,
        settings.chair_id,
    )

    vote.opens_at, vote.closes_at = settings.opens_at, settings.closes_at


def change(vote_id: int, settings: Settings, by: Member, seen: str | None = None) -> Vote:
    """Change the settings of a prepared vote; Refused once it is open, ChangedMeanwhile if they are no longer as
    `seen` (`queries.settings_digest`). Dual control cannot be switched off again: that alone would
    need a second moderator."""
    with writing():
        vote = _lock_prepared(vote_id)
        if seen is not None and queries.settings_digest(vote) != seen:
            raise ChangedMeanwhile
        if vote.two_persons and not settings.two_persons:
            raise Refused(_l("That two persons must agree cannot be taken back."))

        _apply(vote, settings)
        dual_control.withdraw(vote)
        facts = {"rule": vote.rule, "settings": queries.settings(vote)}
        journal.record("vote.changed", f"vote:{vote_id}", by=by, charter_id=vote.charter_id, **facts)
        charter_id = vote.charter_id

    _notify(charter_id, vote_id)
    return vote


def move(vote_id: int, step: int, by: Member) -> None:
    """Move a prepared vote one position earlier (`step` -1) or later (+1)."""

    def moved(order: list[int]) -> list[int]:
        here = order.index(vote_id)
        there = min(max(here + step, 0), len(order) - 1)
        order[here], order[there] = order[there], order[here]
        return order

    _reorder(vote_id, moved, by)


def move_before(vote_id: int, before_id: int | None, by: Member) -> None:
    """Move a prepared vote before another one, or to the end. Said of votes and not of positions, it
    holds whatever others have moved meanwhile. Refused if the other one is not prepared any more."""

    def moved(order: list[int]) -> list[int]:
        if before_id == vote_id:
            return order
        order.remove(vote_id)
        if before_id is not None and before_id not in order:
            raise Refused(_l("The order of votes has changed since it was shown to you: nothing was moved."))
        order.insert(len(order) if before_id is None else order.index(before_id), vote_id)
        return order

    _reorder(vote_id, moved, by)


def _reorder(vote_id: int, reorder: Callable[[list[int]], list[int]], by: Member) -> None:
    with writing():
        vote = _lock_prepared(vote_id)
        charter_id = vote.charter_id
        before = [each.id for each in queries.prepared(charter_id)]
        order = reorder(list(before))
        if order == before:
            return

        for place, each in enumerate(order, start=_last_held_position(charter_id) + 1):
            db.session.execute(update(Vote).where(Vote.id == each).values(position=place))

        journal.record("vote.moved", f"vote:{vote_id}", by=by, charter_id=charter_id, order=order)

    _notify(charter_id, vote_id)


def _last_held_position(charter_id: int) -> int:
    held = select(func.max(Vote.position)).where(Vote.charter_id == charter_id, Vote.stage != "prepared")
    return db.session.scalar(held) or 0


def _lock_prepared(vote_id: int) -> Vote:
    vote = queries.lock(vote_id)
    clause_actions.open_charter(vote.charter_id)
    if vote.stage != "prepared":
        raise Refused(_l("This vote is not being prepared any more."))
    return vote


def _notify(charter_id: int, vote_id: int) -> None:
    signals.changed.send(f"vote:{vote_id}", part="stage")
    signals.changed.send(f"charter:{charter_id}", part="votes")
