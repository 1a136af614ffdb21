"""A desk's own list of what is never to be marked, a form or a concept a line."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from glossary.errors import InvalidDeskFile, Problem
from glossary.model import Annotation, Decision
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
        kept = [one for one in annotation["mentions"] if not self._has(one["text"], one["concept"])]
        return {**annotation, "mentions": kept}

    def undoubted(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Return the decisions on forms that may be marked, with the senses that may be."""
        left: list[Decision] = []
        for one in decisions:
            senses = [sense for sense in one["senses"] if not self._has(one["text"], sense["concept"])]
            if senses:
                left.append({**one, "senses": senses})
        return left

    def _has(self, form: str, concept: str) -> bool:
        return concept in self.concepts or fold.key(form) in self.forms


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
