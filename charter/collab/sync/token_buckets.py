"""How fast one member, and one clause, may be written to: token buckets, in this process."""

from dataclasses import dataclass, field
from time import monotonic


@dataclass(frozen=True)
class RateLimit:
    """So much per second on average, and so much at once."""

    per_second: float
    burst: float


UPDATES_PER_MEMBER = RateLimit(per_second=50, burst=500)
"""A key held down makes about 30 updates a second."""
BYTES_PER_MEMBER = RateLimit(per_second=64 * 1024, burst=1024 * 1024)
UPDATES_PER_CLAUSE = RateLimit(per_second=3000, burst=6000)
"""A hundred quick typists make 1,000 a second."""
CURSORS_PER_MEMBER = RateLimit(per_second=15, burst=30)
"""A browser sends 10 a second (`CURSOR_INTERVAL_MS` of `static/js/collab/presence/presence.js`), as
many as are broadcast (`BROADCAST_INTERVAL_S` of `presence/throttle.py`)."""
JOINS_PER_MEMBER = RateLimit(per_second=5, burst=60)
LOOKUPS_PER_MEMBER = RateLimit(per_second=2, burst=20)
"""“Who wrote this?”."""
REFUSED_UPDATE_COST = 25
"""Updates that a refused one counts as: validating it means reading the whole clause."""
MAX_BUCKETS = 10_000
"""Beyond this many, the full ones are dropped."""


@dataclass
class TokenBucket:
    """What is left of a limit."""

    limit: RateLimit
    tokens: float
    at: float = field(default_factory=monotonic)

    def try_acquire(self, amount: float) -> float:
        """Take an amount; returns how many seconds to wait if there is not enough, and then takes nothing."""
        self.refill()
        if self.tokens >= amount:
            self.tokens -= amount
            return 0.0
        return (amount - self.tokens) / self.limit.per_second

    def refill(self) -> None:
        """Add what has come since the last time."""
        now = monotonic()
        self.tokens = min(self.limit.burst, self.tokens + (now - self.at) * self.limit.per_second)
        self.at = now

    def is_full(self) -> bool:
        """Whether it stands as it did at first, so that it need not be remembered."""
        self.refill()
        return self.tokens >= self.limit.burst


class RateLimits:
    """The token buckets of one app, by what is limited and for whom."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, int], TokenBucket] = {}

    def try_acquire(self, kind: str, who: int, limit: RateLimit, amount: float = 1) -> float:
        """0 when this may be done now, and then it counts; else how many seconds to wait."""
        if len(self._buckets) > MAX_BUCKETS:
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_full()}
        return self._bucket(kind, who, limit).try_acquire(amount)

    def penalise(self, kind: str, who: int, limit: RateLimit, amount: float) -> None:
        """Count what was done already, though it was more than may be done at once."""
        self._bucket(kind, who, limit).tokens -= amount

    def _bucket(self, kind: str, who: int, limit: RateLimit) -> TokenBucket:
        return self._buckets.setdefault((kind, who), TokenBucket(limit, limit.burst))
