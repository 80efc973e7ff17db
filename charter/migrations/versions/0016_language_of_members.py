"""Keep the language that each member reads in, once they have chosen one."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("member", sa.Column("language", sa.String(), nullable=True))


def downgrade():
    with op.batch_alter_table("member") as member:
        member.drop_column("language")
