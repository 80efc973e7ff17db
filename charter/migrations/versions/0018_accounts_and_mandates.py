"""Accounts apart from mandates: an address signs in, and holds one mandate or several. Each member of today becomes
the account and the mandate of the same number."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

IS_HEAD = sa.text("rank = 'head'")
WAS_HEAD = sa.text("is_head")


def upgrade():
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.execute("INSERT INTO account (id, email, language) SELECT id, email, language FROM member")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('account', 'id'), max(id)) FROM account HAVING count(*) > 0")

    op.drop_index("uq_member_head", "member")
    op.add_column("member", sa.Column("account_id", sa.Integer(), nullable=True))
    op.add_column("member", sa.Column("rank", sa.String(), nullable=False, server_default="delegate"))
    op.execute("UPDATE member SET account_id = id")
    op.execute("UPDATE member SET rank = 'head' WHERE is_head")
    _recast()
    op.create_index(
        "uq_member_head", "member", ["association_id"], unique=True, sqlite_where=IS_HEAD, postgresql_where=IS_HEAD
    )


def _recast():
    with op.batch_alter_table("member") as member:
        member.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
        member.create_foreign_key(op.f("fk_member_account_id_account"), "account", ["account_id"], ["id"])
        member.add_column(sa.Column("substitute_for_id", sa.Integer(), nullable=True))
        member.add_column(sa.Column("sits_since", sa.DateTime(), nullable=True))
        member.add_column(sa.Column("begins_at", sa.DateTime(), nullable=True))
        member.add_column(sa.Column("ends_at", sa.DateTime(), nullable=True))
        member.create_foreign_key(op.f("fk_member_substitute_for_id_member"), "member", ["substitute_for_id"], ["id"])
        member.create_unique_constraint(op.f("uq_member_substitute_for_id"), ["substitute_for_id"])
        member.create_check_constraint(
            op.f("ck_member_substitute"), "(rank = 'substitute') = (substitute_for_id IS NOT NULL)"
        )
        member.create_check_constraint(op.f("ck_member_sits_since"), "sits_since IS NULL OR rank = 'substitute'")
        member.create_check_constraint(op.f("ck_member_term"), "begins_at < ends_at")
        member.drop_constraint(op.f("uq_member_email"), type_="unique")
        member.drop_column("email")
        member.drop_column("language")
        member.drop_column("is_head")
        member.create_index(op.f("ix_member_account_id"), ["account_id"])


def downgrade():
    op.drop_index("uq_member_head", "member")
    with op.batch_alter_table("member") as member:
        member.drop_index(op.f("ix_member_account_id"))
        member.add_column(sa.Column("email", sa.String(), nullable=True))
        member.add_column(sa.Column("language", sa.String(), nullable=True))
        member.add_column(sa.Column("is_head", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Where an address has several mandates, one that asked for unique addresses cannot hold them: this fails.
    op.execute("UPDATE member SET email = (SELECT email FROM account WHERE account.id = member.account_id)")
    op.execute("UPDATE member SET language = (SELECT language FROM account WHERE account.id = member.account_id)")
    op.execute(sa.text("UPDATE member SET is_head = :yes WHERE rank = 'head'").bindparams(yes=True))
    with op.batch_alter_table("member") as member:
        member.alter_column("email", existing_type=sa.String(), nullable=False)
        member.create_unique_constraint(op.f("uq_member_email"), ["email"])
        for name in ("ck_member_substitute", "ck_member_sits_since", "ck_member_term"):
            member.drop_constraint(op.f(name), type_="check")
        member.drop_constraint(op.f("fk_member_account_id_account"), type_="foreignkey")
        for name in ("account_id", "rank", "substitute_for_id", "sits_since", "begins_at", "ends_at"):
            member.drop_column(name)
    op.create_index(
        "uq_member_head", "member", ["association_id"], unique=True, sqlite_where=WAS_HEAD, postgresql_where=WAS_HEAD
    )
    op.drop_table("account")
