"""Where every amendment of a round stands, in a few statements and without its texts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Row, func, select

from charter.amendments import queries, rules
from charter.amendments.deciding.models import Answer, Disposition
from charter.amendments.models import Amendment, Change, Cosignature, Round, Wording
from charter.amendments.views import memory
from charter.core.digest import digest
from charter.database import db
from charter.pages.to_decide.rules import Standing, with_identical
from charter.votes.models import Vote
from charter.votes.motion_models import Motion

Rows = Mapping[int, Row[Any]]


def standings(round_: Round, ids: Collection[int] | None = None) -> list[Standing]:
    """Every amendment of a round, or these of them, by number. Of those that ask the very same as one which is left
    out, none knows it: all amendments of a clause go together."""
    rows = db.session.execute(_amendments(round_.id, ids)).all()
    advice, voted, open_subs = _advice(round_.id, ids), _voted(round_.id), _open_subs(round_.id)
    support, keys = _support(round_), _text_keys([each.digest for each in rows], round_.id)
    return with_identical(
        Standing(
            id=each.id,
            number=each.number,
            stage=each.stage,
            clause_id=each.clause_id,
            association=each.association,
            parent_id=each.parent_id,
            text_key=keys[each.digest],
            lacks_support=each.parent_id is None and support.get(each.id, 0) < round_.least_cosigners,
            has_open_subs=each.id in open_subs,
            voted_in=voted[each.id].kind if each.id in voted else "",
            vote_id=voted[each.id].id if each.id in voted else None,
            **_advised(advice.get(each.id), each.digest),
        )
        for each in rows
    )


def _amendments(round_id: int, ids: Collection[int] | None) -> Any:
    """With the clause of the first text, under which each is listed."""
    of_amendment, is_newest = queries.newest_wording()
    columns = (Amendment.id, Amendment.number, Amendment.stage, Amendment.parent_id, Amendment.association)
    query = select(*columns, Wording.digest, Change.clause_id).join(Wording, of_amendment)
    query = query.join(Change, (Change.wording_id == Wording.id) & (Change.position == 0))
    query = query.where(Amendment.round_id == round_id, is_newest)
    return query if ids is None else query.where(Amendment.id.in_(ids))


def of_new_clauses(round_id: int) -> list[int]:
    """The ids of the amendments that begin with a new clause."""
    query = _amendments(round_id, None).with_only_columns(Amendment.id).where(Change.clause_id.is_(None))
    return list(db.session.scalars(query))


def _open_subs(round_id: int) -> set[int | None]:
    """The amendments with undecided sub-amendments."""
    query = select(Amendment.parent_id).where(Amendment.round_id == round_id, Amendment.parent_id.is_not(None))
    return set(db.session.scalars(query.where(Amendment.stage.in_(rules.UNDECIDED))))


def _advice(round_id: int, ids: Collection[int] | None) -> Rows:
    """The newest advice on each, with its answer."""
    newest = select(func.max(Disposition.id)).join(Amendment, Amendment.id == Disposition.amendment_id)
    newest = newest.where(Amendment.round_id == round_id).group_by(Disposition.amendment_id)
    newest = newest if ids is None else newest.where(Amendment.id.in_(ids))
    columns = (
        *(Disposition.amendment_id, Disposition.revision, Disposition.advice, Disposition.wording_digest),
        *(Disposition.proposed_digest, Disposition.published_at),
    )
    query = select(*columns, Answer.kind).outerjoin(Answer, Answer.disposition_id == Disposition.id)
    rows: Iterable[Row[Any]] = db.session.execute(query.where(Disposition.id.in_(newest)))
    return {each.amendment_id: each for each in rows}


def _advised(advice: Row[Any] | None, wording_digest: str) -> dict[str, Any]:
    if advice is None:
        return {}
    return {
        "advice": advice.advice,
        "seen": advice.revision,
        "is_current": wording_digest in (advice.wording_digest, advice.proposed_digest),
        "is_published": advice.published_at is not None,
        "answer": advice.kind or "",
    }


def _voted(round_id: int) -> Rows:
    """The vote that is prepared or open on each."""
    query = select(Motion.amendment_id, Vote.id, Vote.kind).join(Vote, Vote.id == Motion.vote_id)
    query = query.join(Amendment, Amendment.id == Motion.amendment_id).where(Amendment.round_id == round_id)
    query = query.where(Vote.stage.in_(("prepared", "open")), Motion.taken_out_at.is_(None))
    rows: Iterable[Row[Any]] = db.session.execute(query)
    return {each.amendment_id: each for each in rows}


def _support(round_: Round) -> dict[int, int]:
    """The number of co-signatures that count for each; of none that a round does not ask for."""
    if not round_.least_cosigners:
        return {}
    query = select(Cosignature.amendment_id, func.count()).join(Amendment, Amendment.id == Cosignature.amendment_id)
    query = query.where(Amendment.round_id == round_.id, Cosignature.withdrawn_at.is_(None))
    if not round_.keeps_cosignatures:
        query = query.join(Wording, Wording.digest == Cosignature.wording_digest).where(*queries.newest_wording())
    return {
        amendment_id: number for amendment_id, number in db.session.execute(query.group_by(Cosignature.amendment_id))
    }


def _text_keys(digests: Sequence[str], round_id: int) -> dict[str, str]:
    """What tells the texts of these wordings apart, by their digests. A wording never changes: its texts are read once
    in the life of a process."""
    kept = memory.of_app()
    known = {each: kept.text_key(each, str) for each in digests if kept.has_text_key(each)}
    made = _made(set(digests) - known.keys(), round_id)
    for each, key in made.items():
        kept.text_key(each, partial(str, key))
    return known | made


def _made(wanted: set[str], round_id: int) -> dict[str, str]:
    if not wanted:
        return {}
    columns = (Change.clause_id, Change.after_clause_id, Change.section_id, Change.drops, Change.heading, Change.html)
    query = select(Wording.digest, *columns).join(Change, Change.wording_id == Wording.id)
    query = query.where(Wording.round_id == round_id)
    query = query.where(Wording.digest.in_(wanted)) if len(wanted) < MAX_NAMED else query
    texts: dict[str, list[Any]] = {each: [] for each in wanted}
    for wording_digest, *text in db.session.execute(query.order_by(Wording.id, Change.position)):
        texts.get(wording_digest, []).append(text)
    return {each: digest(text) for each, text in texts.items()}


MAX_NAMED = 500
"""Wordings that a statement names; for more it reads the whole round."""
