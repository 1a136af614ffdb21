"""Which texts are words of their own: so that a common word is not taken for a name, nor for a misspelt one.

Sources of the tables: tools/make_words.py. They are searched as they lie in the file: a dictionary of them would take
ten times the memory, in every process, and longer to make than most queries to answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from glossary.text import script

LONGEST_WORD = 4  # characters of a Chinese word that is looked for in running text


def frequency(word: str) -> float:
    """Return the Zipf frequency of a Korean or Chinese word that is no name (its occurrences in a billion words, as a
    common logarithm), 0 for anything else.

    >>> frequency("주장") > 5, frequency("상하이"), frequency("쿤펑")
    (True, 0.0, 0.0)
    """
    for name in ("words_ko.tsv", "words_zh.tsv"):
        if (row := _row(name, word)) is not None:
            return 0.0 if row[1] == "name" else float(row[0])
    return 0.0


def is_word(text: str) -> bool:
    """Say whether a text, in lower case and without spaces, is a known word or name in Korean, Chinese or English.

    >>> is_word("군산"), is_word("东京"), is_word("greek"), is_word("쿤샨")
    (True, True, True, False)
    """
    lang = "en" if text.isascii() else "zh" if script.has(text, script.HAN) else "ko"
    return _row(f"words_{lang}.tsv", text) is not None


def is_rare_noun(text: str) -> bool:
    """Say whether Hangul is a noun that only a lexicon has, for it is too rare to be counted.

    >>> is_rare_noun("터부"), is_rare_noun("난닝")
    (True, False)
    """
    return _row("nouns_ko.tsv", text) is not None


def chinese_words() -> Mapping[str, float]:
    """Return the Zipf frequencies of Chinese words of one to four characters, names among them.

    For those who ask for every few characters of an article. It is made anew each time, and takes some 15 MB.
    """
    rows = (line.split("\t") for line in _lines("words_zh.tsv").decode().splitlines())
    return {word: float(zipf) for word, zipf, _ in rows if len(word) <= LONGEST_WORD}


def chinese_kinds(least: float) -> Mapping[str, frozenset[str]]:
    """Return the Chinese words of two characters with this Zipf frequency at least, by kind: "verb" and "function"."""
    kinds: dict[str, set[str]] = {"verb": set(), "function": set()}
    for line in _lines("words_zh.tsv").decode().splitlines():
        word, zipf, kind = line.split("\t")
        if kind in kinds and len(word) == 2 and float(zipf) >= least:
            kinds[kind].add(word)
    return {kind: frozenset(own) for kind, own in kinds.items()}


def _row(name: str, word: str) -> tuple[str, str] | None:
    """Return a word's columns in a table whose lines are sorted by the word."""
    lines, wanted = _lines(name), word.encode("utf-8", "surrogatepass")
    low, high = 0, len(lines)
    while low < high:  # whole lines lie between
        start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.index(b"\n", start)
        found, _, columns = lines[start:end].partition(b"\t")
        if found == wanted:
            frequency, _, kind = columns.decode().partition("\t")
            return frequency, kind
        if found < wanted:
            low = end + 1
        else:
            high = start
    return None


@cache
def _lines(name: str) -> bytes:
    content = files("glossary.text").joinpath("tables", name).read_bytes()
    return content[content.index(b"\n", content.rindex(b"\n# ") + 1) + 1 :]  # behind the comment
