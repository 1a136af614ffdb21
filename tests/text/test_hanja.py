"""Sino-Korean readings. The examples of the initial-sound rule are those of 한글 맞춤법 제10–12항 (국립국어원)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.text import hangul, hanja
from tests import strategies

AT_THE_HEAD = """
제10항 女子 여자 年歲 연세 尿素 요소 紐帶 유대 泥土 이토 匿名 익명
제11항 良心 양심 歷史 역사 禮儀 예의 龍宮 용궁 流行 유행 理髮 이발
제12항 樂園 낙원 來日 내일 老人 노인 雷聲 뇌성 樓閣 누각 陵墓 능묘
"""
INSIDE = """
제10항 男女 남녀 糖尿 당뇨 結紐 결뉴 隱匿 은닉
제11항 改良 개량 善良 선량 水力 수력 協力 협력
제11항 謝禮 사례 婚禮 혼례 臥龍 와룡 雙龍 쌍룡 下流 하류 急流 급류 道理 도리 眞理 진리
제12항 快樂 쾌락 極樂 극락 去來 거래 往來 왕래 父老 부로 年老 연로
제12항 地雷 지뢰 落雷 낙뢰 高樓 고루 東九陵 동구릉 家庭欄 가정란
"""
# 제11항 붙임 1 다만: 렬, 률 behind a vowel or ㄴ are written 열, 율.
BEHIND_A_VOWEL_OR_NIEUN = """
羅列 나열 齒列 치열 卑劣 비열 規律 규율 比率 비율 失敗率 실패율 分裂 분열
先烈 선열 陳列 진열 旋律 선율 戰慄 전율 百分率 백분율
"""


def _pairs(rows: str) -> list[tuple[str, str]]:
    words = [word for word in rows.split() if not word.startswith("제1")]
    return list(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize(("written", "read"), _pairs(AT_THE_HEAD) + _pairs(INSIDE))
def test_official_examples_of_the_initial_sound_rule(written: str, read: str) -> None:
    assert hanja.sino_korean(written)[0] == read


@pytest.mark.parametrize(("written", "read"), _pairs(BEHIND_A_VOWEL_OR_NIEUN))
def test_official_examples_of_ryeol_and_ryul(written: str, read: str) -> None:
    assert read in hanja.sino_korean(written)


@pytest.mark.parametrize(
    ("own", "at_head"),
    _pairs("녀 여 뇨 요 뉴 유 니 이 닉 익 냥 양")
    + _pairs("랴 야 려 여 례 예 료 요 류 유 리 이 량 양 력 역 립 입")
    + _pairs("라 나 래 내 로 노 뢰 뇌 루 누 르 느 락 낙 론 논 릉 능")
    + _pairs("나 나 노 노 내 내 화 화 이 이 승 승 각 각 뺨 뺨"),
)
def test_initial_sound(own: str, at_head: str) -> None:
    assert hanja.initial_sound(own) == at_head


def test_initial_sound_of_each_syllable() -> None:
    """Only the initial changes; no word begins with ㄹ, nor with ㄴ before i or y; twice is once."""
    for syllable in map(chr, range(0xAC00, 0xD7A4)):
        sounded = hanja.initial_sound(syllable)
        assert hangul.jamo(sounded)[1:] == hangul.jamo(syllable)[1:]
        assert hangul.initials(sounded) != "ㄹ"
        assert not (hangul.initials(sounded) == "ㄴ" and hangul.jamo(sounded)[1] in "ㅑㅒㅕㅖㅛㅠㅣ")
        assert hanja.initial_sound(sounded) == sounded
        if hangul.initials(syllable) not in "ㄹㄴ":
            assert sounded == syllable


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("昇騰", "승등"),
        ("華爲", "화위"),
        ("華為", "화위"),
        ("中國", "중국"),
        ("重慶", "중경"),
        ("深圳", "심수"),
        ("李強", "이강"),
        ("靑島", "청도"),
        ("上海", "상해"),
        ("北京", "북경"),
        ("金", "김"),
        ("A股", "A고"),
        ("5G時代", "5G시대"),
    ],
)
def test_names_are_read(name: str, read: str) -> None:
    assert read in hanja.sino_korean(name)


def test_both_spellings_of_the_head_are_given() -> None:
    assert {"이녕", "리녕"} <= set(hanja.sino_korean("李寧"))


@pytest.mark.parametrize("name", ["화웨이", "華웨", "華・為", "カ", "華\ue000", "\ud800", "é"])
def test_what_has_no_reading_has_none(name: str) -> None:
    assert hanja.sino_korean(name) == ()


@given(strategies.wild_texts | strategies.hanzi_words)
def test_readings_are_few_distinct_and_as_long_as_the_name(text: str) -> None:
    found = hanja.sino_korean(text)
    assert len(found) == len(set(found)) <= hanja.MOST_READINGS
    for reading in found:
        assert len(reading) == len(text)
        assert all(hangul.is_syllable(own) or own == char for own, char in zip(reading, text, strict=True))


@given(st.characters())
def test_the_readings_of_a_character_are_syllables(char: str) -> None:
    assert all(hangul.is_syllable(reading) for reading in hanja.readings(char))


@pytest.mark.parametrize("char", "樂率北金車說度行")
def test_a_character_of_several_readings(char: str) -> None:
    assert len(hanja.readings(char)) > 1
