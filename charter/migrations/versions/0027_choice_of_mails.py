"""Keep which mails an account wants, and gather mails in the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("account", sa.Column("mails", sa.String(), nullable=False, server_default="at_once"))
    op.add_column("account", sa.Column("receipts", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("notice", sa.Column("held_until", sa.DateTime(), nullable=True))
    op.add_column("notice", sa.Column("useful_until", sa.DateTime(), nullable=True))


def downgrade():
    op.drop_column("notice", "useful_until")
    op.drop_column("notice", "held_until")
    op.drop_column("account", "receipts")
    op.drop_column("account", "mails")
