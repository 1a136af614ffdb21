"""The API under /api/v1: one table of routes. Registration, OpenAPI, /docs and the tests all follow it.

A route's function takes the snapshot and the validated request and returns the answer; it knows nothing of HTTP.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Blueprint, Response, request
from pydantic import BaseModel
from werkzeug.exceptions import UnsupportedMediaType

from glossary.config import Settings
from glossary.errors import ConceptNotFound, InvalidInput
from glossary.live import LiveGlossary
from glossary.model import Annotation, Concept, Lang, LookupResult, Status, Suggestions
from glossary.snapshot import Snapshot
from glossary.web import payloads
from glossary.web.payloads import Document

PREFIX = "/api/v1"
PAGE = 100


@dataclass(frozen=True, slots=True)
class Route:
    """One row: what it is asked with (`asks`: the query and path of a GET, the body of a POST) and what it `gives`."""

    method: str
    path: str
    summary: str
    asks: type[BaseModel]
    gives: Any
    answer: Callable[[Snapshot, Any], Mapping[str, object]]


def lookup(snapshot: Snapshot, asked: payloads.LookupQuery) -> LookupResult:
    """Return the concepts that a name can mean, best first, and for each why it was found. An unknown name has none."""
    return snapshot.lookup(asked.q, asked.limit, asked.category)


def lookup_batch(snapshot: Snapshot, asked: payloads.LookupBody) -> payloads.Answers:
    """Return the lookup results of many names, in their order."""
    answers = [snapshot.lookup(query, asked.limit) for query in asked.queries]
    return {"revision": snapshot.revision, "answers": answers}


def suggest(snapshot: Snapshot, asked: payloads.SuggestQuery) -> Suggestions:
    """Return at most ten names that what was typed so far can become."""
    return snapshot.suggest(asked.q)


def concepts(snapshot: Snapshot, asked: payloads.ConceptsQuery) -> payloads.ConceptPage:
    """Return a page of 100 concepts in the order of their ids."""
    views = snapshot.views
    ids = list(views) if asked.category is None else [i for i, v in views.items() if v["category"] == asked.category]
    start = 0 if asked.cursor is None else bisect_right(ids, _last_id(asked.cursor))
    page = ids[start : start + PAGE]
    return {
        "revision": snapshot.revision,
        "concepts": [views[concept_id] for concept_id in page],
        "next": _cursor(page[-1]) if start + PAGE < len(ids) else None,
    }


def concept(snapshot: Snapshot, asked: payloads.ConceptQuery) -> payloads.ConceptDetail:
    """Return all that the glossary says of one concept."""
    found = snapshot.glossary.by_id.get(asked.id)
    if found is None:
        raise ConceptNotFound(asked.id)
    return {
        **snapshot.views[found.id],
        "revision": snapshot.revision,
        "definition": dict(found.definition),
        "note": found.note,
        "domain": found.domain,
        "broader": found.broader,
        "related": list(found.related),
        "sources": [{"ref": source.ref, "quote": source.quote} for source in found.sources],
        "deprecated": _deprecated(found),
    }


def annotate(snapshot: Snapshot, asked: payloads.AnnotateBody) -> Annotation | Document:
    """Return the names in an article. `json` gives their places; other forms give the article as `content` as well."""
    from glossary.documents import FORMATS  # here, for most requests and every start do without

    annotation = snapshot.annotate(asked.text, overlap=asked.overlap)
    if asked.to == "json":
        return annotation
    # A text can carry one name at a place: what is written is the longest, whatever is listed beside it.
    shown = annotation if asked.overlap == "longest" else snapshot.annotate(asked.text)
    return {
        "to": asked.to,
        "content": FORMATS[asked.to].write(asked.text, shown, snapshot.views),
        "mentions": annotation["mentions"],
        "revision": annotation["revision"],
    }


ROUTES: tuple[Route, ...] = (
    Route("GET", "/lookup", "Look one name up", payloads.LookupQuery, LookupResult, lookup),
    Route("POST", "/lookup", "Look many names up", payloads.LookupBody, payloads.Answers, lookup_batch),
    Route("GET", "/suggest", "Complete a name", payloads.SuggestQuery, Suggestions, suggest),
    Route("GET", "/concepts", "List concepts, page by page", payloads.ConceptsQuery, payloads.ConceptPage, concepts),
    Route("GET", "/concepts/<id>", "Show one concept", payloads.ConceptQuery, payloads.ConceptDetail, concept),
    Route("POST", "/annotate", "Find the names in an article", payloads.AnnotateBody, Annotation | Document, annotate),
)


def blueprint(settings: Settings, live: LiveGlossary) -> Blueprint:
    """Return the routes, answering from `live`."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    for route in ROUTES:
        view = _view(route, settings, live)
        api.add_url_rule(route.path, route.answer.__name__, view, methods=[route.method])
    return api


def send(answer: Mapping[str, object], status: int = 200) -> Response:
    """Return an answer as JSON."""
    return Response(orjson.dumps(answer), status, mimetype="application/json")


def _view(route: Route, settings: Settings, live: LiveGlossary) -> Callable[..., Response]:
    def from_url(**path: str) -> Response:
        asked = payloads.from_query(route.asks, request.query_string, settings, **path)
        return send(route.answer(live.snapshot(), asked))

    def from_body() -> Response:
        if request.mimetype != "application/json" or "Content-Encoding" in request.headers:
            raise UnsupportedMediaType("send the body as plain JSON, with the header Content-Type: application/json")
        asked = payloads.from_body(route.asks, request.get_data(cache=False), settings)
        return send(route.answer(live.snapshot(), asked))

    return from_body if route.method == "POST" else from_url


def _deprecated(found: Concept) -> payloads.DeprecatedForms:
    def forms(lang: Lang) -> list[str]:
        return list(found.texts(lang, Status.DEPRECATED))

    return {"ko": forms(Lang.KO), "zh": forms(Lang.ZH_HANS), "zh_hant": forms(Lang.ZH_HANT), "en": forms(Lang.EN)}


# A cursor names the last concept that was shown, so a page stays right while concepts come and go before it.
# It is wrapped up so that nobody comes to rely on that.


def _cursor(concept_id: str) -> str:
    return urlsafe_b64encode(concept_id.encode()).decode().rstrip("=")


def _last_id(cursor: str) -> str:
    try:
        concept_id = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        concept_id = ""
    if not concept_id or _cursor(concept_id) != cursor:
        raise InvalidInput("cursor", "this is no cursor; take it from `next` of the page before")
    return concept_id
