"""Automatic versions: what a clause said whenever it had been quiet for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLE = "automatic_version"
REFUSED = ("UPDATE", "DELETE")


def upgrade():
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_automatic_version_clause_id_clause")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automatic_version")),
        sa.UniqueConstraint("clause_id", "after", "step", name=op.f("uq_automatic_version_clause_id")),
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
