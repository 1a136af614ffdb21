"""Names replaced in an article, with the particles behind them made to agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from glossary.model import Mention
from glossary.text import particles


class Edit(NamedTuple):
    """What is written in place of `text[start:end]`."""

    start: int
    end: int
    written: str


# Between a name and its particle may stand one gloss and closing quotation marks: 성텅(昇騰)은, ‘성텅’은.
_BETWEEN = re.compile(r"""(?:\s?[(（\[〔【]([^()（）\[\]〔〕【】\n]{0,80})[)）\]〕】])?["'’”」』》〉]*""")
_HANGUL = re.compile(r"[가-힣\u1100-\u11ff]+")
_EITHER = re.compile(r"[(（](?:은|는|이|가|을|를|과|와|로)[)）]")  # 은(는): the writer left it open
_OPEN = frozenset({"으", "이", "은", "는", "가", "을", "를", "과", "와", "로"})  # (으)로, (이)라고


def renamed(text: str, mention: Mention, name: str, behind: str = "") -> Iterator[Edit]:
    """Yield what changes where a mention is written as `name`, with something more behind it."""
    end = mention["end"]
    yield Edit(mention["start"], end, name + behind)
    if particles.sound(mention["text"]) == particles.sound(name):
        return
    between = _BETWEEN.match(text, end)
    assert between is not None  # it matches the empty string
    tail = _HANGUL.match(text, between.end())
    if tail is None or between[1] in _OPEN or _EITHER.match(text, tail.end()):
        return
    written = unicodedata.normalize("NFC", tail[0])
    own = particles.agree(name, written)
    if own != written:
        yield Edit(tail.start(), tail.end(), own)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with all its edits; one that overlaps an earlier one is left out."""
    pieces: list[str] = []
    at = 0
    for start, end, written in sorted(edits):
        if start >= at:
            pieces += (text[at:start], written)
            at = end
    return "".join((*pieces, text[at:]))
