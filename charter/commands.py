"""The command group of `charter`: settings are read only when a command needs them, and errors are
one sentence."""

import sqlite3
from typing import Any

import click
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from charter import create_app
from charter.config import Misconfigured
from charter.core.errors import Refused

REFUSED_SETTINGS = 78
"""Exit status for wrong settings (EX_CONFIG of sysexits.h); systemd does not restart the unit then.
"""
_NOT_MIGRATED = ("no such table", "no such column", "does not exist", "has no column")


class _WrongSettings(click.ClickException):
    exit_code = REFUSED_SETTINGS


class Commands(AppGroup):
    """Commands that run in the application, which is created for the command that is called;
    listing them needs no settings."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> click.Context:
        """Give the command the factory of the application."""
        if parent is None:
            extra.setdefault("obj", ScriptInfo(create_app=create_app, set_debug_flag=False))
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; refusals and obstacles are printed as plain sentences, with an exit
        status."""
        try:
            return super().invoke(ctx)
        except (Misconfigured, Refused, SQLAlchemyError, sqlite3.Error, OSError, UnicodeError) as no:
            raise explained(no) from no


def explained(no: Exception) -> click.ClickException:
    """The error as one sentence."""
    return _WrongSettings(str(no)) if isinstance(no, Misconfigured) else click.ClickException(_words(no))


def _words(no: Exception) -> str:
    if isinstance(no, DBAPIError):
        first = " ".join(str(no.orig).split("\n")[:2])
        if any(words in first for words in _NOT_MIGRATED):
            return f"The database is not up to date: run `charter db upgrade` first. ({first})"

        return f"The database refuses: {first}"

    if isinstance(no, sqlite3.Error):  # of a backup, which is written beside SQLAlchemy
        return f"SQLite refuses: {no}"
    if isinstance(no, SQLAlchemyError):
        return f"The database cannot be used: {no}"
    if isinstance(no, OSError) and no.strerror:
        return f"{no.filename}: {no.strerror}" if no.filename else no.strerror
    if isinstance(no, UnicodeError):
        return "This is not written in UTF-8."

    return str(no)
