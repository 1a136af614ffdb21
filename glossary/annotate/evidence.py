"""Which sense a form has that is also a common word, or another concept's name: no evidence, no mention.

The model is a sum: each kind of evidence is a row of FEATURES with its weight, what holds is added up, and the sense
with the most is meant if that is more than nothing; a tie decides for none. The weights were fitted on labelled
sentences and rounded (docs/annotation.md says how).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from glossary.annotate import cues, recognition, substitution, words
from glossary.annotate.boundaries import BOTH_HAN, OPEN, Surroundings
from glossary.annotate.patterns import Named, Patterns, Profile, Sense, provinces
from glossary.model import CATEGORIES
from glossary.text import lexicon, particles
from glossary.text.fold import APOSTROPHE, BARRIER, DOT, NEWLINE, SPACE, ZERO_WIDTH, Folded, key
from glossary.text.script import DIGIT, HAN, HANGUL, LETTER, OTHER

_OPENING, _CLOSING = "([{（［｛〔【「『《〈<", ")]}）］｝〕】」』》〉>"
_LONGEST_GLOSS = 60
_LONGEST_NAME = 30
_LONGEST_LISTING = 2
_WINDOW = 40  # characters of the same sentence on each side that are looked at
_COMMON = 2.9  # Zipf frequency of a Chinese word that tells where a name ends
_MOST = 2  # cues of a kind that count
_PARTED = re.compile(b"[%c-\xff]" % BARRIER)  # a gap that parts paragraphs or columns
_SENTENCE_END = re.compile(r"[。！？!?；;.](?!(?<=\.)\d)")
_PLACE_TAIL = re.compile(
    r"(?:시|성|현|시내|시민|시장|성장|현장|시정부|성정부|자치[구주현])(?:[은는이가을를의에도와과]|에서|으로|로|까지|부터|들)*"
)
_FACILITY_TAIL = re.compile(
    r"(?:구|시청|구청|특구|신구|항|역|공항|산|강|행|발)(?:[은는이가을를의에도와과]|에서|으로|로|까지|부터)*"
)
_LAND_TAIL = re.compile(
    r"(?:도|강|산|섬|역|항|시|현|구|성|읍|면|동|로|길)(?:[은는이가을를의에과]|에서|으로|까지|부터)+$"
)
_OFFICE_TAIL = re.compile(r"장(?:[은는이가을를의도과]|에게)*$")
_TITLED = ("《", "〈", "『", "「", "<", "≪")
_QUOTED = ("'", "‘", "“", '"', *_TITLED)
_FUNCTION_LEFT = frozenset("把被让由与和跟对给向用在从到于以及或是了着过")
_FUNCTION_RIGHT = frozenset("也都还将已曾正却则就不没要会能可再今又在把与和跟从向对为被由让是")
_PLACE_HANZI = frozenset("市省县区镇州")
_FIRM_TAIL = re.compile(r"(?:그룹|홀딩스|주식회사|테크놀로지)")
_FIRM_HANZI = ("公司", "集团", "股份", "控股")
_PERSON_TAIL = re.compile(r"씨(?:[은는이가를의도와]|에게|께)*$")
_LISTING = frozenset(("、", "·", "/", "・", "∙", "ㆍ", "‧", "와", "과", "和", "与", "및", "하고", "이랑", "랑"))
_COMMA = (",", "，")
_LONGEST_BEFORE = 4
_LONGEST_PROVINCE = 10  # with its rank: 네이멍구자치구의
_LONGEST_BETWEEN = 3
_HOLDING = ("", "성", "省", "시", "市", "성의", "의", "的")
_CHINESE = ("place", "organization", "institution")
_CHINA = tuple(name + of for name in ("중국", "대륙", "中国", "大陆") for of in ("", "의", "발", "的"))
_OF_STATE = frozenset(
    state + of for state in ("", "도", "남도", "북도", "시", "군", "특별시", "광역시", "州") for of in ("", "의", "的")
)
# 관형사 of 표준국어대사전, without 이 그 저, which also end names; Chinese numerals and measures.
_DETERMINERS = frozenset("한 두 세 네 첫 여러 모든 온갖 어느 어떤 무슨 이런 그런 저런 몇 온 딴 다른 아무".split())
_NUMERALS, _MEASURES = "一两二三四五几每这那", "个只片块条种场次件句声股阵道颗"
_PREDICATE = re.compile(r"하(?!고)|했|한(?!테)|할|함|해|되|된|될|됐|됨|돼|시키|시켰|시킨|스러|스럽")
_LOCATIVE = re.compile(r"(?:에서|으로|로|까지|부터)(?:[는도의만]|부터|까지)*$")  # 에 follows what is no place as often
_ANIMATE = re.compile(r"(?:에게|한테|께)")
_DIRECTIONS = frozenset("东西南北")
_INTO = frozenset("在到去赴从往至抵离于经驻访回飞")
_VERBAL_BEFORE = frozenset("不没很被再太最更已")
_VERBAL_BEHIND = frozenset("了着过得地")
_BEFORE_NAME = frozenset(("", "인", "의", "이자", "인데", "'", '"', "‘", "“", "《", "「", "『", "〈", "인‘", "인“"))
_BEHIND_NAME = frozenset(("", "의", "라는", "이라는", "的", "'", '"', "’", "”", "》", "」", "』", "〉"))


Name = tuple[int, int, int]  # a whole name: start and end in the folded text, and the number of its pattern


class Candidate(NamedTuple):
    """A name that needs evidence, in one of its senses."""

    name: Name
    sense: Sense
    profile: Profile
    spot: Spot


Seen = Callable[["Candidate", "Article"], int]


class Spot:
    """What stands around one name, the same for all its senses and whatever the other names mean."""

    __slots__ = (
        "abroad", "before", "behind", "comma", "han_left", "han_right", "head", "held", "high", "inside", "left",
        "listed", "low", "near", "right", "tail",
    )  # fmt: skip

    def __init__(self, name: Name, article: Article) -> None:
        start, end, _ = name
        around = article.around
        text, gaps = around.text, around.gaps
        # The sentence, as far as it is looked at.
        low, high = max(0, start - _WINDOW), min(len(text), end + _WINDOW)
        for stop in _SENTENCE_END.finditer(text, low, start):
            low = stop.end()
        if (stop_behind := _SENTENCE_END.search(text, end, high)) is not None:
            high = stop_behind.start()
        for gap in _PARTED.finditer(gaps, low + 1, start + 1):
            low = gap.start()
        if (gap_behind := _PARTED.search(gaps, end, high)) is not None:
            high = gap_behind.start()
        self.low, self.high = low, high
        self.before = text[max(0, start - _LONGEST_BEFORE) : start]
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
        self.comma: list[Name] = []  # names beside it with a comma between
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
            dot = not between and gaps[second[0]] & DOT
            if dot or between in _LISTING:
                self.listed.append(other)
            elif between in _COMMA:
                self.comma.append(other)


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
        self._found: dict[tuple[str, ...], bool] = {}
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

    def can_mean(self, name: Name, concept: Named) -> bool:
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

    def told_elsewhere(self, one: Candidate) -> bool:
        """Say whether the same form is settled to mean the same concept elsewhere."""
        own = self._told.get(one.name) is one.sense.concept
        return self._forms_told[one.name[2], one.sense.concept.id] > own

    def between(self, low: int, high: int) -> Sequence[Name]:
        """Return the names that begin from `low` to `high`."""
        first = bisect_left(self._starts, low)
        return self._names[first : bisect_right(self._starts, high, lo=first)]

    def has_any(self, names: tuple[str, ...]) -> bool:
        """Say whether any of these stands in the text."""
        found = self._found.get(names)
        if found is None:
            found = self._found[names] = any(name in self.around.text for name in names)
        return found

    def written(self, name: Name) -> str:
        """Return a name as it stands in the article."""
        return self._original[slice(*self._folded.span(name[0], name[1]))]

    def beside(self, name: Name, characters: int) -> tuple[str, str]:
        """Return what stands in the article before a name and behind it, so many code points."""
        start, end = self._folded.span(name[0], name[1])
        return self._original[max(0, start - characters) : start], self._original[end : end + characters]


def _glossed(one: Candidate, article: Article) -> int:
    """Another form of the concept stands in brackets behind this one, beside it in them, or in them right before.

    Two others are more: 리닝(李寧·02331.HK) is the firm, not the man whose name it has.
    """
    text = article.around.text
    found: set[int] = set()
    start, end, pattern = one.name
    for other in article.between(start - _LONGEST_GLOSS, end + _LONGEST_GLOSS):
        if other[2] == pattern or not article.can_mean(other, one.sense.concept):
            continue
        first, second = (one.name, other) if start < other[0] else (other, one.name)
        if first[1] > second[0]:
            continue
        between = text[first[1] : second[0]]
        if between in ("", ",", "/", "=", ":", *_CLOSING) or _opens(between):
            found.add(other[2])
    return min(len(found), _MOST)


def _opens(between: str) -> bool:
    """Say whether a bracket opens at once and is still open at the end: (… but not (…)… ( ."""
    depth = 0
    for char in between:
        depth += (char in _OPENING) - (char in _CLOSING)
        if depth <= 0:
            return False
    return depth == 1


_OTHER_GLOSS = re.compile(r"[(（\[〔]([一-鿿]{2,}|[a-z]{3,})")


def _glossed_otherwise(one: Candidate, article: Article) -> bool:
    """The brackets behind it begin with hanzi or Latin letters that are no form of the concept: 선전(宣傳)."""
    gloss = _OTHER_GLOSS.match(article.around.text, one.name[1])
    if gloss is None:
        return False
    inside = article.between(gloss.start(1), gloss.end(1))
    return not any(article.can_mean(name, one.sense.concept) for name in inside)


def _glosses_another(one: Candidate, article: Article) -> bool:
    """It stands alone in brackets behind something that is no form of the concept: 华纳兄弟(WB)."""
    text, (start, end, _) = article.around.text, one.name
    if start < 2 or end >= len(text) or text[start - 1] not in "([（［" or text[end] not in ")]）］":
        return False
    return article.around.classes[start - 2] != OTHER and not (article.has_another_form(one) and _glossed(one, article))


def _suffixed(one: Candidate, article: Article) -> bool:
    """What only goes with names of its category right behind it: 선전시, 深圳市, 이리그룹, 상무부장."""
    around, category = article.around, one.sense.concept.category
    end = one.name[1]
    spot = one.spot
    if category == "place" and one.profile.script == HAN:
        return spot.right in _PLACE_HANZI and around.text[end - 1] != spot.right
    if category == "organization" and around.text.startswith(_FIRM_HANZI, end):
        return True
    if not spot.tail:
        return False
    if category == "place":
        return _PLACE_TAIL.fullmatch(spot.tail) is not None
    return (_OFFICE_TAIL if category == "institution" else _FIRM_TAIL).match(spot.tail) is not None


def _suffixed_weakly(one: Candidate, article: Article) -> bool:
    """What goes with names of its category and with others: 선전역, 왕이씨."""
    category, tail = one.sense.concept.category, one.spot.tail
    if category == "place":
        return bool(_FACILITY_TAIL.fullmatch(tail))
    return bool(_PERSON_TAIL.match(tail))


def _of_land(one: Candidate, article: Article) -> bool:
    """What only goes with places, behind the name of something else: 위화도에서 is no writer."""
    tail = one.spot.tail
    if _LAND_TAIL.match(tail) is None:
        return False
    # 도 is the last of particles: 에서도, never 도에서.
    return tail[0] == "도" or not particles.is_particle_chain(tail, article.around.text[one.name[1] - 1])


def _in_china(one: Candidate, article: Article) -> bool:
    """China's name right before it: 중국 선전, 中国商务部."""
    return one.spot.before.endswith(_CHINA)


def _elsewhere_in_the_world(one: Candidate, article: Article) -> bool:
    """A province of Korea or another state right before it, of which its definition does not speak: 경기 안산."""
    words = one.profile.words
    return any(between in _OF_STATE and state not in words for state, between in one.spot.abroad)


def _held(one: Candidate, article: Article) -> bool:
    """A place right before it that holds it: 광둥성 선전."""
    place = one.sense.concept.category == "place"
    return any(
        (concept := article.settled(other)) is not None
        and concept.category == "place"
        and (place or concept.id in one.profile.holders)
        for other in one.spot.held
    )


def _of_its_province(one: Candidate, article: Article) -> int:
    """The province where the place lies stands right before it, less another one: 장쑤의 창저우 is 常州, not 沧州."""
    before = _province_before().search(article.around.text, max(0, one.name[0] - _LONGEST_PROVINCE), one.name[0])
    words = one.profile.words
    if before is None or words.isdisjoint(provinces()):
        return 0
    return 1 if before[1] in words else -1


@cache
def _province_before() -> re.Pattern[str]:
    names = "|".join(sorted(provinces(), key=len, reverse=True))
    return re.compile(f"({names})(?:성|省|시|市|자치구|自治区)?(?:의|的)?$")


def _listed(one: Candidate, article: Article) -> int:
    """Settled names of its category stand in a list with it: 상하이·선전."""
    return _of_category(one.sense.concept.category, one.spot.listed, article)


def _beside_comma(one: Candidate, article: Article) -> int:
    """Settled names of its category stand beside it with a comma between."""
    return _of_category(one.sense.concept.category, one.spot.comma, article)


def _of_category(category: str, names: Sequence[Name], article: Article) -> int:
    return sum((concept := article.settled(name)) is not None and concept.category == category for name in names)


def _listed_with_another(one: Candidate, article: Article) -> bool:
    """A name that can be of its category, but is not settled, stands in a list with it."""
    own = one.sense.concept.category
    return any(
        article.settled(other) is None
        and other[2] != one.name[2]
        and any(sense.concept.category == own for sense in article.senses(other))
        for other in one.spot.listed
    )


def _named_before(one: Candidate, article: Article) -> bool:
    """A word of its kind right before it: 휴대전화 제조사 오포, 小说三体."""
    return bool(one.spot.head & one.profile.kinds)


def _named_behind(one: Candidate, article: Article) -> bool:
    """A word of its kind right behind it: 이리 주가, 三体续集."""
    return bool(one.spot.behind & one.profile.kinds)


def _words_of_its_category(one: Candidate, article: Article) -> int:
    """How many words of its category are in the sentence."""
    return _count(one.spot.near, one.profile.category)


def _words_of_its_domain(one: Candidate, article: Article) -> int:
    """How many words of its domain are in the sentence."""
    own = one.profile.kinds & ~one.profile.category
    return _count(one.spot.near, own) if own else 0


def _count(near: Sequence[int], own: int) -> int:
    count = 0
    for kinds in near:
        if kinds & own:
            count += 1
            if count == _MOST:
                break
    return count


def _defined(one: Candidate, article: Article) -> bool:
    """A word of the concept's definition, or the province of the place, is in the sentence."""
    if not one.profile.words:
        return False
    text, (start, end, _) = article.around.text, one.name
    sentence = text[one.spot.low : start] + "\n" + text[end : one.spot.high]
    for word in one.profile.words:  # noqa: SIM110  # asked of nearly every name
        if word in sentence:
            return True
    return False


def _holder_in_sentence(one: Candidate, article: Article) -> bool:
    """What holds the concept is named in the sentence, China apart."""
    holders = one.profile.holders
    return bool(holders) and any(
        (concept := article.settled(other)) is not None and concept.broader is not None and concept.id in holders
        for other in one.spot.inside
    )


def _where(one: Candidate, article: Article) -> bool:
    """A place where something is or goes, or is reported from: 선전에서, 在深圳, 선전=특파원; 往西南 is a direction."""
    spot, (start, end, _) = one.spot, one.name
    if one.profile.script == HAN:
        return spot.left in _INTO and not _DIRECTIONS.issuperset(article.around.text[start:end])
    return spot.right == "=" or (spot.tail != "" and _LOCATIVE.match(spot.tail) is not None)


def _to_whom(one: Candidate, article: Article) -> bool:
    """Somebody or a firm to whom something is given: 이리에게."""
    return bool(_ANIMATE.match(one.spot.tail))


def _predicate(one: Candidate, article: Article) -> bool:
    """A verb made of the word: 선전하다, 晚点了."""
    spot = one.spot
    if one.profile.script == HAN:
        return spot.right in _VERBAL_BEHIND or spot.left in _VERBAL_BEFORE
    return spot.tail != "" and _PREDICATE.match(spot.tail) is not None


def _determined(one: Candidate, article: Article) -> bool:
    """A numeral or another word that asks for a common noun right before it: 첫 안타, 一片汪洋."""
    before = one.spot.before
    if one.profile.script == HAN:
        return len(before) > 1 and before[-1] in _MEASURES and before[-2] in _NUMERALS
    start, places = one.name[0], article.around.places
    if places[start] != OPEN:
        return False
    return any(
        length <= start and places[start - length] == OPEN and before[-length:] in _DETERMINERS for length in (1, 2)
    )


def _of_other_words(one: Candidate, article: Article) -> bool:
    """Hangul that is neither particles nor a suffix goes on behind a Hangul name."""
    tail = one.spot.tail
    return bool(tail) and not particles.can_follow(tail, article.around.text[one.name[1] - 1])


def _alone(one: Candidate, article: Article) -> bool:
    """Hanzi with no hanzi beside them."""
    return not one.spot.han_left and not one.spot.han_right


def _clause_begins(one: Candidate, article: Article) -> bool:
    """Hanzi at the head of a clause, with more behind."""
    left = one.spot.left
    return one.spot.han_right and (left == "" or not left.isalnum())


def _in_a_word(one: Candidate, article: Article) -> bool:
    """Hanzi that a longer word of the dictionary has in it: 夸下海口, 苹果树."""
    if not one.spot.han_left and not one.spot.han_right:
        return False
    return words.lies_in_word(article.around.text, one.name[0], one.name[1], _PLACE_HANZI)


def _of_it(one: Candidate, article: Article) -> bool:
    """Hanzi with 的 behind."""
    return one.spot.right == "的"


def _beside_latin(one: Candidate, article: Article) -> bool:
    """A Latin name with another Latin word beside it: in vivo, Fourier transform."""
    around = article.around
    start, end, _ = one.name
    before = start > 0 and around.classes[start - 1] == LETTER and not around.gaps[start] & ~(SPACE | ZERO_WIDTH)
    behind = end < len(around.text) and around.classes[end] == LETTER and not around.gaps[end] & ~(SPACE | ZERO_WIDTH)
    return before or behind


def _in_another_case(one: Candidate, article: Article) -> bool:
    """A Latin name in another case than it is listed in: pony for PONY."""
    return article.written(one.name) not in one.sense.shown


def _titled(one: Candidate, article: Article) -> bool:
    """A work or a product in the brackets of titles: 《財經》."""
    return one.spot.before.endswith(_TITLED)


def _quoted(one: Candidate, article: Article) -> bool:
    """A quotation mark or another opening mark right before it."""
    start = one.name[0]
    return bool(article.around.gaps[start] & APOSTROPHE) or one.spot.before.endswith(_QUOTED)


def _function_word_before(one: Candidate, article: Article) -> bool:
    """A Chinese preposition or conjunction right before the name."""
    return one.spot.left in _FUNCTION_LEFT


def _function_word_behind(one: Candidate, article: Article) -> bool:
    """A Chinese adverb, preposition or auxiliary right behind the name."""
    return one.spot.right in _FUNCTION_RIGHT or _goes_on_with(_kinds()["function"], one, article)


def _verb_behind(one: Candidate, article: Article) -> bool:
    """A Chinese verb of two characters right behind the name: 建行参与."""
    return one.spot.right not in _FUNCTION_RIGHT and _goes_on_with(_kinds()["verb"], one, article)


def _goes_on_with(words: frozenset[str], one: Candidate, article: Article) -> bool:
    end = one.name[1]
    return one.spot.han_right and article.around.text[end : end + 2] in words


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    """Return Chinese verbs and function words of two characters, as an article is compared."""
    return {kind: frozenset(map(key, own)) for kind, own in lexicon.chinese_kinds(_COMMON).items()}


def warm() -> None:
    """Read now what is otherwise read when it is first asked for."""
    _kinds()
    cues.finder()


def _upon(one: Candidate, article: Article) -> bool:
    """Chinese for on a platform: 在豆瓣上."""
    return one.spot.right == "上" and one.spot.left in ("在", "到")


def _kin_in_sentence(one: Candidate, article: Article) -> bool:
    """A broader, narrower or related concept is named in the sentence."""
    kin = one.sense.kin
    return bool(kin) and any(
        (concept := article.settled(other)) is not None and concept.id in kin for other in one.spot.inside
    )


def _runs_on(one: Candidate, article: Article) -> bool:
    """Hanzi go on behind the name that are neither a word of its kind nor a verb or function word."""
    spot = one.spot
    if not spot.han_right or spot.right == "的" or spot.behind & one.profile.kinds:
        return False
    return not (_function_word_behind(one, article) or _verb_behind(one, article) or _suffixed(one, article))


def _runs_in(one: Candidate, article: Article) -> bool:
    """Hanzi stand right before the name that are neither a word of its kind nor a function word."""
    left = one.spot.left
    if not one.spot.han_left or left == "的" or left in _FUNCTION_LEFT or left in _INTO:
        return False
    return not one.spot.head & one.profile.kinds


def _bare(one: Candidate, article: Article) -> bool:
    """Hangul without a particle, with another word behind."""
    around, end = article.around, one.name[1]
    return end < len(around.text) and around.classes[end] == HANGUL and around.gaps[end] in (SPACE, NEWLINE)


def _elsewhere_in_sentence(one: Candidate, article: Article) -> bool:
    """A province of Korea or another state before it in the sentence, of which its definition does not speak."""
    words = one.profile.words
    return any(state not in words for state, _ in one.spot.abroad)


def _named_elsewhere(one: Candidate, article: Article) -> bool:
    """The concept is named elsewhere in another script: 캔 where the article has CANN.

    Another form in the same script tells nothing: who writes 우한 for the city means something else by 무한.
    """
    return article.names_in_another_script(one)


def _longer_elsewhere(one: Candidate, article: Article) -> bool:
    """A longer name of the concept with this form in it stands elsewhere: 大众 where the article has 大众汽车."""
    longer = one.profile.longer
    return bool(longer) and article.has_any(longer)


def _with_kin(one: Candidate, article: Article) -> bool:
    """A broader, narrower or related concept is named in the article."""
    return article.names_any(one.sense.kin)


def _same_elsewhere(one: Candidate, article: Article) -> bool:
    """The same form means the concept elsewhere in the article, by what stands beside it: one sense per article."""
    return article.told_elsewhere(one)


# Where a feature looks.
FORM, AROUND, TAIL, NO_TAIL, GLOSS, WORD, WORDS, ABROAD_WORDS, BESIDE, NAMES, MODEL, ARTICLE = range(12)
_NO_PLACES = tuple(category for category in CATEGORIES if category != "place")
# A form of an institution means another state's institution, if not this one, more often than it is a word.
_NO_INSTITUTIONS = tuple(category for category in CATEGORIES if category != "institution")
ANY = (HANGUL, HAN, LETTER, DIGIT, OTHER)
# What must speak for a form that is a word, beside it, where the article alone would tell what it means: in an article
# on a brand the word that it has its name from is a word still. Nothing need where the same form is told elsewhere with
# the concept's name in another script, or the sentence is about its kind, and nothing speaks against it here.
BESIDE_A_WORD = 4


@dataclass(frozen=True, slots=True)
class Feature:
    """One kind of evidence: its name, what it is worth, and how it is seen.

    `where` it is seen is AROUND the name, in the TAIL of Hangul behind it or only where there is NO_TAIL, in a GLOSS by
    another form that the article has, in a WORD of some kind right beside it, in the WORDS of the sentence or those of
    states, in other names right BESIDE it or in all NAMES of the sentence, by a MODEL that reads the words beside it,
    or in the rest of the ARTICLE; FORM is what the form is without any text. It is asked of forms in some `scripts` and
    of concepts of some `categories`, of all if none are given.

    Most features need certain characters beside the name, and are not asked where there are none: one of `before`
    right before it, or one of `behind` right behind, whatever gap is between; or `hanzi` to the left or right.
    """

    name: str
    weight: int
    where: int
    scripts: tuple[int, ...]
    categories: tuple[str, ...]
    holds: Seen
    known: tuple[str, ...] = ()  # only forms that dictionaries know so
    before: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    hanzi: str = ""  # "left", "right", "beside" or "none"

    def can_hold(self, before: str, behind: str, has_tail: bool, left: bool, right: bool) -> bool:
        """Say whether this can hold between these characters, with or without a tail and with hanzi on either side."""
        if (self.where == TAIL and not has_tail) or (self.where == NO_TAIL and has_tail):
            return False
        if self.before or self.behind:
            return not self.before.isdisjoint(before) or not self.behind.isdisjoint(behind)
        return _HANZI[self.hanzi](left, right)


_HANZI: dict[str, Callable[[bool, bool], bool]] = {
    "": lambda left, right: True,
    "left": lambda left, right: left,
    "right": lambda left, right: right,
    "beside": lambda left, right: left or right,
    "none": lambda left, right: not (left or right),
}


def _last(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[-1] for word in words)


# The characters with which what the patterns above look for begins.
_OPEN_GLOSS, _CLOSED = frozenset("(（[〔"), frozenset(")]）］")
_SUFFIXES = _PLACE_HANZI | frozenset("公集股控시성현자장그홀주테")
_WEAK_SUFFIXES = frozenset("구시특신항역공산강행발씨")
_VERBAL = _VERBAL_BEHIND | frozenset("하했한할함해되된될됐됨돼시스")
_LOCATIVES = frozenset("=에으로까부")
_COUNTED = _last(_DETERMINERS) | frozenset(_MEASURES)


def _always(one: Candidate, article: Article) -> bool:
    """Any form of the script."""
    return True


def _of_one_character(one: Candidate, article: Article) -> bool:
    """A form of one character."""
    return one.profile.single


def _read_in_korean(one: Candidate, article: Article) -> bool:
    """A form that is how hanzi of the concept are read in Korean: most such are words too."""
    return one.profile.read


def _stands_in(one: Candidate, article: Article) -> int:
    """How much better a well-known name of its category reads in its place, by a language model."""
    start, end, _ = one.name
    before, behind = article.beside(one.name, substitution.DECOMPOSED)
    return substitution.gain(before, article.around.text[start:end], behind, one.sense.concept.category)


def _recognised(one: Candidate, article: Article) -> int:
    """How likely it is a name of its kind to a recogniser of Chinese names."""
    (start, end, _), spot, around = one.name, one.spot, article.around
    sentence = slice(spot.low, spot.high)
    start, end = start - spot.low, end - spot.low
    return recognition.odds(around.text[sentence], around.classes[sentence], start, end, one.sense.concept.category)


FEATURES: tuple[Feature, ...] = (
    Feature("unknown Hangul", 0, FORM, (HANGUL,), (), _always, ("unknown",)),
    Feature("name in Hangul", -3, FORM, (HANGUL,), (), _always, ("name",)),
    Feature("word in Hangul", -4, FORM, (HANGUL,), (), _always, ("word",)),
    Feature("frequent word in Hangul", -7, FORM, (HANGUL,), (), _always, ("frequent",)),
    Feature("unknown hanzi", 0, FORM, (HAN,), (), _always, ("unknown",)),
    Feature("name in hanzi", -4, FORM, (HAN,), (), _always, ("name",)),
    Feature("word in hanzi", -5, FORM, (HAN,), (), _always, ("word",)),
    Feature("frequent word in hanzi", -3, FORM, (HAN,), (), _always, ("frequent",)),
    Feature("name of its kind", 1, FORM, (HANGUL, HAN), ("place", "person"), _always, ("name",)),
    Feature("Latin", -2, FORM, (LETTER,), (), _always),
    Feature("digits", -3, FORM, (DIGIT,), (), _always),
    Feature("one character", -1, FORM, ANY, (), _of_one_character),
    Feature("Korean reading", -3, FORM, (HANGUL,), (), _read_in_korean),
    Feature("gloss", 18, GLOSS, ANY, (), _glossed),
    Feature("another gloss", -9, AROUND, (HANGUL,), (), _glossed_otherwise, behind=_OPEN_GLOSS),
    Feature("gloss of another", -6, AROUND, ANY, (), _glosses_another, behind=_CLOSED),
    Feature("suffix", 18, AROUND, ANY, ("place", "institution", "organization"), _suffixed, behind=_SUFFIXES),
    Feature("weak suffix", 5, TAIL, (HANGUL,), ("place", "person"), _suffixed_weakly, behind=_WEAK_SUFFIXES),
    Feature("China", 10, AROUND, ANY, _CHINESE, _in_china, before=_last(_CHINA)),
    Feature("abroad", -11, ABROAD_WORDS, ANY, _CHINESE, _elsewhere_in_the_world),
    Feature("abroad in sentence", -4, ABROAD_WORDS, ANY, ("place", "institution"), _elsewhere_in_sentence),
    Feature("kind before", 7, WORD, ANY, (), _named_before),
    Feature("kind behind", 11, WORD, ANY, (), _named_behind),
    Feature("category", 2, WORDS, ANY, (), _words_of_its_category),
    Feature("domain", 1, WORDS, ANY, (), _words_of_its_domain),
    Feature("definition", 6, AROUND, ANY, (), _defined),
    Feature(
        "where",
        5,
        AROUND,
        (HANGUL, HAN),
        ("place", "institution"),
        _where,
        before=_INTO,
        behind=_LOCATIVES,
    ),
    Feature("of land", -6, TAIL, (HANGUL,), _NO_PLACES, _of_land, behind=frozenset("도강산섬역항시현구성읍면동로길")),
    Feature("to whom", 5, TAIL, (HANGUL,), (), _to_whom, behind=frozenset("에한께")),
    Feature(
        "predicate",
        -7,
        AROUND,
        (HANGUL, HAN),
        (),
        _predicate,
        before=_VERBAL_BEFORE,
        behind=_VERBAL,
    ),
    Feature("determiner", -3, AROUND, (HANGUL, HAN), (), _determined, before=_COUNTED),
    Feature("other words", -6, TAIL, (HANGUL,), (), _of_other_words),
    Feature("bare", -7, NO_TAIL, (HANGUL,), (), _bare),
    Feature("quoted", -2, AROUND, ANY, (), _quoted, before=_last(_QUOTED)),
    Feature("title", 2, AROUND, ANY, ("publication", "product"), _titled, before=_last(_TITLED)),
    Feature("alone", 6, AROUND, (HAN,), (), _alone, hanzi="none"),
    Feature("clause", 5, AROUND, (HAN,), (), _clause_begins, hanzi="right"),
    Feature("in a word", -8, AROUND, (HAN,), (), _in_a_word, hanzi="beside"),
    Feature("of it", 5, AROUND, (HAN,), (), _of_it, behind=frozenset("的")),
    Feature("runs on", -2, AROUND, (HAN,), (), _runs_on, hanzi="right"),
    Feature("runs in", -5, AROUND, (HAN,), (), _runs_in, hanzi="left"),
    Feature("function word before", 3, AROUND, (HAN,), (), _function_word_before, before=_FUNCTION_LEFT),
    Feature("function word behind", 2, AROUND, (HAN,), (), _function_word_behind, hanzi="right"),
    Feature("verb behind", 2, AROUND, (HAN,), (), _verb_behind, hanzi="right"),
    Feature("upon", 4, AROUND, (HAN,), ("organization", "product"), _upon, behind=frozenset("上")),
    Feature("Latin beside", -6, AROUND, (LETTER,), (), _beside_latin),
    Feature("case", -1, AROUND, (LETTER,), (), _in_another_case),
    Feature("list", 10, BESIDE, ANY, (), _listed),
    Feature("comma", 3, BESIDE, ANY, (), _beside_comma),
    Feature("list of doubtful", 5, BESIDE, ANY, (), _listed_with_another),
    Feature("holder before", 8, BESIDE, ANY, (), _held),
    Feature(
        "province before",
        8,
        AROUND,
        (HANGUL, HAN),
        ("place",),
        _of_its_province,
        before=_last((*provinces(), "성", "省", "시", "市", "구", "区", "의", "的")),
    ),
    Feature("holder", 7, NAMES, ANY, (), _holder_in_sentence),
    Feature("kin in sentence", 5, NAMES, ANY, (), _kin_in_sentence),
    Feature("stand-in", 1, MODEL, (HANGUL,), _NO_INSTITUTIONS, _stands_in),
    Feature("recognised", 1, MODEL, (HAN,), (), _recognised),
    Feature("elsewhere", 4, ARTICLE, ANY, (), _named_elsewhere, ("unknown",)),
    Feature("elsewhere, name", 2, ARTICLE, ANY, (), _named_elsewhere, ("name",)),
    Feature("elsewhere, word", 4, ARTICLE, ANY, (), _named_elsewhere, ("word",)),
    Feature("elsewhere, frequent", 6, ARTICLE, ANY, (), _named_elsewhere, ("frequent",)),
    Feature("longer", 1, ARTICLE, ANY, (), _longer_elsewhere),
    Feature("kin", 3, ARTICLE, ANY, (), _with_kin),
    Feature("same", 2, ARTICLE, ANY, (), _same_elsewhere),
)


Rows = tuple[tuple[int, Seen], ...]
_MOST_SAID = {HANGUL: substitution.MOST, HAN: recognition.MOST}


class Plan:
    """What is asked of forms in one script of concepts in one category: weights and functions, by where they look."""

    __slots__ = ("_around", "_around_at", "_befores", "_behinds", "abroad", "article", "beside", "form", "gloss",
                 "is_word", "model", "most", "names", "said", "word", "words")  # fmt: skip

    def __init__(self, features: Sequence[Feature], one: Candidate, article: Article) -> None:
        rows: list[list[Feature]] = [[] for _ in range(ARTICLE + 1)]
        for feature in features:
            rows[feature.where].append(feature)
        self.form = _sum(_rows(rows[FORM]), one, article)  # what the form weighs without any text
        self._around = rows[AROUND] + rows[TAIL] + rows[NO_TAIL]
        self._befores = frozenset().union(*(feature.before for feature in self._around))
        self._behinds = frozenset().union(*(feature.behind for feature in self._around))
        self._around_at: dict[tuple[str, str, bool, bool, bool], Rows] = {}
        self.gloss, self.word, self.words = _rows(rows[GLOSS]), _rows(rows[WORD]), _rows(rows[WORDS])
        self.abroad, self.beside, self.names = _rows(rows[ABROAD_WORDS]), _rows(rows[BESIDE]), _rows(rows[NAMES])
        self.model, self.article = _rows(rows[MODEL]), _rows(rows[ARTICLE])
        self.is_word = one.profile.known != "unknown"
        self.most = sum(max(0, weight) for weight, _ in self.article)  # that the rest of an article can add
        self.said = _MOST_SAID[one.profile.script] if self.model else 0  # that the model can, for or against

    def around(self, one: Candidate, around: Surroundings) -> Rows:
        """Return what can hold between the characters around a name."""
        text, (start, end, _), spot = around.text, one.name, one.spot
        before, behind = text[start - 1 : start], text[end : end + 1]
        if before not in self._befores:
            before = ""
        if around.gaps[start] & APOSTROPHE:
            before += "'"
        if behind not in self._behinds:
            behind = ""
        key = (before, behind, spot.tail != "", spot.han_left, spot.han_right)
        rows = self._around_at.get(key)
        if rows is None:
            rows = self._around_at[key] = _rows(feature for feature in self._around if feature.can_hold(*key))
        return rows


def _rows(features: Iterable[Feature]) -> Rows:
    return tuple((feature.weight, feature.holds) for feature in features)


def asked(feature: Feature, profile: Profile, category: str) -> bool:
    """Say whether a feature is asked of a form of a concept."""
    return (
        feature.weight != 0
        and profile.script in feature.scripts
        and (not feature.categories or category in feature.categories)
        and (not feature.known or profile.known in feature.known)
    )


class Plans:
    """The plans of all kinds of forms, made as they are met."""

    def __init__(self) -> None:
        self._plans: dict[tuple[int, str, bool, bool, str], Plan] = {}

    def of(self, one: Candidate, article: Article) -> Plan:
        """Return what is asked of a form of a concept."""
        profile, category = one.profile, one.sense.concept.category
        key = (profile.script, profile.known, profile.single, profile.read, category)
        plan = self._plans.get(key)
        if plan is None:
            rows = [feature for feature in FEATURES if asked(feature, profile, category)]
            plan = self._plans[key] = Plan(rows, one, article)
        return plan


_PLANS = Plans()


class Reckoning:
    """What speaks for one sense of a name, added up; what cannot change is added up once.

    `fixed` says whether nothing in the sentence can change it any more: there is no other name. The model is asked only
    where something else speaks for the name and its answer can change what is decided: it takes longer than all else
    together, and what reads well is no evidence yet.
    """

    __slots__ = ("_local", "_model", "_names", "_plan", "_vague", "fixed", "one")

    def __init__(self, one: Candidate, article: Article) -> None:
        self.one = one
        self._plan = plan = _PLANS.of(one, article)
        spot = one.spot
        rows = plan.around(one, article.around)
        # What cannot hold is not asked.
        if article.has_another_form(one):
            rows += plan.gloss
        if spot.head or spot.behind:
            rows += plan.word
        if spot.abroad:
            rows += plan.abroad
        # What the form is, and what the sentence is about.
        self._vague = plan.form + (_sum(plan.words, one, article) if spot.near else 0)
        self._local = self._vague + _sum(rows, one, article)
        self._names: Rows = ()
        self._model: int | None = None
        self.fixed = not spot.inside
        if not self.fixed:
            self._names = plan.beside + plan.names if spot.listed or spot.comma or spot.held else plan.names

    def local(self, article: Article) -> int:
        """Return the weight of the evidence in the sentence."""
        return self._with_model(self.sentence(article), 0, article)

    def all(self, article: Article) -> int:
        """Return the weight of all evidence; nothing if the article alone tells what is a word by itself."""
        plan, one, sentence = self._plan, self.one, self.sentence(article)
        # What is nothing with all that can be added is not meant, by however little.
        if sentence + plan.said + plan.most <= 0:
            return 0
        added = _sum(plan.article, one, article)
        total = self._with_model(sentence, added, article)
        if plan.is_word and (beside := total - self._vague) < BESIDE_A_WORD:
            glossed = article.told_elsewhere(one) and (total >= 0 or article.names_in_another_script(one))
            if beside < 0 or not glossed:
                return 0
        return total + added

    def sentence(self, article: Article) -> int:
        """Return the weight of the evidence in the sentence, without the model's."""
        return self._local + _sum(self._names, self.one, article) if self._names else self._local

    def _with_model(self, sentence: int, added: int, article: Article) -> int:
        """Return what the sentence weighs with the model's answer, where there is other evidence and it can decide."""
        plan, total = self._plan, sentence + added
        if total <= plan.form or abs(total) > plan.said:
            return sentence
        if self._model is None:
            self._model = _sum(plan.model, self.one, article)
        return sentence + self._model


def _sum(rows: Rows, one: Candidate, article: Article) -> int:
    total = 0
    for weight, holds in rows:
        if value := holds(one, article):
            total += weight * value
    return total


def held(one: Candidate, article: Article) -> dict[str, int]:
    """Return what holds of one sense: the weights by the names of the features."""
    category = one.sense.concept.category
    weights = dict.fromkeys([feature.name for feature in FEATURES], 0)
    speaks = 0
    for feature in sorted(FEATURES, key=lambda feature: feature.where == MODEL):
        if not asked(feature, one.profile, category):
            continue
        if (feature.where == GLOSS and not article.has_another_form(one)) or (feature.where == MODEL and speaks <= 0):
            continue  # which Reckoning does not ask either
        weight = weights[feature.name] = feature.weight * int(feature.holds(one, article))
        speaks += weight if feature.where != FORM else 0
    return {name: weight for name, weight in weights.items() if weight}


def best(weights: Sequence[int]) -> int | None:
    """Return which sense has the most weight; None if that is nothing, or two have the same."""
    most = max(weights)
    return weights.index(most) if most > 0 and weights.count(most) == 1 else None
