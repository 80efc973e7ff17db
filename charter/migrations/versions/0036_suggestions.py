"""Suggestions: texts that members propose in the place of the live text of a clause."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

OWNER = ("id", "charter_id", "clause_id", "author_id", "association_id", "association", "salt", "begun_at")
TEXTS = ("revision", "seq", "base", "proposed", "anchors", "replaces_id", "saved_at", "made_at")
SAYS = "a suggestion is kept as it was made"


def upgrade():
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=True),
        sa.Column("association", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("base", sa.JSON(), nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        *_keys(
            charter_id="charter",
            clause_id="clause",
            author_id="member",
            association_id="association",
            replaces_id="suggestion",
            settled_by_id="member",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    op.create_index(op.f("ix_suggestion_author_id"), "suggestion", ["author_id"])
    op.create_index(op.f("ix_suggestion_charter_id"), "suggestion", ["charter_id"])
    op.create_index("ix_suggestion_clause_id_stage", "suggestion", ["clause_id", "stage"])
    texts = f"OLD.stage = 'draft' OR (OLD.stage = 'open' AND ({_same(TEXTS)}))"
    _guard("suggestion_update", "UPDATE", "NEW", f"({_same(OWNER)}) AND ({texts})")
    _guard("suggestion_delete", "DELETE", "OLD", "1 = 0")


def _keys(**referred):
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_suggestion_{column}_{other}"))
        for column, other in referred.items()
    ]


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _same(columns):
    if _is_sqlite():
        return " AND ".join(f"NEW.{column} IS OLD.{column}" for column in columns)
    return " AND ".join(f"NEW.{column}::text IS NOT DISTINCT FROM OLD.{column}::text" for column in columns)


def _guard(name, operation, row, holds):
    """Refuse an operation unless something holds."""
    if _is_sqlite():
        refuse = f"SELECT RAISE(ABORT, '{SAYS}')"
        op.execute(
            f"CREATE TRIGGER guard_{name} BEFORE {operation} ON suggestion WHEN NOT ({holds}) BEGIN {refuse}; END"
        )
        return
    body = f"BEGIN IF NOT ({holds}) THEN RAISE EXCEPTION '{SAYS}'; END IF; RETURN {row}; END"
    op.execute(f"CREATE FUNCTION guard_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(
        f"CREATE TRIGGER guard_{name} BEFORE {operation} ON suggestion FOR EACH ROW EXECUTE FUNCTION guard_{name}()"
    )


def downgrade():
    op.drop_table("suggestion")
    if not _is_sqlite():
        op.execute("DROP FUNCTION guard_suggestion_update()")
        op.execute("DROP FUNCTION guard_suggestion_delete()")
