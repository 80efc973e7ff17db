"""Keep with an account how amendments are shown to it."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("account", sa.Column("reading", sa.String(), nullable=True))


def downgrade():
    op.drop_column("account", "reading")
