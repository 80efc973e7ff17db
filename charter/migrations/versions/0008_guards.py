"""What the database itself refuses about votes: a changed roll; a changed ballot or result once a vote has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ENDED = "(SELECT stage FROM vote WHERE id = {row}.vote_id) IN ('closed', 'cancelled')"
FIXED = ("rule", "digest", "roll_digest", "stage", "closed_at")
WRITTEN_ONCE = ("result", "ballots_root")
GUARDS = (
    ("elector_no_update", "UPDATE", "elector", "1 = 1", "a roll is frozen"),
    ("elector_no_delete", "DELETE", "elector", "1 = 1", "a roll is frozen"),
    ("ballot_no_insert", "INSERT", "ballot", ENDED.format(row="NEW"), "the vote has ended"),
    ("ballot_no_update", "UPDATE", "ballot", ENDED.format(row="NEW"), "the vote has ended"),
    ("ballot_no_delete", "DELETE", "ballot", "1 = 1", "a ballot is not taken away"),
    ("ballot_event_no_insert", "INSERT", "ballot_event", ENDED.format(row="NEW"), "the vote has ended"),
)


def upgrade():
    for name, operation, table, condition, says in GUARDS:
        _forbid(name, operation, table, condition, says)
    postgresql = op.get_bind().dialect.name == "postgresql"
    cast, different = ("::text", "IS DISTINCT FROM") if postgresql else ("", "IS NOT")
    differences = {column: f"NEW.{column}{cast} {different} OLD.{column}{cast}" for column in (*FIXED, *WRITTEN_ONCE)}
    once = [f"(COALESCE(OLD.{column}{cast}, 'null') <> 'null' AND {differences[column]})" for column in WRITTEN_ONCE]
    changed = " OR ".join([differences[column] for column in FIXED] + once)
    ended = f"OLD.stage IN ('closed', 'cancelled') AND ({changed})"
    _forbid("vote_no_second_end", "UPDATE", "vote", ended, "the vote has ended")


def _forbid(name, operation, table, condition, says):
    if op.get_bind().dialect.name == "sqlite":
        body = f"SELECT RAISE(ABORT, '{says}') WHERE {condition};"
        op.execute(sa.text(f"CREATE TRIGGER {name} BEFORE {operation} ON {table} BEGIN {body} END"))
        return
    gives = "OLD" if operation == "DELETE" else "NEW"
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{says}'; END IF; RETURN {gives}; END"
    op.execute(sa.text(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"))
    op.execute(sa.text(f"CREATE TRIGGER {name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"))


def downgrade():
    for name, table in [*((guard[0], guard[2]) for guard in GUARDS), ("vote_no_second_end", "vote")]:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            op.execute(sa.text(f"DROP TRIGGER {name} ON {table}"))
            op.execute(sa.text(f"DROP FUNCTION {name}()"))
