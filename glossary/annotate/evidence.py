"""Which sense a form has that is also a common word, or another concept's name: no evidence, no mention.

Each kind of evidence is a row of FEATURES with its weight; the sense with the most weight wins, a tie or nothing at
all decides for none. Local kinds look at the words around the hit; the others at the rest of the article (one sense
per article, one field per article).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from glossary.annotate.boundaries import Surroundings
from glossary.annotate.patterns import Pattern, Sense
from glossary.model import Concept
from glossary.text.fold import DOT

_OPENING, _CLOSING = "([{（［｛〔【「『《〈<", ")]}）］｝〕】」』》〉>"
_LONGEST_GLOSS = 60
_LONGEST_NAME = 30
_LONGEST_LISTING = 2
_PLACE_TAIL = re.compile(r"(?:시|현|구|시청|구청|시장|특구|항|역)(?:[은는이가을를의에도과와]|에서|으로|로|까지|부터)*")
_FIRM_TAIL = re.compile(r"(?:그룹|홀딩스|주식회사|테크놀로지)")
_FIRM_HANZI = ("公司", "集团", "股份", "控股")
_LISTING = re.compile(r"[,、·/・∙ㆍ및와과]{1,2}")
_HOLDING = ("", "성", "省", "시", "市", "성의", "의")
_CHINESE = ("place", "organization", "institution")
_CHINA = ("중국", "中国", "중국의", "중국발")
_LONGEST_OF_CHINA = max(map(len, _CHINA))


Name = tuple[int, int, int]  # a whole name: start and end in the folded text, and the number of its pattern


class Candidate(NamedTuple):
    """A name that needs evidence, in one of its senses."""

    name: Name
    sense: Sense


class Article:
    """What the features look at: the text around, the names nearby, and which concepts are settled.

    Settled are the names that need no evidence, and those that local evidence has decided. `names` are in the order of
    their starts; `asked` are the ids of the concepts that evidence is sought for.
    """

    def __init__(
        self, around: Surroundings, names: Sequence[Name], patterns: Sequence[Pattern], asked: Collection[str]
    ) -> None:
        self.around = around
        self._names = names
        self._patterns = patterns
        self._starts = [name[0] for name in names]
        self._told: dict[Name, Concept] = {}
        self._scripts: dict[str, set[int]] = {concept_id: set() for concept_id in asked}
        self._forms: dict[str, set[int]] = {concept_id: set() for concept_id in asked}
        self._named: set[str] = set()
        for name in names:
            senses = patterns[name[2]].senses
            if senses[0].certain:
                self._name(name, senses[0].concept)
            for sense in senses:
                if sense.concept.id in self._forms:
                    self._forms[sense.concept.id].add(name[2])

    def settle(self, name: Name, concept: Concept) -> None:
        """Take a name for a concept's, from which others may be told."""
        self._told[name] = concept
        self._name(name, concept)

    def _name(self, name: Name, concept: Concept) -> None:
        self._named.add(concept.id)
        if concept.id in self._scripts:
            self._scripts[concept.id].add(self.around.classes[name[0]])

    def settled(self, name: Name) -> Concept | None:
        """Return the concept that a name is settled to mean, None if it is not."""
        sense = self._patterns[name[2]].senses[0]
        return sense.concept if sense.certain else self._told.get(name)

    def can_mean(self, name: Name, concept: Concept) -> bool:
        """Say whether one of a name's senses is this concept."""
        return any(sense.concept is concept for sense in self._patterns[name[2]].senses)

    def has_another_form(self, one: Candidate) -> bool:
        """Say whether the article has the candidate's concept in another form at all."""
        return len(self._forms[one.sense.concept.id]) > 1

    def names_any(self, concept_ids: frozenset[str]) -> bool:
        """Say whether the article names any of these concepts."""
        return not concept_ids.isdisjoint(self._named)

    def names_in_another_script(self, one: Candidate) -> bool:
        """Say whether the article names the candidate's concept in another script than the candidate's."""
        return bool(self._scripts[one.sense.concept.id] - {self.around.classes[one.name[0]]})

    def between(self, low: int, high: int) -> Sequence[Name]:
        """Return the names that begin from `low` to `high`."""
        first = bisect_left(self._starts, low)
        return self._names[first : bisect_right(self._starts, high, lo=first)]


def _glossed(one: Candidate, article: Article) -> bool:
    """Another form of the concept stands in brackets behind this one, beside it in them, or in them right before."""
    if not article.has_another_form(one):
        return False
    text = article.around.text
    start, end, pattern = one.name
    for other in article.between(start - _LONGEST_GLOSS, end + _LONGEST_GLOSS):
        if other[2] == pattern or not article.can_mean(other, one.sense.concept):
            continue
        first, second = (one.name, other) if start < other[0] else (other, one.name)
        if first[1] > second[0]:
            continue
        between = text[first[1] : second[0]]
        if between in ("", ",", "/", "=", ":", *_CLOSING) or _opens(between):
            return True
    return False


def _opens(between: str) -> bool:
    """Say whether a bracket opens at once and is still open at the end: (… but not (…)… ( ."""
    depth = 0
    for char in between:
        depth += (char in _OPENING) - (char in _CLOSING)
        if depth <= 0:
            return False
    return depth == 1


def _suffixed(one: Candidate, article: Article) -> bool:
    """A word behind it that only goes with its category: 선전시, 深圳市, 이리그룹."""
    around, category = article.around, one.sense.concept.category
    end = one.name[1]
    tail = around.tail(end)
    if category == "place":
        if end < len(around.text) and around.text[end] in "市省县区镇州":
            return True
        return bool(_PLACE_TAIL.fullmatch(tail))
    if category != "organization":
        return False
    return bool(_FIRM_TAIL.match(tail)) or around.text.startswith(_FIRM_HANZI, end)


def _neighboured(one: Candidate, article: Article) -> bool:
    """A name right beside it: a place that holds it (중국 선전, 광둥성 선전), or a list of its own kind."""
    text, gaps = article.around.text, article.around.gaps
    own = one.sense.concept.category
    start, end, _ = one.name
    if own in _CHINESE and text[max(0, start - _LONGEST_OF_CHINA) : start].endswith(_CHINA):
        return True
    for other in article.between(start - _LONGEST_NAME, end + _LONGEST_LISTING):
        first, second = (other, one.name) if other[0] < start else (one.name, other)
        if not first[1] <= second[0] <= first[1] + _LONGEST_LISTING:
            continue
        concept = article.settled(other)
        if concept is None or concept.category != own:
            continue
        between = text[first[1] : second[0]]
        if own == "place" and first is other and between in _HOLDING:
            return True
        if _LISTING.fullmatch(between) or (not between and gaps[second[0]] & DOT):
            return True
    return False


def _named_elsewhere(one: Candidate, article: Article) -> bool:
    """The concept is named elsewhere in another script: 캔 where the article has CANN.

    Another form in the same script tells nothing: who writes 우한 for the city means something else by 무한.
    """
    return article.names_in_another_script(one)


def _with_kin(one: Candidate, article: Article) -> bool:
    """A broader, narrower or related concept is named in the article."""
    return article.names_any(one.sense.kin)


@dataclass(frozen=True, slots=True)
class Feature:
    """One kind of evidence: its name, what it is worth, whether it lies right beside the hit, how it is seen."""

    name: str
    weight: int
    local: bool
    holds: Callable[[Candidate, Article], bool]


FEATURES: tuple[Feature, ...] = (
    Feature("gloss", 8, True, _glossed),
    Feature("suffix", 4, True, _suffixed),
    Feature("neighbour", 4, True, _neighboured),
    Feature("elsewhere", 2, False, _named_elsewhere),
    Feature("kin", 1, False, _with_kin),
)


_LOCAL = tuple(feature for feature in FEATURES if feature.local)
_WIDE = tuple(feature for feature in FEATURES if not feature.local)


def weight(one: Candidate, article: Article, *, local: bool) -> int:
    """Return the summed weight of the local, or of the article-wide, evidence for one sense."""
    total = 0
    for feature in _LOCAL if local else _WIDE:
        if feature.holds(one, article):
            total += feature.weight
    return total


def best(weights: Sequence[int]) -> int | None:
    """Return which sense has the most weight; None if none has any or two have the same."""
    most = max(weights)
    return weights.index(most) if most and weights.count(most) == 1 else None
