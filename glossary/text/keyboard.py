"""The two-set Korean keyboard (KS X 5002) and the QWERTY letters on the same keys."""

from __future__ import annotations

from glossary.text import hangul

_LETTER = dict(zip("qwertyuiopasdfghjklzxcvbnm", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", strict=True))
_SHIFTED = dict(zip("QWERTOP", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
_TO_JAMO = {ord(key.upper()): jamo for key, jamo in _LETTER.items()} | {
    ord(key): jamo for key, jamo in (_LETTER | _SHIFTED).items()
}
_TO_LETTER = {ord(jamo): key for key, jamo in _LETTER.items()} | {
    ord(jamo): key.lower() for key, jamo in _SHIFTED.items()
}


def to_jamo(text: str) -> str:
    """Return the jamo that the same keys type in Korean mode; only Q W E R T O P heed the shift key.

    >>> to_jamo("ghkdnpdl") == hangul.jamo("화웨이"), to_jamo("Tksfbfld") == hangul.jamo("싼류링")
    (True, True)
    """
    return text.translate(_TO_JAMO)


def to_latin(text: str) -> str:
    """Return the lower-case letters that the same keys type in English mode.

    >>> to_latin("ㅗㅕㅁㅈ댜"), to_latin("혀뭏애ㅜㅎ")
    ('huawei', 'guangdong')
    """
    return hangul.jamo(text).translate(_TO_LETTER)
