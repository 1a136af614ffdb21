"""Which script each character of a text belongs to."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

OTHER, HANGUL, HAN, LETTER, DIGIT = 0, 1, 2, 3, 4

_HANGUL = ((0x1100, 0x1200), (0x3131, 0x318F), (0xA960, 0xA980), (0xAC00, 0xD7FC))
_HAN = ((0x3005, 0x3008), (0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))


def scripts(text: str) -> bytes:
    """Return one script class for each code point; LETTER is any alphabet but Hangul.

    >>> list(scripts("성텅 昇騰A1")) == [HANGUL, HANGUL, OTHER, HAN, HAN, LETTER, DIGIT]
    True
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return classes().take(codes).tobytes()


def has(text: str, script: int) -> bool:
    """Say whether a text has a character of HANGUL or of HAN.

    >>> has("성텅 910B", HANGUL), has("성텅 910B", HAN)
    (True, False)
    """
    return bool(_RANGES[script].search(text))


_RANGES = {
    script: re.compile("[" + "".join(f"{chr(low)}-{chr(high - 1)}" for low, high in ranges) + "]")
    for script, ranges in ((HANGUL, _HANGUL), (HAN, _HAN))
}


@cache
def classes() -> npt.NDArray[np.uint8]:
    """Return the class of every code point, as an array indexed by it."""
    classes = np.zeros(0x110000, dtype=np.uint8)
    for code in [*range(0x3000), *range(0x3041, 0x3100), *range(0xA640, 0xABC0), *range(0x10000, 0x1E944)]:
        category = unicodedata.category(chr(code))
        if category[0] == "L":
            classes[code] = LETTER
        elif category == "Nd":
            classes[code] = DIGIT
    for ranges, value in ((_HANGUL, HANGUL), (_HAN, HAN)):
        for low, high in ranges:
            classes[low:high] = value
    return classes
