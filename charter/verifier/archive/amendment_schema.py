"""The schema of rounds of amendments, and of amendments that are put to the vote. Of a round for members alone, an
archive has numbers, digests and outcomes, and no text."""

from charter.verifier.archive.parts import ANY, COUNT, HASH, MOMENT, NONCE, NUMBER, TEXT

VERSION = {
    "clause": NUMBER,
    "content": ANY,
    "heading": TEXT,
    "language": TEXT,
    "number": NUMBER,
    "previous": HASH,
    "digest": HASH,
    "at": MOMENT,
    "cause": TEXT,
}
ROUND_SETTINGS = {
    "closes_at": (MOMENT, None),
    "cosign_until": (MOMENT, None),
    "least_cosigners": COUNT,
    "most_each": (COUNT, None),
    "most_each_clause": (COUNT, None),
    "binders": TEXT,
    "is_public": bool,
    "keeps_cosignatures": bool,
}
TEXT_OF_CLAUSE = {"drops": bool, "heading": TEXT, "content": ANY}
CHANGES = (
    dict(TEXT_OF_CLAUSE, clause=NUMBER, base=HASH),
    dict(TEXT_OF_CLAUSE, after=(NUMBER, None), section=(NUMBER, None)),
)
WORDING = {"revision": NUMBER, "cause": TEXT, "digest": HASH, "previous": HASH}
WORDINGS = (
    WORDING,
    dict(
        WORDING,
        language=TEXT,
        parent=(HASH, None),
        changes=[CHANGES],
        salt=(NONCE, None),
        label=TEXT,
        reason=TEXT,
        at=MOMENT,
    ),
)
"""Wordings of a round for members alone, then of a public one."""
OUTCOME = {
    "kind": ("adopted", "rejected", "fallen", "satisfied", "withdrawn", "inadmissible"),
    "digest": HASH,
    "vote": (NUMBER, None),
    "because_of": (NUMBER, None),
    "reason?": TEXT,
}
ANSWER = {"kind": ("agrees", "refuses", "withdraws"), "digest": HASH, "association": TEXT}
ADVICE = {
    "revision": NUMBER,
    "advice": TEXT,
    "wording": HASH,
    "other": (NUMBER, None),
    "proposed": (HASH, None),
    "replaces": [NUMBER],
    "reason": TEXT,
    "words": TEXT,
    "published_at": MOMENT,
    "answer": (ANSWER, None),
}
COSIGNATURE = {"association": TEXT, "digest": HASH, "at": MOMENT, "withdrawn_at": (MOMENT, None)}
AMENDMENT = {
    "id": NUMBER,
    "number": NUMBER,
    "parent": (NUMBER, None),
    "wordings": [WORDINGS],
    "outcome": (OUTCOME, None),
}
AMENDMENTS = (
    AMENDMENT,
    dict(AMENDMENT, association=TEXT, first_association=TEXT, cosignatures=[COSIGNATURE], advice=[ADVICE]),
)
"""Amendments of a round for members alone, then of a public one."""
INCORPORATION = {
    "clause": NUMBER,
    "base": (HASH, ""),
    "wordings": [[(NUMBER, COUNT, HASH)]],
    "read": [ANY],
    "digest": (HASH, None),
    "version": (VERSION, None),
}
BASE = {"clause": NUMBER, "digest": HASH, "number": (COUNT, None)}
ROUND = {
    "id": NUMBER,
    "number": NUMBER,
    "settings": ROUND_SETTINGS,
    "opened_at": MOMENT,
    "closed_at": (MOMENT, None),
    "decided_at": (MOMENT, None),
    "bases": [(BASE, dict(BASE, version=VERSION))],
    "amendments": [AMENDMENTS],
    "incorporations": [INCORPORATION],
}
TEXT_OF_MOTION = {"heading": TEXT, "content": ANY}
CONSEQUENCE = {
    "amendment_id": NUMBER,
    "number": NUMBER,
    "fate": ("satisfied", "falls", "reduced", "stays"),
    "needs_reading": bool,
    "digest": HASH,
    "association": TEXT,
}
HIDDEN_MOTION = {
    "amendment": NUMBER,
    "number": NUMBER,
    "digest": HASH,
    "wording": HASH,
    "taken_out_at?": MOMENT,
    "taken_out_by?": (TEXT, None),
    "objection?": TEXT,
}
MOTION = (
    HIDDEN_MOTION,
    dict(
        HIDDEN_MOTION,
        title=TEXT,
        proposers=[TEXT],
        reason=TEXT,
        sentences=[TEXT],
        texts=[
            {
                "clause": (NUMBER, None),
                "after": (NUMBER, None),
                "number": (COUNT, None),
                "spot": TEXT,
                "before": (TEXT_OF_MOTION, None),
                "proposed": (TEXT_OF_MOTION, None),
            }
        ],
        consequences=[CONSEQUENCE],
    ),
)
"""A motion on an amendment of a round for members alone, then of a public one."""
