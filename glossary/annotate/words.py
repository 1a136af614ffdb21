"""Whether a Chinese name lies across the borders of words: 京东 in 北京东站, 顺丰 in 一帆风顺丰衣足食.

Chinese writes no spaces, so a name's characters also meet where one word ends and the next begins. A run of hanzi is
parted into words in the likeliest way, each word by itself as frequent as a dictionary says (unigrams, as jieba does);
a name stands if the likeliest way that has it is no worse than the likeliest without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from glossary.annotate.boundaries import MAYBE, NO, YES
from glossary.text import fold
from glossary.text.lexicon import LONGEST_WORD, chinese_words
from glossary.text.script import HAN

# What a piece of a way costs: the common logarithm of how many words there are to one of it.
_WORD = 9.0  # less its Zipf frequency
_NAME = 4.6  # a listed name, of which an article is likelier to speak than a dictionary knows
_DOUBTED = 1.5  # more, if the name is listed as ambiguous
_CHARACTER = 7.0  # a character that is no word
_STREET = re.compile("[东西南北中]?[一二三四五]?(?:路|街|大道)")
_AT_STREET = "上口边旁与和"
# What makes the name of one thing of a place's name; the second ones only where the dictionary has that name.
_FIXED = re.compile(
    "(大学|学院|银行|日报|晚报|晨报|时报|条约|公约|会战|战役|季风|[河湖湾])"
    "|通用|大众|现代|三星|东方|申花|国安|人艺|电信|移动|联通|虎"
)
_EQUAL = 1e-6  # the same words in another order of adding
COMMON = 2.9  # Zipf frequency of a word that tells where a name ends
_AROUND = 3  # characters on each side that decide
# The commonest surnames, with a name of two characters, before a title.
_PERSON = re.compile(
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖贾]"
    "[一-鿿]{2}(?=先生|女士|小姐|教授|老师|博士)"
)


class Borders:
    """The runs of hanzi of one folded text, asked about the names in them."""

    __slots__ = ("_classes", "_inside", "_text", "_words")

    def __init__(self, text: str, classes: bytes) -> None:
        self._text = text
        self._classes = classes
        self._words = _known()
        self._inside = _inside()

    def crossed(self, start: int, end: int, doubted: bool = False) -> int:
        """Say whether words are likelier to lie across the name's ends than to end there: NO, MAYBE or YES.

        MAYBE if words lie there that are no likelier than the name. A `doubted` name, one that is listed as ambiguous,
        must be clearly the likelier.
        """
        if self.free(start, end):
            return NO
        low, high = self._run(start, end)
        run, first, last = self._text[low:high], start - low, end - low
        # The name, or a word that it begins: 上海市, 北京人.
        kept = _NAME + _DOUBTED * doubted + _cost(run[last:], self._words)
        for behind in range(last, min(first + LONGEST_WORD, len(run)) + 1):
            if (frequency := self._words.get(run[first:behind])) is not None:
                doubt = _DOUBTED * (doubted and behind == last)
                kept = min(kept, _WORD - frequency + doubt + _cost(run[behind:], self._words))
        # Or words that part it, but end where it does: 其中|大|连|侧重.
        name = (first, last) if doubted else (0, 0)
        parts = self._text[start:end]
        parted = _cost(parts, self._words, (0, len(parts)) if doubted else (0, 0))
        kept = min(kept, parted + _cost(run[last:], self._words))
        return YES if _cost(run, self._words, name) < _cost(run[:first], self._words) + kept - _EQUAL else MAYBE

    def free(self, start: int, end: int) -> bool:
        """Say whether no word of the dictionary lies across the name's ends, however unlikely it is."""
        text, inside = self._text, self._inside
        # Most ends are told by the two characters that meet there: no word has them side by side.
        left = start > 0 and text[start - 1 : start + 1] in inside
        right = text[end - 1 : end + 1] in inside
        if not left and not right:
            return True
        low, high = self._run(start, end)
        run, first, last = text[low:high], start - low, end - low
        return not (left and _word_across(run, first, (first, last), self._words)) and not (
            right and _word_across(run, last, (first, last), self._words)
        )

    def _run(self, start: int, end: int) -> tuple[int, int]:
        """Return where the hanzi around a name begin and end that decide."""
        classes, low, high = self._classes, start, end
        while low > 0 and low > start - _AROUND and classes[low - 1] == HAN:
            low -= 1
        while high < len(classes) and high < end + _AROUND and classes[high] == HAN:
            high += 1
        return low, high


def is_street(text: str, end: int) -> bool:
    """Say whether a street's name goes on behind a place's: 北京西路, but not 上海路况.

    >>> is_street("北京西路上", 2), is_street("上海路况", 2), is_street("南京大道", 2), is_street("南京大学", 2)
    (True, False, True, False)
    """
    street = _STREET.match(text, end)
    if street is None:
        return False
    last = street.end()
    if last - end > 1 or text[last : last + 1] in _AT_STREET:
        return True
    # 路 and 街 also begin words: 路况, 路线, 街头.
    return text[end : last + 1] not in _known()


def is_in_person(text: str, start: int, end: int) -> bool:
    """Say whether the hanzi `[start, end)` are a part of a person's name before a title: 宁波 in 李宁波先生.

    >>> is_in_person("李宁波先生", 1, 3), is_in_person("曹德旺先生", 0, 3), is_in_person("到宁波先生气", 1, 3)
    (True, False, False)
    """
    found = _PERSON.search(text, max(0, start - 1), end + 3)
    return found is not None and found.start() <= start and end <= found.end() and found.span() != (start, end)


def is_fixed_name(text: str, start: int, end: int) -> bool:
    """Say whether the name of something else goes on behind a place's: 苏州河, 南京条约, but not 中国大学生.

    >>> [is_fixed_name(text, 0, 2) for text in ("苏州河边", "南京条约", "上海通用的", "中国大学生", "中国河流")]
    [True, True, True, False, False]
    >>> [is_fixed_name(text, 0, 2) for text in ("东北虎下山", "东北季风", "东北风景", "上海虎跑路")]
    [True, True, False, False]
    """
    words = _known()
    fixed = _FIXED.match(text, end)
    if fixed is None:
        return False
    last = fixed.end()
    listed = text[start:last] in words
    if last - end == 1 and listed:
        return True
    # What is a word with the next character is no name's end: 大学生, 银行业, 现代化.
    goes_on = last < len(text) and text[end : last + 1] in words
    return (listed or fixed[1] is not None) and not goes_on


def lies_in_word(text: str, start: int, end: int, kinds: frozenset[str]) -> bool:
    """Say whether a longer word of the dictionary has the name in it, other than the name with its kind (上海市)."""
    inside = _inside()
    low = start - LONGEST_WORD + 1 if start and text[start - 1 : start + 1] in inside else start
    high = end + LONGEST_WORD - 1 if text[end - 1 : end + 1] in inside else end
    if low == start and high == end:
        return False
    words = _known()
    return any(
        text[first:last] in words and not (first == start and (last == end or text[end:last] in kinds))
        for first in range(max(0, low, end - LONGEST_WORD), start + 1)
        for last in range(end, min(high, first + LONGEST_WORD, len(text)) + 1)
    )


def ends_at(text: str, start: int, end: int, gap: int) -> bool:
    """Say whether a word ends or begins at a gap inside the hanzi `[start, end)` that goes beyond them.

    >>> ends_at("他们用武汉字很难", 3, 5, 4), ends_at("去深圳的高铁", 1, 3, 2)
    (True, False)
    """
    words = _known()
    return any(text[first:gap] in words for first in range(max(0, gap - LONGEST_WORD), start)) or any(
        text[gap:last] in words for last in range(end + 1, min(gap + LONGEST_WORD, len(text)) + 1)
    )


def begins_word(text: str, at: int) -> bool:
    """Say whether a common word of two characters begins here: 过夜, where 过 alone makes a verb of what it follows."""
    word = text[at : at + 2]
    return len(word) == 2 and _known().get(word, 0.0) >= COMMON


def _word_across(run: str, place: int, name: tuple[int, int], words: Mapping[str, float]) -> bool:
    """Say whether a word lies across a place; one that the name lies in whole counts too, the name itself does not."""
    inside = _inside()
    # A word ends where two characters meet that no word has side by side.
    low, high = place - 1, place + 1
    while low > 0 and low > place - LONGEST_WORD + 1 and run[low - 1 : low + 1] in inside:
        low -= 1
    while high < len(run) and high < place + LONGEST_WORD - 1 and run[high - 1 : high + 1] in inside:
        high += 1
    for first in range(low, place):
        for last in range(place + 1, min(first + LONGEST_WORD, high) + 1):
            if run[first:last] in words and (first, last) != name:
                return True
    return False


def _cost(run: str, words: Mapping[str, float], name: tuple[int, int] = (0, 0)) -> float:
    """Return the cost of the likeliest way to part a run of hanzi into words; what is asked about is none of them."""
    inside = _inside()
    costs = [0.0]
    begin = 0  # of what can be one word: no two characters side by side that no word has so
    for end in range(1, len(run) + 1):
        best = costs[-1] + _CHARACTER
        if end > 1 and run[end - 2 : end] not in inside:
            begin = end - 1
        for start in range(max(begin, end - LONGEST_WORD), end):
            frequency = words.get(run[start:end])
            if frequency is not None and (start, end) != name and (cost := costs[start] + _WORD - frequency) < best:
                best = cost
        costs.append(best)
    return costs[-1]


@cache
def _known() -> Mapping[str, float]:
    """Return the dictionary's words with their Zipf frequencies, as an article is compared: folded."""
    words = chinese_words()
    plain = str.maketrans({char: fold.key(char) for char in set("".join(words))})
    known: dict[str, float] = {}
    for word, zipf in words.items():  # of 为 and 為, which are compared as one, the commoner counts
        folded = word.translate(plain)
        known[folded] = max(zipf, known.get(folded, 0.0))
    return known


@cache
def _inside() -> frozenset[str]:
    """Return the pairs of characters that stand side by side in some word."""
    return frozenset(word[i : i + 2] for word in _known() for i in range(len(word) - 1))
