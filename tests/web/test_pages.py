from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from glossary import terms_yaml
from glossary.config import Settings
from glossary.lookup import READINGS
from glossary.model import CATEGORIES, ORIGINS, Concept, Glossary, Lang, Status, Term
from glossary.snapshot import Snapshot
from glossary.store import Kind
from glossary.web import wording
from glossary.web.api import ROUTES
from glossary.web.app import create_app
from tests.web.conftest import serving

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
    # What only a slip leads to is not called found: another name may have been meant.
    assert "맞는 이름이 없습니다. 비슷한 이름:" in page(client, q="커다쉰페리").text
    assert "맞는 이름이 없습니다" not in page(client, q="커다쉰페이").text
    assert DEPRECATED_FOUND in page(client, q="셩텅").text
    assert DEPRECATED_FOUND not in page(client, q="성텅").text


def test_a_concept_without_korean(client: FlaskClient) -> None:
    found = page(client, q="Arm Holdings")
    assert found.all("h2")[1]["lang"] == "en"
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
    assert set(wording.ORIGIN) == set(ORIGINS)
    assert set(wording.KIND) == set(Kind)
    assert set(wording.FIELD) == {field.name for field in dataclasses.fields(Concept)} - {"id"}


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


def test_the_fragment_is_what_the_page_holds(client: FlaskClient) -> None:
    whole, part = (client.get(path, query_string={"q": "승등"}).text for path in ("/", "/search"))
    assert "<html" not in part
    assert part.strip() in whole


def concept_page(client: FlaskClient, concept_id: str, language: str = "ko") -> Page:
    answer = client.get(f"/concepts/{concept_id}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return Page(answer.text)


def test_a_concept_has_a_page(client: FlaskClient) -> None:
    shown = concept_page(client, "huawei-ascend")
    text = " ".join(shown.text.split())
    for part in (
        "성텅",
        "어센드 허용",
        "셩텅",
        "升腾",
        "昇騰",
        "AI chips",
        "seed:000",
        "커다쉰페이",
        "화웨이",
        "성텅(昇騰·Ascend)",
    ):
        assert part in text
    assert {"/concepts/huawei", "/concepts/iflytek"} <= {one["href"] for one in shown.all("a")}
    assert any(one["href"] == "/api/v1/concepts/huawei-ascend" for one in shown.all("a"))
    assert "/concepts/huawei-ascend" in {one["href"] for one in concept_page(client, "huawei").all("a")}
    assert "/concepts/huawei-ascend" in {one["href"] for one in concept_page(client, "iflytek").all("a")}


def test_the_definition_is_in_the_language_of_the_reader(client: FlaskClient) -> None:
    for language, first in (("ko", "통신장비 회사"), ("en", "Maker of network equipment"), ("zh-CN", "통신장비 회사")):
        shown = concept_page(client, "huawei", language)
        described = [one["content"] for one in shown.all("meta") if one.get("name") == "description"]
        assert (described[0] or "").startswith(first)


def test_the_history_of_a_concept(client: FlaskClient) -> None:
    text = " ".join(concept_page(client, "huawei").text.split())
    assert text.index("7판") < text.index("6판") < text.index("1판")
    assert "이름6" in text
    assert "terms.yaml" in text


def test_a_page_of_files_has_no_history(snapshot: Snapshot) -> None:
    client = create_app(Settings(), serving(snapshot.glossary)).test_client()
    assert "수정 이력" not in client.get("/concepts/huawei").text


def test_no_link_leads_to_a_script(client: FlaskClient) -> None:
    for path in ("/concepts/tags", "/concepts", "/?q=%3Cscript%3Ealert(1)%3C/script%3E"):
        shown = Page(client.get(path).text)
        assert "<script>alert(1)</script>" in shown.text
        for link in shown.all("a"):
            assert (link["href"] or "").startswith(("/", "#", "?", "https://", "http://"))


def test_an_unknown_concept(client: FlaskClient) -> None:
    answer = client.get("/concepts/huawei-ascnd", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert 'value="huawei ascnd"' in answer.text
    assert client.get("/concepts/huawei-ascnd").content_type == "application/problem+json"


def listed(client: FlaskClient, **query: str) -> list[str]:
    """Return the ids of the list, in its order."""
    answer = client.get("/concepts", query_string=query)
    assert answer.status_code == 200
    links = (link["href"] or "" for link in Page(answer.text).all("a"))
    return [href.removeprefix("/concepts/") for href in links if href.startswith("/concepts/")]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, ["shenzhen", "huawei-ascend", "iflytek", "huawei", "tags", "arm"]),
        ({"by": "pinyin"}, ["huawei", "iflytek", "shenzhen", "huawei-ascend", "arm", "tags"]),
        ({"by": "en", "initial": "A"}, ["arm", "huawei-ascend"]),
        ({"initial": "ㅅ"}, ["shenzhen", "huawei-ascend"]),
        ({"category": "organization"}, ["iflytek", "huawei", "arm"]),
        ({"q": "쉰"}, ["iflytek"]),
        ({"q": "SHENG"}, ["huawei-ascend"]),
        ({"q": "昇騰"}, ["huawei-ascend"]),
        ({"q": "셩텅"}, ["huawei-ascend"]),
        ({"q": "없다"}, []),
        ({"page": "2"}, []),
    ],
)
def test_the_list(client: FlaskClient, query: dict[str, str], ids: list[str]) -> None:
    assert listed(client, **query) == ids


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"by": "size"}, "by"),
        ({"initial": "Q"}, "initial"),
        ({"initial": "ㄱㄴ"}, "initial"),
        ({"category": "animal"}, "category"),
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page": "9" * 30}, "page"),
        ({"q": "가" * 501}, "q"),
    ],
)
def test_a_list_that_there_is_not(client: FlaskClient, query: dict[str, str], field: str) -> None:
    answer = client.get("/concepts", query_string=query)
    assert answer.status_code in (400, 413)
    assert field in answer.json["detail"]


def test_more_results_have_an_address() -> None:
    concepts = (Concept(f"river-{n}", "place", (Term(f"강{n}", Lang.KO, Status.PREFERRED),)) for n in range(120))
    client = create_app(Settings(), serving(Glossary(tuple(concepts)))).test_client()
    path = "/?q=강"
    for shown, following in ((10, "30"), (30, "50"), (50, "70"), (70, "90"), (90, "100"), (100, None)):
        found = Page(client.get(path).text)
        assert len([one for one in found.all("li") if one.get("class") == "entry"]) == shown
        assert f"앞의 {shown}건" in found.text
        links = [one["href"] or "" for one in found.all("a") if "#entry-" in (one["href"] or "")]
        assert [re.search(r"limit=(\d+)#entry-(\d+)", link).groups() for link in links] == (  # type: ignore[union-attr]
            [(following, str(shown + 1))] if following else []
        )
        path = links[0] if links else path
    assert "#entry-" not in client.get("/?q=강7&limit=100").text
    for limit in ("0", "101", "ten", "-1"):
        assert client.get("/", query_string={"q": "강", "limit": limit}).status_code == 400


def test_what_a_korean_reader_sees_is_korean(client: FlaskClient) -> None:
    text = " ".join(concept_page(client, "huawei-ascend").text.split())
    assert "쓸 때 참고 (영어)" in text
    assert "분야인공지능" in text
    assert "용어집을 처음 만들 때 읽은 기사 (인터넷 주소 없음) seed:000" in text
    for path in ("/concepts/nothing", "/nothing", "/proposals/99"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 404
        shown = Page(answer.text.partition("<main")[2].partition(">")[2].partition("</main>")[0])
        assert not re.search("[A-Za-z]", shown.text.replace("nothing", "")), path


def test_every_domain_of_the_shipped_glossary_has_its_words() -> None:
    shipped = terms_yaml.parse(terms_yaml.packaged_file().read_bytes())
    assert {concept.domain for concept in shipped.concepts if concept.domain} <= set(wording.DOMAIN)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("packaged glossary", "프로그램에 든 용어집"),
        ("proposal 12", "제안 12"),
        ("revision 3", "3판으로 되돌림"),
        ("/srv/desk/terms.yaml", "terms.yaml"),
        ("proposal", "proposal"),
    ],
)
def test_where_a_revision_came_from(app: Flask, written: str, said: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "ko"}):
        assert wording.origin(written) == said
