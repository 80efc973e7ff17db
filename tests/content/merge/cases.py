"""Worked examples of the merge of two amendments, in the notation of `notation.py`."""

import json
from pathlib import Path
from typing import NamedTuple


class Case(NamedTuple):
    """What happens, the base, what A and B make of it, their relation seen from A, whether both reword one sentence,
    and the text with both; None where a person decides."""

    name: str
    base: str
    a: str
    b: str
    kinds: list[str]
    reads: bool
    union: str | None


CASES = [Case(**each) for each in json.loads(Path(__file__).with_name("cases.json").read_text())]
