"""Normalized text: deprecated spellings replaced, particles agreeing, nothing else touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glossary.documents import FORMATS, Article, Desk, Page
from glossary.model import Glossary
from glossary.snapshot import Snapshot
from tests.factories import make_concept, six_concepts
from tests.strategies import texts

# Between them: vowel, ㄹ and other consonants before and after, Latin letters, hanzi, digits, a homograph.
SNAPSHOT = Snapshot.build(
    Glossary(
        (
            *six_concepts().concepts,
            make_concept("evergrande", ko="헝다", zh="恒大", en="Evergrande", deprecated={"ko": "헝따그룹명"}),
            make_concept(
                "closed", ko="쿤펑", zh="鲲鹏", en="Kunpeng", deprecated={"ko": ["쿤퍼", "쿤펄"], "en": "Kwunpeng"}
            ),
            make_concept(
                "open", ko="샤오미", zh="小米", en="Xiaomi", deprecated={"ko": "샤오밍전자", "zh": "小咪科技"}
            ),
            make_concept("rieul", ko="오르도스멀", zh="鄂尔多斯", deprecated={"ko": ["오르도스머", "어얼둬쓰"]}),
            make_concept("chip", ko="성텅 910B", zh="昇腾910B", en="Ascend 910B", deprecated={"ko": "셩텅구일영"}),
            make_concept("two", ko="우한시", zh="武汉", deprecated={"ko": "무한시"}, ambiguous=("무한시",)),
        )
    )
)
DESK = Desk(SNAPSHOT.annotate, SNAPSHOT.views)
PARTICLES = """
은 는 이 가 을 를 과 와 으로 로 으로부터의 로서 이라고 라고 이라는 라는 이란 란 이나 나 이다 다 이었다 였다 에서 의
""".split()
FORMS = [term.text for concept in SNAPSHOT.glossary.concepts for term in concept.terms]
WRONG = [term.text for c in SNAPSHOT.glossary.concepts for term in c.terms if term.status == "deprecated"]
articles = st.lists(
    st.builds("{}{}".format, st.sampled_from(WRONG + FORMS), st.sampled_from(PARTICLES))
    | st.sampled_from(WRONG + FORMS)
    | st.sampled_from([*PARTICLES, " ", ", ", "(", ")", "‘", "’", "(는)", "(으)로", "\r\n", "\n\n", "·", "的", "시"])
    | texts,
    max_size=12,
).map("".join)


def normalized(text: str) -> str:
    return FORMATS["normalized"].write(Article(text), SNAPSHOT.annotate(text), DESK)


def deprecated(text: str) -> list[str]:
    return [mention["text"] for mention in SNAPSHOT.annotate(text)["mentions"] if mention["status"] == "deprecated"]


@given(articles)
@example("셩텅이 쿤퍼를 쿤펄로, 무한시(武汉)와 무한시")
def test_what_is_written_has_no_deprecated_form(text: str) -> None:
    result = normalized(text)
    assert deprecated(result) == []
    assert normalized(result) == result
    if not deprecated(text):
        assert result == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("셩텅은 칩이다.", "성텅은 칩이다."),
        # consonant <-> vowel, with every pair of particles
        ("쿤퍼는 쿤퍼가 쿤퍼를 쿤퍼와 쿤퍼로 쿤퍼라고", "쿤펑은 쿤펑이 쿤펑을 쿤펑과 쿤펑으로 쿤펑이라고"),
        ("쿤퍼라는 쿤퍼란 쿤퍼나 쿤퍼였다 쿤퍼다", "쿤펑이라는 쿤펑이란 쿤펑이나 쿤펑이었다 쿤펑이다"),
        ("샤오밍전자에서 샤오밍전자는", "샤오미에서 샤오미는"),
        ("헝따그룹명은 헝따그룹명이 헝따그룹명을 헝따그룹명과 헝따그룹명으로", "헝다는 헝다가 헝다를 헝다와 헝다로"),
        ("헝따그룹명이라는 헝따그룹명이라며 헝따그룹명으로부터의", "헝다라는 헝다라며 헝다로부터의"),
        # ㄹ takes 로
        ("쿤펄로 쿤펄은", "쿤펑으로 쿤펑은"),
        ("오르도스머로 오르도스머는 오르도스머와", "오르도스멀로 오르도스멀은 오르도스멀과"),
        # a name that ends in a letter is read: 비
        ("셩텅구일영은 셩텅구일영을 셩텅구일영으로", "성텅 910B는 성텅 910B를 성텅 910B로"),
        # across a gloss and quotation marks
        ("쿤퍼(鲲鹏)는 ‘쿤퍼’를 “쿤퍼(鲲鹏·Kunpeng)”와", "쿤펑(鲲鹏)은 ‘쿤펑’을 “쿤펑(鲲鹏·Kunpeng)”과"),
        ("화웨이(쿤퍼)는", "화웨이(쿤펑)는"),
        # left open by the writer
        ("쿤퍼는(은) 쿤퍼(으)로", "쿤펑는(은) 쿤펑(으)로"),
        # what is no particle stays
        ("쿤퍼 가격, 쿤퍼사업", "쿤펑 가격, 쿤펑사업"),
        # other languages keep their particles: how they are read is the writer's knowledge
        ("Kwunpeng는 Kunpeng은", "Kunpeng는 Kunpeng은"),
        ("小咪科技发布", "小米发布"),
        ("바이두는 화웨이다", "바이두는 화웨이다"),
        ("", ""),
    ],
)
def test_particles_agree(text: str, expected: str) -> None:
    assert normalized(text) == expected


def test_a_name_put_right_can_tell_another() -> None:
    assert deprecated("무한시 끝") == []
    assert normalized("무한시(武汉)와 무한시 끝") == "우한시(武汉)와 우한시 끝"


def test_decomposed_hangul() -> None:
    text = unicodedata.normalize("NFD", "쿤퍼는")
    assert unicodedata.normalize("NFC", normalized(text)) == "쿤펑은"


def test_of_a_page_the_text() -> None:
    page = Page("<p>쿤<b>퍼</b>는 &amp;</p><p>셩텅</p>")
    assert FORMATS["normalized"].write(page, page.annotated(SNAPSHOT.annotate), DESK) == "쿤펑은 &\n\n성텅"


def test_a_glossary_that_goes_in_circles_comes_to_an_end() -> None:
    circle = Snapshot.build(
        Glossary(
            (
                make_concept("a", ko="화웨이전자", deprecated={"ko": "성텅전자"}),
                make_concept("b", ko="성텅전자", deprecated={"ko": "화웨이전자"}),
            )
        )
    )
    desk = Desk(circle.annotate, circle.views)
    text = "성텅전자는 화웨이전자를 성텅전자(화웨이전자)"
    assert isinstance(FORMATS["normalized"].write(Article(text), circle.annotate(text), desk), str)
