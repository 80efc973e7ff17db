"""Votes without a result that an earlier 0006 gave the word null, which the guards of 0008 take for one."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("UPDATE vote SET result = NULL WHERE CAST(result AS TEXT) = 'null' AND stage IN ('prepared', 'open')")


def downgrade():
    """No result is no result in either way."""
