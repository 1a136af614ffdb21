from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.text import hangul, keyboard
from tests import strategies

SYLLABLES = "".join(chr(code) for code in range(0xAC00, 0xD7A4))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghkdnpdl", "화웨이"),
        ("zjektnlsvpdl", "커다쉰페이"),
        ("qkdlen", "바이두"),
        ("QkTkR", "빠싺"),
        ("djTJs", "었ㅓㄴ"),
        ("HUAdYd", "ㅗㅕㅁㅇㅛㅇ"),
        ("dOP", "얘ㅖ"),
    ],
)
def test_keys_pressed_in_the_wrong_mode(typed: str, meant: str) -> None:
    assert keyboard.to_jamo(typed) == hangul.jamo(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ㅗㅕㅁㅈ댜", "huawei"),
        ("ㅜ퍄야ㅁ", "nvidia"),
        ("메ㅔㅣㄷ", "apple"),
        ("혀뭏애ㅜㅎ", "guangdong"),
        ("ㅆㅖ", "tp"),
    ],
)
def test_letters_typed_in_hangul_mode(typed: str, meant: str) -> None:
    assert keyboard.to_latin(typed) == meant


def test_every_syllable_has_keys() -> None:
    typed = keyboard.to_latin(SYLLABLES)
    assert set(typed) == set(string.ascii_lowercase)


@given(st.text(st.sampled_from(string.ascii_lowercase), max_size=20))
def test_lower_case_letters_come_back(letters: str) -> None:
    assert keyboard.to_latin(keyboard.to_jamo(letters)) == letters


@given(st.text(st.sampled_from(string.ascii_letters), max_size=20))
def test_letters_come_back_in_lower_case(letters: str) -> None:
    assert keyboard.to_latin(keyboard.to_jamo(letters)) == letters.lower()


@given(st.text(st.sampled_from([c for c in SYLLABLES if not set(hangul.jamo(c)) & set("ㅃㅉㄸㄲㅆㅒㅖ")]), max_size=12))
def test_words_without_shifted_letters_come_back(word: str) -> None:
    assert keyboard.to_jamo(keyboard.to_latin(word)) == hangul.jamo(word)


@given(strategies.hangul_words)
def test_shifted_letters_come_back_as_their_plain_ones(word: str) -> None:
    plain = hangul.jamo(word).translate(str.maketrans("ㅃㅉㄸㄲㅆㅒㅖ", "ㅂㅈㄷㄱㅅㅐㅔ"))
    assert keyboard.to_jamo(keyboard.to_latin(word)) == plain


@given(strategies.wild_texts)
def test_what_is_on_no_key_stays(text: str) -> None:
    kept = [c for c in text if not c.isascii() and not 0x3131 <= ord(c) <= 0x318E and not hangul.is_syllable(c)]
    for converted in (hangul.jamo(keyboard.to_jamo(text)), keyboard.to_latin(text)):
        assert [c for c in converted if not c.isascii() and not 0x3131 <= ord(c) <= 0x318E] == kept
