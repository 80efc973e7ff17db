"""What stands on a ballot paper, and the digest of it. Plain values in, plain values out.

A ballot is written in one line: `for`, or, for who splits several votes, `for=3,against=2`, in the order of
`rules.CHOICES`.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from charter.core.digest import digest
from charter.votes.rules.decision_rule import CHOICES


def write(cast: Mapping[str, int]) -> str:
    """In one line. ValueError for no votes, a choice there is none of, or a number below one."""
    if not cast or set(cast) - set(CHOICES) or min(cast.values()) < 1:
        raise ValueError("no ballot")
    if len(cast) == 1:
        return next(iter(cast))
    return ",".join(f"{choice}={cast[choice]}" for choice in CHOICES if choice in cast)


def read(chosen: str, votes: int) -> dict[str, int]:
    """How many of an elector's `votes` went to each choice. ValueError for what `write` does not write."""
    if "=" not in chosen:
        cast = {chosen: votes}
    else:
        cast = {choice: int(number) for choice, number in (part.split("=") for part in chosen.split(","))}
    if write(cast) != chosen or sum(cast.values()) != votes:
        raise ValueError(f"no ballot of {votes} votes: {chosen}")
    return cast


def receipt(  # each part is one that nobody may exchange
    vote_id: int, text: str, elector: int, chosen: str, objection: str, source: str, nonce: str
) -> str:
    """SHA-256 over a named ballot; without the `nonce` it says nothing of what was chosen."""
    paper: dict[str, Any] = {"vote": vote_id, "text": text, "elector": elector, "chosen": chosen}
    return digest(paper | {"objection": objection, "source": source, "nonce": nonce})


def sealed_leaf(vote_id: int, text: str, choice: str, key: str) -> str:
    """SHA-256 over a ballot in the box of a sealed vote: the digest of its four parts, in canonical JSON."""
    return sha256(f'{{"choice":"{choice}","key":"{key}","text":"{text}","vote":{vote_id}}}'.encode()).hexdigest()
