"""Bring text into comparison form, keeping the way back to the original's offsets.

Folding equates what a reader takes for the same name: composed and decomposed Hangul (NFC), compatibility
ideographs and radicals, full- and half-width, upper and lower case, traditional, simplified, Korean and Japanese
characters. It removes what may stand inside a name without being part of it: spaces and line breaks, middle dots,
hyphens, apostrophes, zero-width characters. What was removed before each character is kept in `Folded.gaps`, so that
a caller can tell a name written apart from two words that only happen to meet.

NFKC is not used: it would fuse typed jamo (U+3131–318E) into syllables. Only one-to-one replacements are made, so
every folded character stands for a run of original ones.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from glossary.text import script, table

# What may be removed, as bits of `Folded.gaps`.
ZERO_WIDTH, SPACE, NEWLINE, DOT, HYPHEN, APOSTROPHE, BARRIER = 1, 2, 4, 8, 16, 32, 64

_REMOVED = {
    ZERO_WIDTH: "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u3164\ufeff\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0))),
    SPACE: " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    NEWLINE: "\n\r\v\f\x85\u2028\u2029",
    DOT: "\u00b7\u0387\u1427\u2022\u2027\u2219\u22c5\u2e31\u30fb\u318d\uff65",
    HYPHEN: "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d",
    APOSTROPHE: "'`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u2032\uff07",
}
# Characters of combining class 0 that compose with the one before (NFC_Quick_Check=Maybe, UAX #15).
_JOINING = frozenset(
    map(
        chr,
        [
            *range(0x1161, 0x1176), *range(0x11A8, 0x11C3),
            0x09BE, 0x09D7, 0x0B3E, 0x0B56, 0x0B57, 0x0BBE, 0x0BD7, 0x0CC2, 0x0CD5, 0x0CD6, 0x0D3E, 0x0D57, 0x0DCF,
            0x0DDF, 0x102E, 0x1B35, 0x11127, 0x1133E, 0x11357, 0x114B0, 0x114BA, 0x114BD, 0x115AF, 0x11930,
        ],
    )
)  # fmt: skip

# Conjoining vowels and finals -> the same as letters.
_LOOSE = dict(
    zip(
        map(chr, [*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)]),
        "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ",
        strict=True,
    )
)
# Where characters have case, width or a canonical equal of their own: letters, full-width forms, compatibility hanzi.
_CASED = (
    (0x41, 0x5B), (0xA0, 0x590), (0x10A0, 0x1100), (0x1C80, 0x2400), (0x2C00, 0x2E00), (0xA640, 0xABC0),
    (0xF900, 0xFB00), (0xFF00, 0xFFF0), (0x10400, 0x10450), (0x2F800, 0x2FA20),
)  # fmt: skip
_LONGEST_SPACE = 2  # wider runs of spaces are columns of a table, not a space inside a name

Codes = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Folded:
    """Text in comparison form.

    The character `text[i]` stands for `original[starts[i]:ends[i]]` (code points). `gaps[i]` is the union of the bits
    of what was removed just before it; BARRIER marks a paragraph break or a column gap. `scripts[i]` is its class of
    `text.script`.
    """

    text: str
    starts: Offsets
    ends: Offsets
    gaps: bytes
    scripts: bytes

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open span of the original that folded `[start, end)` stands for; start < end."""
        return int(self.starts[start]), int(self.ends[end - 1])


def fold(text: str, *, variants: bool = True) -> Folded:
    """Return the comparison form of a text; with `variants=False` traditional and simplified stay apart.

    >>> fold("華為 (ＨＵＡＷＥＩ)").text
    '华为(huawei)'
    >>> folded = fold("상탕\\n커지")
    >>> folded.text, folded.span(0, 4), folded.gaps[2] == NEWLINE
    ('상탕커지', (0, 5), True)
    """
    packed = _packed(variants).take(_codes(text))
    removed = np.ascontiguousarray(packed.view(np.uint8)[_TOP_BYTE::4])
    kept = np.flatnonzero(removed == 0)
    found = packed.take(kept)
    folded = (found & _CODE).tobytes().decode("utf-32-le")
    gaps = _gaps(text, removed, kept)
    if unicodedata.is_normalized("NFC", folded):
        return Folded(folded, kept, kept + 1, gaps, (found >> _SCRIPT_SHIFT).astype(np.uint8).tobytes())
    return _composed(folded, kept, kept + 1, gaps)


def key(text: str, *, variants: bool = True) -> str:
    """Return only the comparison form: `fold(text).text`, at a fraction of the cost for short text.

    >>> key("Moore-Threads") == key("moore threads") == "moorethreads"
    True
    >>> key("昇騰") == key("昇腾"), key("昇騰", variants=False) == key("昇腾", variants=False)
    (True, False)
    """
    return unicodedata.normalize("NFC", text.translate(_translation(variants)))


@cache
def _translation(variants: bool) -> dict[int, int | None]:
    """Return the tables of `fold` as str.translate takes them."""
    tables = _tables()
    target = tables.variants if variants else tables.written
    changed = np.flatnonzero(target != np.arange(len(target), dtype=np.uint32))
    mapping: dict[int, int | None] = dict(zip(changed.tolist(), target[changed].tolist(), strict=True))
    return mapping | dict.fromkeys(np.flatnonzero(tables.removed).tolist())


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _gaps(text: str, removed: npt.NDArray[np.uint8], kept: Offsets) -> bytes:
    if not len(kept):
        return b""
    bits = removed.take(kept - 1)  # what stands before each character: nothing where that was kept too
    if kept[0] == 0:
        bits[0] = 0
    wide = np.flatnonzero(kept[1:] - kept[:-1] > 2)
    for i, begin, end in zip(wide.tolist(), kept.take(wide).tolist(), kept.take(wide + 1).tolist(), strict=True):
        bits[i + 1] = _gap(text[begin + 1 : end])
    if kept[0] > 1:
        bits[0] = _gap(text[: kept[0]])
    return bits.tobytes()


def _gap(run: str) -> int:
    """Return the bits of a run of removed characters; the usual ones are a few, and reckoned once."""
    return _usual_gap(run) if len(run) <= _USUAL else _gap_of(run)


def _gap_of(run: str) -> int:
    removed = _tables().removed.take(_codes(run))
    union = int(np.bitwise_or.reduce(removed))
    if union & NEWLINE:
        parts = np.count_nonzero(removed == NEWLINE) - run.count("\r\n") > 1  # is one break
    else:
        parts = np.count_nonzero(removed == SPACE) > _LONGEST_SPACE
    return union | BARRIER if parts else union


_USUAL = 8
_usual_gap = lru_cache(maxsize=1 << 12)(_gap_of)


def _composed(text: str, starts: Offsets, ends: Offsets, gaps: bytes) -> Folded:
    """Compose decomposed sequences; a composed character covers all that it was made of."""
    pieces: list[str] = []
    first: list[int] = []
    last: list[int] = []
    begin = 0
    for i in range(1, len(text) + 1):
        if i < len(text) and (unicodedata.combining(text[i]) or text[i] in _JOINING):
            if gaps[i] <= ZERO_WIDTH or text[i] not in _LOOSE:
                continue
            # A jamo behind a space is no part of the syllable before it; as a letter it cannot become one later.
            text = text[:i] + _LOOSE[text[i]] + text[i + 1 :]
        piece = unicodedata.normalize("NFC", text[begin:i])
        pieces.append(piece)
        # A piece that stays several characters long keeps them on their own originals; the last takes the rest.
        first.extend(min(begin + j, i - 1) for j in range(len(piece)))
        last.extend(min(begin + j, i - 1) for j in range(len(piece) - 1))
        last.append(i - 1)
        begin = i
    composed = "".join(pieces)
    return Folded(composed, starts[first], ends[last], bytes(gaps[i] for i in first), script.scripts(composed))


_CODE, _SCRIPT_SHIFT = np.uint32(0x1FFFFF), np.uint32(21)
_TOP_BYTE = 3 if sys.byteorder == "little" else 0


@cache
def _packed(variants: bool) -> Codes:
    """Return what folding asks of a character in one look: its code, its script (bit 21 on), its removed bits (top)."""
    tables = _tables()
    target = tables.variants if variants else tables.written
    scripts = script.classes()[target].astype(np.uint32)
    scripts[tables.removed > 0] = 0  # of a removed character only the top byte is read
    packed: Codes = target | (scripts << _SCRIPT_SHIFT) | (tables.removed.astype(np.uint32) << np.uint32(24))
    return packed


@dataclass(frozen=True, slots=True)
class _Tables:
    written: Codes
    variants: Codes
    removed: npt.NDArray[np.uint8]


@cache
def _tables() -> _Tables:
    size = 0x110000
    written: Codes = np.arange(size, dtype=np.uint32)
    written[0xD800:0xE000] = 0xFFFD  # lone surrogates are no characters, and the automaton refuses them
    for low, high in _CASED:
        for code in range(low, high):
            written[code] = ord(_same_character(chr(code)))
    for char, target in table("radicals.tsv"):
        written[ord(char)] = ord(target)

    variants = written.copy()
    for char, target in table("variants.tsv"):
        variants[ord(char)] = ord(target)
    variants = variants[variants]  # a compatibility ideograph of a traditional character goes all the way

    removed = np.zeros(size, dtype=np.uint8)
    for bit, chars in _REMOVED.items():
        removed[[ord(char) for char in chars]] = bit
    return _Tables(written, variants, removed[written])


def _same_character(char: str) -> str:
    """Return the one character that a reader takes this one for: width, case, canonical singletons."""
    while True:
        decomposition = unicodedata.decomposition(char)
        target: Any = char
        if decomposition.startswith(("<wide>", "<narrow>")):
            target = chr(int(decomposition.split()[1], 16))
        target = unicodedata.normalize("NFC", target)
        target = target if len(target) == 1 else char
        lower = target.lower()
        target = lower if len(lower) == 1 else "i" if target == "\u0130" else target
        if target == char:
            return char
        char = target
