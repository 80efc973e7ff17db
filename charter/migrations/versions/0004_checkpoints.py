"""Signed statements of what the journal holds."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "journal_checkpoint"
REFUSED = ("UPDATE", "DELETE")


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("peaks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_journal_checkpoint")),
    )
    for operation in REFUSED:
        _forbid(operation)


def _forbid(operation):
    """Make the database itself refuse an operation on the table."""
    name, says = f"{TABLE}_no_{operation.lower()}", f"{TABLE} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE {operation} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{says}'); END")
        return
    body = f"BEGIN RAISE EXCEPTION '{says}'; END"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(f"CREATE TRIGGER {name} BEFORE {operation} ON {TABLE} EXECUTE FUNCTION {name}()")


def downgrade():
    op.drop_table(TABLE)
    if op.get_bind().dialect.name != "sqlite":
        for operation in REFUSED:
            op.execute(f"DROP FUNCTION {TABLE}_no_{operation.lower()}()")
