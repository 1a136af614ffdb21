"""Countries, languages and currencies as Unicode's CLDR names them: concepts that nobody has to curate.

They lie beside a glossary for lookup alone, see `beside`. Babel, which brings CLDR's data along, is imported when the
layer is built and not before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from glossary.model import Concept, Glossary, Lang, Source, Status, Term
from glossary.text import chinese, fold

if TYPE_CHECKING:
    from babel import Locale

# No countries: pseudo-locales, unions, the unknown, and codes that ISO 3166 only keeps free for pieces of countries.
_NO_TERRITORIES = frozenset("XA XB ZZ QO EU EZ UN AC CP DG EA IC TA".split())
# For these the glossary is to say what they are called, or it is not said.
_CURATED = frozenset("CN HK MO TW".split())

# Forms that are also ordinary words or better known as something else. Those that two concepts of the layer share
# (Tuvalu, the country and the language) are found by themselves.
_WORDS: Mapping[str, str] = {
    "가나": "whether one goes; the letters 가나다",
    "가봉": "basting in tailoring",
    "건지": "whether it is …; picked up",
    "기니": "the coin",
    "랜드": "the ending of theme parks and shops",
    "레이": "ray; a given name",
    "리라": "the lyre; an ending",
    "리온": "Lyon; a given name",
    "말리": "jasmine; dissuading",
    "부탄": "butane",
    "수단": "means",
    "오만": "arrogance; fifty thousand",
    "이란": "particle: what is called …",
    "인도": "pavement; handing over; humanity",
    "저지": "stopping; jersey",
    "조지아": "the American state",
    "차드": "chard",
    "칠레": "dialect: will you hit it?",
    "콜론": "the punctuation mark",
    "토고": "having vomited",
    "풀라": "an ending of 풀다",
    "피지": "sebum",
    "苏丹": "sultan",
    "中非法郎": "China and Africa in 中非",
    "黑山": "black mountain; a county in Liaoning",
    "国际语": "any international language",
    "國際文": "any international writing",
    "世界语": "any world language",
    "世界文": "any world writing",
    "Chad": "a given name; a scrap of paper",
    "Georgia": "the American state",
    "Guinea": "the coin; guinea pig",
    "Ido": "a given name",
    "Jersey": "a shirt; New Jersey",
    "Jordan": "a given name and a brand",
    "Polish": "to polish",
    "Latin": "Latin America",
    "Afar": "far away",
    "Ewe": "a female sheep",
}
# ISO 4217 codes that are words, names or other abbreviations in capitals.
_WORD_CODES = frozenset("ALL AMD BAM BOB CAD COP CUP GEL LAK MAD MOP MUR PEN RON SAR SOS TOP TRY".split())
_VARIANTS = (("&", "and"), ("St. ", "Saint "))
_TWO_NAMES = re.compile(r"([^(]+?) \(([^)]+)\)")  # Myanmar (Burma)

_FORMS = ("ko", "zh_Hans", "zh_Hant", "zh_Hant_HK", "en")


class _Names(NamedTuple):
    """What CLDR calls one thing, by its code, in the locales of _FORMS."""

    code: str
    ko: str
    hans: str
    taiwan: str
    hong_kong: str
    en: str


def version() -> str:
    """Return which data the layer is made of: it changes when another Babel is installed."""
    import babel
    from babel.core import get_global

    return f"CLDR {get_global('cldr')['version']} (Babel {babel.__version__})"


@cache
def layer() -> Glossary:
    """Return the concepts of CLDR, whatever a glossary lists itself.

    Places are the countries and territories with a code of two letters (`country-kr`); terms are the languages that
    have such a code or are official somewhere (`language-ko`) and the currencies that are tender now (`currency-krw`).
    """
    from babel import Locale

    locales = [Locale.parse(name) for name in _FORMS]
    countries = list(_countries(locales))
    languages = list(_languages(locales))
    currencies = list(_currencies(locales))
    units = _units(currencies, countries)
    source = Source(version())
    concepts = [
        *(_concept(f"country-{one.code.lower()}", "place", one, source, _english(one.en)) for one in countries),
        *(_concept(f"language-{one.code}", "term", one, source, [one.en]) for one in languages),
        *(
            _concept(f"currency-{one.code.lower()}", "term", one, source, [one.en, one.code], units.get(one.code))
            for one in currencies
        ),
    ]
    return Glossary(tuple(_with_ambiguous(concepts)))


def beside(listed: Glossary) -> Glossary:
    """Return the layer as it may lie beside a glossary: what is listed there is called as it says.

    A concept of the layer is left out if the glossary has its id, or lists its Chinese name in the same category: then
    it is the same thing. Of the others, forms that the glossary lists are left out if another name of the language is
    left (NIO is the car maker's), and are ambiguous if not (이란 is Yilan's name and Iran's).
    """
    taken: set[str] = set()
    same: set[tuple[str, str]] = set()
    for concept in listed.concepts:
        for term in concept.terms:
            key = fold.key(term.text)
            taken.add(key)
            if term.lang is Lang.ZH_HANS:
                same.add((concept.category, key))
    return Glossary(
        tuple(
            _without(concept, taken)
            for concept in layer().concepts
            if concept.id not in listed.by_id
            and not any((concept.category, fold.key(name)) in same for name in concept.texts(Lang.ZH_HANS))
        )
    )


def _without(concept: Concept, taken: set[str]) -> Concept:
    clashing = [term for term in concept.terms if fold.key(term.text) in taken]
    if not clashing:
        return concept
    gone = {term for term in clashing if term.status is not Status.PREFERRED}
    terms = tuple(term for term in concept.terms if term not in gone)
    words = {term.text for term in clashing} | set(concept.ambiguous)
    return replace(concept, terms=terms, ambiguous=tuple(term.text for term in terms if term.text in words))


def _countries(locales: list[Locale]) -> Iterator[_Names]:
    for code, *names in _named([locale.territories for locale in locales]):
        if re.fullmatch("[A-Z]{2}", code) and code not in _NO_TERRITORIES | _CURATED:
            yield _Names(code, *names)


def _languages(locales: list[Locale]) -> Iterator[_Names]:
    from babel.core import get_global

    official = {
        code
        for languages in get_global("territory_languages").values()
        for code, about in languages.items()
        if about["official_status"] in ("official", "de_facto_official")
    }
    for code, *names in _named([locale.languages for locale in locales]):
        if len(code) == 2 or (len(code) == 3 and code in official):
            yield _Names(code, *names)


def _currencies(locales: list[Locale]) -> Iterator[_Names]:
    from babel.core import get_global

    tender = {
        code
        for periods in get_global("territory_currencies").values()
        for code, _, end, is_tender in periods
        if end is None and is_tender
    }
    for code, *names in _named([locale.currencies for locale in locales]):
        if code in tender:
            yield _Names(code, *names)


def _named(tables: list[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield each code with its names, if it has one in every locale."""
    for code in sorted(tables[0]):
        names = [table.get(code) for table in tables]
        if all(names):
            yield (code, *(name for name in names if name))


def _english(name: str) -> list[str]:
    """Return an English name as CLDR has it, and how else it is written.

    >>> _english("Myanmar (Burma)"), _english("St. Kitts & Nevis")
    (['Myanmar', 'Burma'], ['St. Kitts & Nevis', 'Saint Kitts and Nevis'])
    """
    if two := _TWO_NAMES.fullmatch(name):
        return list(two.groups())
    spelt = name
    for short, long in _VARIANTS:
        spelt = spelt.replace(short, long)
    return list(dict.fromkeys((name, spelt)))


def _units(currencies: Iterable[_Names], countries: Iterable[_Names]) -> dict[str, str]:
    """Return the currencies that the name of their unit is enough for: 엔화 is only Japan's, a 달러 anybody's.

    The unit is what stands behind the country in CLDR's Korean name; one of one syllable is no name (원, 동).
    """
    lands = {one.ko for one in countries}
    units = {}
    for one in currencies:
        land, _, unit = one.ko.rpartition(" ")
        if land in lands:
            units[one.code] = unit
    shared = Counter(one.ko.rpartition(" ")[2] for one in currencies)
    return {code: unit for code, unit in units.items() if len(unit) > 1 and shared[unit] == 1}


def _concept(
    id: str, category: str, names: _Names, source: Source, english: list[str], unit: str | None = None
) -> Concept:
    derived = chinese.traditional_forms(names.hans)
    # Taiwan and Hong Kong have names of their own. What conversion gives need not be listed, but for Taiwan's: that is
    # the first of the traditional forms (瓜地馬拉, then 危地馬拉).
    traditional = [names.taiwan] if names.taiwan != derived[0] else []
    if names.hong_kong not in (names.taiwan, *derived):
        traditional.append(names.hong_kong)
    forms = (
        (Lang.KO, [names.ko, *([unit] if unit else [])]),
        (Lang.ZH_HANS, [names.hans]),
        (Lang.ZH_HANT, traditional),
        (Lang.EN, english),
    )
    terms = tuple(
        Term(text, lang, Status.ADMITTED if number else Status.PREFERRED)
        for lang, texts in forms
        for number, text in enumerate(texts)
    )
    return Concept(id, category, terms, sources=(source,))


def _with_ambiguous(concepts: list[Concept]) -> Iterator[Concept]:
    """Yield the concepts with the forms that are no names by themselves: see _WORDS, and what two concepts share."""
    holders = Counter(text for concept in concepts for text in {term.text for term in concept.terms})
    for concept in concepts:
        texts = dict.fromkeys(term.text for term in concept.terms)
        common = (
            text for text in texts if len(text) == 1 or text in _WORDS or text in _WORD_CODES or holders[text] > 1
        )
        yield replace(concept, ambiguous=tuple(common))
