"""Countries, languages and currencies of CLDR, and how they lie beside a glossary."""

from __future__ import annotations

import subprocess
import sys

import pytest

from glossary import cldr, forms
from glossary.model import CATEGORIES, Glossary, Lang
from glossary.snapshot import Snapshot
from glossary.text import fold
from tests.factories import make_concept, make_glossary, six_concepts

LAYER = cldr.layer()


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot.build(six_concepts(), cldr=True)


def ids(snapshot: Snapshot, query: str) -> list[str]:
    return [hit["id"] for hit in snapshot.lookup(query)["results"]]


# The layer


@pytest.mark.parametrize(
    ("id", "category", "ko", "hans", "en"),
    [
        ("country-gt", "place", "과테말라", "危地马拉", "Guatemala"),
        ("country-kr", "place", "대한민국", "韩国", "South Korea"),
        ("language-ko", "term", "한국어", "韩语", "Korean"),
        ("language-fil", "term", "필리핀어", "菲律宾语", "Filipino"),
        ("currency-krw", "term", "대한민국 원", "韩元", "South Korean Won"),
    ],
)
def test_names(id: str, category: str, ko: str, hans: str, en: str) -> None:
    concept = LAYER.by_id[id]
    preferred = tuple(concept.preferred(lang) for lang in (Lang.KO, Lang.ZH_HANS, Lang.EN))
    assert (concept.category, *preferred) == (category, ko, hans, en)
    assert concept.ko_origin is None
    assert [source.ref for source in concept.sources] == [cldr.version()]


def test_every_concept_is_whole() -> None:
    assert 500 < len(LAYER.by_id) == len(LAYER.concepts)
    for concept in LAYER.concepts:
        assert concept.category in CATEGORIES
        assert all(concept.preferred(lang) for lang in (Lang.KO, Lang.ZH_HANS, Lang.EN))
        texts = [term.text for term in concept.terms]
        assert len(set(texts)) == len(texts)
        assert set(concept.ambiguous) <= set(texts)


@pytest.mark.parametrize("code", "001 zz xa xb eu un ez qo ac cn hk mo tw".split())
def test_no_country(code: str) -> None:
    assert f"country-{code}" not in LAYER.by_id


@pytest.mark.parametrize("code", ["dem", "xau", "xxx", "krh"])
def test_no_currency_in_use(code: str) -> None:
    assert f"currency-{code}" not in LAYER.by_id


@pytest.mark.parametrize("code", ["und", "tlh", "zh_hant", "arq", "sux"])
def test_no_language_of_ours(code: str) -> None:
    assert f"language-{code}" not in LAYER.by_id


def test_traditional_forms_are_taiwans_then_those_of_others() -> None:
    germany, italy = LAYER.by_id["country-de"], LAYER.by_id["country-it"]
    assert germany.texts(Lang.ZH_HANT) == ()
    assert forms.traditional(germany)[0] == "德國"
    assert forms.traditional(italy) == ["義大利", "意大利"]
    assert italy.texts(Lang.ZH_HANT) == ("義大利",)  # the other is what conversion gives
    assert forms.traditional(LAYER.by_id["country-gt"]) == ["瓜地馬拉", "危地馬拉"]
    assert LAYER.by_id["country-kz"].texts(Lang.ZH_HANT) == ("哈薩克",)


def test_other_forms() -> None:
    assert LAYER.by_id["currency-jpy"].texts(Lang.KO) == ("일본 엔화", "엔화")
    assert LAYER.by_id["currency-jpy"].texts(Lang.EN) == ("Japanese Yen", "JPY")
    assert LAYER.by_id["currency-usd"].texts(Lang.KO) == ("미국 달러",)  # others have dollars
    assert LAYER.by_id["currency-krw"].texts(Lang.KO) == ("대한민국 원",)  # one syllable is no name
    assert LAYER.by_id["country-mm"].texts(Lang.EN) == ("Myanmar", "Burma")
    assert "Saint Lucia" in LAYER.by_id["country-lc"].texts(Lang.EN)


@pytest.mark.parametrize(
    ("id", "form"),
    [
        ("country-in", "인도"), ("country-sd", "수단"), ("country-gu", "괌"), ("currency-all", "ALL"),
        ("country-tv", "Tuvalu"), ("language-tvl", "Tuvalu"),
    ],
)  # fmt: skip
def test_words_are_ambiguous(id: str, form: str) -> None:
    assert form in LAYER.by_id[id].ambiguous


def test_most_forms_are_not() -> None:
    assert LAYER.by_id["country-gt"].ambiguous == LAYER.by_id["currency-jpy"].ambiguous == ()


# Beside a glossary


def test_what_is_listed_is_called_as_it_says() -> None:
    listed = make_glossary(
        make_concept("us", category="place", ko="미국", zh=["美利坚", "美国"], en="USA"),
        make_concept("yilan", category="place", ko=["이란"], zh="宜兰", en="Yilan"),
        make_concept("nio", category="organization", ko="니오", zh="蔚来", en="NIO"),
        make_concept("language-de", category="term", en="German tongue"),
    )
    beside = cldr.beside(listed).by_id
    assert "country-us" not in beside  # its hanzi are listed
    assert "language-de" not in beside  # its id is
    assert beside["country-ir"].preferred(Lang.KO) == "이란"  # its only Korean name
    assert "이란" in beside["country-ir"].ambiguous
    assert "NIO" not in beside["currency-nio"].texts(Lang.EN)
    assert beside["country-gt"] is LAYER.by_id["country-gt"]
    snapshot = Snapshot.build(listed, cldr=True)
    assert ids(snapshot, "이란")[:2] == ["yilan", "country-ir"]
    assert ids(snapshot, "NIO") == ["nio"]
    assert ids(snapshot, "미국")[0] == "us"


def test_nothing_of_the_layer_repeats_the_project_glossary(project_glossary: Glossary) -> None:
    beside = cldr.beside(project_glossary)
    assert beside.by_id.keys().isdisjoint(project_glossary.by_id)
    hanzi = {
        (concept.category, fold.key(text)) for concept in project_glossary.concepts
        for text in concept.texts(Lang.ZH_HANS)
    }  # fmt: skip
    for concept in beside.concepts:
        assert hanzi.isdisjoint((concept.category, fold.key(text)) for text in concept.texts(Lang.ZH_HANS))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("과테말라", "country-gt"),
        ("과테말라에서", "country-gt"),
        ("危地马拉", "country-gt"),
        ("瓜地馬拉", "country-gt"),
        ("Kazakhstan", "country-kz"),
        ("ㄱㅌㅁㄹ", "country-gt"),
        ("조선", "country-kp"),
        ("엔화", "currency-jpy"),
        ("GBP", "currency-gbp"),
        ("일본어", "language-ja"),
    ],
)
def test_lookup(snapshot: Snapshot, query: str, first: str) -> None:
    assert ids(snapshot, query)[0] == first


def test_everything_is_found_by_each_of_its_forms(snapshot: Snapshot) -> None:
    layer = [concept for concept in cldr.layer().concepts if snapshot.concept(concept.id) is not None]
    assert len(layer) > 500
    for concept in layer:
        for term in forms.written(concept):
            assert concept.id in ids(snapshot, term.text), term


def test_no_slips_are_believed(snapshot: Snapshot) -> None:
    assert ids(snapshot, "과테말란") == []
    assert ids(snapshot, "Kazakstan") == []
    assert ids(snapshot, "커다쉰패이") == ["iflytek"]


def test_the_glossary_comes_first() -> None:
    listed = make_glossary(make_concept("x", category="term", ko="과테말라 커피 협회"))
    snapshot = Snapshot.build(listed, cldr=True)
    assert ids(snapshot, "과테")[0] == "x"  # though there is more missing of it
    assert [one["id"] for one in snapshot.suggest("과테말")["suggestions"]][:2] == ["x", "country-gt"]


def test_many_countries_do_not_end_the_search_for_the_glossarys_own() -> None:
    names = [f"에스{'가' * number}" for number in range(8, 18)]
    listed = make_glossary(*(make_concept(f"x{n}", ko=name) for n, name in enumerate(names)))
    snapshot = Snapshot.build(listed, cldr=True)
    assert sorted(one["id"] for one in snapshot.suggest("에")["suggestions"]) == sorted(listed.by_id)


def test_articles_are_not_marked_with_it(snapshot: Snapshot) -> None:
    text = "독일과 과테말라의 화웨이, 엔화로 德国"
    assert [mention["text"] for mention in snapshot.annotate(text)["mentions"]] == ["화웨이"]
    assert snapshot.convert("危地马拉", "tw") == "危地馬拉"


def test_transcription_tells_it(snapshot: Snapshot) -> None:
    assert snapshot.transcribe("德国")["concept"] == "country-de"
    assert snapshot.transcribe("德國")["concept"] == "country-de"


def test_without_it_nothing_changes() -> None:
    plain = Snapshot.build(six_concepts())
    assert (plain.size, len(plain.views), plain.layer_version) == (6, 6, "")
    assert ids(plain, "과테말라") == []
    assert plain.concept("country-gt") is None
    assert list(plain.views) == sorted(plain.glossary.by_id)


def test_babel_waits_until_it_is_needed() -> None:
    script = (
        "import sys, glossary.cldr; from glossary.snapshot import Snapshot; from glossary.model import Glossary; "
        "Snapshot.build(Glossary(())); print('babel' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
