"""Keep how many characters of a published version each association wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "version_shares",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_version_shares_version_id_version")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_version_shares")),
    )


def downgrade():
    op.drop_table("version_shares")
