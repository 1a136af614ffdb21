"""HTML pages: what of them is read, and that nothing but marks is added, however broken the markup."""

from __future__ import annotations

import json
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.documents import FORMATS, Desk, Page, encoded_like
from glossary.documents.markup import Kind, tokens
from glossary.errors import UnreadableDocument
from glossary.model import Mention
from glossary.snapshot import Snapshot
from tests.factories import make_concept, make_glossary, six_concepts
from tests.strategies import texts

SNAPSHOT = Snapshot.build(
    make_glossary(
        *six_concepts().concepts,
        make_concept("sjtu", category="institution", ko="상하이 교통대학", zh="上海交通大学", en="SJTU"),
        make_concept("shanghai", category="place", ko="상하이", zh="上海", en="Shanghai"),
        make_concept("lines", category="product", ko="줄<바>꿈", en=['O"Quote', "AT&T", "fj", "a<b"]),
    )
)
DESK = Desk(SNAPSHOT.annotate, SNAPSHOT.views)
MARK = re.compile(r'<mark lang="[^"<>]*" data-id="(\d+)" data-concept="[^<>]*">(.*?)</mark>', re.DOTALL)

FORMS = [term.text for concept in SNAPSHOT.glossary.concepts for term in concept.terms] + ["002230.SZ"]
OPENING = re.compile(r'<mark lang="[^"<>]*" data-id="\d+" data-concept="[^<>]*">')
NAMES = [
    *FORMS,
    *"""화<b>웨</b>이 | &#54868;웨이 | &#xD654;&#50920;이 | 화웨이&nbsp;는 | 상하이<br>교통대학 | 华<wbr>为 | AT&amp;T
    | AT&ampT | a<b | a&ltb | <ruby>深<rt>선</rt>圳<rt>전</rt></ruby> | <a href='x'>화웨이</a> | 화<a>웨이</a> | &fjlig;
    | 성&shy;텅 | 줄&lt;바&gt;꿈 | <mark lang="ko" data-id="1" data-concept="huawei" title="x">화웨이</mark>
    """.replace("\n   ", "").split(" | "),
    "상하이\n  교통대학",
]
TAGS = [
    *"""<p> | </p> | <br> | <br/> | <div class='a>b'> | </div> | <b> | </b> | <i | <a href=화웨이> | </a> | <A NAME=x>
    | </A > | <!-- | --> | --!> | <!--> | <![CDATA[ | ]]> | <!DOCTYPE html> | <?화웨이?> | </ 화웨이> | <!화웨이>
    | <script> | </script> | <script>'<!--<script>' | <style> | </style > | <title> | </title> | <textarea>
    | </textarea> | <noscript> | </noscript> | <svg> | <svg/> | </svg> | <template> | </template> | <select><option>
    | </select> | </pre> | <ruby> | <rt> | </ruby> | <td> | </td> | <img alt='화웨이'> | <mark> | </mark> | <plaintext>
    | <html> | <head> | <body> | <1 | < | > | " | ' | = | & | &amp | &# | &#; | &#x | &#99999999999; | &#0; | &#xD800;
    | &notin; | &notit; | &#13; | &#128; | ( | ) | 는 | 을""".replace("\n   ", "").split(" | "),
    "<pre>\n", "\r", "\r\n", "\n", "\n\n", " ", "   ", "\t",
]  # fmt: skip
pages = st.lists(st.sampled_from(NAMES) | st.sampled_from(TAGS) | texts, max_size=24).map("".join)


def mentions(page: Page) -> list[Mention]:
    return page.located(page.annotated(SNAPSHOT.annotate))["mentions"]


def found(source: str) -> list[str]:
    return [mention["text"] for mention in mentions(Page(source))]


def marked(source: str) -> str:
    page = Page(source)
    return FORMATS["html"].write(page, page.annotated(SNAPSHOT.annotate), DESK)


def shown(source: str) -> str:
    """Return a page with square brackets for the marks."""
    return MARK.sub(r"[\2]", marked(source))


def stripped(page: str) -> str:
    return MARK.sub(r"\2", page)


def without_new_marks(result: str, source: str) -> str:
    """Return a marked page without the marks that its source, which may have broken ones, does not have."""
    kept, at, inside = "", 0, False
    while at < len(result):
        new = OPENING.match(result, at)
        if new and not source.startswith(new[0], len(kept)):
            assert not inside
            at, inside = new.end(), True
        elif inside and result.startswith("</mark>", at):
            at, inside = at + len("</mark>"), False
        else:
            kept += result[at]
            at += 1
    return kept


# ---- What holds for every page ----


@given(pages)
@example("<p>화<b>웨</b>이는 <a>성텅</a></p>")
@example("<!-- 화웨이")
@example("<![CDATA[ 화웨이 ]]> 화웨이")
@example("화웨이<a title='성텅'>")
def test_a_page_without_its_marks_is_the_page(source: str) -> None:
    result = marked(source)
    assert without_new_marks(result, source) == source
    # The marks alone are new, and they stand in text.
    before, after = ([t.name for t in tokens(page) if t.kind is Kind.START] for page in (source, result))
    assert [name for name in after if name != "mark"] == [name for name in before if name != "mark"]
    page = Page(result)
    assert (page.text, page.content) == (Page(source).text, Page(source).content)
    assert marked(result) == result


@given(pages)
def test_offsets_are_those_of_the_source(source: str) -> None:
    page = Page(source)
    annotation = page.annotated(SNAPSHOT.annotate)
    located = page.located(annotation)
    assert located["text_length"] == len(source)
    reach = 0
    for own, mention in zip(annotation["mentions"], located["mentions"], strict=True):
        assert mention["text"] == source[mention["start"] : mention["end"]]
        assert reach <= mention["start"] < mention["end"]
        reach = mention["end"]
        assert page.text[own["start"] : own["end"]] == own["text"]
        # What the source says there, read without its tags and gaps, is the name.
        (read,) = [_letters(Page(mention["text"]).text)] if "<" not in mention["text"] else [_letters(own["text"])]
        assert read == _letters(own["text"])
        start, end = page.selected(own["start"], own["end"])
        if "<rt" not in source:
            assert _letters(page.content[start:end]) == _letters(own["text"])


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(pages)
def test_every_format_takes_every_page(source: str) -> None:
    page = Page(source)
    for overlap in ("longest", "all"):
        annotation = page.annotated(lambda text, overlap=overlap: SNAPSHOT.annotate(text, overlap=overlap))
        for format in FORMATS.values():
            assert isinstance(format.write(page, annotation, DESK), str)


@given(pages)
def test_tokens_are_the_whole_source(source: str) -> None:
    assert "".join(source[token.start : token.end] for token in tokens(source)) == source


class Text(HTMLParser):
    """The text of well-formed markup, by another parser."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.feed(source)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data


WELL_FORMED = [
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i class='a>b'>",
    "<br/>",
    "<!-- 화웨이 -->",
    "&amp;",
    "&#54868;",
    "&nbsp;",
]


@given(st.lists(st.sampled_from(WELL_FORMED) | st.sampled_from(FORMS) | st.text("가나abc "), max_size=16).map("".join))
def test_the_content_is_what_another_parser_reads(source: str) -> None:
    source = f"<p>{source}</p>".replace("<바>", "").replace("a<b", "")
    assert Page(source).content == Text(source).text


# ---- What is marked ----


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>화웨이는 성텅을</p>", "<p>[화웨이]는 [성텅]을</p>"),
        ("화웨이, 한 조각", "[화웨이], 한 조각"),
        # Entities.
        ("&#54868;웨이는", "[&#54868;웨이]는"),
        ("화웨이&nbsp;성텅", "[화웨이]&nbsp;[성텅]"),
        ("AT&amp;T와 줄&lt;바&gt;꿈", "[AT&amp;T]와 [줄&lt;바&gt;꿈]"),
        ("成 &fjlig; 成", "成 [&fjlig;] 成"),
        ("&fjlig;ord", "&fjlig;ord"),
        # Across inline tags, each piece for itself.
        ("<b>화</b>웨이는", "<b>[화]</b>[웨이]는"),
        ("화웨<!-- 성텅 -->이는", "[화웨]<!-- 성텅 -->[이]는"),
        ("상하이\n   교통대학은", "[상하이\n   교통대학]은"),
        ("상하이 <i>교통대학</i>은", "[상하이] <i>[교통대학]</i>은"),
        ("상하이<b> </b>교통대학은", "[상하이]<b> </b>[교통대학]은"),
        ("华<wbr>为", "[华]<wbr>[为]"),
        ("성<script>화웨이</script>텅은", "[성]<script>화웨이</script>[텅]은"),
        # Not across blocks; a br is a line's end.
        ("<p>화</p><p>웨이</p>", "<p>화</p><p>웨이</p>"),
        ("<td>상하이</td><td>교통대학</td>", "<td>[상하이]</td><td>교통대학</td>"),
        ("상하이<br>교통대학은", "[상하이]<br>[교통대학]은"),
        ("상하이<br><br>교통대학은", "[상하이]<br><br>교통대학은"),
        ("성<img alt='화웨이'>텅", "성<img alt='화웨이'>텅"),
        # Never in a link, not even in part; nor in one that never ends.
        ("<a href=x>화웨이</a>와 화웨이", "<a href=x>화웨이</a>와 [화웨이]"),
        ("<A HREF='x'><b>화웨이</b></A>의 성텅", "<A HREF='x'><b>화웨이</b></A>의 [성텅]"),
        ("화<a>웨이</a>는", "화<a>웨이</a>는"),
        ("성텅 <a>화웨이 <p>성텅", "[성텅] <a>화웨이 <p>성텅"),
        ("<abbr>화웨이</abbr>", "<abbr>[화웨이]</abbr>"),
        ("<a>x<table><td><a>y</a>화웨이</table></a>성텅", "<a>x<table><td><a>y</a>화웨이</table></a>[성텅]"),
        ("<table><td><a>화웨이<td>성텅</table>성텅", "<table><td><a>화웨이<td>[성텅]</table>[성텅]"),
        ("<a>x<a>y</a>성텅", "<a>x<a>y</a>[성텅]"),
        ("<a><button>x</a>성텅</button></a>성텅", "<a><button>x</a>성텅</button></a>[성텅]"),
        # What is no text.
        ("<script>'화웨이'</script><style>/*화웨이*/</style>", "<script>'화웨이'</script><style>/*화웨이*/</style>"),
        ("<script><!--<script></script>캔--></script>성텅", "<script><!--<script></script>캔--></script>[성텅]"),
        ("<title>화웨이</title><textarea>화웨이</textarea>", "<title>화웨이</title><textarea>화웨이</textarea>"),
        ("<noscript>화웨이</noscript><iframe>화웨이</iframe>", "<noscript>화웨이</noscript><iframe>화웨이</iframe>"),
        ("<template><p>화웨이</template>화웨이", "<template><p>화웨이</template>[화웨이]"),
        ("<svg><text>화웨이</text></svg>화웨이", "<svg><text>화웨이</text></svg>[화웨이]"),
        ("<svg viewBox='0'/>화웨이", "<svg viewBox='0'/>[화웨이]"),
        ("<select><option>화웨이</select>화웨이", "<select><option>화웨이</select>[화웨이]"),
        ("<!-- 화웨이 --><!--[if IE]>화웨이<![endif]-->", "<!-- 화웨이 --><!--[if IE]>화웨이<![endif]-->"),
        ("<![if !IE]>화웨이<![endif]>", "<![if !IE]>[화웨이]<![endif]>"),
        ("<![CDATA[화웨이 > 성텅]]>화웨이", "<![CDATA[화웨이 > 성텅]]>[화웨이]"),
        ("<?화웨이?><!DOCTYPE 화웨이></화웨이>", "<?화웨이?><!DOCTYPE 화웨이></화웨이>"),
        ("<p title='화웨이' data-x=성텅>", "<p title='화웨이' data-x=성텅>"),
        # What is: code, marks of others, ruby's base.
        ("<code>화웨이</code>", "<code>[화웨이]</code>"),
        ("<mark>화웨이</mark>는", "<mark>[화웨이]</mark>는"),
        ("<ruby>华<rp>(</rp><rt>화</rt>为<rt>웨이</ruby>는", "<ruby>[华]<rp>(</rp><rt>화</rt>[为]<rt>웨이</ruby>는"),
        ("<pre>\n화웨이\r\n  성텅</pre>", "<pre>\n[화웨이]\r\n  [성텅]</pre>"),
        # Broken markup.
        ("a < 화웨이 <3 화웨이>", "a < [화웨이] <3 [화웨이]>"),
        ("<p>화웨이<!-- 성텅", "<p>[화웨이]<!-- 성텅"),
        ("<p>화웨이<b title='성텅", "<p>[화웨이]<b title='성텅"),
        ("화웨이</script></b></p>성텅", "[화웨이]</script></b></p>[성텅]"),
        ("<![CDATA[화웨이 > 성텅", "<![CDATA[화웨이 > [성텅]"),
        ("", ""),
    ],
)  # fmt: skip
def test_marks(source: str, expected: str) -> None:
    assert shown(source) == expected


def test_a_marked_page_stays_as_it_is() -> None:
    page = marked("<p>화웨이, <b>성</b>텅 <a>화웨이</a></p>")
    assert marked(page) == page
    assert page.count("<mark") == 3


def test_the_pieces_of_a_name_have_one_number() -> None:
    page = marked("<p>화웨이의 <b>성</b>텅</p>")
    assert [(found[1], found[2]) for found in MARK.finditer(page)] == [("1", "화웨이"), ("2", "성"), ("2", "텅")]


def test_offsets_of_a_name_across_tags() -> None:
    source = "<p>&#54868;<b>웨</b>이는</p>"
    (mention,) = mentions(Page(source))
    assert (mention["start"], mention["end"]) == (3, 3 + len("&#54868;<b>웨</b>이"))
    assert mention["text"] == "&#54868;<b>웨</b>이"
    assert mention["concept"] == "huawei"


def test_the_text_of_a_page_is_what_is_seen() -> None:
    source = "<title>화웨이</title>\n<body>\n <h1>성텅</h1>\n <p>가\n  나<br>다 <b> 라</b></p>\n</body></html>\n"
    assert Page(source).text == "성텅\n\n가\n나\n다 라"
    assert FORMATS["gloss"].write(Page(source), Page(source).annotated(SNAPSHOT.annotate), DESK) == (
        "성텅(昇騰·Ascend)\n\n가\n나\n다 라"
    )


def test_selectors_count_the_text_nodes() -> None:
    head = "<!DOCTYPE html>\n<html>\n<head>\n<title>A&amp;B</title><style>p {}</style></head>\n"
    source = f"{head}<body><pre>\n\r\n화웨이</pre><p>&#54868;<i>웨이</i>는"
    page = Page(source)
    assert page.content == "\n화웨이화웨이는"
    written = json.loads(FORMATS["webannotation"].write(page, page.annotated(SNAPSHOT.annotate), DESK))
    for item in written["items"]:
        position, quote = item["target"]["selector"]
        assert page.content[position["start"] : position["end"]] == quote["exact"] == "화웨이"


# ---- Encodings ----


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        (None, "<p>화웨이는</p>\r\n".encode()),
        (None, b"\xef\xbb\xbf" + "<p>화웨이는</p>".encode()),
        ("cp949", "<meta charset=euc-kr><p>화웨이 뷁".encode("cp949")),
        ("utf-16", "<p>화웨이".encode("utf-16")),
        ("utf-16", b"\xfe\xff" + "<p>화웨이".encode("utf-16-be")),
        ("gb18030", "<p>华为发布".encode("gb18030")),
        ("utf-8-sig", b"\xef\xbb\xbf" + "<p>화웨이는</p>".encode()),
    ],
)
def test_bytes_come_out_as_they_came_in(encoding: str | None, data: bytes) -> None:
    from glossary.documents import decode

    result = encoded_like(data, marked(decode(data, "a.html", encoding)), "a.html", encoding)
    unit = 2 if encoding == "utf-16" else 1
    assert len(result) > len(data)
    assert result[: 3 * unit] == data[: 3 * unit]
    back = decode(result, "a.html", encoding)
    assert encoded_like(data, stripped(back), "a.html", encoding) == data


def test_what_the_encoding_lacks_is_written_as_a_reference() -> None:
    data = "<p>화웨이".encode("cp949")
    result = encoded_like(data, marked("<p>화웨이"), "a.html", "cp949").decode("cp949")
    assert "&#21326;" in result  # 华, which Korean encodings lack
    assert stripped(result) == "<p>화웨이"


def test_bytes_that_would_not_come_out_again() -> None:
    data = b"<p>+AGE-"  # "a", which UTF-7 writes as it is
    with pytest.raises(UnreadableDocument, match="convert it to UTF-8"):
        encoded_like(data, "<p>a", "a.html", "utf-7")


# ---- Size ----

HUGE = {
    "a long page": "<p>화웨이는 <b>성</b>텅을 <a href='x'>내놨다</a>. &amp; " * 5_000,
    "nested": "<b>" * 100_000 + "화웨이",
    "nested tables": "<table><td><a>" * 30_000 + "화웨이" + "</button></table>" * 30_000 + "성텅",
    "nested blocks": "<div>" * 100_000 + "화웨이" + "</div>" * 100_000,
    "comments that never end": "<!--" * 200_000,
    "cdata that never ends": "<![CDATA[" * 200_000,
    "less than": "<" * 500_000,
    "attributes": "<p " + "a=b " * 200_000,
    "quotes": "<p " + 'a="' * 200_000,
    "scripts": "<script>" * 100_000,
    "scripts in comments": "<script><!--" + "<script>" * 100_000,
    "references": "&#" * 200_000 + "&a" * 200_000 + "&#" + "1" * 200_000,
    "spaces": " " * 500_000 + "\r\n" * 200_000,
    "name in pieces": "화<i></i>웨<i></i>이 " * 10_000,
}


@pytest.mark.parametrize("source", HUGE.values(), ids=HUGE)
def test_time_grows_with_length_alone(source: str) -> None:
    start = time.process_time()
    result = marked(source)
    assert time.process_time() - start < 20
    assert stripped(result) == source
