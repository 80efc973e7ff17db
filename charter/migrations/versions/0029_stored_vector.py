"""On PostgreSQL, keep the vector of each text that is searched: whatever the planner thinks of the index, no search
makes the vectors of a whole table. SQLite has nothing of the kind."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BEFORE = "CREATE INDEX ix_indexed_text_terms ON indexed_text USING gin (array_to_tsvector(string_to_array(terms, ' ')))"


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_indexed_text_terms")
        op.execute(
            "ALTER TABLE indexed_text ADD COLUMN vector tsvector NOT NULL"
            " GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED"
        )
        op.execute("CREATE INDEX ix_indexed_text_vector ON indexed_text USING gin (vector) WITH (fastupdate = off)")


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_indexed_text_vector")
        op.execute("ALTER TABLE indexed_text DROP COLUMN vector")
        op.execute(BEFORE)
