from __future__ import annotations

import pytest
from hypothesis import given

from glossary.text import chinese
from tests import strategies


@pytest.mark.parametrize(
    ("simplified", "first"),
    [
        ("华为", "華為"),
        ("昇腾", "昇騰"),
        ("台湾", "臺灣"),
        ("里面", "裡面"),
        ("理发", "理髮"),
        ("发展", "發展"),
        ("科大讯飞", "科大訊飛"),
        ("Huawei", "Huawei"),
        ("중국", "중국"),
    ],
)
def test_the_taiwan_form_stands_first(simplified: str, first: str) -> None:
    assert chinese.traditional_forms(simplified)[0] == first


@pytest.mark.parametrize(
    ("simplified", "forms"),
    [("里面", ("裡面", "裏面", "裏面")), ("卫星", ("衛星", "衛星", "衞星")), ("中山", ("中山",) * 3)],
)
def test_taiwan_standard_and_hong_kong_each_once(simplified: str, forms: tuple[str, ...]) -> None:
    assert chinese.traditional_forms(simplified)[: len(set(forms))] == tuple(dict.fromkeys(forms))


@pytest.mark.parametrize(
    ("text", "target", "converted"),
    [
        ("華為裡面", "hans", "华为里面"),
        ("华为里面", "hant", "華爲裏面"),
        ("华为里面", "tw", "華為裡面"),
        ("华为里面", "hk", "華為裏面"),
        ("華爲裡面", "tw", "華為裡面"),
        ("衞星", "hans", "卫星"),
        ("衞星", "tw", "衛星"),
        ("软件和鼠标", "tw", "軟件和鼠標"),
        ("상하이 Shanghai 123\r\n", "tw", "상하이 Shanghai 123\r\n"),
    ],
)
def test_text_of_either_script_is_converted(text: str, target: str, converted: str) -> None:
    assert chinese.convert(text, target) == converted


@pytest.mark.parametrize("target", chinese.TARGETS)
@pytest.mark.parametrize("text", ["", "\ud800", "华\udfff为", "\x00", "中\x00山", "𠀀𮯠", "👩🏽"])
def test_no_text_is_refused_or_lost(text: str, target: str) -> None:
    assert len(chinese.convert(text, target)) == len(text)


@given(strategies.wild_texts)
def test_simplifying_keeps_everything_but_hanzi(text: str) -> None:
    simplified = chinese.to_simplified(text)
    if not any(ord(char) >= 0x2E80 for char in text):
        assert simplified == text
    assert [c for c in simplified if 0xD800 <= ord(c) < 0xE000] == [c for c in text if 0xD800 <= ord(c) < 0xE000]


@given(strategies.hanzi_words)
def test_forms_are_distinct_and_none_is_missing(word: str) -> None:
    forms = chinese.traditional_forms(word)
    assert len(set(forms)) == len(forms)
    assert set(forms) >= {chinese.to_traditional(word)}


@given(strategies.wild_texts)
def test_the_rest_of_a_text_is_kept_around_hanzi(text: str) -> None:
    for target in chinese.TARGETS:
        assert chinese.convert("中" + text.replace("中", "") + "山", target).endswith("山")
        assert chinese.convert(text, target).count("\x00") == text.count("\x00")
