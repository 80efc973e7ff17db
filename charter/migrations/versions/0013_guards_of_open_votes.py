"""More that no statement changes: what REPLACE would take away, the keys and times of open votes, the log of edits.

Also what the steps of a vote need: ballots that an objection set aside, an urn that is counted once, what one of two
persons entered, and associations that a moderator left off a roll.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

APPEND_ONLY = {"edit": ("DELETE",), "ballot_set_aside": ("UPDATE", "DELETE")}
UNIQUE = {
    # what an INSERT OR REPLACE would take away: rows of one key
    "vote": ("id",),
    "item": ("vote_id", "clause_id"),
    "elector": ("vote_id", "member_id"),
    "ballot": ("vote_id", "member_id"),
    "ballot_event": ("id",),
    "ballot_set_aside": ("vote_id", "member_id", "receipt"),
    "signing": ("vote_id", "member_id"),
    "sealed_ballot": ("key",),
    "version": ("id",),
    "journal_entry": ("seq",),
    "journal_checkpoint": ("size",),
    "edit": ("seq",),
    "writing": ("clause_id", "client", "clock"),
}
UNIQUE_TOO = {"version": ("clause_id", "number"), "journal_entry": ("digest",)}
IS_OPEN = "(SELECT stage FROM vote WHERE id = NEW.vote_id) = 'open'"
TAKEN_OUT = ("taken_out_at", "taken_out_by", "objection")
EXTENDED = {
    "sqlite": "replace(replace(json_extract(facts, '$.closes_at'), 'T', ' '), 'Z', '') = NEW.closes_at",
    "postgresql": "replace(facts->>'closes_at', 'Z', '')::timestamp = NEW.closes_at",
}
SET_ASIDE = "(vote_id, member_id, receipt) = (OLD.vote_id, OLD.member_id, OLD.receipt)"


def upgrade():
    _add_columns()
    for table, operations in APPEND_ONLY.items():
        for operation in operations:
            _guard(f"{table}_no_{operation.lower()}", table, operation, "1 = 0", f"{table} is append-only")
    _guard("ballot_set_aside_insert", "ballot_set_aside", "INSERT", IS_OPEN, "ballots are taken while a vote is open")
    _guard_votes()
    if _is_sqlite():
        _guard_against_replacing()


def _add_columns():
    op.add_column("vote", sa.Column("over_at", sa.DateTime(), nullable=True))
    op.add_column("vote", sa.Column("urn_counted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("vote", sa.Column("left_off", sa.JSON(), nullable=True))
    op.add_column("vote_request", sa.Column("entry", sa.JSON(), nullable=True))
    op.create_table(
        "ballot_set_aside",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name=op.f("fk_ballot_set_aside_vote_id_vote")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_ballot_set_aside_member_id_member")),
        sa.PrimaryKeyConstraint("vote_id", "member_id", "receipt", name=op.f("pk_ballot_set_aside")),
    )


def _guard_votes():
    _drop("ballot_delete", "ballot")
    gone = f"EXISTS (SELECT 1 FROM ballot_set_aside WHERE {SET_ASIDE})"  # noqa: S608  words of our own, here and below
    gone += " AND (SELECT stage FROM vote WHERE id = OLD.vote_id) = 'open'"
    _guard("ballot_delete", "ballot", "DELETE", gone, "a ballot is not taken back")
    _guard("ballot_key", "ballot", "UPDATE", _same(("vote_id", "member_id")), "a ballot stays with its elector")
    _guard("item_key", "item", "UPDATE", _same(("vote_id", "clause_id")), "an item stays in its vote")
    out = f"({_same(TAKEN_OUT)}) OR ({IS_OPEN} AND OLD.taken_out_at IS NULL)"
    _guard("item_out", "item", "UPDATE", out, "what was taken out of a block stays so")
    key = f"{_same(('id', 'charter_id'))} AND (OLD.roll_digest IS NULL OR ({_same(('clause_id', 'follows_id'))}))"
    _guard("vote_key", "vote", "UPDATE", key, "a vote stays the vote on what it is about")
    said = "verb = 'vote.extended' AND subject = 'vote:' || OLD.id"
    said += f" AND {EXTENDED[op.get_bind().dialect.name]}"
    said = f"EXISTS (SELECT 1 FROM journal_entry WHERE {said})"  # noqa: S608
    later = f"NEW.closes_at IS NOT NULL AND (OLD.closes_at IS NULL OR NEW.closes_at > OLD.closes_at) AND {said}"
    closes = f"OLD.roll_digest IS NULL OR ({_same(('closes_at', 'opens_at'))}) OR ({_same(('opens_at',))} AND {later})"
    _guard("vote_closes", "vote", "UPDATE", closes, "an open vote is extended, by an entry of the journal")
    over = f"OLD.over_at IS NULL OR ({_same(('over_at',))})"
    _guard("vote_over", "vote", "UPDATE", over, "the time of a vote comes once")


def _guard_against_replacing():
    """INSERT OR REPLACE deletes the row that is in its way, and tells no trigger unless a connection asks for that."""
    for table, columns in UNIQUE.items():
        for number, unique in enumerate(filter(None, (columns, UNIQUE_TOO.get(table)))):
            there = " AND ".join(f"{column} = NEW.{column}" for column in unique)
            free = f"NOT EXISTS (SELECT 1 FROM {table} WHERE {there})"  # noqa: S608
            _guard(f"{table}_replaced_{number}", table, "INSERT", free, f"a row of {table} is not replaced")
    there = "clause_id = NEW.clause_id AND after = NEW.after AND step = NEW.step"
    there = f"SELECT 1 FROM automatic_version WHERE id = NEW.id OR ({there})"  # noqa: S608
    # Of several processes that keep one, one does, and no other fails.
    ignore = f"WHEN EXISTS ({there}) BEGIN SELECT RAISE(IGNORE); END"
    op.execute(f"CREATE TRIGGER guard_automatic_version_replaced BEFORE INSERT ON automatic_version {ignore}")
    other = "SELECT 1 FROM vote WHERE id <> NEW.id AND clause_id = NEW.clause_id AND stage = 'open'"
    free = f"NEW.stage <> 'open' OR NOT EXISTS ({other})"
    for operation in ("INSERT", "UPDATE"):
        _guard(f"vote_replaced_{operation.lower()}", "vote", operation, free, "another vote on this clause is open")


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _same(columns):
    if _is_sqlite():
        return " AND ".join(f"NEW.{column} IS OLD.{column}" for column in columns)
    return " AND ".join(f"NEW.{column}::text IS NOT DISTINCT FROM OLD.{column}::text" for column in columns)


def _guard(name, table, operation, holds, says):
    """Refuse an operation unless something holds."""
    if _is_sqlite():
        refuse = f"SELECT RAISE(ABORT, '{says}')"
        op.execute(f"CREATE TRIGGER guard_{name} BEFORE {operation} ON {table} WHEN NOT ({holds}) BEGIN {refuse}; END")
        return
    row = "OLD" if operation == "DELETE" else "NEW"
    body = f"BEGIN IF NOT ({holds}) THEN RAISE EXCEPTION '{says}'; END IF; RETURN {row}; END"
    op.execute(f"CREATE FUNCTION guard_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(
        f"CREATE TRIGGER guard_{name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{name}()"
    )


def _drop(name, table):
    if _is_sqlite():
        op.execute(f"DROP TRIGGER guard_{name}")
        return
    op.execute(f"DROP TRIGGER guard_{name} ON {table}")
    op.execute(f"DROP FUNCTION guard_{name}()")


def downgrade():
    raise RuntimeError("what was set aside cannot be told in the old tables: restore a backup")
