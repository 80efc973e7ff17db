"""Tie threads to words, and let a thread be about an amendment. A thread of before is about the whole of its clause."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLE = "anchor"


def upgrade():
    with op.batch_alter_table("thread") as thread:
        thread.alter_column("clause_id", existing_type=sa.Integer(), nullable=True)
        thread.add_column(sa.Column("amendment_id", sa.Integer(), nullable=True))
        thread.create_foreign_key(op.f("fk_thread_amendment_id_amendment"), "amendment", ["amendment_id"], ["id"])
        thread.create_index(op.f("ix_thread_amendment_id"), ["amendment_id"])
        thread.create_check_constraint(op.f("ck_thread_one_subject"), "(clause_id IS NULL) <> (amendment_id IS NULL)")
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("wording_digest", sa.String(), nullable=True),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("ranges", sa.JSON(), nullable=False),
        sa.Column("exact", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_anchor_thread_id_thread")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_anchor_version_id_version")),
        sa.ForeignKeyConstraint(["wording_digest"], ["wording.digest"], name=op.f("fk_anchor_wording_digest_wording")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_anchor_thread_id")),
    )
    _forbid_update()


def _forbid_update():
    """Make the database itself refuse to change what a comment was about."""
    name, says = f"{TABLE}_no_update", f"{TABLE} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{says}'); END")
        return
    body = f"BEGIN RAISE EXCEPTION '{says}'; END"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {TABLE} EXECUTE FUNCTION {name}()")


def downgrade():
    op.drop_table(TABLE)
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP FUNCTION {TABLE}_no_update()")
    with op.batch_alter_table("thread") as thread:
        thread.drop_constraint(op.f("ck_thread_one_subject"), type_="check")
        thread.drop_constraint(op.f("fk_thread_amendment_id_amendment"), type_="foreignkey")
        thread.drop_index(op.f("ix_thread_amendment_id"))
        thread.drop_column("amendment_id")
        thread.alter_column("clause_id", existing_type=sa.Integer(), nullable=False)
