"""Search all readings of a query and rank what they find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from glossary.lookup import catalogue, listing, slips
from glossary.lookup.catalogue import Catalogue, Files
from glossary.lookup.keyspace import MOST_EDITS, KeySpace
from glossary.lookup.readings import READINGS, Query, Reading, key
from glossary.model import ConceptView, Glossary, Hit, NearName, Status
from glossary.sections import Sections
from glossary.text import script

# A slip costs a share of the name's length, and never less than any reading without one.
SLIP = 0.15
SLIP_SHARE = 0.8
# One that people do not typically make costs more, and on a key of less weight than this is not believed.
UNLIKELY = 0.04
SURE = 6
# What is still missing of a name that was only begun, as a share of its length.
MISSING_SHARE = 0.1
LONGEST_MISREAD = 12  # hanzi in which one that looks like another is believed
# The score that a slip must leave, by the script of the query: below it more answers would be wrong than names found.
# Chosen on the curves of docs/lookup.md, which `python -m benchmarks.curves` draws from tests/quality/lookup.tsv.
LEAST: Mapping[int, float] = {script.HANGUL: 0.60, script.HAN: 0.50, script.LETTER: 0.65}
# A query of several names: what each costs, more for later ones and for those that only some of the pieces name.
PIECE, PIECE_LATER, PIECE_ALONE = 0.05, 0.001, 0.02
MOST_PIECES, MOST_MEANT = 20, 50
# Keys that begin with the query, and entries of one key, of which no more are looked at under one reading. Enough is
# found after the first few; it takes more only where those of one category are asked for.
MOST_BEGUN, MOST_ENTRIES = 20_000, 20_000
# Of a query longer than any name only what is written is looked for, by the readings that cost no more than this.
PLAIN = 0.01
# Of a concept's forms that begin with the query a preferred one is meant, though a wrong one be shorter.
DEPRECATED = 0.05
# What lies beside the glossary is begun by many queries that mean one of its own names: those come first.
BESIDE = 0.1
_NOTHING = Glossary(())


class _Found(NamedTuple):
    """An entry that answers the query, and what that took; answers stand in the order of these tuples.

    `standing` is that of the catalogue, `rank` the reading's place in the table.
    """

    cost: float
    standing: int
    concept: int
    rank: int
    entry: int
    via: str
    edits: int


class _Wanted(NamedTuple):
    """Which concepts are wanted, and how many; `proposed`: only those that have a form to be used."""

    limit: int
    category: str | None = None
    proposed: bool = False
    beside: bool = True


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
    """The search structures of one glossary: immutable, and no more than a view of the pieces that `packed` makes."""

    def __init__(
        self, pieces: Sections, readings: Sequence[Reading] = READINGS, least: Mapping[int, float] = LEAST
    ) -> None:
        self.catalogue = Catalogue(pieces)
        self._readings = readings
        self._least = least
        self._spaces = {reading.term_keys: KeySpace(pieces, _space_name(reading)) for reading in readings}

    @classmethod
    def build(
        cls, glossary: Glossary, readings: Sequence[Reading] = READINGS, *, beside: Glossary = _NOTHING
    ) -> LookupIndex:
        """Return the index of a glossary under these readings, see `packed`."""
        return cls(packed(glossary, readings, beside=beside), readings)

    @property
    def views(self) -> Mapping[str, ConceptView]:
        """What answers say of each concept, by id, in the order of the ids."""
        return self.catalogue.views

    def search(self, query: str, limit: int, category: str | None = None) -> list[Hit]:
        """Return the concepts that the query can name, best first, at most `limit`; [] for an unknown name.

        Slips are assumed only where the query as it stands names nothing, and is no word of its own. With `category`,
        only concepts of that category are looked at.
        """
        found = self._ways(Query(query), _Wanted(limit, category))
        return [self._hit(one) for one in _best(found)[:limit]]

    def explain(self, query: str, limit: int) -> Explanation:
        """Return how the answers to a query came about: what was looked for, and every way that led to a concept."""
        looked_at = Query(query)
        asked = [(one.reading.name, one.key) for one in self._asked(looked_at)]
        ways = sorted(self._ways(looked_at, _Wanted(limit)))
        of_best: dict[int, list[Way]] = {one.concept: [] for one in _best(ways)[:limit]}
        for one in ways:
            if one.concept in of_best:
                term = self.catalogue.term(one.entry)
                form = self.catalogue.form(one.entry)
                of_best[one.concept].append(Way(one.via, form, term.text, term.status, one.edits, one.cost))
        named = {self.catalogue.id(concept): found for concept, found in of_best.items()}
        return Explanation(looked_at.known, asked, len(ways), named)

    def near(self, query: str, limit: int, category: str | None = None) -> list[NearName]:
        """Return names near to one that is unknown, for it may be one of them after all: the nearest first."""
        looked_at = Query(query)
        if looked_at.generic:
            return []
        asked = [one for one in self._asked(looked_at, guessing=True) if not one.reading.derived]
        found = _best(self._slipped(asked, _Wanted(limit, category), strict=False))
        return [self.catalogue.near_name(one.entry) for one in found[:limit]]

    def suggest(self, prefix: str, limit: int) -> list[NearName]:
        """Return completions of what was typed so far, one for each concept: names typed whole, then the shortest."""
        names, wanted = self.catalogue, _Wanted(limit, proposed=True)
        asked = self._asked(Query(prefix), guessing=True)
        best: dict[int, _Found] = {}
        for one in sorted([*self._straight(asked, wanted), *self._begun(asked, wanted, guessing=True)]):
            known = best.get(one.concept)
            if one.standing < known.standing if known is not None else len(best) < limit:
                best[one.concept] = one
        return [names.near_name(one.entry) for one in best.values()]

    def _ways(self, query: Query, wanted: _Wanted) -> list[_Found]:
        """Return the ways found in which the query names a concept, as far as the best are among them."""
        asked = self._asked(query)
        found = list(self._straight(asked, wanted))
        if query.generic:
            return found
        found = found or list(self._pieces(query, wanted))
        if not found and not query.known:
            misheard = self._asked(query, last=True)
            found = list(self._straight(misheard, wanted))
            if not found:
                most = 1 - self._least[query.script] + 1e-9
                found = [one for one in self._slipped([*asked, *misheard], wanted) if one.cost <= most]
        return [*found, *self._begun(asked, wanted)]

    def _asked(self, query: Query, *, guessing: bool = False, last: bool = False) -> list[_Asked]:
        """Return each key that the query looks for, with its reading; for a word of its own guesses only if asked.

        Readings that are looked at where the others find nothing are asked for apart, as `last`.
        """
        return [
            _Asked(rank, reading, query_key, query)
            for rank, reading in enumerate(self._readings)
            if reading.last == last
            and (guessing or not (reading.guess and query.known))
            and not (query.long and reading.cost > PLAIN)
            for query_key in reading.query_keys(query)
            if query_key
        ]

    def _pieces(self, query: Query, wanted: _Wanted) -> Iterator[_Found]:
        """Answer a query of several names: those that most pieces name come first, then in the order of the query."""
        waiting = query.pieces[::-1]
        if len(waiting) > MOST_PIECES:
            return
        meant = wanted._replace(limit=MOST_MEANT)
        pieces: list[str] = []
        named: list[dict[int, _Found]] = []
        while waiting:
            piece = waiting.pop()
            found = _best(self._straight(self._asked(Query(piece)), meant))
            words = piece.split()
            if found or len(words) < 2:
                pieces.append(piece)
                named.append({one.concept: one for one in found})
            else:
                waiting += words[::-1]
        known = sum(len(piece) for piece, best in zip(pieces, named, strict=True) if best)
        if known * 2 < sum(map(len, pieces)):
            return  # more of it is unknown than known: something else is meant
        votes = Counter(concept for best in named for concept in best)
        for place, best in enumerate(named):
            most = max((votes[concept] for concept in best), default=0)
            for concept, one in best.items():
                if votes[concept] == most:  # of what a piece can mean, that which other pieces mean too
                    cost = PIECE + PIECE_LATER * place + PIECE_ALONE * (len(pieces) - votes[concept]) + one.cost / 2
                    yield one._replace(cost=cost, via="part")

    def _straight(self, asked: list[_Asked], wanted: _Wanted) -> Iterator[_Found]:
        for one in asked:
            if not one.reading.prefix:
                entries: Iterable[int] = self._space(one).whole(one.key)
                if (fits := one.reading.fits) is not None:
                    looked_at = islice(entries, MOST_ENTRIES)
                    entries = (entry for entry in looked_at if fits(one.query, self.catalogue.term_text(entry)))
                yield from self._answers(entries, one, one.reading.cost, 0, wanted)

    def _begun(self, asked: list[_Asked], wanted: _Wanted, *, guessing: bool = False) -> Iterator[_Found]:
        """Yield what begins with the query, the shortest first, until enough concepts are found."""
        names = self.catalogue
        for one in asked:
            if not one.reading.prefix:
                continue
            typed = one.query.text.casefold()
            shorter: set[int] = set()  # concepts found at shorter lengths; those found at this one, with their entries
            here: dict[int, int] = {}
            reached = 0
            for length, entries in islice(self._space(one).beginning(one.key), MOST_BEGUN):
                if length > reached:
                    reached = length
                    shorter.update(here)
                    here = {}
                missing = wanted.limit - len(shorter)
                # Of one length the keys come by their first entries: the next ones are no better than this.
                if missing <= 0 or (len(here) >= missing and entries[0] > sorted(here.values())[missing - 1]):
                    break
                cost = one.reading.cost + MISSING_SHARE * max(0.0, 1 - len(one.key) / length)
                for found in self._answers(entries, one, cost, 0, wanted):
                    if one.query.known and not guessing and not names.form(found.entry).casefold().startswith(typed):
                        continue  # 신라 is a word, and not the beginning of 신랑
                    wrong = names.status(found.entry) is Status.DEPRECATED
                    more = DEPRECATED * wrong + BESIDE * (found.concept >= names.own)
                    if not more and found.concept not in shorter:  # the others must not end the search for these
                        here.setdefault(found.concept, found.entry)
                    yield found._replace(cost=found.cost + more) if more else found

    def _slipped(self, asked: list[_Asked], wanted: _Wanted, *, strict: bool = True) -> Iterator[_Found]:
        """Yield what is near; nothing from beside the glossary, whose short names are near to everything."""
        own = wanted._replace(beside=False)
        for one in asked:
            if one.reading.fuzzy and (allowed := allowed_edits(one.key, derived=one.reading.derived)):
                for edits, meant, entries in self._space(one).near(one.key, allowed):
                    slip = slips.between(one.key, meant) if edits == 1 else "any"
                    if slip != "typical" and strict and weight(one.key) < SURE:
                        continue
                    cost = one.reading.cost + SLIP + SLIP_SHARE * edits / max(len(meant), len(one.key))
                    yield from self._answers(entries, one, cost + UNLIKELY * (slip != "typical"), edits, own)
                yield from self._swapped(one, wanted)
                yield from self._misread(one, wanted)

    def _swapped(self, asked: _Asked, wanted: _Wanted) -> Iterator[_Found]:
        """Find what the query names with two neighbouring syllables or hanzi the other way round."""
        if asked.reading.term_keys is self._readings[0].term_keys and asked.query.whole:
            text = asked.query.whole
            for i in range(len(text) - 1) if len(text) > 2 else ():
                swapped = key(text[:i] + text[i + 1] + text[i] + text[i + 2 :], variants=False)
                cost = asked.reading.cost + SLIP + SLIP_SHARE * 2 / len(asked.key)
                yield from self._answers(self._space(asked).whole(swapped), asked, cost, 1, wanted)

    def _misread(self, asked: _Asked, wanted: _Wanted) -> Iterator[_Found]:
        """Find what the query names with one hanzi as another that looks like it, which is wrong by a third of it."""
        if asked.reading.name == "script" and 1 < len(asked.key) <= LONGEST_MISREAD:
            cost = asked.reading.cost + SLIP + SLIP_SHARE / (3 * len(asked.key))
            for meant in slips.lookalikes(asked.key):
                yield from self._answers(self._space(asked).whole(meant), asked, cost, 1, wanted)

    def _space(self, asked: _Asked) -> KeySpace:
        return self._spaces[asked.reading.term_keys]

    def _answers(
        self, entries: Iterable[int], asked: _Asked, cost: float, edits: int, wanted: _Wanted
    ) -> Iterator[_Found]:
        """Yield the entries that are wanted, of no more concepts than are: entries come the better ones first."""
        names = self.catalogue
        concepts: set[int] = set()
        for entry in islice(entries, MOST_ENTRIES):
            concept = names.concept_of(entry)
            if concept not in concepts:
                if wanted.category is not None and names.category(concept) != wanted.category:
                    continue
                if (wanted.proposed and not names.to_be_used(concept)) or (concept >= names.own and not wanted.beside):
                    continue
                if len(concepts) == wanted.limit:
                    return
                concepts.add(concept)
            yield _Found(cost, names.standing(entry), concept, asked.rank, entry, asked.reading.name, edits)

    def _hit(self, found: _Found) -> Hit:
        names = self.catalogue
        term = names.term(found.entry)
        return {
            "id": names.id(found.concept),
            "score": round(1 - found.cost, 4),
            "match": {
                "form": names.form(found.entry),
                "term": term.text,
                "lang": term.lang,
                "via": found.via,
                "edits": found.edits,
            },
            "concept": names.view(found.concept),
        }


def _best(found: Iterable[_Found]) -> list[_Found]:
    """Return the best way to each concept, best first."""
    best: dict[int, _Found] = {}
    for one in sorted(found):
        best.setdefault(one.concept, one)
    return list(best.values())


def packed(
    glossary: Glossary, readings: Sequence[Reading] = READINGS, *, beside: Glossary = _NOTHING
) -> dict[str, memoryview]:
    """Return the pieces of a glossary's index under these readings, for `LookupIndex` and `Listing`.

    Concepts of `beside`, whose ids are others, are found too: behind the glossary's own where both fit equally, and
    never over a slip.
    """
    filers: dict[str, tuple[Files, int]] = {}
    for reading in readings:
        # A derived key is believed with one slip fewer, so less of it is to be filed.
        edits = MOST_EDITS - reading.derived if reading.fuzzy else 0
        name = _space_name(reading)
        filers[name] = (reading.term_keys, max(edits, filers[name][1] if name in filers else 0))
    made = catalogue.packed(glossary, beside, filers)
    return made | listing.packed(made)


def _space_name(reading: Reading) -> str:
    return "keys/" + reading.term_keys.__name__.strip("_")


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
