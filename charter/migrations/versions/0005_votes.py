"""Votes on anything, under any rule, by any kind of elector."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

EVENTS = "ballot_event"
REFUSED = ("UPDATE", "DELETE")
OPEN = sa.text("stage = 'open'")


def upgrade():
    with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("is_head", sa.Boolean(), nullable=False, server_default=sa.false()))
    head = {"sqlite_where": sa.text("is_head"), "postgresql_where": sa.text("is_head")}
    op.create_index("uq_member_head", "member", ["association_id"], unique=True, **head)
    with op.batch_alter_table("charter") as table:
        table.add_column(sa.Column("most_proxies", sa.Integer(), nullable=False, server_default="1"))
    _create_items()
    _create_the_rest()
    _widen_votes()
    _widen_electors()
    _widen_ballots()


def _create_items():
    op.create_table(
        "item",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("stage_before", sa.String(), nullable=False),
        sa.Column("taken_out_at", sa.DateTime(), nullable=True),
        sa.Column("taken_out_by", sa.String(), nullable=True),
        sa.Column("objection", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_item_vote_id_vote")),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_item_clause_id_clause")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_item_version_id_version")),
        sa.PrimaryKeyConstraint("vote_id", "clause_id", name=op.f("pk_item")),
    )
    op.execute(
        "INSERT INTO item SELECT id, clause_id, 0, version_id, '', heading, content, html, digest, 'drafting',"
        " NULL, NULL, '' FROM vote"
    )


def _create_the_rest():
    op.create_table(
        EVENTS,
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_elector(EVENTS),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("cast_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_event")),
    )
    op.create_index(op.f("ix_ballot_event_vote_id"), EVENTS, ["vote_id"])
    for operation in REFUSED:
        _forbid(operation)
    op.create_table(
        "signing",
        *_of_elector("signing"),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("vote_id", "member_id", name=op.f("pk_signing")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed_ballot",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_sealed_ballot_vote_id_vote")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sealed_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sealed_ballot_vote_id"), "sealed_ballot", ["vote_id"])
    op.create_table(
        "vote_request",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_vote_request_vote_id_vote")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["member.id"], name=op.f("fk_vote_request_asked_by_id_member")),
        sa.PrimaryKeyConstraint("vote_id", "step", name=op.f("pk_vote_request")),
    )
    op.create_table(
        "proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["charter_id"], ["charter.id"], name=op.f("fk_proxy_charter_id_charter")),
        sa.ForeignKeyConstraint(["giver_id"], ["member.id"], name=op.f("fk_proxy_giver_id_member")),
        sa.ForeignKeyConstraint(["holder_id"], ["member.id"], name=op.f("fk_proxy_holder_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxy")),
    )
    op.create_index(op.f("ix_proxy_charter_id"), "proxy", ["charter_id"])
    op.create_index(op.f("ix_proxy_holder_id"), "proxy", ["holder_id"])
    given = {"sqlite_where": sa.text("revoked_at IS NULL"), "postgresql_where": sa.text("revoked_at IS NULL")}
    op.create_index("uq_proxy_giver", "proxy", ["charter_id", "giver_id"], unique=True, **given)
    op.create_table(
        "presence",
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["charter_id"], ["charter.id"], name=op.f("fk_presence_charter_id_charter")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_presence_member_id_member")),
        sa.PrimaryKeyConstraint("charter_id", "member_id", name=op.f("pk_presence")),
    )


def _of_elector(table):
    return (
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f(f"fk_{table}_vote_id_vote")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f(f"fk_{table}_member_id_member")),
    )


def _forbid(operation):
    """Make the database itself refuse an operation on the events."""
    name, says = f"{EVENTS}_no_{operation.lower()}", f"{EVENTS} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE {operation} ON {EVENTS} BEGIN SELECT RAISE(ABORT, '{says}'); END")
        return
    body = f"BEGIN RAISE EXCEPTION '{says}'; END"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(f"CREATE TRIGGER {name} BEFORE {operation} ON {EVENTS} EXECUTE FUNCTION {name}()")


def _widen_votes():
    op.drop_index("uq_vote_open_clause", table_name="vote")
    now = sa.func.current_timestamp()
    with op.batch_alter_table("vote") as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="clause"))
        table.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("question", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("rule_digest", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("ballots", sa.String(), nullable=False, server_default="named"))
        table.add_column(sa.Column("holders", sa.String(), nullable=False, server_default="delegate"))
        table.add_column(sa.Column("most_votes", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("proxies", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("needs_presence", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("shows_turnout", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("two_persons", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("chair_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("prepared_at", sa.DateTime(), nullable=False, server_default=now))
        table.add_column(sa.Column("prepared_by", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("opens_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("closes_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("reminded_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("ballots_root", sa.String(), nullable=True))
        for column in ("clause_id", "digest", "roll_digest", "opened_at", "opened_by"):
            table.alter_column(column, nullable=True)
        table.create_foreign_key(op.f("fk_vote_follows_id_vote"), "vote", ["follows_id"], ["id"])
        table.create_foreign_key(op.f("fk_vote_chair_id_member"), "member", ["chair_id"], ["id"])
        for column in ("version_id", "content", "html"):
            table.drop_column(column)
    op.create_index("uq_vote_open_clause", "vote", ["clause_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.execute("UPDATE vote SET prepared_at = opened_at, prepared_by = opened_by, position = id")


def _widen_electors():
    with op.batch_alter_table("elector") as table:
        table.add_column(sa.Column("association_id", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("votes", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("present", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("is_chair", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("holder_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("holder", sa.String(), nullable=False, server_default=""))
        table.create_foreign_key(op.f("fk_elector_holder_id_member"), "member", ["holder_id"], ["id"])
    op.execute(
        "UPDATE elector SET association_id ="
        " (SELECT id FROM association WHERE association.name = elector.association)"
        " WHERE EXISTS (SELECT 1 FROM association WHERE association.name = elector.association)"
    )


def _widen_ballots():
    with op.batch_alter_table("ballot") as table:
        table.drop_constraint(op.f("ck_ballot_choice"), type_="check")
        table.alter_column("choice", new_column_name="chosen")
        table.add_column(sa.Column("objection", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("source", sa.String(), nullable=False, server_default="online"))
        table.add_column(sa.Column("cast_by", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("nonce", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("receipt", sa.String(), nullable=False, server_default=""))


def downgrade():
    raise RuntimeError("ballots of the new kinds cannot be told in the old tables: restore a backup")
