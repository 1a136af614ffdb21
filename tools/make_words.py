"""Rebuild the tables of words, glossary/text/tables/words_ko.tsv, nouns_ko.tsv, words_zh.tsv and words_en.tsv.

Run by hand when a source changes; the tables are committed, so neither use nor tests need the sources.

    pip install kiwipiepy==0.24.1 wordfreq==3.1.1 jieba==0.42.1
    python tools/make_words.py

Korean and English: the words of wordfreq (data CC BY-SA 4.0), the Korean ones marked as names or not by Kiwi
(Apache-2.0); inflected verbs count as words (지난, 이리). Nouns that Kiwi's lexicon has and wordfreq has not are a
table of their own, without a frequency. Chinese: words of jieba's dictionary (MIT) with their counts there; its tags
tell people, places and organizations. Each stands with its Zipf frequency, the common logarithm of its occurrences in
a billion words, and with "name" if it is only a name, "verb" or "function" if it is a Chinese verb or function word
(adverb, conjunction, preposition, pronoun), or one for a time, a direction or a place as these stand: 今年, 附近.
"""

import math
import re
from pathlib import Path

import jieba
import wordfreq
from kiwipiepy import Kiwi

TABLES = Path(__file__).parent.parent / "glossary" / "text" / "tables"
WORDS = {"NNG", "NNB", "NR", "NP", "MAG", "MAJ", "MM", "IC", "XR"}  # Kiwi's tags: nouns, numbers, adverbs …
VERBS = {"VV", "VA", "VX"}
# jieba's tags; of the function words adverbs, conjunctions, prepositions, pronouns, times, directions and places.
KINDS = {"nr": "name", "ns": "name", "nt": "name", "nz": "name", "v": "verb"} | dict.fromkeys("dcprtfs", "function")
RAREST = 2.0  # rarer ones are not in the Chinese table

Row = tuple[str, float, str]  # a word, its frequency, and its kind: only a name, a Chinese verb or function word


def lexicon(kiwi: Kiwi) -> dict[str, set[str]]:
    """Return the tags of each form that Kiwi knows."""
    tags: dict[str, set[str]] = {}
    for index in range(10_000_000):
        try:
            morpheme = kiwi.morpheme(index)
        except ValueError:
            break
        tags.setdefault(morpheme.form, set()).add(tag(morpheme))
    return tags


def korean(kiwi: Kiwi, tags: dict[str, set[str]]) -> list[Row]:
    return [
        (word, zipf(share), "" if is_word([tag(one) for one in kiwi.tokenize(word)], tags.get(word, set())) else "name")
        for word, share in wordfreq.get_frequency_dict("ko").items()
        if re.fullmatch("[가-힣]+", word)
    ]


def rarer(tags: dict[str, set[str]], known: set[str]) -> list[str]:
    """Return the nouns and adverbs of two to six syllables that are not among the known words."""
    return [
        word
        for word, own in tags.items()
        if re.fullmatch("[가-힣]{2,6}", word) and own & {"NNG", "NNB", "MAG", "XR"} and word not in known
    ]


def tag(token: object) -> str:
    return str(token.tag).split("-")[0]  # type: ignore[attr-defined]


def is_word(parts: list[str], known: set[str]) -> bool:
    """Say whether it is a word of its own by its parts or its entries in the lexicon, and not only a name."""
    if len(parts) > 1 and parts[0] in VERBS and all(part.startswith("E") for part in parts[1:]):
        return True
    return bool(known & WORDS) and ("NNP" not in known or parts[0] != "NNP")


def chinese() -> list[Row]:
    rows = [line.split() for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines()]
    total = sum(int(row[1]) for row in rows)
    return [
        (row[0], zipf(int(row[1]) / total), KINDS.get(row[2] if row[2] in KINDS else row[2][:2], ""))
        for row in rows
        if len(row) == 3 and re.fullmatch("[\u4e00-\u9fff]+", row[0]) and zipf(int(row[1]) / total) >= RAREST
    ]


def english() -> list[Row]:
    words = wordfreq.get_frequency_dict("en", wordlist="small").items()
    return [(word, zipf(share), "") for word, share in words if re.fullmatch("[a-z]{3,}", word)]


def zipf(share: float) -> float:
    return round(math.log10(share) + 9, 1)


def main() -> None:
    shared = "This file is licensed under CC BY-SA 4.0."
    kiwi = Kiwi()
    tags = lexicon(kiwi)
    rows_ko = korean(kiwi, tags)
    nouns = rarer(tags, {word for word, _, _ in rows_ko})
    made = "Made by tools/make_words.py; do not edit."
    head = f"# {made}\n# Korean nouns of Kiwi 0.24.1's lexicon (Apache-2.0) that words_ko.tsv lacks.\n"
    (TABLES / "nouns_ko.tsv").write_text(head + "".join(f"{word}\n" for word in sorted(nouns)), encoding="utf-8")
    for name, source, rows in (
        ("words_ko.tsv", f"Korean words: wordfreq 3.1.1 (CC BY-SA 4.0) with Kiwi 0.24.1's tags. {shared}", rows_ko),
        ("words_zh.tsv", "Chinese words: the dictionary of jieba 0.42.1 (MIT).", chinese()),
        ("words_en.tsv", f"English words: wordfreq 3.1.1 (CC BY-SA 4.0). {shared}", english()),
    ):
        head = f"# {made}\n# {source}\n# Word, Zipf frequency, kind: only a name, or a Chinese verb or function word.\n"
        lines = (f"{word}\t{frequency}\t{kind}\n" for word, frequency, kind in sorted(rows))
        (TABLES / name).write_text(head + "".join(lines), encoding="utf-8")
        print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
