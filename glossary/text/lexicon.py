"""Which texts are words of their own: so that a common word is not taken for a name, nor for a misspelt one.

Sources of the tables: tools/make_words.py.
"""

from __future__ import annotations

from functools import cache

from glossary.text import table


def frequency(word: str) -> float:
    """Return the Zipf frequency of a Korean or Chinese word that is no name (its occurrences in a billion words, as a
    common logarithm), 0 for anything else.

    >>> frequency("주장") > 5, frequency("상하이"), frequency("쿤펑")
    (True, 0.0, 0.0)
    """
    found, only_name = _words().get(word, (0.0, True))
    return 0.0 if only_name else found


def is_word(text: str) -> bool:
    """Say whether a text, in lower case and without spaces, is a known word or name in Korean, Chinese or English.

    >>> is_word("군산"), is_word("东京"), is_word("greek"), is_word("쿤샨")
    (True, True, True, False)
    """
    return text in _words() or text in _english()


@cache
def _words() -> dict[str, tuple[float, bool]]:
    rows = (row for name in ("words_ko.tsv", "words_zh.tsv") for row in table(name))
    return {word: (float(zipf), bool(only_name)) for word, zipf, only_name in rows}


@cache
def _english() -> frozenset[str]:
    return frozenset(row[0] for row in table("words_en.tsv"))
