"""The worked examples of the merge."""

import pytest

from charter.content import schema
from charter.content.merge.differing import diff
from charter.content.merge.relations import BLOCKING, NEAR, ORDER, relate
from charter.content.merge.union import Blocked, union
from tests.content.merge.cases import CASES
from tests.content.merge.notation import stream, text

MIRRORED = {"over": "under", "under": "over"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_two_amendments_meet_and_merge_as_people_expect(case):
    base = stream(case.base)
    a, b = diff(base, stream(case.a)), diff(base, stream(case.b))
    relation, mirrored = relate(a, b), relate(b, a)

    assert sorted(relation.kinds) == case.kinds
    assert {MIRRORED.get(kind, kind) for kind in mirrored.kinds} == relation.kinds
    told = relation.kinds.isdisjoint({*BLOCKING, NEAR}) and relation.needs_reading
    assert told == case.reads

    if case.union is None:
        for pair in ([a, b], [b, a]):
            with pytest.raises(Blocked):
                union(base, pair)
        return

    merged = union(base, [a, b]).text
    assert merged == text(case.union)
    assert ORDER in relation.kinds or union(base, [b, a]).text == merged
    schema.checked(merged.content)
