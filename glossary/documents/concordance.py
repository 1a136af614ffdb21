"""The names of an article as a concordance shows them: each in a line of the text around it."""

from __future__ import annotations

import re

from glossary.documents.article import Article
from glossary.model import Annotation, KeptArticle, KeptMention

CONTEXT = 40  # characters on each side
_MOST_FORM = 200
_AROUND = 4 * CONTEXT  # so much is looked at: spaces and line breaks count as one
# Line breaks and spaces, and what would do something to a terminal or a line in place of standing in it.
_BLANK = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]+"
)


def kept(
    article: Article, annotation: Annotation, *, source: str, id: str, date: str | None, text: bool
) -> KeptArticle:
    """Return what is kept of an article with its annotation; its text only if that is wanted."""
    located = article.located(annotation)["mentions"]
    whole = article.text
    mentions: list[KeptMention] = []
    for mention, place in zip(annotation["mentions"], located, strict=True):
        start, end = mention["start"], mention["end"]
        mentions.append(
            {
                "concept": mention["concept"],
                "form": on_a_line(mention["text"])[:_MOST_FORM],
                "lang": mention["lang"],
                "kind": mention["kind"],
                "status": mention["status"],
                "start": place["start"],
                "end": place["end"],
                "left": on_a_line(whole[max(0, start - _AROUND) : start])[-CONTEXT:],
                "right": on_a_line(whole[end : end + _AROUND])[:CONTEXT],
            }
        )
    return {"source": source, "id": id, "date": date, "text": article.source if text else None, "mentions": mentions}


def on_a_line(text: str) -> str:
    """Return a text with one space for what divides it.

    >>> on_a_line("화웨이는\\n  성텅을")
    '화웨이는 성텅을'
    """
    return _BLANK.sub(" ", text)
