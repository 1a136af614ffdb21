"""The page at /docs: the OpenAPI document made readable."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from markupsafe import Markup, escape

from glossary.web.errors import PROBLEMS

_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Operation:
    """One route as /docs shows it: the operation of the OpenAPI document, with a call to copy."""

    method: str
    path: str
    about: Mapping[str, Any]
    body: Mapping[str, Any]
    answers: tuple[str, ...]
    curl: str


def blueprint(document: Mapping[str, Any]) -> Blueprint:
    """Return the page of an OpenAPI document."""
    pages = Blueprint("reference", __name__)
    pages.add_app_template_filter(_with_code, "with_code")
    pages.add_app_template_filter(_bounds, "bounds")

    @pages.get("/docs")
    def docs() -> str:
        problems = sorted(PROBLEMS.values(), key=lambda row: (row.status, row.name))
        operations = list(_operations(document, request.host_url.rstrip("/")))
        return render_template("docs.html", api=document, operations=operations, problems=problems)

    return pages


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
