"""Who may do what. Every page and every socket event names a permission; what names none stays shut.

The table says which roles may ever do a thing. Two more conditions are asked by the verbs themselves, in the
transaction that acts: the phase of the charter (`charters.queries.has_right`) and the stage of the clause or vote.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, current_app, g, request
from flask_babel import lazy_gettext as _l
from gevent.lock import BoundedSemaphore

from charter.core.errors import NotAllowed, Refused
from charter.database import is_passing
from charter.extensions import socketio
from charter.web import failure_log

log = logging.getLogger("charter")
DELEGATE, MODERATOR, SECRETARY, OBSERVER, PUBLIC = "delegate", "moderator", "secretary", "observer", "public"
ROLES = (DELEGATE, MODERATOR, SECRETARY, OBSERVER)
MEMBERS = frozenset(ROLES)
EVERYONE = MEMBERS | {PUBLIC}
CHAIR = frozenset({MODERATOR, SECRETARY})

PERMISSIONS: dict[str, frozenset[str]] = {
    "site.read": EVERYONE,
    "session.start": EVERYONE,
    "account.manage": MEMBERS,
    "members.read": MEMBERS,
    "members.manage": frozenset({SECRETARY}),
    "charters.read": EVERYONE,
    "charters.manage": CHAIR,
    "phases.manage": frozenset({SECRETARY}),
    "clauses.read_live": MEMBERS,
    "clauses.edit": MEMBERS,  # the phase decides, at each update
    "clauses.publish": frozenset({MODERATOR}),
    "comments.read": MEMBERS,
    "comments.write": MEMBERS,
    "votes.read": EVERYONE,
    "votes.manage": frozenset({MODERATOR}),
    "votes.cast": MEMBERS,  # the roll decides: a change of role after the opening changes nothing
    "journal.read": EVERYONE,
    "export.read": EVERYONE,
}

events: dict[str, str] = {}
"""The permission of each socket event, by its name."""
MOST_EVENTS = 8
"""Events that are worked on at once: fewer than the database has connections, so that pages find some too. When a hall
comes in one burst, the others wait here, and hold nothing. Whoever lets the next one in goes on at once, which Python's
own semaphore does not do under gevent: an answer must be on its way before anything that builds on it."""
TRY_AGAIN_MS = 2000
"""Until whoever met an outage asks again."""
_turns = BoundedSemaphore(MOST_EVENTS)
keystroke_events: dict[str, Callable[..., Any]] = {}
"""The handlers of the events that come at every keystroke."""

Page = TypeVar("Page", bound=Callable[..., Any])


class Person(Protocol):
    """What the guards need to know of a member."""

    id: int
    role: str
    language: str | None


class SignInFirst(NotAllowed):
    """Nobody is signed in, and this needs somebody."""


def person() -> Person | None:
    """Who is behind this request or event: read from the database once for each, never remembered longer."""
    if "person" not in g:
        g.person = current_app.extensions["charter_who"]()
        g.member_id = g.person.id if g.person else 0  # which the log of requests needs, whatever became of the database
    return cast(Person | None, g.person)


def may(permission: str) -> bool:
    """Whether the role of the person behind this request holds `permission`; LookupError if there is no such one."""
    allowed = PERMISSIONS[permission]
    if allowed == EVERYONE:
        return True  # without asking the database who it is
    who = person()
    return (who.role if who else PUBLIC) in allowed


def require(permission: str) -> None:
    """Raise `NotAllowed` unless the person behind this request holds `permission`, as of now."""
    if may(permission):
        return
    if person() is None:
        raise SignInFirst(_l("Sign in to do this."))
    raise NotAllowed(_l("Your role does not allow this."))


def allows(permission: str) -> Callable[[Page], Page]:
    """Guard a page with a permission of the table; LookupError if there is no such permission."""
    if permission not in PERMISSIONS:
        raise LookupError(f"unknown permission: {permission}")

    def decorate(page: Page) -> Page:
        @wraps(page)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            require(permission)
            return page(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast(Page, guarded)

    return decorate


def event(name: str, permission: str) -> Callable[[Page], Page]:
    """Register a guarded socket event; a refusal becomes its acknowledgement, `{"refused": [sentences]}`."""

    def decorate(handler: Page) -> Page:
        guarded = allows(permission)(handler)

        @wraps(guarded)
        def answered(*args: Any) -> Any:
            try:
                with _turns:
                    return guarded(*args)
            except _UNDERSTOOD as no:
                return _no(name, no)
            except Exception as problem:
                if not is_passing(problem):
                    raise
                failure_log.tell(log, "socket event %s could not be answered", name)
                return {"wait": TRY_AGAIN_MS}

        events[name] = permission
        socketio.on(name)(answered)
        return cast(Page, answered)

    return decorate


def keystroke_event(name: str, permission: str) -> Callable[[Page], Page]:
    """Register a socket event that comes at every keystroke of a crowd. Its handler is given the socket's id before
    the arguments, and no request: what `permission` stands for is asked by the statement that writes."""

    def decorate(handler: Page) -> Page:
        @wraps(handler)
        def answered(sid: str, *args: Any) -> Any:
            try:
                return handler(sid, *args)
            except _UNDERSTOOD as no:
                environ = socketio.server.get_environ(sid)
                with environ["flask.app"].request_context(environ):
                    return _no(name, no)

        events[name] = permission
        keystroke_events[name] = answered
        return cast(Page, answered)

    return decorate


_UNDERSTOOD = (Refused, TypeError, ValueError, OverflowError)


def _no(name: str, no: Exception) -> dict[str, list[str]]:
    """A refusal in the language of the request; that arguments were malformed is logged, without their values."""
    if isinstance(no, Refused):
        return {"refused": [str(reason) for reason in no.reasons]}
    failure_log.seldom(log, "socket event %s not understood: %s", name, type(no).__name__)
    return {"refused": [str(_l("This message was not understood."))]}


def bind_keystrokes() -> None:
    """Let the socket server call the handlers of keystroke events directly, without a request for each."""
    for name, handler in keystroke_events.items():
        socketio.server.on(name, handler)


def install(app: Flask, who: Callable[[], Person | None]) -> None:
    """Shut every page of `app` that names no permission; `who` returns the member signed in, or None."""
    app.extensions["charter_who"] = who
    app.jinja_env.globals.update(may=may)

    @app.before_request
    def refuse_unmarked_pages() -> None:
        page = current_app.view_functions.get(request.endpoint or "")
        if page and not hasattr(page, "permission"):
            raise NotAllowed(_l("This page has no permission set, so it stays shut."))
