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
def trade() -> int:
    """Return the bit of what people are of whom the press hardly speaks by name."""
    return kinds()["trade"]


@cache
def works() -> int:
    """Return the bits of what is, or makes, something with a title."""
    return sum(kinds()[kind] for kind in ("publication", "media", "games", "entertainment"))


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
    bits = 0
    for text in texts:
        for _, own in _found(text):
            bits |= own
    return bits


def of_last(texts: Iterable[str]) -> int:
    """Return the kinds of the last word in each of some texts: what 南京航空航天大学 is its last word says.

    >>> of_last(["南京航空航天大学"]) == of(["大学"])
    True
    """
    bits = 0
    for text in texts:
        found = _found(text)
        last = max((end for end, _ in found), default=0)
        for end, own in found:
            bits |= own if end == last else 0
    return bits


def _found(text: str) -> list[tuple[int, int]]:
    """Return where words of some kind end in a text, and the kinds."""
    find, kinds_of_words = finder()
    return [(end, kinds_of_words[word]) for _, end, word in find(fold.key(text))]
