"""Entries that are numbered within their charter and hold no name: what they say of people stands beside them.

Entries that are there stay as they are: the first new one states how many of each charter they were.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ENTRY = ("form", "number", "nonce", "personal")
ELECTOR = ("name_salt", "name_digest")
KEPT_OF_ELECTOR = (
    *("vote_id", "member_id", "association", "association_id", "college", "votes", "present", "is_chair"),
    *("holder_id", "name_digest"),
)
FIXED = "the roll of an open vote is fixed"
BLANKED = "NEW.value IS NULL AND NEW.salt IS NULL"
GUARDS = (
    # name, operation, table, what must hold, what the database says
    ("journal_fact_update", "UPDATE", "journal_fact", "{same} AND " + BLANKED, "journal_fact can only be blanked"),
    ("journal_fact_delete", "DELETE", "journal_fact", "1 = 0", "journal_fact can only be blanked"),
    (
        "journal_fact_replaced",
        "INSERT",
        "journal_fact",
        "NOT EXISTS (SELECT 1 FROM journal_fact WHERE seq = NEW.seq AND name = NEW.name)",
        "a row of journal_fact is not replaced",
    ),
    (
        "journal_entry_form",
        "INSERT",
        "journal_entry",
        "NEW.form >= COALESCE((SELECT form FROM journal_entry ORDER BY seq DESC LIMIT 1), 1)",
        "no entry of an earlier form comes after one of a later",
    ),
)


def upgrade():
    op.add_column("journal_entry", sa.Column("form", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("journal_entry", sa.Column("number", sa.Integer(), nullable=True))
    op.add_column("journal_entry", sa.Column("nonce", sa.String(), nullable=False, server_default=""))
    op.add_column("journal_entry", sa.Column("personal", sa.JSON(), nullable=True))
    for name in ELECTOR:
        op.add_column("elector", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_table(
        "journal_fact",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["seq"], ["journal_entry.seq"], name=op.f("fk_journal_fact_seq_journal_entry")),
        sa.PrimaryKeyConstraint("seq", "name", name=op.f("pk_journal_fact")),
    )
    op.create_index(op.f("ix_journal_fact_member_id"), "journal_fact", ["member_id"], unique=False)
    same = _same(("seq", "name", "member_id"))
    for name, operation, table, holds, says in GUARDS:
        _guard(name, operation, table, holds.format(same=same), says)
    _unguard("elector_update", "elector")
    blanked = f"({_same(KEPT_OF_ELECTOR)}) AND NEW.name = '' AND NEW.holder = '' AND NEW.name_salt = ''"
    _guard("elector_update", "UPDATE", "elector", blanked, FIXED)


def downgrade():
    _unguard("elector_update", "elector")
    _guard("elector_update", "UPDATE", "elector", "1 = 0", FIXED)
    for name, _, table, _, _ in GUARDS:
        _unguard(name, table)
    op.drop_table("journal_fact")
    for table, columns in (("elector", ELECTOR), ("journal_entry", ENTRY)):
        for name in columns:
            op.drop_column(table, name)


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _same(columns):
    if _is_sqlite():
        return " AND ".join(f"NEW.{column} IS OLD.{column}" for column in columns)
    return " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in columns)


def _guard(name, operation, table, holds, says):
    """Refuse an operation unless something holds."""
    if _is_sqlite():
        refuse = f"SELECT RAISE(ABORT, '{says}')"
        op.execute(f"CREATE TRIGGER guard_{name} BEFORE {operation} ON {table} WHEN NOT ({holds}) BEGIN {refuse}; END")
        return
    row = "OLD" if operation == "DELETE" else "NEW"
    body = f"BEGIN IF NOT ({holds}) THEN RAISE EXCEPTION '{says}'; END IF; RETURN {row}; END"
    op.execute(f"CREATE FUNCTION guard_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(
        f"CREATE TRIGGER guard_{name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{name}()"
    )


def _unguard(name, table):
    op.execute(f"DROP TRIGGER guard_{name}" + ("" if _is_sqlite() else f" ON {table}"))
    if not _is_sqlite():
        op.execute(f"DROP FUNCTION guard_{name}()")
