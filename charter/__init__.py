"""Charter: associations draft a charter together, discuss it, vote on it and export it."""

import logging
import os
from pathlib import Path
from typing import Any

from flask import Flask
from gevent.monkey import is_module_patched
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from charter import extensions
from charter.config import Settings
from charter.database import db

HERE = Path(__file__).resolve().parent
HOME = HERE if (HERE / "templates").is_dir() else HERE.parent
"""The folder of templates/ and static/: beside the package in a checkout, inside it once installed.
"""


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Build the application from the environment, or from `settings`; `overrides` are Flask's own settings.

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

    db.init_app(app)
    extensions.migrate.init_app(app, db, directory=str(HERE / "migrations"), render_as_batch=True)
    extensions.babel.init_app(app, locale_selector=language.choose, default_locale="fr")
    extensions.csrf.init_app(app)
    extensions.limiter.init_app(app)
    extensions.compress.init_app(app)


def _bind_web(app: Flask) -> None:
    from charter.accounts import current
    from charter.web import access, assets, errors, language, request_log, request_priority
    from charter.web.input import form_errors, parsing, url_converters
    from charter.web.rendering import labels, template_filters
    from charter.web.security import headers, session_cookie

    access.install(app, who=current.member)
    app.jinja_env.globals.update(me=access.person)
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
    from charter.accounts import actions as account_actions
    from charter.accounts import routes as accounts
    from charter.charters import routes as charters
    from charter.clauses import routes as clauses
    from charter.collab import events
    from charter.collab import routes as collab
    from charter.comments import routes as comments
    from charter.core import signals
    from charter.export import routes as export
    from charter.history.views import making_routes as making
    from charter.history.views import version_routes as versions
    from charter.pages import mail_routes as mails
    from charter.pages import routes as pages
    from charter.pages import status_routes as status
    from charter.pages import topics
    from charter.pages.journal import routes as journal
    from charter.votes.reporting import result_sentences as vote_words
    from charter.votes.views import heads_routes as heads
    from charter.votes.views import meeting_routes as assembly
    from charter.votes.views import moderator_routes as chair
    from charter.votes.views import urn_routes as urn
    from charter.votes.views import voter_routes as votes
    from charter.web.realtime import change_events

    for feature in (
        accounts,
        charters,
        clauses,
        collab,
        comments,
        votes,
        chair,
        assembly,
        urn,
        heads,
        export,
        pages,
        journal,
        mails,
        status,
        making,
        versions,
    ):
        app.register_blueprint(feature.bp)
    vote_words.install(app)
    events.install()
    change_events.install(app, topics.READERS)
    signals.language_chosen.connect(account_actions.choose_language)


def _bind_sockets(app: Flask) -> None:
    """Bind Socket.IO; last, when every event is registered."""
    from charter.web.realtime import patched_packages

    patched_packages.check_versions()  # before the import of patches: names that they need may be gone
    from charter.web import access
    from charter.web.realtime import engineio_polling, engineio_upgrade, engineio_writer, packets

    engineio_polling.install()
    engineio_upgrade.install()
    engineio_writer.install()
    extensions.socketio.init_app(
        app,
        async_mode="gevent" if is_module_patched("threading") else "threading",
        async_handlers=False,  # frames of one browser are answered in the order they came
        serializer=app.config["SOCKET_SERIALIZER"],
    )
    if app.config["SOCKET_SERIALIZER"] == "msgpack":
        packets.install(extensions.socketio.server)
    access.bind_keystrokes()
