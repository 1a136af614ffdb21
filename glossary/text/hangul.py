"""Hangul as keystrokes: syllables taken apart into the jamo of the two-set keyboard, and initial consonants.

A name's jamo are the keystrokes that type it, so that a half-typed syllable is a prefix, a typing slip is one edit of
about three a syllable, and text typed in the wrong keyboard mode meets the same string.
"""

from __future__ import annotations

from functools import cache

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ".split()
_FINALS = [
    "",
    *"ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ".split(),
]
_COMPOUND = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ", "ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ",
    "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ",
}  # fmt: skip
_FIRST, _LAST = 0xAC00, 0xD7A3


def is_syllable(char: str) -> bool:
    """Say whether a character is a precomposed Hangul syllable."""
    return "가" <= char <= "힣"


def jamo(text: str) -> str:
    """Return the text with each syllable and each jamo cluster as the jamo that type it; the rest unchanged.

    >>> jamo("성텅"), jamo("화ㅇ"), jamo("값A")
    ('ㅅㅓㅇㅌㅓㅇ', 'ㅎㅗㅏㅇ', 'ㄱㅏㅂㅅA')
    """
    return text.translate(_jamo_table())


def initials(text: str) -> str:
    """Return the initial consonant of each syllable, other characters unchanged.

    >>> initials("커다쉰페이"), initials("가우스DB")
    ('ㅋㄷㅅㅍㅇ', 'ㄱㅇㅅDB')
    """
    return "".join(INITIALS[(ord(c) - _FIRST) // 588] if is_syllable(c) else c for c in text)


def sound(text: str) -> str:
    """Return Hangul as roughly as people spell foreign sounds, jamo by jamo: spellings of one name come out alike.

    What transcriptions of Chinese names waver in is levelled: tense consonants (빠이두), glides written apart or not at
    all (티엔, 텐, 톈; 후아, 화), 동 and 둥, 조우 and 저우, 슈 and 쉬, 웬 and 위안, ㅐ and ㅔ, 성 and 셩, 스 and 시.

    >>> sound("티엔진") == sound("톈진"), sound("꽝동") == sound("광둥"), sound("쩌우언라이") == sound("조우은라이")
    (True, True, False)
    """
    merged: list[list[str]] = []
    for char in text:
        if not is_syllable(char):
            merged.append([char, "", ""])
            continue
        index = ord(char) - _FIRST
        initial, vowel, last = INITIALS[index // 588], _SIMPLE[_VOWELS[index // 28 % 21]], _FINALS[index % 28]
        before = merged[-1] if merged else ["", "", ""]
        glided = _GLIDES.get(before[1] + vowel) if initial == "ㅇ" and before[1] and not before[2] else None
        if glided is not None:
            before[1:] = [glided, last]
        else:
            merged.append([_LAX.get(initial, initial), vowel, last])
    return "".join(initial + _levelled(initial, vowel, last) + last for initial, vowel, last in merged)


_LAX = dict(zip("ㄲㄸㅃㅆㅉ", "ㄱㄷㅂㅅㅈ", strict=True))
# Vowels without their y, which wavers after most consonants; compound ones by one letter each.
_SIMPLE = dict(zip(_VOWELS, "ㅏㅔㅏㅔㅓㅔㅓㅔㅗㅘㅞㅞㅗㅜㅝㅞㅟㅜㅡㅣㅣ", strict=True))
# Two vowels of which the second stands behind a silent ㅇ, as one: 티엔 텐, 후아 화, 위안 웬, 조우 and 저우.
_GLIDES = {
    "ㅣㅏ": "ㅏ", "ㅣㅓ": "ㅓ", "ㅣㅔ": "ㅔ", "ㅣㅗ": "ㅗ", "ㅣㅜ": "ㅜ", "ㅜㅏ": "ㅘ", "ㅗㅏ": "ㅘ", "ㅜㅓ": "ㅝ",
    "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅟㅏ": "ㅞ", "ㅟㅔ": "ㅞ", "ㅓㅜ": "ㅗ", "ㅗㅜ": "ㅗ",
    "ㅜㅗ": "ㅝ",
}  # fmt: skip


def _levelled(initial: str, vowel: str, last: str) -> str:
    if vowel == "ㅗ" and last == "ㅇ":
        return "ㅜ"
    if vowel == "ㅔ" and last in ("ㄴ", "ㅇ"):
        return "ㅓ"
    if vowel == "ㅟ":
        return "ㅜ"
    return "ㅣ" if vowel == "ㅡ" and initial in "ㅈㅊㅅㅉㅆ" else vowel


def are_initials(text: str) -> bool:
    """Say whether a text is made of consonant jamo alone (clusters count as their letters).

    >>> are_initials("ㅋㄷㅅㅍㅇ"), are_initials("ㄻ"), are_initials("ㅋ다쉰"), are_initials("")
    (True, True, False, False)
    """
    letters = jamo(text)
    return bool(letters) and all(letter in INITIALS for letter in letters)


def final(char: str) -> str:
    """Return the final consonant of a syllable, "" where there is none or the character is no syllable.

    >>> final("성"), final("우"), final("얼"), final("A")
    ('ㅇ', '', 'ㄹ', '')
    """
    return _FINALS[(ord(char) - _FIRST) % 28] if is_syllable(char) else ""


@cache
def _jamo_table() -> dict[int, str]:
    table = {ord(cluster): letters for cluster, letters in _COMPOUND.items()}
    for code in range(_FIRST, _LAST + 1):
        index = code - _FIRST
        table[code] = INITIALS[index // 588] + _VOWELS[index // 28 % 21] + _FINALS[index % 28]
    return table
