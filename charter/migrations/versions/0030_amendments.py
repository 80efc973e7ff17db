"""Rounds, drafts, amendments with their wordings, and co-signatures; the rights to amend and to co-sign."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

APPEND_ONLY = ("round_base", "wording", "change")
FIXED_OF_AMENDMENT = ("id", "charter_id", "round_id", "number", "parent_id", "kind", "submitted_at", "carried_from_id")
FIXED_OF_COSIGNATURE = ("id", "amendment_id", "association_id", "association", "wording_digest", "at")
FIXED_OF_ROUND = ("id", "charter_id", "number", "is_public", "opened_at")
NEVER = "1 = 0"
RIGHTS = (("amending", "delegate", "amend"), ("amending", "delegate", "cosign"), ("voting", "delegate", "cosign"))


def upgrade():
    _create_rounds()
    _create_amendments()
    _create_wordings()
    _create_drafts()
    _create_cosignatures()
    for table in APPEND_ONLY:
        for operation in ("UPDATE", "DELETE"):
            _forbid(table, operation)
    for name, table, operation, row, holds, says in _guards():
        _guard(name, table, operation, row, holds, says)
    for stage, role, right in RIGHTS:
        op.execute(
            sa.text(
                'INSERT INTO phase_right (charter_id, stage, role, "right")'
                " SELECT id, :stage, :role, :right FROM charter WHERE NOT EXISTS (SELECT 1 FROM phase_right"
                ' WHERE charter_id = charter.id AND stage = :stage AND role = :role AND "right" = :right)'
            ).bindparams(stage=stage, role=role, right=right)
        )


def _create_rounds():
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=True),
        sa.Column("cosign_until", sa.DateTime(), nullable=True),
        sa.Column("least_cosigners", sa.Integer(), nullable=False),
        sa.Column("most_each", sa.Integer(), nullable=True),
        sa.Column("most_each_clause", sa.Integer(), nullable=True),
        sa.Column("binders", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("keeps_cosignatures", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        *_keys("round", charter_id="charter", opened_by_id="member", closed_by_id="member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("charter_id", "number", name=op.f("uq_round_charter_id")),
    )
    _unique_where("uq_round_open", "round", ["charter_id"], "closed_at IS NULL")
    op.create_table(
        "round_base",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        *_keys("round_base", round_id="round", clause_id="clause", version_id="version"),
        sa.PrimaryKeyConstraint("round_id", "clause_id", name=op.f("pk_round_base")),
        sa.UniqueConstraint("round_id", "clause_id", "digest", name=op.f("uq_round_base_round_id")),
    )


def _create_amendments():
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("association", sa.String(), nullable=False),
        sa.Column("first_association", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        *_keys("amendment", charter_id="charter", round_id="round", parent_id="amendment"),
        *_keys("amendment", association_id="association", author_id="member", carried_from_id="amendment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_amendment_round_id")),
        sa.UniqueConstraint("id", "round_id", name=op.f("uq_amendment_id")),
        sa.UniqueConstraint("carried_from_id", name=op.f("uq_amendment_carried_from_id")),
    )
    _index("amendment", "charter_id", "parent_id", "association_id", "author_id")


def _create_wordings():
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("parent_digest", sa.String(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        *_keys("wording", by_id="member"),
        sa.ForeignKeyConstraint(
            ["amendment_id", "round_id"],
            ["amendment.id", "amendment.round_id"],
            name=op.f("fk_wording_amendment_id_amendment"),
        ),
        sa.ForeignKeyConstraint(["parent_digest"], ["wording.digest"], name=op.f("fk_wording_parent_digest_wording")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("amendment_id", "revision", name=op.f("uq_wording_amendment_id")),
        sa.UniqueConstraint("id", "round_id", name=op.f("uq_wording_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_wording_digest")),
    )
    op.create_table(
        "change",
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("after_clause_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("base_digest", sa.String(), nullable=True),
        sa.Column("drops", sa.Boolean(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("html", sa.String(), nullable=False),
        *_keys("change", clause_id="clause"),
        sa.ForeignKeyConstraint(
            ["wording_id", "round_id"], ["wording.id", "wording.round_id"], name=op.f("fk_change_wording_id_wording")
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "clause_id", "base_digest"],
            ["round_base.round_id", "round_base.clause_id", "round_base.digest"],
            name=op.f("fk_change_round_id_round_base"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "after_clause_id"],
            ["round_base.round_id", "round_base.clause_id"],
            name=op.f("fk_change_after_clause_id_round_base"),
        ),
        sa.CheckConstraint("(clause_id IS NULL) = (base_digest IS NULL)", name=op.f("ck_change_base")),
        sa.CheckConstraint("drops = (content IS NULL)", name=op.f("ck_change_drops")),
        sa.CheckConstraint("NOT drops OR clause_id IS NOT NULL", name=op.f("ck_change_drops_a_clause")),
        sa.PrimaryKeyConstraint("wording_id", "position", name=op.f("pk_change")),
    )
    _index("change", "clause_id")


def _create_drafts():
    op.create_table(
        "amendment_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        *_keys("amendment_draft", charter_id="charter", round_id="round", association_id="association"),
        *_keys("amendment_draft", member_id="member", amendment_id="amendment", parent_id="amendment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_draft")),
        sa.UniqueConstraint("amendment_id", name=op.f("uq_amendment_draft_amendment_id")),
    )
    _index("amendment_draft", "round_id", "association_id", "member_id")


def _create_cosignatures():
    op.create_table(
        "cosignature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("association", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("wording_digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        *_keys("cosignature", amendment_id="amendment", association_id="association", member_id="member"),
        sa.ForeignKeyConstraint(
            ["wording_digest"], ["wording.digest"], name=op.f("fk_cosignature_wording_digest_wording")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cosignature")),
    )
    _index("cosignature", "amendment_id", "association_id", "member_id")
    _unique_where("uq_cosignature_given", "cosignature", ["amendment_id", "association_id"], "withdrawn_at IS NULL")


def _keys(table, **referred):
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in referred.items()
    ]


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _unique_where(name, table, columns, condition):
    where = {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
    op.create_index(name, table, columns, unique=True, **where)


def _guards():
    stays = "an amendment keeps its number and its round"
    given = f"OLD.withdrawn_at IS NULL AND ({_same(FIXED_OF_COSIGNATURE)})"
    closed = f"({_same(FIXED_OF_ROUND)}) AND (OLD.closed_at IS NULL OR ({_same(('closed_at', 'closes_at'))}))"
    return [
        ("amendment_delete", "amendment", "DELETE", "OLD", NEVER, "an amendment is kept"),
        ("amendment_update", "amendment", "UPDATE", "NEW", _same(FIXED_OF_AMENDMENT), stays),
        ("cosignature_delete", "cosignature", "DELETE", "OLD", NEVER, "a co-signature is kept"),
        ("cosignature_update", "cosignature", "UPDATE", "NEW", given, "a co-signature is only taken back"),
        ("round_delete", "round", "DELETE", "OLD", NEVER, "a round is kept"),
        ("round_update", "round", "UPDATE", "NEW", closed, "a round that was closed stays closed"),
    ]


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _same(columns):
    if _is_sqlite():
        return " AND ".join(f"NEW.{column} IS OLD.{column}" for column in columns)
    return " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in columns)


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
    for _stage, _role, right in RIGHTS:
        op.execute(sa.text('DELETE FROM phase_right WHERE "right" = :right').bindparams(right=right))
    functions = [f"{table}_no_{operation}" for table in APPEND_ONLY for operation in ("update", "delete")]
    functions += [f"guard_{name}" for name, *_ in _guards()]
    for table in ("cosignature", "amendment_draft", "change", "wording", "amendment", "round_base", "round"):
        op.drop_table(table)
    if not _is_sqlite():
        for name in functions:
            op.execute(f"DROP FUNCTION {name}()")
