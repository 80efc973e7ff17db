"""What a vote has fixed stays: the database itself refuses to change it, whoever asks."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OPEN = "(SELECT stage FROM vote WHERE id = {row}.vote_id) = 'open'"
UNFIXED = "(SELECT roll_digest FROM vote WHERE id = {row}.vote_id) IS NULL"
FIXED_AT_OPENING = (
    *("kind", "heading", "question", "language", "digest", "rule", "rule_digest", "ballots", "holders", "most_votes"),
    *("proxies", "needs_presence", "shows_turnout", "two_persons", "chair_id"),
    *("roll_digest", "opened_at", "opened_by"),
)
FIXED_OF_ITEM = ("position", "version_id", "number", "heading", "content", "html", "digest", "stage_before")
STEPS = ("opened", "ended", "stage")
NEVER = "1 = 0"
TAKEN = "ballots are taken while a vote is open"

GUARDS = [
    # table, operation, row, what must hold, what the database says
    ("elector", "INSERT", "NEW", UNFIXED, "the roll of an open vote is fixed"),
    ("elector", "UPDATE", "NEW", NEVER, "the roll of an open vote is fixed"),
    ("elector", "DELETE", "OLD", NEVER, "the roll of an open vote is fixed"),
    ("ballot", "INSERT", "NEW", OPEN, TAKEN),
    ("ballot", "UPDATE", "NEW", OPEN, TAKEN),
    ("ballot", "DELETE", "OLD", NEVER, "a ballot is not taken back"),
    ("ballot_event", "INSERT", "NEW", OPEN, TAKEN),
    ("signing", "INSERT", "NEW", OPEN, TAKEN),
    ("signing", "UPDATE", "NEW", NEVER, "a sealed ballot is not changed"),
    ("signing", "DELETE", "OLD", OPEN, TAKEN),
    ("sealed_ballot", "INSERT", "NEW", OPEN, TAKEN),
    ("sealed_ballot", "UPDATE", "NEW", NEVER, "a sealed ballot is not changed"),
    ("sealed_ballot", "DELETE", "OLD", OPEN, TAKEN),
    ("item", "INSERT", "NEW", "(SELECT stage FROM vote WHERE id = NEW.vote_id) = 'prepared'", "the text is fixed"),
    ("item", "DELETE", "OLD", UNFIXED, "the text of an open vote is fixed"),
    ("vote", "DELETE", "OLD", NEVER, "a vote is kept"),
]


def upgrade():
    for table, operation, row, holds, says in GUARDS:
        _guard(f"{table}_{operation.lower()}", table, operation, row, holds.format(row=row), says)
    fixed = f"{UNFIXED.format(row='OLD')} OR ({_same(FIXED_OF_ITEM)})"
    _guard("item_update", "item", "UPDATE", "NEW", fixed, "the text of an open vote is fixed")
    is_open = f"OLD.roll_digest IS NULL OR ({_same(FIXED_AT_OPENING)})"
    _guard("vote_opened", "vote", "UPDATE", "NEW", is_open, "what a vote fixed at its opening stays")
    _guard("vote_ended", "vote", "UPDATE", "NEW", "OLD.stage NOT IN ('closed', 'cancelled')", "a vote that ended stays")
    _guard("vote_stage", "vote", "UPDATE", "NEW", _steps(), "a vote goes from prepared to open to its end")


def _steps():
    counted = "(NEW.result IS NOT NULL) = (NEW.stage = 'closed')"
    onwards = "OLD.stage = 'prepared' OR NEW.stage IN ('open', 'closed', 'cancelled')"
    first = "NOT (OLD.stage = 'prepared' AND NEW.stage = 'closed')"
    return f"{counted} AND ({onwards}) AND {first}"


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _same(columns):
    if _is_sqlite():
        return " AND ".join(f"NEW.{column} IS OLD.{column}" for column in columns)
    return " AND ".join(f"NEW.{column}::text IS NOT DISTINCT FROM OLD.{column}::text" for column in columns)


def _guard(name, table, operation, row, holds, says):
    """Refuse an operation unless something holds."""
    if _is_sqlite():
        refuse = f"SELECT RAISE(ABORT, '{says}')"
        op.execute(f"CREATE TRIGGER guard_{name} BEFORE {operation} ON {table} WHEN NOT ({holds}) BEGIN {refuse}; END")
        return
    body = f"BEGIN IF NOT ({holds}) THEN RAISE EXCEPTION '{says}'; END IF; RETURN {row}; END"
    op.execute(f"CREATE FUNCTION guard_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(
        f"CREATE TRIGGER guard_{name} BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{name}()"
    )


def downgrade():
    names = [(table, f"{table}_{operation.lower()}") for table, operation, *_ in GUARDS]
    for table, name in [*names, ("item", "item_update"), *(("vote", f"vote_{each}") for each in STEPS)]:
        on = "" if _is_sqlite() else f" ON {table}"
        op.execute(f"DROP TRIGGER guard_{name}{on}")
        if on:
            op.execute(f"DROP FUNCTION guard_{name}()")
