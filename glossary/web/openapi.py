"""The OpenAPI 3.1 document of the API, made from the table of routes: nothing is described twice.

Requests are described by their pydantic models. Answers are the TypedDicts of model.py and payloads.py; pydantic
refuses typing.TypedDict before Python 3.12, and so their few shapes are read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from http import HTTPStatus
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import BaseModel

from glossary.config import Settings
from glossary.web.api import NDJSON, PREFIX, ROUTES, Route, changes
from glossary.web.errors import PROBLEM_JSON
from glossary.web.payloads import Problem

Schema = dict[str, Any]
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
_PATH_PART = re.compile(r"<(\w+)>")


def document(settings: Settings, version: str) -> dict[str, Any]:
    """Return the document for a service with these settings, whose limits it names."""
    schemas: dict[str, Schema] = {}
    answer_schema(Problem, schemas)
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        path = PREFIX + _PATH_PART.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, settings, schemas)
    paths[f"{PREFIX}/openapi.json"] = {"get": _own_operation()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ko-zh-glossary",
            "version": version,
            "description": "Chinese names in Korean, Chinese and English: look them up, find them in articles.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def answer_schema(kind: Any, schemas: dict[str, Schema]) -> Schema:
    """Return the schema of an answer's type; each TypedDict in it goes into `schemas` and is referred to."""
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if is_typeddict(kind):
        if kind.__name__ not in schemas:
            schemas[kind.__name__] = {}  # keeps a type within itself from being read for ever
            hints = get_type_hints(kind)
            schemas[kind.__name__] = {
                "type": "object",
                "description": " ".join((kind.__doc__ or "").split()),
                "properties": {name: answer_schema(hint, schemas) for name, hint in hints.items()},
                "required": [name for name in hints if name in kind.__required_keys__],
            }
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"type": "string", "enum": [str(member) for member in kind]}
    arguments = get_args(kind)
    if get_origin(kind) is list:
        return {"type": "array", "items": answer_schema(arguments[0], schemas)}
    if get_origin(kind) is dict:
        return {"type": "object", "additionalProperties": answer_schema(arguments[1], schemas)}
    return {"anyOf": [answer_schema(argument, schemas) for argument in arguments]}


def _operation(route: Route, settings: Settings, schemas: dict[str, Schema]) -> dict[str, Any]:
    asked = _asked(route.asks, settings)
    in_path = _PATH_PART.findall(route.path)
    operation: dict[str, Any] = {
        "operationId": route.answer.__name__,
        "summary": route.summary,
        "description": route.answer.__doc__,
    }
    if route.method == "POST":
        schemas[route.asks.__name__] = asked
        body = {"$ref": f"#/components/schemas/{route.asks.__name__}"}
        # No lines are a body too.
        operation["requestBody"] = {"required": not route.lines, "content": {_media_type(route): {"schema": body}}}
    else:
        operation["parameters"] = [
            {
                "name": name,
                "in": "path" if name in in_path else "query",
                "required": name in asked.get("required", ()),
                "description": schema.pop("description", ""),
                "schema": schema,
            }
            for name, schema in asked["properties"].items()
        ]
    answer = {_media_type(route): {"schema": answer_schema(route.gives, schemas)}}
    responses: Schema = {"200": {"description": "the answer", "content": answer}}
    if route.method == "GET":
        responses["200"]["headers"] = {"ETag": {"description": "the edition", "schema": {"type": "string"}}}
        responses["304"] = {"description": "what If-None-Match names is still so"}
    failures = {400, 408, 413, 415, 503} if route.method == "POST" else {400, 413, 503}
    if route.lines:
        failures -= {400, 413}  # told line by line
    if in_path or route.answer is changes:
        failures.add(404)
    operation["responses"] = {**responses, **_problems(sorted(failures))}
    return operation


def _media_type(route: Route) -> str:
    return NDJSON if route.lines else "application/json"


def _own_operation() -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": "openapi",
        "summary": "Describe the API",
        "responses": {"200": {"description": "this document", "content": content}},
    }


def _problems(statuses: Iterable[int]) -> dict[str, Any]:
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def _asked(model: type[BaseModel], settings: Settings) -> Schema:
    """Return a request's schema: no invented titles, optional fields without null, limits as numbers."""
    schema = model.model_json_schema()
    schema.pop("title")
    schema["properties"] = {name: _mended(field, settings) for name, field in schema["properties"].items()}
    return schema


def _mended(schema: Schema, settings: Settings) -> Schema:
    schema = {name: value for name, value in schema.items() if name != "title"}
    if (setting := schema.pop("at-most", None)) is not None:
        schema["maxItems" if schema["type"] == "array" else "maxLength"] = getattr(settings, setting)
    if "items" in schema:
        schema["items"] = _mended(schema["items"], settings)
    if {"type": "null"} in schema.get(
        "anyOf", ()
    ):  # a query's parameter is given or left out; null is no way to give it
        given = next(option for option in schema.pop("anyOf") if option != {"type": "null"})
        del schema["default"]
        schema = {**schema, **_mended(given, settings)}
    return schema
