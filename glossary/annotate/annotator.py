"""From an article to its mentions: fold, one automaton pass, boundaries, evidence, overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from glossary import forms
from glossary.annotate import evidence, matching
from glossary.annotate.boundaries import MAYBE, NO, YES, Surroundings
from glossary.annotate.evidence import Article, Candidate
from glossary.model import Concept, Glossary, Lang, Mention, Status, Term
from glossary.text import script, table
from glossary.text.fold import ZERO_WIDTH, Folded, fold

_ROUNDS = 3  # how far evidence is passed on from neighbour to neighbour
_RANK = {status: rank for rank, status in enumerate(Status)}


class _Shown(NamedTuple):
    """What a mention says of the form that stands in the text."""

    kind: str
    lang: Lang
    status: Status
    preferred: str


@dataclass(frozen=True, slots=True)
class _Sense:
    """One concept that a form can name: its terms that fold to this form, the best first, and what each shows."""

    concept: Concept
    terms: tuple[Term, ...]
    certain: bool
    shown: Mapping[str, _Shown]
    preferred: Mapping[Lang, str]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One folded form: the concepts it can name, and what listed forms have for separators at which places."""

    senses: tuple[_Sense, ...]
    separators: Mapping[int, int]
    exact_case: bool


class Annotator:
    """The automaton of one glossary with what is known of each form; immutable once built."""

    def __init__(self, patterns: Sequence[_Pattern], find: matching.Finder) -> None:
        self._patterns = patterns
        self._find = find

    @classmethod
    def build(cls, glossary: Glossary, engine: str = matching.ENGINE) -> Annotator:
        """Return the annotator of a glossary; `engine` names a row of matching.ENGINES."""
        terms: dict[str, list[tuple[Concept, Term]]] = {}
        separators: dict[str, dict[int, int]] = {}
        for concept in glossary.concepts:
            tickers = (Term(ticker, Lang.UND, Status.PREFERRED) for ticker in concept.tickers)
            for term in (*forms.written(concept), *tickers):
                folded = fold(term.text)
                if folded.text:
                    terms.setdefault(folded.text, []).append((concept, term))
                    places = separators.setdefault(folded.text, {})
                    for i, gap in enumerate(folded.gaps):
                        if i and gap > ZERO_WIDTH:
                            places[i] = places.get(i, 0) | gap
        preferred = {concept.id: _preferred(concept) for concept in glossary.concepts}
        patterns = [_pattern(text, named, separators[text], preferred) for text, named in terms.items()]
        return cls(patterns, matching.finder(list(terms), engine))

    def annotate(self, text: str, *, overlapping: bool = False) -> list[Mention]:
        """Return the mentions in a text, sorted by start; offsets are code points of the text as given.

        Of overlapping names the longest stands, unless `overlapping` asks for all of them.
        """
        folded = fold(text)
        hits = self._find(folded.text)
        if not hits:
            return []
        around = Surroundings(folded)
        candidates = self._candidates(hits, around, folded, text)
        meant, unsure = _decided(candidates, around)
        chosen = meant if overlapping else _longest(meant, unsure)
        patterns = self._patterns
        mentions: list[Mention] = []
        for one in chosen:
            start, end = folded.span(one.start, one.end)
            own = text[start:end]
            sense = next(sense for sense in patterns[one.pattern].senses if sense.concept is one.concept)
            shown = sense.shown.get(own) or _shown(own, sense.terms[0], sense.preferred)
            mentions.append(
                {
                    "start": start,
                    "end": end,
                    "text": own,
                    "concept": one.concept.id,
                    "kind": shown.kind,
                    "lang": shown.lang,
                    "status": shown.status,
                    "preferred": shown.preferred,
                    "confidence": "medium" if one in unsure else "high",
                }
            )
        return mentions

    def _candidates(self, hits: matching.HitList, around: Surroundings, folded: Folded, text: str) -> list[Candidate]:
        """Return the hits that are whole names, once for each of their senses, by their starts."""
        patterns = self._patterns
        edges: list[_Edge] = []
        doubtful = False
        for start, end, number in hits:
            left = around.left(start)
            if left == NO:
                continue
            right = around.right(start, end)
            pattern = patterns[number]
            if right == NO or not around.inside(start, end, pattern.separators):
                continue
            if pattern.exact_case and not _as_listed(text, folded.span(start, end), pattern):
                continue
            edges.append((start, end, number, left, right))
            doubtful = doubtful or left == MAYBE or right == MAYBE
        whole = _adjoining(edges) if doubtful else edges
        whole.sort()
        return [
            Candidate(start, end, number, sense.concept, sense.certain)
            for start, end, number, _, _ in whole
            for sense in patterns[number].senses
        ]


_Edge = tuple[int, int, int, int, int]  # start, end, pattern, left verdict, right verdict


def _as_listed(text: str, span: tuple[int, int], pattern: _Pattern) -> bool:
    own = text[slice(*span)]
    return any(own in sense.shown for sense in pattern.senses)


def _pattern(
    folded: str,
    named: Iterable[tuple[Concept, Term]],
    separators: Mapping[int, int],
    preferred: Mapping[str, Mapping[Lang, str]],
) -> _Pattern:
    terms: dict[str, list[Term]] = {}
    concepts: dict[str, Concept] = {}
    for concept, term in named:
        concepts[concept.id] = concept
        terms.setdefault(concept.id, []).append(term)
    senses = []
    for concept_id, own in sorted(terms.items()):
        concept = concepts[concept_id]
        common = {fold(form).text for form in concept.ambiguous}
        certain = len(terms) == 1 and folded not in common and not _is_one_hanzi(folded)
        ordered = sorted(own, key=lambda term: _RANK[term.status])
        names = preferred[concept_id]
        # Of terms that are written alike the best stands, so it is put in last.
        shown = {term.text: _shown(term.text, term, names) for term in reversed(ordered)}
        senses.append(_Sense(concept, tuple(ordered), certain, shown, names))
    # A symbol of letters alone (BIDU) is a word unless it is written as the exchange writes it.
    only_tickers = all(term.lang is Lang.UND for sense in senses for term in sense.terms)
    return _Pattern(tuple(senses), separators, only_tickers and folded.isalpha())


def _shown(text: str, term: Term, names: Mapping[Lang, str]) -> _Shown:
    """Return what a mention of a term says when it stands in the article as this text."""
    lang = _script(text, term)
    preferred = names.get(lang) or names.get(Lang.KO) or next(iter(names.values()), text)
    return _Shown("ticker" if lang is Lang.UND else "name", lang, term.status, preferred)


def _is_one_hanzi(folded: str) -> bool:
    """Say whether a form is a single hanzi: it stands inside so many words that it is never taken without evidence."""
    return len(folded) == 1 and script.scripts(folded)[0] == script.HAN


def _preferred(concept: Concept) -> dict[Lang, str]:
    names = {lang: text for lang in Lang if (text := concept.preferred(lang))}
    if traditional := forms.view(concept)["zh_hant"]:
        names[Lang.ZH_HANT] = traditional[0]
    return names


def _script(text: str, term: Term) -> Lang:
    """Return the language tag of a mention: hanzi are traditional if any character is traditional only."""
    if term.lang not in (Lang.ZH_HANS, Lang.ZH_HANT) or text == term.text:
        own = term.lang
        return Lang.ZH_HANS if own is Lang.ZH_HANT and _traditional().isdisjoint(text) else own
    return Lang.ZH_HANS if _traditional().isdisjoint(text) else Lang.ZH_HANT


@cache
def _traditional() -> frozenset[str]:
    return frozenset(char for char, _ in table("variants.tsv"))


def _adjoining(edges: list[_Edge]) -> list[_Edge]:
    """Keep the hits with two sound ends, where an end may also be sound by meeting another hit: 바이두화웨이."""
    ends: set[int] = set()
    lefts = []
    for edge in sorted(edges):
        if edge[3] == YES or edge[0] in ends:
            ends.add(edge[1])
            lefts.append(edge)
    starts: set[int] = set()
    whole = []
    for edge in sorted(lefts, key=lambda edge: -edge[0]):
        if edge[4] == YES or edge[1] in starts:
            starts.add(edge[0])
            whole.append(edge)
    return whole


def _decided(candidates: list[Candidate], around: Surroundings) -> tuple[list[Candidate], set[Candidate]]:
    """Return the candidates that are meant, by their starts, and those of them that only the article tells."""
    unsure: set[Candidate] = set()
    if all(one.certain for one in candidates):
        return candidates, unsure
    article = Article(around, candidates)
    open_spans: dict[tuple[int, int], list[Candidate]] = {}
    for one in candidates:
        if not one.certain:
            open_spans.setdefault((one.start, one.end), []).append(one)
    meant = {one for one in candidates if one.certain}
    # What is told by the words around it can tell its neighbours: 선전시 tells 룽강 behind it.
    told: set[tuple[int, str]] = set()
    for _ in range(_ROUNDS):
        before = len(open_spans)
        for span, senses in list(open_spans.items()):
            sense = evidence.best([(evidence.weight(one, article, local=True), one) for one in senses])
            if sense is not None:
                del open_spans[span]
                article.settle(sense)
                told.add((sense.pattern, sense.concept.id))
                meant.add(sense)
        if len(open_spans) == before:
            break
    # And it tells the rest of the article: one sense per article.
    for senses in open_spans.values():
        sense = evidence.best(
            [
                (evidence.weight(one, article, local=False) + 2 * ((one.pattern, one.concept.id) in told), one)
                for one in senses
            ]
        )
        if sense is not None:
            meant.add(sense)
            unsure.add(sense)
    return [one for one in candidates if one in meant], unsure


def _longest(meant: list[Candidate], unsure: set[Candidate]) -> list[Candidate]:
    """Resolve overlaps: the longest stands, then the more certain, then the earlier."""
    chosen: list[Candidate] = []
    cluster: list[Candidate] = []
    reach = 0
    for one in meant:
        if one.start >= reach:
            chosen += cluster if len(cluster) < 2 else _without_overlaps(cluster, unsure)
            cluster = []
        cluster.append(one)
        reach = max(reach, one.end)
    chosen += cluster if len(cluster) < 2 else _without_overlaps(cluster, unsure)
    return chosen


def _without_overlaps(cluster: list[Candidate], unsure: set[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for one in sorted(cluster, key=lambda c: (c.start - c.end, not c.certain, c in unsure, c.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
