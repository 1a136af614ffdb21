"""The article with each name glossed where it first stands: 성텅(昇騰·Ascend)은."""

from __future__ import annotations

import re

from glossary.documents.article import Article
from glossary.documents.format import Desk
from glossary.documents.rewriting import Edit, edited, renamed
from glossary.model import Annotation

_BRACKET = re.compile(r"\s?[(（\[〔【]")
_CLOSING = re.compile(r"[)）\]〕】\n]")


def write(article: Article, annotation: Annotation, desk: Desk) -> str:
    """Return the article with a gloss in the desk's style behind the first mention of each concept.

    None is put where brackets follow already, or inside brackets; then the next mention is looked at, unless the
    brackets hold a gloss of the concept. The particle behind keeps agreeing with the name before the brackets.
    """
    text = article.text
    edits: list[Edit] = []
    reach = 0
    done: set[str] = set()
    mentions = annotation["mentions"]
    for number, mention in enumerate(mentions):
        concept = mention["concept"]
        if concept in done or mention["kind"] != "name" or mention["start"] < reach:
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
        name, gloss = desk.style.glossed(mention, desk.views[concept])
        if gloss:
            edits += renamed(text, mention, name, gloss)
            reach = mention["end"]
    return edited(text, edits)


def _in_brackets(text: str, position: int) -> bool:
    line = text[max(text.rfind("\n", 0, position), position - 80) + 1 : position]
    return line.count("(") + line.count("（") > line.count(")") + line.count("）")
