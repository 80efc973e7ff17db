"""What became of each mail, in the mail server's words; sign-in links and invitations among them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("notice", sa.Column("state", sa.String(), server_default="waiting", nullable=False))
    op.add_column("notice", sa.Column("reply", sa.String(), nullable=True))
    op.add_column("notice", sa.Column("language", sa.String(), nullable=True))
    op.add_column("notice", sa.Column("settled_at", sa.DateTime(), nullable=True))


def downgrade():
    for name in ("settled_at", "language", "reply", "state"):
        op.drop_column("notice", name)
