"""Slow, obvious twins of the fast parts: what they find must be what these find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from glossary import forms
from glossary.model import Glossary
from glossary.text import fold
from tests.annotate.marked import Labelled


def occurrences(patterns: Sequence[str], text: str) -> set[tuple[int, int, int]]:
    """Return (start, end, number of the pattern) for each pattern at each place where it stands, overlaps included."""
    hits = set()
    for number, pattern in enumerate(patterns):
        for start in range(len(text)):
            if text.find(pattern, start, start + len(pattern)) == start:
                hits.add((start, start + len(pattern), number))
    return hits


def names(glossary: Glossary) -> dict[str, str]:
    """Return the concept of each written form that names one concept only and is no common word or short piece."""
    named: dict[str, set[str]] = {}
    common: set[str] = set()
    for concept in glossary.concepts:
        common.update(map(fold.key, concept.ambiguous))
        for term in forms.written(concept):
            named.setdefault(term.text, set()).add(concept.id)
    return {
        form: concepts.pop()
        for form, concepts in named.items()
        if len(concepts) == 1 and fold.key(form) not in common and len(form) > (2 if form.isascii() else 1)
    }


def longest_first(text: str, named: dict[str, str]) -> Iterator[Labelled]:
    """Yield the names in a text from left to right: at each place the longest that stands there, as it is written."""
    at = 0
    while at < len(text):
        form = max((form for form in named if text.startswith(form, at)), key=len, default=None)
        if form is None:
            at += 1
        else:
            yield Labelled(at, at + len(form), form, named[form])
            at += len(form)


def shifted(labels: Iterable[Labelled], by: int) -> list[Labelled]:
    """Return the labels as they are once so many characters stand before the text."""
    return [Labelled(start + by, end + by, text, concept) for start, end, text, concept in labels]
