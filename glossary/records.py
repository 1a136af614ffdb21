"""Concepts as the text that the database keeps, and back.

The text is canonical: equal concepts have equal texts. Fields that hold their default are left out, so that a field
which a later version adds leaves the texts of concepts that do not use it as they were.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import MISSING, fields
from typing import Any

import orjson

from glossary.errors import StoreMismatch
from glossary.model import Concept, Lang, Source, Status, Term
from glossary.sections import unpacked_json

_FIELDS = tuple(
    (field.name, field.default_factory() if field.default_factory is not MISSING else field.default)
    for field in fields(Concept)
)
_TUPLES = ("tickers", "ambiguous", "related")


def dump(concept: Concept) -> str:
    """Return a concept as one line of canonical JSON, whatever characters its names have."""
    values: dict[str, Any] = {name: value for name, default in _FIELDS if (value := getattr(concept, name)) != default}
    values["terms"] = [{"text": term.text, "lang": term.lang, "status": term.status} for term in concept.terms]
    if concept.sources:
        values["sources"] = [{"ref": source.ref, "quote": source.quote} for source in concept.sources]
    for name in ("definition", "external"):
        if name in values:
            values[name] = dict(values[name])
    try:
        return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError:
        # YAML can write a lone surrogate ("\ud800"), which UTF-8 cannot carry: such a concept is kept in ASCII.
        return json.dumps(values, sort_keys=True, separators=(",", ":"))


def parse(text: str) -> Concept:
    """Return the concept of such a line. Raises StoreMismatch if a later version of the program wrote it."""
    try:
        values = unpacked_json(text)
        for name in _TUPLES:
            if name in values:
                values[name] = tuple(values[name])
        values["terms"] = tuple(
            Term(term["text"], Lang(term["lang"]), Status(term["status"])) for term in values["terms"]
        )
        if "sources" in values:
            values["sources"] = tuple(Source(**source) for source in values["sources"])
        return Concept(**values)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreMismatch(
            f"the database holds a concept that this version of the program does not understand ({error}); "
            "upgrade the program, or restore a backup"
        ) from error


def content_hash(texts: Iterable[str]) -> str:
    """Return what tells one glossary from another: a hash of its concepts' texts in their order."""
    found = hashlib.sha256()
    for text in texts:
        found.update(text.encode())
        found.update(b"\n")
    return found.hexdigest()
