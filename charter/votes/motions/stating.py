"""What is printed of an amendment that is put to the vote, by value, in the language of the charter."""

from collections.abc import Sequence
from typing import Any

from flask_babel import force_locale

from charter.amendments import names
from charter.amendments.deciding import consequences
from charter.amendments.models import Amendment
from charter.amendments.views import amendment_context, readings
from charter.amendments.views.readings import Reading, Wording
from charter.clauses import queries as clauses
from charter.core.digest import digest
from charter.votes.models import Vote
from charter.votes.motion_models import Motion


def state(motion: Motion, vote: Vote, together: Sequence[Amendment]) -> None:
    """Fill in a motion from its amendment as it is now. `together`: the amendments of the vote, which are adopted with
    it."""
    amendment = motion.amendment
    bases, outline = consequences.bases_for([amendment]), clauses.outline(vote.charter_id)
    with force_locale(vote.language):
        read = amendment_context.texts(amendment, amendment_context.usual(amendment), bases, outline)
        motion.title = names.full(amendment)
        motion.sentences = [sentence for each in read for sentence in readings.sentences(each)]

    others = {each.id for each in together}
    fates = [each.as_json() for each in consequences.of(amendment, bases) if each.amendment_id not in others]
    motion.wording, motion.number, motion.reason = amendment.wording, amendment.number, amendment.wording.reason
    motion.proposers = [amendment.association, *(each.association for each in amendment.supporters)]
    motion.texts = [_text(each) for each in read]
    motion.consequences = fates
    motion.digest = digest(hashed(motion))


def _text(read: Reading) -> dict[str, Any]:
    return {
        "clause": read.clause_id,
        "after": read.after_clause_id,
        "number": read.number,
        "spot": read.spot,
        "before": _worded(read.was),
        "proposed": _worded(read.now),
    }


def _worded(wording: Wording | None) -> dict[str, Any] | None:
    return {"heading": wording.heading, "content": wording.content} if wording else None


def hashed(motion: Motion) -> dict[str, Any]:
    """The canonical JSON of which `motion.digest` is the digest: all that is printed."""
    return {
        "kind": "motion",
        "wording": motion.wording.digest if motion.wording else None,
        "number": motion.number,
        "title": motion.title,
        "proposers": motion.proposers,
        "reason": motion.reason,
        "sentences": motion.sentences,
        "texts": motion.texts,
        "consequences": motion.consequences,
    }
