"""Whether a Chinese name lies across the borders of words: 京东 in 北京东站, 顺丰 in 一帆风顺丰衣足食.

Chinese writes no spaces, so a name's characters also meet where one word ends and the next begins. A run of hanzi is
parted into words in the likeliest way, each word by itself as frequent as a dictionary says (unigrams, as jieba does);
a name stands if the likeliest way that has it is no worse than the likeliest without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from glossary.text import fold
from glossary.text.lexicon import LONGEST_WORD, chinese_words
from glossary.text.script import HAN

# What a piece of a way costs: the common logarithm of how many words there are to one of it.
_WORD = 9.0  # less its Zipf frequency
NAME = 4.6  # a listed name, of which an article is likelier to speak than a dictionary knows
_CHARACTER = 7.0  # a character that is no word
_EQUAL = 1e-6  # the same words in another order of adding
_AROUND = 5  # characters on each side that decide


class Borders:
    """The runs of hanzi of one folded text, asked about the names in them. Answers are remembered."""

    __slots__ = ("_classes", "_text", "_words")

    def __init__(self, text: str, classes: bytes) -> None:
        self._text = text
        self._classes = classes
        self._words = known()

    def crossed(self, start: int, end: int) -> bool:
        """Say whether words are likelier to lie across the name's ends than to end there."""
        if not (self._word_across(start, start, end) or self._word_across(end, start, end)):
            return False
        low, high = self._run_start(start), self._run_end(end)
        # The name, or a word that it begins: 上海市, 北京人.
        kept = NAME + self._cost(end, high)
        for last in range(end, min(start + LONGEST_WORD, high) + 1):
            if (frequency := self._words.get(self._text[start:last])) is not None:
                kept = min(kept, _WORD - frequency + self._cost(last, high))
        return self._cost(low, high) < self._cost(low, start) + kept - _EQUAL

    def _word_across(self, border: int, start: int, end: int) -> bool:
        """Say whether a word lies across one end of the name; one that the name lies in whole counts too."""
        text, words = self._text, self._words
        for first in range(max(border - LONGEST_WORD + 1, self._run_start(border)), border):
            for last in range(border + 1, min(first + LONGEST_WORD, self._run_end(border)) + 1):
                if (first, last) != (start, end) and text[first:last] in words:
                    return True
        return False

    def _run_start(self, place: int) -> int:
        low = max(0, place - _AROUND)
        while place > low and self._classes[place - 1] == HAN:
            place -= 1
        return place

    def _run_end(self, place: int) -> int:
        high = min(len(self._classes), place + _AROUND)
        while place < high and self._classes[place] == HAN:
            place += 1
        return place

    def _cost(self, low: int, high: int) -> float:
        """Return the cost of the likeliest way to part the text from `low` to `high` into words."""
        text, words = self._text, self._words
        costs = [0.0]
        for end in range(low + 1, high + 1):
            best = costs[-1] + _CHARACTER
            for start in range(max(low, end - LONGEST_WORD), end):
                frequency = words.get(text[start:end])
                if frequency is not None:
                    best = min(best, costs[start - low] + _WORD - frequency)
            costs.append(best)
        return costs[-1]


@cache
def known() -> Mapping[str, float]:
    """Return the dictionary's words with their Zipf frequencies, as an article is compared: folded."""
    words = chinese_words()
    plain = str.maketrans({char: fold.key(char) for char in set("".join(words))})
    return {word.translate(plain): zipf for word, zipf in words.items()}
