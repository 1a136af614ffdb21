"""One glossary at one revision, ready to answer: immutable, shared by all who ask, no more than a view of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from glossary import forms
from glossary.errors import InvalidInput
from glossary.lookup import Listing, LookupIndex, packed
from glossary.model import (
    Annotation,
    Concept,
    ConceptView,
    Glossary,
    Lang,
    LookupResult,
    Mention,
    Suggestions,
    Transcription,
)
from glossary.sections import Sections, section
from glossary.text import chinese, fold, script, transcription

if TYPE_CHECKING:
    from glossary.annotate import Annotator

DEFAULT_LIMIT = 10
MOST_NEAR = 3
LONGEST_NAME = 20  # of an unknown name whose transcription is told; what is longer is a sentence
_NOTHING = Glossary(())


class Kin(NamedTuple):
    """The ids of the concepts that a concept stands beside; those that more others name come first."""

    broader: list[str]
    narrower: list[str]
    related: list[str]


class Snapshot:
    """A glossary ready to answer. `revision` is the glossary's version number; 1 for one read from files.

    Beside the glossary there can be a layer for lookup: concepts that can be found, but are not marked in articles.
    `layer_version` says which data that is, and is empty where there is none. `size` is how many concepts the glossary
    has of its own, `made_of` the pieces, for a file to hold.
    """

    def __init__(self, made_of: Sections, revision: int = 1) -> None:
        self.revision = revision
        self.index = LookupIndex(made_of)
        self.layer_version = bytes(made_of["layer"]).decode()
        self.size = self.index.catalogue.own
        self.made_of = made_of

    @classmethod
    def build(cls, glossary: Glossary, revision: int = 1, *, cldr: bool = False) -> Snapshot:
        """Return the snapshot of a glossary, made in memory, see `pieces`."""
        return cls(pieces(glossary, cldr=cldr), revision)

    @cached_property
    def glossary(self) -> Glossary:
        """The glossary, without what lies beside it; read when it is first asked for."""
        catalogue = self.index.catalogue
        return Glossary(tuple(map(catalogue.concept, catalogue.in_file())))

    @cached_property
    def annotator(self) -> Annotator:
        """What finds names in articles."""
        from glossary.annotate import Annotator  # here, for who looks names up does without

        return Annotator(self.made_of)

    @cached_property
    def listing(self) -> Listing:
        """The concepts in alphabetical orders."""
        return Listing(self.made_of, self.index.catalogue)

    def concept(self, concept_id: str) -> Concept | None:
        """Return a concept that lookup knows, of the glossary or beside it; None if there is none of this id."""
        number = self.index.catalogue.number(concept_id)
        return None if number is None else self.index.catalogue.concept(number)

    def kin(self, concept: Concept) -> Kin:
        """Return the concepts that this one belongs to, those that belong to it, and the related ones, either way."""
        catalogue = self.index.catalogue
        number = catalogue.number(concept.id)
        narrower, relating = catalogue.kin(number) if number is not None else ([], [])
        broader = [one for one in (concept.broader,) if one and one in self.views]
        named = (one for one in concept.related if one in self.views)
        related = dict.fromkeys((*named, *map(catalogue.id, relating)))
        return Kin(broader, [catalogue.id(one) for one in narrower], [one for one in related if one not in broader])

    def concepts(self, after: str = "", category: str | None = None) -> Iterator[ConceptView]:
        """Yield what answers say of each concept whose id comes after this one, in the order of the ids."""
        catalogue = self.index.catalogue
        for number in catalogue.by_id(after):
            if category is None or catalogue.category(number) == category:
                yield catalogue.view(number)

    def lookup(self, query: str, limit: int = DEFAULT_LIMIT, category: str | None = None) -> LookupResult:
        """Return the concepts that the query can name, best first.

        An unknown name has no results, but the nearest names, and if it is in hanzi its transcription.
        """
        results = self.index.search(query, limit, category)
        return {
            "query": query,
            "revision": self.revision,
            "results": results,
            "did_you_mean": [] if results else self.index.near(query, MOST_NEAR, category),
            "transcription": None if results else _transcribed(query),
        }

    def suggest(self, prefix: str, limit: int = DEFAULT_LIMIT) -> Suggestions:
        """Return the completions of what was typed so far, one for each concept."""
        return {"query": prefix, "revision": self.revision, "suggestions": self.index.suggest(prefix, limit)}

    def annotate(self, text: str, *, overlap: str = "longest") -> Annotation:
        """Return the mentions in an article; with `overlap="all"` also those inside and across longer ones."""
        mentions = self.annotator.annotate(text, overlapping=overlap == "all")
        return {"revision": self.revision, "text_length": len(text), "mentions": mentions}

    def transcribe(self, hanzi: str, kind: transcription.Kind | None = None) -> Transcription:
        """Return a name in hanzi as the official rule writes it in Hangul, whether it is listed or not.

        `kind` says what it names. A listed concept of that name is told by its id, and its own pinyin is the reading;
        its Korean form, which may be another, is not mixed in. InvalidInput for what cannot be read.
        """
        concept = self._written(hanzi)
        own = None
        if concept is not None and concept.pinyin and fold.key(concept.texts(Lang.ZH_HANS)[0]) == fold.key(hanzi):
            own = concept.pinyin  # is that of the first form
        answer = transcription.transcribe(hanzi, kind, own)
        answer["concept"] = concept.id if concept is not None else None
        return answer

    def _written(self, hanzi: str) -> Concept | None:
        """Return the concept that is written so in hanzi, in either script."""
        folded = fold.key(hanzi)
        for hit in self.index.search(hanzi, DEFAULT_LIMIT):
            concept = self.concept(hit["id"])
            assert concept is not None
            for term in forms.written(concept):
                if term.lang in (Lang.ZH_HANS, Lang.ZH_HANT) and fold.key(term.text) == folded:
                    return concept
        return None

    def convert(self, text: str, target: str) -> str:
        """Return the text in another Chinese script; `target` is a key of chinese.TARGETS.

        The glossary's names are written as their concepts list them: 余承東, where character tables give 餘承東.
        """
        pieces: list[str] = []
        at = 0
        for mention in self.annotator.annotate(text):
            own = self._converted_name(mention, target)
            if own is not None:
                pieces += (chinese.convert(text[at : mention["start"]], target), own)
                at = mention["end"]
        return "".join((*pieces, chinese.convert(text[at:], target)))

    def _converted_name(self, mention: Mention, target: str) -> str | None:
        """Return a name in the target script as its concept has it; None for a name that is not in hanzi."""
        if mention["lang"] not in (Lang.ZH_HANS, Lang.ZH_HANT):
            return None
        concept = self.concept(mention["concept"])
        assert concept is not None
        first = concept.preferred(Lang.ZH_HANS)
        folded = fold.key(mention["text"])
        own = next((form for form in concept.texts(Lang.ZH_HANS) if fold.key(form) == folded), None)
        if target == "hans":
            return own or first
        listed = concept.preferred(Lang.ZH_HANT)
        if listed is None or own not in (first, None):
            return chinese.regional_form(own, target) if own is not None else None
        # A listed form that is Taiwan's own word (輝達) is no form for elsewhere.
        if first is not None and target != "tw" and listed == chinese.taiwan_word(first):
            return chinese.regional_form(first, target)
        return listed

    @property
    def views(self) -> Mapping[str, ConceptView]:
        """What answers say of each concept, by id, in the order of the ids."""
        return self.index.views


def pieces(glossary: Glossary, *, cldr: bool = False) -> dict[str, memoryview]:
    """Return what a snapshot of a glossary is made of, as pieces that a file can hold; takes a millisecond a concept.

    With `cldr`, lookup also knows the countries, languages and currencies that the glossary does not list.
    """
    layer, version = _NOTHING, ""
    if cldr:
        from glossary import cldr as data  # here, for Babel is not for those who do without

        layer, version = data.beside(glossary), data.version()
    from glossary import annotate, background

    annotator = annotate.packed(background.lent(glossary))
    return packed(glossary, beside=layer) | annotator | {"layer": section(version.encode())}


def _transcribed(query: str) -> Transcription | None:
    """Return how a name in hanzi is written in Hangul; None for any other query."""
    if len(query) > LONGEST_NAME or not script.has(query, script.HAN) or script.has(query, script.HANGUL):
        return None
    try:
        return transcription.transcribe(query)
    except InvalidInput:
        return None
