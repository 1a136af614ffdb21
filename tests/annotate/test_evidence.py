"""The table of evidence, and what an explanation says."""

from __future__ import annotations

import json

import pytest

from glossary import terms_yaml
from glossary.annotate import Annotator, compounds, evidence, features
from glossary.annotate.context import Article
from glossary.model import CATEGORIES
from glossary.text import table
from glossary.text.fold import key
from tests import factories
from tests.annotate.marked import TERMS

QUALITY = TERMS.parent.parent / "quality"


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator.build(terms_yaml.load([TERMS]))


def test_features_have_a_name_of_their_own_and_say_what_they_see() -> None:
    names = [feature.name for feature in features.FEATURES]
    assert len(set(names)) == len(names)
    assert all(feature.holds.__doc__ for feature in features.FEATURES)


def test_an_explanation_has_the_weights_that_decide(annotator: Annotator) -> None:
    (found,) = annotator.explain("광둥성 선전에서 만났다.")
    assert (found["start"], found["end"], found["text"]) == (4, 6, "선전")
    assert (found["concept"], found["confidence"]) == ("shenzhen", "high")
    (sense,) = found["senses"]
    assert sense["concept"] == "shenzhen"
    assert sense["weight"] == sum(sense["evidence"].values()) > 0
    assert {"where", "province before"} <= set(sense["evidence"])


def test_what_is_not_asked_does_not_hold(annotator: Annotator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Features are asked only beside the characters that they need: the sum is that of all of them."""
    seen = []

    class Checked(evidence.Reckoning):
        def all(self, article: Article) -> int:
            seen.append((self.sentence(article), self.one, article))
            return super().all(article)

    monkeypatch.setattr("glossary.annotate.annotator.Reckoning", Checked)
    elsewhere = (features.ARTICLE, features.READER, features.STAND_IN)
    not_beside = {one.name for one in features.FEATURES if one.where in elsewhere}
    for left in ("", "중국 ", "경기 ", "첫 ", "在", "说", "一片", "《", "‘", "(", "도시 "):
        for name in ("선전", "深圳", "캔", "상무부", "重庆"):
            for right in (
                "",
                "(宣傳)",
                ")",
                "시는",
                "역에서",
                "에서",
                "=",
                "하다",
                "에게",
                "도에서",
                "的",
                "上",
                "了",
                "企业",
            ):
                seen.clear()
                annotator.annotate(f"{left}{name}{right} 보았다")
                for sentence, one, article in seen:
                    held = evidence.held(one, article)
                    assert sentence == sum(weight for feature, weight in held.items() if feature not in not_beside)


def test_the_article_alone_does_not_tell_a_word(annotator: Annotator) -> None:
    marked = [one["text"] for one in annotator.annotate("선전(深圳)에 갔다. 첫 선전을 본다. 선전하다 지쳤다.")]
    assert marked == ["선전", "深圳"]


@pytest.mark.parametrize(
    ("text", "is_namesake"),
    [
        ("‘선전’에서 이름을 땄다", True),
        ("선전에서 유래한 이름", True),
        ("선전에서 따로 만났다", False),
        ("선전과는 이름만 같다", True),
        ("선전과 같은 도시", False),
        ("原意是“百度”", True),
        ("百度二字", True),
        ("百度的意见", False),
        ("使用百度", False),
    ],
)
def test_the_origin_of_a_name_is_none(annotator: Annotator, text: str, is_namesake: bool) -> None:
    (found,) = annotator.explain(text)
    assert all(("namesake" in sense["evidence"]) == is_namesake for sense in found["senses"])


def test_a_transcription_that_is_no_word_needs_little() -> None:
    """特步 is 터부 by chance, too, which is a word of its own; one syllable is part of anything; 𠮷 has no reading."""
    annotator = Annotator.build(
        factories.make_glossary(
            factories.make_concept("nanning", category="place", ko="난닝", zh="南宁", ambiguous=["난닝"]),
            factories.make_concept("xtep", category="organization", ko="터부", zh="特步", ambiguous=["터부"]),
            factories.make_concept("unread", category="place", ko="지춘", zh="𠮷村", ambiguous=["지춘"]),
            factories.make_concept("song", category="product", ko="쑹", zh="宋", ambiguous=["쑹"]),
        )
    )
    assert [one["text"] for one in annotator.annotate("난닝을 깼다. 터부를 깼다. 쑹을 깼다.")] == ["난닝"]


DOUBTED = factories.make_glossary(
    factories.make_concept("tonghua", category="place", ko=["퉁화", "통화"], zh="通化", ambiguous=["통화"]),
    factories.make_concept("weifang", category="place", ko=["웨이팡", "유방"], zh="潍坊", ambiguous=["유방"]),
    factories.make_concept("gaoming", category="place", zh="高明", ambiguous=["高明"]),
    factories.make_concept("unitree", category="organization", zh="宇树", ambiguous=["宇树"]),
    factories.make_concept("lei-jun", category="person", zh="雷军", ambiguous=["雷军"]),
    factories.make_concept("wen-zhang", category="person", zh="文章", ambiguous=["文章"]),
    factories.make_concept("jiemian", category="publication", zh="界面", ambiguous=["界面"]),
    factories.make_concept("byd", category="organization", ko="비야디", zh="比亚迪"),
    factories.make_concept("seal", category="product", ko="씰", zh="海豹", ambiguous=["씰", "海豹"]),
    factories.make_concept("mofcom", category="institution", ko="상무부", zh="商务部", ambiguous=["상무부", "商务部"]),
    factories.make_concept("ping-an", category="organization", zh=["中国平安", "平安"], ambiguous=["平安"]),
    factories.make_concept("geely", category="organization", ko="지리", zh="吉利", ambiguous=["지리"]),
    factories.make_concept("chery", category="organization", ko="체리", zh="奇瑞", ambiguous=["체리"]),
    factories.make_concept("dji", category="organization", zh="大疆", en="DJI", ambiguous=["DJI"]),
)


@pytest.mark.parametrize(
    ("text", "feature", "holds"),
    [
        ("유방은 연날리기로 이름났다", "company", True),
        ("유방은 이름났다", "company", False),
        ("평안하게 통화 녹취를 들었다", "ordinary", True),
        ("녹취를 읽고 난 다음날 아침에 떠나 저녁에 통화에 닿았다", "ordinary", False),  # too far away
        ("他们平安夜回家", "ordinary", True),  # a word that has the form in it
        ("他们平安回家", "ordinary", False),
        ("来自宇树的消息", "free", True),
        ("仓库宇树影", "free", False),  # 树影 lies across
        ("住在高平安定的", "across words", True),
        ("一切平安了", "across words", False),
        ("비야디 씰 공장", "maker before", True),
        ("트렁크 씰 공장", "maker before", False),
        ("미 상무부는 관세를 매겼다", "other state", True),
        ("美商务部加征关税", "other state", True),
        ("赞美商务部", "other state", False),
        ("거미 상무부는", "other state", False),
        ("씰 06을 샀다", "model number", True),
        ("씰 3대를 샀다", "model number", False),
        ("海豹300辆", "model number", False),
        ("海豹06上市", "model number", True),
        ("其中平安侧重", "across words", False),  # 其|中平 is no better than 其中
        ("中 상무부는", "China", True),
        ("심중 상무부는", "China", False),
        ("美中 상무부는", "China", False),
        ("一切平安了", "predicate", True),
        ("他在高明过夜", "predicate", False),
        ("지리(吉利)와 체리도 올랐다", "list", True),
        ("ＤＪＩ新品", "case", False),  # only wider
        ("dji新品", "case", True),
        ("修车铺老板雷军", "other trade", True),
        ("董事长雷军", "other trade", False),
        ("《平安》黑胶", "a work", True),
        ("《平安的一天》", "a work", False),
        ("《界面》报道", "a work", False),  # which is a work
        ("商务部发文", "an office", True),
        ("据商务部说", "an office", True),
        ("香港商务部发文", "an office", False),  # another's, whose name is longer
        ("香港商务部发文", "another office", True),
        ("昨日商务部发文", "another office", False),
        ("통화(미국 네바다)에서", "another gloss", True),
        ("통화(지린)에서", "another gloss", False),
        ("高明市民说", "suffix", True),
        ("高明市场大", "suffix", False),
        ("高明区域内", "suffix", False),
        ("日本高明", "place abroad", True),
        ("日本平安", "place abroad", False),
        ("广东佛山高明", "province before", True),
        ("통화 회의가", "alone", True),
        ("통화 인삼이", "alone", False),
        ("유방의 연날리기", "company beside", True),
        ("연날리기로 이름난 유방", "company beside", False),
        ("녹취한 통화", "ordinary beside", False),
        ("휴대전화 통화", "ordinary beside", True),
    ],
)
def test_what_stands_beside_a_name(text: str, feature: str, holds: bool) -> None:
    found = Annotator.build(DOUBTED).explain(text)
    assert any(feature in sense["evidence"] for one in found for sense in one["senses"]) == holds


def test_a_comma_parts_the_names_of_a_gloss_in_brackets_alone() -> None:
    annotator = Annotator.build(DOUBTED)
    glossed, *_ = annotator.explain("公司(平安,中国平安)公告")
    assert "gloss" in glossed["senses"][0]["evidence"]
    clauses, *_ = annotator.explain("一切平安，中国平安的人说")
    assert "gloss" not in clauses["senses"][0]["evidence"]


def test_what_is_no_mention_is_explained_too(annotator: Annotator) -> None:
    (found,) = annotator.explain("미국 상무부는 관세를 매겼다.")
    assert found["concept"] is None
    assert found["confidence"] is None
    assert found["senses"][0]["weight"] <= 0
    assert "abroad" in found["senses"][0]["evidence"]


def test_all_concepts_of_a_form_are_weighed(annotator: Annotator) -> None:
    (*_, found) = annotator.explain("CITIC는 증권사다. 중신의 실적이 올랐다.")
    assert found["concept"] == "citic"
    assert {sense["concept"] for sense in found["senses"]} == {"citic", "smic"}


def test_what_needs_no_evidence_is_not_explained(annotator: Annotator) -> None:
    assert annotator.explain("화웨이가 발표했다.") == []
    assert annotator.explain("") == []


def test_mentions_and_explanations_agree(annotator: Annotator) -> None:
    text = "선전(深圳)은 멀다. 캔을 땄다. 미국 상무부와 중국 상무부, 선전포고."
    meant = {(one["start"], one["end"], one["concept"]) for one in annotator.explain(text) if one["concept"]}
    assert meant <= {(one["start"], one["end"], one["concept"]) for one in annotator.annotate(text)}


def test_words_that_stand_with_names_are_sound() -> None:
    """Rows are whole, folded words have two characters at least, and nothing is said twice."""
    known = [(category, names) for category, names, _ in table("company.tsv")]
    assert {category for category, _ in known} == set(CATEGORIES)
    assert len(known) == len(set(known))
    forms = [form for form, _ in table("ordinary.tsv")]
    assert len(forms) == len(set(forms))
    for name in ("company.tsv", "ordinary.tsv"):
        for *_, words in table(name):
            folded = [key(word) for word in words.split()]
            assert len(folded) == len(set(folded)), words
            assert min(map(len, folded)) > 1, words


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("연합보도를", 0, 3), ("공정원가", 0, 3), ("전북경제를", 1, 3), ("우시장", 0, 2)],
)
def test_a_word_across_a_name(text: str, start: int, end: int) -> None:
    assert not compounds.place(text, start, end, False).stands


@pytest.mark.parametrize("text", ["홍콩영화를", "선전시의", "우한바이러스", "상무부장이", "중국식"])
def test_a_name_with_words_behind_it(text: str) -> None:
    length = 3 if text.startswith("상무부") else 2
    assert compounds.place(text, 0, length, False).stands


def test_words_stand_with_a_concept_by_its_whole_name() -> None:
    """Two universities are called 中大: what stands with the one is not said of the other."""
    cuhk = factories.make_concept("cuhk", category="institution", zh=["香港中文大学", "中大"], ambiguous=["中大"])
    sysu = factories.make_concept("sysu", category="institution", zh=["中山大学", "中大"], ambiguous=["中大"])
    annotator = Annotator.build(factories.make_glossary(cuhk, sysu))
    assert [one["concept"] for one in annotator.annotate("他在中大读物理，常去广州珠江")] == ["sysu"]
    assert [one["concept"] for one in annotator.annotate("她在中大沙田校园")] == ["cuhk"]


def test_what_is_nearer_tells_which_of_two_is_meant() -> None:
    """What a concept's other names say it is, and what stands with it; but not that one of the two is meant."""
    airline = factories.make_concept("csair", category="organization", zh=["中国南方航空", "南航"], ambiguous=["南航"])
    school = factories.make_concept(
        "nuaa", category="organization", zh=["南京航空航天大学", "南航"], ambiguous=["南航"]
    )
    annotator = Annotator.build(factories.make_glossary(airline, school))
    assert [one["concept"] for one in annotator.annotate("他本科毕业于南航，导师是院士")] == ["nuaa"]
    assert [one["concept"] for one in annotator.annotate("回家坐的是南航的航班，客机很新")] == ["csair"]
    (found,) = annotator.explain("在南京的南航")
    speaking = {sense["concept"]: sense["evidence"].get("another nearer", 0) for sense in found["senses"]}
    assert speaking["csair"] < 0 == speaking["nuaa"]


def test_what_a_body_is_called_in_the_table_need_not_be_what_it_is_called_here() -> None:
    """company.tsv has 南京航空航天大学 as an institution."""
    school = factories.make_concept(
        "nuaa", category="organization", zh=["南京航空航天大学", "南航"], ambiguous=["南航"]
    )
    (found,) = Annotator.build(factories.make_glossary(school)).explain("他在南航的将军路校区读书")
    assert "company" in found["senses"][0]["evidence"]


@pytest.mark.parametrize(
    ("text", "concept"),
    [("家住朝阳区", "chaoyang-bj"), ("北京朝阳、海淀", "chaoyang-bj"), ("辽宁朝阳的化石", "chaoyang-ln")],
)
def test_an_id_tells_where_a_place_lies_and_what_it_is(text: str, concept: str) -> None:
    """ISO 3166-2:CN has BJ and LN; only the one in Beijing is a district by its names."""
    beijing = factories.make_concept("chaoyang-bj", category="place", zh=["朝阳", "朝阳区"], ambiguous=["朝阳"])
    liaoning = factories.make_concept("chaoyang-ln", category="place", zh="朝阳", ambiguous=["朝阳"])
    annotator = Annotator.build(factories.make_glossary(beijing, liaoning))
    assert [one["concept"] for one in annotator.annotate(text)][:1] == [concept]


def test_what_a_form_means_in_an_article_it_means_throughout() -> None:
    """And that the one is named speaks for no other that has the form."""
    beijing = factories.make_concept("chaoyang-bj", category="place", zh=["朝阳", "朝阳区"], ambiguous=["朝阳"])
    liaoning = factories.make_concept("chaoyang-ln", category="place", zh="朝阳", ambiguous=["朝阳"])
    annotator = Annotator.build(factories.make_glossary(beijing, liaoning))
    article = "辽宁省朝阳市今年粮食丰收。" + "村里修了路，也通了水。" * 10 + "朝阳的大枣也卖得很好。"
    assert [one["concept"] for one in annotator.annotate(article)] == ["chaoyang-ln", "chaoyang-ln"]


def test_an_id_tells_what_is_in_taiwan() -> None:
    taipei = factories.make_concept("moea-tw", category="institution", ko="경제부", zh="经济部", ambiguous=["경제부"])
    other = factories.make_concept("moea", category="institution", ko="경제부", zh="经济部", ambiguous=["경제부"])
    for concept, abroad in ((taipei, False), (other, True)):
        (found,) = Annotator.build(factories.make_glossary(concept)).explain("대만 경제부는 발표했다")
        assert ("abroad" in found["senses"][0]["evidence"]) == abroad


@pytest.mark.parametrize(("text", "concept"), [("丹阳县志", "county"), ("丹阳市区", "city")])
def test_an_id_tells_the_rank_of_a_place(text: str, concept: str) -> None:
    county = factories.make_concept("danyang-county", category="place", zh="丹阳", ambiguous=["丹阳"])
    city = factories.make_concept("danyang-city", category="place", zh="丹阳", ambiguous=["丹阳"])
    found = Annotator.build(factories.make_glossary(county, city)).explain(text)
    suffixed = [sense["concept"] for sense in found[0]["senses"] if "suffix" in sense["evidence"]]
    assert suffixed == [f"danyang-{concept}"]


def test_more_is_a_name_where_other_names_are() -> None:
    byd = factories.make_concept("byd", category="organization", zh="比亚迪")
    gaoming = factories.make_concept("gaoming", category="place", zh="高明", ambiguous=["高明"])
    annotator = Annotator.build(factories.make_glossary(byd, gaoming))
    (alone,), (among,) = (annotator.explain(text) for text in ("高明有厂。", "高明有厂。比亚迪也有。"))
    assert among["senses"][0]["weight"] > alone["senses"][0]["weight"]


def test_models_do_not_speak_for_the_weaker_sense_alone() -> None:
    """What its sentence speaks for so clearly that no model need be asked is weighed with them all the same."""
    js = factories.make_concept("suzhou", category="place", ko="쑤저우", zh="苏州", ambiguous=["쑤저우"])
    ah = factories.make_concept("suzhou-anhui", category="place", ko="쑤저우", zh="宿州", ambiguous=["쑤저우"])
    (found,) = Annotator.build(factories.make_glossary(js, ah)).explain("안후이 북부의 쑤저우는 복숭아로 이름났다.")
    models = [
        {name: weight for name, weight in sense["evidence"].items() if name in ("read as a name", "stand-in")}
        for sense in found["senses"]
    ]
    assert models[0] == models[1]
    assert found["concept"] == "suzhou-anhui"


def test_a_stand_in_is_asked_wherever_it_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    annotator = Annotator.build(terms_yaml.load([QUALITY / "stress-ko-2.yaml"]))
    lines = (QUALITY / "stress-ko-2.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    asked = [annotator.annotate(text) for text in texts]
    monkeypatch.setattr(evidence, "STAND_IN_MOST", 10**6)  # as if what it says could always decide
    assert [annotator.annotate(text) for text in texts] == asked


@pytest.mark.parametrize("text", ["홈런과 안타를 쳤다", "안타를 쳤다", "그 타자는 안타를 쳤다"])
def test_a_phrase_too_short_for_the_reader_is_told_by_its_words(text: str) -> None:
    anta = factories.make_concept("anta", category="organization", ko="안타", zh="安踏", ambiguous=["안타"])
    annotator = Annotator.build(factories.make_glossary(anta))
    assert annotator.annotate(text) == []
    assert annotator.annotate("올해 안타의 매출이 늘었다")
