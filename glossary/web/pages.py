"""The pages for people: the search page at `/`, and `/docs`, the OpenAPI document made readable.

Both are whole without scripts. Searching is a GET, so that an answer has an address.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext
from markupsafe import Markup, escape
from pydantic import BaseModel

from glossary import forms
from glossary.config import Settings
from glossary.live import LiveGlossary
from glossary.model import Concept, ConceptView, Hit, Lang, Match, NearName, Status, Transcription
from glossary.snapshot import Snapshot
from glossary.text import script
from glossary.web import payloads, wording
from glossary.web.errors import PROBLEMS
from glossary.web.payloads import AtMost
from glossary.web.telemetry import Metrics

# What the head of every page leads to: endpoints, and what they are called there.
NAVIGATION = (("pages.home", lazy_gettext("찾기")),)
_CODE = re.compile(r"`([^`]+)`")


class PageQuery(BaseModel):
    """What the search box sends."""

    q: Annotated[str, AtMost("max_query", "code points")] = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as the page shows it: with the language its glyphs are of."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Card:
    """One result of the page: the name that heads it, its other forms, and why it was found."""

    view: ConceptView
    head: Form
    definition: str | None
    deprecated: tuple[Form, ...]
    via: str
    edits: int
    form: Form
    term: Form
    status: Status


def blueprint(settings: Settings, live: LiveGlossary, metrics: Metrics, document: Mapping[str, Any]) -> Blueprint:
    """Return the pages; `document` is the OpenAPI document that /docs shows."""
    pages = Blueprint("pages", __name__)
    pages.add_app_template_filter(_with_code, "with_code")
    pages.add_app_template_filter(_bounds, "bounds")
    pages.app_context_processor(lambda: {"t": wording, "navigation": NAVIGATION, "longest_query": settings.max_query})

    @pages.get("/")
    def home() -> str:
        query = payloads.from_query(PageQuery, request.query_string, settings).q.strip()
        found = _found(live.serving().snapshot, query) if query else _NOTHING
        if query:
            metrics.tell_lookups(bool(found.cards), not found.cards)
        return render_template("home.html", query=query, found=found)

    @pages.get("/docs")
    def docs() -> str:
        problems = sorted(PROBLEMS.values(), key=lambda row: (row.status, row.name))
        operations = list(_operations(document, request.host_url.rstrip("/")))
        return render_template("docs.html", api=document, operations=operations, problems=problems)

    return pages


class _Found(NamedTuple):
    """What the page shows for a query: results, or else near names and how unknown hanzi are transcribed."""

    cards: list[Card]
    near: list[NearName]
    transcription: Transcription | None


_NOTHING = _Found([], [], None)


def _found(snapshot: Snapshot, query: str) -> _Found:
    answer = snapshot.lookup(query)
    found = [(hit, snapshot.concept(hit["id"])) for hit in answer["results"]]
    cards = [_card(hit, concept) for hit, concept in found if concept is not None]
    return _Found(cards, answer["did_you_mean"], answer["transcription"])


def _card(hit: Hit, concept: Concept) -> Card:
    match = hit["match"]
    return Card(
        view=hit["concept"],
        head=_head(hit["concept"]),
        definition=concept.definition.get("ko"),
        deprecated=tuple(Form(t.text, t.lang) for t in concept.terms if t.status is Status.DEPRECATED),
        via=_via(match),
        edits=match["edits"],
        form=Form(match["form"], _form_lang(match)),
        term=Form(match["term"], match["lang"]),
        status=next((t.status for t in forms.written(concept) if t.text == match["term"]), Status.PREFERRED),
    )


def _via(match: Match) -> str:
    """Return how the name was found, in words; with a slip in it the written form is only near."""
    if match["via"] == "exact" and match["edits"]:
        return str(wording.NEAR)
    return str(wording.VIA.get(match["via"], match["via"]))


def _head(view: ConceptView) -> Form:
    """Return the name that heads a result: the Korean one where there is one."""
    if view["ko"]["preferred"] is not None:
        return Form(view["ko"]["preferred"], Lang.KO)
    others = ((Lang.ZH_HANS, view["zh_hans"]), (Lang.ZH_HANT, view["zh_hant"]), (Lang.EN, view["en"]))
    return next((Form(names[0], lang) for lang, names in others if names), Form(view["id"], Lang.UND))


def _form_lang(match: Match) -> str:
    """Return the language of the form that met the query: readings of hanzi are Hangul or pinyin."""
    kinds = script.scripts(match["form"])
    if script.HANGUL in kinds:
        return Lang.KO
    if script.HAN not in kinds and match["lang"] in (Lang.ZH_HANS, Lang.ZH_HANT):
        return "zh-Latn"
    return match["lang"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One route as /docs shows it: the operation of the OpenAPI document, with a call to copy."""

    method: str
    path: str
    about: Mapping[str, Any]
    body: Mapping[str, Any]
    answers: tuple[str, ...]
    curl: str


def _operations(document: Mapping[str, Any], host: str) -> Iterator[Operation]:
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, about in methods.items():
            body = {}
            if "requestBody" in about:
                body = schemas[_name(_schema(about["requestBody"]))]
            answer = _schema(about["responses"]["200"])
            answers = tuple(_name(option) for option in answer.get("anyOf", (answer,)) if "$ref" in option)
            yield Operation(method.upper(), path, about, body, answers, _curl(host, path, about, body))


def _curl(host: str, path: str, about: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """Return a call with the examples that the document gives."""
    query = {}
    for parameter in about.get("parameters", ()):
        for example in parameter["schema"].get("examples", ())[:1]:
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", example)
            else:
                query[parameter["name"]] = example
    if body:
        examples = {name: field["examples"][0] for name, field in body["properties"].items() if "examples" in field}
        data = shlex.quote(json.dumps(examples, ensure_ascii=False))
        (kind,) = about["requestBody"]["content"]
        return f"curl {shlex.quote(host + path)} -H 'Content-Type: {kind}' \\\n  -d {data}"
    asked = "".join(f" \\\n  --data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in query.items())
    return f"curl {'-G ' if query else ''}{shlex.quote(host + path)}{asked}"


def _schema(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a body or an answer, which has one media type."""
    (content,) = message["content"].values()
    schema: Mapping[str, Any] = content["schema"]
    return schema


def _with_code(prose: str) -> Markup:
    """Return prose for a page, with what stands in `backticks` as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(prose))))


def _bounds(schema: Mapping[str, Any]) -> str:
    """Return in words what a value may be."""
    parts = []
    if "minimum" in schema:
        parts.append(
            f"{schema['minimum']} to {schema['maximum']}" if "maximum" in schema else f"{schema['minimum']} or more"
        )
    if "maxLength" in schema:
        parts.append(f"at most {schema['maxLength']:,} code points")
    if "maxItems" in schema:
        parts.append(f"at most {schema['maxItems']:,}, each {_bounds(schema['items'])}")
    if "enum" in schema:
        parts.append("one of " + ", ".join(f"`{name}`" for name in schema["enum"]))
    if "default" in schema:
        parts.append(f"`{schema['default']}` if left out")
    return "; ".join(parts)


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
