from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

import glossary.errors
from glossary import terms_yaml
from glossary.config import Settings
from glossary.errors import GlossaryError, InvalidInput
from glossary.live import LiveGlossary
from glossary.snapshot import Snapshot
from glossary.web.app import SECURITY_HEADERS, create_app
from glossary.web.errors import PROBLEMS, problem

from .conftest import ARTICLE, TERMS, Fixed


def subclasses(kind: type[GlossaryError]) -> Iterator[type[GlossaryError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ == glossary.errors.__name__:
            yield from subclasses(child)


@pytest.mark.parametrize("kind", list(subclasses(GlossaryError)))
def test_every_error_has_its_row(kind: type[GlossaryError]) -> None:
    row = PROBLEMS[kind]
    assert 400 <= row.status <= 599
    assert row.title


def test_rows_have_names_of_their_own() -> None:
    assert len({row.name for row in PROBLEMS.values()}) == len(PROBLEMS)


def test_a_class_without_a_row_is_answered_as_its_parent() -> None:
    class Stranger(InvalidInput):
        pass

    assert problem(Stranger) is PROBLEMS[InvalidInput]


@pytest.fixture
def broken(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A service that fails on every article, with the article in the error's text."""

    def fail(*args: object, **kwargs: object) -> object:
        raise RuntimeError(ARTICLE)

    monkeypatch.setattr(Snapshot, "annotate", fail)
    return client


def test_the_unexpected_is_logged_and_not_shown(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = broken.post("/api/v1/annotate", json={"text": ARTICLE})
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 500
    assert "RuntimeError" not in answer.text
    assert "Traceback" not in answer.text
    assert "RuntimeError in POST /api/v1/annotate" in caplog.text
    assert "api.py" in caplog.text
    assert ARTICLE[:5] not in caplog.text


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/nothing", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/nothing", "*/*", "application/problem+json"),
        ("/nothing", None, "application/problem+json"),
        ("/?q=" + "a" * 501, "text/html", "text/html; charset=utf-8"),
        ("/?q=" + "a" * 501, "application/json", "application/problem+json"),
        ("/api/v1/nothing", "text/html", "application/problem+json"),
    ],
)
def test_people_get_a_page_and_programs_json(client: FlaskClient, path: str, accept: str | None, kind: str) -> None:
    answer = client.get(path, headers={"Accept": accept} if accept else {})
    assert answer.status_code in (404, 413)
    assert answer.content_type == kind


ADDRESSES = (
    "/",
    "/docs",
    "/healthz",
    "/nothing",
    "/api/v1/lookup",
    "/api/v1/lookup?q=a",
    "/static/style.css",
    "/static/x",
)


@pytest.mark.parametrize("path", ADDRESSES)
def test_security_headers_are_on_every_answer(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        for name, value in SECURITY_HEADERS:
            assert answer.headers.getlist(name) == [value]


def test_not_ready() -> None:
    client = create_app(Settings(), LiveGlossary(Fixed(terms_yaml.parse(TERMS)))).test_client()
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json == {"status": "loading", "revision": None, "store_revision": None, "index": None, "error": None}
    answer = client.get("/api/v1/lookup?q=a")
    assert answer.status_code == 503
    assert answer.json["type"] == "/docs#not-ready"
    assert client.get("/api/v1/lookup").status_code == 400  # what is wrong with the request is said first
    assert client.get("/", headers={"Accept": "text/html"}).status_code == 200
