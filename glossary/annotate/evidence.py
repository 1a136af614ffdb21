"""Which sense a form has that is also a common word, or another concept's name: no evidence, no mention.

Each kind of evidence is a row of FEATURES with its weight; the sense with the most weight wins, a tie or nothing at
all decides for none. Local kinds look at the words around the hit; the others at the rest of the article (one sense
per article, one field per article).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from glossary.annotate.boundaries import Surroundings
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


class Candidate:
    """A hit that is a whole name, in one of its senses. `pattern` numbers the form; offsets are of the folded text.

    A `certain` one needs no evidence: its form is no common word and names one concept only.
    """

    __slots__ = ("certain", "concept", "end", "pattern", "start")

    def __init__(self, start: int, end: int, pattern: int, concept: Concept, certain: bool) -> None:
        self.start = start
        self.end = end
        self.pattern = pattern
        self.concept = concept
        self.certain = certain


class Article:
    """What the features look at: the text around, the other forms of a concept, and the names that are settled.

    Settled are at first the candidates that need no evidence; those that local evidence decided are added.
    `candidates` are in the order of their starts.
    """

    def __init__(self, around: Surroundings, candidates: Sequence[Candidate]) -> None:
        self.around = around
        # Kept apart by pattern and by category, so that a text of one name over and over is not compared with itself.
        self._forms: dict[str, dict[int, list[Candidate]]] = {}
        self._settled: dict[str, list[Candidate]] = {}
        self._named: dict[str, set[int]] = {}
        self._kin: set[str | None] = set()
        for one in candidates:
            self._forms.setdefault(one.concept.id, {}).setdefault(one.pattern, []).append(one)
            if one.certain:
                self.settle(one)

    def settle(self, one: Candidate) -> None:
        """Take a candidate as a name, from which others may be told."""
        insort(self._settled.setdefault(one.concept.category, []), one, key=_start)
        scripts = self._named.get(one.concept.id)
        if scripts is None:
            self._named[one.concept.id] = {self._script(one)}
            self._kin.update((one.concept.broader, *one.concept.related))
        else:
            scripts.add(self._script(one))

    def is_named(self, concept_id: str | None) -> bool:
        """Say whether the article names a concept, in whatever script."""
        return concept_id in self._named

    def is_kin(self, concept_id: str) -> bool:
        """Say whether a concept that the article names has this one as broader or related."""
        return concept_id in self._kin

    def is_named_in_another_script(self, one: Candidate) -> bool:
        """Say whether the article names the candidate's concept in another script than the candidate's."""
        return bool(self._named.get(one.concept.id, set()) - {self._script(one)})

    def settled_beside(self, one: Candidate) -> Sequence[Candidate]:
        """Return the settled names of the same category that begin close enough to stand right beside this one."""
        return _between(
            self._settled.get(one.concept.category, ()), one.start - _LONGEST_NAME, one.end + _LONGEST_LISTING
        )

    def other_forms(self, one: Candidate) -> Iterator[Candidate]:
        """Yield the candidates for the same concept by another form, within a gloss's reach."""
        for pattern, same in self._forms[one.concept.id].items():
            if pattern != one.pattern:
                yield from _between(same, one.start - _LONGEST_GLOSS, one.end + _LONGEST_GLOSS)

    def _script(self, one: Candidate) -> int:
        return self.around.classes[one.start]


def _start(one: Candidate) -> int:
    return one.start


def _between(candidates: Sequence[Candidate], low: int, high: int) -> Sequence[Candidate]:
    """Return those of the sorted candidates that begin from `low` to `high`."""
    first = bisect_left(candidates, low, key=_start)
    return candidates[first : bisect_right(candidates, high, lo=first, key=_start)]


def _glossed(one: Candidate, article: Article) -> bool:
    """Another form of the concept stands in brackets behind this one, beside it in them, or in them right before."""
    text = article.around.text
    for other in article.other_forms(one):
        first, second = (one, other) if one.start < other.start else (other, one)
        if first.end > second.start:
            continue
        between = text[first.end : second.start]
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
    around, category = article.around, one.concept.category
    tail = around.tail(one.end)
    if category == "place":
        if one.end < len(around.text) and around.text[one.end] in "市省县区镇州":
            return True
        return bool(_PLACE_TAIL.fullmatch(tail))
    if category != "organization":
        return False
    return bool(_FIRM_TAIL.match(tail)) or around.text.startswith(_FIRM_HANZI, one.end)


def _neighboured(one: Candidate, article: Article) -> bool:
    """A name right beside it: a place that holds it (중국 선전, 광둥성 선전), or a list of its own kind."""
    text, gaps = article.around.text, article.around.gaps
    own = one.concept.category
    if own in _CHINESE and text[max(0, one.start - _LONGEST_OF_CHINA) : one.start].endswith(_CHINA):
        return True
    for other in article.settled_beside(one):
        first, second = (other, one) if other.start < one.start else (one, other)
        if not first.end <= second.start <= first.end + _LONGEST_LISTING:
            continue
        between = text[first.end : second.start]
        if own == "place" and first is other and between in _HOLDING:
            return True
        if _LISTING.fullmatch(between) or (not between and gaps[second.start] & DOT):
            return True
    return False


def _named_elsewhere(one: Candidate, article: Article) -> bool:
    """The concept is named elsewhere in another script: 캔 where the article has CANN.

    Another form in the same script tells nothing: who writes 우한 for the city means something else by 무한.
    """
    return article.is_named_in_another_script(one)


def _with_kin(one: Candidate, article: Article) -> bool:
    """A broader, narrower or related concept is named in the article; that a country is says nothing of its cities."""
    own = one.concept
    broader = None if own.category == "place" else own.broader
    return article.is_kin(own.id) or any(map(article.is_named, (broader, *own.related)))


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
