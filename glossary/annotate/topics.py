"""What the words around a name tell of it: of its kind, its definition, its company, and of other things."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from glossary.annotate import cues
from glossary.annotate.boundaries import OPEN
from glossary.annotate.context import Article, Candidate
from glossary.annotate.knowledge import cities, provinces
from glossary.text.script import HAN, HANGUL

_MOST = 2  # cues of a kind that count
_LONGEST_PROVINCE = 10  # with its rank: 네이멍구자치구의
CHINA = tuple(name + of for name in ("중국", "대륙", "中国", "大陆") for of in ("", "의", "발", "的"))
_OF_STATE = frozenset(
    state + of for state in ("", "도", "남도", "북도", "시", "군", "특별시", "광역시", "州") for of in ("", "의", "的")
)
_OF = ("의", "的")
_FAR = 100  # characters on each side where a word tells which of several concepts is meant
_NEAR = 12  # characters on each side where a word tells which thing of one name is meant
STATES = frozenset("미美영英독独獨불佛러")  # 일 and 한 are words, too


def named_before(one: Candidate, article: Article) -> bool:
    """A word of its kind right before it: 휴대전화 제조사 오포, 小说三体."""
    return bool(one.spot.head & one.profile.kinds)


def named_behind(one: Candidate, article: Article) -> bool:
    """A word of its kind right behind it: 이리 주가, 三体续集."""
    return bool(one.spot.behind & one.profile.kinds)


def words_of_its_category(one: Candidate, article: Article) -> int:
    """How many words of its category are in the sentence."""
    return _count(one.spot.near, one.profile.category)


def _count(near: Sequence[int], own: int) -> int:
    count = 0
    for kinds in near:
        if kinds & own:
            count += 1
            if count == _MOST:
                break
    return count


def defined(one: Candidate, article: Article) -> bool:
    """A word of the concept's definition, or the province of the place, is in the sentence."""
    sentence = _beside(one, article, len(article.around.text))
    return any(map(sentence.__contains__, one.profile.words))


def in_company(one: Candidate, article: Article) -> int:
    """How many words are near that stand with the concept: 연날리기 with 潍坊.

    Of two concepts with one form that tells nothing where it is known of one alone.
    """
    if not all(sense.profile is None or sense.profile.company for sense in article.senses(one.name)):
        return 0
    return _count_near(one.profile.company, one, article)


def alone(one: Candidate, article: Article) -> bool:
    """None of the words that are known to stand with the concept is anywhere near."""
    around = "\n".join(_sides(one, article, _FAR))
    return not any(map(around.__contains__, one.profile.company))


def beside_company(one: Candidate, article: Article) -> bool:
    """A word that stands with the concept is right beside it: 沙田的中大, 恒生 in 恒生聚源."""
    return _touched(one.profile.company, one, article)


def beside_ordinary(one: Candidate, article: Article) -> bool:
    """A word that stands with the form where it means something else is right beside it: 평가절하한 통화."""
    return _touched(one.profile.ordinary, one, article)


def _touched(words: frozenset[str], one: Candidate, article: Article) -> bool:
    before, behind = _sides(one, article, _NEAR)
    before = before[:-1] if before[-1:] in _OF else before
    behind = behind[1:] if behind[:1] in _OF else behind
    sought = tuple(words)
    return before.endswith(sought) or behind.startswith(sought)


def ordinary(one: Candidate, article: Article) -> int:
    """How many words are near that stand with the form where it means something else: 환율 with 통화."""
    count = _count_near(one.profile.ordinary, one, article)
    text, (start, end, _) = article.around.text, one.name
    form = text[start:end]
    for word in one.profile.ordinary:  # a word that has the form in it lies across it
        if form in word and (at := start - word.index(form)) >= 0 and text.startswith(word, at):
            count += 1
    return min(count, _MOST)


def _sides(one: Candidate, article: Article, characters: int) -> tuple[str, str]:
    """Return what stands before and behind a name, so many characters on each side."""
    text, (start, end, _) = article.around.text, one.name
    return text[max(0, start - characters) : start], text[end : end + characters]


def _count_near(words: frozenset[str], one: Candidate, article: Article) -> int:
    near = _beside(one, article, _NEAR)
    return min(sum(map(near.__contains__, words)), _MOST)


def _beside(one: Candidate, article: Article, characters: int) -> str:
    """Return what stands in the sentence before and behind a name, so many characters on each side."""
    text, (start, end, _), spot = article.around.text, one.name, one.spot
    before, behind = max(spot.low, start - characters), min(spot.high, end + characters)
    return f"{text[before:start]}\n{text[end:behind]}"


def another_nearer(one: Candidate, article: Article) -> bool:
    """What tells another concept that has the form is nearer than what tells this one: 教授 with 南航 as an airline.

    That tells which is meant, and not whether one is.
    """
    distances = one.spot.distances
    if not distances:
        distances.update(_distances(one, article))
    return distances[one.sense.concept.id] > 0


def _distances(one: Candidate, article: Article) -> dict[str, int]:
    """Return for each concept that has the form how much further away what tells it is than what tells another one."""
    before, behind = _sides(one, article, _FAR)
    find, kinds = cues.finder()
    found = [(len(before) - last, kinds[word]) for first, last, word in find(before) if last - first > 1]
    found += [(first, kinds[word]) for first, last, word in find(behind) if last - first > 1]
    distances = {}
    for sense in article.senses(one.name):
        if (profile := sense.profile) is None:
            continue
        told = [_FAR, *(gap for gap, own in found if own & profile.apart)]
        for word in profile.telling:
            if (at := before.rfind(word)) >= 0:
                told.append(len(before) - at - len(word))
            if (at := behind.find(word)) >= 0:
                told.append(at)
        distances[sense.concept.id] = min(told)
    nearest = min(distances.values())
    return {concept: distance - nearest for concept, distance in distances.items()}


def in_china(one: Candidate, article: Article) -> int:
    """China's name right before it: 중국 선전, 中国商务部; in Korean one character of it: 中 선전.

    Of institutions it counts twice there: other states have the same, and hardly anything else is written so.
    """
    before, around, start = one.spot.before, article.around, one.name[0]
    if one.profile.script != HANGUL:
        return before.endswith(CHINA)
    in_short = before.endswith("中") and (start < 2 or around.classes[start - 2] != HAN)  # 美中 상무부 are two
    return (in_short or before.endswith(CHINA)) * (2 if one.sense.concept.category == "institution" else 1)


def elsewhere_in_the_world(one: Candidate, article: Article) -> bool:
    """A province of Korea or another state right before it, of which its definition does not speak: 경기 안산."""
    return any(between in _OF_STATE and not one.profile.speaks_of(state) for state, between in one.spot.abroad)


def elsewhere_in_sentence(one: Candidate, article: Article) -> bool:
    """A province of Korea or another state before it in the sentence, of which its definition does not speak."""
    return not all(one.profile.speaks_of(state) for state, _ in one.spot.abroad)


def of_another_state(one: Candidate, article: Article) -> bool:
    """One character for another state right before an institution: 미 상무부, 美商务部."""
    around, start = article.around, one.name[0]
    if one.spot.before[-1:] not in STATES:
        return False
    return start < 2 or around.places[start - 1] == OPEN or around.classes[start - 2] != around.classes[start - 1]


def of_its_province(one: Candidate, article: Article) -> int:
    """Its province, or a city of it, stands right before the place, less another one: 장쑤의 창저우 is no 沧州."""
    before = _place_before().search(article.around.text, max(0, one.name[0] - _LONGEST_PROVINCE), one.name[0])
    words = one.profile.words
    if before is None or words.isdisjoint(provinces()):
        return 0
    return -1 if words.isdisjoint(_lying()[before[1]]) else 1


@cache
def _lying() -> Mapping[str, frozenset[str]]:
    return {**{name: frozenset((name,)) for name in provinces()}, **cities()}


@cache
def _place_before() -> re.Pattern[str]:
    names = "|".join(sorted(_lying(), key=len, reverse=True))
    return re.compile(f"({names})(?:성|省|시|市|자치구|自治区)?(?:의|的)?$")


def of_another_trade(one: Candidate, article: Article) -> bool:
    """What somebody else is who has a known person's name stands right before it: 修车铺老板李强."""
    return bool(one.spot.head & cues.trade()) and not _touched(one.profile.company, one, article)
