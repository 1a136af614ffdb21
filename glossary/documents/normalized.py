"""The article with deprecated spellings replaced by the preferred ones: 셩텅는 becomes 성텅은."""

from __future__ import annotations

from glossary.documents.article import Article
from glossary.documents.format import Desk
from glossary.documents.rewriting import Edit, edited, renamed
from glossary.model import Annotation, Status

_ROUNDS = 5  # a name put right can be the evidence that tells another; a glossary that goes in circles is left there


def write(article: Article, annotation: Annotation, desk: Desk) -> str:
    """Return the article's text without deprecated spellings, the particles behind them agreeing with the new ones."""
    text = article.text
    for _ in range(_ROUNDS):
        edits: list[Edit] = []
        reach = 0
        for mention in annotation["mentions"]:
            is_new = mention["preferred"] != mention["text"] and mention["start"] >= reach
            if mention["status"] == Status.DEPRECATED and is_new:
                edits += renamed(text, mention, mention["preferred"])
                reach = mention["end"]
        if not edits:
            break
        text = edited(text, edits)
        annotation = desk.annotate(text)
    return text
