"""Charter: associations draft a charter together, discuss it, vote on it and export it."""

import logging
import os
from pathlib import Path
from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from gevent.monkey import is_module_patched
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from charter import database, extensions
from charter.config import Settings
from charter.database import db

HERE = Path(__file__).resolve().parent
HOME = HERE if (HERE / "templates").is_dir() else HERE.parent
"""The folder of templates/ and static/: beside the package in a checkout, inside it once installed.
"""


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Build the application from the environment, or from `settings`; `overrides` are Flask's own
    settings.

    Raises `Misconfigured` when the settings are unsafe.
    """
    settings = settings or Settings.read(os.environ)
    instance = settings.prepare_instance()
    app = Flask(__name__, template_folder=str(HOME / "templates"), static_folder=None, instance_path=str(instance))
    app.config.update(settings.flask() | {"FONTS": HOME / "static" / "fonts"} | overrides)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = (
        StrictUndefined  # a missing value or label fails its page: shown empty, nobody would notice
    )
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for library in ("flask-limiter", "flask_wtf.csrf"):  # which log addresses; the line of the request says the rest
        logging.getLogger(library).setLevel(logging.ERROR)
    _bind_extensions(app)
    _bind_web(app)
    _bind_features(app)
    _bind_routes(app)
    _bind_sockets(app)
    app.wsgi_app = _without_forwarded(app.wsgi_app)  # type: ignore[method-assign]
    if int(settings.proxies):
        hops = int(settings.proxies)
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _without_forwarded(application: Any) -> Any:
    """Remove forwarding headers from unknown proxies. Only ProxyFix reads those of known ones;
    Engine.IO would believe any."""

    def without(environ: dict[str, Any], start_response: Any) -> Any:
        for name in ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO"):
            environ.pop(name, None)
        return application(environ, start_response)

    return without


def _bind_extensions(app: Flask) -> None:
    from charter.accounts import current
    from charter.web import language
    from charter.web.background import Background
    from charter.web.realtime.process_bus import ProcessBus

    database.install(app)
    extensions.migrate.init_app(app, db, directory=str(HERE / "migrations"), render_as_batch=True)
    extensions.babel.init_app(app, locale_selector=language.choose, timezone_selector=current.zone, default_locale="fr")
    extensions.csrf.init_app(app)
    extensions.limiter.init_app(app)
    extensions.compress.init_app(app)
    Background(app)
    ProcessBus(app)


def _bind_web(app: Flask) -> None:
    from charter.accounts import current
    from charter.pages import charter_header, participation
    from charter.pages.work import counts
    from charter.site import routes as site
    from charter.web import access, assets, errors, language, request_log, request_priority
    from charter.web.input import form_errors, parsing, url_converters
    from charter.web.rendering import labels, template_filters
    from charter.web.security import headers, session_cookie

    access.install(app, who=current.member, takes_part=participation.takes_part, outsider=participation.outsider)
    app.jinja_env.globals.update(
        me=access.person, takes_part=access.takes_part, other_mandates=current.other_mandates, work_number=counts.number
    )
    for module in (
        request_log,
        request_priority,
        parsing,
        url_converters,
        session_cookie,
        errors,
        template_filters,
        headers,
        language,
    ):
        module.install(app)
    for module in (form_errors, labels, charter_header, site):
        module.install(app)
    assets.install(app, HOME / "static" / "dist")


def _bind_features(app: Flask) -> None:
    """What features do beside answering requests: their state, loops, signals and topics."""
    from charter.accounts import actions as accounts
    from charter.amendments.relating import relation_cache
    from charter.amendments.rounds import schedule as rounds
    from charter.amendments.suggestions import placing
    from charter.amendments.views import memory
    from charter.collab import events
    from charter.comments.extension import Comments
    from charter.core import signals
    from charter.directory import importing
    from charter.imports import actions as text_imports
    from charter.journal import hourly
    from charter.notifications import sending
    from charter.pages import topics
    from charter.search import indexing
    from charter.votes.extension import Votes
    from charter.votes.reporting import model_sentences, vote_sentences
    from charter.web.realtime import change_events

    events.install(app)
    Comments(app)
    Votes(app)
    for module in (
        vote_sentences,
        model_sentences,
        relation_cache,
        memory,
        placing,
        rounds,
        hourly,
        sending,
        importing,
        text_imports,
        indexing,
    ):
        module.install(app)
    change_events.install(app, topics.READERS)
    signals.language_chosen.connect(accounts.choose_language)


def _bind_routes(app: Flask) -> None:
    from charter.accounts import routes as accounts
    from charter.accounts.delegation import routes as delegation
    from charter.charters import routes as charters
    from charter.clauses import routes as clauses
    from charter.collab import routes as collab
    from charter.comments import routes as comments
    from charter.directory import import_routes as imports
    from charter.directory import member_routes as directory
    from charter.directory.joining import routes as joining
    from charter.export import routes as export
    from charter.export.bundle import routes as bundle
    from charter.history.views import making_routes, version_routes
    from charter.imports import routes as text_imports
    from charter.search import routes as search
    from charter.setup import routes as setup
    from charter.site import routes as site

    history = (making_routes, version_routes)
    features = (charters, clauses, collab, comments, *_amendments(), text_imports, setup, site, search)
    for module in (
        accounts,
        delegation,
        directory,
        joining,
        imports,
        *features,
        *_votes(),
        *history,
        export,
        bundle,
        *_pages(),
    ):
        app.register_blueprint(module.bp)


def _votes() -> tuple[Any, ...]:
    """The modules of votes."""
    from charter.votes.views import (
        decision_routes,
        heads_routes,
        meeting_routes,
        preparing_routes,
        urn_routes,
        voter_routes,
    )

    return voter_routes, preparing_routes, meeting_routes, urn_routes, heads_routes, decision_routes


def _amendments() -> tuple[Any, ...]:
    """The modules of amendments and suggestions."""
    from charter.amendments.discussion import routes as discussion
    from charter.amendments.incorporation import routes as incorporation
    from charter.amendments.rounds import routes as rounds
    from charter.amendments.suggestions import deciding_routes as suggestions
    from charter.amendments.suggestions import writing_routes as suggesting
    from charter.amendments.views import amendment_routes
    from charter.amendments.views.answering import answer_routes
    from charter.amendments.views.writing import drafting_routes

    suggested = (suggestions, suggesting)
    return (amendment_routes, answer_routes, discussion, drafting_routes, rounds, incorporation, *suggested)


def _pages() -> tuple[Any, ...]:
    """The modules of pages that show several features at once."""
    from charter.pages import mail_routes, routes, status_routes
    from charter.pages.assembly import routes as assembly
    from charter.pages.home import routes as home
    from charter.pages.journal import routes as journal
    from charter.pages.people import routes as people
    from charter.pages.still_open import routes as still_open
    from charter.pages.timeline import routes as timeline
    from charter.pages.to_decide import gesture_routes as gestures
    from charter.pages.to_decide import routes as to_decide
    from charter.pages.to_decide.advising import routes as advising
    from charter.pages.work import routes as work
    from charter.pages.workshop import routes as workshop

    deciding = (still_open, to_decide, gestures, advising)
    of_charter = (workshop, timeline, people, assembly, *deciding, journal)
    return routes, home, work, *of_charter, mail_routes, status_routes


def _bind_sockets(app: Flask) -> None:
    """Bind Socket.IO; last, when every event is registered."""
    from charter.web.realtime import patched_packages

    patched_packages.check_versions()  # before the import of patches: names that they need may be gone
    from charter.web import access
    from charter.web.realtime import (
        engineio_handshake,
        engineio_pings,
        engineio_polling,
        engineio_upgrade,
        engineio_websocket,
        engineio_writer,
        packets,
    )

    for patch in (
        engineio_polling,
        engineio_handshake,
        engineio_upgrade,
        engineio_websocket,
        engineio_writer,
        engineio_pings,
    ):
        patch.install()
    socketio = SocketIO()
    socketio.init_app(
        app,
        async_mode="gevent" if is_module_patched("threading") else "threading",
        async_handlers=False,  # frames of one browser are answered in the order they came
        serializer=app.config["SOCKET_SERIALIZER"],
    )
    if app.config["SOCKET_SERIALIZER"] == "msgpack":
        packets.install(socketio.server)
    access.socket_events.bind(app, socketio)
