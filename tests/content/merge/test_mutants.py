"""Each rule by which two amendments meet is held by an example: without the rule, an example comes out otherwise."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from charter.content.merge import relations
from charter.content.merge.differing import diff
from tests.content.merge.cases import CASES
from tests.content.merge.notation import stream

SOURCE = Path(relations.__file__).read_text()
PAIRS = [tuple(diff(stream(case.base), stream(other)) for other in (case.a, case.b)) for case in CASES]

MUTANTS = {
    "equal changes are one": ("    if mine == theirs:\n        return (SAME,)\n", ""),
    "two insertions at one place": ("        return (PLACE,)", "        return ()"),
    "lines at one place are put in order": (
        "return (ORDER,) if mine.begins_line and theirs.begins_line else ()",
        "return ()",
    ),
    "words belong to a line, lines come after it": (
        "not (mine.begins_line or theirs.begins_line)",
        "not (mine.begins_line and theirs.begins_line)",
    ),
    "what is put inside what goes": ("        return (UNDER,)\n\n    is_line", "        return (NEAR,)\n\n    is_line"),
    "words beside a change": (
        "        if not _goes_by_line(base, other):\n            return (NEAR,)",
        "        if not _goes_by_line(base, other):\n            return ()",
    ),
    "a line between two that are joined": ("return (CROSS,) if _joins(base, other) else ()", "return ()"),
    "words at the end of a line that a join continues": (
        "        return (NEAR,) if _joins(base, other) else ()",
        "        return ()",
    ),
    "lines after what goes": ("    if is_line:\n        return ()\n", ""),
    "words at the end of a line that goes": ("        return (NEAR, UNDER)", "        return (NEAR,)"),
    "words after a change": ("    return (NEAR,)\n\n\ndef _overlap", "    return ()\n\n\ndef _overlap"),
    "two replacements of the same words": (
        "    if (mine.start, mine.end) == (theirs.start, theirs.end):\n        return CROSS\n",
        "",
    ),
    "a line joined to one that goes": ("return CROSS if _joined(a, mine) & b.removed_lines else UNDER", "return UNDER"),
    "the same, seen from the other": ("return CROSS if _joined(b, theirs) & a.removed_lines else OVER", "return OVER"),
    "partial overlap": ("else OVER\n    return CROSS", "else OVER\n    return NEAR"),
    "neighbours in a line": (
        "        return (NEAR,)\n    if not _joins(base, second)",
        "        return ()\n    if not _joins(base, second)",
    ),
    "neighbours in two lines": ("    if not _joins(base, second):\n        return ()\n", ""),
    "a line joined to a removed one before it": (
        "return (CROSS,) if base.spans[base.line_of(place - 1)][0] in a.removed_lines else (NEAR,)",
        "return (NEAR,)",
    ),
    "marks of one kind": ("        return CROSS\n    exclusive", "        return None\n    exclusive"),
    "marks that exclude one another": (
        "    if exclusive & {name for name, _ in theirs[0]}:\n        return CROSS\n",
        "",
    ),
    "equal marks": ("    return SAME if both else None", "    return None"),
    "forms of one line": ("kind = SAME if a.shapes[place] == b.shapes[place] else CROSS", "kind = SAME"),
    "equal forms": ("kind = SAME if a.shapes[place] == b.shapes[place] else CROSS", "kind = CROSS"),
    "marks on words that go": (
        "    for place in a.marks.keys() & b.removed:\n        yield Meeting(NEAR",
        "    for place in ():\n        yield Meeting(NEAR",
    ),
    "the form of a line that goes": ("kind = NEAR if place in b.removed_lines else CROSS", "kind = CROSS"),
    "the form of a line that is joined": ("kind = NEAR if place in b.removed_lines else CROSS", "kind = NEAR"),
    "a line that moves and goes": ("            yield Meeting(UNDER, span, span)\n", ""),
    "a line that moves and is joined": ("if line in b.removed or", "if"),
    "a line that moves, and the next is joined to it": (
        "_joins(b.base, each) and each.start <= end < each.end",
        "False",
    ),
    "two lines that would carry each other": (
        "            yield Meeting(CROSS, span, (within, place))",
        "            pass",
    ),
    "a line that moves to two places": ("    if a.moves[line] != b.moves[line]:", "    if False:"),
}


def mutated(old: str, new: str) -> ModuleType:
    assert SOURCE.count(old) == 1, f"the rule is written otherwise now: {old}"
    module = ModuleType("mutated_relations")
    sys.modules[module.__name__] = module
    try:
        exec(SOURCE.replace(old, new), module.__dict__)
    finally:
        del sys.modules[module.__name__]
    return module


@pytest.mark.parametrize("rule", MUTANTS)
def test_without_a_rule_an_example_comes_out_otherwise(rule):
    module = mutated(*MUTANTS[rule])
    found = [sorted(module.relate(a, b).kinds) for a, b in PAIRS]
    assert found != [case.kinds for case in CASES]
