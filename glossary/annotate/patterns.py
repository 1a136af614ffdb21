"""What is known of each folded form: the concepts it can name and what a mention of it shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, NamedTuple

from glossary import forms
from glossary.annotate import cues
from glossary.model import CATEGORIES, Concept, Glossary, Lang, Status, Term
from glossary.sections import Sections, Strings, packed_json, unpacked_json
from glossary.text import hanja, lexicon, particles, script, table, transcription
from glossary.text.fold import ZERO_WIDTH, fold, key

RANKS = ("성", "시", "현", "구")  # of places, by the last syllable of what says what they are
_RANK = {status: rank for rank, status in enumerate(Status)}


class Shown(NamedTuple):
    """What a mention says of the form that stands in the text."""

    kind: str
    lang: Lang
    status: Status
    preferred: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What evidence is sought for: what the form is besides a name, and what is said of the concept.

    `known` is "unknown" if no dictionary has the form, "name" if it has it as a name alone, else "word" or
    "frequent". `kinds` are bits of `cues.kinds`, the category's own in `category`; `words` are those of the definition;
    `holders` the ids of the places and bodies that hold the concept; `rank` is 성, 시, 현 or 구 if the definition of a
    place ends with that. `company` are words that stand with the concept, and `ordinary` those that stand with the form
    where it means something else.
    """

    known: str
    read: bool  # whether it is how the concept's hanzi are read in Korean: most such are words too
    transcribed: bool  # whether it is how they are transcribed, and nothing else that is known
    script: int
    category: int
    kinds: int
    rank: str
    words: frozenset[str]
    holders: frozenset[str]
    company: frozenset[str]
    ordinary: frozenset[str]


class Named(NamedTuple):
    """What evidence asks of a concept. There is one object for each concept."""

    id: str
    category: str
    broader: str | None


@dataclass(frozen=True, slots=True)
class Sense:
    """One concept that a form can name: its terms that fold to this form, the best first, and what each shows."""

    concept: Named
    terms: tuple[Term, ...]
    certain: bool
    shown: Mapping[str, Shown]
    preferred: Mapping[Lang, str]
    kin: frozenset[str]  # the ids of broader, narrower and related concepts
    profile: Profile | None  # of a form that needs evidence


@dataclass(frozen=True, slots=True)
class Pattern:
    """One folded form: the concepts it can name, and what listed forms have for separators at which places."""

    senses: tuple[Sense, ...]
    separators: Mapping[int, int]
    exact_case: bool


def build(glossary: Glossary) -> tuple[list[str], list[Pattern]]:
    """Return the folded forms of a glossary and, in the same order, what is known of each."""
    terms: dict[str, list[tuple[Concept, Term]]] = {}
    separators: dict[str, dict[int, int]] = {}
    for concept in glossary.concepts:
        tickers = (Term(ticker, Lang.UND, Status.PREFERRED) for ticker in concept.tickers)
        for term in (*forms.written(concept), *tickers):
            folded = fold(term.text)
            if folded.text:
                terms.setdefault(folded.text, []).append((concept, term))
                places = separators.setdefault(folded.text, {})
                for i, gap in enumerate(folded.gaps):
                    if i and gap > ZERO_WIDTH:
                        places[i] = places.get(i, 0) | gap
    preferred = {concept.id: _preferred(concept) for concept in glossary.concepts}
    kin = _kin(glossary)
    profiles = Profiles(glossary)
    return list(terms), [
        _pattern(text, named, separators[text], preferred, kin, profiles) for text, named in terms.items()
    ]


def _kin(glossary: Glossary) -> dict[str, set[str]]:
    """Return the kin of each concept; that a country is named says nothing of its cities, so a place has no broader."""
    kin: dict[str, set[str]] = {}
    for concept in glossary.concepts:
        for other in concept.related:
            kin.setdefault(concept.id, set()).add(other)
            kin.setdefault(other, set()).add(concept.id)
        if concept.broader is not None:
            kin.setdefault(concept.broader, set()).add(concept.id)
            if concept.category != "place":
                kin.setdefault(concept.id, set()).add(concept.broader)
    return kin


_FREQUENT = 4.5  # Zipf: the commonest two or three thousand words
_COMMON = 12  # definitions that have a word which tells nothing: 중국, 도시, 기업
_DEFINITION_WORD = re.compile(r"[가-힣]{2,}")


class Profiles:
    """Makes the profiles of one glossary's forms."""

    def __init__(self, glossary: Glossary) -> None:
        self._by_id = glossary.by_id
        self._words: dict[str, frozenset[str]] = {}
        counts: Counter[str] = Counter()
        for concept in glossary.concepts:
            words = frozenset(_defining(concept))
            counts.update(words)
            if concept.ambiguous or words:
                self._words[concept.id] = words
        self._common = frozenset(word for word, count in counts.items() if count > _COMMON)

    def of(self, folded: str, concept: Concept, read: bool) -> Profile:
        """Return the profile of a form as the name of a concept; `read` if it is any concept's hanzi read in Korean."""
        category = cues.kinds().get(concept.category, 0)
        # Its other names say what it is: 汽车 in 大众汽车. A category's own words are too broad for that.
        added = cues.of(term.text for term in concept.terms) & ~_categories()
        kinds = category | cues.kinds().get(concept.domain or "", 0) | added
        holders = set()
        broader = concept.broader
        while broader is not None and broader not in holders:
            holders.add(broader)
            broader = self._by_id[broader].broader if broader in self._by_id else None
        words = self._words.get(concept.id, frozenset()) - self._common | _provinces(concept)
        known, own = _known(folded), script.scripts(folded)[0]
        transcribed = own == script.HANGUL and known == "unknown" and _is_transcription(folded, concept)
        company = _folded(_rows(concept))
        ordinary = _folded([_ordinary().get(folded, "")])
        rank = concept.definition.get("ko", "").strip()[-1:]
        rank = rank if rank in RANKS and concept.category == "place" else ""
        told = (words, frozenset(holders), company - words, ordinary)
        return Profile(known, read, transcribed, own, category, kinds, rank, *told)


_CHINESE = (Lang.ZH_HANS, Lang.ZH_HANT)
_LONGEST_READING = 5


def _is_reading(folded: str, concept: Concept) -> bool:
    """Say whether a form is how one of a concept's Chinese names is read in Korean."""
    if script.scripts(folded)[0] != script.HANGUL:
        return False
    return any(folded in hanja.sino_korean(term.text) for term in forms.written(concept) if term.lang in _CHINESE)


def _is_transcription(folded: str, concept: Concept) -> bool:
    """Say whether a form is no Korean noun and how one of a concept's Chinese names is officially transcribed."""
    if len(folded) == 1 or lexicon.is_rare_noun(folded):
        return False
    kind = transcription.kind_of(concept.category)
    names = (term.text for term in forms.written(concept) if term.lang in _CHINESE)
    return any(folded in map(key, transcription.spellings(name, kind)) for name in names)


def _provinces(concept: Concept) -> frozenset[str]:
    """Return the names of the provinces where the places lie that have one of a concept's Chinese names."""
    if concept.category != "place":
        return frozenset()
    return frozenset().union(*(_by_place().get(name, ()) for name in _chinese_names(concept)))


def _chinese_names(concept: Concept) -> set[str]:
    """Return a concept's listed Chinese names, as an article is compared."""
    return {key(term.text) for term in concept.terms if term.lang in _CHINESE}


def _rows(concept: Concept) -> list[str]:
    """Return the rows of company.tsv that most and the longest of a concept's names have.

    Those of 中山大学, but not those that others are asked for who are called 中大 as well.
    """
    told: dict[str, list[int]] = {}
    for name in _chinese_names(concept):
        for row in _company().get((concept.category, name), ()):
            told.setdefault(row, []).append(len(name))
    best = max(((len(names), max(names)) for names in told.values()), default=None)
    return [row for row, names in told.items() if (len(names), max(names)) == best]


@cache
def _company() -> dict[tuple[str, str], list[str]]:
    """Return the words that stand with the things of company.tsv, each by its category and its Chinese names."""
    found: dict[tuple[str, str], list[str]] = {}
    for category, names, words in table("company.tsv"):
        for name in names.split("/"):
            found.setdefault((category, key(name)), []).append(words)
    return found


@cache
def _ordinary() -> dict[str, str]:
    """Return the words that stand with the forms of ordinary.tsv where they mean something else than a Chinese name."""
    return {key(form): words for form, words in table("ordinary.tsv")}


def _folded(rows: Iterable[str]) -> frozenset[str]:
    """Return the words of some rows, as an article is compared."""
    return frozenset(key(word) for words in rows for word in words.split())


@cache
def _by_place() -> dict[str, frozenset[str]]:
    """Return the names of its provinces for each place of provinces.tsv: there are counties of one name in several."""
    lying: dict[str, set[str]] = {}
    for province, *places in table("provinces.tsv"):
        for place in map(key, " ".join(places).split()):
            lying.setdefault(place, set()).update(map(key, province.split()))
    return {place: frozenset(names) for place, names in lying.items()}


@cache
def provinces() -> frozenset[str]:
    """Return the names of the provinces, as an article is compared."""
    return frozenset(key(name) for names, *_ in table("provinces.tsv") for name in names.split())


@cache
def _categories() -> int:
    """Return the bits of the kinds that are categories."""
    return sum(cues.kinds().get(category, 0) for category in CATEGORIES)


def _defining(concept: Concept) -> Iterable[str]:
    """Return the words of a concept's Korean definition, without their particles."""
    for word in _DEFINITION_WORD.findall(concept.definition.get("ko", "")):
        yield min((stem for stem in particles.stems(word) if len(stem) > 1), key=len, default=word)


def _known(folded: str) -> str:
    if not lexicon.is_word(folded):
        return "unknown"
    frequency = lexicon.frequency(folded)
    return "name" if not frequency else "frequent" if frequency >= _FREQUENT else "word"


def _pattern(
    folded: str,
    named: Iterable[tuple[Concept, Term]],
    separators: Mapping[int, int],
    preferred: Mapping[str, Mapping[Lang, str]],
    kin: Mapping[str, set[str]],
    profiles: Profiles,
) -> Pattern:
    terms: dict[str, list[Term]] = {}
    concepts: dict[str, Concept] = {}
    for concept, term in named:
        concepts[concept.id] = concept
        terms.setdefault(concept.id, []).append(term)
    doubted = len(terms) > 1 or any(folded in map(key, concept.ambiguous) for concept in concepts.values())
    read = (
        doubted
        and len(folded) < _LONGEST_READING
        and any(_is_reading(folded, concept) for concept in concepts.values())
    )
    senses = []
    for concept_id, own in sorted(terms.items()):
        concept = concepts[concept_id]
        common = {fold(form).text for form in concept.ambiguous}
        certain = len(terms) == 1 and folded not in common and not _is_one_hanzi(folded)
        ordered = sorted(own, key=lambda term: _RANK[term.status])
        names = preferred[concept_id]
        # Of terms that are written alike the best stands, so it is put in last.
        shown = {term.text: describe(term.text, term, names) for term in reversed(ordered)}
        profile = None if certain else profiles.of(folded, concept, read)
        senses.append(
            Sense(
                Named(concept.id, concept.category, concept.broader),
                tuple(ordered),
                certain,
                shown,
                names,
                frozenset(kin.get(concept_id, ())),
                profile,
            )
        )
    # A symbol of letters alone (BIDU) is a word unless it is written as the exchange writes it.
    only_tickers = all(term.lang is Lang.UND for sense in senses for term in sense.terms)
    return Pattern(tuple(senses), separators, only_tickers and folded.isalpha())


def describe(text: str, term: Term, names: Mapping[Lang, str]) -> Shown:
    """Return what a mention of a term says when it stands in the article as this text."""
    lang = _script(text, term)
    preferred = names.get(lang) or names.get(Lang.KO) or next(iter(names.values()), text)
    return Shown("ticker" if lang is Lang.UND else "name", lang, term.status, preferred)


def _is_one_hanzi(folded: str) -> bool:
    """Say whether a form is a single hanzi: it stands inside so many words that it is never taken without evidence."""
    return len(folded) == 1 and script.scripts(folded)[0] == script.HAN


def _preferred(concept: Concept) -> dict[Lang, str]:
    names = {lang: text for lang in Lang if (text := concept.preferred(lang))}
    if traditional := forms.traditional(concept):
        names[Lang.ZH_HANT] = traditional[0]
    return names


def _script(text: str, term: Term) -> Lang:
    """Return the language tag of a mention: hanzi are traditional if any character is traditional only."""
    if term.lang not in (Lang.ZH_HANS, Lang.ZH_HANT) or text == term.text:
        own = term.lang
        return Lang.ZH_HANS if own is Lang.ZH_HANT and _traditional().isdisjoint(text) else own
    return Lang.ZH_HANS if _traditional().isdisjoint(text) else Lang.ZH_HANT


@cache
def _traditional() -> frozenset[str]:
    return frozenset(char for char, _ in table("variants.tsv"))


# Patterns as pieces of bytes: JSON, field by field in the order of the classes above.


def packed(patterns: Sequence[Pattern]) -> dict[str, memoryview]:
    """Return the pieces of which `Patterns` makes these patterns again."""
    return Strings.packed("annotate/pattern", map(_dumped, patterns))


def _dumped(pattern: Pattern) -> bytes:
    senses = [
        (
            sense.concept,
            [(term.text, term.lang, term.status) for term in sense.terms],
            sense.certain,
            sense.shown,
            sense.preferred,
            sorted(sense.kin),
            None if sense.profile is None else _plain(sense.profile),
        )
        for sense in pattern.senses
    ]
    return packed_json((senses, list(pattern.separators.items()), pattern.exact_case))


def _plain(profile: Profile) -> list[Any]:
    values = (getattr(profile, field.name) for field in fields(profile))
    return [sorted(value) if isinstance(value, frozenset) else value for value in values]


class Patterns:
    """The patterns of a glossary, each made when it is first asked for, for an article names few of them."""

    def __init__(self, pieces: Sections) -> None:
        self._packed = Strings(pieces, "annotate/pattern")
        self._made: dict[int, Pattern] = {}
        self._concepts: dict[str, Named] = {}

    def __len__(self) -> int:
        return len(self._packed)

    def __getitem__(self, number: int) -> Pattern:
        return self._made.get(number) or self._made.setdefault(number, self._loaded(number))

    def _loaded(self, number: int) -> Pattern:
        senses, separators, exact_case = unpacked_json(self._packed[number])
        return Pattern(tuple(self._sense(*values) for values in senses), dict(separators), exact_case)

    def _sense(
        self, concept: Any, terms: Any, certain: bool, shown: Any, preferred: Any, kin: Any, profile: Any
    ) -> Sense:
        named = Named(*concept)
        return Sense(
            self._concepts.setdefault(named.id, named),
            tuple(Term(text, Lang(lang), Status(status)) for text, lang, status in terms),
            certain,
            {text: Shown(kind, Lang(lang), Status(status), own) for text, (kind, lang, status, own) in shown.items()},
            {Lang(lang): text for lang, text in preferred.items()},
            frozenset(kin),
            None if profile is None else _profile(*profile),
        )


def _profile(
    known: str, read: bool, transcribed: bool, script: int, category: int, kinds: int, rank: str, *words: Any
) -> Profile:
    return Profile(known, read, transcribed, script, category, kinds, rank, *map(frozenset, words))
