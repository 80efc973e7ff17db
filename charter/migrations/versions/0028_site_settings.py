"""Keep how the assembly of a site presents itself."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "site_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("welcome", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.Column("mark_digest", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_site_settings_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_settings")),
    )


def downgrade():
    op.drop_table("site_settings")
