"""Whether what was advised, decided and put into texts is what the journal says."""

from collections.abc import Sequence

from sqlalchemy import select

from charter.amendments.deciding import dispositions
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.answers import asked_about
from charter.amendments.deciding.models import Disposition, Incorporation, Outcome
from charter.amendments.models import Amendment
from charter.clauses.models import Version
from charter.database import db
from charter.journal import queries as entries
from charter.journal.models import Entry


def is_proved(amendment: Amendment) -> bool:
    """Whether an amendment has the advice that was published, the answers that were given to its texts, and the one
    outcome that the journal says."""
    recorded = entries.of_subject(f"amendment:{amendment.id}")
    advice = decisions.all_of(amendment.id, is_published=True)[::-1]
    outcome = db.session.get(Outcome, amendment.id)
    return (
        [_stated(each) for each in recorded if each.verb == "disposition.published"]
        == [_shown(each) for each in advice]
        and _are_answered(advice, [each for each in recorded if each.verb == "disposition.answered"])
        and [_ended(each) for each in recorded if each.verb == "amendment.decided"] == _outcomes(outcome)
    )


def _stated(entry: Entry) -> tuple[object, ...]:
    return entry.facts["revision_of_advice"], entry.facts["advice"], entry.facts["advice_digest"]


def _shown(advice: Disposition) -> tuple[object, ...]:
    return advice.revision, advice.advice, dispositions.advice_digest(advice)


def _are_answered(advice: Sequence[Disposition], recorded: Sequence[Entry]) -> bool:
    """Each answer is to the text that its advice asked about."""
    answers = [(each, each.answer) for each in advice if each.answer is not None]
    shown = [(each.revision, answer.kind, answer.wording_digest) for each, answer in answers]
    names = ("revision_of_advice", "answer", "agreed_digest")
    asked = all(answer.wording_digest == asked_about(each) for each, answer in answers)
    return asked and shown == [tuple(each.facts[name] for name in names) for each in recorded]


def _ended(entry: Entry) -> tuple[object, ...]:
    return tuple(entry.facts[name] for name in ("outcome", "digest", "vote", "because_of"))


def _outcomes(outcome: Outcome | None) -> list[tuple[object, ...]]:
    if outcome is None:
        return []
    because_of = outcome.because_of.number if outcome.because_of else None
    return [(outcome.kind, outcome.wording_digest, outcome.vote_id, because_of)]


def wrong_incorporations() -> list[int]:
    """The ids of incorporations that are not what the journal says, or whose version is another one."""
    rows = db.session.execute(select(Incorporation, Version.digest).outerjoin(Version).order_by(Incorporation.id))
    return [each.id for each, digest in rows if each.digest != digest or not _is_recorded(each)]


def _is_recorded(incorporation: Incorporation) -> bool:
    own = (incorporation.base_digest, incorporation.wordings, incorporation.digest)
    recorded = entries.of_subject(f"clause:{incorporation.clause_id}")
    facts = [each.facts for each in recorded if each.verb == "clause.incorporated"]
    return own in [(each["base"], each["wordings"], each["digest"]) for each in facts]
