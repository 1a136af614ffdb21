"""What evidence is sought for: what is known of a form, and of a concept that it can name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from glossary import forms
from glossary.annotate import cues, knowledge
from glossary.model import CATEGORIES, Concept, Glossary, Lang
from glossary.text import hanja, lexicon, particles, script, transcription
from glossary.text.fold import key

_LONGEST_READING = 5
_COMMON = 12  # definitions that have a word which tells nothing: 중국, 도시, 기업
_DEFINITION_WORD = re.compile(r"[가-힣]{2,}")
_PART = range(2, lexicon.LONGEST_WORD + 1)  # characters of a word in a name


@dataclass(frozen=True, slots=True)
class Profile:
    """What evidence is sought for: what the form is besides a name, and what is said of the concept.

    `known` says whether a dictionary has the form. `kinds` are bits of `cues.kinds`, the category's own in `category`;
    `rank` is 성, 시, 현 or 구 if it is known what a place is; `words` are those of the definition, `holders` the ids of
    the places and bodies that hold the concept. `company` are words that stand with the concept, and `ordinary` those
    that stand with the form where it means something else. `apart` and `telling` tell the concept from others that have
    the form: the kinds that none of them is of, and all words that stand with it, or are in its names, and not with or
    in theirs.
    """

    known: bool
    read: bool  # whether it is how the concept's hanzi are read in Korean: most such are words too
    transcribed: bool  # whether it is how they are transcribed, and nothing else that is known
    script: int
    category: int
    kinds: int
    apart: int
    rank: str
    words: frozenset[str]
    holders: frozenset[str]
    company: frozenset[str]
    ordinary: frozenset[str]
    telling: frozenset[str]

    def speaks_of(self, word: str) -> bool:
        """Say whether a word is of the concept's definition, or known to stand with it."""
        return word in self.words or word in self.company

    def plain(self) -> list[Any]:
        """Return the fields as JSON has them."""
        values = (getattr(self, field.name) for field in fields(self))
        return [sorted(value) if isinstance(value, frozenset) else value for value in values]

    @classmethod
    def of_plain(cls, values: Iterable[Any]) -> Profile:
        """Return the profile whose `plain` fields these are."""
        made: list[Any] = [frozenset(value) if isinstance(value, list) else value for value in values]
        return cls(*made)


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

    def of(self, folded: str, concepts: Sequence[Concept]) -> dict[str, Profile]:
        """Return the profiles of a form as the name of each of the concepts that have it, by their ids."""
        known, own = lexicon.is_word(folded), script.scripts(folded)[0]
        read = len(folded) < _LONGEST_READING and any(_is_reading(folded, one) for one in concepts)
        words = {one.id: self._words_of(one) for one in concepts}
        company = knowledge.company(concepts)
        ordinary = knowledge.ordinary(folded).difference(*words.values(), *company.values())
        apart, telling = dict.fromkeys(words, 0), dict.fromkeys(words, frozenset[str]())
        if len(concepts) > 1:
            apart = _alone({one.id: _kinds(one, cues.of_last) for one in concepts})
            all_words = {one.id: words[one.id] | company[one.id] | _parts(one) for one in concepts}
            had = Counter(word for some in all_words.values() for word in some)
            telling = {id: frozenset(word for word in some if had[word] == 1) for id, some in all_words.items()}
        return {
            one.id: Profile(
                known,
                read,
                own == script.HANGUL and not known and _is_transcription(folded, one),
                own,
                cues.kinds().get(one.category, 0),
                _kinds(one),
                apart[one.id],
                knowledge.rank(one),
                words[one.id],
                self._holders(one),
                company[one.id] - words[one.id],
                ordinary,
                telling[one.id],
            )
            for one in concepts
        }

    def _holders(self, concept: Concept) -> frozenset[str]:
        """Return the ids of what holds a concept, and holds that."""
        holders: set[str] = set()
        broader = concept.broader
        while broader is not None and broader not in holders:
            holders.add(broader)
            broader = self._by_id[broader].broader if broader in self._by_id else None
        return frozenset(holders)

    def _words_of(self, concept: Concept) -> frozenset[str]:
        """Return the words of a concept's definition, and the provinces where it lies."""
        return self._words.get(concept.id, frozenset()) - self._common | knowledge.provinces_of(concept)


def _kinds(concept: Concept, of: Callable[[Iterable[str]], int] = cues.of) -> int:
    """Return the bits of the kinds that a concept is of."""
    # Its other names say what it is: 汽车 in 大众汽车. A category's own words are too broad for that.
    added = of(term.text for term in concept.terms) & ~_categories()
    return cues.kinds().get(concept.category, 0) | cues.kinds().get(concept.domain or "", 0) | added


def _alone(kinds: Mapping[str, int]) -> dict[str, int]:
    """Return of each concept's kinds those that no other's are."""
    once = several = 0
    for own in kinds.values():
        several |= once & own
        once |= own
    return {id: own & ~several for id, own in kinds.items()}


@cache
def _categories() -> int:
    """Return the bits of the kinds that are categories."""
    return sum(cues.kinds().get(category, 0) for category in CATEGORIES)


def _parts(concept: Concept) -> frozenset[str]:
    """Return the words that a concept's names have in them: 南京, 航空 and 大学 of 南京航空航天大学."""
    names = {key(term.text) for term in concept.terms if term.lang is not Lang.EN}
    words = {name[at : at + length] for name in names for at in range(len(name)) for length in _PART}
    return frozenset(word for word in words - names if len(word) > 1 and lexicon.is_word(word))


def _defining(concept: Concept) -> Iterable[str]:
    """Return the words of a concept's Korean definition, without their particles."""
    for word in _DEFINITION_WORD.findall(concept.definition.get("ko", "")):
        yield min((stem for stem in particles.stems(word) if len(stem) > 1), key=len, default=word)


def _is_reading(folded: str, concept: Concept) -> bool:
    """Say whether a form is how one of a concept's Chinese names is read in Korean."""
    if script.scripts(folded)[0] != script.HANGUL:
        return False
    return any(
        folded in hanja.sino_korean(term.text) for term in forms.written(concept) if term.lang in knowledge.CHINESE
    )


def _is_transcription(folded: str, concept: Concept) -> bool:
    """Say whether a form is no Korean noun and how one of a concept's Chinese names is officially transcribed."""
    if len(folded) == 1 or lexicon.is_rare_noun(folded):
        return False
    kind = transcription.kind_of(concept.category)
    names = (term.text for term in forms.written(concept) if term.lang in knowledge.CHINESE)
    return any(folded in map(key, transcription.spellings(name, kind)) for name in names)
