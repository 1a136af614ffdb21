"""What every output format promises, then the corners of each: FORMATS is the table."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.documents import FORMATS, Article, Desk, Format
from glossary.model import Annotation, Glossary
from glossary.snapshot import Snapshot
from tests.factories import make_concept, six_concepts
from tests.strategies import texts

HOSTILE = (
    make_concept("quote", category="product", ko='따옴"표', en=["O'Quote & <Sons>", 'a"><script>alert(1)</script>']),
    make_concept("amp", category="person", ko="앰프", zh="安普", en="AT&amp;T"),
    make_concept("lines", category="place", ko="줄바꿈", en="two words"),
)
SNAPSHOT = Snapshot.build(Glossary((*six_concepts().concepts, *HOSTILE)))
FORMS = [term.text for concept in SNAPSHOT.glossary.concepts for term in concept.terms] + ["002230.SZ", "Two\nWords"]
MARKUP = [
    "<b>",
    "</article>",
    "<!--",
    "]]>",
    "&amp;",
    "&",
    "&#0;",
    "<script>x</script>",
    '"',
    "'",
    "\r",
    "\r\n",
    "\n",
    "(",
    ")",
]

articles = st.lists(
    st.sampled_from(FORMS) | st.sampled_from(MARKUP) | st.sampled_from("는은 ,.()") | texts, max_size=12
).map("".join)


DESK = Desk(SNAPSHOT.annotate, SNAPSHOT.views)


def written(text: str, name: str, overlap: str = "longest") -> str:
    return FORMATS[name].write(Article(text), SNAPSHOT.annotate(text, overlap=overlap), DESK)


# ---- The contract over the table ----


def test_the_table() -> None:
    assert {name: format.extension for name, format in FORMATS.items()} == {
        "json": ".json",
        "html": ".html",
        "gloss": ".gloss.txt",
        "normalized": ".normalized.txt",
        "webannotation": ".anno.json",
    }
    assert all(format.name == name for name, format in FORMATS.items())
    assert len({format.extension for format in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
class TestEveryFormat:
    @given(text=articles)
    def test_writes_any_text_the_same_way_twice(self, format: Format, text: str) -> None:
        annotation = SNAPSHOT.annotate(text)
        content = format.write(Article(text), annotation, DESK)
        assert content == format.write(Article(text), annotation, DESK)
        assert content == format.write(Article(text), SNAPSHOT.annotate(text), DESK)
        content.encode("utf-8")

    @pytest.mark.parametrize("text", ["", "바이두 아님", "\n", "<&>"])
    def test_writes_a_text_without_names(self, format: Format, text: str) -> None:
        assert SNAPSHOT.annotate(text)["mentions"] == []
        assert isinstance(format.write(Article(text), SNAPSHOT.annotate(text), DESK), str)

    @given(text=articles)
    def test_writes_overlapping_mentions(self, format: Format, text: str) -> None:
        annotation = SNAPSHOT.annotate(text, overlap="all")
        before = json.dumps(annotation)
        assert isinstance(format.write(Article(text), annotation, DESK), str)
        assert json.dumps(annotation) == before


# ---- json ----


@given(articles)
def test_json_is_the_annotation_with_its_revision(text: str) -> None:
    annotation = SNAPSHOT.annotate(text)
    content = written(text, "json")
    assert json.loads(content) == annotation
    assert {"revision", "text_length", "mentions"} <= set(json.loads(content))
    assert content.endswith("\n")


# ---- html ----


class Page(HTMLParser):
    """Reads the article element of a page: its text, its marks with their attributes, what does not fit."""

    VOID = ("meta", "link", "br", "hr", "img")

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.marks: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[str] = []
        self.faults: list[str] = []
        self.feed(content)
        self.close()
        self.faults += self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if "article" in self.open:
            if tag != "mark" or self.open[-1] == "mark":
                self.faults.append(f"<{tag}> in {self.open}")
            if len(dict(attributes)) != len(attributes):
                self.faults.append(f"attribute twice: {attributes}")
            self.marks.append(("", dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if "article" in self.open:
            self.text += data
            if self.open[-1] == "mark":
                text, attributes = self.marks.pop()
                self.marks.append((text + data, attributes))

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment: {data}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"declaration: {data}")


def shown(annotation: Annotation) -> list[str]:
    return [mention["text"] for mention in annotation["mentions"]]


@given(articles.filter(lambda text: "\0" not in text))
@example("화웨이\r\n성텅\r바이두\n\r\n")
@example("<script>화웨이</script> & &lt; &amp;amp; </article><!-- 성텅 -->")
@example("\n화웨이")
@example(" \t 화웨이 \t ")
@example("선전(\r\n深圳)")
def test_html_read_back_is_the_article(text: str) -> None:
    page = Page(written(text, "html"))
    assert page.faults == []
    assert page.text == text
    assert [text for text, _ in page.marks] == shown(SNAPSHOT.annotate(text))
    assert page.tags.count("article") == 1
    assert "script" not in page.tags


@given(articles.filter(lambda text: "\0" not in text))
def test_html_with_overlapping_mentions_is_well_formed(text: str) -> None:
    page = Page(written(text, "html", overlap="all"))
    assert page.faults == []
    assert page.text == text


@pytest.mark.parametrize(
    "text", ['따옴"표', "O'Quote & <Sons>", 'a"><script>alert(1)</script>', "앰프", "安普", "AT&amp;T"]
)
def test_html_attributes_hold_any_name(text: str) -> None:
    content = written(f"({text})", "html")
    page = Page(content)
    (mention,) = SNAPSHOT.annotate(f"({text})")["mentions"]
    ((marked, attributes),) = page.marks
    assert page.faults == []
    assert "<script" not in content
    assert marked == mention["text"] == text
    assert attributes["data-concept"] == mention["concept"]
    assert attributes["data-preferred"] == mention["preferred"]
    assert attributes["lang"] == mention["lang"]
    title = attributes["title"] or ""
    view = SNAPSHOT.views[mention["concept"]]
    assert all(form in title for form in (view["ko"]["preferred"], view["en"][0]) if form)


def test_html_is_one_page_in_utf_8() -> None:
    content = written("화웨이", "html")
    assert content.startswith("<!DOCTYPE html>")
    assert '<meta charset="utf-8">' in content
    assert "data-status" in content


# ---- gloss ----


def without_glosses(text: str, annotation: Annotation, glossed: str) -> tuple[str, list[str]]:
    """Return a glossed article without what was put behind its mentions, and what was put there."""
    kept, glosses = "", []
    at = out = 0
    for mention in annotation["mentions"]:
        piece = text[at : mention["end"]]
        assert glossed[out : out + len(piece)] == piece
        out += len(piece)
        at = mention["end"]
        kept += piece
        # What follows in the article is known; anything else in brackets was inserted.
        rest = text[at:]
        if not glossed[out:] or len(glossed) - out == len(rest):
            continue
        if glossed[out] == "(" and not rest.startswith(glossed[out : out + 2]):
            view = SNAPSHOT.views[mention["concept"]]
            names = [*filter(None, [view["ko"]["preferred"]]), *view["zh_hans"], *view["zh_hant"], *view["en"]]
            inserted = max(
                (f"({gloss})" for a in names for b in [*names, ""] for gloss in ([f"{a}·{b}"] if b else [a])
                 if glossed.startswith(f"({gloss})", out)),
                key=len,
            )  # fmt: skip
            glosses.append(mention["concept"])
            out += len(inserted)
    assert glossed[out:] == text[at:]
    return kept + glossed[out:], glosses


@given(articles)
@example("화웨이, 화웨이(華為), 화웨이")
@example("성텅(昇騰)은 성텅이다")
def test_gloss_adds_only_glosses(text: str) -> None:
    annotation = SNAPSHOT.annotate(text)
    original, glosses = without_glosses(text, annotation, written(text, "gloss"))
    assert original == text
    assert len(glosses) == len(set(glosses))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("화웨이가 왔다. 화웨이는 갔다.", "화웨이(華為·Huawei)가 왔다. 화웨이는 갔다."),
        ("성텅은 칩이다.", "성텅(昇騰·Ascend)은 칩이다."),
        ("어센드는 성텅이다.", "어센드(昇騰·Ascend)는 성텅이다."),
        # A name that has its gloss already.
        ("성텅(昇騰·Ascend)은 칩이다. 성텅은 빠르다.", "성텅(昇騰·Ascend)은 칩이다. 성텅은 빠르다."),
        ("화웨이 (華為)는", "화웨이 (華為)는"),
        ("화웨이（华为）", "화웨이（华为）"),
        ("화웨이[华为]와 화웨이", "화웨이[华为]와 화웨이"),
        # Brackets that say something else: the next mention is glossed.
        ("화웨이(이하 회사)는 화웨이다", "화웨이(이하 회사)는 화웨이(華為·Huawei)다"),
        # Never inside brackets.
        ("(화웨이 제공) 화웨이는", "(화웨이 제공) 화웨이(華為·Huawei)는"),
        ("Huawei said", "Huawei(화웨이·華為) said"),
        ("华为发布", "华为(화웨이·Huawei)发布"),
        ("華為發布", "華為(화웨이·Huawei)發布"),
        ("엔비디아의", "엔비디아(輝達·NVIDIA)의"),
        # A ticker is not glossed, and does not count as the first mention.
        ("002230.SZ 커다쉰페이는", "002230.SZ 커다쉰페이(科大訊飛·iFLYTEK)는"),
        ("셩텅을 화웨이가", "셩텅(昇騰·Ascend)을 화웨이(華為·Huawei)가"),
        ("선전을 했다", "선전을 했다"),
        ("화웨이\r\n화웨이\r\n", "화웨이(華為·Huawei)\r\n화웨이\r\n"),
        ("", ""),
    ],
)
def test_gloss_stands_behind_the_first_mention(text: str, expected: str) -> None:
    assert written(text, "gloss") == expected
