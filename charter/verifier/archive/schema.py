"""The schema of the JSON files of an archive: every field with its type and bounds, and no other.

A schema is a dict (exactly these fields; one with `?` may be missing; `*` stands for any name), a
list of one schema (of each element), a tuple (any of these), a range (an integer in it), a pattern
(of the whole string), a type, or a value.
"""

import re

from charter.verifier.archive.amendment_schema import MOTION, ROUND, VERSION
from charter.verifier.archive.parts import ANY, COUNT, HASH, MOMENT, NONCE, NOTE, NUMBER, TEXT

SHARE = {"numerator": range(1_000_001), "denominator": range(1, 1_000_001), "strict": bool}
RULE = {
    "name": TEXT,
    "thresholds": [
        dict(
            SHARE,
            base=("expressed", "voting", "present", "entitled"),
            unit=("votes", "electors"),
            blockers=range(1_000_001),
        )
    ],
    "minimum_for": range(1_000_001),
    "minimum_not_against": range(1_000_001),
    "objections": bool,
    "silence": bool,
    "least_hours": range(1_000_001),
    "vetoes": [TEXT],
    "quorum": dict(
        SHARE,
        kind=("none", "present", "seats", "taking_part"),
        seats=range(1_000_001),
        again_after=range(1_000_001),
        waived=bool,
    ),
    "quorum_by_college": bool,
    "by_college": bool,
    "tie": ("reject", "chair", "second_round"),
    "may_abstain": bool,
    "version?": (2,),
}
SETTINGS = {
    "ballots": ("named", "sealed"),
    "holders": ("delegate", "association", "weight", "seats"),
    "most_votes": COUNT,
    "proxies": bool,
    "needs_presence": bool,
    "shows_turnout": bool,
    "two_persons": bool,
    "chair": (NUMBER, None),
    "opens_at": (MOMENT, None),
    "closes_at": (MOMENT, None),
}
LINE = {
    "member": NUMBER,
    "name": (TEXT, None),
    "name_salt?": NONCE,
    "name_digest?": HASH,
    "association": TEXT,
    "association_id": NUMBER,
    "college": TEXT,
    "votes": COUNT,
    "present": bool,
    "chair": bool,
    "holder": (NUMBER, None),
}
ITEM = {
    "clause": NUMBER,
    "number": TEXT,
    "heading": TEXT,
    "content": ANY,
    "digest": HASH,
    "version": {"number": NUMBER, "previous": HASH, "language": TEXT},
    "stage_before": TEXT,
    "taken_out_at?": MOMENT,
    "taken_out_by?": (TEXT, None),
    "objection?": TEXT,
}
SOURCE = ("online", "proxy", "hands", "paper")
BALLOT = {
    "member": NUMBER,
    "chosen": TEXT,
    "objection": TEXT,
    "source": SOURCE,
    "cast_at": MOMENT,
    "changes": COUNT,
    "nonce": TEXT,
    "receipt": HASH,
}
EVENT = {"member": NUMBER, "receipt": HASH, "source": SOURCE, "at": MOMENT, "cast_by?": TEXT}
VOTE = {
    "id": NUMBER,
    "kind": ("clause", "block", "charter", "question", "amendment", "amendments"),
    "follows": (NUMBER, None),
    "heading": TEXT,
    "question": TEXT,
    "language": TEXT,
    "items": [ITEM],
    "motions?": [MOTION],
    "order_reason?": TEXT,
    "digest": HASH,
    "rule": RULE,
    "rule_digest": HASH,
    "settings": SETTINGS,
    "stage": ("open", "closed", "cancelled"),
    "opened_at": MOMENT,
    "opened_by": (TEXT, None),
    "roll_digest": (HASH, None),
    "roll": [LINE],
    "closed_at?": MOMENT,
    "closed_by?": (TEXT, None),
    "reason?": TEXT,
    "result?": ANY,
    "ballots_root?": (HASH, None),
    "ballots?": [BALLOT],
    "events?": [EVENT],
    "sealed?": [{"key": HASH, "choice": TEXT}],
    "signed?": [{"member": NUMBER, "source": SOURCE}],
}
CLAUSE = {"id": NUMBER, "number": (COUNT, None), "stage": TEXT, "version": VERSION}
PLACE_IN_ASSEMBLY = {"id?": NUMBER, "association": TEXT, "college": TEXT, "seats": NUMBER, "weight": NUMBER}
DOCUMENT = {
    "format": ("charter-document/3", "charter-document/4", "charter-document/5"),
    "rounds?": [ROUND],
    "assembly?": {"entry": NUMBER, "associations": [PLACE_IN_ASSEMBLY]},
    "charter": {"title": TEXT, "slug": TEXT, "summary": TEXT, "language": TEXT, "stage": TEXT},
    "preamble": [CLAUSE],
    "sections": [{"number": TEXT, "title": TEXT, "clauses": [CLAUSE]}],
    "votes": [VOTE],
    "digest": HASH,
}
FIRST_ENTRY = {
    "seq": NUMBER,
    "at": MOMENT,
    "actor": TEXT,
    "actor_id": (NUMBER, None),
    "verb": TEXT,
    "subject": TEXT,
    "charter_id": (NUMBER, None),
    "facts": dict,
}
ENTRY = {
    "form": 2,
    "at": MOMENT,
    "actor_id": (NUMBER, None),
    "verb": TEXT,
    "subject": TEXT,
    "facts": dict,
    "personal": dict,
    "nonce": NONCE,
}
PLACE = {"seq": NUMBER, "previous": HASH, "digest": HASH}
NUMBERED = dict(PLACE, charter=(NUMBER, None), number=NUMBER, content=HASH)
LINES = (
    NUMBERED,
    dict(NUMBERED, entry=ENTRY, told={"*": {"value": TEXT, "salt": NONCE}}),
    PLACE,
    dict(PLACE, entry=FIRST_ENTRY),
)
"""Lines of the journal: of form 2 without and with their entry, then of form 1."""
FILES = {
    "manifest.json": {
        "format": "charter-archive/2",
        "site": TEXT,
        "charter": NUMBER,
        "files": dict,
    },
    "manifest.sig": {"key": HASH, "signature": re.compile("[0-9a-f]{128}")},
    "charter.json": DOCUMENT,
    "journal.json": [LINES],
    "checkpoints.json": [
        {"size": COUNT, "note": NOTE, "key": HASH},
    ],
}


def fault(value, schema, place=""):
    """The path to the first part of a value that does not match a schema; None if all of it does."""
    if isinstance(schema, dict):
        return _of_fields(value, schema, place)
    if isinstance(schema, list):
        if not isinstance(value, list):
            return place
        found = (fault(each, schema[0], f"{place}.{number}") for number, each in enumerate(value))
        return next((each for each in found if each is not None), None)
    if isinstance(schema, tuple):
        return None if any(fault(value, each) is None for each in schema) else place
    return None if _matches(value, schema) else place


def _of_fields(value, schema, place):
    if not isinstance(value, dict):
        return place
    if "*" in schema:
        schema = dict.fromkeys(value, schema["*"])
    known = {name.rstrip("?") for name in schema}
    needed = {name for name in schema if not name.endswith("?")}
    if set(value) - known or needed - set(value):
        return f"{place}.{min(set(value) - known or needed - set(value))}"
    found = (
        fault(value[name.rstrip("?")], each, place + "." + name.rstrip("?"))
        for name, each in schema.items()
        if name.rstrip("?") in value
    )
    return next((each for each in found if each is not None), None)


def _matches(value, schema):
    if schema is ANY:
        return True
    if isinstance(schema, range):
        return type(value) is int and value in schema
    if isinstance(schema, re.Pattern):
        return isinstance(value, str) and schema.fullmatch(value) is not None
    if isinstance(schema, type):
        return type(value) is schema
    return type(value) is type(schema) and value == schema
