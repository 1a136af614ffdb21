"""The Flask application, put together from settings, a live glossary and the blueprints."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

import glossary
from glossary import opening
from glossary.config import Settings
from glossary.live import LiveGlossary
from glossary.review import Review
from glossary.web import (
    api,
    articles,
    curators,
    errors,
    language,
    openapi,
    pages,
    proposing,
    reference,
    reviewing,
    telemetry,
)
from glossary.web.api import send
from glossary.web.asgi import Bridge

# Pages load nothing from elsewhere, and their scripts and styles are files: nothing else may run.
SECURITY_HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),  # with no-referrer, browsers leave the Origin out that tells our own forms
)
# The API keeps no cookies and knows no users: pages from anywhere may read what anybody may.
CORS_HEADERS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", f"ETag, {telemetry.REQUEST_ID}"),
)
PREFLIGHT_HEADERS = (
    ("Access-Control-Allow-Methods", "GET, HEAD, POST"),
    ("Access-Control-Allow-Headers", f"Content-Type, If-None-Match, {telemetry.REQUEST_ID}"),
    ("Access-Control-Max-Age", "86400"),
)
_COMPRESSED = {"application/json", "application/problem+json", "text/html", "text/plain"}
_WORTH_COMPRESSING = 1_000  # bytes


def create_app(settings: Settings | None = None, live: LiveGlossary | None = None) -> Flask:
    """Return the WSGI application.

    Without settings they are read from the environment. Without a live glossary it makes one that follows what the
    settings name, and starts it.
    """
    settings = Settings.from_env(os.environ) if settings is None else settings
    if live is None:
        source = opening.source(settings.terms, settings.database_url)
        # Files that are named are used as they are.
        live = LiveGlossary(source, cldr=settings.cldr and not settings.terms)
        live.start()
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body
    app.url_map.merge_slashes = False  # //lookup is no route, and not worth a redirect
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    document = openapi.document(settings, glossary.__version__)
    app.after_request(_finished)
    language.register(app)
    metrics = telemetry.register(app, live)
    app.register_blueprint(api.blueprint(settings, live, metrics))
    desk = _desk(settings, live)
    app.register_blueprint(pages.blueprint(settings, live, metrics, desk))
    app.register_blueprint(articles.blueprint(settings, live))
    app.register_blueprint(reference.blueprint(document))
    _register_proposals(app, settings, live, desk)
    app.add_url_rule(f"{api.PREFIX}/openapi.json", "openapi", lambda: send(document))
    app.add_url_rule("/healthz", "healthz", lambda: send({"status": "ok"}))
    app.add_url_rule("/readyz", "readyz", lambda: _ready(live))
    errors.register(app)
    return app


def _desk(settings: Settings, live: LiveGlossary) -> Callable[[], Review]:
    """Return what gives the proposals, and raises NotFound where there is no database to keep them in."""
    file = None if settings.edit_file is None else Path(settings.edit_file)
    of_store = lru_cache(1)(lambda store: Review(store, file))  # which keeps the glossary that it has read

    def desk() -> Review:
        store = live.serving().store
        if store is None:
            raise NotFound
        return of_store(store)

    return desk


def _register_proposals(app: Flask, settings: Settings, live: LiveGlossary, desk: Callable[[], Review]) -> None:
    """Let readers propose and curators decide."""
    known = curators.Curators.of(settings)
    secret = curators.key(settings, known)
    curators.register(app, settings, secret)
    app.register_blueprint(proposing.blueprint(settings, live, desk, secret))
    app.register_blueprint(reviewing.blueprint(live, desk, known))


def worker(settings: Settings) -> Bridge:
    """Return what each worker process serves: the application, for an ASGI server."""
    return Bridge(create_app(settings), api.STREAMS, settings.max_body, quick=api.QUICK)


def _ready(live: LiveGlossary) -> Response:
    current, seen, error = live.current, live.seen, live.error
    status = "ready" if current is not None else "failed" if error else "loading"
    return send(
        {
            "status": status,
            "revision": None if current is None else current.edition.revision,
            "store_revision": None if seen is None else seen.revision,
            "index": None if current is None else "memory" if current.file is None else "file",
            "error": error,
        },
        200 if current is not None else 503,
    )


def _finished(response: Response) -> Response:
    response.headers.extend(SECURITY_HEADERS)
    if request.path.startswith(api.PREFIX):
        response.headers.extend(CORS_HEADERS)
        if request.method == "OPTIONS":
            response.headers.extend(PREFLIGHT_HEADERS)
    if response.mimetype in _COMPRESSED:
        response.vary.add("Accept-Encoding")
        if "Accept-Encoding" in request.headers and request.accept_encodings["gzip"] > 0:
            _compress(response)
    return response


def _compress(response: Response) -> None:
    if response.is_streamed or (response.content_length or 0) < _WORTH_COMPRESSING:
        return
    response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
