"""Edits that nobody reads any more, and which clauses were looked through for such."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "set_aside",
        sa.Column("seq", sa.Integer(), sa.ForeignKey("edit.seq", name=op.f("fk_set_aside_seq_edit")), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_set_aside")),
    )
    op.add_column("document", sa.Column("is_checked", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade():
    op.drop_column("document", "is_checked")
    op.drop_table("set_aside")
