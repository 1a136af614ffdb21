from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from glossary import terms_yaml
from glossary.config import Settings
from glossary.documents import FORMATS, Article, Desk, styles
from glossary.model import CATEGORIES, Glossary
from glossary.snapshot import Snapshot
from glossary.web.app import create_app

from .conftest import ARTICLE, serving

API = "/api/v1"


def test_lookup_says_what_was_found_and_why(client: FlaskClient, snapshot: Snapshot) -> None:
    answer = client.get(f"{API}/lookup", query_string={"q": "승등"})
    assert answer.content_type == "application/json"
    assert answer.json == orjson.loads(orjson.dumps(snapshot.lookup("승등")))
    assert answer.json["revision"] == 7
    first = answer.json["results"][0]
    assert first["id"] == first["concept"]["id"] == "huawei-ascend"
    assert first["match"]["form"] == "승등"
    assert first["match"]["via"] == "sino-korean"


@pytest.mark.parametrize("query", ["", " ", "+", "없는이름이야", "\0\x1f", "𠮷" * 500, "%", "&q"])
def test_lookup_of_what_nothing_is_called(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{API}/lookup", query_string={"q": query})
    assert answer.status_code == 200
    assert answer.json["query"] == query
    assert answer.json["results"] == []


def test_lookup_takes_limit_and_category(client: FlaskClient) -> None:
    found = client.get(f"{API}/lookup?q=Huawei").json["results"]
    assert [hit["id"] for hit in found] == ["huawei", "huawei-ascend"]
    assert len(client.get(f"{API}/lookup?q=Huawei&limit=1").json["results"]) == 1
    of_products = client.get(f"{API}/lookup?q=Huawei&category=product").json["results"]
    assert [hit["id"] for hit in of_products] == ["huawei-ascend"]


def test_unknown_parameters_are_left_alone(client: FlaskClient) -> None:
    assert client.get(f"{API}/lookup?q=Huawei&utm=1&utm=2").json == client.get(f"{API}/lookup?q=Huawei").json


def test_batch_answers_as_the_single_lookups_do(client: FlaskClient) -> None:
    queries = ["승등", "", "없는이름이야", "ㅎㅇㅇ", "승등"]
    batch = client.post(f"{API}/lookup", json={"queries": queries, "limit": 3}).json
    assert batch["revision"] == 7
    singles = [client.get(f"{API}/lookup", query_string={"q": query, "limit": 3}).json for query in queries]
    assert batch["answers"] == singles
    assert client.post(f"{API}/lookup", json={"queries": []}).json == {"revision": 7, "answers": []}


def test_suggest(client: FlaskClient) -> None:
    assert client.get(f"{API}/suggest?q=화").json == {
        "query": "화",
        "revision": 7,
        "suggestions": [{"id": "huawei", "form": "화웨이", "lang": "ko"}],
    }
    assert client.get(f"{API}/suggest?q=").json["suggestions"] == []


def test_concept_says_all(client: FlaskClient, snapshot: Snapshot) -> None:
    concept = client.get(f"{API}/concepts/huawei-ascend").json
    assert concept == {
        **snapshot.views["huawei-ascend"],
        "revision": 7,
        "definition": {},
        "note": "AI chips, not to be written 셩텅",
        "domain": "ai",
        "broader": "huawei",
        "related": ["iflytek"],
        "sources": [{"ref": "seed:000", "quote": "성텅(昇騰·Ascend)"}],
        "deprecated": {"ko": ["셩텅"], "zh": ["升腾"], "zh_hant": [], "en": []},
    }
    assert client.get(f"{API}/concepts/arm").json["ko"]["preferred"] is None


def test_concepts_are_listed_by_id(client: FlaskClient) -> None:
    page = client.get(f"{API}/concepts").json
    assert [concept["id"] for concept in page["concepts"]] == sorted(
        ["huawei", "huawei-ascend", "iflytek", "shenzhen", "arm", "tags"]
    )
    assert page["next"] is None
    assert page["revision"] == 7
    for category in CATEGORIES:
        listed = client.get(f"{API}/concepts?category={category}").json["concepts"]
        assert all(concept["category"] == category for concept in listed)


@pytest.fixture(scope="module")
def crowd() -> FlaskClient:
    """A service of 250 concepts, each the copy of one, half of them places."""
    model = terms_yaml.parse("- id: a\n  category: place\n  en: A").concepts[0]
    copies = (replace(model, id=f"c-{n:03}", category="place" if n % 2 else "term") for n in range(250))
    return create_app(Settings(), serving(Glossary(tuple(copies)))).test_client()


@pytest.mark.parametrize(("category", "sizes"), [(None, [100, 100, 50]), ("place", [100, 25]), ("person", [0])])
def test_pages_hold_every_concept_once(crowd: FlaskClient, category: str | None, sizes: list[int]) -> None:
    pages = []
    cursor = None
    while True:
        asked = {"category": category, "cursor": cursor}
        page = crowd.get(f"{API}/concepts", query_string={k: v for k, v in asked.items() if v}).json
        pages.append([concept["id"] for concept in page["concepts"]])
        cursor = page["next"]
        if cursor is None:
            break
    assert [len(page) for page in pages] == sizes
    ids = [concept_id for page in pages for concept_id in page]
    assert ids == sorted(set(ids))


def test_annotate_gives_offsets_of_the_text_as_sent(client: FlaskClient) -> None:
    for text in (ARTICLE, "\ufeff" + ARTICLE, ARTICLE.replace(" ", "\r\n"), ""):
        annotation = client.post(f"{API}/annotate", json={"text": text}).json
        assert set(annotation) == {"revision", "text_length", "mentions"}
        assert annotation["text_length"] == len(text)
        assert [mention["text"] for mention in annotation["mentions"]] == (
            ["화웨이", "성텅", "昇騰", "Ascend", "셩텅"] if text else []
        )
        assert all(text[m["start"] : m["end"]] == m["text"] for m in annotation["mentions"])


@pytest.mark.parametrize("to", [name for name in FORMATS if name != "json"])
def test_annotate_to_every_other_format(client: FlaskClient, snapshot: Snapshot, to: str) -> None:
    answer = client.post(f"{API}/annotate", json={"text": ARTICLE, "to": to}).json
    annotation = snapshot.annotate(ARTICLE)
    assert answer == {
        "to": to,
        "content": FORMATS[to].write(Article(ARTICLE), annotation, Desk(snapshot.annotate, snapshot.views)),
        "mentions": orjson.loads(orjson.dumps(annotation["mentions"])),
        "revision": 7,
    }


def test_annotate_with_all_overlaps(client: FlaskClient) -> None:
    def mentions(overlap: str) -> list[str]:
        asked = {"text": "Huawei Ascend", "overlap": overlap}
        return [mention["text"] for mention in client.post(f"{API}/annotate", json=asked).json["mentions"]]

    assert mentions("longest") == ["Huawei Ascend"]
    assert set(mentions("all")) > {"Huawei Ascend", "Huawei"}


@pytest.mark.parametrize("to", [name for name in FORMATS if name != "json"])
def test_what_is_written_holds_one_name_at_a_place(client: FlaskClient, to: str) -> None:
    longest, everything = (
        client.post(f"{API}/annotate", json={"text": "Huawei Ascend", "to": to, "overlap": overlap}).json
        for overlap in ("longest", "all")
    )
    assert everything["content"] == longest["content"]
    assert len(everything["mentions"]) > len(longest["mentions"])


def test_annotate_a_page(client: FlaskClient) -> None:
    page = "<p>화<b>웨</b>이가 <a href='x'>성텅</a>을, &#49513;텅을</p>"

    def asked(**more: str) -> dict[str, Any]:
        return client.post(f"{API}/annotate", json={"text": page, "from": "html", **more}).json

    annotation = asked()
    assert annotation["text_length"] == len(page)
    assert [mention["text"] for mention in annotation["mentions"]] == ["화<b>웨</b>이", "성텅", "&#49513;텅"]
    assert all(page[m["start"] : m["end"]] == m["text"] for m in annotation["mentions"])
    marked = asked(to="html")
    assert re.sub("<mark [^<>]*>|</mark>", "", marked["content"]) == page
    assert marked["content"].count("<mark ") == 4
    assert marked["mentions"] == annotation["mentions"]
    assert asked(to="normalized")["content"] == "화웨이가 성텅을, 성텅을"
    assert len(asked(overlap="all")["mentions"]) >= 3
    assert "&lt;p&gt;" in client.post(f"{API}/annotate", json={"text": page, "to": "html"}).json["content"]


@pytest.mark.parametrize("style", styles.packaged())
def test_annotate_in_every_house_style(client: FlaskClient, style: str) -> None:
    answer = client.post(f"{API}/annotate", json={"text": "화웨이는", "to": "gloss", "style": style}).json
    assert re.fullmatch(r"화웨이\((華為|华为|Huawei)(.(Huawei|华为))?\)는", answer["content"])


@pytest.mark.parametrize(("field", "value"), [("style", "nobody"), ("from", "docx"), ("style", 3), ("from", None)])
def test_annotate_with_a_wrong_name(client: FlaskClient, field: str, value: object) -> None:
    answer = client.post(f"{API}/annotate", json={"text": "화웨이는", field: value})
    assert answer.status_code == 400
    assert answer.json["field"] == field


def test_health(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {
        "status": "ready",
        "revision": 7,
        "store_revision": 7,
        "index": "file",
        "error": None,
    }


def test_one_service_answers_many_at_once(app: Flask) -> None:
    def ask(number: int) -> int:
        query = ("승등", "없는이름이야")[number % 2]
        return len(app.test_client().get(f"{API}/lookup", query_string={"q": query}).json["results"])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(200))) == [1, 0] * 100
