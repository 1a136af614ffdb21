"""What every search keeps to, whatever the glossary and the query."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import forms
from glossary.lookup import READINGS, LookupIndex
from glossary.model import CATEGORIES, Concept, Glossary, Hit, Status
from glossary.snapshot import Snapshot
from glossary.text import fold
from tests import strategies
from tests.factories import make_concept, make_glossary, six_concepts

MANY = 10_000


def ids(hits: list[Hit]) -> list[str]:
    return [hit["id"] for hit in hits]


def bare(form: str) -> str:
    """Return a form without what `exact` does not heed: case, width, NFD, spaces, punctuation (but 人工智能+, C#)."""
    return "".join(char for char in fold.key(form, variants=False) if char.isalnum() or char in "+#")


def live_forms(concept: Concept) -> list[str]:
    return [term.text for term in forms.written(concept) if term.status is not Status.DEPRECATED]


def all_forms(concept: Concept) -> list[str]:
    return [*(term.text for term in forms.written(concept)), *concept.tickers]


def owners(glossary: Glossary) -> dict[str, set[str]]:
    """Return the ids of the concepts that have each bare form."""
    having: dict[str, set[str]] = {}
    for concept in glossary.concepts:
        for form in all_forms(concept):
            having.setdefault(bare(form), set()).add(concept.id)
    return having


@cache
def six() -> LookupIndex:
    return LookupIndex.build(six_concepts())


# Queries near a known glossary: its forms as they are, cut, doubled and with slips; and anything at all.
_SIX_FORMS = sorted({form for concept in six_concepts().concepts for form in all_forms(concept)})
near_queries = st.builds(
    lambda form, at, piece, drop: form[:at] + piece + form[at + drop :],
    st.sampled_from(_SIX_FORMS),
    st.integers(0, 8),
    st.text(strategies.characters, max_size=2),
    st.integers(0, 3),
)
queries = near_queries | strategies.wild_texts


@given(queries, st.integers(1, 8))
def test_every_answer_is_well_formed(query: str, limit: int) -> None:
    hits = six().search(query, limit)
    assert len(hits) <= limit
    assert len(set(ids(hits))) == len(hits)
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    for hit in hits:
        match, concept = hit["match"], six_concepts().by_id[hit["id"]]
        assert 0 < hit["score"] <= 1
        assert match["via"] in {reading.name for reading in READINGS}
        assert match["edits"] in (0, 1, 2)
        assert match["form"]
        assert match["term"] in all_forms(concept)
        assert hit["concept"] == forms.view(concept)


@given(queries, st.integers(0, 6))
def test_a_limit_cuts_the_same_list(query: str, limit: int) -> None:
    assert six().search(query, limit) == six().search(query, MANY)[:limit]


@strategies.BUILDING
@given(queries)
def test_a_search_can_be_repeated(query: str) -> None:
    assert six().search(query, 10) == LookupIndex.build(six_concepts()).search(query, 10)


@strategies.BUILDING
@given(strategies.glossaries(), st.data())
def test_typed_exactly_found_first(glossary: Glossary, data: st.DataObject) -> None:
    index = LookupIndex.build(glossary)
    known = [form for concept in glossary.concepts for form in all_forms(concept)]
    having = owners(glossary)
    for form in data.draw(st.lists(st.sampled_from(known), max_size=4)) if known else ():
        hits = index.search(form, MANY)
        own = having[bare(form)]
        assert set(ids(hits[: len(own)])) == own
        assert {hit["score"] for hit in hits[: len(own)]} <= {1.0, 0.995}  # a ticker stands a little behind a name


def test_every_form_of_the_project_typed_exactly_is_found_first(
    project_glossary: Glossary, project_snapshot: Snapshot
) -> None:
    """Where several concepts have one form, they stand before all others."""
    missed = []
    having = owners(project_glossary)
    for concept in project_glossary.concepts:
        for form in live_forms(concept):
            hits = project_snapshot.index.search(form, 100)
            own = having[bare(form)]
            if set(ids(hits[: len(own)])) != own:
                missed.append((concept.id, form, ids(hits)[:3]))
            elif any(hit["match"]["via"] != "exact" or hit["score"] != 1 for hit in hits[: len(own)]):
                missed.append((concept.id, form, [hit["match"]["via"] for hit in hits]))
    assert missed == []


@pytest.mark.parametrize("form", ["&", "★", "…", "!!!"])
def test_a_form_without_letters_is_found_as_typed(form: str) -> None:
    """Loading takes such a form, so typing it must find it."""
    index = LookupIndex.build(make_glossary(make_concept("a", ko="가", en=form), make_concept("b", en="?")))
    assert ids(index.search(form, 10)) == ["a"]


# The second concept has every tie-break on its side; the first has what was typed.
RIVALS = {
    "ticker": ("360", {"en": "360"}, {"en": "Other", "tickers": ("0360.HK",)}),
    "ticker with exchange": ("SZ002230", {"en": "SZ002230"}, {"en": "Other", "tickers": ("002230.SZ",)}),
    "script": ("华爲", {"zh_hant": "华爲"}, {"zh": "华为"}),
    "particle": ("선전은", {"ko": "선전은"}, {"ko": "선전"}),
    "sino-korean": ("승등", {"ko": "승등"}, {"zh": "昇腾"}),
    "pinyin": ("huawei", {"en": "huawei"}, {"zh": "华为"}),
    "keyboard": ("ghkdnpdl", {"en": "ghkdnpdl"}, {"ko": "화웨이"}),
    "chosung": ("ㅎㅇㅇ", {"ko": "ㅎㅇㅇ"}, {"ko": "화웨이"}),
    "prefix": ("화웨", {"ko": "화웨"}, {"ko": "화웨이"}),
    "slip": ("성턴은행", {"ko": "성턴은행"}, {"ko": "성텅은행"}),
    "deprecated": ("화웨", {"ko": "다른", "deprecated": {"ko": "화웨"}}, {"ko": "화웨이"}),
}


@pytest.mark.parametrize(("query", "exact", "rival"), RIVALS.values(), ids=RIVALS)
def test_exact_beats_everything(query: str, exact: dict[str, object], rival: dict[str, object]) -> None:
    glossary = make_glossary(
        make_concept("aaa", category="organization", **rival),  # type: ignore[arg-type]
        make_concept("zzz", category="term", **exact),  # type: ignore[arg-type]
    )
    hits = LookupIndex.build(glossary).search(query, 10)
    assert (hits[0]["id"], hits[0]["match"]["via"], hits[0]["match"]["edits"]) == ("zzz", "exact", 0)


@pytest.mark.parametrize("rival", [rival for _, _, rival in RIVALS.values()], ids=RIVALS)
def test_the_rivals_are_rivals(rival: dict[str, object]) -> None:
    """Each of them alone is found by the query of its case, or the case above would show nothing."""
    query = next(query for query, _, own in RIVALS.values() if own is rival)
    index = LookupIndex.build(make_glossary(make_concept("aaa", **rival)))  # type: ignore[arg-type]
    assert ids(index.search(query, 10)) == ["aaa"]


def test_ties_go_by_status_then_category_then_id() -> None:
    concepts = [
        make_concept("a", category="organization", ko="다른", deprecated={"ko": "무시"}),
        make_concept("b", category="organization", ko=["다른", "무시"]),
        make_concept("e", category="product", ko="무시"),
        make_concept("d", category="organization", ko="무시"),
        make_concept("c", category="product", ko="무시"),
    ]
    for seed in range(5):
        shuffled = random.Random(seed).sample(concepts, len(concepts))
        assert ids(LookupIndex.build(Glossary(tuple(shuffled))).search("무시", 10)) == ["d", "c", "e", "b", "a"]


def test_slips_cost_more_the_more_they_are() -> None:
    index = LookupIndex.build(make_glossary(make_concept("a", ko="커다쉰페이")))
    scores = [index.search(query, 1)[0]["score"] for query in ("커다쉰페이", "커다쉰패이", "커타쉰패이")]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


# Order.


@strategies.BUILDING
@given(strategies.glossaries(), st.data())
def test_the_order_of_the_file_does_not_matter(glossary: Glossary, data: st.DataObject) -> None:
    other = Glossary(tuple(data.draw(st.permutations(glossary.concepts))))
    one, two = LookupIndex.build(glossary), LookupIndex.build(other)
    pieces = sorted({form[:3] for concept in glossary.concepts for form in all_forms(concept)}) or [""]
    for query in data.draw(
        st.lists(st.sampled_from([*pieces, "가", "ㄱ", "강", "ab", "ba", "ghkdnpdl", "9888"]), max_size=5)
    ):
        assert one.search(query, 10) == two.search(query, 10)
        assert one.suggest(query, 10) == two.suggest(query, 10)


_BATTERY = """
import json, random, sys
from glossary import terms_yaml
from glossary.lookup import LookupIndex
from glossary.model import Glossary
concepts = list(terms_yaml.load([sys.argv[1]]).concepts)
if sys.argv[2] == "shuffled":
    random.Random(7).shuffle(concepts)
index = LookupIndex.build(Glossary(tuple(concepts)))
queries = "화웨이 화 ㅎ 성탕 승등 huawei hua zhong 中 ghkdnpdl 002230 ㅅㅈ 중국 A 선전시".split()
for query in queries:
    print(json.dumps([query, index.search(query, 20), index.suggest(query, 20)], ensure_ascii=True))
"""


def test_neither_the_order_of_the_file_nor_the_hash_seed_matters(project_terms: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _BATTERY, str(project_terms), order],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
        )
        for order, seed in (("as-is", "0"), ("shuffled", "1"))
    ]
    (answer,) = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert answer.count(b"\n") == 15
    assert answer.count(b'"score"') > 30


# Unknown names.


@pytest.mark.parametrize(
    "query",
    [
        "", " ", "\n", "!!!", "·", "\u200b", "\x00", "\ud800", "👩🏽", "asdfqwer", "qwerty", "퀧퓛", "삼성전자",
        "사랑해요", "the quick brown fox", "Microsoft", "ㅁㄴㅇㄹ", "9999.HK",
        "Μίλα", "Привет", "ありがとう", "한" * 500,
        "x" * 500, "龍" * 500,
    ],
)  # fmt: skip
def test_an_unknown_name_finds_nothing(query: str, snapshot: Snapshot) -> None:
    assert snapshot.lookup(query) == {
        "query": query, "revision": 1, "results": [], "did_you_mean": [], "transcription": None,
    }  # fmt: skip


@pytest.mark.parametrize("word", ["군산", "신라", "greek", "东京", "Havel's"])
def test_a_word_of_its_own_is_not_a_misspelt_name(word: str) -> None:
    """군산 is one slip from 쿤산, and a Korean city."""
    snapshot = Snapshot.build(
        make_glossary(
            make_concept("kunshan", category="place", ko="쿤산"),
            make_concept("sina", category="organization", ko="신랑"),
            make_concept("gree", category="organization", en="Gree"),
            make_concept("dongying", category="place", zh="东营"),
        )
    )
    assert snapshot.lookup(word)["results"] == []
    for misspelt, concept in (("쿤샨", "kunshan"), ("gre", "gree")):
        assert [hit["id"] for hit in snapshot.lookup(misspelt)["results"]] == [concept]


def test_what_is_near_is_offered_where_nothing_is_found() -> None:
    snapshot = Snapshot.build(make_glossary(make_concept("kunshan", category="place", ko="쿤산", zh="昆山")))
    assert snapshot.lookup("군산")["did_you_mean"] == [{"id": "kunshan", "form": "쿤산", "lang": "ko"}]
    assert snapshot.lookup("쿤샨")["did_you_mean"] == []  # it was found
    assert snapshot.lookup("주식회사")["did_you_mean"] == []
    assert snapshot.lookup("군산", category="person")["did_you_mean"] == []


@pytest.mark.parametrize(
    ("hanzi", "hangul"), [("桂林电子", "구이린뎬쯔"), ("無此人名", "우츠런밍"), ("TCL华星", "TCL화싱")]
)
def test_unknown_hanzi_are_transcribed(hanzi: str, hangul: str, snapshot: Snapshot) -> None:
    answer = snapshot.lookup(hanzi)
    assert answer["results"] == []
    assert answer["transcription"] is not None
    assert answer["transcription"] == snapshot.transcribe(hanzi)
    assert answer["transcription"]["hangul"] == hangul


@pytest.mark.parametrize("query", ["华为", "스타벅스", "Greek", "성텅 无此人", "無" * 21])
def test_what_is_found_or_no_name_in_hanzi_is_not_transcribed(query: str, snapshot: Snapshot) -> None:
    assert snapshot.lookup(query)["transcription"] is None


@pytest.mark.parametrize("query", ["有限公司", "주식회사", "(주)", "Co., Ltd.", "그룹", "科技"])
def test_legal_forms_alone_are_no_name(query: str) -> None:
    snapshot = Snapshot.build(
        make_glossary(make_concept("a", category="organization", ko="주식사", zh="科技日报", en="Colt"))
    )
    assert snapshot.lookup(query)["results"] == []


def test_several_names_in_one_query(snapshot: Snapshot) -> None:
    def found(query: str) -> list[str]:
        return [hit["id"] for hit in snapshot.lookup(query)["results"]]

    assert found("화웨이 엔비디아") == ["huawei", "nvidia"]
    assert found("엔비디아, 华为") == ["nvidia", "huawei"]
    assert found("커다쉰페이(科大訊飛∙iFLYTEK 002230.SZ)") == ["iflytek"]
    assert found("昇腾 화웨이 성텅")[0] == "huawei-ascend"
    assert found("화웨이 무엇인지 모를 낱말들") == []  # mostly something else


def test_two_syllables_the_other_way_round(snapshot: Snapshot) -> None:
    for query, concept in (("커쉰다페이", "iflytek"), ("科讯大飞", "iflytek"), ("엔디비아", "nvidia")):
        hit = snapshot.lookup(query)["results"][0]
        assert (hit["id"], hit["match"]["edits"]) == (concept, 1)


def test_an_explanation_tells_every_way_of_the_best(snapshot: Snapshot) -> None:
    explained = snapshot.index.explain("성텅", 10)
    assert not explained.known
    assert ("exact", "ㅅㅓㅇㅌㅓㅇ") in explained.asked
    ways = explained.ways["huawei-ascend"]
    assert [way.cost for way in ways] == sorted(way.cost for way in ways)
    assert {"exact", "transcription", "spelling"} <= {way.via for way in ways}
    assert explained.found >= len(ways)
    assert snapshot.index.explain("군산", 10).known


def test_an_empty_glossary_finds_nothing() -> None:
    snapshot = Snapshot.build(Glossary(()))
    for query in ("", "화웨이", "华为", "a", "ㅎ", "\ud800"):
        assert snapshot.lookup(query)["results"] == []
        assert snapshot.suggest(query)["suggestions"] == []


# Categories.


@strategies.BUILDING
@given(strategies.glossaries(), st.sampled_from(CATEGORIES), st.data())
def test_with_a_category_only_its_concepts_are_looked_at(
    glossary: Glossary, category: str, data: st.DataObject
) -> None:
    """The answer is that of a glossary which has no other concepts."""
    alone = Glossary(tuple(concept for concept in glossary.concepts if concept.category == category))
    pieces = sorted({form for concept in glossary.concepts for form in all_forms(concept)}) or [""]
    index, twin = LookupIndex.build(glossary), LookupIndex.build(alone)
    for query in data.draw(st.lists(st.sampled_from(pieces), max_size=4)):
        assert index.search(query, 10, category) == twin.search(query, 10)


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_filters(category: str, snapshot: Snapshot) -> None:
    for query in ("화웨이", "h", "ㅅ", "성텅"):
        everything = snapshot.lookup(query)["results"]
        expected = [hit for hit in everything if hit["concept"]["category"] == category]
        assert snapshot.lookup(query, category=category)["results"] == expected


def test_a_category_is_not_crowded_out_by_another() -> None:
    crowd = [make_concept(f"c{n}", category="organization", ko=f"가{chr(0xAC00 + n)}") for n in range(150)]
    person = make_concept("person", category="person", ko="가나다라마바사")
    index = LookupIndex.build(make_glossary(*crowd, person))
    assert ids(index.search("가", 10, "person")) == ["person"]


@pytest.mark.parametrize("query", "东 이 둥 홍 산 텐 ㅎ 화 中 h ba".split())
@pytest.mark.parametrize("most", [1, 3, 10])
def test_fewer_answers_are_the_first_of_more(project_snapshot: Snapshot, query: str, most: int) -> None:
    """That no more are asked for may not change which come first."""
    found = [ids(project_snapshot.index.search(query, limit)) for limit in (most, 2000)]
    assert found[0] == found[1][:most]


def test_one_of_a_category_is_found_among_thousands_of_others() -> None:
    names = itertools.islice(map("".join, itertools.product("abcdefghijklmno", repeat=3)), 2100)
    concepts = [make_concept(f"x{number}", category="product", en=f"Zq{name}") for number, name in enumerate(names)]
    index = LookupIndex.build(
        make_glossary(*concepts, make_concept("y", category="organization", en="Zqyjkwmx Holding Xv"))
    )
    assert ids(index.search("Zq", 10, "organization")) == ["y"]


def test_a_name_longer_than_any_begins_with_much_missing() -> None:
    index = LookupIndex.build(make_glossary(make_concept("a", ko="왉" * 300), make_concept("b", ko="왉" * 90)))
    scores = {hit["id"]: hit["score"] for hit in index.search("왉" * 80, 10)}
    assert scores["b"] > scores["a"]
    assert max(scores.values()) < 0.9


def test_as_many_concepts_begin_with_the_query_as_are_asked_for() -> None:
    """The limit counts concepts; that each has several such forms must not make them fewer."""
    concepts = [
        make_concept(f"c{n}", ko=[f"가{chr(0xAC00 + n)}", f"가{chr(0xAC00 + n)}나", f"가{chr(0xAC00 + n)}나다"])
        for n in range(120)
    ]
    index = LookupIndex.build(make_glossary(*concepts))
    assert len(index.search("가", 100)) == 100
    assert len(index.suggest("가", 100)) == 100


# The answer as the contract shows it.


def test_the_example_of_the_contract(snapshot: Snapshot) -> None:
    assert snapshot.lookup("승등") == {
        "query": "승등",
        "revision": 1,
        "results": [
            {
                "id": "huawei-ascend",
                "score": 0.97,
                "match": {
                    "form": "승등", "term": "昇騰", "lang": "zh-Hant", "via": "sino-korean", "edits": 0,
                },
                "concept": {
                    "id": "huawei-ascend",
                    "category": "product",
                    "ko": {"preferred": "성텅", "admitted": ["어센드"], "deprecated": ["셩텅"]},
                    "zh_hans": ["昇腾"],
                    "zh_hant": ["昇騰"],
                    "en": ["Ascend", "Huawei Ascend"],
                    "pinyin": ["shēng téng"],
                    "tickers": [],
                },
            }
        ],
        "did_you_mean": [],
        "transcription": None,
    }  # fmt: skip


def test_a_concept_without_korean_has_no_preferred_korean(snapshot: Snapshot) -> None:
    concept = snapshot.lookup("Arm")["results"][0]["concept"]
    assert concept["ko"] == {"preferred": None, "admitted": [], "deprecated": []}


def test_traditional_forms_listed_ones_first(snapshot: Snapshot) -> None:
    hits = snapshot.lookup("NVIDIA")["results"]
    assert hits[0]["concept"]["zh_hant"][:2] == ["輝達", "英偉達"]
    assert hits[0]["concept"]["tickers"] == ["NVDA"]


@pytest.mark.parametrize(
    ("query", "form", "term", "lang", "via"),
    [
        ("어센드", "어센드", "어센드", "ko", "exact"),
        ("셩텅", "셩텅", "셩텅", "ko", "exact"),
        ("昇腾", "昇腾", "昇腾", "zh-Hans", "exact"),
        ("昇騰", "昇騰", "昇騰", "zh-Hant", "exact"),
        ("huawei ascend", "Huawei Ascend", "Huawei Ascend", "en", "exact"),
        ("sheng teng", "shēng téng", "昇腾", "zh-Hans", "pinyin"),
        ("002230", "002230.SZ", "002230.SZ", "und", "ticker"),
        ("화웨이는", "화웨이", "화웨이", "ko", "particle"),
        ("ㅎㅇㅇ", "ㅎㅇㅇ", "화웨이", "ko", "chosung"),
        ("엔비", "엔비디아", "엔비디아", "ko", "prefix"),
    ],
)
def test_why_a_concept_was_found(query: str, form: str, term: str, lang: str, via: str, snapshot: Snapshot) -> None:
    match = snapshot.lookup(query)["results"][0]["match"]
    assert match == {"form": form, "term": term, "lang": lang, "via": via, "edits": 0}
