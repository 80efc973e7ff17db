"""The geometry of a result: a bar with its threshold, and a half-circle of electors. Plain values
only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from charter.votes.rules import decision_rule, verdicts
from charter.votes.rules.decision_rule import Rule
from charter.votes.rules.tally import WITHOUT_EFFECT, Result, Tally

WIDTH, HEIGHT = 1000, 90
"""Size of the bar, in units of the SVG."""
RADIUS, INNER = 480, 200
"""Outer and inner radius of the half-circle; its centre is the middle of the lower edge."""
MAX_DOTS = 400
"""Up to this many electors are drawn as single dots; more are drawn as one slice per choice."""
ABSENT = "absent"
KINDS = (*decision_rule.CHOICES, ABSENT)


@dataclass(frozen=True)
class Segment:
    """A part of the bar: a number of votes, its start and its width."""

    kind: str
    number: int
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """The whole bar. `mark`: how far the votes for must reach; None where one mark cannot show the
    rule."""

    segments: tuple[Segment, ...]
    mark: float | None


@dataclass(frozen=True)
class Seats:
    """The electors of one choice: how many, and one SVG path that draws them all."""

    kind: str
    number: int
    path: str


def bar(result: Result, rule: Rule) -> Bar:
    """The votes of a result side by side, with those not cast where the rule counts them."""
    counts = numbers(result.total, "votes")
    counts_all = any(threshold.base == decision_rule.ENTITLED for threshold in rule.thresholds) or rule.silence
    kinds = KINDS if counts_all else decision_rule.CHOICES
    whole = sum(counts[kind] for kind in kinds)
    segments, at = [], 0.0

    for kind in kinds:
        width = WIDTH * counts[kind] / whole if whole else 0.0
        if counts[kind]:
            segments.append(Segment(kind, counts[kind], at, width))

        at += width

    return Bar(tuple(segments), _mark(result, rule, whole))


def numbers(tally: Tally, unit: str) -> dict[str, int]:
    """The number of each choice, in votes or in electors; an elector who split their votes has no
    choice."""
    counts = tally.of(unit)
    chosen = (counts.votes_for, counts.votes_against, counts.abstentions, counts.no_part)
    numbers_of = dict(zip(decision_rule.CHOICES, chosen, strict=True))
    return numbers_of | {ABSENT: max(0, counts.entitled - sum(chosen))}


def _mark(result: Result, rule: Rule, whole: int) -> float | None:
    """The position of the threshold, if the rule has only one and it is on votes; None if the
    quorum was missed, because no majority was compared."""
    if result.outcome == WITHOUT_EFFECT or verdicts.lacked_quorum(result):
        return None
    if len(rule.thresholds) != 1 or rule.by_college or not whole:
        return None

    [threshold] = rule.thresholds
    if threshold.unit != decision_rule.VOTES or threshold.base == decision_rule.PRESENT:
        return None

    base = result.votes.base(threshold.base)
    return min(WIDTH * base * threshold.numerator / threshold.denominator / whole, WIDTH)


def half_circle_of_result(result: Result) -> tuple[Seats, ...]:
    """The half-circle of a result; empty if an elector split their votes."""
    counts = numbers(result.total, "electors")
    is_whole = sum(counts[choice] for choice in decision_rule.CHOICES) == sum(result.sources.values())
    return half_circle(counts) if is_whole else ()


def half_circle(counts: Mapping[str, int]) -> tuple[Seats, ...]:
    """Electors as dots in rows or, if very many, in slices, those for on the left; empty for
    none."""
    total = sum(counts[kind] for kind in KINDS)
    places, size = seating(total) if 0 < total <= MAX_DOTS else ([], 0.0)
    drawn, start = [], 0

    for kind in KINDS:
        end = start + counts[kind]
        if counts[kind]:
            path = "".join(_dot(x, y, size) for x, y in places[start:end]) or _slice(start / total, end / total)
            drawn.append(Seats(kind, counts[kind], path))

        start = end

    return tuple(drawn)


def seating(total: int) -> tuple[list[tuple[float, float]], float]:
    """Positions of `total` electors in the rows of a half-circle, from left to right, and the
    radius of a dot."""
    rows = next(rows for rows in range(1, total + 1) if _dots_in_rows(rows) >= total or rows == total)
    gap = (RADIUS - INNER) / rows
    radii = [INNER + gap * (row + 0.5) for row in range(rows)]
    shares = _share_out(total, radii)
    places = []

    for radius, number in zip(radii, shares, strict=True):
        for seat in range(number):
            angle = pi * (seat + 0.5) / number
            places.append((angle, radius))

    places.sort()
    size = min([gap, *(pi * radius / number for radius, number in zip(radii, shares, strict=True) if number)]) * 0.42
    return [(RADIUS - radius * cos(angle), RADIUS - radius * sin(angle)) for angle, radius in places], size


def _dots_in_rows(rows: int) -> int:
    """How many dots fit into `rows` rows."""
    gap = (RADIUS - INNER) / rows
    return sum(int(pi * (INNER + gap * (row + 0.5)) / gap) for row in range(rows))


def _share_out(total: int, radii: Sequence[float]) -> list[int]:
    """`total` shared out in proportion to the radii, without remainder."""
    whole, shares, seen = sum(radii), [], 0.0
    for radius in radii:
        before = round(total * seen / whole)
        seen += radius
        shares.append(round(total * seen / whole) - before)
    return shares


def _dot(x: float, y: float, size: float) -> str:
    half = f"a{size:.1f} {size:.1f} 0 1 0"
    return f"M{x - size:.1f} {y:.1f}{half} {2 * size:.1f} 0{half} {-2 * size:.1f} 0"


def _slice(start: float, end: float) -> str:
    """The part of the half-circle between two shares."""
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = (
        (RADIUS - radius * cos(pi * share), RADIUS - radius * sin(pi * share))
        for radius, share in ((RADIUS, start), (RADIUS, end), (INNER, end), (INNER, start))
    )
    outside = f"M{x1:.1f} {y1:.1f}A{RADIUS} {RADIUS} 0 0 1 {x2:.1f} {y2:.1f}"
    return f"{outside}L{x3:.1f} {y3:.1f}A{INNER} {INNER} 0 0 0 {x4:.1f} {y4:.1f}Z"
