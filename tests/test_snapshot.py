"""What a snapshot adds to the parts it is made of."""

from __future__ import annotations

import pytest

from glossary.errors import InvalidInput
from glossary.snapshot import Snapshot
from tests.factories import make_concept, make_glossary, six_concepts


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot.build(six_concepts())


@pytest.mark.parametrize("hanzi", ["昇腾", "昇騰", "升騰", " 昇 騰 "])
def test_a_listed_name_is_told_whatever_its_script(snapshot: Snapshot, hanzi: str) -> None:
    answer = snapshot.transcribe(hanzi)
    assert answer["concept"] == "huawei-ascend"
    assert answer["hanzi"] == hanzi
    assert answer["pinyin"] == "shēng téng"


@pytest.mark.parametrize("hanzi", ["昇", "昇腾公司", "盛腾", "重庆"])
def test_another_name_is_no_concept_though_lookup_finds_one_near(snapshot: Snapshot, hanzi: str) -> None:
    assert snapshot.transcribe(hanzi)["concept"] is None


def test_an_irregular_traditional_form_names_its_concept(snapshot: Snapshot) -> None:
    assert snapshot.transcribe("輝達")["concept"] == snapshot.transcribe("英偉達")["concept"] == "nvidia"
    assert snapshot.transcribe("輝達")["hangul"] == "후이다"


def test_a_listed_pinyin_is_that_of_the_first_form() -> None:
    glossary = make_glossary(
        make_concept("qichacha", ko="치차차", zh=["企查查", "查查"], pinyin="qǐ chá chá"),
        make_concept("shan", category="person", ko="산 아무개", zh="单某", pinyin="shàn mǒu"),
    )
    snapshot = Snapshot.build(glossary)
    assert snapshot.transcribe("企查查")["pinyin"] == "qǐ chá chá"
    assert snapshot.transcribe("企查查")["hangul"] == "치차차"
    assert snapshot.transcribe("查查")["concept"] == "qichacha"
    assert snapshot.transcribe("查查")["pinyin"] != "qǐ chá chá"
    # The rule's answer, not the listed Korean name.
    assert snapshot.transcribe("單某")["hangul"] == "산머우"


def test_what_a_name_is_can_be_said(snapshot: Snapshot) -> None:
    assert snapshot.transcribe("黄河", "place")["hangul"] == "황허강"
    assert snapshot.transcribe("单雄信", "person")["hangul"] == "산슝신"


def test_no_hanzi(snapshot: Snapshot) -> None:
    with pytest.raises(InvalidInput):
        snapshot.transcribe("Huawei")


def test_kin_are_known_both_ways() -> None:
    snapshot = Snapshot.build(
        make_glossary(
            make_concept("huawei", ko="화웨이", related=("zte", "unknown")),
            make_concept("ascend", ko="성텅", broader="huawei"),
            make_concept("zte", ko="ZTE", broader="unknown"),
            make_concept("cann", ko="칸", broader="ascend", related=("huawei", "ascend")),
        )
    )

    def kin(concept_id: str) -> tuple[list[str], list[str], list[str]]:
        concept = snapshot.concept(concept_id)
        assert concept is not None
        return tuple(snapshot.kin(concept))

    assert kin("huawei") == ([], ["ascend"], ["zte", "cann"])
    assert kin("ascend") == (["huawei"], ["cann"], [])
    assert kin("zte") == ([], [], ["huawei"])
    assert kin("cann") == (["ascend"], [], ["huawei"])
