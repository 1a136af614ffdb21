"""Whatever a client sends wrong is answered with 4xx and the mend, as problem details, and never with 5xx."""

from __future__ import annotations

import json
from urllib.parse import quote

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from glossary import terms_yaml
from glossary.config import Settings
from glossary.web.app import create_app

from .conftest import TERMS, serving

API = "/api/v1"


def problem(answer: TestResponse, status: int, *words: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(answer.json)
    assert answer.json["status"] == status
    assert "Traceback" not in answer.text
    for word in words:
        assert word in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/lookup", 400, ["q is missing"]),
        ("/suggest", 400, ["q is missing"]),
        ("/lookup?limit=3", 400, ["q is missing"]),
        ("/lookup?q=a&q=b", 400, ["q stands twice"]),
        ("/lookup?q=a&limit=1&limit=1", 400, ["limit stands twice"]),
        *((f"/lookup?q=a&limit={quote(limit)}", 400, ["limit"]) for limit in (
            "0", "101", "-1", "", "x", "1.0", "1e1", "٣", "１", " 1", "%2B1", "1_0", "true", "9" * 5000
        )),
        ("/lookup?q=a&category=animal", 400, ["organization", "publication"]),
        ("/lookup?q=a&category=", 400, ["choose one of"]),
        ("/concepts?category=animal", 400, ["choose one of"]),
        ("/lookup?q=%BD%C2%B5%EE", 400, ["not UTF-8", "CP949"]),
        ("/lookup?q=%ED%A0%80", 400, ["not UTF-8"]),
        ("/lookup?" + "&".join(f"p{n}=1" for n in range(200)), 400, ["parameters"]),
        ("/lookup?q=" + "a" * 501, 413, ["501", "500"]),
        ("/suggest?q=" + quote("가") * 501, 413, ["501"]),
        *((f"/concepts?cursor={cursor}", 400, ["`next`"]) for cursor in ("", "%00", "가", "YQ==", "Y", "_-", "/w")),
        ("/concepts/no-such-thing", 404, ["no-such-thing"]),
        ("/concepts/%FF%00", 404, []),
        ("/concepts/", 404, []),
        ("/concepts/huawei/", 404, []),
        ("/lookup/", 404, []),
        ("/nothing", 404, []),
    ],
)  # fmt: skip
def test_bad_urls(client: FlaskClient, path: str, status: int, words: list[str]) -> None:
    problem(client.get(API + path), status, *words)


BODIES: list[tuple[bytes, int, list[str]]] = [
    (b"", 400, ["not JSON"]),
    (b"{", 400, ["not JSON"]),
    (b"[" * 100_000, 400, ["not JSON"]),
    (b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, []),
    (b'{"text": NaN}', 400, ["not JSON"]),
    (b'{"text": "\xff"}', 400, ["UTF-8"]),
    ('{"text": "가"}'.encode("utf-16"), 400, ["UTF-8"]),
    (b'{"text": "\\ud800"}', 400, ["surrogate"]),
    (b'{"text": "\\udc00\\ud800"}', 400, ["surrogate"]),
    (b"[]", 400, ["no JSON object", "text"]),
    (b"null", 400, ["no JSON object"]),
    (b'"text"', 400, ["no JSON object"]),
    (b"{}", 400, ["text is missing"]),
    (b'{"text": null}', 400, ["text"]),
    (b'{"text": 1}', 400, ["text"]),
    (b'{"text": ["a"]}', 400, ["text"]),
    (b'{"text": "a", "colour": "red"}', 400, ["colour", "overlap"]),
    (b'{"text": "a", "' + b"x" * 100_000 + b'": 1}', 400, ["unknown field"]),
    (b'{"text": "a", "to": "docx"}', 400, ["json", "html"]),
    (b'{"text": "a", "to": null}', 400, ["to"]),
    (b'{"text": "a", "overlap": "some"}', 400, ["longest", "all"]),
    (b'{"text": "' + b"a" * 1_000_001 + b'"}', 413, ["1,000,001", "1,000,000"]),
    (b'{"text": "' + b"a" * 13_000_000 + b'"}', 413, ["body"]),
]


@pytest.mark.parametrize(("body", "status", "words"), BODIES, ids=range(len(BODIES)))
def test_bad_articles(client: FlaskClient, body: bytes, status: int, words: list[str]) -> None:
    problem(client.post(f"{API}/annotate", data=body, content_type="application/json"), status, *words)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 400, ["queries is missing"]),
        ({"queries": "승등"}, 400, ["queries"]),
        ({"queries": ["a", 1]}, 400, ["queries.1"]),
        ({"queries": [True] * 900_000}, 400, ["queries.0"]),
        ({"queries": ["a"], "limit": True}, 400, ["limit"]),
        ({"queries": ["a"], "limit": "3"}, 400, ["limit"]),
        ({"queries": ["a"], "limit": 3.0}, 400, ["limit"]),
        ({"queries": ["a"], "limit": None}, 400, ["limit"]),
        ({"queries": ["a"], "limit": 0}, 400, ["limit", "1"]),
        ({"queries": ["a"], "limit": 101}, 400, ["limit", "100"]),
        ({"queries": ["a"], "category": "place"}, 400, ["category"]),
        ({"queries": ["a"] * 1001}, 413, ["1,001", "1,000"]),
        ({"queries": ["a", "b" * 501]}, 413, ["queries.1", "501"]),
    ],
)
def test_bad_batches(client: FlaskClient, body: object, status: int, words: list[str]) -> None:
    answer = client.post(f"{API}/lookup", data=orjson.dumps(body), content_type="application/json")
    problem(answer, status, *words)


@pytest.mark.parametrize("limit", [b"1" + b"0" * 400, b"1e400", b"-0", b"18446744073709551616", b"9" * 5000])
def test_huge_numbers(client: FlaskClient, limit: bytes) -> None:
    body = b'{"queries": ["a"], "limit": ' + limit + b"}"
    problem(client.post(f"{API}/lookup", data=body, content_type="application/json"), 400)


def test_the_last_of_two_equal_keys_counts(client: FlaskClient) -> None:
    body = '{"text": "성텅", "text": "선전시"}'
    answer = client.post(f"{API}/annotate", data=body.encode(), content_type="application/json")
    assert answer.status_code == 200
    assert answer.json["text_length"] == 3


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_bodies_of_other_types(client: FlaskClient, kind: str | None) -> None:
    problem(client.post(f"{API}/annotate", data=b'{"text": "a"}', content_type=kind), 415, "Content-Type")


def test_compressed_bodies_are_refused(client: FlaskClient) -> None:
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    problem(client.post(f"{API}/annotate", data=b"\x1f\x8b", headers=headers), 415)


def test_charset_in_the_content_type_is_no_matter(client: FlaskClient) -> None:
    answer = client.post(f"{API}/annotate", data=b'{"text": "a"}', content_type="application/json; charset=UTF-8")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/lookup", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("POST", "/suggest", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/annotate", {"OPTIONS", "POST"}),
        ("PUT", "/concepts/huawei", {"GET", "HEAD", "OPTIONS"}),
        ("BREW", "/openapi.json", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_other_methods(client: FlaskClient, method: str, path: str, allowed: set[str]) -> None:
    answer = client.open(API + path, method=method)
    problem(answer, 405, "Allow")
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_limits_are_the_settings() -> None:
    live = serving(terms_yaml.parse(TERMS))
    client = create_app(Settings(max_query=2, max_queries=1, max_text=3), live).test_client()
    assert client.get(f"{API}/lookup?q=ab").status_code == 200
    problem(client.get(f"{API}/lookup?q=abc"), 413, "at most", "2")
    problem(client.post(f"{API}/lookup", json={"queries": ["a", "b"]}), 413, "1")
    # An emoji as JSON escapes takes twelve bytes; the limit counts it as one code point.
    assert client.post(f"{API}/annotate", data=b'{"text": "' + b"\\ud83d\\ude42" * 3 + b'"}',
                       content_type="application/json").json["text_length"] == 3  # fmt: skip
    problem(client.post(f"{API}/annotate", json={"text": "abcd"}), 413)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["text", "to", "queries", "limit", "x"]), inner),
)


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(["lookup", "annotate"]), body=st.binary() | JSON)
def test_no_body_is_answered_with_5xx(app, path: str, body: object) -> None:  # type: ignore[no-untyped-def]
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = app.test_client().post(f"{API}/{path}", data=data, content_type="application/json")
    assert answer.status_code in (200, 400)


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(["lookup", "suggest", "concepts"]), query=st.binary(max_size=60))
def test_no_query_is_answered_with_5xx(app, path: str, query: bytes) -> None:  # type: ignore[no-untyped-def]
    # As a server hands it over: any byte but a space or a control character can stand in a URL.
    raw = bytes(byte for byte in b"q=" + query if byte > 32).decode("latin-1")
    answer = app.test_client().get(f"{API}/{path}", environ_overrides={"QUERY_STRING": raw})
    assert answer.status_code in (200, 400)
