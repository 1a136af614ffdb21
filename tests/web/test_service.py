"""What every answer carries: tags, ids, CORS, compression; the history; and what the operator sees."""

from __future__ import annotations

import gzip
import json
import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from glossary import terms_yaml
from glossary.config import Settings
from glossary.live import LiveGlossary
from glossary.model import Edition
from glossary.opening import StoreSource
from glossary.store import Store
from glossary.web.api import PREFIX, ROUTES, _covered, etag
from glossary.web.app import create_app
from glossary.web.telemetry import JsonLines

from .conftest import ARTICLE, TERMS, serving

READS = ["/lookup?q=승등", "/suggest?q=화", "/concepts", "/concepts/huawei", "/changes"]
GETS = [*(PREFIX + path for path in READS), f"{PREFIX}/openapi.json", "/", "/docs", "/healthz", "/readyz", "/metrics"]


# Tags


@pytest.mark.parametrize("path", READS)
def test_reads_carry_the_tag_of_the_edition(client: FlaskClient, path: str) -> None:
    first = client.get(PREFIX + path)
    tag = first.headers["ETag"]
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(PREFIX + path, headers={"If-None-Match": given})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert client.head(PREFIX + path, headers={"If-None-Match": given}).status_code == 304
    for given in ('"other"', "", "W/", ",,", '"' * 50):
        assert client.get(PREFIX + path, headers={"If-None-Match": given}).data == first.data


def test_the_tag_tells_editions_apart() -> None:
    editions = [Edition(1, "a"), Edition(1, "b"), Edition(2, "a")]
    assert len({etag(edition, layer) for edition in editions for layer in ("", "CLDR 46", "CLDR 47")}) == 9


@pytest.mark.parametrize(("path", "status"), [("/lookup", 400), ("/concepts/none", 404), ("/nothing", 404)])
def test_failures_have_no_tag(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(PREFIX + path, headers={"If-None-Match": "*"})
    assert answer.status_code == status
    assert "ETag" not in answer.headers


def test_posts_have_no_tag(client: FlaskClient) -> None:
    answer = client.post(f"{PREFIX}/lookup", json={"queries": []}, headers={"If-None-Match": "*"})
    assert answer.status_code == 200
    assert "ETag" not in answer.headers


# Headers


@pytest.mark.parametrize("path", [*READS, "/nothing", "/lookup"])
def test_pages_from_anywhere_may_read(client: FlaskClient, path: str) -> None:
    answer = client.get(PREFIX + path, headers={"Origin": "https://example.org"})
    assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.answer.__name__)
def test_preflight(client: FlaskClient, route) -> None:  # type: ignore[no-untyped-def]
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": route.method}
    answer = client.options(PREFIX + route.path.replace("<id>", "huawei"), headers=asked)
    assert answer.status_code == 200
    assert route.method in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("id", ["a", "0-9._A", "x" * 64])
def test_request_ids_come_back(client: FlaskClient, id: str) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": id}).headers.getlist("X-Request-Id") == [id]


@pytest.mark.parametrize("id", ["", " ", "x" * 65, "a b", "a,b", '"', "<script>", "é", "a\tb", "{}", "%0a"])
def test_hostile_request_ids_are_replaced(client: FlaskClient, id: str) -> None:
    (given,) = client.get("/nothing", headers={"X-Request-Id": id}).headers.getlist("X-Request-Id")
    assert re.fullmatch("[0-9a-f]{32}", given)


def test_compression_when_asked(client: FlaskClient) -> None:
    path = f"{PREFIX}/openapi.json"
    plain = client.get(path)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    for asked in ("gzip", "br, gzip;q=0.5", "*"):
        packed = client.get(path, headers={"Accept-Encoding": asked})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) == len(packed.data)
        head = client.head(path, headers={"Accept-Encoding": asked})
        assert (head.data, head.headers["Content-Length"]) == (b"", packed.headers["Content-Length"])
    for asked in ("", "identity", "br", "gzip;q=0", "gzip;q=x"):
        assert client.get(path, headers={"Accept-Encoding": asked}).data == plain.data
    small = client.get("/healthz", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in small.headers


@pytest.mark.parametrize("path", GETS)
def test_head_is_get_without_the_body(client: FlaskClient, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (get.status_code, b"")
    assert head.content_type == get.content_type
    if path != "/metrics":
        assert head.headers["Content-Length"] == str(len(get.data))


# The history


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, Store]:
    """A service of revision 2, of 250 changes in all, of a database that has a third by now."""
    url = f"sqlite:///{tmp_path_factory.mktemp('history')}/glossary.db"
    store = Store.open(url)
    store.upgrade()
    for count in (150, 250):
        entries = (f"- id: c-{number:03}\n  category: term\n  ko: 이름{number}\n" for number in range(count))
        store.replace(terms_yaml.parse("".join(entries)), "test")
    live = LiveGlossary(StoreSource(url), patience=300)
    live.start()
    live.serving()
    live.stop()
    store.replace(terms_yaml.parse(TERMS), "test")
    return create_app(Settings(), live).test_client(), store


@pytest.mark.parametrize(("since", "sizes"), [(0, [100, 100, 50]), (1, [100]), (2, [0]), (999_999_999, [0])])
def test_pages_of_changes(history: tuple[FlaskClient, Store], since: int, sizes: list[int]) -> None:
    pages, cursor = [], None
    while not pages or cursor:
        asked = {"since": since, **({"cursor": cursor} if cursor else {})}
        page = history[0].get(f"{PREFIX}/changes", query_string=asked).json
        assert page["revision"] == 2
        pages.append([(change["revision"], change["id"]) for change in page["changes"]])
        cursor = page["next"]
    assert [len(page) for page in pages] == sizes
    found = [change for page in pages for change in page]
    assert found == sorted(set(found))
    assert all(since < revision <= 2 for revision, _ in found)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        "%00",
        *map(_covered, ["1", "/", "1/", "/a", "-1/a", "9999999999/a", "1/\0", "1/A", "٣/a", "1/a\n"]),
    ],
)
def test_hostile_cursors(client: FlaskClient, cursor: str) -> None:
    answer = client.get(f"{PREFIX}/changes", query_string={"cursor": cursor})
    assert (answer.status_code, answer.json["field"]) == (400, "cursor")


def test_files_have_no_history() -> None:
    answer = create_app(Settings(), serving(terms_yaml.parse(TERMS))).test_client().get(f"{PREFIX}/changes")
    assert (answer.status_code, answer.json["type"]) == (404, "/docs#no-history")


# What the operator sees; a request is over, and counted, when its answer was read: `buffered` reads it at once


def test_metrics(tmp_path: Path) -> None:
    client = create_app(Settings(), serving(terms_yaml.parse(TERMS), 5)).test_client()
    for query in ("성텅", "비밀스러운이름", "비밀스러운이름"):
        client.get(f"{PREFIX}/lookup", query_string={"q": query}, buffered=True)
    client.get(f"{PREFIX}/concepts/secret", buffered=True)
    client.post(f"{PREFIX}/lookup", json={"queries": ["성텅", "비밀"]}, buffered=True)
    client.get("/secret", buffered=True)
    client.open("/healthz", method="SECRET", buffered=True)
    text = client.get("/metrics").text
    for line in (
        'glossary_requests_total{method="GET",route="/api/v1/lookup",status="200"} 3.0',
        'glossary_requests_total{method="GET",route="/api/v1/concepts/<id>",status="404"} 1.0',
        'glossary_requests_total{method="GET",route="none",status="404"} 1.0',
        'glossary_requests_total{method="other",route="none",status="405"} 1.0',
        'glossary_lookups_total{found="yes"} 2.0',
        'glossary_lookups_total{found="no"} 3.0',
        "glossary_revision 5.0",
        "glossary_failed 0.0",
    ):
        assert line in text
    assert "비밀" not in text
    assert "secret" not in text.lower()


def test_log_lines(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = app.test_client()
    with caplog.at_level(logging.INFO, "glossary.requests"):
        client.get(f"{PREFIX}/lookup?q=비밀", headers={"X-Request-Id": "id-1"}, buffered=True)
        client.post(f"{PREFIX}/annotate", json={"text": ARTICLE}, buffered=True, headers={"X-Request-Id": "id-2"})
        client.get(f"{PREFIX}/비밀", headers={"X-Request-Id": "id-3"}, buffered=True)
    records = [record for record in caplog.records if record.name == "glossary.requests"]
    lines = [JsonLines().format(record) for record in records]
    said = [json.loads(line) for line in lines]
    assert [(one["request_id"], one["route"], one["status"]) for one in said] == [
        ("id-1", f"{PREFIX}/lookup", 200),
        ("id-2", f"{PREFIX}/annotate", 200),
        ("id-3", "none", 404),
    ]
    for line in lines:
        assert "\n" not in line
        assert "비밀" not in line
        assert "화웨이" not in line


@pytest.mark.parametrize("message", ["a\nb", "\ud800", '"', "승등\u2028"])
def test_whatever_is_logged_is_one_line_of_json(message: str) -> None:
    record = logging.makeLogRecord({"msg": message, "levelname": "INFO", "fields": {"n": 2**70}})
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == message
