"""Tables of people that are being imported."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "people_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    op.create_index(op.f("ix_people_import_begun_at"), "people_import", ["begun_at"])


def downgrade():
    op.drop_table("people_import")
