"""Which slips of the finger or the ear are believed: on a short name only those that people make.

Keys are jamo, letters or hanzi. Two names of two syllables are often one jamo apart (군산, 쿤산), so how far apart says
little there, and what kind of slip it would be says more.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal

from glossary.text import keyboard, table

Slip = Literal["typical", "any"]

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Sounds and shapes that are taken for each other. Each letter of a group for each other one.
_ALIKE = (
    "ㅐㅔㅒㅖ", "ㅓㅕㅗㅛ", "ㅏㅑ", "ㅜㅠㅡ", "ㅓㅡ", "ㅗㅜ", "ㄱㄲㅋ", "ㄷㄸㅌ", "ㅂㅃㅍ", "ㅅㅆ", "ㅈㅉㅊ", "ㄴㅇ",
    "ㄴㄹ", "ck", "sz", "iy", "vw", "fp", "bp", "dt", "gk", "lr", "mn", "ou", "xs", "jz", "qc",
)  # fmt: skip


def between(typed: str, meant: str) -> Slip | None:
    """Say how likely one slip leads from the key that was meant to the one that was typed; None if it takes more.

    Typical are letters swapped, doubled or dropped, a neighbouring key, and letters that sound alike.

    >>> [between(*pair) for pair in (("ㅅㅔㅇ", "ㅅㅐㅇ"), ("hauwei", "huawei"), ("vevo", "vivo"), ("ab", "abcd"))]
    ['typical', 'typical', 'any', None]
    """
    start = _common(typed, meant)
    end = min(_common(typed[::-1], meant[::-1]), min(len(typed), len(meant)) - start)
    wrong, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    if len(wrong) == len(right) == 2 and wrong == right[::-1]:
        return "typical"
    if len(wrong) > 1 or len(right) > 1:
        return None
    if not wrong:
        return "typical"  # dropped
    beside = {typed[start - 1 : start], typed[start + 1 : start + 2]} if not right else {right}
    return "typical" if any(wrong == one or one in _near(wrong) for one in beside if one) else "any"


def lookalikes(hanzi: str) -> Iterator[str]:
    """Yield a text with each simplified hanzi in turn as one that looks like it.

    >>> "科大讯飞" in lookalikes("科大汛飞"), list(lookalikes("華"))
    (True, [])
    """
    for i, char in enumerate(hanzi):
        for other in _shapes().get(char, ()):
            yield hanzi[:i] + other + hanzi[i + 1 :]


@cache
def _shapes() -> dict[str, str]:
    alike: dict[str, str] = {}
    for (group,) in table("shapes.tsv"):
        for char in group:
            others = group.replace(char, "")
            alike[char] = "".join(dict.fromkeys(alike.get(char, "") + others))
    return alike


def _common(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@cache
def _near(letter: str) -> frozenset[str]:
    """Return the letters that are typed or heard in another's place."""
    alike = {other for group in _ALIKE if letter in group for other in group}
    key = keyboard.to_latin(letter)
    for row, below in zip(_ROWS, (*_ROWS[1:], ""), strict=True):
        for column, own in enumerate(row):
            around = {*row[max(0, column - 1) : column + 2], *below[max(0, column - 1) : column + 1]}
            if own == key:
                alike |= _on_keys(around, letter)
            elif key in around:
                alike |= _on_keys({own}, letter)
    return frozenset(alike - {letter})


def _on_keys(keys: set[str], letter: str) -> set[str]:
    return (
        keys
        if letter.isascii()
        else {jamo for key in keys for jamo in (*keyboard.to_jamo(key), *keyboard.to_jamo(key.upper()))}
    )
