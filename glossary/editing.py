"""A concept made from what a curator types: the name in both scripts, its Hangul, an id that is free."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import combinations, count

from glossary import forms
from glossary.errors import InvalidInput
from glossary.model import CATEGORIES, Concept, Glossary, Lang, Source, Status, Term
from glossary.text import chinese, fold, pinyin, romanization, script, transcription

_HANZI = (Lang.ZH_HANS, Lang.ZH_HANT)
_MOST_OPEN = 6  # characters of a name that may have to stay as they were typed


def drafted(
    hanzi: str,
    category: str,
    taken: Container[str],
    *,
    id: str | None = None,
    ko: Sequence[str] = (),
    zh_hant: Sequence[str] = (),
    en: Sequence[str] = (),
    tickers: Sequence[str] = (),
    broader: str | None = None,
    origin: str | None = None,
    sources: Sequence[Source] = (),
) -> Concept:
    """Return a new concept of the name in hanzi, in either script; InvalidInput if it cannot be one.

    Traditional forms stay only where derivation does not give them. Without Korean forms the official transcription
    stands there; without `origin`, `ko_origin` says where the preferred form is the transcription, or the Sino-Korean
    reading. Without an `id` one is made of the first English name, else of the pinyin; an id in `taken` gets a number.
    """
    hanzi, ko, zh_hant, en = _tidy(hanzi), [*map(_tidy, ko)], [*map(_tidy, zh_hant)], [*map(_tidy, en)]
    zh, typed = both_scripts(hanzi)
    ko, ko_origin = _korean(hanzi, category, ko)
    derived = chinese.traditional_forms(zh)
    listed = {
        Lang.KO: ko,
        Lang.ZH_HANS: [zh],
        Lang.ZH_HANT: [form for form in dict.fromkeys((*typed, *zh_hant)) if form not in derived],
        Lang.EN: en,
    }
    return Concept(
        id=id or _free(_slug(en[0]) if en else "", zh, taken),
        category=category,
        terms=tuple(term for lang, texts in listed.items() for term in _listed(lang, texts)),
        tickers=tuple(tickers),
        ko_origin=origin or ko_origin,
        broader=broader,
        sources=tuple(sources),
    )


def named(
    category: str,
    taken: Container[str],
    *,
    ko: Sequence[str] = (),
    en: Sequence[str] = (),
    sources: Sequence[Source] = (),
) -> Concept:
    """Return a new concept whose name in hanzi is not known; InvalidInput if it has no form at all.

    The id is made of the first English name, else of the first Korean one in Latin letters.
    """
    ko, en = [*map(_tidy, ko)], [*map(_tidy, en)]
    if not (ko or en):
        raise InvalidInput("hanzi", "the concept has no name; give it in hanzi, in Hangul or in Latin letters")
    name = en[0] if en else romanization.romanized(ko[0])[0]
    return Concept(
        id=_free(_slug(name), name, taken), category=category, terms=(*_listed(Lang.KO, ko), *_listed(Lang.EN, en)),
        sources=tuple(sources),
    )  # fmt: skip


def placed(glossary: Glossary, concept: Concept) -> Glossary:
    """Return the glossary with this concept in the place of its id, or as a new one where the layout wants it.

    That is before the first of its category with a greater id, as `layout.inserted` has it.
    """
    concepts = list(glossary.concepts)
    if concept.id in glossary.by_id:
        return Glossary(tuple(concept if one.id == concept.id else one for one in concepts))
    order = [(CATEGORIES.index(one.category), one.id) for one in concepts]
    own = (CATEGORIES.index(concept.category), concept.id)
    greater = (i for i, one in enumerate(order) if one[0] == own[0] and one > own)
    group = [i for i, one in enumerate(order) if one[0] == own[0]] or [i for i, one in enumerate(order) if one < own]
    concepts.insert(next(greater, group[-1] + 1 if group else 0), concept)
    return Glossary(tuple(concepts))


def namesakes(glossary: Glossary, concept: Concept) -> list[Concept]:
    """Return the concepts that are written in hanzi as this one is, in either script, with whatever status."""
    own = {fold.key(term.text) for term in concept.terms if term.lang in _HANZI}
    return [
        other
        for other in glossary.concepts
        if any(term.lang in _HANZI and fold.key(term.text) in own for term in forms.written(other))
    ]


def both_scripts(hanzi: str) -> tuple[str, tuple[str, ...]]:
    """Return a name in simplified script, and as it was typed if that is a traditional form that is not derived.

    >>> both_scripts("昇腾"), both_scripts("昇騰"), both_scripts("余承東"), both_scripts("淸華")
    (('昇腾', ()), ('昇腾', ()), ('余承东', ('余承東',)), ('清华', ('淸華',)))
    """
    if any(_encodable(char, "gb2312") and not _encodable(char, "big5") for char in hanzi):
        return hanzi, ()  # 昇腾 is simplified because of 腾, though 昇 is a traditional form of 升 too
    simplified = transcription.simplified_form(hanzi)
    for form in _partly(simplified, hanzi):
        if hanzi == form or hanzi in chinese.traditional_forms(form):
            return form, ()
    return simplified, (hanzi,)


def _listed(lang: Lang, texts: Iterable[str]) -> Iterator[Term]:
    for i, text in enumerate(dict.fromkeys(texts)):
        yield Term(text, lang, Status.ADMITTED if i else Status.PREFERRED)


def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _partly(simplified: str, typed: str) -> Iterator[str]:
    """Yield the simplified name, then with some characters as they were typed, few before many (昇腾, not 升腾)."""
    yield simplified
    changed = [i for i, char in enumerate(typed) if chinese.to_simplified(char) != char]
    for number in range(1, min(len(changed), _MOST_OPEN)):
        for kept in combinations(changed[:_MOST_OPEN], number):
            yield "".join(typed[i] if i in kept else char for i, char in enumerate(simplified))


def _tidy(text: str) -> str:
    tidy = unicodedata.normalize("NFC", text).strip()
    if not tidy:
        raise InvalidInput("form", "a form of the name is empty; write it or leave it out")
    return tidy


def _korean(hanzi: str, category: str, ko: list[str]) -> tuple[list[str], str | None]:
    """Return the Korean forms, and how the first of them arose if the characters say so."""
    if not script.has(hanzi, script.HAN):
        raise InvalidInput("hanzi", f"{hanzi!r} has no hanzi; give the name in Chinese characters, such as 昇腾")
    try:
        official = transcription.transcribe(hanzi, transcription.kind_of(category))
    except InvalidInput:  # a character without a reading
        if not ko:
            raise
        return ko, None
    forms = ko or [official["hangul"]]
    if forms[0] == official["hangul"]:
        return forms, "transcription"
    return forms, "sino-korean" if forms[0] in official["sino_korean"] else None


def _free(slug: str, zh: str, taken: Container[str]) -> str:
    slug = slug or _slug(pinyin.of(zh))
    if not slug:
        raise InvalidInput("id", f"no id can be made of {zh!r}; give one")
    if slug not in taken:
        return slug
    return next(numbered for number in count(2) if (numbered := f"{slug}-{number}") not in taken)


def _slug(name: str) -> str:
    """Return a name as an id: People's Daily → peoples-daily, Lüshun → lushun."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(char))
    return re.sub("[^a-z0-9]+", "-", re.sub("['’&]", "", letters)).strip("-")
