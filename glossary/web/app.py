"""The Flask application, put together from settings, a live glossary and the blueprints."""

from __future__ import annotations

import os
from functools import partial

from flask import Flask, Response

import glossary
from glossary import opening
from glossary.config import Settings
from glossary.live import LiveGlossary
from glossary.snapshot import Snapshot
from glossary.web import api, errors, openapi, pages
from glossary.web.api import send

# Pages bring no script and load nothing from elsewhere, so all of that is forbidden.
SECURITY_HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)


def create_app(settings: Settings | None = None, live: LiveGlossary | None = None) -> Flask:
    """Return the WSGI application.

    Without settings they are read from the environment. Without a live glossary it makes one of the settings' terms,
    which whoever runs the application must start: `worker()` does.
    """
    settings = Settings.from_env(os.environ) if settings is None else settings
    live = LiveGlossary(partial(_load, settings)) if live is None else live
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body
    app.url_map.merge_slashes = False  # //lookup is no route, and not worth a redirect
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    document = openapi.document(settings, glossary.__version__)
    app.register_blueprint(api.blueprint(settings, live))
    app.register_blueprint(pages.blueprint(settings, live, document))
    app.add_url_rule(f"{api.PREFIX}/openapi.json", "openapi", lambda: send(document))
    app.add_url_rule("/healthz", "healthz", lambda: send({"status": "ok"}))
    app.add_url_rule("/readyz", "readyz", lambda: _ready(live))
    app.after_request(_secured)
    errors.register(app)
    return app


def worker(settings: Settings | None = None) -> Flask:
    """Return an application that has begun to load its glossary: what each worker process serves."""
    settings = Settings.from_env(os.environ) if settings is None else settings
    live = LiveGlossary(partial(_load, settings))
    live.start()
    return create_app(settings, live)


def _load(settings: Settings) -> Snapshot:
    with opening.open_configured(settings.terms, settings.database_url, upgrade=True) as opened:
        return Snapshot.build(opened.glossary, opened.revision)


def _ready(live: LiveGlossary) -> Response:
    current = live.current
    if current is not None:
        return send({"status": "ready", "revision": current.revision, "error": live.error})
    return send({"status": "failed" if live.error else "loading", "revision": None, "error": live.error}, 503)


def _secured(response: Response) -> Response:
    response.headers.extend(SECURITY_HEADERS)
    return response
