"""Search all readings of a query and rank what they find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from glossary import forms
from glossary.lookup import slips
from glossary.lookup.keyspace import MOST_EDITS, KeySpace
from glossary.lookup.readings import READINGS, Filed, Query, Reading, key
from glossary.model import CATEGORIES, Concept, ConceptView, Glossary, Hit, Lang, NearName, Status, Term
from glossary.text import script

# A slip costs a share of the name's length, and never less than any reading without one.
SLIP = 0.15
SLIP_SHARE = 0.8
# One that people do not typically make costs more, and on a key of less weight than this is not believed.
UNLIKELY = 0.04
SURE = 6
# What is still missing of a name that was only begun, as a share of its length.
MISSING_SHARE = 0.1
# A query of several names: what each costs, more for later ones and for those that only some of the pieces name.
PIECE, PIECE_LATER, PIECE_ALONE = 0.05, 0.001, 0.02
MOST_PIECES = 20
# Of a query longer than any name only what is written is looked for, by the readings that cost no more than this.
PLAIN = 0.01
# Of a concept's forms that begin with the query a preferred one is meant, though a wrong one be shorter.
DEPRECATED = 0.05
# What lies beside the glossary is begun by many queries that mean one of its own names: those come first.
BESIDE = 0.1
_NOTHING = Glossary(())
_STATUS = {status: rank for rank, status in enumerate(Status)}
_CATEGORY = {category: rank for rank, category in enumerate(CATEGORIES)}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A form filed under some key: the concept it names, the term it came from, and whether the file lists that.

    `beside` says that the concept is not the glossary's own; `members`, how many concepts name it as what they belong
    or relate to, which tells how likely it is meant.
    """

    concept: Concept
    term: Term
    form: str
    listed: bool
    beside: bool
    members: int


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry that answers the query, and what that took."""

    cost: float
    rank: int
    entry: _Entry
    via: str
    edits: int

    @property
    def order(self) -> tuple[float, bool, int, int, int, str, int, bool, str]:
        """The total order of answers: cost, the glossary's own first, status, how many concepts belong to it, category,
        id; within one concept reading, listed forms, form.
        """
        concept, term = self.entry.concept, self.entry.term
        category = _CATEGORY.get(concept.category, len(_CATEGORY))
        return (
            self.cost,
            self.entry.beside,
            _STATUS[term.status],
            -self.entry.members,
            category,
            concept.id,
            self.rank,
            not self.entry.listed,
            self.entry.form,
        )


class _Asked(NamedTuple):
    """A key that a query looks for under one reading; `rank` is the reading's place in the table."""

    rank: int
    reading: Reading
    key: str
    query: Query


class Way(NamedTuple):
    """One way in which a query names a concept, and its cost."""

    via: str
    form: str
    term: str
    status: Status
    edits: int
    cost: float


class Explanation(NamedTuple):
    """How answers came about: whether the query is a word of its own, which keys it was looked for under by which
    reading, how many ways were found, and those of the best concepts, the cheapest first.
    """

    known: bool
    asked: list[tuple[str, str]]
    found: int
    ways: dict[str, list[Way]]


class LookupIndex:
    """The search structures of one glossary; immutable once built."""

    def __init__(
        self, readings: Sequence[Reading], entries: Sequence[_Entry], spaces: dict[object, KeySpace],
        views: dict[str, ConceptView],
    ) -> None:  # fmt: skip
        self._readings = readings
        self._entries = entries
        self._spaces = spaces
        self.views = views

    @classmethod
    def build(
        cls, glossary: Glossary, readings: Sequence[Reading] = READINGS, *, beside: Glossary = _NOTHING
    ) -> LookupIndex:
        """Return the index of a glossary under these readings.

        Concepts of `beside`, whose ids are others, are found too: behind the glossary's own where both fit equally,
        and never over a slip.
        """
        entries: list[_Entry] = []
        members = Counter(other for one in glossary.concepts for other in (one.broader, *one.related) if other)
        filed: dict[object, dict[str, list[int]]] = {reading.term_keys: {} for reading in readings}
        concepts = (*glossary.concepts, *beside.concepts)
        for concept in concepts:
            tickers = (Term(ticker, Lang.UND, Status.PREFERRED) for ticker in concept.tickers)
            for term in (*forms.written(concept), *tickers):
                for space, keys in filed.items():
                    for term_key, form in _keys(space, concept, term):
                        if term_key:
                            keys.setdefault(term_key, []).append(len(entries))
                            listed, extra = term in concept.terms, concept.id in beside.by_id
                            entries.append(_Entry(concept, term, form, listed, extra, members[concept.id]))
        fuzzy = {reading.term_keys for reading in readings if reading.fuzzy}
        spaces: dict[object, KeySpace] = {space: KeySpace(keys, fuzzy=space in fuzzy) for space, keys in filed.items()}
        views = {concept.id: forms.view(concept) for concept in sorted(concepts, key=lambda c: c.id)}
        return cls(readings, entries, spaces, views)

    def search(self, query: str, limit: int, category: str | None = None) -> list[Hit]:
        """Return the concepts that the query can name, best first, at most `limit`; [] for an unknown name.

        Slips are assumed only where the query as it stands names nothing, and is no word of its own. With `category`,
        only concepts of that category are looked at.
        """
        return [self._hit(one) for one in _best(self._ways(Query(query), limit, category))[:limit]]

    def explain(self, query: str, limit: int) -> Explanation:
        """Return how the answers to a query came about: what was looked for, and every way that led to a concept."""
        looked_at = Query(query)
        asked = [(one.reading.name, one.key) for one in self._asked(looked_at)]
        ways = sorted(self._ways(looked_at, limit, None), key=lambda one: one.order)
        of_best: dict[str, list[Way]] = {one.entry.concept.id: [] for one in _best(ways)[:limit]}
        for one in ways:
            if one.entry.concept.id in of_best:
                way = Way(one.via, one.entry.form, one.entry.term.text, one.entry.term.status, one.edits, one.cost)
                of_best[one.entry.concept.id].append(way)
        return Explanation(looked_at.known, asked, len(ways), of_best)

    def _ways(self, query: Query, limit: int, category: str | None) -> list[_Found]:
        """Return every way found in which the query names a concept."""
        asked = self._asked(query)
        found = list(self._straight(asked, category))
        if query.generic:
            return found
        found = found or list(self._pieces(query, category))
        if not found and not query.known:
            found += self._slipped(asked, category)
        return [*found, *self._begun(asked, category, limit)]

    def near(self, query: str, limit: int, category: str | None = None) -> list[NearName]:
        """Return names near to one that is unknown, for it may be one of them after all: the nearest first."""
        looked_at = Query(query)
        if looked_at.generic:
            return []
        readings = [one for one in self._asked(looked_at, guessing=True) if not one.reading.derived]
        return [_near_name(one.entry) for one in _best(self._slipped(readings, category, strict=False))[:limit]]

    def suggest(self, prefix: str, limit: int) -> list[NearName]:
        """Return completions of what was typed so far, one for each concept: names typed whole, then the shortest."""
        asked = self._asked(Query(prefix), guessing=True)
        begun = self._begun(asked, None, limit, guessing=True)
        found = sorted([*self._straight(asked, None), *begun], key=lambda one: one.order)
        best: dict[str, _Entry] = {}
        for one in found:
            entry = one.entry
            if all(term.status is Status.DEPRECATED for term in entry.concept.terms):
                continue  # there is nothing to propose
            rank = _STATUS[entry.term.status]
            if entry.concept.id in best:
                if rank < _STATUS[best[entry.concept.id].term.status]:
                    best[entry.concept.id] = entry
            elif len(best) < limit:
                best[entry.concept.id] = entry
        return [_near_name(entry) for entry in best.values()]

    def _asked(self, query: Query, *, guessing: bool = False) -> list[_Asked]:
        """Return each key that the query looks for, with its reading; for a word of its own guesses only if asked."""
        return [
            _Asked(rank, reading, query_key, query)
            for rank, reading in enumerate(self._readings)
            if (guessing or not (reading.guess and query.known)) and not (query.long and reading.cost > PLAIN)
            for query_key in reading.query_keys(query)
            if query_key
        ]

    def _pieces(self, query: Query, category: str | None) -> Iterator[_Found]:
        """Answer a query of several names: those that most pieces name come first, then in the order of the query."""
        waiting = query.pieces[::-1]
        if len(waiting) > MOST_PIECES:
            return
        pieces: list[str] = []
        named: list[dict[str, _Found]] = []
        while waiting:
            piece = waiting.pop()
            best: dict[str, _Found] = {}
            for found in sorted(self._straight(self._asked(Query(piece)), category), key=lambda one: one.order):
                best.setdefault(found.entry.concept.id, found)
            words = piece.split()
            if best or len(words) < 2:
                pieces.append(piece)
                named.append(best)
            else:
                waiting += words[::-1]
        known = sum(len(piece) for piece, best in zip(pieces, named, strict=True) if best)
        if known * 2 < sum(map(len, pieces)):
            return  # more of it is unknown than known: something else is meant
        votes = Counter(id for best in named for id in best)
        for place, best in enumerate(named):
            most = max((votes[id] for id in best), default=0)
            for id, found in best.items():
                if votes[id] == most:  # of what a piece can mean, that which other pieces mean too
                    cost = PIECE + PIECE_LATER * place + PIECE_ALONE * (len(pieces) - votes[id]) + found.cost / 2
                    yield replace(found, cost=cost, via="part")

    def _straight(self, asked: list[_Asked], category: str | None) -> Iterator[_Found]:
        for one in asked:
            if not one.reading.prefix:
                found = self._answers(self._space(one).whole(one.key), one, one.reading.cost, 0, category)
                fits = one.reading.fits
                yield from (
                    one_found for one_found in found if fits is None or fits(one.query, one_found.entry.term.text)
                )

    def _begun(
        self, asked: list[_Asked], category: str | None, limit: int, *, guessing: bool = False
    ) -> Iterator[_Found]:
        for one in asked:
            if one.reading.prefix:
                concepts: set[str] = set()
                longest = 0
                for length, entries in self._space(one).beginning(one.key):
                    # Enough is looked at once a whole length is: within one, the order of the keys tells nothing.
                    if len(concepts) >= limit and length > longest:
                        break
                    longest = length
                    cost = one.reading.cost + MISSING_SHARE * (1 - len(one.key) / length)
                    for found in self._answers(entries, one, cost, 0, category):
                        begins = found.entry.form.casefold().startswith(one.query.text.casefold())
                        if one.query.known and not begins and not guessing:
                            continue  # 신라 is a word, and not the beginning of 신랑
                        if not found.entry.beside:  # those come behind, and must not end the search for the others
                            concepts.add(found.entry.concept.id)
                        wrong = found.entry.term.status is Status.DEPRECATED
                        more = DEPRECATED * wrong + BESIDE * found.entry.beside
                        yield replace(found, cost=found.cost + more) if more else found

    def _slipped(self, asked: list[_Asked], category: str | None, *, strict: bool = True) -> Iterator[_Found]:
        """Yield what is near; nothing from beside the glossary, whose short names are near to everything."""
        for one in asked:
            if one.reading.fuzzy and (allowed := allowed_edits(one.key, derived=one.reading.derived)):
                for edits, meant, entries in self._space(one).near(one.key, allowed):
                    slip = slips.between(one.key, meant) if edits == 1 else "any"
                    if slip != "typical" and strict and weight(one.key) < SURE:
                        continue
                    cost = one.reading.cost + SLIP + SLIP_SHARE * edits / max(len(meant), len(one.key))
                    near = self._answers(entries, one, cost + UNLIKELY * (slip != "typical"), edits, category)
                    yield from (found for found in near if not found.entry.beside)
                yield from self._swapped(one, category)

    def _swapped(self, asked: _Asked, category: str | None) -> Iterator[_Found]:
        """Find what the query names with two neighbouring syllables or hanzi the other way round."""
        if asked.reading.term_keys is self._readings[0].term_keys and asked.query.whole:
            text = asked.query.whole
            for i in range(len(text) - 1) if len(text) > 2 else ():
                swapped = key(text[:i] + text[i + 1] + text[i] + text[i + 2 :], variants=False)
                cost = asked.reading.cost + SLIP + SLIP_SHARE * 2 / len(asked.key)
                yield from self._answers(self._space(asked).whole(swapped), asked, cost, 1, category)

    def _space(self, asked: _Asked) -> KeySpace:
        return self._spaces[asked.reading.term_keys]

    def _answers(
        self, numbers: Iterable[int], asked: _Asked, cost: float, edits: int, category: str | None
    ) -> Iterator[_Found]:
        for number in numbers:
            entry = self._entries[number]
            if category is None or entry.concept.category == category:
                yield _Found(cost, asked.rank, entry, asked.reading.name, edits)

    def _hit(self, found: _Found) -> Hit:
        entry = found.entry
        return {
            "id": entry.concept.id,
            "score": round(1 - found.cost, 4),
            "match": {
                "form": entry.form,
                "term": entry.term.text,
                "lang": entry.term.lang,
                "via": found.via,
                "edits": found.edits,
            },
            "concept": self.views[entry.concept.id],
        }


def _best(found: Iterable[_Found]) -> list[_Found]:
    """Return the best way to each concept, best first."""
    best: dict[str, _Found] = {}
    for one in sorted(found, key=lambda one: one.order):
        best.setdefault(one.entry.concept.id, one)
    return list(best.values())


def _near_name(entry: _Entry) -> NearName:
    """Return what to show for an entry: its own term, or a preferred one for a ticker or a form not to be used."""
    concept, shown = entry.concept, entry.term
    if shown.status is Status.DEPRECATED or shown.lang is Lang.UND:
        shown = next((term for term in concept.terms if term.status is Status.PREFERRED), shown)
    return {"id": concept.id, "form": shown.text, "lang": shown.lang}


def _keys(space: object, concept: Concept, term: Term) -> Iterable[Filed]:
    assert callable(space)
    keys: Iterable[Filed] = space(concept, term)
    return keys


def allowed_edits(query_key: str, *, derived: bool = False) -> int:
    """Return how many slips are believed in a query: none in the shortest, for there every name is near another.

    A hanzi carries about as much as three jamo or letters, and no more than a third of a key is believed wrong. A
    `derived` key (a reading of the hanzi) is an assumption already, so one slip fewer is believed.

    >>> from glossary.lookup.readings import key
    >>> [allowed_edits(key(name)) for name in ("캔", "성탕", "커다쉰페이", "华伟", "李彦宏")]
    [0, 1, 2, 0, 1]
    """
    heavy = weight(query_key)
    most = 0 if heavy < 4 else 1 if heavy < 7 else MOST_EDITS
    return max(0, min(most, len(query_key) // 3) - derived)


def weight(query_key: str) -> int:
    """Return how much a key tells, in jamo and letters: a hanzi counts as three."""
    return sum(3 if kind == script.HAN else 1 for kind in script.scripts(query_key))
