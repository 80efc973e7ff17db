"""Advice on amendments and answers to it, how each ended, what was put into the text, and amendments in votes."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

APPEND_ONLY = ("answer", "outcome", "incorporation")
NEVER = "1 = 0"
FIXED_OF_DISPOSITION = (
    *("id", "amendment_id", "revision", "advice", "wording_digest", "other_id", "changes", "salt", "proposed_digest"),
    *("replaces", "reason", "words", "by_id", "at"),
)
FIXED_OF_MOTION = (
    *("vote_id", "position", "amendment_id", "wording_id", "number", "title", "proposers", "reason"),
    *("sentences", "texts", "consequences", "digest"),
)
TAKEN_OUT = ("taken_out_at", "taken_out_by", "objection")
PREPARED = "(SELECT stage FROM vote WHERE id = NEW.vote_id) = 'prepared'"
UNFIXED = "(SELECT roll_digest FROM vote WHERE id = OLD.vote_id) IS NULL"
OPEN = "(SELECT stage FROM vote WHERE id = OLD.vote_id) = 'open'"


def upgrade():
    op.add_column("round", sa.Column("decided_at", sa.DateTime(), nullable=True))
    op.add_column("vote", sa.Column("order_reason", sa.String(), nullable=False, server_default=""))
    _create_dispositions()
    _create_outcomes()
    _create_motions()
    for table in APPEND_ONLY:
        for operation in ("UPDATE", "DELETE"):
            _forbid(table, operation)
    for name, table, operation, row, holds, says in _guards():
        _guard(name, table, operation, row, holds, says)


def _create_dispositions():
    op.create_table(
        "disposition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("wording_digest", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("proposed_digest", sa.String(), nullable=True),
        sa.Column("replaces", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        *_keys("disposition", amendment_id="amendment", other_id="amendment", by_id="member"),
        _digest_key("disposition"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition")),
        sa.UniqueConstraint("amendment_id", "revision", name=op.f("uq_disposition_amendment_id")),
    )
    op.create_table(
        "answer",
        sa.Column("disposition_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("wording_digest", sa.String(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("association", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        *_keys("answer", disposition_id="disposition", association_id="association", member_id="member"),
        sa.PrimaryKeyConstraint("disposition_id", name=op.f("pk_answer")),
    )


def _create_outcomes():
    op.create_table(
        "outcome",
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("wording_digest", sa.String(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=True),
        sa.Column("because_of_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        *_keys("outcome", amendment_id="amendment", vote_id="vote", because_of_id="amendment"),
        _digest_key("outcome"),
        sa.PrimaryKeyConstraint("amendment_id", name=op.f("pk_outcome")),
    )
    op.create_index(op.f("ix_outcome_vote_id"), "outcome", ["vote_id"])
    op.create_table(
        "incorporation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("base_digest", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("wordings", sa.JSON(), nullable=False),
        sa.Column("read", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        *_keys("incorporation", round_id="round", clause_id="clause", version_id="version", by_id="member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incorporation")),
        sa.UniqueConstraint("round_id", "clause_id", name=op.f("uq_incorporation_round_id")),
    )
    op.create_index(op.f("ix_incorporation_clause_id"), "incorporation", ["clause_id"])


def _create_motions():
    op.create_table(
        "motion",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("proposers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("consequences", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("taken_out_at", sa.DateTime(), nullable=True),
        sa.Column("taken_out_by", sa.String(), nullable=True),
        sa.Column("objection", sa.String(), nullable=False),
        *_keys("motion", vote_id="vote", amendment_id="amendment", wording_id="wording"),
        sa.PrimaryKeyConstraint("vote_id", "position", name=op.f("pk_motion")),
        sa.UniqueConstraint("vote_id", "amendment_id", name=op.f("uq_motion_vote_id")),
    )
    op.create_index(op.f("ix_motion_amendment_id"), "motion", ["amendment_id"])


def _digest_key(table):
    name = op.f(f"fk_{table}_wording_digest_wording")
    return sa.ForeignKeyConstraint(["wording_digest"], ["wording.digest"], name=name)


def _keys(table, **referred):
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in referred.items()
    ]


def _guards():
    published = f"OLD.published_at IS NULL AND ({_same(FIXED_OF_DISPOSITION)})"
    kept = "a disposition is kept as it was written"
    fixed = f"{UNFIXED} OR ({_same(FIXED_OF_MOTION)})"
    key = _same(("vote_id", "amendment_id"))
    out = f"({_same(TAKEN_OUT)}) OR ({OPEN} AND OLD.taken_out_at IS NULL)"
    says = "the text of an open vote is fixed"
    return [
        ("disposition_delete", "disposition", "DELETE", "OLD", NEVER, kept),
        ("disposition_update", "disposition", "UPDATE", "NEW", published, kept),
        ("motion_insert", "motion", "INSERT", "NEW", PREPARED, says),
        ("motion_delete", "motion", "DELETE", "OLD", UNFIXED, says),
        ("motion_update", "motion", "UPDATE", "NEW", fixed, says),
        ("motion_key", "motion", "UPDATE", "NEW", key, "a motion stays in its vote"),
        ("motion_out", "motion", "UPDATE", "NEW", out, "what was taken out of a block stays so"),
    ]


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _same(columns):
    if _is_sqlite():
        return " AND ".join(f"NEW.{column} IS OLD.{column}" for column in columns)
    return " AND ".join(f"NEW.{column}::text IS NOT DISTINCT FROM OLD.{column}::text" for column in columns)


def _forbid(table, operation):
    """Make the database itself refuse an operation on a table."""
    name, says = f"{table}_no_{operation.lower()}", f"{table} is append-only"
    if _is_sqlite():
        op.execute(f"CREATE TRIGGER {name} BEFORE {operation} ON {table} BEGIN SELECT RAISE(ABORT, '{says}'); END")
        return
    body = f"BEGIN RAISE EXCEPTION '{says}'; END"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(f"CREATE TRIGGER {name} BEFORE {operation} ON {table} EXECUTE FUNCTION {name}()")


def _guard(name, table, operation, row, holds, says):
    """Refuse an operation unless something holds."""
    if _is_sqlite():
        refuse = f"SELECT RAISE(ABORT, '{says}')"
        op.execute(f"CREATE TRIGGER guard_{name} BEFORE {operation} ON {table} WHEN NOT ({holds}) BEGIN {refuse}; END")
        return
    body = f"BEGIN IF NOT ({holds}) THEN RAISE EXCEPTION '{says}'; END IF; RETURN {row}; END"
    op.execute(f"CREATE FUNCTION guard_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(
        f"CREATE TRIGGER guard_{name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{name}()"
    )


def downgrade():
    functions = [f"{table}_no_{operation}" for table in APPEND_ONLY for operation in ("update", "delete")]
    functions += [f"guard_{name}" for name, *_ in _guards()]
    for table in ("motion", "incorporation", "outcome", "answer", "disposition"):
        op.drop_table(table)
    op.drop_column("vote", "order_reason")
    op.drop_column("round", "decided_at")
    if not _is_sqlite():
        for name in functions:
            op.execute(f"DROP FUNCTION {name}()")
