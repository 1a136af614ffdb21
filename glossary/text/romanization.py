"""Hangul in Latin letters: 국어의 로마자 표기법 (문화체육관광부 고시 제2014-42호)."""

from __future__ import annotations

from glossary.text import hangul

_INITIALS = dict(zip(hangul.INITIALS, "g kk n d tt r m b pp s ss - j jj ch k t p h".split(), strict=True))
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
# A final consonant alone, before ㄴ or ㅁ (제3장 제1항 1), before ㄹ, and before a vowel.
_FINALS = {
    "": ("", "", "", ""), "ㄱ": ("k", "ng", "ng", "g"), "ㄴ": ("n", "n", "l", "n"), "ㄷ": ("t", "n", "n", "d"),
    "ㄹ": ("l", "l", "l", "r"), "ㅁ": ("m", "m", "m", "m"), "ㅂ": ("p", "m", "m", "b"), "ㅅ": ("t", "n", "n", "s"),
    "ㅇ": ("ng", "ng", "ng", "ng"), "ㅈ": ("t", "n", "n", "j"), "ㅊ": ("t", "n", "n", "ch"),
    "ㅋ": ("k", "ng", "ng", "k"), "ㅌ": ("t", "n", "n", "t"), "ㅍ": ("p", "m", "m", "p"), "ㅎ": ("t", "n", "n", "h"),
    "ㄲ": ("k", "ng", "ng", "kk"), "ㅆ": ("t", "n", "n", "ss"),
}  # fmt: skip


def romanized(text: str) -> tuple[str, ...]:
    """Return Hangul in Latin letters: as it is pronounced, and letter by letter where that differs; others stay.

    >>> romanized("화웨이"), romanized("톈진"), romanized("난징루")
    (('hwawei',), ('tyenjin',), ('nanjingnu', 'nanjingru'))
    """
    pieces: list[str] = []
    letters: list[str] = []
    last = ""
    for i, char in enumerate(text):
        if not hangul.is_syllable(char):
            pieces.append(char)
            letters.append(char)
            last = ""
            continue
        index = ord(char) - 0xAC00
        initial, vowel = hangul.INITIALS[index // 588], _VOWELS[index // 28 % 21]
        spoken = _INITIALS[initial].strip("-")
        if initial == "ㄹ" and last:
            spoken = "l" if last in ("ㄴ", "ㄹ") else "n"
        final = hangul.final(char)[:1] if hangul.final(char) else ""
        after = text[i + 1] if i + 1 < len(text) else ""
        pieces.append(spoken + vowel + _final(final, after))
        letters.append(_INITIALS[initial].strip("-") + vowel + _FINALS[final][0])
        last = final
    return tuple(dict.fromkeys(("".join(pieces), "".join(letters))))


def _final(final: str, after: str) -> str:
    if not hangul.is_syllable(after):
        return _FINALS[final][0]
    initial = hangul.INITIALS[(ord(after) - 0xAC00) // 588]
    return _FINALS[final][1 if initial in "ㄴㅁ" else 2 if initial == "ㄹ" else 3 if initial == "ㅇ" else 0]
