"""The assembly of each charter. A site with one charter goes on with its whole directory; where there are several, each
keeps everyone of today, by name."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "participation",
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("association_id", sa.Integer(), nullable=False),
        sa.Column("college_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_participation_seats")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_participation_weight")),
        sa.ForeignKeyConstraint(["charter_id"], ["charter.id"], name=op.f("fk_participation_charter_id_charter")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["association.id"], name=op.f("fk_participation_association_id_association")
        ),
        sa.ForeignKeyConstraint(["college_id"], ["college.id"], name=op.f("fk_participation_college_id_college")),
        sa.PrimaryKeyConstraint("charter_id", "association_id", name=op.f("pk_participation")),
    )
    op.create_index(op.f("ix_participation_association_id"), "participation", ["association_id"])
    op.create_index(op.f("ix_participation_college_id"), "participation", ["college_id"])
    op.create_table(
        "appointment",
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["charter_id"], ["charter.id"], name=op.f("fk_appointment_charter_id_charter")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_appointment_member_id_member")),
        sa.PrimaryKeyConstraint("charter_id", "member_id", name=op.f("pk_appointment")),
    )
    op.create_index(op.f("ix_appointment_member_id"), "appointment", ["member_id"])
    op.add_column("charter", sa.Column("takes_everyone", sa.Boolean(), nullable=False, server_default=sa.true()))
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM charter")) > 1:
        _keep_everyone()


def _keep_everyone():
    op.execute(
        "INSERT INTO participation (charter_id, association_id, college_id, seats, weight) "
        "SELECT charter.id, association.id, association.college_id, association.seats, association.weight "
        "FROM charter CROSS JOIN association"
    )
    op.execute(
        "INSERT INTO appointment (charter_id, member_id) SELECT charter.id, member.id FROM charter CROSS JOIN member "
        "WHERE member.role IN ('moderator', 'observer')"
    )
    op.execute(sa.text("UPDATE charter SET takes_everyone = :no").bindparams(no=False))


def downgrade():
    with op.batch_alter_table("charter") as charter:
        charter.drop_column("takes_everyone")
    op.drop_table("appointment")
    op.drop_table("participation")
