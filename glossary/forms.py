"""All written forms of a concept: those the file lists and the traditional ones that OpenCC derives."""

from __future__ import annotations

from glossary.model import LIVE, Concept, ConceptView, Lang, Status, Term
from glossary.text import chinese, pinyin, script


def written(concept: Concept) -> tuple[Term, ...]:
    """Return the concept's listed terms, then the derived traditional ones with the status of their simplified term.

    A derived form that is listed already, with whatever status, is left out.
    """
    known = {term.text for term in concept.terms}
    derived: dict[str, Term] = {}
    for term in concept.terms:
        if term.lang is Lang.ZH_HANS:
            for form in chinese.traditional_forms(term.text):
                if form not in known:
                    derived.setdefault(form, Term(form, Lang.ZH_HANT, term.status))
    return (*concept.terms, *derived.values())


def view(concept: Concept) -> ConceptView:
    """Return what answers say of the concept."""
    return {
        "id": concept.id,
        "category": concept.category,
        "ko": {
            "preferred": concept.preferred(Lang.KO),
            "admitted": list(concept.texts(Lang.KO, Status.ADMITTED)),
            "deprecated": list(concept.texts(Lang.KO, Status.DEPRECATED)),
        },
        "zh_hans": list(concept.texts(Lang.ZH_HANS, *LIVE)),
        "zh_hant": traditional(concept),
        "en": list(concept.texts(Lang.EN, *LIVE)),
        "pinyin": readings(concept),
        "tickers": list(concept.tickers),
    }


def traditional(concept: Concept) -> list[str]:
    """Return the concept's live traditional forms: the listed ones, then those derived from each simplified one."""
    simplified = concept.texts(Lang.ZH_HANS, *LIVE)
    derived = (form for text in simplified if script.has(text, script.HAN) for form in chinese.traditional_forms(text))
    return list(dict.fromkeys((*concept.texts(Lang.ZH_HANT, *LIVE), *derived)))


def readings(concept: Concept) -> list[str]:
    """Return the pinyin of the concept's live simplified forms; its own `pinyin` stands for the first of them."""
    forms = [text for text in concept.texts(Lang.ZH_HANS, *LIVE) if script.has(text, script.HAN)]
    derived = [pinyin.of(text) for text in forms[1 if concept.pinyin else 0 :]]
    return list(dict.fromkeys(([concept.pinyin] if concept.pinyin else []) + derived))
