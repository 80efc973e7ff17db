"""Statements that run at every keystroke: compiled once, and executed on the driver's own cursor.

What SQLAlchemy does for each execution (cache key, context, events, result) takes longer than SQLite
takes for the statement. The transaction stays SQLAlchemy's, and so do the errors.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ClauseElement

Parameters = tuple[Any, ...] | dict[str, Any]


class CompiledStatement:
    """One statement with bound parameters, compiled for each dialect that executes it."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Callable[[Mapping[str, Any]], Parameters]]] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Execute it in the transaction of a connection and return all rows; raises DBAPIError.

        Columns come as the driver gives them: none may need a conversion.
        """
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = _compile(self._statement, dialect)
        sql, bind = self._compiled[dialect.name]

        with closing(connection.connection.cursor()) as cursor:
            try:
                cursor.execute(sql, bind(values))
                return list(cursor.fetchall())
            except dialect.loaded_dbapi.Error as problem:
                raise _translated(connection, sql, problem) from problem


def _compile(statement: ClauseElement, dialect: Dialect) -> tuple[str, Callable[[Mapping[str, Any]], Parameters]]:
    """The text of a statement, and what makes the driver's parameters of values by name."""
    compiled: Any = statement.compile(dialect=dialect)
    constants: dict[str, Any] = dict(compiled.params)
    processors = {name: bound.type.bind_processor(dialect) for name, bound in compiled.binds.items()}
    processors = {name: process for name, process in processors.items() if process}

    def named(values: Mapping[str, Any]) -> dict[str, Any]:
        given = {**constants, **values}
        for name, process in processors.items():
            given[name] = process(given[name])
        return given

    if not compiled.positional:
        return str(compiled), named
    order = tuple(compiled.positiontup)
    return str(compiled), lambda values: tuple(map(named(values).__getitem__, order))


def _translated(connection: Connection, sql: str, problem: Exception) -> BaseException:
    """A driver's error as SQLAlchemy raises it; a connection that it shows to be dead is not used again."""
    dialect = connection.dialect
    is_dead = dialect.is_disconnect(problem, connection.connection.driver_connection, None)  # type: ignore[arg-type]
    if is_dead:
        connection.invalidate(problem)
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, problem, base, connection_invalidated=is_dead, dialect=dialect)
