"""Every failure as RFC 9457 problem details; people who ask for a page get one that says the same.

`PROBLEMS` is the one table from error class to status. What werkzeug raises (no such route, wrong method, body too
long) keeps its own status.
"""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass
from http import HTTPStatus

import orjson
from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from glossary.errors import (
    ConceptNotFound,
    CorpusFailed,
    EditFailed,
    GlossaryError,
    InputTooLarge,
    InvalidDeskFile,
    InvalidGlossary,
    InvalidInput,
    MissingExtra,
    NoHistory,
    NoMentions,
    NotReady,
    ProposalChanged,
    ProposalNotFound,
    RevisionNotFound,
    StoreMismatch,
    StoreUnavailable,
    TooManyProposals,
    UnreadableDocument,
)
from glossary.web import payloads

PROBLEM_JSON = "application/problem+json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One row: the status that a class of errors is answered with, its name under /docs and what it is called."""

    status: int
    name: str
    title: str


# A class without a row of its own is answered as its nearest parent; a test wants a row for each all the same.
PROBLEMS: dict[type[GlossaryError], ProblemType] = {
    InvalidInput: ProblemType(400, "invalid-input", "A part of the request cannot be used"),
    InputTooLarge: ProblemType(413, "input-too-large", "A part of the request is too long"),
    UnreadableDocument: ProblemType(400, "unreadable-document", "The article cannot be read as text"),
    InvalidDeskFile: ProblemType(500, "invalid-desk-file", "A file of house styles cannot be used"),
    ConceptNotFound: ProblemType(404, "concept-not-found", "No concept has this id"),
    CorpusFailed: ProblemType(500, "corpus-failed", "A corpus could not be annotated"),
    NotReady: ProblemType(503, "not-ready", "No glossary is loaded yet"),
    InvalidGlossary: ProblemType(503, "invalid-glossary", "The glossary cannot be loaded"),
    StoreUnavailable: ProblemType(503, "store-unavailable", "The database cannot be used now"),
    StoreMismatch: ProblemType(503, "store-mismatch", "The database belongs to another version of the program"),
    RevisionNotFound: ProblemType(404, "revision-not-found", "The history has no such revision"),
    NoHistory: ProblemType(404, "no-history", "There is no history here"),
    NoMentions: ProblemType(404, "no-mentions", "No mentions are kept here"),
    ProposalNotFound: ProblemType(404, "proposal-not-found", "There is no such proposal"),
    ProposalChanged: ProblemType(409, "proposal-changed", "The proposal has changed since it was looked at"),
    TooManyProposals: ProblemType(429, "too-many-proposals", "No more proposals are taken now"),
    EditFailed: ProblemType(503, "edit-failed", "The glossary file cannot be read or written"),
    MissingExtra: ProblemType(500, "missing-extra", "The service lacks an optional part"),
    GlossaryError: ProblemType(500, "failed", "The request could not be answered"),
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


def problem(error: type[GlossaryError]) -> ProblemType:
    """Return the row of an error class, or that of its nearest parent."""
    return next(PROBLEMS[kind] for kind in error.__mro__ if kind in PROBLEMS)


def described(error: GlossaryError) -> payloads.Problem:
    """Return what a deliberate error says, as problem details."""
    row = problem(type(error))
    said: payloads.Problem = {
        "type": f"/docs#{row.name}",
        "title": row.title,
        "status": row.status,
        "detail": str(error),
    }
    if isinstance(error, InvalidInput):
        said["field"] = error.field
    return said


def plain(status: int, detail: str | None = None) -> payloads.Problem:
    """Return problem details that say no more than the status and the mend."""
    phrase = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": phrase, "status": status, "detail": detail or _MENDS.get(status, phrase)}


def _deliberate(error: GlossaryError) -> Response:
    return _answer(described(error), error.concept_id if isinstance(error, ConceptNotFound) else "")


def _routing(error: HTTPException) -> Response:
    status = error.code or 500
    response = _answer(plain(status, _MENDS.get(status) or error.description))
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    # An exception's own text may quote the article it stumbled over, and articles do not belong in logs.
    route = request.url_rule.rule if request.url_rule else "no route"
    stack = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s in %s %s\n%s", type(error).__name__, request.method, route, stack)
    return _answer(plain(500))


def _answer(said: payloads.Problem, missing: str = "") -> Response:
    """Return what went wrong; `missing` is the id of a concept that there is none of."""
    if _wants_page():
        page = render_template("problem.html", status=said["status"], detail=said["detail"], missing=missing)
        return Response(page, said["status"])
    return Response(orjson.dumps(said), said["status"], mimetype=PROBLEM_JSON)


def _wants_page() -> bool:
    """Say whether a browser asks; programs that take anything get JSON, and so does everyone under /api/."""
    if request.path.startswith("/api/"):
        return False
    return request.accept_mimetypes.best_match([PROBLEM_JSON, "text/html"]) == "text/html"
