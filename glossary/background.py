"""What the program's own glossary knows of concepts of which another one tells no more than the names.

Desks keep lists of names. That 海鸥 is a car and 新野 lies in 河南 is evidence for what a form means, and does not have
to be written down again for each list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from glossary import terms_yaml
from glossary.annotate.knowledge import chinese_names
from glossary.model import Concept, Glossary


def lent(glossary: Glossary) -> Glossary:
    """Return a glossary in which concepts without a definition or a domain have what the program's glossary tells.

    It is the program's concept of the same category that shares most Chinese names with one, and lends it a definition,
    a domain, and its relations to those concepts that the glossary has as well. Names are as they were.
    """
    lacking = {one.id for one in glossary.concepts if not (one.definition and one.domain)}
    if not lacking:
        return glossary
    claims: dict[str, Counter[str]] = {}  # by the program's concept: who shares how many names with it
    found: dict[str, Concept] = {}
    for one in glossary.concepts:
        if (told := _known(one)) is not None:
            found[one.id], names = told
            claims.setdefault(told[0].id, Counter())[one.id] = names
    # Of two places called 朝阳 it is neither, if nothing but that is told.
    known = {own: found[own] for claiming in claims.values() if (own := _most(claiming)) is not None}
    own_ids = {lender.id: own for own, lender in known.items()}
    return Glossary(
        tuple(
            _told(one, known[one.id], own_ids) if one.id in lacking and one.id in known else one
            for one in glossary.concepts
        )
    )


def _told(concept: Concept, known: Concept, own_ids: Mapping[str, str]) -> Concept:
    """Return a concept with what is known of it; `own_ids` are its glossary's, by those of the program's."""
    broader, related = concept.broader, concept.related
    if broader is None and not related:
        broader = own_ids.get(known.broader or "")
        related = tuple(own_ids[other] for other in known.related if other in own_ids)
    return replace(
        concept,
        definition=concept.definition or known.definition,
        domain=concept.domain or known.domain,
        broader=broader,
        related=related,
    )


def _known(concept: Concept) -> tuple[Concept, int] | None:
    """Return the program's concept that this one is, and how many Chinese names they share.

    None if there is none, or two share as many names with it.
    """
    found = {one.id: one for name in chinese_names(concept) for one in _packaged().get((concept.category, name), ())}
    shared = Counter({one.id: len(chinese_names(concept) & chinese_names(one)) for one in found.values()})
    most = _most(shared)
    return None if most is None else (found[most], shared[most])


def _most(counts: Counter[str]) -> str | None:
    """Return what is counted most, None if nothing is, or two things as often."""
    first, *second = counts.most_common(2) or [("", 0)]
    return None if not first[1] or (second and second[0][1] == first[1]) else first[0]


@cache
def _packaged() -> Mapping[tuple[str, str], list[Concept]]:
    found: dict[tuple[str, str], list[Concept]] = {}
    for concept in terms_yaml.packaged().concepts:
        for name in chinese_names(concept):
            found.setdefault((concept.category, name), []).append(concept)
    return found
