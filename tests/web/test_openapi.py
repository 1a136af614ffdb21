"""The document tells the truth: its examples work, and real answers fit its schemas."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from glossary.config import Settings
from glossary.documents import FORMATS
from glossary.web.api import PREFIX, ROUTES, Route
from glossary.web.openapi import document

from .conftest import ARTICLE

DOCUMENT = document(Settings(max_query=11, max_queries=22, max_text=33), "1.2.3")


def fits(answer: Any, schema: dict[str, Any]) -> None:
    OAS31Validator({**schema, "components": DOCUMENT["components"]}).validate(answer)


def operation(route: Route) -> Any:
    return DOCUMENT["paths"][PREFIX + re.sub(r"<(\w+)>", r"{\1}", route.path)][route.method.lower()]


def test_the_document_is_valid(client: FlaskClient) -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()
    served = client.get("/api/v1/openapi.json").json
    OpenAPIV31SpecValidator(served).validate()
    assert served["paths"].keys() == DOCUMENT["paths"].keys()


def test_limits_are_the_settings() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert schemas["AnnotateBody"]["properties"]["text"]["maxLength"] == 33
    assert schemas["AnnotateBody"]["properties"]["to"]["enum"] == list(FORMATS)
    queries = schemas["LookupBody"]["properties"]["queries"]
    assert (queries["maxItems"], queries["items"]["maxLength"]) == (22, 11)
    assert "at-most" not in str(DOCUMENT)
    q, limit, category = operation(ROUTES[0])["parameters"]
    assert q["schema"]["maxLength"] == 11
    assert (limit["schema"]["minimum"], limit["schema"]["maximum"], limit["schema"]["default"]) == (1, 100, 10)
    assert category["required"] is False
    assert category["schema"]["type"] == "string"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.answer.__name__)
def test_examples_work_and_answers_fit(client: FlaskClient, route: Route) -> None:
    about = operation(route)
    if route.method == "POST":
        (kind,) = about["requestBody"]["content"]
        name = about["requestBody"]["content"][kind]["schema"]["$ref"].rpartition("/")[2]
        properties = DOCUMENT["components"]["schemas"][name]["properties"]
        body = {key: field["examples"][0] for key, field in properties.items() if "examples" in field}
        answer = client.post(PREFIX + route.path, json=body, content_type=kind)
    else:
        given = {p["name"]: p["schema"]["examples"][0] for p in about["parameters"] if "examples" in p["schema"]}
        path = re.sub(r"<(\w+)>", lambda part: given.pop(part[1]), route.path)
        answer = client.get(PREFIX + path, query_string=given)
    assert answer.status_code == 200
    ((kind, content),) = about["responses"]["200"]["content"].items()
    assert answer.mimetype == kind
    fits(json.loads(answer.data), content["schema"])


@pytest.mark.parametrize("to", FORMATS)
def test_annotations_fit(client: FlaskClient, to: str) -> None:
    answer = client.post("/api/v1/annotate", json={"text": ARTICLE, "to": to}).json
    assert answer["mentions"]
    fits(answer, {"$ref": f"#/components/schemas/{'Annotation' if to == 'json' else 'Document'}"})


def test_failures_fit(client: FlaskClient) -> None:
    for path in ("/api/v1/lookup", "/nothing", "/api/v1/concepts/x"):
        fits(client.get(path).json, {"$ref": "#/components/schemas/Problem"})


def test_every_address_is_documented(app: Flask) -> None:
    page = (Path(__file__).parents[2] / "docs" / "http.md").read_text("utf-8")
    shown = app.test_client().get("/docs").text
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        path = re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule.rule)
        assert f"{path}`" in page, path
        if path.startswith(PREFIX):
            assert path in DOCUMENT["paths"]
            assert f"<code>{path}</code>" in shown
