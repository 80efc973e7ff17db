"""What is printed of an amendment that is put to the vote, by value, in the language of the charter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
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

FIXED = ("wording_id", "number", "title", "proposers", "reason", "sentences", "texts", "consequences", "digest")
"""The columns of a motion that the opening fixes."""


@dataclass(frozen=True)
class Statement:
    """All that a vote prints of one amendment, as it is now; its fields are those of `Motion`."""

    amendment_id: int
    wording_id: int
    wording_digest: str
    number: int
    title: str
    proposers: list[str]
    reason: str
    sentences: list[str]
    texts: list[dict[str, Any]]
    consequences: list[dict[str, Any]]
    salt: str | None = None

    @cached_property
    def digest(self) -> str:
        """Of all that is printed. In a round for members alone it is salted, as the wording is: the digest is public,
        and nobody may guess the text from it."""
        return digest(hashed(self, self.wording_digest) | ({"salt": self.salt} if self.salt else {}))


def of(amendment: Amendment, vote: Vote, put: Collection[int]) -> Statement:
    """What is printed of an amendment. `put`: the ids of all that are put to this vote, and adopted with it."""
    bases, outline = consequences.bases_for([amendment]), clauses.outline(vote.charter_id)
    with force_locale(vote.language):
        read = amendment_context.texts(amendment, amendment_context.usual(amendment), bases, outline)
        title = names.full(amendment)
        sentences = [sentence for each in read for sentence in readings.sentences(each)]

    fates = [each.as_json() for each in consequences.of(amendment, bases) if each.amendment_id not in put]
    return Statement(
        amendment_id=amendment.id,
        wording_id=amendment.wording.id,
        wording_digest=amendment.wording.digest,
        number=amendment.number,
        title=title,
        proposers=[amendment.association, *(each.association for each in amendment.supporters)],
        reason=amendment.wording.reason,
        sentences=sentences,
        texts=[_text(each) for each in read],
        consequences=fates,
        salt=None if amendment.round.is_public else amendment.wording.salt,
    )


def of_vote(vote: Vote) -> list[Statement]:
    """The same for every amendment of a vote, in order."""
    put = {each.amendment_id for each in vote.motions}
    return [of(each.amendment, vote, put) for each in vote.motions]


def fix(motions: Sequence[Motion], statements: Sequence[Statement]) -> None:
    """Write what is printed into the motions of a vote, by value."""
    for motion, said in zip(motions, statements, strict=True):
        for name in FIXED:
            setattr(motion, name, getattr(said, name))


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


def hashed(said: Statement | Motion, wording_digest: str) -> dict[str, Any]:
    """The canonical JSON of which the digest of a motion is the digest: all that is printed."""
    return {
        "kind": "motion",
        "wording": wording_digest,
        "number": said.number,
        "title": said.title,
        "proposers": said.proposers,
        "reason": said.reason,
        "sentences": said.sentences,
        "texts": said.texts,
        "consequences": said.consequences,
    }


def is_whole(motion: Motion) -> bool:
    """Whether all that was printed has the digest that was fixed at the opening."""
    wording = motion.wording
    salt = None if wording is None or motion.amendment.round.is_public else wording.salt
    salted = {"salt": salt} if salt else {}
    return motion.digest == digest(hashed(motion, wording.digest if wording else "") | salted)


def published(motion: Motion) -> dict[str, Any]:
    """What the public record of its vote holds of a motion: all that is printed, or, in a round for members alone, the
    digests."""
    wording = motion.wording.digest if motion.wording else ""
    value = {"amendment": motion.amendment_id, "number": motion.number, "digest": motion.digest, "wording": wording}
    if motion.amendment.round.is_public:
        value |= {name: each for name, each in hashed(motion, wording).items() if name != "kind"}
    return value
