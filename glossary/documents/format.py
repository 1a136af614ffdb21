"""The record of one output format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from glossary.model import Annotation, ConceptView

Views = Mapping[str, ConceptView]


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is what `--to` and `to` take, `extension` follows a file's stem; `write` gives the whole output."""

    name: str
    extension: str
    write: Callable[[str, Annotation, Views], str]
