"""Standoff JSON: the annotation as it is, the article untouched beside it."""

from __future__ import annotations

import json

from glossary.documents.format import Views
from glossary.model import Annotation


def write(text: str, annotation: Annotation, views: Views) -> str:
    """Return the annotation as one JSON object."""
    return json.dumps(annotation, ensure_ascii=False) + "\n"
