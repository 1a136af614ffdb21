"""Search all readings of a query and rank what they find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from glossary import forms
from glossary.lookup.keyspace import MOST_EDITS, KeySpace
from glossary.lookup.readings import READINGS, Filed, Reading
from glossary.model import CATEGORIES, Concept, ConceptView, Glossary, Hit, Lang, NearName, Status, Term
from glossary.text import script

# A slip costs a share of the name's length, and never less than any reading without one.
SLIP = 0.15
SLIP_SHARE = 0.8
# What is still missing of a name that was only begun, as a share of its length.
MISSING_SHARE = 0.1
MOST_PREFIXED = 100
_STATUS = {status: rank for rank, status in enumerate(Status)}
_CATEGORY = {category: rank for rank, category in enumerate(CATEGORIES)}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A form filed under some key: the concept it names and the term it was made from."""

    concept: Concept
    term: Term
    form: str


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry that answers the query, and what that took."""

    cost: float
    rank: int
    entry: _Entry
    via: str
    edits: int

    @property
    def order(self) -> tuple[float, int, int, str, int, str]:
        """The total order of answers: cost, status, category, id; then reading and form, within one concept."""
        concept, term = self.entry.concept, self.entry.term
        category = _CATEGORY.get(concept.category, len(_CATEGORY))
        return (self.cost, _STATUS[term.status], category, concept.id, self.rank, self.entry.form)


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
    def build(cls, glossary: Glossary, readings: Sequence[Reading] = READINGS) -> LookupIndex:
        """Return the index of a glossary under these readings."""
        entries: list[_Entry] = []
        filed: dict[object, dict[str, list[int]]] = {reading.term_keys: {} for reading in readings}
        for concept in glossary.concepts:
            tickers = (Term(ticker, Lang.UND, Status.PREFERRED) for ticker in concept.tickers)
            for term in (*forms.written(concept), *tickers):
                for space, keys in filed.items():
                    for term_key, form in _keys(space, concept, term):
                        if term_key:
                            keys.setdefault(term_key, []).append(len(entries))
                            entries.append(_Entry(concept, term, form))
        fuzzy = {reading.term_keys for reading in readings if reading.fuzzy}
        spaces: dict[object, KeySpace] = {space: KeySpace(keys, fuzzy=space in fuzzy) for space, keys in filed.items()}
        views = {concept.id: forms.view(concept) for concept in sorted(glossary.concepts, key=lambda c: c.id)}
        return cls(readings, entries, spaces, views)

    def search(self, query: str, limit: int, category: str | None = None) -> list[Hit]:
        """Return the concepts that the query can name, best first, at most `limit`; [] for an unknown name.

        Slips are assumed only where the query as it stands names nothing. With `category`, only concepts of that
        category are looked at.
        """
        found = list(self._straight(query))
        if not found:
            found = [*self._begun(query), *self._slipped(query)]
        else:
            found += self._begun(query)
        if category is not None:
            found = [one for one in found if one.entry.concept.category == category]
        best: dict[str, _Found] = {}
        for one in sorted(found, key=lambda one: one.order):
            best.setdefault(one.entry.concept.id, one)
        return [self._hit(one) for one in list(best.values())[:limit]]

    def suggest(self, prefix: str, limit: int) -> list[NearName]:
        """Return completions of what was typed so far, one for each concept: names typed whole, then the shortest."""
        found = sorted([*self._straight(prefix), *self._begun(prefix)], key=lambda one: one.order)
        best: dict[str, NearName] = {}
        for one in found:
            concept, term = one.entry.concept, one.entry.term
            if concept.id in best or len(best) == limit:
                continue
            shown = term
            if term.status is Status.DEPRECATED or term.lang is Lang.UND:
                shown = next((t for t in concept.terms if t.status is Status.PREFERRED), term)
            best[concept.id] = {"id": concept.id, "form": shown.text, "lang": shown.lang}
        return list(best.values())

    def _straight(self, query: str) -> Iterator[_Found]:
        for rank, reading in enumerate(self._readings):
            if not reading.prefix:
                space = self._spaces[reading.term_keys]
                for query_key in reading.query_keys(query):
                    yield from self._answers(space.whole(query_key), reading, rank, reading.cost, 0)

    def _begun(self, query: str) -> Iterator[_Found]:
        for rank, reading in enumerate(self._readings):
            if reading.prefix:
                space = self._spaces[reading.term_keys]
                for query_key in filter(None, reading.query_keys(query)):
                    for length, entries in space.beginning(query_key, MOST_PREFIXED):
                        cost = reading.cost + MISSING_SHARE * (1 - len(query_key) / length)
                        yield from self._answers(entries, reading, rank, cost, 0)

    def _slipped(self, query: str) -> Iterator[_Found]:
        for rank, reading in enumerate(self._readings):
            if reading.fuzzy:
                space = self._spaces[reading.term_keys]
                for query_key in reading.query_keys(query):
                    allowed = allowed_edits(query_key)
                    if allowed == 0:
                        continue
                    for edits, length, entries in space.near(query_key, allowed):
                        cost = reading.cost + SLIP + SLIP_SHARE * edits / max(length, len(query_key))
                        yield from self._answers(entries, reading, rank, cost, edits)

    def _answers(
        self, numbers: Iterable[int], reading: Reading, rank: int, cost: float, edits: int
    ) -> Iterator[_Found]:
        for number in numbers:
            yield _Found(cost, rank, self._entries[number], reading.name, edits)

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


def _keys(space: object, concept: Concept, term: Term) -> Iterable[Filed]:
    assert callable(space)
    keys: Iterable[Filed] = space(concept, term)
    return keys


def allowed_edits(query_key: str) -> int:
    """Return how many slips are believed in a query: none in the shortest, for there every name is near another.

    A hanzi carries about as much as three jamo or letters.

    >>> allowed_edits(key("캔")), allowed_edits(key("성탕")), allowed_edits(key("커다쉰페이")), allowed_edits("华伟")
    (0, 1, 2, 0)
    """
    weight = sum(3 if kind == script.HAN else 1 for kind in script.scripts(query_key))
    return 0 if weight < 4 else min(1 if weight < 7 else 2, MOST_EDITS)
