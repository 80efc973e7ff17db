"""The decision settings of each charter. One without a row keeps the settings that held before: the default ones."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "decision_settings",
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["charter_id"], ["charter.id"], name=op.f("fk_decision_settings_charter_id_charter")),
        sa.PrimaryKeyConstraint("charter_id", name=op.f("pk_decision_settings")),
    )


def downgrade():
    op.drop_table("decision_settings")
