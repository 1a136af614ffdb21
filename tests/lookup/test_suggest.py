"""Completions: one line for each concept, never a form that is not to be proposed."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import forms
from glossary.lookup import LookupIndex
from glossary.model import Glossary, Status
from glossary.snapshot import Snapshot
from tests import strategies
from tests.factories import make_concept, make_glossary, six_concepts


@cache
def six() -> LookupIndex:
    return LookupIndex.build(six_concepts())


@pytest.mark.parametrize(
    ("prefix", "id", "form", "lang"),
    [
        ("화", "huawei", "화웨이", "ko"),
        ("화우", "huawei", "화웨이", "ko"),
        ("화ㅇ", "huawei", "화웨이", "ko"),
        ("화웨이", "huawei", "화웨이", "ko"),
        ("ㅎㅇ", "huawei", "화웨이", "ko"),
        ("어센", "huawei-ascend", "어센드", "ko"),
        ("Huawei A", "huawei-ascend", "Huawei Ascend", "en"),
        ("huaweia", "huawei-ascend", "Huawei Ascend", "en"),
        ("科", "iflytek", "科大讯飞", "zh-Hans"),
        ("kedaxun", "iflytek", "科大讯飞", "zh-Hans"),
        ("셩", "huawei-ascend", "성텅", "ko"),
        ("셩텅", "huawei-ascend", "성텅", "ko"),
        ("NVDA", "nvidia", "엔비디아", "ko"),
        ("ar", "arm", "Arm", "en"),
    ],
)
def test_completions(prefix: str, id: str, form: str, lang: str, snapshot: Snapshot) -> None:
    assert snapshot.suggest(prefix)["suggestions"][0] == {"id": id, "form": form, "lang": lang}


@pytest.mark.parametrize(
    "name", ["shengteng", "kedaxunfei", "커다쉰페이", "科大讯飞", "科大訊飛", "iFLYTEK", "ㅋㄷㅅㅍㅇ"]
)
def test_a_name_is_suggested_at_every_keystroke(name: str, snapshot: Snapshot) -> None:
    """From the second character on: what is typed further must not make the name disappear in between."""
    concept = snapshot.lookup(name)["results"][0]["id"]
    begun = [name[:length] for length in range(2, len(name) + 1)]
    lost = [prefix for prefix in begun if concept not in {s["id"] for s in snapshot.suggest(prefix)["suggestions"]}]
    assert lost == []


@pytest.mark.parametrize("prefix", ["", " ", "!!", "\ud800", "👩🏽", "퀧", "xyz", "無"])
def test_no_completions(prefix: str, snapshot: Snapshot) -> None:
    assert snapshot.suggest(prefix) == {"query": prefix, "revision": 1, "suggestions": []}


@given(strategies.wild_texts | st.sampled_from("화 ㅎ h 华 科 성 어 a n 0".split()), st.integers(0, 5))
def test_one_line_for_each_concept(prefix: str, limit: int) -> None:
    suggestions = six().suggest(prefix, limit)
    found = [suggestion["id"] for suggestion in suggestions]
    assert len(found) == len(set(found)) <= limit
    assert suggestions == six().suggest(prefix, 100)[:limit]


@strategies.BUILDING
@given(strategies.glossaries(), st.sampled_from("가 강 난 다 화 ㄱ ㄱㄴ 华 中 a b 9 B ga".split()))
def test_a_suggestion_is_a_live_form_of_its_concept(glossary: Glossary, prefix: str) -> None:
    for suggestion in LookupIndex.build(glossary).suggest(prefix, 10):
        written = forms.written(glossary.by_id[suggestion["id"]])
        live = {(term.text, term.lang) for term in written if term.status is not Status.DEPRECATED}
        assert (suggestion["form"], suggestion["lang"]) in live


def test_a_concept_of_deprecated_forms_alone_has_nothing_to_propose() -> None:
    index = LookupIndex.build(make_glossary(make_concept("a", deprecated={"ko": "가나다"})))
    assert [hit["id"] for hit in index.search("가나다", 10)] == ["a"]
    assert index.suggest("가나", 10) == []
    assert index.suggest("가나다", 10) == []


def test_preferred_forms_stand_before_admitted_ones() -> None:
    glossary = make_glossary(
        make_concept("a", category="organization", ko=["다른", "가나다"]),
        make_concept("b", category="term", ko="가나라"),
    )
    assert [suggestion["id"] for suggestion in LookupIndex.build(glossary).suggest("가나", 10)] == ["b", "a"]


def test_of_one_concept_the_preferred_form_is_shown() -> None:
    index = LookupIndex.build(make_glossary(make_concept("a", ko=["가나다", "가나라"], en=["Bbc", "Bba"])))
    assert index.suggest("가나", 10) == [{"id": "a", "form": "가나다", "lang": "ko"}]
    assert index.suggest("bb", 10) == [{"id": "a", "form": "Bbc", "lang": "en"}]


def test_names_typed_whole_stand_before_those_only_begun() -> None:
    glossary = make_glossary(
        make_concept("a", category="organization", ko="화웨이클라우드"),
        make_concept("b", category="organization", ko="화웨이카"),
        make_concept("c", category="term", ko=["다른", "화웨이"]),
    )
    assert [s["id"] for s in LookupIndex.build(glossary).suggest("화웨이", 10)] == ["c", "b", "a"]
