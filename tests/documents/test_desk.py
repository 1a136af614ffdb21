"""What a desk has besides styles: its list of what is never marked, its report; and W3C annotations."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from glossary.documents import FORMATS, Article, Desk, Page, ignored, report
from glossary.errors import InvalidDeskFile
from glossary.snapshot import Snapshot
from tests.factories import six_concepts
from tests.strategies import texts

SNAPSHOT = Snapshot.build(six_concepts())
DESK = Desk(SNAPSHOT.annotate, SNAPSHOT.views)
ARTICLE = "화웨이가 셩텅을\r\n내놨다. 화웨이(华为)의 셩\n텅 002230.SZ\n"


def kept(listed: str, text: str = ARTICLE) -> list[str]:
    known = ignored.parse(listed, "list.txt", SNAPSHOT.views)
    return [mention["text"] for mention in known.left_out(SNAPSHOT.annotate(text))["mentions"]]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("", ["화웨이", "셩텅", "화웨이", "华为", "셩\n텅", "002230.SZ"]),
        ("# 화웨이\n\n  \n", ["화웨이", "셩텅", "화웨이", "华为", "셩\n텅", "002230.SZ"]),
        ("화웨이\r\n", ["셩텅", "华为", "셩\n텅", "002230.SZ"]),
        ("id:huawei", ["셩텅", "셩\n텅", "002230.SZ"]),
        ("id: huawei-ascend\n002230.sz", ["화웨이", "화웨이", "华为"]),
        ("셩 텅", ["화웨이", "화웨이", "华为", "002230.SZ"]),  # compared as names are
        ("huawei\n상하이", ["화웨이", "셩텅", "화웨이", "华为", "셩\n텅", "002230.SZ"]),  # a form, not the concept
    ],
)
def test_what_is_never_marked(listed: str, expected: list[str]) -> None:
    assert kept(listed) == expected


def test_a_concept_that_is_not_there_is_told() -> None:
    assert ignored.parse("화웨이\nid:nobody", "list.txt", SNAPSHOT.views).unknown == ((2, "nobody"),)


@pytest.mark.parametrize(("text", "line"), [("화웨이\nid:", 2), ("id:화웨이", 1), ("···", 1)])
def test_a_broken_list_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(InvalidDeskFile) as told:
        ignored.parse(text, "list.txt", SNAPSHOT.views)
    (problem,) = told.value.problems
    assert (problem.line, bool(problem.mend)) == (line, True)


@given(texts)
def test_any_text_is_a_list(text: str) -> None:
    listed = "\n".join(line for line in text.splitlines() if any(map(str.isalnum, line)))
    assert set(kept(listed.replace("id:", ""))) <= set(kept(""))


def test_a_report() -> None:
    article = Article(ARTICLE)
    assert list(report.lines("a.txt", article, SNAPSHOT.annotate(ARTICLE))) == [
        "a.txt: 6 names of 3 concepts, 2 deprecated spellings",
        "a.txt:1:6: deprecated: 셩텅, write 성텅 (huawei-ascend)",
        "a.txt:2:15: deprecated: 셩 텅, write 성텅 (huawei-ascend)",
        "  huawei         화웨이 ×2, 华为",
        "  huawei-ascend  셩텅, 셩 텅",
        "  iflytek        002230.SZ",
    ]


def test_a_report_of_what_is_undecided() -> None:
    text = "벽보 선전 문구는\n화웨이. 값싼 선전 문구다."
    decisions = SNAPSHOT.annotator.explain(text)
    assert [one["concept"] for one in decisions] == [None, None]
    shown = list(report.lines("a.txt", Article(text), SNAPSHOT.annotate(text), decisions))
    assert shown[0] == "a.txt: 1 name of 1 concept, 0 deprecated spellings, 1 undecided"
    assert shown[1] == "a.txt:1:4: undecided: 선전 (shenzhen)"
    (_, second) = decisions
    assert [kind for kind, weight in second["senses"][0]["evidence"].items() if weight > 0] == [report.OF_ALL_FORMS]


def test_what_may_never_be_marked_is_not_undecided() -> None:
    decisions = SNAPSHOT.annotator.explain("선전은 크다")
    for line in ("선전", "id:shenzhen"):
        assert ignored.parse(line, "never.txt", SNAPSHOT.views).undoubted(decisions) == []
    assert ignored.parse("id:huawei", "never.txt", SNAPSHOT.views).undoubted(decisions) == decisions


def test_an_explanation() -> None:
    text = "선전(深圳)은 크고,\n선전은 작다."
    told = list(report.explained("a.txt", Article(text), SNAPSHOT.annotator.explain(text)))
    assert told[0] == "a.txt:1:1: 선전: shenzhen"
    assert "shenzhen: " in told[1]
    assert "gloss +" in told[1]
    assert any(line.startswith("a.txt:2:1: 선전: ") for line in told)


def test_a_report_of_nothing() -> None:
    assert list(report.lines("a.txt", Article(""), SNAPSHOT.annotate(""))) == [
        "a.txt: 0 names of 0 concepts, 0 deprecated spellings"
    ]


def test_places_in_a_page_are_those_of_its_source() -> None:
    page = Page("<html>\n<p>\n  셩<b>텅</b>은\n")
    told = list(report.deprecated("a.html", page, page.annotated(SNAPSHOT.annotate)))
    assert told == ["a.html:3:3: deprecated: 셩텅, write 성텅 (huawei-ascend)"]


# ---- webannotation ----


@given(texts.map(lambda text: f"{text} 화웨이는 {text} 셩텅 {text}"))
def test_selectors_find_every_mention(text: str) -> None:
    annotation = SNAPSHOT.annotate(text)
    written = json.loads(FORMATS["webannotation"].write(Article(text), annotation, DESK))
    assert written["revision"] == annotation["revision"]
    assert len({item["id"] for item in written["items"]}) == len(annotation["mentions"])
    for mention, item in zip(annotation["mentions"], written["items"], strict=True):
        position, quote = item["target"]["selector"]
        assert (position["start"], position["end"]) == (mention["start"], mention["end"])
        assert quote["exact"] == mention["text"]
        context = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert text[position["start"] - len(quote["prefix"]) :].startswith(context)


def test_what_the_standard_asks_for() -> None:
    written = json.loads(FORMATS["webannotation"].write(Article("셩텅과 华为"), SNAPSHOT.annotate("셩텅과 华为"), DESK))
    assert written["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert written["type"] == "AnnotationPage"
    first, second = written["items"]
    assert {"id", "type", "motivation", "body", "target"} == set(first)
    assert first["id"].startswith("urn:uuid:")
    assert first["target"]["source"].startswith("ni:///sha-256;")
    assert first["body"] == [
        {"type": "TextualBody", "purpose": "identifying", "value": "huawei-ascend"},
        {"type": "TextualBody", "purpose": "editing", "value": "성텅", "language": "ko"},
    ]
    assert second["body"][1] == {"type": "TextualBody", "purpose": "tagging", "value": "华为", "language": "zh-Hans"}
