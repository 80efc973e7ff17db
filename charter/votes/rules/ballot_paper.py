"""The content of a ballot paper and its digests. Plain values in, plain values out.

A ballot is one line: `for` or, if the elector splits their votes, `for=3,against=2`, in the order
of `decision_rule.CHOICES`.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from charter.core.digest import digest
from charter.votes.rules.decision_rule import CHOICES


def write(cast: Mapping[str, int]) -> str:
    """The line for these numbers of votes. ValueError if there are none, or for an unknown choice
    or a number below one."""
    if not cast or set(cast) - set(CHOICES) or min(cast.values()) < 1:
        raise ValueError("no ballot")
    if len(cast) == 1:
        return next(iter(cast))
    return ",".join(f"{choice}={cast[choice]}" for choice in CHOICES if choice in cast)


def read(chosen: str, votes: int) -> dict[str, int]:
    """The number of an elector's `votes` for each choice. ValueError for a line that `write` does
    not write."""
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
    """SHA-256 of a named ballot; without the `nonce` it does not reveal the choice."""
    paper: dict[str, Any] = {"vote": vote_id, "text": text, "elector": elector, "chosen": chosen}
    return digest(paper | {"objection": objection, "source": source, "nonce": nonce})


def sealed_leaf(vote_id: int, text: str, choice: str, key: str) -> str:
    """SHA-256 of a sealed ballot: of its four parts as canonical JSON."""
    return sha256(f'{{"choice":"{choice}","key":"{key}","text":"{text}","vote":{vote_id}}}'.encode()).hexdigest()
