"""Schemathesis asks every operation of the served document whatever that allows, and what it forbids, all checks on.

Answers of lines are beyond its own schema check; each line is held to the document's schema here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import Case, CheckContext, Response
from schemathesis.specs.openapi.checks import positive_data_acceptance

from glossary.config import Settings
from glossary.live import LiveGlossary
from glossary.model import Glossary
from glossary.web.api import NDJSON
from glossary.web.app import create_app

from .conftest import Fixed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EXAMPLES = int(os.environ.get("GLOSSARY_TEST_EXAMPLES") or 25)

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
_articles = st.fixed_dictionaries({"id": st.text() | st.integers(), "text": st.text() | st.just("화웨이는 성텅을")})
_wrong = st.fixed_dictionaries({}, optional={"id": _values, "text": _values, "x": _values})
_lines = (_articles | _wrong | _values).map(lambda value: json.dumps(value).encode()) | st.binary(max_size=20)
schemathesis.openapi.media_type(
    NDJSON, st.tuples(st.lists(_lines, max_size=6), st.sampled_from([b"\n", b"\r\n"])).map(lambda p: p[1].join(p[0]))
)


@schemathesis.check
def lines_conformance(ctx: CheckContext, response: Response, case: Case) -> None:
    """Every line of an answer of lines fits the schema."""
    if response.headers.get("content-type", [""])[0].partition(";")[0] != NDJSON:
        return
    document: Any = case.operation.schema.raw_schema
    schema = document["paths"][case.operation.path]["post"]["responses"]["200"]["content"][NDJSON]["schema"]
    validator = Draft202012Validator({**schema, "components": document["components"]})
    for line in response.content.splitlines():
        validator.validate(json.loads(line))


class _Service:
    """The service of conftest.py, once it is there; for the document one without a glossary does."""

    app: WSGIApplication = create_app(Settings(), LiveGlossary(Fixed(Glossary(()))))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # asked for by Schemathesis, which does not unpack what it gets so
        return self.app(environ, start_response)


_service = _Service()
# 413 is this service's word for what is too long; the check knows no more than 400 and the like.
_config = schemathesis.Config.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": [400, 404, 405, 413, 415]}}}
)
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _service, config=_config)


@pytest.fixture(scope="module", autouse=True)
def service(app: Flask) -> None:
    _service.app = app


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_service_keeps_to_its_document(case: Case) -> None:
    response = case.call()
    # What no schema can say, and only for that may a valid request be refused: which strings are cursors, which
    # are names in hanzi, and that 1.0 is no whole number here (to JSON Schema it is one).
    field = response.json().get("field") if response.status_code == 400 else None
    given = case.body.get(field) if isinstance(case.body, dict) else None
    no_hanzi = field == "q" and case.operation.path.endswith("/transcribe")
    refused = field == "cursor" or no_hanzi or (isinstance(given, float) and given.is_integer())
    case.validate_response(response, excluded_checks=[positive_data_acceptance] if refused else [])
