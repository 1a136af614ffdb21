"""What keys lead to: the concepts of a glossary with their terms, numbered and packed into pieces of bytes.

An entry is a form that stands for a term under some key. Entries are numbered in the order in which equal answers are
told, so that the better of two is the one with the lower number: the glossary's own concepts before those beside it,
then by status, by how many concepts name the concept as what they belong or relate to (which tells how likely it is
meant), by category and id; within one concept listed forms come first.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from glossary import forms, records
from glossary.lookup.keyspace import Filing
from glossary.model import CATEGORIES, Concept, ConceptView, Glossary, Lang, NearName, Status, Term
from glossary.sections import Sections, Strings, encoded, packed_json, section, unpacked_json

Filed = tuple[str, str]  # a key, and the form (as a person would write it) that it stands for
Files = Callable[[Concept, Term], Iterable[Filed]]

STATUSES, LANGS = tuple(Status), tuple(Lang)
_STATUS = {status: rank for rank, status in enumerate(STATUSES)}
_CATEGORY = {category: rank for rank, category in enumerate(CATEGORIES)}
_NONE = 0xFFFFFFFF  # in the place of a number: a form that is the term's own text, a concept without preferred terms


class Catalogue:
    """The concepts, terms and entries of one glossary.

    `own` is how many concepts are not from beside it; `views` is what answers say of each concept, in the order of ids;
    `categories` are those that there are.
    """

    def __init__(self, pieces: Sections) -> None:
        self._ids = Strings(pieces, "concept/id")
        self._sorted = pieces["concept/sorted"].cast("I")
        self._views = Strings(pieces, "concept/view")
        self._records = Strings(pieces, "concept/record")
        self._shown = pieces["concept/shown"].cast("I")
        self._in_file = pieces["concept/in_file"].cast("I")
        self._category = pieces["concept/category"].cast("H")
        self._usable = pieces["concept/usable"].cast("B")
        self._concept_of = pieces["term/concept"].cast("I")
        self._texts = Strings(pieces, "term/text")
        self._langs = pieces["term/lang"].cast("B")
        self._statuses = pieces["term/status"].cast("B")
        self._terms = pieces["entry/term"].cast("I")
        self._form_of = pieces["entry/form"].cast("I")
        self._forms = Strings(pieces, "form")
        about = unpacked_json(bytes(pieces["catalogue"]))
        self.own: int = about["own"]
        self.views: Mapping[str, ConceptView] = _Views(self)
        self.categories: list[str] = about["categories"]
        self._kin_of = pieces["kin/of"].cast("I")
        self._kin = pieces["kin/concept"].cast("I")
        self._kin_broader = pieces["kin/broader"].cast("B")

    # Of a concept, by its number

    def __len__(self) -> int:
        return len(self._ids)

    def id(self, concept: int) -> str:
        """Return the concept's id."""
        return self._ids.text(concept)

    def number(self, concept_id: str) -> int | None:
        """Return the number of the concept with this id, None if there is none."""
        place = bisect_left(self._sorted, encoded(concept_id), key=self._ids.__getitem__)
        return self._sorted[place] if place < len(self) and self.id(self._sorted[place]) == concept_id else None

    def by_id(self, after: str = "") -> Iterator[int]:
        """Yield the numbers of the concepts whose ids come after this one, in the order of their ids."""
        return iter(self._sorted[bisect_right(self._sorted, encoded(after), key=self._ids.__getitem__) :])

    def in_file(self) -> Iterator[int]:
        """Yield the numbers of the glossary's own concepts in the order of its file."""
        return iter(self._in_file)

    def category(self, concept: int) -> str:
        """Return the concept's category."""
        return self.categories[self._category[concept]]

    def view(self, concept: int) -> ConceptView:
        """Return what answers say of the concept; a new object each time."""
        view: ConceptView = unpacked_json(self._views[concept])
        return view

    def concept(self, concept: int) -> Concept:
        """Return all that is known of the concept."""
        return records.parse(self._records[concept].decode())

    def kin(self, concept: int) -> tuple[list[int], list[int]]:
        """Return the concepts that name this one as what they belong to, and those that name it as related."""
        places = range(bisect_left(self._kin_of, concept), bisect_right(self._kin_of, concept))
        narrower = [self._kin[place] for place in places if self._kin_broader[place]]
        return narrower, [self._kin[place] for place in places if not self._kin_broader[place]]

    def near_name(self, entry: int) -> NearName:
        """Return what to show for an entry: its own term, or a preferred one for a ticker or a form not to be used."""
        term = self._terms[entry]
        if STATUSES[self._statuses[term]] is Status.DEPRECATED or LANGS[self._langs[term]] is Lang.UND:
            shown = self._shown[self._concept_of[term]]
            term = term if shown == _NONE else shown
        return {"id": self.id(self.concept_of(entry)), "form": self._texts.text(term), "lang": LANGS[self._langs[term]]}

    def to_be_used(self, concept: int) -> bool:
        """Say whether the concept has a term that is not deprecated."""
        return bool(self._usable[concept])

    # Of an entry, by its number

    def concept_of(self, entry: int) -> int:
        """Return the number of the entry's concept."""
        return self._concept_of[self._terms[entry]]

    def term(self, entry: int) -> Term:
        """Return the term that the entry stands for."""
        term = self._terms[entry]
        return Term(self._texts.text(term), LANGS[self._langs[term]], STATUSES[self._statuses[term]])

    def term_text(self, entry: int) -> str:
        """Return the written form of the entry's term."""
        return self._texts.text(self._terms[entry])

    def standing(self, entry: int) -> int:
        """Return what comes before the concept in the order of entries: whether it is beside, the term's status."""
        term = self._terms[entry]
        return self._statuses[term] + len(STATUSES) * (self._concept_of[term] >= self.own)

    def status(self, entry: int) -> Status:
        """Return the status of the entry's term."""
        return STATUSES[self._statuses[self._terms[entry]]]

    def form(self, entry: int) -> str:
        """Return the form as a person would write it."""
        form = self._form_of[entry]
        return self.term_text(entry) if form == _NONE else self._forms.text(form)


class _Views(Mapping[str, ConceptView]):
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def __getitem__(self, concept_id: str) -> ConceptView:
        number = self._catalogue.number(concept_id)
        if number is None:
            raise KeyError(concept_id)
        return self._catalogue.view(number)

    def __iter__(self) -> Iterator[str]:
        return map(self._catalogue.id, self._catalogue.by_id())

    def __len__(self) -> int:
        return len(self._catalogue)


def packed(glossary: Glossary, beside: Glossary, filers: Mapping[str, tuple[Files, int]]) -> dict[str, memoryview]:
    """Return the pieces of a catalogue and of its key spaces.

    `filers` gives for each space the function that files a term under keys, and within how many edits these are found.
    Ids of `beside` are others than those of the glossary.
    """
    members = Counter(other for one in glossary.concepts for other in (one.broader, *one.related) if other)

    def order(one: Concept) -> tuple[int, int, str, str]:
        return (-members[one.id], _CATEGORY.get(one.category, len(_CATEGORY)), one.category, one.id)

    own, others = sorted(glossary.concepts, key=order), sorted(beside.concepts, key=order)
    concepts = (*own, *others)
    filings = {name: Filing() for name in filers}
    texts: list[str] = []
    written_forms: list[str] = []
    term_concept, term_lang, term_status = array("I"), bytearray(), bytearray()
    entry_term, entry_form, entry_status = array("I"), array("I"), bytearray()
    shown = array("I")
    for number, concept in enumerate(concepts):
        first = len(texts)
        preferred = (i for i, term in enumerate(concept.terms) if term.status is Status.PREFERRED)
        shown.append(next((first + i for i in preferred), _NONE))
        filed: dict[tuple[int, bool, str, int], list[tuple[Filing, str]]] = {}
        tickers = (Term(ticker, Lang.UND, Status.PREFERRED) for ticker in concept.tickers)
        for i, term in enumerate((*forms.written(concept), *tickers)):
            texts.append(term.text)
            term_concept.append(number)
            term_lang.append(LANGS.index(term.lang))
            term_status.append(_STATUS[term.status])
            derived = i >= len(concept.terms)
            for name, (files, _) in filers.items():
                for key, form in files(concept, term):
                    if key:
                        filed.setdefault((term_status[-1], derived, form, i), []).append((filings[name], key))
        for (status, _, form, i), keys in sorted(filed.items(), key=itemgetter(0)):
            for filing, key in keys:
                filing.add(key, len(entry_term))
            entry_term.append(first + i)
            entry_status.append(status)
            if form == texts[first + i]:
                entry_form.append(_NONE)
            else:
                entry_form.append(len(written_forms))
                written_forms.append(form)

    def column(
        values: array[int] | bytearray | list[int], kind: type[np.uint8 | np.uint16 | np.uint32]
    ) -> npt.NDArray[Any]:
        return np.array(values, dtype=kind)

    from_beside = column(term_concept, np.uint32)[column(entry_term, np.uint32)] >= len(own)
    best_first = np.lexsort((np.arange(len(entry_term)), column(entry_status, np.uint8), from_beside))
    renumbered = np.empty(len(entry_term), dtype=np.uint32)
    renumbered[best_first] = np.arange(len(entry_term), dtype=np.uint32)
    number_of = {concept.id: number for number, concept in enumerate(concepts)}
    categories = sorted({concept.category for concept in concepts})
    kin = sorted(
        (number_of[other], number, other == concept.broader)
        for number, concept in enumerate(concepts)
        for other in dict.fromkeys((concept.broader, *concept.related))
        if other in number_of
    )
    columns = {
        "kin/of": column([of for of, _, _ in kin], np.uint32),
        "kin/concept": column([number for _, number, _ in kin], np.uint32),
        "kin/broader": column([broader for _, _, broader in kin], np.uint8),
        "concept/sorted": column([number_of[id] for id in sorted(number_of)], np.uint32),
        "concept/in_file": column([number_of[concept.id] for concept in glossary.concepts], np.uint32),
        "concept/category": column([categories.index(concept.category) for concept in concepts], np.uint16),
        "concept/usable": column([any(t.status is not Status.DEPRECATED for t in c.terms) for c in concepts], np.uint8),
        "concept/shown": column(shown, np.uint32),
        "term/concept": column(term_concept, np.uint32),
        "term/lang": column(term_lang, np.uint8),
        "term/status": column(term_status, np.uint8),
        "entry/term": column(entry_term, np.uint32)[best_first],
        "entry/form": column(entry_form, np.uint32)[best_first],
    }
    pieces = {"catalogue": section(packed_json({"own": len(own), "categories": categories}))}
    pieces |= {name: section(values) for name, values in columns.items()}
    pieces |= Strings.packed("concept/id", (concept.id for concept in concepts))
    pieces |= Strings.packed("concept/view", (packed_json(forms.view(concept)) for concept in concepts))
    pieces |= Strings.packed("concept/record", map(records.dump, concepts))
    pieces |= Strings.packed("term/text", texts)
    pieces |= Strings.packed("form", written_forms)
    for name, filing in filings.items():
        pieces |= filing.packed(name, renumbered, edits=filers[name][1])
    return pieces
