"""Rebuild the tables of common words, glossary/text/tables/words_ko.tsv and words_zh.tsv.

Run by hand when a source changes; the tables are committed, so neither use nor tests need the sources.

    pip install kiwipiepy==0.24.1 wordfreq==3.1.1 jieba==0.42.1
    python tools/make_words.py

Korean: words of wordfreq (data CC BY-SA 4.0) that Kiwi (Apache-2.0) knows as other than proper names, inflected verbs
among them (지난, 이리). Chinese: words of two characters or more of jieba's dictionary (MIT) with their counts there,
without its names of people, places and organizations. Each stands with its Zipf frequency: the common logarithm of
its occurrences in a billion words.
"""

import math
import re
from collections.abc import Iterator
from pathlib import Path

import jieba
import wordfreq
from kiwipiepy import Kiwi

TABLES = Path(__file__).parent.parent / "glossary" / "text" / "tables"
WORDS = {"NNG", "NNB", "NR", "NP", "MAG", "MAJ", "MM", "IC", "XR"}  # Kiwi's tags: nouns, numbers, adverbs …
VERBS = {"VV", "VA", "VX"}
NAMES = ("nr", "ns", "nt", "nz")  # jieba's tags
RAREST = 3.0  # rarer ones are not in the Chinese table


def korean() -> dict[str, float]:
    kiwi = Kiwi()
    tags: dict[str, set[str]] = {}
    for index in range(10_000_000):
        try:
            morpheme = kiwi.morpheme(index)
        except ValueError:
            break
        tags.setdefault(morpheme.form, set()).add(tag(morpheme))
    found = {}
    for word, share in wordfreq.get_frequency_dict("ko").items():
        if re.fullmatch("[가-힣]+", word) and is_word(
            [tag(token) for token in kiwi.tokenize(word)], tags.get(word, set())
        ):
            found[word] = zipf(share)
    return found


def tag(token: object) -> str:
    return str(token.tag).split("-")[0]  # type: ignore[attr-defined]


def is_word(parts: list[str], known: set[str]) -> bool:
    """Say whether it is a word of its own by its parts or its entries in the lexicon, and not only a name."""
    if len(parts) > 1 and parts[0] in VERBS and all(part.startswith("E") for part in parts[1:]):
        return True
    return bool(known & WORDS) and ("NNP" not in known or parts[0] != "NNP")


def chinese() -> dict[str, float]:
    rows = [line.split() for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines()]
    total = sum(int(row[1]) for row in rows)
    return {
        row[0]: zipf(int(row[1]) / total)
        for row in rows
        if len(row) == 3
        and re.fullmatch("[\u4e00-\u9fff]{2,}", row[0])
        and not row[2].startswith(NAMES)
        and zipf(int(row[1]) / total) >= RAREST
    }


def zipf(share: float) -> float:
    return round(math.log10(share) + 9, 1)


def rows(words: dict[str, float]) -> Iterator[str]:
    for word, frequency in sorted(words.items()):
        yield f"{word}\t{frequency}\n"


def main() -> None:
    made = "# Made by tools/make_words.py; do not edit.\n"
    for name, source, words in (
        ("words_ko.tsv", "# Korean words that are no names: wordfreq 3.1.1 (CC BY-SA 4.0), tagged by "
         "Kiwi 0.24.1 (Apache-2.0).\n"
         "# This file is licensed under CC BY-SA 4.0.\n", korean()),
        ("words_zh.tsv", "# Chinese words that are no names: the dictionary of jieba 0.42.1 (MIT).\n", chinese()),
    ):  # fmt: skip
        (TABLES / name).write_text(made + source + "".join(rows(words)), encoding="utf-8")
        print(f"{name}: {len(words)} rows")


if __name__ == "__main__":
    main()
