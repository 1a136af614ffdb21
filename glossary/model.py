"""The nouns: concepts and their terms, and the answers of lookup and annotation.

Words follow ISO 1087 and ISO 30042 (TBX): a concept is the thing named, a term is one written form of its name in
one language with a status. Offsets are Unicode code points of the text as given, half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypedDict


class Lang(StrEnum):
    """Language tags (BCP 47) of terms, matches and mentions; a ticker has no language."""

    KO = "ko"
    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"
    UND = "und"


class Status(StrEnum):
    """How a term stands in the glossary; the order of declaration is the order of rank."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"


LIVE = (Status.PREFERRED, Status.ADMITTED)  # what may be written

CATEGORIES = ("organization", "product", "person", "place", "institution", "publication", "event", "term")

# How a preferred Korean form arose.
ORIGINS = ("transcription", "sino-korean", "translation", "mixed", "own-name")


@dataclass(frozen=True, slots=True)
class Term:
    """One written form of a concept's name."""

    text: str
    lang: Lang
    status: Status


@dataclass(frozen=True, slots=True)
class Source:
    """Where a name was seen: a reference and, where there is one, the words quoted from it."""

    ref: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing and its names, as the glossary file lists them.

    `terms` holds ko, zh-Hans, zh-Hant and en in this order, the preferred term of each language first and its
    deprecated ones last. `ambiguous` lists forms that are also common words.
    """

    id: str
    category: str
    terms: tuple[Term, ...]
    tickers: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    ko_origin: str | None = None
    established: bool = False
    pinyin: str | None = None
    definition: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    domain: str | None = None
    broader: str | None = None
    related: tuple[str, ...] = ()
    external: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    def texts(self, lang: Lang, *statuses: Status) -> tuple[str, ...]:
        """Return the concept's listed forms in one language, of the given statuses (none given: of all)."""
        return tuple(
            term.text for term in self.terms if term.lang is lang and (not statuses or term.status in statuses)
        )

    def preferred(self, lang: Lang) -> str | None:
        """Return the preferred listed form in one language, or None."""
        return next(iter(self.texts(lang, Status.PREFERRED)), None)


@dataclass(frozen=True, slots=True)
class Glossary:
    """All concepts, in the order of the file; ids are unique."""

    concepts: tuple[Concept, ...]
    by_id: Mapping[str, Concept] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {concept.id: concept for concept in self.concepts})

    def overlaid(self, other: Glossary) -> Glossary:
        """Return this glossary with the other's concepts added; one with a known id takes that one's place."""
        merged: Iterable[Concept] = {**self.by_id, **other.by_id}.values()
        return Glossary(tuple(merged))


@dataclass(frozen=True, slots=True)
class Edition:
    """Which glossary it is: the number of its revision and a digest of its content.

    The digest is there because numbers can come again, after a backup was restored.
    """

    revision: int
    digest: str


# Answers are dictionaries: the very objects that the command line and HTTP send as JSON, so that nothing has to be
# converted on the way. A snapshot shares the `ConceptView`s between its answers: do not change them.


class KoreanForms(TypedDict):
    """A concept's Korean forms by status; `preferred` is None where the concept has no Korean name."""

    preferred: str | None
    admitted: list[str]
    deprecated: list[str]


class ConceptView(TypedDict):
    """What an answer says of a concept. `zh_hant` holds listed forms, then Taiwan's, the standard and Hong Kong's."""

    id: str
    category: str
    ko: KoreanForms
    zh_hans: list[str]
    zh_hant: list[str]
    en: list[str]
    pinyin: list[str]
    tickers: list[str]


class Match(TypedDict):
    """Why a concept was found: the string that met the query, the written form behind it, the reading, the slips."""

    form: str
    term: str
    lang: Lang
    via: str
    edits: int


class Hit(TypedDict):
    """One concept found; `score` in (0, 1] is comparable within one answer."""

    id: str
    score: float
    match: Match
    concept: ConceptView


class NearName(TypedDict):
    """A form of a concept offered without being claimed: a completion, or a name near an unknown one."""

    id: str
    form: str
    lang: Lang


class LookupResult(TypedDict):
    """What one query found, best first, in a total order; a concept stands at most once.

    Where nothing was found, `did_you_mean` holds the names nearest to it, and `transcription` how a name in hanzi is
    written in Hangul by the official rule.
    """

    query: str
    revision: int
    results: list[Hit]
    did_you_mean: list[NearName]
    transcription: Transcription | None


class Alternative(TypedDict):
    """Another way to transcribe a name; `why` names the character and its reading there, or the rule."""

    hangul: str
    pinyin: str
    why: str


class Transcription(TypedDict):
    """A name in hanzi as 외래어 표기법 writes it in Hangul.

    `rule` names the articles that were used. `alternatives` differ from `hangul` and from each other, the most
    plausible first. `sino_korean` holds the Korean readings of the characters. `concept` is the id of the listed
    concept that is written so.
    """

    hanzi: str
    pinyin: str
    hangul: str
    rule: str
    alternatives: list[Alternative]
    sino_korean: list[str]
    concept: str | None


class Suggestions(TypedDict):
    """The completions of what was typed so far, one for each concept."""

    query: str
    revision: int
    suggestions: list[NearName]


class Mention(TypedDict):
    """A span of an article that names a concept: `text == article[start:end]`, offsets in code points, half-open.

    `kind` is name or ticker. `preferred` is the preferred form in the mention's own language and script, else the
    Korean one, else the first there is. `confidence` is high or medium.
    """

    start: int
    end: int
    text: str
    concept: str
    kind: str
    lang: Lang
    status: Status
    preferred: str
    confidence: str


class WeighedSense(TypedDict):
    """What speaks for and against one sense of a form: the weight of each kind of evidence, and their sum."""

    concept: str
    weight: int
    evidence: dict[str, int]


class Decision(TypedDict):
    """Why a form that needs evidence is a mention of `concept`, or of none; offsets as those of mentions."""

    start: int
    end: int
    text: str
    concept: str | None
    confidence: str | None
    senses: list[WeighedSense]


class Annotation(TypedDict):
    """The mentions of one article, sorted; they do not overlap unless that was asked for."""

    revision: int
    text_length: int
    mentions: list[Mention]


# Kept mentions: what the database holds of an article that was annotated to be kept.


class KeptMention(TypedDict):
    """A name in an article, in a line that can be read without it: `left` and `right` are some 40 characters each.

    `form` is the name as written, on one line. `status` is that of the form when the article was annotated. Offsets
    are those of the article as it came.
    """

    concept: str
    form: str
    lang: str
    kind: str
    status: str
    start: int
    end: int
    left: str
    right: str


class KeptArticle(TypedDict):
    """An article and the names in it; its source and its id are which article it is.

    `date` is ISO 8601, a date or a date and a time to the minute, as it was written there; None where there is none.
    """

    source: str
    id: str
    date: str | None
    text: str | None
    mentions: list[KeptMention]


class WrittenMention(KeptMention):
    """A name in an article, and which article that is."""

    article: str
    source: str
    date: str | None


class FormUse(TypedDict):
    """How often a form of a concept was written, and the last month in which it was (2026-03)."""

    form: str
    lang: str
    kind: str
    status: str
    mentions: int
    last: str | None


class MonthUse(TypedDict):
    """How many mentions there are of a month (2026-03); None has those of articles without a date."""

    month: str | None
    mentions: int


class Concordance(TypedDict):
    """A page of the mentions of a concept, the newest first, those without a date last; `next` is the page behind it.

    `forms` counts all mentions by form, the most frequent first; `months` those on the pages, the earliest month first.
    """

    mentions: list[WrittenMention]
    next: str | None
    forms: list[FormUse]
    months: list[MonthUse]


class NameUse(TypedDict):
    """In how many articles a form of a concept stands, and how often."""

    concept: str
    form: str
    lang: str
    kind: str
    status: str
    articles: int
    mentions: int


class CorpusUse(TypedDict):
    """What names stand in some articles: the number of articles, and of those with each concept, and each form."""

    articles: int
    concepts: dict[str, int]
    forms: list[NameUse]
