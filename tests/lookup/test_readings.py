"""The contract of the READINGS table: every row answers, and none is upset by any string."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.lookup import READINGS, LookupIndex
from glossary.lookup.readings import Reading
from glossary.model import Glossary, Hit
from glossary.snapshot import Snapshot
from tests import strategies
from tests.factories import make_concept, make_glossary, six_concepts

# via -> queries that it alone explains, and the concept of the six that each of them means.
# A new row of READINGS needs an example here: test_each_row_has_an_example fails without.
EXAMPLES: dict[str, dict[str, str]] = {
    "exact": {
        "화웨이": "huawei",
        "ＨＵＡＷＥＩ": "huawei",
        "hua wei": "huawei",
        "ㅎㅗㅏ웨이": "huawei",
        "昇騰": "huawei-ascend",
        "셩텅": "huawei-ascend",
        "huawie": "huawei",
        "성탕": "huawei-ascend",
    },
    "ticker": {"002230.SZ": "iflytek", "002230": "iflytek", "SZ:002230": "iflytek", "sz002230": "iflytek"},
    "script": {"科大訊飞": "iflytek", "华爲": "huawei", "英偉达": "nvidia", "輝达": "nvidia"},
    "particle": {
        "화웨이에서는": "huawei",
        "성텅을": "huawei-ascend",
        "昇騰을": "huawei-ascend",
        "华为技术有限公司": "huawei",
        "(주)화웨이": "huawei",
        "Huawei Technologies Co., Ltd.": "huawei",
    },
    "transcription": {"잉웨이다": "nvidia"},
    "spelling": {"커따쉰페이": "iflytek", "후아웨이": "huawei", "썽텅": "huawei-ascend", "션쩐": "shenzhen"},
    "wade-giles": {"Shen-chên": "shenzhen", "K'o-ta hsün-fei": "iflytek"},
    "romanization": {"hwawei": "huawei", "Keodaswinpei": "iflytek", "seongteong": "huawei-ascend"},
    "pinyin-initials": {"kdxf": "iflytek", "ywd": "nvidia"},
    "part": {
        "화웨이 昇腾": "huawei",
        "성텅(昇騰·Ascend)": "huawei-ascend",
        "쉰페이": "iflytek",
        "다쉰페이": "iflytek",
        "이플라이": "iflytek",
    },
    "sino-korean": {"승등": "huawei-ascend", "화위": "huawei", "과대신비": "iflytek", "심수": "shenzhen"},
    "pinyin": {
        "shengteng": "huawei-ascend",
        "shēng téng": "huawei-ascend",
        "Sheng1Teng2": "huawei-ascend",
        "ke'da'xun'fei": "iflytek",
        "华维": "huawei",
    },
    "keyboard": {
        "ghkdnpdl": "huawei",
        "ㅗㅕㅁㅈ댜": "huawei",
        "zjektnlsvpdl": "iflytek",
        "ㄴㅗㄷㅜㅎㅅㄷㅜㅎ": "huawei-ascend",
    },
    "chosung": {"ㅎㅇㅇ": "huawei", "ㅋㄷㅅㅍㅇ": "iflytek", "ㅅㅌ": "huawei-ascend", "ㅋ다쉰ㅍㅇ": "iflytek"},
    "prefix": {
        "엔비": "nvidia",
        "화우": "huawei",
        "科大": "iflytek",
        "科大訊": "iflytek",
        "kedaxun": "iflytek",
        "ㅋㄷㅅ": "iflytek",
    },
}
CASES = [(via, query, concept) for via, queries in EXAMPLES.items() for query, concept in queries.items()]
WORDS = st.lists(strategies.hangul_words | strategies.hanzi_words | strategies.latin_words, max_size=3).map("".join)
ROWS = [pytest.param(reading, id=f"{rank}-{reading.name}") for rank, reading in enumerate(READINGS)]


def only(reading: Reading, glossary: Glossary) -> LookupIndex:
    return LookupIndex.build(glossary, (reading,))


def first(hits: list[Hit]) -> tuple[str, str] | None:
    return (hits[0]["id"], hits[0]["match"]["via"]) if hits else None


@pytest.mark.parametrize(("via", "query", "concept"), CASES)
def test_the_best_reading_explains_the_answer(via: str, query: str, concept: str, snapshot: Snapshot) -> None:
    assert first(snapshot.index.search(query, 10)) == (concept, via)


@pytest.mark.parametrize("reading", ROWS)
def test_each_row_has_an_example(reading: Reading) -> None:
    """Alone in the table, the row finds at least one of the examples of its name."""
    index = only(reading, six_concepts())
    answered = [
        q for q, concept in EXAMPLES[reading.name].items() if first(index.search(q, 10)) == (concept, reading.name)
    ]
    assert answered


def test_there_is_no_example_without_a_row() -> None:
    assert set(EXAMPLES) == {reading.name for reading in READINGS}


@pytest.mark.parametrize("reading", ROWS)
def test_a_row_costs_something_but_not_everything(reading: Reading) -> None:
    assert 0 <= reading.cost < 0.5
    assert not (reading.fuzzy and reading.prefix)


@pytest.mark.parametrize("reading", ROWS)
@strategies.BUILDING
@given(query=strategies.wild_texts | WORDS)
def test_no_row_is_upset_by_a_query(reading: Reading, query: str) -> None:
    for hit in _six_alone(reading).search(query, 10):
        assert hit["match"]["via"] == reading.name
        assert 0 < hit["score"] <= 1


@strategies.BUILDING
@given(
    st.lists(strategies.texts.filter(str.strip), min_size=1, max_size=4, unique=True),
    st.lists(strategies.texts.filter(str.strip), max_size=2),
    strategies.texts,
)
def test_no_row_is_upset_by_a_term(forms: list[str], tickers: list[str], pinyin: str) -> None:
    """Loading takes any string for a term, so every reading must."""
    concept = make_concept(
        "a", ko=forms, zh=forms, zh_hant=forms, en=forms, tickers=tuple(tickers), pinyin=pinyin or None
    )
    index = LookupIndex.build(make_glossary(concept))
    for form in (*forms, *tickers):
        for hit in index.search(form, 10):
            assert hit["id"] == "a"


_built: dict[int, LookupIndex] = {}


def _six_alone(reading: Reading) -> LookupIndex:
    if id(reading) not in _built:
        _built[id(reading)] = only(reading, six_concepts())
    return _built[id(reading)]


TICKERS = make_glossary(
    make_concept("iflytek", category="organization", en="iFLYTEK", tickers=("002230.SZ",)),
    make_concept("moutai", category="organization", en="Kweichow Moutai", tickers=("600519.SH",)),
    make_concept("baidu", category="organization", en="Baidu", tickers=("BIDU", "9888.HK")),
    make_concept("tencent", category="organization", en="Tencent", tickers=("0700.HK",)),
    make_concept("shell", category="organization", en="Shell plc", tickers=("SHEL",)),
    make_concept("twitter", category="organization", en="Twitter", tickers=("TWTR",)),
    make_concept("tsmc", category="organization", en="TSMC", tickers=("2330.TW",)),
)


@pytest.fixture(scope="module")
def exchange() -> LookupIndex:
    return LookupIndex.build(TICKERS)


@pytest.mark.parametrize(
    ("queries", "concept"),
    [
        ("002230.SZ 002230 SZ002230 sz:002230 SZ.002230 002230.sz ００２２３０", "iflytek"),
        ("600519.SH 600519.SS SH600519 600519 SS:600519", "moutai"),
        ("BIDU bidu BIDU.US NASDAQ:BIDU US:BIDU 9888.HK 09888.HK 9888 HK9888 HK:09888 hk.9888", "baidu"),
        ("0700.HK 700.HK 00700.HK 700 0700 HK:700", "tencent"),
        ("SHEL shel NYSE:SHEL SHEL.US", "shell"),
        ("TWTR twtr NYSE:TWTR", "twitter"),
        ("2330.TW TW:2330 2330", "tsmc"),
    ],
)
def test_ways_to_write_a_ticker(queries: str, concept: str, exchange: LookupIndex) -> None:
    missed = [query for query in queries.split() if [hit["id"] for hit in exchange.search(query, 1)] != [concept]]
    assert missed == []


@pytest.mark.parametrize("query", ["002230.HK", "9888.SZ", "EL", "EL.SH", "TR", "TR.TW", "LY", "HK", "SZ", "700.SZ"])
def test_another_ticker_is_not_taken_for_a_listed_one(query: str, exchange: LookupIndex) -> None:
    """With another exchange it is another paper; and SHEL is not the paper EL in Shanghai."""
    assert [hit["id"] for hit in exchange.search(query, 10) if hit["match"]["via"] == "ticker"] == []


@pytest.mark.parametrize("query", ["화웨이엔", "성텅에선", "커다쉰페이에겐", "성텅보단", "화웨이론", "성텅으론"])
def test_contracted_particles(query: str, snapshot: Snapshot) -> None:
    hits = snapshot.index.search(query, 1)
    assert hits
    assert hits[0]["match"]["via"] == "particle"
    assert query.startswith(hits[0]["match"]["form"])
