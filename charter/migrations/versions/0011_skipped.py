"""What databases lack that were made by commits between which earlier migrations were changed: nothing for the others.

0004 was put below 0005 and 0006 when some databases had run these; 0008 had other guards at first; 0001 had no index
for the one preamble of a charter at first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FIRST_GUARDS = (
    # name, table
    ("elector_no_update", "elector"),
    ("elector_no_delete", "elector"),
    ("ballot_no_insert", "ballot"),
    ("ballot_no_update", "ballot"),
    ("ballot_no_delete", "ballot"),
    ("ballot_event_no_insert", "ballot_event"),
    ("vote_no_second_end", "vote"),
)
PREAMBLE = sa.text("kind = 'preamble' AND stage <> 'dropped'")


def upgrade():
    look = sa.inspect(op.get_bind())
    if not look.has_table("journal_checkpoint"):
        _run("0004")
    if "guard_vote_opened" not in _triggers():
        _drop_first_guards()
        _run("0008")
    if "uq_clause_preamble" not in {index["name"] for index in look.get_indexes("clause")}:
        where = {"sqlite_where": PREAMBLE, "postgresql_where": PREAMBLE}
        op.create_index("uq_clause_preamble", "clause", ["charter_id"], unique=True, **where)


def _run(revision):
    """What an earlier migration does."""
    op.get_context().script.get_revision(revision).module.upgrade()


def _triggers():
    of_dialect = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    return set(op.get_bind().scalars(sa.text(of_dialect[op.get_bind().dialect.name])))


def _drop_first_guards():
    for name, table in FIRST_GUARDS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")


def downgrade():
    """What was skipped is not taken away again."""
