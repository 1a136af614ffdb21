"""The page /annotate as it is without scripts: a form that is sent, and the page that comes back."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from glossary import documents, terms_yaml
from glossary.config import Settings
from glossary.documents import report
from glossary.model import CATEGORIES
from glossary.snapshot import Snapshot
from glossary.web import articles
from glossary.web.app import create_app
from tests.web.conftest import ARTICLE, TERMS, serving
from tests.web.test_pages import Page


def send(client: FlaskClient, text: str = "", file: tuple[bytes, str] = (b"", ""), **fields: str) -> TestResponse:
    """Send the form as a browser does; an input without a file sends one that is empty and has no name."""
    data: dict[str, Any] = {"text": text.replace("\n", "\r\n"), **fields}
    data["file"] = FileStorage(BytesIO(file[0]), file[1])
    boundary, body = encode_multipart(data)
    return client.post("/annotate", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def box(answer: TestResponse) -> str:
    """What stands in the box, as a browser reads it."""
    found = re.search(r'<textarea class="field" id="text".*?>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def shown(answer: TestResponse) -> str:
    """The text with its marks, as a browser reads it."""
    stretches = re.findall(r'<div class="stretch">(.*?)</div>', answer.text, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", "\n".join(stretches)))


def marks(answer: TestResponse) -> list[str]:
    return [unescape(text) for text in re.findall(r"<mark [^>]*>(.*?)</mark>", answer.text, re.DOTALL)]


def problem(answer: TestResponse) -> str:
    found = re.search(r'<p id="problem"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def test_the_empty_page(client: FlaskClient) -> None:
    answer = client.get("/annotate")
    assert answer.status_code == 200
    assert "저장하거나 기록에 남기지 않습니다" in answer.text
    assert "1,000,000자" in answer.text
    assert "found" not in {attributes.get("id") for _, attributes in Page(answer.text).tags}
    assert problem(answer) == ""


def test_an_article_is_marked(client: FlaskClient, snapshot: Snapshot) -> None:
    answer = send(client, ARTICLE)
    mentions = snapshot.annotate(ARTICLE)["mentions"]
    assert marks(answer) == [one["text"] for one in mentions]
    assert shown(answer) == ARTICLE
    assert box(answer) == ARTICLE
    page = Page(answer.text)
    for mark, mention in zip(page.all("mark"), mentions, strict=True):
        assert mark["lang"] == mention["lang"]
        assert {mention["status"], "named"} < set((mark["class"] or "").split())
        assert mark["data-concept"] == mention["concept"]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        assert not (link["href"] or "").startswith("#") or (link["href"] or "")[1:] in ids


def test_deprecated_and_undecided_forms_are_called_out(client: FlaskClient, snapshot: Snapshot) -> None:
    article = ARTICLE + "\n도시의 선전 벽보다. 중국 선전시에 간다."
    words = " ".join(Page(send(client, article).text).text.split())
    assert "고쳐야 할 표기 셩텅 → 성텅 1곳" in words
    annotation = snapshot.annotate(article)
    undecided = list(report.undecided(annotation, snapshot.annotator.explain(article)))
    assert [one["text"] for one in undecided] == ["선전"]
    assert "정하지 못한 말 이름일 수도" in words
    assert "선전 1곳 선전 深圳 지명" in words


def test_what_it_writes_is_what_the_api_writes(client: FlaskClient) -> None:
    """One set of writers for the page, HTTP and the command line."""
    answer = send(client, ARTICLE, style="hans")
    for name, id in (("gloss", "glossed"), ("normalized", "normalized")):
        asked = {"text": ARTICLE, "to": name, "style": "hans"}
        content = client.post("/api/v1/annotate", json=asked).get_json()["content"]
        area = re.search(rf'id="{id}".*?>\n(.*?)</textarea>', answer.text, re.DOTALL)
        assert area is not None
        assert unescape(area[1]) == content
    for name, format in documents.FORMATS.items():
        saved = send(client, ARTICLE, style="hans", to=name)
        assert saved.headers["Content-Disposition"].startswith(f"attachment; filename=article{format.extension};")
        told = client.post("/api/v1/annotate", json={"text": ARTICLE, "to": name, "style": "hans"}).get_json()
        assert (saved.get_json() == told) if name == "json" else (saved.text == told["content"])


@pytest.mark.parametrize(
    ("encoding", "guessed"), [("utf-8", ""), ("utf-8-sig", ""), ("cp949", "CP949"), ("utf-16", "UTF-16")]
)
def test_files_are_read_in_their_encoding(client: FlaskClient, encoding: str, guessed: str) -> None:
    text = "화웨이는 성텅을 내놨다. " * 20 + "\r\n끝\n"
    answer = send(client, "지운 글", (text.encode(encoding), "기사.txt"))
    assert len(marks(answer)) == 40
    assert shown(answer) == text
    assert (guessed + "로 읽었습니다" in answer.text) is bool(guessed)
    assert "지운 글" not in answer.text


def test_a_chosen_encoding_is_used(client: FlaskClient) -> None:
    data = "华为发布昇腾".encode("gb18030")
    assert marks(send(client, "", (data, "a.txt"), encoding="gb18030")) == ["华为", "昇腾"]


def test_a_page_shows_its_text_and_keeps_its_bytes(client: FlaskClient) -> None:
    source = "<title>a</title><p>화웨이는 <b>성</b>텅<script>alert(1)</script>을 &amp;\r\n<p onclick=x>셩텅"
    data = source.encode("cp949")
    answer = send(client, "", (data, "../기사 1.HTML"))
    assert marks(answer) == ["화웨이", "성텅", "셩텅"]
    assert "alert(1)" not in shown(answer)
    assert "script" not in {tag for tag, attributes in Page(answer.text).tags if not attributes.get("src")}
    assert box(answer) == source.replace("\r\n", "\n") or box(answer) == source
    saved = send(client, "", (data, "../기사 1.HTML"), to="html")
    assert saved.headers["Content-Type"] == "text/html; charset=cp949"
    assert saved.headers["Content-Disposition"].endswith("filename*=UTF-8''%EA%B8%B0%EC%82%AC%201.html")
    assert re.sub(rb"</?mark[^>]*>", b"", saved.data) == data
    # and from the box, as without scripts it is sent the second time
    hidden = {
        one["name"] or "": one["value"] or "" for one in Page(answer.text).all("input") if one.get("type") == "hidden"
    }
    again = send(client, box(answer), kind="html", to="html", **hidden)
    assert again.headers["Content-Disposition"].endswith("filename*=UTF-8''%EA%B8%B0%EC%82%AC%201.html")
    assert "화웨이".encode("cp949") in again.data


BINARY = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4


@pytest.mark.parametrize(
    ("fields", "file", "status", "said"),
    [
        ({}, (BINARY, "a.png"), 400, "글로 읽을 수 없습니다"),
        ({"encoding": "cp949"}, ("화웨이".encode("utf-16"), "a.txt"), 400, "다른 인코딩"),
        ({"to": "docx"}, (b"", ""), 400, "읽을 수 없습니다"),
        ({"style": "<script>"}, (b"", ""), 400, "읽을 수 없습니다"),
        ({"kind": "pdf"}, (b"", ""), 400, "읽을 수 없습니다"),
        ({"encoding": "rot13"}, (b"", ""), 400, "읽을 수 없습니다"),
    ],
)
def test_what_cannot_be_used_leaves_the_text(
    client: FlaskClient, fields: dict[str, str], file: tuple[bytes, str], status: int, said: str
) -> None:
    answer = send(client, ARTICLE, file, **fields)
    assert answer.status_code == status
    assert said in problem(answer)
    assert box(answer) == ARTICLE


def test_nothing_to_read(client: FlaskClient) -> None:
    for text, file in ((" \n", (b"", "")), ("", (b"", "a.txt"))):
        answer = send(client, text, file)
        assert answer.status_code == 200
        assert "비어 있습니다" in problem(answer)
    assert client.post("/annotate", data=b"\xff", content_type="multipart/form-data").status_code == 200
    assert "이름이 없습니다" in send(client, "아무것도 없는 글").text


@pytest.fixture
def small() -> Flask:
    """A service whose articles have at most a hundred characters."""
    return create_app(Settings(max_text=100, max_query=1, max_queries=1), serving(terms_yaml.parse(TERMS)))


def test_limits(small: Flask) -> None:
    client = small.test_client()
    assert len(marks(send(client, "화웨이 " * 25))) == 25
    answer = send(client, "화웨이 " * 26)
    assert answer.status_code == 413
    assert problem(answer) == "글이 104자입니다. 한 번에 100자까지 됩니다. 나누어 넣어 주세요."
    assert box(answer) == "화웨이 " * 26
    assert send(client, "", (b"a" * 101, "a.txt")).status_code == 413
    much = send(client, "화" * 60_000)
    assert much.status_code == 413
    assert "뒤로 가면" in problem(much)


def test_a_long_text_is_no_field_too_long(client: FlaskClient) -> None:
    """Flask takes half a megabyte a field unless told otherwise."""
    assert len(marks(send(client, ("화웨이 " + "가" * 995 + "\n") * 700))) == 700


def test_more_names_than_a_browser_can_hold(client: FlaskClient) -> None:
    text = "화웨이 " * (articles.MOST_MARKS + 1)
    answer = send(client, text)
    assert len(marks(answer)) == articles.MOST_MARKS
    assert shown(answer) == text
    assert "앞부분에만" in answer.text
    assert f"{articles.MOST_MARKS + 1}곳" in answer.text


HOSTILE = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</div></article></main>",
    "{{ 7*7 }}{% raw %}",
    "\u202e\u2066\u200b화\u200b웨이\ufeff",
    "\n\n앞줄",
    "긴" * 10_000 + "w" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", articles.KINDS)
def test_nothing_in_an_article_becomes_markup(client: FlaskClient, text: str, kind: str) -> None:
    article = f"{text} 셩텅 {text} <script>alert(1)</script> 선전"
    answer = send(client, article, kind=kind, name='"><script>.html')
    assert answer.status_code == 200
    assert box(answer) == article
    page = Page(answer.text)
    assert {"img", "style"}.isdisjoint(tag for tag, _ in page.tags)
    assert all((script["src"] or "").startswith("/static/") for script in page.all("script"))
    assert not any(name.startswith("on") or name == "style" for _, attributes in page.tags for name in attributes)
    assert kind == "html" or shown(answer) == article
    assert "&lt;script&gt;alert(1)" in answer.text  # a concept of the glossary is called so
    for to in documents.FORMATS:
        assert send(client, article, kind=kind, name='a\r\nb/../\u202e;x="', to=to).status_code == 200


def test_what_is_no_character(client: FlaskClient) -> None:
    assert marks(send(client, "화웨이\0성텅 \ud7ff")) == ["화웨이", "성텅"]
    broken = client.post(
        "/annotate",
        data=b"text=%ED%A0%80+%ED%99%94%EC%9B%A8%EC%9D%B4%FF",
        content_type="application/x-www-form-urlencoded",
    )
    assert broken.status_code == 200
    assert marks(broken) == ["화웨이"]
    half = client.post("/api/v1/annotate", data='{"text": "\\ud800"}', content_type="application/json")
    assert half.status_code == 400


@pytest.mark.parametrize(
    ("accepted", "words"), [("en", "3 names · 5 places"), ("zh-CN", "个名称"), ("zh-TW", "個名稱")]
)
def test_in_the_language_of_the_reader(client: FlaskClient, accepted: str, words: str) -> None:
    answer = client.post(
        "/annotate", data={"text": "Arm Holdings 화웨이 성텅, 성텅 성텅"}, headers={"Accept-Language": accepted}
    )
    assert words in answer.text


def test_texts_do_not_belong_into_addresses(client: FlaskClient) -> None:
    assert box(client.get("/annotate?text=화웨이")) == ""


def test_articles_are_not_logged(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        send(client, ARTICLE, name="비밀")
        send(client, ARTICLE, (BINARY, "비밀.txt"))
    assert "화웨이" not in caplog.text
    assert "비밀" not in caplog.text


def test_every_category_has_its_line(client: FlaskClient) -> None:
    with client.get("/static/annotate.css") as answer:
        assert all(f".named.{name} {{" in answer.text and f"--{name}: #" in answer.text for name in CATEGORIES)


def test_json_is_what_the_browser_gets(client: FlaskClient) -> None:
    found = json.loads(send(client, "앞\n화웨이", to="json").data)
    assert [(one["start"], one["end"]) for one in found["mentions"]] == [(2, 5)]


def test_glosses_of_the_corrected_text(client: FlaskClient) -> None:
    """It is the normalized text that is glossed."""
    text = "셩텅은 칩이다. 성텅."
    assert 'name="corrected" form="article">' in send(client, text).text
    assert "셩텅(昇騰·Ascend)은" in send(client, text, to="gloss").text
    answer = send(client, text, corrected="on")
    assert 'name="corrected" form="article" checked>' in answer.text
    corrected = send(client, text, to="normalized").text
    wanted = client.post("/api/v1/annotate", json={"text": corrected, "to": "gloss"}).get_json()["content"]
    assert wanted == "성텅(昇騰·Ascend)은 칩이다. 성텅."
    assert send(client, text, corrected="on", to="gloss").text == wanted
    assert f">\n{wanted}</textarea>" in answer.text
    assert marks(answer) == ["셩텅", "성텅"]
    assert 'name="corrected"' not in send(client, "성텅", corrected="on").text


def test_a_concept_can_be_left_out_and_restored(client: FlaskClient) -> None:
    """As `--ignore` leaves it out, of everything; the page goes on telling that it does."""
    text = "화웨이는 성텅을 내놨다. 선전시."
    assert "뺀 이름" not in send(client, text).text
    answer = send(client, text, leave="huawei", left_out="shenzhen nothing-like-it")
    assert marks(answer) == ["성텅"]
    assert "화웨이는 성텅(昇騰·Ascend)을 내놨다. 선전시.</textarea>" in answer.text
    page = Page(answer.text)
    restoring = [one["value"] for one in page.all("button") if one.get("name") == "restore"]
    assert restoring == ["shenzhen", "huawei"]
    (left_out,) = [one["value"] or "" for one in page.all("input") if one.get("name") == "left_out"]
    assert left_out.split() == ["shenzhen", "nothing-like-it", "huawei"]
    for to in documents.FORMATS:
        assert "Huawei<" not in send(client, text, left_out=left_out, to=to).text
    assert [one["concept"] for one in send(client, text, left_out=left_out, to="json").get_json()["mentions"]] == [
        "huawei-ascend"
    ]
    assert marks(send(client, text, left_out=left_out, restore="huawei")) == ["화웨이", "성텅"]
    nothing = send(client, text, left_out="huawei huawei-ascend shenzhen")
    assert marks(nothing) == []
    assert "뺀 이름" in nothing.text
    for hostile in ('"><script>', "\0", "가" * 10_000):
        assert send(client, text, left_out=hostile, leave=hostile).status_code == 200


def test_the_card_has_what_to_write_instead(client: FlaskClient) -> None:
    page = Page(send(client, "어센드와 셩텅과 성텅, Huawei Ascend").text)
    better = [(one.get("data-preferred"), one.get("data-preferred-lang")) for one in page.all("mark")]
    assert better == [("성텅", "ko"), ("성텅", "ko"), (None, None), ("Ascend", "en")]
    assert "성텅(昇騰·Ascend)" in {one.get("data-copy") for one in page.all("button")}
