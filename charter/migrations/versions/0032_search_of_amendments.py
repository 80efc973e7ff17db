"""Mark amendments for the index of the search when they or their wordings are written; those that are there are
marked."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

WRITTEN = (
    # table, event, row, column with the key
    ("wording", "insert", "NEW", "amendment_id"),
    ("amendment", "update", "NEW", "id"),
)


def upgrade():
    for table, event, row, key in WRITTEN:
        mark = f"INSERT INTO index_mark (kind, key) VALUES ('amendment', {row}.{key})"  # noqa: S608
        name = f"mark_{table}_{event}"
        if _is_sqlite():
            op.execute(f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} BEGIN {mark}; END")
            continue
        body = f"BEGIN {mark}; RETURN NULL; END"
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
        op.execute(f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    op.execute("INSERT INTO index_mark (kind, key) SELECT 'amendment', id FROM amendment")


def _is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def downgrade():
    for table, event, _row, _key in WRITTEN:
        name = f"mark_{table}_{event}"
        op.execute(f"DROP TRIGGER {name}" if _is_sqlite() else f"DROP TRIGGER {name} ON {table}")
        if not _is_sqlite():
            op.execute(f"DROP FUNCTION {name}()")
    op.execute("DELETE FROM index_mark WHERE kind = 'amendment'")
    op.execute("DELETE FROM indexed_text WHERE kind = 'amendment'")
