"""The steps from one line to another where whole lines were joined to it. Plain values in, plain values out."""

from collections.abc import Iterable, Iterator, Sequence

from charter.content.diff import Step, stepwise


def steps(before: str, after: str, removed: Iterable[str]) -> list[Step]:
    """The finest steps from one line to another, as `diff.stepwise`. Each of the lines `removed` that stands in `after`
    as a whole is a step of its own, unless fewer words of `before` would be kept then."""
    plain, joined = list(stepwise(before, after)), _joined(after, removed)
    if not joined:
        return plain
    apart = list(_apart(before, after, joined))
    return apart if _kept(apart) >= _kept(plain) else plain


def _kept(found: Iterable[Step]) -> int:
    return sum(step.new for step in found if step.kept)


def _joined(after: str, removed: Iterable[str]) -> list[tuple[int, int]]:
    """Where such lines stand in a line, from the start to before the end of each, none over another."""
    places = ((after.find(line), line) for line in removed if line.strip())
    found = [(start, start + len(line)) for start, line in places if start >= 0 and _is_whole(after, start, line)]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not apart or apart[-1][1] <= start:
            apart.append((start, end))
    return apart


def _is_whole(text: str, start: int, line: str) -> bool:
    """Whether no word goes on over either end of a line in a text."""
    edges = (text[start - 1 : start + 1], text[start + len(line) - 1 : start + len(line) + 1])
    return not any(len(edge) == 2 and edge.isalnum() for edge in edges)


def _apart(before: str, after: str, joined: Sequence[tuple[int, int]]) -> Iterator[Step]:
    starts = [0, *(end for _, end in joined)]
    ends = [*(start for start, _ in joined), len(after)]
    rest = "".join(after[start:end] for start, end in zip(starts, ends, strict=True))
    waiting, at, gone = list(joined), 0, 0
    for step in stepwise(before, rest):
        while waiting and waiting[0][0] - gone < at + step.new:
            start, end = waiting.pop(0)
            head = start - gone - at
            if head:
                first, step = _split(step, head)
                yield first
            yield Step(False, 0, end - start)
            at, gone = at + head, gone + end - start
        yield step
        at += step.new
    yield from (Step(False, 0, end - start) for start, end in waiting)


def _split(step: Step, head: int) -> tuple[Step, Step]:
    """A step in two, of which the first gives so many characters."""
    if step.kept:
        return Step(True, head, head), Step(True, step.old - head, step.new - head)
    return Step(False, step.old, head), Step(False, 0, step.new - head)
