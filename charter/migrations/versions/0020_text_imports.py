"""Keep a text that is being looked at before it becomes sections and clauses."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "text_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("is_wrapped", sa.Boolean(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_text_import_member_id_member")),
        sa.ForeignKeyConstraint(["charter_id"], ["charter.id"], name=op.f("fk_text_import_charter_id_charter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_import")),
    )
    for column in ("member_id", "charter_id", "created_at"):
        op.create_index(op.f(f"ix_text_import_{column}"), "text_import", [column])


def downgrade():
    op.drop_table("text_import")
