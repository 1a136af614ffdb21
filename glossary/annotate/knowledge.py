"""What is known of places, firms, persons and words besides what a glossary tells: the tables of this program.

company.tsv has words that stand with things in articles, ordinary.tsv those that stand with forms where they mean
something else, provinces.tsv where places lie. All is told as an article is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from glossary.model import Concept, Lang
from glossary.text import table
from glossary.text.fold import key

RANKS = ("성", "시", "현", "구")  # of places, by the last syllable of what says what they are
RANK_OF = dict(zip((*RANKS, *"省市县区"), RANKS * 2, strict=True))
_RANK_WORDS = RANK_OF | dict(zip(("province", "city", "county", "district"), RANKS, strict=True))
_HANZI_OF = dict(zip(RANKS, "省市县区", strict=True))
_ID_WORD = re.compile("[a-z]+")
CHINESE = (Lang.ZH_HANS, Lang.ZH_HANT)
_APART = ("tw", "hk", "mo")
_OWN_NAME = 4  # hanzi of a name that hardly anything else has


def company(concepts: Iterable[Concept]) -> dict[str, frozenset[str]]:
    """Return for each concept of one form the words of the rows of company.tsv that have most of its names.

    Of rows that have as many, those with the longest; and no row that another of the concepts has by more or longer
    names: what stands with 中山大学, but not what stands with others who are called 中大 as well.
    """
    told = {one.id: _told(one) for one in concepts}
    most: dict[str, tuple[int, int]] = {}  # that any of them has, of the names of each row
    for rows in told.values():
        for row, names in rows.items():
            most[row] = max(names, most.get(row, names))
    best = {id: max(rows.values(), default=None) for id, rows in told.items()}
    return {
        id: _folded(row for row, names in rows.items() if names == best[id] == most[row]) for id, rows in told.items()
    }


def _told(concept: Concept) -> dict[str, tuple[int, int]]:
    """Return how many of a concept's names each row of company.tsv has, and how long the longest is.

    What is a firm to one is a body to another: a row is of use whatever category it has if the name is a long one.
    """
    told: dict[str, list[int]] = {}
    own_rank = _HANZI_OF.get(rank(concept), "")
    for name in chinese_names(concept):
        for category, row in _table().get(name + own_rank) or _table().get(name) or ():
            if category == concept.category or len(name) >= _OWN_NAME:
                told.setdefault(row, []).append(len(name))
    return {row: (len(names), max(names)) for row, names in told.items()}


@cache
def _table() -> dict[str, list[tuple[str, str]]]:
    """Return the words that stand with the things of company.tsv, and their categories, by each of their names."""
    found: dict[str, list[tuple[str, str]]] = {}
    for category, names, words in table("company.tsv"):
        for name in names.split("/"):
            found.setdefault(key(name), []).append((category, words))
    return found


def ordinary(form: str) -> frozenset[str]:
    """Return the words that stand with a form where it means something else than a Chinese name."""
    return _folded([_ordinary().get(form, "")])


@cache
def _ordinary() -> dict[str, str]:
    return {key(form): words for form, words in table("ordinary.tsv")}


def _folded(rows: Iterable[str]) -> frozenset[str]:
    """Return the words of some rows."""
    return frozenset(key(word) for words in rows for word in words.split())


def rank(concept: Concept) -> str:
    """Return what a place is, of RANKS, as its definition, its names or its id say; nothing if none does."""
    if concept.category != "place":
        return ""
    names = {key(term.text) for term in concept.terms}
    said = [
        concept.definition.get("ko", "").strip()[-1:],
        *(name[-1] for name in sorted(names) if name[:-1] in names),
        *_ID_WORD.findall(concept.id),
    ]
    return next((_RANK_WORDS[word] for word in said if word in _RANK_WORDS), "")


def provinces_of(concept: Concept) -> frozenset[str]:
    """Return the names of the provinces where the places lie that have one of a concept's Chinese names.

    Of several, those of the one whose code (ISO 3166-2:CN) the id ends with: chaoyang-ln. What is no place lies where
    its id says if that is Taiwan, Hong Kong or Macao: moea-tw.
    """
    code = concept.id.rpartition("-")[2]
    said = _by_code().get(code, frozenset())
    if concept.category != "place":
        return said if code in _APART else frozenset()
    found = frozenset[str]().union(*(_by_place().get(name, ()) for name in chinese_names(concept)))
    return (found & said) or found


@cache
def provinces() -> frozenset[str]:
    """Return the names of the provinces."""
    return frozenset().union(*_by_code().values())


@cache
def cities() -> dict[str, frozenset[str]]:
    """Return the names of its provinces for each city and other well-known place."""
    return {place: _by_place()[place] for _, places, *_ in table("provinces.tsv") for place in map(key, places.split())}


@cache
def _by_place() -> dict[str, frozenset[str]]:
    """Return the names of its provinces for each place of provinces.tsv: there are counties of one name in several."""
    lying: dict[str, set[str]] = {}
    for names, *places in table("provinces.tsv"):
        for place in map(key, " ".join(places).split()):
            lying.setdefault(place, set()).update(_names(names))
    return {place: frozenset(names) for place, names in lying.items()}


@cache
def _by_code() -> dict[str, frozenset[str]]:
    """Return the names of each province by its code in lower case."""
    rows = [names for names, *_ in table("provinces.tsv")]
    return {names.rpartition(" ")[2].lower(): _names(names) for names in rows}


def _names(names: str) -> frozenset[str]:
    """Return the names of a province, which stand before its code."""
    return frozenset(map(key, names.split()[:-1]))


def chinese_names(concept: Concept) -> set[str]:
    """Return a concept's listed Chinese names."""
    return {key(term.text) for term in concept.terms if term.lang in CHINESE}
