"""Sino-Korean readings of hanzi."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice, product

from glossary.text import hangul, table

MOST_READINGS = 24

_VOWEL_COUNT, _FINAL_COUNT = 21, 28
_Y_VOWELS = (2, 3, 6, 7, 12, 17, 20)  # ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ


def readings(char: str) -> tuple[str, ...]:
    """Return the Sino-Korean readings of one traditional hanja, the usual one first; () for anything else.

    >>> readings("樂")
    ('락', '낙', '악', '요')
    """
    return _readings().get(char, ())


def initial_sound(syllable: str) -> str:
    """Return the syllable as it is written at the head of a word (한글 맞춤법 제10–12항, 두음 법칙).

    >>> initial_sound("령"), initial_sound("로"), initial_sound("녀"), initial_sound("화")
    ('영', '노', '여', '화')
    """
    index = ord(syllable) - 0xAC00
    initial, vowel = index // (_VOWEL_COUNT * _FINAL_COUNT), index // _FINAL_COUNT % _VOWEL_COUNT
    before_y = vowel in _Y_VOWELS
    target = {"ㄹ": "ㅇ" if before_y else "ㄴ", "ㄴ": "ㅇ" if before_y else "ㄴ"}.get(hangul.INITIALS[initial])
    if target is None:
        return syllable
    return chr(ord(syllable) + (hangul.INITIALS.index(target) - initial) * _VOWEL_COUNT * _FINAL_COUNT)


def sino_korean(text: str) -> tuple[str, ...]:
    """Return the ways a name in traditional hanzi is read in Korean, the usual one first, at most MOST_READINGS.

    Each syllable at the head stands with and without the initial-sound rule, since people type both. A name with a
    character that has no reading has none; Latin letters and digits stay as they are.

    >>> sino_korean("昇騰"), sino_korean("李寧")[:2]
    (('승등',), ('이녕', '이령'))
    """
    choices = []
    for position, char in enumerate(text):
        own = readings(char) if not char.isascii() else (char,)
        if not own:
            return ()
        choices.append(tuple(dict.fromkeys(_at_head(own))) if position == 0 else own)
    found = dict.fromkeys("".join(syllables) for syllables in islice(product(*choices), MOST_READINGS))
    return tuple(found)


def _at_head(syllables: tuple[str, ...]) -> Iterator[str]:
    for syllable in syllables:
        if hangul.is_syllable(syllable):
            yield initial_sound(syllable)
        yield syllable


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    return {char: tuple(values.split()) for char, values in table("hanja.tsv")}
