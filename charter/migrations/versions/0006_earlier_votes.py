"""Votes of before, told in the new tables: receipts for their ballots, rules and results as they are written now."""

import json
from hashlib import sha256
from secrets import token_hex

import rfc8785
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PARTS = {
    "minimum_for": 0,
    "minimum_not_against": 0,
    "objections": False,
    "silence": False,
    "least_hours": 0,
    "vetoes": [],
    "quorum": {
        "kind": "none",
        "numerator": 1,
        "denominator": 2,
        "strict": True,
        "seats": 0,
        "again_after": 0,
        "waived": False,
    },
    "quorum_by_college": False,
    "by_college": False,
    "tie": "reject",
    "may_abstain": True,
}


def upgrade():
    _give_receipts()
    _tell_rules_and_results_as_now()


def _give_receipts():
    connection = op.get_bind()
    text = sa.text("SELECT ballot.*, vote.digest FROM ballot JOIN vote ON vote.id = ballot.vote_id ORDER BY cast_at")
    for ballot in connection.execute(text).mappings().all():
        nonce = token_hex(16)
        paper = {"vote": ballot["vote_id"], "text": ballot["digest"], "elector": ballot["member_id"]}
        paper |= {"chosen": ballot["chosen"], "objection": "", "source": "online", "nonce": nonce}
        receipt = sha256(rfc8785.dumps(paper)).hexdigest()
        values = dict(ballot) | {"nonce": nonce, "receipt": receipt}
        connection.execute(
            sa.text(
                "UPDATE ballot SET nonce = :nonce, receipt = :receipt"
                " WHERE vote_id = :vote_id AND member_id = :member_id"
            ),
            values,
        )
        connection.execute(
            sa.text(
                "INSERT INTO ballot_event (vote_id, member_id, receipt, source, cast_by, at)"
                " VALUES (:vote_id, :member_id, :receipt, 'online', '', :cast_at)"
            ),
            values,
        )


def _tell_rules_and_results_as_now():
    connection = op.get_bind()
    for vote in connection.execute(sa.text("SELECT id, rule, result FROM vote")).mappings().all():
        old, result = _json(vote["rule"]), _json(vote["result"])
        share = {key: old[key] for key in ("numerator", "denominator", "strict", "base")}
        rule = {"name": old["name"], "thresholds": [share | {"unit": "votes", "blockers": 0}]} | PARTS
        told = {
            "id": vote["id"],
            "rule": json.dumps(rule),
            "digest": sha256(rfc8785.dumps(rule)).hexdigest(),
            "result": json.dumps(_result(result)) if result else None,
        }
        connection.execute(
            sa.text("UPDATE vote SET rule = :rule, rule_digest = :digest, result = :result WHERE id = :id"), told
        )


def _json(value):
    return json.loads(value) if isinstance(value, str) else value


def _result(old):
    for_, against, abstain = old["votes_for"], old["votes_against"], old["abstentions"]
    cast = for_ + against + abstain
    counts = {"votes_for": for_, "votes_against": against, "abstentions": abstain, "no_part": 0}
    counts |= {"entitled": old["roll"], "present": 0, "attending": cast}
    base, needed = for_ + against, (for_ + against) // 2 + 1
    check = {"college": "", "part": 0}
    return {
        "outcome": "adopted" if old["adopted"] else "rejected",
        "total": {"votes": counts, "electors": counts},
        "colleges": {},
        "checks": [
            {"kind": "some", "met": for_ >= 1, "number": for_, "needed": 1, "base": 0} | check,
            {"kind": "threshold", "met": for_ >= needed, "number": for_, "needed": needed, "base": base} | check,
        ],
        "sources": {"online": cast, "proxy": 0, "hands": 0, "paper": 0},
    }


def downgrade():
    """What 0005 cannot undo needs no undoing here."""
