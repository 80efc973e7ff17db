"""Statements on the driver's cursor: they answer, and fail, as SQLAlchemy's own execution does."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from charter.clauses.models import Clause
from charter.collab.models import Edit
from charter.collab.storage.compiled_statement import CompiledStatement
from charter.database import UtcDateTime, db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def connection(app):
    with db.engine.begin() as begun:
        yield begun


def append(clause_id: int) -> CompiledStatement:
    now = bindparam("now", type_=UtcDateTime())
    row = select(bindparam("clause"), now, bindparam("blob", type_=Edit.blob.type)).where(Clause.id == clause_id)
    return CompiledStatement(insert(Edit).from_select(["clause_id", "at", "blob"], row).returning(Edit.seq))


def test_what_it_writes_reads_as_if_sqlalchemy_had_written_it(connection, clause):
    statement = append(clause.id)
    [(seq,)] = statement.rows(connection, {"clause": clause.id, "now": NOON, "blob": b"\x00\xff"})
    [(again,)] = statement.rows(connection, {"clause": clause.id, "now": NOON, "blob": b""})
    read = connection.execute(select(Edit.at, Edit.blob).where(Edit.seq.in_([seq, again])).order_by(Edit.seq)).all()
    assert read == [(NOON, b"\x00\xff"), (NOON, b"")]


def test_it_gives_all_rows_or_none(connection, clause):
    statement = CompiledStatement(select(Clause.id).where(Clause.id <= bindparam("last")).order_by(Clause.id))
    assert statement.rows(connection, {"last": 3}) == [(1,), (2,), (3,)]
    assert statement.rows(connection, {"last": 0}) == []


def test_it_fails_with_the_errors_of_sqlalchemy(connection, clause):
    with pytest.raises(IntegrityError) as problem:
        append(clause.id).rows(connection, {"clause": None, "now": NOON, "blob": b""})
    assert not problem.value.connection_invalidated


def test_a_database_that_is_gone_is_told_as_such(connection, clause):
    statement = append(clause.id)
    statement.rows(connection, {"clause": clause.id, "now": NOON, "blob": b""})
    connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(OperationalError):
        statement.rows(connection, {"clause": clause.id, "now": NOON, "blob": b""})
    connection.exec_driver_sql("PRAGMA query_only = OFF")
