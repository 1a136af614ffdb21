"""What stands around a name in an article: its sentence, its neighbours, and what the article has told so far."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from glossary.annotate import cues
from glossary.annotate.boundaries import BOTH_HAN, BOTH_HANGUL, OPEN, Surroundings
from glossary.annotate.patterns import Named, Patterns, Sense
from glossary.annotate.profiles import Profile
from glossary.text.fold import BARRIER, DOT, Folded

_LONGEST_LISTING = 2
_WINDOW = 40  # characters of the same sentence on each side that are looked at
_PARTED = re.compile(b"[%c-\xff]" % BARRIER)  # a gap that parts paragraphs or columns
_SENTENCE_END = re.compile(r"[。！？!?；;.](?!(?<=\.)\d)")
_LISTING = frozenset(
    ("、", "·", "/", "・", "∙", "ㆍ", "‧", "와", "과", "和", "与", "및", "하고", "이랑", "랑", "나", "이나")
)
_LONGEST_BEFORE = 4
_LONGEST_BETWEEN = 3
_HOLDING = ("", "성", "省", "시", "市", "성의", "의", "的")
_BEFORE_NAME = frozenset(("", "인", "의", "이자", "인데", "'", '"', "‘", "“", "《", "「", "『", "〈", "인‘", "인“"))
_BEHIND_NAME = frozenset(("", "의", "라는", "이라는", "的", "'", '"', "’", "”", "》", "」", "』", "〉"))


Name = tuple[int, int, int]  # a whole name: start and end in the folded text, and the number of its pattern


class Candidate(NamedTuple):
    """A name that needs evidence, in one of its senses."""

    name: Name
    sense: Sense
    profile: Profile
    spot: Spot


def sentence(around: Surroundings, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around `[start, end)` begins and ends, as far as it is looked at."""
    text, gaps = around.text, around.gaps
    low, high = max(0, start - _WINDOW), min(len(text), end + _WINDOW)
    for stop in _SENTENCE_END.finditer(text, low, start):
        low = stop.end()
    if (stop_behind := _SENTENCE_END.search(text, end, high)) is not None:
        high = stop_behind.start()
    for gap in _PARTED.finditer(gaps, low + 1, start + 1):
        low = gap.start()
    if (gap_behind := _PARTED.search(gaps, end, high)) is not None:
        high = gap_behind.start()
    return low, high


class Spot:
    """What stands around one name, the same for all its senses and whatever the other names mean."""

    __slots__ = (
        "abroad", "before", "behind", "distances", "han_left", "han_right", "head", "held", "high", "inside", "left",
        "listed", "low", "near", "right", "tail",
    )  # fmt: skip

    def __init__(self, name: Name, article: Article) -> None:
        start, end, _ = name
        around = article.around
        text = around.text
        low, high = sentence(around, start, end)
        self.low, self.high = low, high
        self.before = text[max(0, start - _LONGEST_BEFORE) : start]
        self.distances: dict[str, int] = {}  # how much further away what tells each concept is, once asked for
        self.tail = around.tail(end)
        # The characters beside it that no gap parts from it.
        places = around.places
        self.left = text[start - 1] if places[start] != OPEN else ""
        self.right = text[end] if places[end] != OPEN else ""
        self.han_left, self.han_right = places[start] == BOTH_HAN, places[end] == BOTH_HAN
        self.head = self.behind = 0  # the kinds of the words right before and right behind
        self.near: list[int] = []  # the kinds of each other word in the sentence
        self.abroad: list[tuple[str, str]] = []  # states before the name, and what stands between
        abroad = cues.abroad()
        find, kinds_of_words = cues.finder()
        for begin, finish, word in find(text[low:high]):
            first, last, kinds_of_word = low + begin, low + finish, kinds_of_words[word]
            # Two words that happen to meet: 가전 in 비보가 전해진.
            if places[first] == BOTH_HANGUL and places.find(OPEN, first + 1, last) >= 0:
                continue
            if last <= start:
                between = text[last:start] if start - last <= _LONGEST_BETWEEN else "…"
                if kinds_of_word & abroad:
                    self.abroad.append((text[first:last], between))
                elif between in _BEFORE_NAME:
                    self.head |= kinds_of_word
                elif last - first > 1:
                    self.near.append(kinds_of_word)
            elif first >= end:
                if first - end <= _LONGEST_BETWEEN and text[end:first] in _BEHIND_NAME:
                    self.behind |= kinds_of_word
                elif last - first > 1:
                    self.near.append(kinds_of_word)
        self.inside: list[Name] = []  # other names in the sentence
        self.held: list[Name] = []  # names right before, which may hold it
        self.listed: list[Name] = []  # names beside it in a list
        self._neighbours(name, article)

    def _neighbours(self, name: Name, article: Article) -> None:
        start = name[0]
        text, gaps = article.around.text, article.around.gaps
        others = article.between(self.low, self.high)
        if len(others) < 2:  # it is one itself
            return
        for other in others:
            if other == name:
                continue
            self.inside.append(other)
            first, second = (other, name) if other[0] < start else (name, other)
            if not first[1] <= second[0] <= first[1] + _LONGEST_LISTING:
                continue
            between = text[first[1] : second[0]]
            if first is other and between in _HOLDING:
                self.held.append(other)
            if first is other:
                between = between.removeprefix(")") or between  # the list goes on behind a gloss: 지리(吉利)와 체리
            dot = not between and gaps[second[0]] & DOT
            if dot or between in _LISTING:
                self.listed.append(other)


class Article:
    """What the features look at: the text around, the names nearby, and which concepts are settled.

    Settled are the names that need no evidence, and those that local evidence has decided. `names` are in the order of
    their starts; `concept_id` tells whose name a pattern is that needs no evidence.
    """

    def __init__(
        self,
        around: Surroundings,
        folded: Folded,
        original: str,
        names: Sequence[Name],
        patterns: Patterns,
        certain: bytes,
        concept_id: Callable[[int], str],
    ) -> None:
        self.around = around
        self._folded = folded
        self._original = original
        self._names = names
        self._patterns = patterns
        self._starts = [name[0] for name in names]
        self._told: dict[Name, Named] = {}
        self._named: set[str] = set()
        self._forms_told: Counter[tuple[int, str]] = Counter()
        of_pattern = {name[2]: name for name in names}
        self._forms: dict[str, set[int]] = {
            sense.concept.id: set() for number in of_pattern if not certain[number] for sense in patterns[number].senses
        }
        self._scripts: dict[str, set[int]] = {own: set() for own in self._forms}
        for number, name in of_pattern.items():
            if certain[number]:
                own = concept_id(number)
                self._named.add(own)
                if own in self._forms:
                    self._forms[own].add(number)
                    self._scripts[own].add(around.classes[name[0]])
            else:
                for sense in patterns[number].senses:
                    self._forms[sense.concept.id].add(number)

    def settle(self, name: Name, concept: Named) -> None:
        """Take a name for a concept's, from which others may be told."""
        self._told[name] = concept
        self._forms_told[name[2], concept.id] += 1
        self._named.add(concept.id)
        self._scripts[concept.id].add(self.around.classes[name[0]])

    def settled(self, name: Name) -> Named | None:
        """Return the concept that a name is settled to mean, None if it is not."""
        sense = self._patterns[name[2]].senses[0]
        return sense.concept if sense.certain else self._told.get(name)

    def senses(self, name: Name) -> tuple[Sense, ...]:
        """Return the senses of a name."""
        return self._patterns[name[2]].senses

    def is_shared(self, name: Name) -> bool:
        """Say whether several concepts have a name's form."""
        return len(self._patterns[name[2]].senses) > 1

    def can_mean(self, name: Name, concept: Named) -> bool:
        """Say whether one of a name's senses is this concept."""
        return any(sense.concept is concept for sense in self._patterns[name[2]].senses)

    def has_another_form(self, one: Candidate) -> bool:
        """Say whether the article has the candidate's concept in another form at all."""
        return len(self._forms[one.sense.concept.id]) > 1

    def others_named(self, one: Candidate) -> int:
        """Return how many concepts the article names, but for those that have the candidate's form."""
        own = [sense.concept.id in self._named for sense in self._patterns[one.name[2]].senses]
        return len(self._named) - sum(own)

    def names_in_another_script(self, one: Candidate) -> bool:
        """Say whether the article names the candidate's concept in another script than the candidate's."""
        return bool(self._scripts[one.sense.concept.id] - {self.around.classes[one.name[0]]})

    def told_elsewhere(self, one: Candidate) -> bool:
        """Say whether the same form is settled to mean the same concept elsewhere."""
        own = self._told.get(one.name) is one.sense.concept
        return self._forms_told[one.name[2], one.sense.concept.id] > own

    def between(self, low: int, high: int) -> Sequence[Name]:
        """Return the names that begin from `low` to `high`."""
        first = bisect_left(self._starts, low)
        return self._names[first : bisect_right(self._starts, high, lo=first)]

    def written(self, name: Name) -> str:
        """Return a name as it stands in the article."""
        return self._original[slice(*self._folded.span(name[0], name[1]))]

    def beside(self, name: Name, characters: int) -> tuple[str, str]:
        """Return what stands in the article before a name and behind it, so many code points."""
        start, end = self._folded.span(name[0], name[1])
        return self._original[max(0, start - characters) : start], self._original[end : end + characters]
