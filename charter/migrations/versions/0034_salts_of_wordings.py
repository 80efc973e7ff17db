"""Hash a random salt with each wording of an amendment: digests stand in the public journal, texts may not."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("wording", sa.Column("salt", sa.String(), nullable=True))


def downgrade():
    op.drop_column("wording", "salt")
