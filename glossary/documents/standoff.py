"""Standoff JSON: the annotation as it is, the article untouched beside it."""

from __future__ import annotations

import json

from glossary.documents.article import Article
from glossary.documents.format import Desk
from glossary.model import Annotation


def write(article: Article, annotation: Annotation, desk: Desk) -> str:
    """Return the annotation as one JSON object; offsets are those of the article as it came."""
    return json.dumps(article.located(annotation), ensure_ascii=False) + "\n"
