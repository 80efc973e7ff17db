"""Keep the last act on the structure of each charter, so that it can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "outline_change",
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["charter_id"], ["charter.id"], name=op.f("fk_outline_change_charter_id_charter")),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_outline_change_by_id_member")),
        sa.PrimaryKeyConstraint("charter_id", name=op.f("pk_outline_change")),
    )


def downgrade():
    op.drop_table("outline_change")
