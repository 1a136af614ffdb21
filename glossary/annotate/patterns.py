"""What is known of each folded form: the concepts it can name and what a mention of it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from glossary import forms
from glossary.annotate.profiles import Profile, Profiles
from glossary.model import Concept, Glossary, Lang, Status, Term
from glossary.sections import Sections, Strings, packed_json, unpacked_json
from glossary.text import script, table
from glossary.text.fold import ZERO_WIDTH, fold, key

_RANK = {status: rank for rank, status in enumerate(Status)}


class Shown(NamedTuple):
    """What a mention says of the form that stands in the text."""

    kind: str
    lang: Lang
    status: Status
    preferred: str


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
    certain = not doubted and not _is_one_hanzi(folded)
    known = {} if certain else profiles.of(folded, tuple(concepts.values()))
    senses = []
    for concept_id, own in sorted(terms.items()):
        concept = concepts[concept_id]
        ordered = sorted(own, key=lambda term: _RANK[term.status])
        names = preferred[concept_id]
        # Of terms that are written alike the best stands, so it is put in last.
        shown = {term.text: describe(term.text, term, names) for term in reversed(ordered)}
        senses.append(
            Sense(
                Named(concept.id, concept.category, concept.broader),
                tuple(ordered),
                certain,
                shown,
                names,
                frozenset(kin.get(concept_id, ())),
                known.get(concept_id),
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
            None if sense.profile is None else sense.profile.plain(),
        )
        for sense in pattern.senses
    ]
    return packed_json((senses, list(pattern.separators.items()), pattern.exact_case))


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
            None if profile is None else Profile.of_plain(profile),
        )
