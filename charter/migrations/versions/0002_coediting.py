"""Who wrote what, document epochs, snapshots."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("writing", "document", "snapshot")


def upgrade():
    clause = ("clause_id", sa.Integer(), "clause")
    op.create_table(
        "writing",
        _reference("writing", *clause, nullable=False),
        sa.Column("client", sa.BigInteger(), nullable=False),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        _reference("writing", "member_id", sa.Integer(), "member", nullable=True),
        _reference("writing", "association_id", sa.Integer(), "association", nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("clause_id", "client", "clock", name=op.f("pk_writing")),
    )
    document = op.create_table(
        "document",
        _reference("document", *clause, nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("clause_id", name=op.f("pk_document")),
    )
    op.create_table(
        "snapshot",
        _reference("snapshot", *clause, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("clause_id", "seq", name=op.f("pk_snapshot")),
    )
    clauses = op.get_bind().execute(sa.text("SELECT id FROM clause")).scalars().all()
    op.bulk_insert(document, [{"clause_id": each, "epoch": secrets.token_hex(8)} for each in clauses])
    for table in ("writing", "snapshot"):
        _forbid_update(table)


def _reference(table, name, kind, target, nullable):
    key = sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{name}_{target}"))
    return sa.Column(name, kind, key, nullable=nullable)


def _forbid_update(table):
    name, says = f"{table}_no_update", f"{table} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{says}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{says}'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} EXECUTE FUNCTION {name}()")


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for table in ("writing", "snapshot"):
            op.execute(f"DROP FUNCTION {table}_no_update()")
