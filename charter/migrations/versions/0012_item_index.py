"""Snapshots with the item index that the gate needs. Those of before lack it: they are made anew from the whole log."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    _create(sa.Column("item_index", sa.LargeBinary(), nullable=False))


def downgrade():
    _create()


def _create(*added):
    op.drop_table("snapshot")
    key = sa.ForeignKey("clause.id", name=op.f("fk_snapshot_clause_id_clause"))
    op.create_table(
        "snapshot",
        sa.Column("clause_id", sa.Integer(), key, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        *added,
        sa.PrimaryKeyConstraint("clause_id", "seq", name=op.f("pk_snapshot")),
    )
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'snapshot is append-only'); END"
        op.execute(f"CREATE TRIGGER snapshot_no_update BEFORE UPDATE ON snapshot {refuse}")
    else:
        op.execute("CREATE TRIGGER snapshot_no_update BEFORE UPDATE ON snapshot EXECUTE FUNCTION snapshot_no_update()")
