"""The index of the search, marks of what is to be indexed, and the triggers that make them. Everything that is there
already is marked: the upgrade, or the first search, indexes it."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WRITTEN = (
    # table, kind of mark, column with its key, columns whose change counts ("" for all)
    ("comment", "comment", "id", ""),
    ("version", "clause", "clause_id", ""),
    ("clause", "clause", "id", "heading, stage"),
    ("vote", "vote", "id", "heading, question, stage, reason"),
    ("item", "vote", "vote_id", "heading, content, taken_out_at"),
    ("journal_entry", "journal", "seq", ""),
    ("journal_fact", "journal", "seq", ""),
    ("charter", "charter", "id", "title, summary"),
    ("section", "charter", "charter_id", "title, position"),
    ("member", "person", "id", "name, role, association_id"),
    ("association", "association", "id", "name, country, college_id"),
)
DEPENDENT = (
    # table, column whose change counts, kind of mark, which rows show it
    ("association", "name", "person", "SELECT id FROM member WHERE association_id = NEW.id"),
    ("college", "name", "association", "SELECT id FROM association WHERE college_id = NEW.id"),
)
KINDS = {
    "clause": ("clause", "id"),
    "comment": ("comment", "id"),
    "vote": ("vote", "id"),
    "charter": ("charter", "id"),
    "journal": ("journal_entry", "seq"),
    "person": ("member", "id"),
    "association": ("association", "id"),
}
INDEX = "CREATE INDEX ix_indexed_text_terms ON indexed_text USING gin (array_to_tsvector(string_to_array(terms, ' ')))"
FTS5 = (
    "CREATE VIRTUAL TABLE search_index USING fts5"
    " (terms, content='indexed_text', content_rowid='id', tokenize='ascii', detail='none', prefix='2 3')",
    "CREATE TRIGGER search_insert AFTER INSERT ON indexed_text BEGIN"
    " INSERT INTO search_index(rowid, terms) VALUES (NEW.id, NEW.terms); END",
    "CREATE TRIGGER search_delete AFTER DELETE ON indexed_text BEGIN"
    " INSERT INTO search_index(search_index, rowid, terms) VALUES ('delete', OLD.id, OLD.terms); END",
    "CREATE TRIGGER search_update AFTER UPDATE ON indexed_text BEGIN"
    " INSERT INTO search_index(search_index, rowid, terms) VALUES ('delete', OLD.id, OLD.terms);"
    " INSERT INTO search_index(rowid, terms) VALUES (NEW.id, NEW.terms); END",
)


def upgrade():
    op.create_table(
        "indexed_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("title_words", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indexed_text")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_indexed_text_kind")),
    )
    op.create_index(op.f("ix_indexed_text_charter_id"), "indexed_text", ["charter_id"])
    op.create_table(
        "index_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_mark")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in FTS5 if is_sqlite else (INDEX,):
        op.execute(statement)
    for each in WRITTEN:
        (_mark_on_sqlite if is_sqlite else _mark_on_postgresql)(*each)
    for each in DEPENDENT:
        (_mark_dependent_on_sqlite if is_sqlite else _mark_dependent_on_postgresql)(*each)
    for kind, (table, key) in KINDS.items():
        op.execute(f"INSERT INTO index_mark (kind, key) SELECT '{kind}', {key} FROM {table}")  # noqa: S608


def _mark_on_sqlite(table, kind, key, columns):
    for event, row in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
        of = f" OF {columns}" if columns and event == "update" else ""
        mark = f"INSERT INTO index_mark (kind, key) VALUES ('{kind}', {row}.{key})"  # noqa: S608
        op.execute(f"CREATE TRIGGER mark_{table}_{event} AFTER {event.upper()}{of} ON {table} BEGIN {mark}; END")


def _mark_dependent_on_sqlite(table, column, kind, rows):
    mark = f"INSERT INTO index_mark (kind, key) SELECT '{kind}', id FROM ({rows})"  # noqa: S608
    op.execute(f"CREATE TRIGGER mark_of_{table}_update AFTER UPDATE OF {column} ON {table} BEGIN {mark}; END")


def _mark_on_postgresql(table, kind, key, columns):
    for event, row in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
        of = f" OF {columns}" if columns and event == "update" else ""
        body = f"INSERT INTO index_mark (kind, key) VALUES ('{kind}', {row}.{key});"  # noqa: S608
        _trigger(f"mark_{table}_{event}", f"{event.upper()}{of}", table, body)


def _mark_dependent_on_postgresql(table, column, kind, rows):
    body = f"INSERT INTO index_mark (kind, key) SELECT '{kind}', id FROM ({rows}) AS shown;"  # noqa: S608
    _trigger(f"mark_of_{table}_update", f"UPDATE OF {column}", table, body)


def _trigger(name, event, table, body):
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$")
    op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade():
    postgresql = op.get_bind().dialect.name == "postgresql"
    names = [(f"mark_{table}_{event}", table) for table, *_ in WRITTEN for event in ("insert", "update", "delete")]
    for name, table in names + [(f"mark_of_{table}_update", table) for table, *_ in DEPENDENT]:
        op.execute(f"DROP TRIGGER {name} ON {table}" if postgresql else f"DROP TRIGGER {name}")
        if postgresql:
            op.execute(f"DROP FUNCTION {name}()")
    if not postgresql:
        op.execute("DROP TABLE search_index")
    op.drop_table("index_mark")
    op.drop_table("indexed_text")
