"""The record of one output format, and what the formats are written with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from glossary.documents import styles
from glossary.documents.article import Annotate, Article
from glossary.documents.styles import Style
from glossary.model import Annotation, ConceptView

Views = Mapping[str, ConceptView]


@dataclass(frozen=True, slots=True)
class Desk:
    """What articles are written with: who finds names, what is known of each concept, the house style of glosses."""

    annotate: Annotate
    views: Views
    style: Style = styles.DEFAULT


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is what `--to` and `to` take, `extension` follows a file's stem.

    `write` gives the whole output for an article and the names that were found in its `text`.
    """

    name: str
    extension: str
    write: Callable[[Article, Annotation, Desk], str]
