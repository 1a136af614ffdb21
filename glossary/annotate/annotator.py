"""From an article to its mentions: fold, one automaton pass, boundaries, evidence, overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from glossary import forms
from glossary.annotate import evidence, matching
from glossary.annotate.boundaries import ASK, MAYBE, YES, Surroundings
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
        # What most hits need lies dense: a pattern's object is far from the others in memory, and going there costs
        # more than all else that is done for a hit.
        self._certain = bytes(pattern.senses[0].certain for pattern in patterns)
        self._exact_case = bytes(pattern.exact_case for pattern in patterns)
        self._first = [_first(pattern) for pattern in patterns]

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
        names = self._names(hits, around, folded, text)
        certain = self._certain
        told: dict[_Name, tuple[_Sense, str]] = {}
        if not all(certain[number] for _, _, number in names):
            told = _told(names, self._patterns, certain, around)
            names = [name for name in names if certain[name[2]] or name in told]
        chosen = names if overlapping else _longest(names, certain, told)
        if not chosen:
            return []
        starts = folded.starts.take([name[0] for name in chosen]).tolist()
        ends = folded.ends.take([name[1] - 1 for name in chosen]).tolist()
        first = self._first
        mentions: list[Mention] = []
        for name, start, end in zip(chosen, starts, ends, strict=True):
            own = text[start:end]
            written, concept, kind, lang, status, preferred = first[name[2]]
            confidence = "high"
            if own != written or not certain[name[2]]:
                sense = self._patterns[name[2]].senses[0]
                if not certain[name[2]]:
                    sense, confidence = told[name]
                concept = sense.concept.id
                kind, lang, status, preferred = sense.shown.get(own) or _shown(own, sense.terms[0], sense.preferred)
            mentions.append(
                {
                    "start": start,
                    "end": end,
                    "text": own,
                    "concept": concept,
                    "kind": kind,
                    "lang": lang,
                    "status": status,
                    "preferred": preferred,
                    "confidence": confidence,
                }
            )
        return mentions

    def _names(self, hits: matching.HitList, around: Surroundings, folded: Folded, text: str) -> list[_Name]:
        """Return the hits that are whole names, by their starts."""
        lefts, rights, exact_case = around.lefts, around.rights, self._exact_case
        starts = {start for start, _, _ in hits}
        ends = {end for _, end, _ in hits}
        names: list[_Name] = []
        doubtful: list[_Edge] = []
        for hit in hits:
            start, end, number = hit
            left, right = lefts[start], rights[end]
            if not left or not right:  # NO: said here for speed, like the rest of what the tables settle
                continue
            # MAYBE helps only where another hit ends or begins; most hits inside words are gone with that.
            if left == ASK and (not (left := around.left(start)) or (left == MAYBE and start not in ends)):
                continue
            if right == ASK and (not (right := around.right(start, end)) or (right == MAYBE and end not in starts)):
                continue
            if around.is_open(start, end) and not around.inside(start, end, self._patterns[number].separators):
                continue
            if exact_case[number] and not _as_listed(text, folded.span(start, end), self._patterns[number]):
                continue
            if left == MAYBE or right == MAYBE:
                doubtful.append((start, end, number, left, right))
            else:
                names.append(hit)
        if doubtful:
            names += _adjoining(names, doubtful)
        names.sort()
        return names


_Name = tuple[int, int, int]  # start, end, pattern: offsets of the folded text
_Edge = tuple[int, int, int, int, int]  # start, end, pattern, left verdict, right verdict


def _first(pattern: _Pattern) -> tuple[str, str, str, Lang, Status, str]:
    """Return the text and concept of a pattern's first sense, and what its best term shows."""
    sense = pattern.senses[0]
    return (sense.terms[0].text, sense.concept.id, *sense.shown[sense.terms[0].text])


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


def _adjoining(sound: list[_Name], doubtful: list[_Edge]) -> list[_Name]:
    """Return the doubtful hits whose ends are sound after all, by meeting another hit: 바이두화웨이."""
    doubtful.sort()
    ends = {end for _, end, _ in sound}
    ends.update([end for _, end, _, left, _ in doubtful if left == YES])
    lefts = []
    for edge in doubtful:
        if edge[3] == YES or edge[0] in ends:
            ends.add(edge[1])
            lefts.append(edge)
    starts = {start for start, _, _ in sound}
    whole: list[_Name] = []
    for start, end, number, _, right in reversed(lefts):
        if right == YES or end in starts:
            starts.add(start)
            whole.append((start, end, number))
    return whole


def _told(
    names: list[_Name], patterns: Sequence[_Pattern], certain: bytes, around: Surroundings
) -> dict[_Name, tuple[_Sense, str]]:
    """Return what the names mean that need evidence, as far as there is any, and how sure that is."""
    candidates: list[Candidate] = []
    unsettled: dict[_Name, list[tuple[Candidate, _Sense]]] = {}
    for name in names:
        start, end, number = name
        for sense in patterns[number].senses:
            candidate = Candidate(start, end, number, sense.concept, sense.certain)
            candidates.append(candidate)
            if not certain[number]:
                unsettled.setdefault(name, []).append((candidate, sense))
    article = Article(around, candidates)
    told: dict[_Name, tuple[_Sense, str]] = {}
    # What is told by the words around it can tell its neighbours: 선전시 tells 룽강 behind it.
    forms_told: set[tuple[int, str]] = set()
    for _ in range(_ROUNDS):
        before = len(unsettled)
        for name, senses in list(unsettled.items()):
            weights = [evidence.weight(one, article, local=True) for one, _ in senses]
            best = evidence.best(weights)
            if best is not None:
                one, sense = senses[best]
                del unsettled[name]
                article.settle(one)
                forms_told.add((one.pattern, one.concept.id))
                told[name] = (sense, "high")
        if len(unsettled) == before:
            break
    # And it tells the rest of the article: one sense per article.
    for name, senses in unsettled.items():
        weights = [
            evidence.weight(one, article, local=False) + 2 * ((one.pattern, one.concept.id) in forms_told)
            for one, _ in senses
        ]
        best = evidence.best(weights)
        if best is not None:
            told[name] = (senses[best][1], "medium")
    return told


def _longest(names: list[_Name], certain: bytes, told: Mapping[_Name, tuple[_Sense, str]]) -> list[_Name]:
    """Resolve overlaps: the longest stands, then the more certain, then the earlier."""
    chosen: list[_Name] = []
    begin = reach = 0
    for i, (start, end, _) in enumerate(names):
        if start >= reach:
            chosen += names[begin:i] if i - begin < 2 else _without_overlaps(names[begin:i], certain, told)
            begin, reach = i, end
        elif end > reach:
            reach = end
    return chosen + _without_overlaps(names[begin:], certain, told)


def _without_overlaps(cluster: list[_Name], certain: bytes, told: Mapping[_Name, tuple[_Sense, str]]) -> list[_Name]:
    def order(name: _Name) -> tuple[int, bool, str, int]:
        sure = bool(certain[name[2]])
        return (name[0] - name[1], not sure, "" if sure else told[name][1], name[0])

    kept: list[_Name] = []
    for one in sorted(cluster, key=order):
        if all(one[1] <= other[0] or other[1] <= one[0] for other in kept):
            kept.append(one)
    return sorted(kept)
