"""What a glossary holds, and how much of an article's glossed names it knows.

Sources are independent if their publishers differ: one host, one repository, one package or one unnamed list is one
publisher, whatever the number of its pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypedDict

from glossary.model import CATEGORIES, Annotation, Concept, Glossary, Lang, Mention, Status

SOURCES = ("0", "1", "2", "3+")  # numbers of independent sources, as they are counted

_REPOSITORY = re.compile(r"https?://(?:raw\.githubusercontent|github)\.com/([^/\s)]+/[^/\s)]+)")
_HOST = re.compile(r"https?://([^/\s:)]+)")
_UNVERIFIED = ("general knowledge", "candidates.tsv")
_SECOND_LEVEL = frozenset({"co", "or", "go", "ac", "com", "net"})


def publisher(ref: str) -> str | None:
    """Return who stands behind a reference, or None if nobody does.

    >>> publisher("https://m.newspim.com/news/1"), publisher("https://github.com/a/b c.py"), publisher("seed:002_1a")
    ('newspim.com', 'a/b', 'seed:002_1a')
    """
    if ref.startswith(_UNVERIFIED):
        return None
    if ref.startswith("code search, repository not recorded"):
        return "code search"
    if found := _REPOSITORY.search(ref):
        return found[1]
    if found := _HOST.search(ref):
        labels = found[1].lower().split(".")
        second_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
        return ".".join(labels[-3 if second_level else -2 :])
    words = ref.split("(", 1)[0].split()
    return " ".join(word for word in words if not word[0].isdigit()).lower() or ref


def publishers(concept: Concept) -> frozenset[str]:
    """Return the publishers that a concept's sources have behind them."""
    return frozenset(name for source in concept.sources if (name := publisher(source.ref)) is not None)


class CategoryCounts(TypedDict):
    """The concepts of one category: all of them, and by the number of their independent sources (SOURCES)."""

    category: str
    concepts: int
    sources: dict[str, int]


class Counts(TypedDict):
    """What a glossary holds. All numbers are of concepts, but for `terms`: those are of listed forms.

    `ko_origin` has the concepts that say one; `ambiguous` those with a form that is also another word.
    """

    concepts: int
    categories: list[CategoryCounts]
    terms: dict[str, dict[str, int]]
    ko_origin: dict[str, int]
    established: int
    ambiguous: int
    tickers: int
    without_korean: int


def counted(glossary: Glossary) -> Counts:
    """Return the counts of a glossary; categories, languages and statuses stand in the order of the model."""
    concepts = glossary.concepts
    sources = Counter((concept.category, min(len(publishers(concept)), 3)) for concept in concepts)
    categories = Counter(concept.category for concept in concepts)
    terms = Counter((term.lang, term.status) for concept in concepts for term in concept.terms)
    origins = Counter(concept.ko_origin for concept in concepts if concept.ko_origin is not None)
    return {
        "concepts": len(concepts),
        "categories": [
            {
                "category": category,
                "concepts": categories[category],
                "sources": {name: sources[category, number] for number, name in enumerate(SOURCES)},
            }
            for category in CATEGORIES
        ],
        "terms": {
            lang: {status: terms[lang, status] for status in Status}
            for lang in (Lang.KO, Lang.ZH_HANS, Lang.ZH_HANT, Lang.EN)
        },
        "ko_origin": dict(sorted(origins.items(), key=lambda one: (-one[1], one[0]))),
        "established": sum(concept.established for concept in concepts),
        "ambiguous": sum(bool(concept.ambiguous) for concept in concepts),
        "tickers": sum(bool(concept.tickers) for concept in concepts),
        "without_korean": sum(concept.preferred(Lang.KO) is None for concept in concepts),
    }


# ---- Coverage: glossed names ----

_HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HANGUL = "가-힣"
_CLOSED = "’”'\"》〉」』"  # quotation marks between a name and its gloss
_WORD = rf"[{_HAN}{_HANGUL}A-Za-z0-9-]"
_BRACKETS = r"(){}\[\]（）［］〔〕"
# A word, at most one space, and brackets with no brackets inside. One hanzi in brackets explains a word, and one
# syllable before them is a word or a surname: a name has two.
_GLOSSED = re.compile(
    rf"(?P<name>{_WORD}+)(?P<closed>[{_CLOSED}]*)[ ]?[(（\[［〔](?P<gloss>[^{_BRACKETS}]{{2,80}})[)）\]］〕]"
)
_SYLLABLE = re.compile(rf"[{_HANGUL}]")
_TWO_SYLLABLES = re.compile(rf"[{_HANGUL}].*[{_HANGUL}]")
_HANZI = re.compile(rf"[{_HAN}]{{2,}}")
_READ = re.compile(rf"[{_HANGUL}]{{2}}|[A-Za-z]{{2}}")
_PARTS = re.compile(r"[^·∙・•×,，、;；:：=/|]+")
# The annotator leaves these out of a name unless they are listed with it (docs/annotation.md).
_TYPE_OF_PLACE = frozenset(("", *"시성현구진省市縣县區区鎮镇州"))


@dataclass(frozen=True, slots=True)
class Pair:
    """A name-like string and what stands in brackets behind it."""

    name: str
    gloss: str
    known: bool


class UnknownPair(TypedDict):
    """A glossed name that the glossary does not know, and how often it stands in the articles."""

    name: str
    gloss: str
    count: int


class Coverage(TypedDict):
    """How many glossed names of some articles the glossary knows; `share` is None where there are none."""

    files: int
    pairs: int
    known: int
    share: float | None
    unknown: list[UnknownPair]
    mentions: int
    concepts: int


def pairs(text: str, mentions: Iterable[Mention]) -> Iterator[Pair]:
    """Yield the glossed names of an article in their order: 성텅(昇騰·Ascend), 톈처우(天籌), 昇騰(성텅).

    A pair is a word of two Hangul syllables or more with two hanzi or more in brackets behind it, or a word that ends
    in two hanzi with Hangul or Latin letters in brackets. It is known if a mention

    - ends where the word before the brackets ends. Where it begins is not asked, for the name may have more words than
      the one that touches the brackets (상하이 교통대학(上海交通大學)), and that is also why a mention which stops
      earlier does not count: 화웨이 in 화웨이 클라우드(華爲雲) is another name;
    - or covers a whole part of the gloss, between two separators, or all the hanzi of that part. A mention that is a
      piece of them (上海 in 上海交通大學) tells nothing of the whole.

    A type of place may follow either (선전시(深圳市)), for the annotator leaves it outside. Hanja behind an ordinary
    Korean word look like a name and count as one.
    """
    spans = sorted((mention["start"], mention["end"]) for mention in mentions)
    for found in _GLOSSED.finditer(text):
        name, gloss = found["name"], found["gloss"]
        if _TWO_SYLLABLES.search(name):
            # Hanzi in a Korean sentence in brackets are no gloss: a part of the gloss is theirs alone.
            if not any(_HANZI.search(part) and not _SYLLABLE.search(part) for part in _PARTS.findall(gloss)):
                continue
        elif not (_HANZI.search(name[-2:]) and _READ.search(gloss)):
            continue
        start, end = found.span("name")
        known = any(start < right <= end and text[right:end] in _TYPE_OF_PLACE for _, right in spans)
        yield Pair(name, " ".join(gloss.split()), known or _inside(text, found.span("gloss"), spans))


def _inside(text: str, gloss: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    """Say whether a mention covers a part of the gloss, or all hanzi of a part."""
    for part in _PARTS.finditer(text, *gloss):
        left = part.start() + len(part[0]) - len(part[0].lstrip())
        right = left + len(part[0].strip())
        wanted = [(left, right)]
        if hanzi := list(re.finditer(f"[{_HAN}]", part[0])):
            wanted.append((part.start() + hanzi[0].start(), part.start() + hanzi[-1].end()))
        for first, last in wanted:
            if any(start <= first < end and text[end:last] in _TYPE_OF_PLACE for start, end in spans):
                return True
    return False


def coverage(articles: Iterable[tuple[str, Annotation]]) -> Coverage:
    """Return the coverage of articles with their annotations; unknown pairs stand by their number, then by name."""
    files = known = mentions = 0
    concepts: set[str] = set()
    unknown: Counter[tuple[str, str]] = Counter()
    for text, annotation in articles:
        files += 1
        mentions += len(annotation["mentions"])
        concepts.update(mention["concept"] for mention in annotation["mentions"])
        for pair in pairs(text, annotation["mentions"]):
            if pair.known:
                known += 1
            else:
                unknown[pair.name, pair.gloss] += 1
    total = known + unknown.total()
    return {
        "files": files,
        "pairs": total,
        "known": known,
        "share": round(known / total, 4) if total else None,
        "unknown": [
            {"name": name, "gloss": gloss, "count": count}
            for (name, gloss), count in sorted(unknown.items(), key=lambda one: (-one[1], one[0]))
        ],
        "mentions": mentions,
        "concepts": len(concepts),
    }
