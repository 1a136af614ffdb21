"""Words that tell what kind of thing is spoken of: 주가 of a company, 하구 of a river, 票房 of a film.

They are in glossary/text/tables/cues.tsv, by kind: the categories of concepts and the domains of the glossary.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from glossary.annotate import matching
from glossary.text import fold, table


@cache
def kinds() -> dict[str, int]:
    """Return the bit of each kind."""
    return {kind: 1 << i for i, kind in enumerate(dict.fromkeys(kind for kind, _ in table("cues.tsv")))}


@cache
def abroad() -> int:
    """Return the bit of the provinces of Korea and other states."""
    return kinds()["abroad"]


@cache
def _words() -> dict[str, int]:
    words: dict[str, int] = {}
    for kind, row in table("cues.tsv"):
        for word in row.split():
            key = fold.key(word)
            words[key] = words.get(key, 0) | kinds()[kind]
    return words


@cache
def finder() -> tuple[matching.Finder, list[int]]:
    """Return what finds the words in a folded text, overlapping ones included, and the kinds of each."""
    words = _words()
    return matching.finder(list(words)), list(words.values())


def of(texts: Iterable[str]) -> int:
    """Return the kinds of the words in some texts.

    >>> of(["汽车"]) == kinds()["cars"] | of(["汽车"])
    True
    """
    find, found = finder()
    bits = 0
    for text in texts:
        for _, _, word in find(fold.key(text)):
            bits |= found[word]
    return bits
