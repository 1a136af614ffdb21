"""From an article to its mentions: fold, one automaton pass, boundaries, evidence, overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from glossary import forms
from glossary.annotate import evidence, matching
from glossary.annotate.boundaries import MAYBE, NO, YES, Surroundings
from glossary.annotate.evidence import Article, Candidate
from glossary.model import Concept, Glossary, Lang, Mention, Status, Term
from glossary.text import script, table
from glossary.text.fold import ZERO_WIDTH, Folded, fold

_ROUNDS = 3  # how far evidence is passed on from neighbour to neighbour
_RANK = {status: rank for rank, status in enumerate(Status)}


@dataclass(frozen=True, slots=True)
class _Sense:
    """One concept that a form can name, and its terms that fold to this form, the best first."""

    concept: Concept
    terms: tuple[Term, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One folded form: the concepts it can name and the places where a listed form has a separator."""

    senses: tuple[_Sense, ...]
    separators: frozenset[int]
    exact_case: bool


class Annotator:
    """The automaton of one glossary with what is known of each form; immutable once built."""

    def __init__(
        self, patterns: Sequence[_Pattern], find: matching.Finder, preferred: dict[str, dict[Lang, str]]
    ) -> None:
        self._patterns = patterns
        self._find = find
        self._preferred = preferred

    @classmethod
    def build(cls, glossary: Glossary, engine: str = matching.ENGINE) -> Annotator:
        """Return the annotator of a glossary; `engine` names a row of matching.ENGINES."""
        terms: dict[str, list[tuple[Concept, Term]]] = {}
        separators: dict[str, set[int]] = {}
        for concept in glossary.concepts:
            tickers = (Term(ticker, Lang.UND, Status.PREFERRED) for ticker in concept.tickers)
            for term in (*forms.written(concept), *tickers):
                folded = fold(term.text)
                if folded.text:
                    terms.setdefault(folded.text, []).append((concept, term))
                    places = (i for i, gap in enumerate(folded.gaps) if i and gap > ZERO_WIDTH)
                    separators.setdefault(folded.text, set()).update(places)
        patterns = [_pattern(text, named, separators[text]) for text, named in terms.items()]
        preferred = {concept.id: _preferred(concept) for concept in glossary.concepts}
        return cls(patterns, matching.finder(list(terms), engine), preferred)

    def annotate(self, text: str, *, overlapping: bool = False) -> list[Mention]:
        """Return the mentions in a text, sorted by start; offsets are code points of the text as given.

        Of overlapping names the longest stands, unless `overlapping` asks for all of them.
        """
        folded = fold(text)
        hits = self._find(folded.text)
        if not hits:
            return []
        around = Surroundings(folded)
        candidates = self._candidates(hits, around)
        decided = _decided(candidates, around)
        chosen = decided if overlapping else _longest(decided)
        chosen.sort(key=lambda pair: (pair[0].start, -pair[0].end, pair[0].concept.id))
        mentions = (self._mention(one, confidence, folded, text) for one, confidence in chosen)
        return [mention for mention in mentions if mention is not None]

    def _candidates(self, hits: matching.HitList, around: Surroundings) -> list[Candidate]:
        """Return the hits that are whole names, once for each of their senses."""
        patterns = self._patterns
        edges: list[tuple[int, int, int, int, int]] = []
        unsure = False
        for start, end, number in hits:
            left = around.left(start)
            if left == NO:
                continue
            right = around.right(start, end)
            if right == NO or not around.inside(start, end, patterns[number].separators):
                continue
            edges.append((start, end, number, left, right))
            unsure = unsure or left == MAYBE or right == MAYBE
        whole = _adjoining(edges) if unsure else edges
        return [
            Candidate(start, end, number, sense.concept, sense.certain)
            for start, end, number, _, _ in whole
            for sense in patterns[number].senses
        ]

    def _mention(self, one: Candidate, confidence: str, folded: Folded, text: str) -> Mention | None:
        start, end = folded.span(one.start, one.end)
        own = text[start:end]
        pattern = self._patterns[one.pattern]
        if pattern.exact_case and not any(own == term.text for sense in pattern.senses for term in sense.terms):
            return None
        sense = next(sense for sense in pattern.senses if sense.concept is one.concept)
        term = next((term for term in sense.terms if term.text == own), sense.terms[0])
        lang = _script(own, term)
        names = self._preferred[one.concept.id]
        return {
            "start": start,
            "end": end,
            "text": own,
            "concept": one.concept.id,
            "kind": "ticker" if lang is Lang.UND else "name",
            "lang": lang,
            "status": term.status,
            "preferred": names.get(lang) or names.get(Lang.KO) or next(iter(names.values()), own),
            "confidence": confidence,
        }


def _pattern(folded: str, named: Iterable[tuple[Concept, Term]], separators: set[int]) -> _Pattern:
    terms: dict[str, list[Term]] = {}
    concepts: dict[str, Concept] = {}
    for concept, term in named:
        concepts[concept.id] = concept
        terms.setdefault(concept.id, []).append(term)
    senses = []
    for concept_id, own in terms.items():
        concept = concepts[concept_id]
        common = {fold(form).text for form in concept.ambiguous}
        certain = len(terms) == 1 and folded not in common and not _too_short(folded)
        ordered = sorted(own, key=lambda term: _RANK[term.status])
        senses.append(_Sense(concept, tuple(ordered), certain))
    # A symbol of letters alone (BIDU) is a word unless it is written as the exchange writes it.
    only_tickers = all(term.lang is Lang.UND for sense in senses for term in sense.terms)
    return _Pattern(tuple(senses), frozenset(separators), only_tickers and folded.isalpha())


def _too_short(folded: str) -> bool:
    """Say whether a form is so short that it stands in too many other words to be taken without evidence."""
    classes = script.scripts(folded)
    return len(folded) == 1 or (len(folded) == 2 and script.HANGUL not in classes and script.HAN not in classes)


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


def _adjoining(edges: list[tuple[int, int, int, int, int]]) -> list[tuple[int, int, int, int, int]]:
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


def _decided(candidates: list[Candidate], around: Surroundings) -> list[tuple[Candidate, str]]:
    """Return the candidates that are meant, each with its confidence."""
    certain = [one for one in candidates if one.certain]
    decided = [(one, "high") for one in certain]
    if len(certain) == len(candidates):
        return decided
    article = Article(around, candidates)
    open_spans: dict[tuple[int, int], list[Candidate]] = {}
    for one in candidates:
        if not one.certain:
            open_spans.setdefault((one.start, one.end), []).append(one)
    # What is told by the words around it can tell its neighbours: 선전시 tells 룽강 behind it.
    patterns: set[tuple[int, str]] = set()
    for _ in range(_ROUNDS):
        before = len(open_spans)
        for span, senses in list(open_spans.items()):
            meant = evidence.best([(evidence.weight(one, article, local=True), one) for one in senses])
            if meant is not None:
                del open_spans[span]
                article.settle(meant)
                patterns.add((meant.pattern, meant.concept.id))
                decided.append((meant, "high"))
        if len(open_spans) == before:
            break
    # And it tells the rest of the article: one sense per article.
    for senses in open_spans.values():
        wide = [
            (evidence.weight(one, article, local=False) + 2 * ((one.pattern, one.concept.id) in patterns), one)
            for one in senses
        ]
        meant = evidence.best(wide)
        if meant is not None:
            decided.append((meant, "medium"))
    return decided


def _longest(decided: list[tuple[Candidate, str]]) -> list[tuple[Candidate, str]]:
    """Resolve overlaps: the longest stands, then the more certain, then the earlier."""
    decided.sort(key=lambda pair: pair[0].start)
    chosen: list[tuple[Candidate, str]] = []
    cluster: list[tuple[Candidate, str]] = []
    reach = -1
    for pair in decided:
        if pair[0].start >= reach:
            chosen += _without_overlaps(cluster)
            cluster = []
        cluster.append(pair)
        reach = max(reach, pair[0].end)
    chosen += _without_overlaps(cluster)
    return chosen


def _without_overlaps(cluster: list[tuple[Candidate, str]]) -> list[tuple[Candidate, str]]:
    if len(cluster) < 2:
        return cluster
    kept: list[tuple[Candidate, str]] = []
    for pair in sorted(cluster, key=lambda p: (p[0].start - p[0].end, not p[0].certain, p[1], p[0].start)):
        if all(pair[0].end <= other.start or other.end <= pair[0].start for other, _ in kept):
            kept.append(pair)
    return kept
