"""Every failure as RFC 9457 problem details; people who ask for a page get one that says the same.

`PROBLEMS` is the one table from error class to status. What werkzeug raises (no such route, wrong method, body too
long) keeps its own status.
"""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from glossary.errors import (
    ConceptNotFound,
    GlossaryError,
    InputTooLarge,
    InvalidGlossary,
    InvalidInput,
    MissingExtra,
    NotReady,
    RevisionNotFound,
    StoreMismatch,
    StoreUnavailable,
    UnreadableDocument,
)
from glossary.web import wording

PROBLEM_JSON = "application/problem+json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """One row: the status that a class of errors is answered with, its name under /docs and what it is called."""

    status: int
    name: str
    title: str


# A class without a row of its own is answered as its nearest parent; a test wants a row for each all the same.
PROBLEMS: dict[type[GlossaryError], Problem] = {
    InvalidInput: Problem(400, "invalid-input", "A part of the request cannot be used"),
    InputTooLarge: Problem(413, "input-too-large", "A part of the request is too long"),
    UnreadableDocument: Problem(400, "unreadable-document", "The article cannot be read as text"),
    ConceptNotFound: Problem(404, "concept-not-found", "No concept has this id"),
    NotReady: Problem(503, "not-ready", "No glossary is loaded yet"),
    InvalidGlossary: Problem(503, "invalid-glossary", "The glossary cannot be loaded"),
    StoreUnavailable: Problem(503, "store-unavailable", "The database cannot be used now"),
    StoreMismatch: Problem(503, "store-mismatch", "The database belongs to another version of the program"),
    RevisionNotFound: Problem(404, "revision-not-found", "The history has no such revision"),
    MissingExtra: Problem(500, "missing-extra", "The service lacks an optional part"),
    GlossaryError: Problem(500, "failed", "The request could not be answered"),
}

# What werkzeug's own texts lack: the mend.
_MENDS = {
    404: "there is nothing at this address; /docs lists what there is",
    405: "this address does not take this method; the header Allow lists those it takes",
    413: "the request's body is too long; send less at once (/docs has the limits)",
    500: "something unexpected went wrong here; it was logged, and the request may be tried again",
}


def register(app: Flask) -> None:
    """Make the app answer every failure with problem details."""
    app.register_error_handler(GlossaryError, _deliberate)
    app.register_error_handler(HTTPException, _routing)
    app.register_error_handler(Exception, _unexpected)


def problem(error: type[GlossaryError]) -> Problem:
    """Return the row of an error class, or that of its nearest parent."""
    return next(PROBLEMS[kind] for kind in error.__mro__ if kind in PROBLEMS)


def _deliberate(error: GlossaryError) -> Response:
    row = problem(type(error))
    extra = {"field": error.field} if isinstance(error, InvalidInput) else {}
    return _answer(f"/docs#{row.name}", row.title, row.status, str(error), extra)


def _routing(error: HTTPException) -> Response:
    status = error.code or 500
    detail = _MENDS.get(status) or error.description or HTTPStatus(status).phrase
    response = _answer("about:blank", HTTPStatus(status).phrase, status, detail)
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    # An exception's own text may quote the article it stumbled over, and articles do not belong in logs.
    route = request.url_rule.rule if request.url_rule else "no route"
    stack = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s in %s %s\n%s", type(error).__name__, request.method, route, stack)
    return _answer("about:blank", HTTPStatus(500).phrase, 500, _MENDS[500])


def _answer(kind: str, title: str, status: int, detail: str, extra: dict[str, Any] | None = None) -> Response:
    if _wants_page():
        page = render_template("problem.html", t=wording, status=status, detail=detail)
        return Response(page, status)
    body = {"type": kind, "title": title, "status": status, "detail": detail, **(extra or {})}
    return Response(orjson.dumps(body), status, mimetype=PROBLEM_JSON)


def _wants_page() -> bool:
    """Say whether a browser asks; programs that take anything get JSON, and so does everyone under /api/."""
    if request.path.startswith("/api/"):
        return False
    return request.accept_mimetypes.best_match([PROBLEM_JSON, "text/html"]) == "text/html"
