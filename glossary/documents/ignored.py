"""A desk's own list of what is never to be marked, a form or a concept a line."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from glossary.errors import InvalidDeskFile, Problem
from glossary.model import Annotation
from glossary.text import fold

_CONCEPT = "id:"
_ID = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Ignored:
    """Forms, compared as names in articles are, and concepts. `unknown` has the lines that name no concept there is."""

    forms: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    unknown: tuple[tuple[int, str], ...] = ()

    def left_out(self, annotation: Annotation) -> Annotation:
        """Return an annotation without what is never to be marked."""
        kept = [
            mention
            for mention in annotation["mentions"]
            if mention["concept"] not in self.concepts and fold.key(mention["text"]) not in self.forms
        ]
        return {**annotation, "mentions": kept}


def parse(text: str, path: str, concepts: Container[str]) -> Ignored:
    """Return the list in a file: forms as articles have them, `id:` before a concept, lines with # are comments.

    Raises InvalidDeskFile with every problem.
    """
    forms: set[str] = set()
    ids: set[str] = set()
    unknown: list[tuple[int, str]] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        if entry.startswith(_CONCEPT):
            concept = entry.removeprefix(_CONCEPT).strip()
            if not _ID.fullmatch(concept):
                message = f"{concept!r} is no concept's id"
                problems.append(Problem(path, number, 1, "", message, "write it as id:huawei, or the form alone"))
            ids.add(concept)
            if concept not in concepts:
                unknown.append((number, concept))
        elif form := fold.key(entry):
            forms.add(form)
        else:
            problems.append(
                Problem(path, number, 1, "", f"{entry!r} has no letter", "write a name as articles have it")
            )
    if problems:
        raise InvalidDeskFile(tuple(problems))
    return Ignored(frozenset(forms), frozenset(ids), tuple(unknown))
