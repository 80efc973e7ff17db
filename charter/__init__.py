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
    from charter.web import language
    from charter.web.background import Background
    from charter.web.realtime.process_bus import ProcessBus

    database.install(app)
    extensions.migrate.init_app(app, db, directory=str(HERE / "migrations"), render_as_batch=True)
    extensions.babel.init_app(app, locale_selector=language.choose, default_locale="fr")
    extensions.csrf.init_app(app)
    extensions.limiter.init_app(app)
    extensions.compress.init_app(app)
    Background(app)
    ProcessBus(app)


def _bind_web(app: Flask) -> None:
    from charter.accounts import current
    from charter.pages import participation
    from charter.web import access, assets, errors, language, request_log, request_priority
    from charter.web.input import form_errors, parsing, url_converters
    from charter.web.rendering import labels, template_filters
    from charter.web.security import headers, session_cookie

    access.install(app, who=current.member, takes_part=participation.takes_part, outsider=participation.outsider)
    app.jinja_env.globals.update(me=access.person, takes_part=access.takes_part)
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
    for module in (form_errors, labels):
        module.install(app)
    assets.install(app, HOME / "static" / "dist")


def _bind_features(app: Flask) -> None:
    """What features do beside answering requests: their state, loops, signals and topics."""
    from charter.accounts import actions as accounts
    from charter.collab import events
    from charter.core import signals
    from charter.journal import hourly
    from charter.notifications import sending
    from charter.pages import topics
    from charter.votes.extension import Votes
    from charter.votes.reporting import vote_sentences
    from charter.web.realtime import change_events

    events.install(app)
    Votes(app)
    for module in (vote_sentences, hourly, sending):
        module.install(app)
    change_events.install(app, topics.READERS)
    signals.language_chosen.connect(accounts.choose_language)


def _bind_routes(app: Flask) -> None:
    from charter.accounts import routes as accounts
    from charter.charters import routes as charters
    from charter.clauses import routes as clauses
    from charter.collab import routes as collab
    from charter.comments import routes as comments
    from charter.export import routes as export
    from charter.history.views import making_routes, version_routes
    from charter.pages import mail_routes, status_routes
    from charter.pages import routes as pages
    from charter.pages.journal import routes as journal
    from charter.votes.views import heads_routes, meeting_routes, moderator_routes, urn_routes, voter_routes

    votes = (voter_routes, moderator_routes, meeting_routes, urn_routes, heads_routes)
    history = (making_routes, version_routes)
    site = (pages, journal, mail_routes, status_routes)
    for module in (accounts, charters, clauses, collab, comments, *votes, *history, export, *site):
        app.register_blueprint(module.bp)


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
