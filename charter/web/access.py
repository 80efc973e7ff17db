"""Permissions. Every page and every socket event names one; without one it is refused.

The table says which roles may ever do something. Two more conditions are checked by the verbs, in
the transaction that acts: the stage of the charter (`charters.queries.has_right`) and that of the
clause or vote.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, current_app, g, request
from flask_babel import lazy_gettext as _l
from flask_socketio import SocketIO
from gevent.lock import BoundedSemaphore

from charter.core.errors import NotAllowed, Refused
from charter.database import is_passing
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
    "site.manage": frozenset({SECRETARY}),
    "members.read": MEMBERS,
    "people.read": MEMBERS,  # of the charter that they take part in; the public reads its associations
    "members.manage": frozenset({SECRETARY}),
    "delegations.seat": frozenset({DELEGATE, SECRETARY}),  # and of the delegates, the head alone
    "charters.read": EVERYONE,
    "charters.manage": CHAIR,
    "rights.manage": frozenset({SECRETARY}),
    "assembly.manage": CHAIR,
    "clauses.read_live": MEMBERS,
    "clauses.edit": MEMBERS,  # the stage decides, at each update
    "clauses.publish": frozenset({MODERATOR}),
    "comments.read": MEMBERS,
    "comments.write": MEMBERS,
    "rounds.manage": frozenset({MODERATOR}),
    "amendments.read": EVERYONE,  # the round decides: for the public, or for members
    "amendments.write": MEMBERS,  # the stage decides, and the round: who binds their association
    "amendments.cosign": MEMBERS,
    "amendments.decide": frozenset({MODERATOR}),
    "amendments.review": frozenset({SECRETARY}),  # once, where an author does not agree that theirs is inadmissible
    "suggestions.read": MEMBERS,
    "suggestions.write": MEMBERS,  # the stage decides: who may comment while the text is drafted
    "suggestions.decide": MEMBERS,  # who may edit the text
    "votes.read": EVERYONE,
    "votes.manage": frozenset({MODERATOR}),
    "decisions.manage": CHAIR,
    "votes.cast": MEMBERS,  # the roll decides: a change of role after the opening changes nothing
    "proxies.give": MEMBERS,  # the stage decides, as for votes to come
    "proxies.revoke": MEMBERS,  # who gave one decides, though they may take no part any more
    "journal.read": EVERYONE,
    "export.read": EVERYONE,
}

BY_ROLL = {"votes.cast", "proxies.revoke"}
"""What a roll or a proxy decides, whoever takes part now."""

MAX_CONCURRENT_EVENTS = 8
"""Socket events processed at once: fewer than the database has connections, so that pages find some
too. When a whole hall sends at once, the other events wait here and hold nothing."""
RETRY_AFTER_MS = 2000
"""How long a client waits after an outage before it sends again."""

Handler = Callable[..., Any]


class SocketEvents:
    """The declared socket events: the permission of each by its name, and the handlers. Filled by
    the decorators below when their modules are imported, as Flask's blueprints are; holds nothing
    of an app."""

    def __init__(self) -> None:
        self.permissions: dict[str, str] = {}
        self.handlers: dict[str, Handler] = {}
        self.keystroke_handlers: dict[str, Handler] = {}

    def bind(self, app: Flask, socketio: SocketIO) -> None:
        """Let the Socket.IO server of an app call the handlers; those of keystrokes directly,
        without a request."""
        for name, handler in self.handlers.items():
            socketio.on_event(name, handler)
        for name, handler in self.keystroke_handlers.items():
            socketio.server.on(name, partial(handler, app))


socket_events = SocketEvents()

Page = TypeVar("Page", bound=Callable[..., Any])


class Person(Protocol):
    """What the guards need to know about a member."""

    id: int
    role: str
    language: str | None


class SignInFirst(NotAllowed):
    """The page is for members, and nobody is signed in."""


def person() -> Person | None:
    """The person behind this request or event: read from the database once per request, and not
    kept longer."""
    if "person" not in g:
        g.person = current_app.extensions["charter_who"]()
        g.member_id = g.person.id if g.person else 0  # which the log of requests needs, whatever became of the database
    return cast(Person | None, g.person)


def takes_part() -> bool:
    """Whether this person takes part in the charter of this page; read once per request. True where
    the page is of no charter."""
    if "takes_part" not in g:
        who = person()
        g.takes_part = who is not None and current_app.extensions["charter_takes_part"](who, request.view_args or {})
    return cast(bool, g.takes_part)


def may(permission: str) -> bool:
    """Whether the role of this person has `permission` here; LookupError for an unknown one. Who
    takes no part in the charter of a page reads there what the public reads."""
    allowed = PERMISSIONS[permission]
    if allowed == EVERYONE:
        return True  # without asking the database who it is
    who = person()
    is_member = who is not None and (permission in BY_ROLL or takes_part())
    return (who.role if who and is_member else PUBLIC) in allowed


def require(permission: str) -> None:
    """Raise `NotAllowed` unless this person has `permission` now."""
    if may(permission):
        return
    if person() is None:
        raise SignInFirst(_l("Sign in to do this."))
    if not takes_part():
        raise current_app.extensions["charter_outsider"](request.view_args or {})
    raise NotAllowed(_l("Your role does not allow this."))


def allows(permission: str) -> Callable[[Page], Page]:
    """Guard a page with a permission; LookupError for an unknown one."""
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
    """Register a guarded socket event. A refusal becomes its acknowledgement, `{"refused":
    [sentences]}`."""

    def decorate(handler: Page) -> Page:
        guarded = allows(permission)(handler)

        @wraps(guarded)
        def answered(*args: Any) -> Any:
            try:
                # A semaphore of gevent, not of threading: there, whoever releases it yields to the
                # next in line, and an answer would go out after an update that builds on it.
                with current_app.extensions["event_slots"]:
                    return guarded(*args)
            except _UNDERSTOOD as no:
                return _refusal(name, no)
            except Exception as problem:
                if not is_passing(problem):
                    raise
                failure_log.report(log, "socket event %s could not be answered", name)
                return {"wait": RETRY_AFTER_MS}

        socket_events.permissions[name] = permission
        socket_events.handlers[name] = answered
        return cast(Page, answered)

    return decorate


def keystroke_event(name: str, permission: str) -> Callable[[Page], Page]:
    """Register a socket event that is sent at every keystroke. Its handler receives the app and the
    socket's id, and no request context: the statement that writes checks what `permission` stands
    for."""

    def decorate(handler: Page) -> Page:
        @wraps(handler)
        def answered(app: Flask, sid: str, *args: Any) -> Any:
            try:
                return handler(app, sid, *args)
            except _UNDERSTOOD as no:
                with app.request_context(app.extensions["socketio"].server.get_environ(sid)):
                    return _refusal(name, no)

        socket_events.permissions[name] = permission
        socket_events.keystroke_handlers[name] = answered
        return cast(Page, answered)

    return decorate


_UNDERSTOOD = (Refused, TypeError, ValueError, OverflowError)


def _refusal(name: str, no: Exception) -> dict[str, list[str]]:
    """A refusal in the language of the request. Malformed arguments are logged, without their
    values."""
    if isinstance(no, Refused):
        return {"refused": [str(reason) for reason in no.reasons]}
    failure_log.report_rarely(log, "socket event %s not understood: %s", name, type(no).__name__)
    return {"refused": [str(_l("This message was not understood."))]}


def install(
    app: Flask,
    who: Callable[[], Person | None],
    takes_part: Callable[[Person, Mapping[str, Any]], bool],
    outsider: Callable[[Mapping[str, Any]], Refused],
) -> None:
    """Refuse every page of `app` that names no permission.

    `who` returns the signed-in member, or None; `takes_part` tells whether they take part in the
    charter that a page is of, by the arguments in its address; `outsider` is the refusal to those who
    do not.
    """
    app.extensions["charter_who"] = who
    app.extensions["charter_takes_part"] = takes_part
    app.extensions["charter_outsider"] = outsider
    app.extensions["event_slots"] = BoundedSemaphore(MAX_CONCURRENT_EVENTS)
    app.jinja_env.globals.update(may=may)

    @app.before_request
    def refuse_unmarked_pages() -> None:
        page = current_app.view_functions.get(request.endpoint or "")
        if page and not hasattr(page, "permission"):
            raise NotAllowed(_l("This page has no permission set, so it stays shut."))
