"""The kinds of evidence for what a form means: each with its weight, where it is looked for, and how it is seen.

The weights were fitted on labelled sentences and rounded (docs/annotation.md says how).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum, auto

from glossary.annotate import beside, cues, neighbours, reader, substitution, topics
from glossary.annotate.context import Article, Candidate
from glossary.annotate.knowledge import cities, provinces
from glossary.model import CATEGORIES
from glossary.text.script import DIGIT, HAN, HANGUL, LETTER, OTHER

_CHINESE = ("place", "organization", "institution")


Seen = Callable[[Candidate, Article], int]


def warm() -> None:
    """Read now what is otherwise read when it is first asked for."""
    beside.followers()
    cues.finder()


class Where(IntEnum):
    """Where a feature looks; see `Feature`."""

    FORM = 0
    AROUND = auto()
    TAIL = auto()
    NO_TAIL = auto()
    GLOSS = auto()
    WORD = auto()
    WORDS = auto()
    ABROAD_WORDS = auto()
    BESIDE = auto()
    NAMES = auto()
    READER = auto()
    STAND_IN = auto()
    ARTICLE = auto()


FORM, AROUND, TAIL, NO_TAIL, GLOSS, WORD, WORDS, ABROAD_WORDS, BESIDE, NAMES, READER, STAND_IN, ARTICLE = Where
# A form of an institution means another state's institution, if not this one, more often than it is a word.
_NO_INSTITUTIONS = tuple(category for category in CATEGORIES if category != "institution")
ANY = (HANGUL, HAN, LETTER, DIGIT, OTHER)
# What must speak for a form that is a word, beside it, where the article alone would tell what it means: in an article
# on a brand the word that it has its name from is a word still. Nothing need where the same form is told elsewhere with
# the concept's name in another script, or the sentence is about its kind, and nothing speaks against it here.
BESIDE_A_WORD = 3


@dataclass(frozen=True, slots=True)
class Feature:
    """One kind of evidence: its name, what it is worth, and how it is seen.

    `where` it is seen is AROUND the name, in the TAIL of Hangul behind it or only where there is NO_TAIL, in a GLOSS by
    another form that the article has, in a WORD of some kind right beside it, in the WORDS of the sentence or those of
    states, in other names right BESIDE it or in all NAMES of the sentence, by the READER, with a STAND_IN in its place,
    or in the rest of the ARTICLE; FORM is what the form is without any text. It is asked of forms in some `scripts` and
    of concepts of some `categories`, of all if none are given.

    Most features need certain characters beside the name, and are not asked where there are none: one of `before`
    right before it, or one of `behind` right behind, whatever gap is between; or `hanzi` to the right or beside it.
    """

    name: str
    weight: int
    where: Where
    scripts: tuple[int, ...]
    categories: tuple[str, ...]
    holds: Seen
    known: bool | None = None  # only forms that a dictionary has, or that none has
    before: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    hanzi: str = ""  # "right" or "beside"
    shared: bool = False  # only forms that several concepts have
    times: int = 1  # that one in the ARTICLE can hold at most
    needs: str = ""  # only where this field of the profile has anything

    def can_hold(self, before: str, behind: str, has_tail: bool, left: bool, right: bool) -> bool:
        """Say whether this can hold between these characters, with or without a tail and with hanzi on either side."""
        if (self.where == TAIL and not has_tail) or (self.where == NO_TAIL and has_tail):
            return False
        if self.before or self.behind:
            return not self.before.isdisjoint(before) or not self.behind.isdisjoint(behind)
        return _HANZI[self.hanzi](left, right)


_HANZI: dict[str, Callable[[bool, bool], bool]] = {
    "": lambda left, right: True,
    "right": lambda left, right: right,
    "beside": lambda left, right: left or right,
}


def _last(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[-1] for word in words)


def _always(one: Candidate, article: Article) -> bool:
    """Any form of the script."""
    return True


def _read_in_korean(one: Candidate, article: Article) -> bool:
    """A form that is how hanzi of the concept are read in Korean: most such are words too."""
    return one.profile.read


def _transcribed(one: Candidate, article: Article) -> bool:
    """A form that is how hanzi of the concept are officially transcribed, and no Korean word: 난닝 for 南宁."""
    return one.profile.transcribed


def _stands_in(one: Candidate, article: Article) -> int:
    """How much better a well-known name of its category reads in its place, by a language model."""
    start, end, _ = one.name
    before, behind = article.beside(one.name, substitution.DECOMPOSED)
    return substitution.gain(before, article.around.text[start:end], behind, one.sense.concept.category)


def _read(one: Candidate, article: Article) -> int:
    """How likely it is a name of its kind in its sentence, to a network that has read such sentences."""
    place = read_place(one, article)
    return reader.odds(place) if place else 0


def read_place(one: Candidate, article: Article) -> reader.Place | None:
    """Return what is read to tell what a form is; None of one character, of which the reader has learnt nothing."""
    (start, end, _), spot = one.name, one.spot
    if end - start == 1:
        return None
    return reader.place(article.around, (spot.low, spot.high), (start, end), one.sense.concept.category)


FEATURES: tuple[Feature, ...] = (
    Feature("unknown Hangul", -2, FORM, (HANGUL,), (), _always, known=False),
    Feature("known Hangul", -6, FORM, (HANGUL,), (), _always, known=True),
    Feature("a term", 9, FORM, (HAN,), ("term",), _always),
    Feature("an office", 7, AROUND, (HAN,), ("institution",), beside.an_office),
    Feature("another office", -7, AROUND, (HAN,), ("institution",), beside.another_office, hanzi="beside"),
    Feature("unknown hanzi", -2, FORM, (HAN,), (), _always, known=False),
    Feature("known hanzi", -3, FORM, (HAN,), (), _always, known=True),
    Feature("Latin", 3, FORM, (LETTER,), (), _always),
    Feature("digits", -7, FORM, (DIGIT,), (), _always),
    Feature("Korean reading", -1, FORM, (HANGUL,), (), _read_in_korean),
    Feature("transcription", 2, FORM, (HANGUL,), (), _transcribed, known=False),
    Feature("gloss", 14, GLOSS, ANY, (), beside.glossed),
    Feature("another gloss", -14, AROUND, (HANGUL,), (), beside.glossed_otherwise, behind=beside.OPEN_GLOSS),
    Feature("gloss of another", -12, AROUND, ANY, (), beside.glosses_another, behind=beside.CLOSED),
    Feature(
        "suffix", 13, AROUND, ANY, ("place", "institution", "organization"), beside.suffixed, behind=beside.SUFFIXES
    ),
    Feature(
        "weak suffix", 7, TAIL, (HANGUL,), ("place", "person"), beside.suffixed_weakly, behind=beside.WEAK_SUFFIXES
    ),
    Feature("China", 10, AROUND, ANY, _CHINESE, topics.in_china, before=_last((*topics.CHINA, "中"))),
    Feature("abroad", -13, ABROAD_WORDS, ANY, ("organization", "institution"), topics.elsewhere_in_the_world),
    Feature("place abroad", -25, ABROAD_WORDS, ANY, ("place",), topics.elsewhere_in_the_world),
    Feature("abroad in sentence", -4, ABROAD_WORDS, ANY, ("place", "institution"), topics.elsewhere_in_sentence),
    Feature("other state", -16, AROUND, ANY, ("institution",), topics.of_another_state, before=topics.STATES),
    Feature("kind before", 3, WORD, ANY, (), topics.named_before),
    Feature("kind behind", 11, WORD, ANY, (), topics.named_behind),
    Feature("category", 1, WORDS, ANY, (), topics.words_of_its_category),
    Feature("another nearer", -4, AROUND, ANY, (), topics.another_nearer, shared=True),
    Feature("definition", 2, AROUND, ANY, (), topics.defined, needs="words"),
    Feature("company", 2, AROUND, ANY, (), topics.in_company, needs="company"),
    Feature("alone", -1, AROUND, ANY, (), topics.alone, needs="company"),
    Feature("company beside", 8, AROUND, ANY, (), topics.beside_company, needs="company"),
    Feature("ordinary beside", -9, AROUND, ANY, (), topics.beside_ordinary, needs="ordinary"),
    Feature("ordinary", -4, AROUND, ANY, (), topics.ordinary, needs="ordinary"),
    Feature(
        "where",
        4,
        AROUND,
        (HANGUL, HAN),
        ("place", "institution"),
        beside.where,
        before=beside.INTO,
        behind=beside.LOCATIVES,
    ),
    Feature(
        "predicate", -4, AROUND, (HANGUL, HAN), (), beside.predicate, before=beside.VERBAL_BEFORE, behind=beside.VERBAL
    ),
    Feature(
        "namesake", -14, AROUND, ANY, (), beside.namesake, before=beside.ORIGINS_BEFORE, behind=beside.ORIGINS_BEHIND
    ),
    Feature("determiner", -1, AROUND, (HANGUL, HAN), (), beside.determined, before=beside.COUNTED),
    Feature(
        "a work",
        -20,
        AROUND,
        ANY,
        ("organization", "place", "person", "institution"),
        beside.a_work,
        before=frozenset(beside.OF_WORKS),
    ),
    Feature("other trade", -17, AROUND, ANY, ("person",), topics.of_another_trade),
    Feature("bare", -3, NO_TAIL, (HANGUL,), (), beside.bare),
    Feature("in a word", -10, AROUND, (HAN,), (), beside.in_a_word, hanzi="beside"),
    Feature("across words", -10, AROUND, (HAN,), (), beside.across_words, hanzi="beside"),
    Feature("free", 2, AROUND, (HAN,), (), beside.is_free, known=False),
    Feature("of it", 4, AROUND, (HAN,), (), beside.of_it, behind=frozenset("的")),
    Feature("runs on", -1, AROUND, (HAN,), (), beside.runs_on, hanzi="right"),
    Feature("verb behind", 2, AROUND, (HAN,), (), beside.verb_behind, hanzi="right"),
    Feature("Latin beside", -9, AROUND, (LETTER,), (), beside.beside_latin),
    Feature("case", -4, AROUND, (LETTER,), (), beside.in_another_case),
    Feature("capitals", -4, AROUND, (LETTER,), (), beside.in_capitals),
    Feature("no number", 9, AROUND, (DIGIT,), (), beside.no_number),
    Feature("list", 8, BESIDE, ANY, (), neighbours.listed),
    Feature("list of doubtful", 10, BESIDE, ANY, (), neighbours.listed_with_another),
    Feature("maker before", 9, BESIDE, ANY, ("product",), neighbours.of_maker),
    Feature("model number", 9, AROUND, ANY, ("product",), beside.numbered, behind=beside.NUMBERS),
    Feature(
        "province before",
        7,
        AROUND,
        (HANGUL, HAN),
        ("place",),
        topics.of_its_province,
        before=_last((*provinces(), *cities(), "성", "省", "시", "市", "구", "区", "의", "的")),
    ),
    Feature("holder", 7, NAMES, ANY, (), neighbours.holder_in_sentence, needs="holders"),
    Feature("kin in sentence", 4, NAMES, ANY, (), neighbours.kin_in_sentence),
    Feature("read as a name", 1, READER, (HANGUL, HAN), (), _read),
    Feature("stand-in", 1, STAND_IN, (HANGUL,), _NO_INSTITUTIONS, _stands_in),
    Feature("elsewhere", 2, ARTICLE, ANY, (), neighbours.named_elsewhere, known=False),
    Feature("elsewhere, known", 7, ARTICLE, ANY, (), neighbours.named_elsewhere, known=True),
    Feature("told so", 1, ARTICLE, ANY, (), neighbours.told_so, shared=True),
    Feature("among names", 1, ARTICLE, ANY, (), neighbours.among_others, times=neighbours.MOST),
)
