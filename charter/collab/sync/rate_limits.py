"""How fast one person, and one clause, may be written to: token buckets, in this process."""

from dataclasses import dataclass, field
from time import monotonic


@dataclass(frozen=True)
class Cap:
    """So much each second on average, and so much at once."""

    each_second: float
    at_once: float


MEMBER = Cap(each_second=50, at_once=500)
"""Updates of one member: a key held down makes about 30 a second."""
REFUSAL = 25
"""Updates that one that is refused counts as: finding out costs a reading of the whole clause."""
MEMBER_BYTES = Cap(each_second=64 * 1024, at_once=1024 * 1024)
CLAUSE = Cap(each_second=3000, at_once=6000)
"""Updates to one clause: a hundred quick typists make 1,000."""
CARETS = Cap(each_second=15, at_once=30)
OPENINGS = Cap(each_second=5, at_once=60)
QUESTIONS = Cap(each_second=2, at_once=20)
"""“Who wrote this?”."""
MANY = 10_000
"""Buckets after which the full ones are let go."""


@dataclass
class Bucket:
    """What is left of a cap."""

    cap: Cap
    left: float
    at: float = field(default_factory=monotonic)

    def take(self, amount: float) -> float:
        """Take an amount; returns how many seconds to wait if there is not enough, and then takes nothing."""
        now = monotonic()
        self.left = min(self.cap.at_once, self.left + (now - self.at) * self.cap.each_second)
        self.at = now
        if self.left >= amount:
            self.left -= amount
            return 0.0
        return (amount - self.left) / self.cap.each_second


_buckets: dict[tuple[str, int], Bucket] = {}


def wait(kind: str, who: int, cap: Cap, amount: float = 1) -> float:
    """Seconds to wait before this may be done; 0 when it may be done now, and then it counts."""
    if len(_buckets) > MANY:
        _let_go()
    bucket = _buckets.setdefault((kind, who), Bucket(cap, cap.at_once))
    return bucket.take(amount)


def charge(kind: str, who: int, cap: Cap, amount: float) -> None:
    """Count what was done already, though it was more than may be done at once."""
    _buckets.setdefault((kind, who), Bucket(cap, cap.at_once)).left -= amount


def _let_go() -> None:
    """Forget whoever has been quiet for long enough to be at the start again."""
    now = monotonic()
    for key, bucket in list(_buckets.items()):
        if bucket.left + (now - bucket.at) * bucket.cap.each_second >= bucket.cap.at_once:
            del _buckets[key]


def forget_all() -> None:
    """Everyone starts afresh."""
    _buckets.clear()
