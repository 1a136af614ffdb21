"""The API under /api/v1: one table of routes. Registration, OpenAPI, /docs and the tests all follow it.

A route's function takes what is served and the validated request and returns the answer; it knows nothing of HTTP.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b
from itertools import islice
from typing import IO, Any

import orjson
from flask import Blueprint, Response, request
from pydantic import BaseModel
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.wsgi import get_input_stream

import glossary
from glossary import forms
from glossary.config import Settings
from glossary.errors import ConceptNotFound, InvalidInput, NoHistory, NoMentions
from glossary.live import LiveGlossary, Serving
from glossary.model import Annotation, Concept, ConceptView, Edition, Lang, LookupResult, Status, Suggestions
from glossary.store import Change, timestamp
from glossary.web import payloads
from glossary.web.asgi import Silent
from glossary.web.batch import Batch
from glossary.web.payloads import Document
from glossary.web.telemetry import Metrics

PREFIX = "/api/v1"
NDJSON = "application/x-ndjson"
PAGE = 100
_CHANGE = re.compile(r"([0-9]{1,9})/([a-z0-9-]+)")
_PIECE = 65_536  # bytes of a stream that are worked on at once


@dataclass(frozen=True, slots=True)
class Route:
    """One row: what it is asked with (`asks`: the query and path of a GET, the body of a POST) and what it `gives`.

    Of a route of `lines`, body and answer are streams of such objects, one a line. The answers of a `pinned` one are
    the same as long as the edition is.
    """

    method: str
    path: str
    summary: str
    asks: type[BaseModel]
    gives: Any
    answer: Callable[[Serving, Any], Mapping[str, object]]
    lines: bool = False
    pinned: bool = True


def lookup(serving: Serving, asked: payloads.LookupQuery) -> LookupResult:
    """Return the concepts that a name can mean, best first, and for each why it was found. An unknown name has none."""
    return serving.snapshot.lookup(asked.q, asked.limit, asked.category)


def lookup_batch(serving: Serving, asked: payloads.LookupBody) -> payloads.Answers:
    """Return the lookup results of many names, in their order."""
    answers = [serving.snapshot.lookup(query, asked.limit) for query in asked.queries]
    return {"revision": serving.snapshot.revision, "answers": answers}


def suggest(serving: Serving, asked: payloads.SuggestQuery) -> Suggestions:
    """Return at most ten names that what was typed so far can become."""
    return serving.snapshot.suggest(asked.q)


def concepts(serving: Serving, asked: payloads.ConceptsQuery) -> payloads.ConceptPage:
    """Return a page of 100 concepts in the order of their ids."""
    after = "" if asked.cursor is None else _uncovered(asked.cursor)
    found = list(islice(serving.snapshot.concepts(after, asked.category), PAGE + 1))
    page = found[:PAGE]
    return {
        "revision": serving.snapshot.revision,
        "concepts": page,
        "next": _covered(page[-1]["id"]) if len(found) > PAGE else None,
    }


def concept(serving: Serving, asked: payloads.ConceptQuery) -> payloads.ConceptDetail:
    """Return all that the glossary says of one concept."""
    found = serving.snapshot.concept(asked.id)
    if found is None:
        raise ConceptNotFound(asked.id)
    return {**_record(found, serving.snapshot.views[found.id]), "revision": serving.snapshot.revision}


def mentions(serving: Serving, asked: payloads.MentionsQuery) -> payloads.MentionPage:
    """Return where a concept was written, as far as articles are kept, the newest first, and how often in which form.

    A concept that was removed from the glossary keeps its mentions.
    """
    if serving.store is None:
        raise NoMentions
    before = None if asked.cursor is None else _uncovered(asked.cursor)
    found = serving.store.concordance(asked.id, form=asked.form, before=before, limit=asked.limit)
    if not found["forms"] and serving.snapshot.concept(asked.id) is None:
        raise ConceptNotFound(asked.id)
    following = None if found["next"] is None else _covered(found["next"])
    return {**found, "next": following, "revision": serving.snapshot.revision}


def changes(serving: Serving, asked: payloads.ChangesQuery) -> payloads.Changes:
    """Return what the revisions after `since` did to each concept, up to the revision that is served."""
    if serving.store is None:
        raise NoHistory
    after = (0, "") if asked.cursor is None else _place(asked.cursor)
    revision = serving.edition.revision
    found = serving.store.changes(asked.since, after=after, until=revision, limit=PAGE + 1)
    page = found[:PAGE]
    return {
        "revision": revision,
        "changes": [_change(change) for change in page],
        "next": _covered(f"{page[-1].revision}/{page[-1].concept}") if len(found) > PAGE else None,
    }


def annotate(serving: Serving, asked: Any) -> Annotation | Document:
    """Return the names in an article. `json` gives their places; other forms give the article as `content` as well."""
    from glossary import documents  # here, for most requests and every start do without

    snapshot = serving.snapshot
    article = documents.KINDS[getattr(asked, "from")](asked.text)
    annotation = article.annotated(partial(snapshot.annotate, overlap=asked.overlap))
    located = article.located(annotation)
    if asked.to == "json":
        return located
    # A text can carry one name at a place: what is written is the longest, whatever is listed beside it.
    shown = annotation if asked.overlap == "longest" else article.annotated(snapshot.annotate)
    desk = documents.Desk(snapshot.annotate, snapshot.views, documents.styles.packaged()[asked.style])
    return {
        "to": asked.to,
        "content": documents.FORMATS[asked.to].write(article, shown, desk),
        "mentions": located["mentions"],
        "revision": located["revision"],
    }


def transcribe(serving: Serving, asked: Any) -> payloads.TranscriptionAnswer:
    """Return a name in hanzi as the official Korean rule writes it, whether the glossary has it or not."""
    try:
        answer = serving.snapshot.transcribe(asked.q, getattr(asked, "as"))
    except InvalidInput as error:
        raise InvalidInput("q", str(error)) from None  # as it is called here
    return {**answer, "revision": serving.snapshot.revision}


def annotate_batch(serving: Serving, asked: payloads.BatchLine) -> payloads.BatchAnswer:
    """Find the names in many articles: a JSON object a line in, one a line out, in the same order, as they come.

    A line that cannot be annotated has its own answer, with an `error`; the others are not affected. Empty lines are
    passed over. All lines are answered from one revision.
    """
    annotation = serving.snapshot.annotate(asked.text)
    return {"id": asked.id, **annotation}


ROUTES: tuple[Route, ...] = (
    Route("GET", "/lookup", "Look one name up", payloads.LookupQuery, LookupResult, lookup),
    Route("POST", "/lookup", "Look many names up", payloads.LookupBody, payloads.Answers, lookup_batch),
    Route("GET", "/suggest", "Complete a name", payloads.SuggestQuery, Suggestions, suggest),
    Route("GET", "/concepts", "List concepts, page by page", payloads.ConceptsQuery, payloads.ConceptPage, concepts),
    Route("GET", "/concepts/<id>", "Show one concept", payloads.ConceptQuery, payloads.ConceptDetail, concept),
    Route(
        "GET",
        "/concepts/<id>/mentions",
        "Show where a concept was written",
        payloads.MentionsQuery,
        payloads.MentionPage,
        mentions,
        pinned=False,
    ),
    Route(
        "GET",
        "/transcribe",
        "Write hanzi in Hangul",
        payloads.TranscribeQuery,
        payloads.TranscriptionAnswer,
        transcribe,
    ),
    Route("GET", "/changes", "List what changed", payloads.ChangesQuery, payloads.Changes, changes),
    Route("POST", "/annotate", "Find the names in an article", payloads.AnnotateBody, Annotation | Document, annotate),
    Route(
        "POST",
        "/annotate/batch",
        "Find the names in many articles",
        payloads.BatchLine,
        payloads.BatchAnswer | payloads.BatchFailure,
        annotate_batch,
        lines=True,
    ),
)


STREAMS = tuple(PREFIX + route.path for route in ROUTES if route.lines)
# What is asked all day, at most a query long, and answered from memory.
QUICK = tuple(PREFIX + route.path for route in ROUTES if route.answer in (lookup, suggest))


def blueprint(settings: Settings, live: LiveGlossary, metrics: Metrics) -> Blueprint:
    """Return the routes, answering from `live`."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    for route in ROUTES:
        view = _view(route, settings, live, metrics)
        api.add_url_rule(route.path, route.answer.__name__, view, methods=[route.method])
    return api


def send(answer: Mapping[str, object], status: int = 200) -> Response:
    """Return an answer as JSON."""
    return Response(orjson.dumps(answer), status, mimetype="application/json")


@lru_cache(1)  # the same for every answer until the next edition
def etag(edition: Edition, layer: str = "") -> str:
    """Return what stands for all answers of an edition: its number, and what tells it from others of that number.

    `layer` is the version of what lookup knows besides; it is no part of the edition.
    """
    told = f"{edition.digest} {glossary.__version__} {layer}".encode()  # another program may answer otherwise
    return f"{edition.revision}-{blake2b(told, digest_size=6).hexdigest()}"


def _view(route: Route, settings: Settings, live: LiveGlossary, metrics: Metrics) -> Callable[..., Response]:
    def answered(serving: Serving, asked: Any) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = route.answer(serving, asked)
        if route.path == "/lookup":
            lookups = answer.get("answers", [answer])
            missed = sum(not one["results"] for one in lookups)
            metrics.tell_lookups(len(lookups) - missed, missed)
        return answer

    def from_url(**path: str) -> Response:
        asked = payloads.from_query(route.asks, request.query_string, settings, **path)
        serving = live.serving()
        response = send(answered(serving, asked))
        tag = etag(serving.edition, serving.snapshot.layer_version)
        if not route.pinned:  # the same edition may come to answer otherwise
            tag += "-" + blake2b(response.get_data(), digest_size=6).hexdigest()
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"  # keep it, and ask whether it is still so
        if "If-None-Match" in request.headers:
            response.make_conditional(request)
        return response

    def from_body() -> Response:
        if request.mimetype != "application/json" or "Content-Encoding" in request.headers:
            raise UnsupportedMediaType("send the body as plain JSON, with the header Content-Type: application/json")
        asked = payloads.from_body(route.asks, request.get_data(cache=False), settings)
        return send(answered(live.serving(), asked))

    def from_lines() -> Response:
        if "Content-Encoding" in request.headers:
            raise UnsupportedMediaType("send the lines as plain JSON, not compressed")
        serving = live.serving()
        batch = Batch(partial(route.answer, serving), route.asks, serving.edition.revision, settings)
        # Not `request.stream`, which ends where MAX_CONTENT_LENGTH says: here only the lines have limits.
        return Response(_pieces(get_input_stream(request.environ), batch), mimetype=NDJSON)

    if route.lines:
        return from_lines
    return from_body if route.method == "POST" else from_url


def _pieces(stream: IO[bytes], batch: Batch) -> Iterator[bytes]:
    """Yield the answers as the body comes, after each read what it led to: nothing, often."""
    try:
        while piece := stream.read(_PIECE):
            yield batch.feed(piece)
        yield batch.end()
    except Silent:  # no OSError: werkzeug makes another error of those
        yield batch.failed(408, "no more came; send the lines without long pauses, and read the answers")


def _record(found: Concept, view: ConceptView) -> payloads.ConceptRecord:
    return {
        **view,
        "definition": dict(found.definition),
        "note": found.note,
        "domain": found.domain,
        "broader": found.broader,
        "related": list(found.related),
        "sources": [{"ref": source.ref, "quote": source.quote} for source in found.sources],
        "deprecated": _deprecated(found),
    }


def _change(change: Change) -> payloads.ChangeView:
    return {
        "revision": change.revision,
        "time": timestamp(change.time),
        "source": change.source,
        "id": change.concept,
        "kind": change.kind,
        "before": None if change.before is None else _record(change.before, forms.view(change.before)),
        "after": None if change.after is None else _record(change.after, forms.view(change.after)),
    }


def _deprecated(found: Concept) -> payloads.DeprecatedForms:
    def forms(lang: Lang) -> list[str]:
        return list(found.texts(lang, Status.DEPRECATED))

    return {"ko": forms(Lang.KO), "zh": forms(Lang.ZH_HANS), "zh_hant": forms(Lang.ZH_HANT), "en": forms(Lang.EN)}


# A cursor names what was shown last, so a page stays right while concepts come and go before it.
# It is wrapped up so that nobody comes to rely on that.


def _covered(last: str) -> str:
    return urlsafe_b64encode(last.encode()).decode().rstrip("=")


def _uncovered(cursor: str) -> str:
    try:
        last = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        last = ""
    if not last or _covered(last) != cursor:
        raise _no_cursor()
    return last


def _place(cursor: str) -> tuple[int, str]:
    """Return the revision and the concept of the change that a cursor names."""
    found = _CHANGE.fullmatch(_uncovered(cursor))
    if found is None:
        raise _no_cursor()
    return int(found[1]), found[2]


def _no_cursor() -> InvalidInput:
    return InvalidInput("cursor", "this is no cursor; take it from `next` of the page before")
