"""The article with each name glossed where it first stands: 성텅(昇騰·Ascend)은."""

from __future__ import annotations

import re

from glossary.documents.format import Views
from glossary.model import Annotation, ConceptView, Lang, Mention

_BRACKET = re.compile(r"\s?[(（\[〔【]")
_CLOSING = re.compile(r"[)）\]〕】\n]")


def write(text: str, annotation: Annotation, views: Views) -> str:
    """Return the article with a gloss behind the first mention of each concept.

    The gloss gives the name in the other languages: hanzi and English behind Hangul, Hangul before the others
    elsewhere. None is put where brackets follow already, or inside brackets; then the next mention is looked at,
    unless the brackets hold a gloss of the concept. The particle behind keeps agreeing, for the name stays before it.
    """
    pieces: list[str] = []
    at = 0
    done: set[str] = set()
    mentions = annotation["mentions"]
    for number, mention in enumerate(mentions):
        concept = mention["concept"]
        if concept in done or mention["kind"] != "name":
            continue
        if bracket := _BRACKET.match(text, mention["end"]):
            closing = _CLOSING.search(text, bracket.end())
            inside = range(bracket.end(), closing.start() if closing else len(text))
            if any(other["concept"] == concept and other["start"] in inside for other in mentions[number + 1 :][:8]):
                done.add(concept)
            continue
        if _in_brackets(text, mention["start"]):
            continue
        done.add(concept)
        if gloss := _gloss(mention, views[concept]):
            pieces += (text[at : mention["end"]], f"({gloss})")
            at = mention["end"]
    return "".join((*pieces, text[at:]))


def _in_brackets(text: str, position: int) -> bool:
    line = text[max(text.rfind("\n", 0, position), position - 80) + 1 : position]
    return line.count("(") + line.count("（") > line.count(")") + line.count("）")


def _gloss(mention: Mention, view: ConceptView) -> str:
    korean = view["ko"]["preferred"]
    hanzi = next(iter(view["zh_hant"] or view["zh_hans"]), None)
    english = next(iter(view["en"]), None)
    others = {Lang.KO: (hanzi, english), Lang.EN: (korean, hanzi)}.get(mention["lang"], (korean, english))
    return "·".join(other for other in others if other and other.casefold() != mention["text"].casefold())
