"""Keep when members came, what they have read, and who was welcomed; find what waits for one member."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_comment_author_id": ("comment", ["author_id"]),
    "ix_writing_member_id": ("writing", ["member_id"]),
    "ix_elector_holder_id": ("elector", ["holder_id"]),
}


def upgrade():
    op.create_table(
        "visit",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("previous_at", sa.DateTime(), nullable=True),
        sa.Column("welcomed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_visit_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_visit")),
    )
    op.create_table(
        "thread_read",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_thread_read_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_thread_read_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "thread_id", name=op.f("pk_thread_read")),
    )
    for name, (table, columns) in INDEXES.items():
        op.create_index(op.f(name), table, columns)

    # Who came before is not new here: nobody welcomes them.
    op.execute(
        "INSERT INTO visit (member_id, last_at, welcomed_at)"
        " SELECT member_id, max(started_at), max(started_at) FROM session GROUP BY member_id"
    )


def downgrade():
    for name, (table, _columns) in INDEXES.items():
        op.drop_index(op.f(name), table)
    op.drop_table("thread_read")
    op.drop_table("visit")
