"""The rounds of amendments of a charter as JSON: what exports publish, and anyone can verify.

Of a round for members alone it has numbers, digests and outcomes: no text, no reason, no name.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from charter.amendments import queries, wordings
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.models import Answer, Disposition, Incorporation, Outcome
from charter.amendments.models import Amendment, Cosignature, Round, RoundBase, Wording
from charter.amendments.rounds.actions import settings_as_json
from charter.clauses.models import Version
from charter.clauses.versions import published
from charter.core.clock import iso
from charter.core.loop import yield_to_loop
from charter.database import db


def of_charter(charter_id: int) -> list[dict[str, Any]]:
    """Every round, the first one first."""
    return [_round(each) for each in sorted(queries.rounds(charter_id), key=lambda each: each.number)]


def _round(round_: Round) -> dict[str, Any]:
    every = queries.of_round(round_.id)
    ids = [each.id for each in every]
    outcomes = decisions.outcomes(ids)
    advice = _published(ids) if round_.is_public else {}
    return {
        "id": round_.id,
        "number": round_.number,
        "settings": settings_as_json(round_),
        "opened_at": iso(round_.opened_at),
        "closed_at": _moment(round_.closed_at),
        "decided_at": _moment(round_.decided_at),
        "bases": [_base(each, round_.is_public) for each in queries.bases(round_.id).values()],
        "amendments": [_amendment(each, advice.get(each.id, ()), outcomes.get(each.id)) for each in every],
        "incorporations": _incorporations(round_.id),
    }


def _moment(at: datetime | None) -> str | None:
    return iso(at) if at else None


def _base(base: RoundBase, is_public: bool) -> dict[str, Any]:
    value: dict[str, Any] = {"clause": base.clause_id, "digest": base.digest, "number": base.number}
    return value | ({"version": version(base.version)} if is_public else {})


def version(of_clause: Version) -> dict[str, Any]:
    """A version of a clause: what its digest covers, and when and why it was made."""
    about = {"digest": of_clause.digest, "at": iso(of_clause.at), "cause": of_clause.cause}
    return published.hashed(of_clause) | about


def _amendment(amendment: Amendment, advice: Collection[Disposition], outcome: Outcome | None) -> dict[str, Any]:
    yield_to_loop()  # thousands of them, each with its texts
    is_public = amendment.round.is_public
    value: dict[str, Any] = {
        "id": amendment.id,
        "number": amendment.number,
        "parent": amendment.parent.number if amendment.parent else None,
        "wordings": [_wording(each, is_public) for each in amendment.wordings],
        "outcome": _outcome(outcome, is_public) if outcome else None,
    }
    if is_public:
        value |= {"association": amendment.association, "first_association": amendment.first_association}
        value |= {"cosignatures": [_cosignature(each) for each in amendment.cosignatures]}
        value |= {"advice": [_advice(each) for each in advice]}
    return value


def _wording(wording: Wording, is_public: bool) -> dict[str, Any]:
    value = {name: getattr(wording, name) for name in ("revision", "cause", "digest", "previous")}
    if is_public:
        hashed = wordings.hashed(wording, 0)
        value |= {name: hashed[name] for name in ("language", "parent", "changes")}
        value |= {"salt": wording.salt, "label": wording.label, "reason": wording.reason, "at": iso(wording.at)}
    return value


def _outcome(outcome: Outcome, is_public: bool) -> dict[str, Any]:
    because_of = outcome.because_of.number if outcome.because_of else None
    value: dict[str, Any] = {"kind": outcome.kind, "digest": outcome.wording_digest, "vote": outcome.vote_id}
    return value | {"because_of": because_of} | ({"reason": outcome.reason} if is_public else {})


def _cosignature(given: Cosignature) -> dict[str, Any]:
    value: dict[str, Any] = {"association": given.association, "digest": given.wording_digest, "at": iso(given.at)}
    return value | {"withdrawn_at": _moment(given.withdrawn_at)}


def _published(amendment_ids: Collection[int]) -> Mapping[int, list[Disposition]]:
    found: dict[int, list[Disposition]] = {}
    query = select(Disposition).where(Disposition.published_at.is_not(None)).order_by(Disposition.revision)
    for each in db.session.scalars(query.where(Disposition.amendment_id.in_(amendment_ids))).unique():
        found.setdefault(each.amendment_id, []).append(each)
    return found


def _advice(advice: Disposition) -> dict[str, Any]:
    return {
        "revision": advice.revision,
        "advice": advice.advice,
        "wording": advice.wording_digest,
        "other": advice.other_id,
        "proposed": advice.proposed_digest,
        "replaces": advice.replaces,
        "reason": advice.reason,
        "words": advice.words,
        "published_at": _moment(advice.published_at),
        "answer": _answer(advice.answer) if advice.answer else None,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {"kind": answer.kind, "digest": answer.wording_digest, "association": answer.association}


def _incorporations(round_id: int) -> list[dict[str, Any]]:
    query = select(Incorporation, Version).outerjoin(Version, Version.id == Incorporation.version_id)
    rows = db.session.execute(query.where(Incorporation.round_id == round_id).order_by(Incorporation.id))
    return [_incorporation(each, made) for each, made in rows]


def _incorporation(incorporation: Incorporation, made: Version | None) -> dict[str, Any]:
    names = ("wordings", "read", "digest")
    value = {"clause": incorporation.clause_id, "base": incorporation.base_digest}
    value |= {name: getattr(incorporation, name) for name in names}
    return value | {"version": version(made) if made else None}
