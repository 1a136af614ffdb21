"""Words that tell what kind of thing is spoken of: 주가 of a company, 하구 of a river, 票房 of a film.

They are in glossary/text/tables/cues.tsv, by kind: the categories of concepts and the domains of the glossary.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from operator import itemgetter

from glossary.annotate import matching
from glossary.text import fold, table

_END = itemgetter(1)


@cache
def kinds() -> dict[str, int]:
    """Return the bit of each kind."""
    return {kind: 1 << i for i, kind in enumerate(dict.fromkeys(kind for kind, _ in table("cues.tsv")))}


@cache
def _words() -> dict[str, int]:
    words: dict[str, int] = {}
    for kind, row in table("cues.tsv"):
        for word in row.split():
            key = fold.key(word)
            words[key] = words.get(key, 0) | kinds()[kind]
    return words


@cache
def _finder() -> tuple[matching.Finder, list[int]]:
    words = _words()
    return matching.finder(list(words)), list(words.values())


def of(texts: Iterable[str]) -> int:
    """Return the kinds of the words in some texts.

    >>> of(["汽车"]) == kinds()["cars"] | of(["汽车"])
    True
    """
    find, found = _finder()
    bits = 0
    for text in texts:
        for _, _, word in find(fold.key(text)):
            bits |= found[word]
    return bits


class Cues:
    """The words of the table in one folded text, by their ends."""

    __slots__ = ("_ends", "_hits", "_kinds")

    def __init__(self, text: str) -> None:
        find, self._kinds = _finder()
        self._hits = sorted(find(text), key=_END)
        self._ends = [end for _, end, _ in self._hits]

    def between(self, low: int, high: int) -> list[tuple[int, int, int]]:
        """Return start, end and kinds of the words that lie in `[low, high)`."""
        first = bisect_right(self._ends, low)
        kinds = self._kinds
        return [
            (start, end, kinds[word])
            for start, end, word in self._hits[first : bisect_right(self._ends, high, lo=first)]
            if start >= low
        ]
