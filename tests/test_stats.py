"""What a glossary holds, and which glossed names of an article it knows."""

from __future__ import annotations

import pytest

from glossary.model import Concept, Source
from glossary.snapshot import Snapshot
from glossary.stats import counted, coverage, pairs, publisher, publishers
from tests.factories import make_concept, make_glossary, six_concepts


def sourced(*refs: str) -> Concept:
    return make_concept(ko="이름", sources=tuple(map(Source, refs)))


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("https://news.example.co.kr/a/1", "example.co.kr"),
        ("https://www.example.com/ (2024)", "example.com"),
        ("https://raw.githubusercontent.com/a/b/main/c.csv", "a/b"),
        ("code search, repository not recorded: a list of cities", "code search"),
        ("wikipron 1.3 (kor.tsv)", "wikipron"),
        ("general knowledge, to be verified", None),
    ],
)
def test_who_stands_behind_a_reference(ref: str, expected: str | None) -> None:
    assert publisher(ref) == expected


def test_pages_of_one_publisher_count_once() -> None:
    assert publishers(sourced("https://a.example.com/1", "https://b.example.com/2", "candidates.tsv")) == {
        "example.com"
    }
    assert publishers(sourced("general knowledge")) == frozenset()


def test_counts() -> None:
    more = make_concept(
        "x", category="place", zh="某地", ko_origin="mixed", established=True,
        sources=tuple(Source(f"https://{host}.org/") for host in "abcd"),
    )  # fmt: skip
    counts = counted(make_glossary(*six_concepts().concepts, more))
    assert counts["concepts"] == 7
    by_category = {row["category"]: row for row in counts["categories"]}
    assert by_category["organization"]["concepts"] == 4
    assert by_category["place"]["sources"] == {"0": 0, "1": 1, "2": 0, "3+": 1}
    assert sum(row["concepts"] for row in counts["categories"]) == 7
    assert counts["terms"]["ko"] == {"preferred": 5, "admitted": 2, "deprecated": 1}
    assert counts["terms"]["zh-Hant"] == {"preferred": 1, "admitted": 0, "deprecated": 0}
    assert (counts["ko_origin"], counts["established"], counts["ambiguous"]) == ({"mixed": 1}, 1, 2)
    assert (counts["tickers"], counts["without_korean"]) == (2, 2)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    university = make_concept("sjtu", category="institution", ko="상하이 교통대학", zh="上海交通大学")
    shanghai = make_concept("shanghai", category="place", ko="상하이", zh="上海")
    return Snapshot.build(make_glossary(*six_concepts().concepts, university, shanghai))


def found(snapshot: Snapshot, text: str) -> list[tuple[str, str, bool]]:
    return [(pair.name, pair.gloss, pair.known) for pair in pairs(text, snapshot.annotate(text)["mentions"])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("새 성텅(昇騰·Ascend) 칩", [("성텅", "昇騰·Ascend", True)]),
        ("톈처우(天籌)를 샀다", [("톈처우", "天籌", False)]),
        ("‘커다쉰페이’ (科大訊飛∙IFLYTEK 002230.SZ)는", [("커다쉰페이", "科大訊飛∙IFLYTEK 002230.SZ", True)]),
        ("별명쓰기(科大訊飛∙IFLYTEK 002230.SZ)는", [("별명쓰기", "科大訊飛∙IFLYTEK 002230.SZ", True)]),
        ("昇騰(성텅)과 天籌(톈처우), 华为(Huawei)", [
            ("昇騰", "성텅", True), ("天籌", "톈처우", False), ("华为", "Huawei", True),
        ]),
        # the name has more words than the one that touches the brackets
        ("상하이 교통대학(上海交大)", [("교통대학", "上海交大", True)]),
        # a mention that is a piece of the name or of the gloss is another name
        ("화웨이 클라우드(華爲雲)", [("클라우드", "華爲雲", False)]),
        ("새대학교(上海新大學)", [("새대학교", "上海新大學", False)]),
        ("어느회사(新公司·上海)", [("어느회사", "新公司·上海", True)]),
        # types of places
        ("상하이시(上海市)와 상하이(沪市)", [("상하이시", "上海市", True), ("상하이", "沪市", True)]),
        ("광둥의 셴전시(深圳市)", [("셴전시", "深圳市", True)]),
        # no names
        ("美(미국)와 미국(美), 용(龍), 회사(會社라는 말은 일본에서 왔다), 올해(2024)", []),
        ("기업(한 곳)과 표준이(화웨이로) 간다", []),
        ("", []),
    ],
)  # fmt: skip
def test_glossed_names(snapshot: Snapshot, text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert found(snapshot, text) == expected


def test_coverage_of_some_articles(snapshot: Snapshot) -> None:
    texts = ["성텅(昇騰)과 톈처우(天籌), 톈궁(天宮)", "톈처우(天籌)와 화웨이", "아무것도 없다"]
    assert coverage((text, snapshot.annotate(text)) for text in texts) == {
        "files": 3, "pairs": 4, "known": 1, "share": 0.25,
        "unknown": [{"name": "톈처우", "gloss": "天籌", "count": 2}, {"name": "톈궁", "gloss": "天宮", "count": 1}],
        "mentions": 3, "concepts": 2,
    }  # fmt: skip


def test_no_articles_have_no_share() -> None:
    assert coverage([])["share"] is None
