from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.text import hangul
from tests import strategies

ALL = [chr(code) for code in range(0xAC00, 0xD7A4)]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("", ""),
        ("가", "ㄱㅏ"),
        ("힣", "ㅎㅣㅎ"),
        ("쀍", "ㅃㅜㅔㄹㄱ"),
        ("화웨이", "ㅎㅗㅏㅇㅜㅔㅇㅣ"),
        ("값ㄳ", "ㄱㅏㅂㅅㄱㅅ"),
        ("의ㅢ", "ㅇㅡㅣㅡㅣ"),
        ("ㅘㄻㅖ", "ㅗㅏㄹㅁㅖ"),
        ("A1 华", "A1 华"),
    ],
)
def test_jamo_are_the_keystrokes(text: str, letters: str) -> None:
    assert hangul.jamo(text) == letters


def test_syllables_have_letters_of_their_own() -> None:
    """No two syllables are typed alike, and all are made of the 33 letters of the keyboard."""
    typed = [hangul.jamo(syllable) for syllable in ALL]
    assert len(set(typed)) == len(ALL) == 11172
    assert set("".join(typed)) == set("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ")


def test_an_unfinished_syllable_begins_a_finished_one() -> None:
    for syllable in ALL:
        letters = hangul.jamo(syllable)
        assert letters.startswith(hangul.initials(syllable))
        if final := hangul.final(syllable):
            assert letters.endswith(final)
            assert hangul.jamo(chr(ord(syllable) - (ord(syllable) - 0xAC00) % 28)) == letters.removesuffix(final)


@given(strategies.wild_texts)
def test_jamo_twice_is_jamo(text: str) -> None:
    assert hangul.jamo(hangul.jamo(text)) == hangul.jamo(text)


@given(strategies.hangul_words, strategies.hangul_words)
def test_words_that_are_typed_alike_are_alike(one: str, other: str) -> None:
    assert (hangul.jamo(one) == hangul.jamo(other)) == (one == other)


@given(strategies.wild_texts)
def test_initials_replace_each_syllable_by_one_letter(text: str) -> None:
    initials = hangul.initials(text)
    assert len(initials) == len(text)
    for char, letter in zip(text, initials, strict=True):
        assert letter in hangul.INITIALS if hangul.is_syllable(char) else letter == char


@given(strategies.hangul_words)
def test_the_initials_of_a_word_are_initials(word: str) -> None:
    assert hangul.are_initials(hangul.initials(word))
    assert not hangul.are_initials(word)


@pytest.mark.parametrize("text", ["", "ㅏ", "ㅋㅏ", "ㅘ", "화", "ㅎA", "ㅎ ", "\u1112", "\u3164"])
def test_these_are_no_initials(text: str) -> None:
    assert not hangul.are_initials(text)


@pytest.mark.parametrize(
    ("char", "final"),
    [
        ("가", ""),
        ("각", "ㄱ"),
        ("갃", "ㄱㅅ"),
        ("갛", "ㅎ"),
        ("얼", "ㄹ"),
        ("ㄱ", ""),
        ("A", ""),
        ("华", ""),
        ("\u11a8", ""),
    ],
)
def test_final(char: str, final: str) -> None:
    assert hangul.final(char) == final


@given(st.characters())
def test_only_precomposed_syllables_are_syllables(char: str) -> None:
    assert hangul.is_syllable(char) == (char in ALL)
