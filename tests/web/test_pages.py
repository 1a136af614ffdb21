from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from glossary.lookup import READINGS
from glossary.model import CATEGORIES, Status
from glossary.web import wording
from glossary.web.api import ROUTES

DEPRECATED_FOUND = "찾으신 것은 쓰지 않는 표기입니다."


class Page(HTMLParser):
    """What a page holds: its start tags with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page(client: FlaskClient, **query: str) -> Page:
    answer = client.get("/", query_string=query)
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    return Page(answer.text)


def test_the_empty_page_has_a_box_that_needs_no_script(client: FlaskClient) -> None:
    empty = page(client)
    assert empty.all("html")[0]["lang"] == "ko"
    assert empty.all("form")[0] == {"class": "search", "role": "search", "action": "/", "method": "get"}
    box = empty.all("input")[0]
    assert "autofocus" in box
    assert (box["name"], box["value"], box["maxlength"]) == ("q", "", "500")
    assert empty.all("label")[0]["for"] == box["id"]
    assert "찾은 이름" not in empty.text


def test_a_result_shows_all_forms_and_why(client: FlaskClient) -> None:
    found = page(client, q="승등")
    assert found.all("input")[0]["value"] == "승등"
    langs = {(attributes.get("lang")) for _, attributes in found.tags}
    assert {"ko", "zh-Hans", "zh-Hant", "en", "zh-Latn"} <= langs
    for text in (
        "성텅",
        "어센드",
        "셩텅",
        "昇腾",
        "昇騰",
        "Ascend",
        "shēng téng",
        "제품",
        "권장 표기",
        "쓰지 않는 표기",
    ):
        assert text in found.text
    assert "한국 한자음 승등" in " ".join(found.text.split())


def test_slips_and_deprecated_forms_are_said(client: FlaskClient) -> None:
    assert "오타 1곳" in page(client, q="커다쉰페리").text
    assert DEPRECATED_FOUND in page(client, q="셩텅").text
    assert DEPRECATED_FOUND not in page(client, q="성텅").text


def test_a_concept_without_korean(client: FlaskClient) -> None:
    found = page(client, q="Arm Holdings")
    assert found.all("h2")[0]["lang"] == "en"
    assert "한국어 표기 없음" in found.text


def test_unknown_hanzi_are_transcribed(client: FlaskClient) -> None:
    found = page(client, q="桂林电子")
    assert "맞는 이름이 없습니다." in found.text
    assert "구이린뎬쯔" in found.text
    assert "guì lín diàn zǐ" in found.text
    assert "계림전자" in found.text


def test_nothing_found(client: FlaskClient) -> None:
    found = page(client, q="없는이름이야")
    assert "맞는 이름이 없습니다." in found.text
    assert "혹시 이 이름인가요?" not in found.text
    assert found.all("input")[0]["value"] == "없는이름이야"


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "{{ 7*7 }}",
    "\u202eabc",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_nothing_that_is_typed_or_listed_becomes_markup(client: FlaskClient, query: str) -> None:
    found = page(client, q=query)
    assert {"img", "style"}.isdisjoint(name for name, _ in found.tags)
    assert all((script["src"] or "").startswith("/static/") for script in found.all("script"))
    assert not any(name.startswith("on") or name == "style" for _, attributes in found.tags for name in attributes)
    assert found.all("input")[0]["value"] == query
    assert "49" not in found.text


@pytest.mark.parametrize("path", ["/", "/?q=승등", "/docs", "/nothing"])
def test_nothing_comes_from_elsewhere(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    whole = Page(answer.text)
    assert all(script["type"] == "module" for script in whole.all("script"))
    assert whole.all("style") == []
    for tag, attributes in whole.tags:
        for name in ("src", "href", "action"):
            assert not re.match(r"(\w+:)?//", attributes.get(name) or ""), (tag, attributes)
        assert "style" not in attributes
    for link in (*whole.all("link"), *whole.all("script")):
        with client.get(link.get("href") or link.get("src") or "") as linked:
            assert linked.status_code == 200


def test_the_styles_bring_nothing_from_elsewhere(client: FlaskClient) -> None:
    with client.get("/static/style.css") as answer:
        styles = answer.text
    assert "url(" not in styles
    assert "@import" not in styles
    assert "prefers-color-scheme: dark" in styles


def test_every_reading_status_and_category_has_its_words() -> None:
    assert {reading.name for reading in READINGS} <= set(wording.VIA)
    assert set(wording.CATEGORY) == set(CATEGORIES)
    assert set(wording.STATUS) == set(Status)


def test_the_examples_are_links(client: FlaskClient) -> None:
    linked = {attributes["href"] for attributes in page(client).all("a")}
    assert len([href for href in linked if (href or "").startswith("/?q=")]) == len(wording.EXAMPLES)


def test_docs_give_a_call_for_each_route(client: FlaskClient) -> None:
    shown = client.get("/docs", base_url="http://glossary.example:81").text
    assert shown.count("curl ") == len(ROUTES) + 1
    assert "http://glossary.example:81/api/v1/lookup" in shown
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([^"]+)"', shown):
        assert target in ids


def test_docs_do_not_trust_the_host(client: FlaskClient) -> None:
    shown = client.get("/docs", headers={"Host": "a\"><script>'$(rm)"})
    assert "<script>" not in shown.text
