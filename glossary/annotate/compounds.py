"""Whether a Hangul name is a part of its eojeol, or lies across its words: 홍콩 in 홍콩영화, 신화사 in 신화사전을.

Nouns are written together with a name and with one another, so what stands around a name in one eojeol is parted into
words in the likeliest way, as `words.py` parts a run of hanzi. The table of Korean words knows what is a word; behind
the last one particles may stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from glossary.text import particles, table

# What a piece of a way costs: the common logarithm of how many words there are to one of it.
_WORD = 9.5  # less its Zipf frequency
_ONLY_NAME = 1.0  # more, if the dictionary knows the word as a name alone
_NAME = 7.0  # a listed name
_DOUBTED = 1.5  # more, if the name is listed as ambiguous
_COMMON = 5.7  # a word that common is written together with names
_RARE = 8.5  # a noun that only a lexicon has
_SYLLABLE = 7.0  # a syllable that is no word
_SHORT_WORD = 6.0  # a word of one syllable: each is one, so it tells little
_CASE, _PARTICLE, _SUFFIX, _SUFFIXES, _PARTICLES = 1.0, 2.0, 2.5, 4.5, 3.5
_CASES = frozenset("은 는 이 가 을 를 의 에 도 만 과 와 로 으로 에서 까지 부터 에게 보다 처럼".split())
# What may stand before a name without a space: 접두사 of 표준국어대사전, and countries that often do.
LEADING = frozenset(
    "반 친 대 탈 주 신 구 전 현 옛 비 범 각 양 포스트 안티 "
    "중국 미국 일본 한국 북한 대만 홍콩 러시아 유럽 인도 세계".split()
)
_KINDS = tuple("시민 시장 시청 그룹 시 성 현 구".split())  # with these a dictionary lists names anew: 선전시
_OFFICES = "부청국원처회관소"  # behind the last syllable of an institution 장 is its head: 상무부장
_FIXED = re.compile("은행|신문|일보|전력|조약|현대차?|대학교?(?:병원)?|대(?!로)(?:병원)?")
_LONGEST_WORD = 6
_NEVER = 1e9
_EQUAL = 1e-6


class Place(NamedTuple):
    """How a name stands in its eojeol: not across words; and before nothing but words, suffixes and particles."""

    stands: bool
    whole: bool


@lru_cache(maxsize=1 << 16)
def place(eojeol: str, start: int, end: int, doubted: bool) -> Place:
    """Say how the name at `[start, end)` of an eojeol stands in it; `doubted` if it is listed as ambiguous.

    An ambiguous name is doubted here only where other words are written together with it: what it means between
    nothing and particles (성도라고, not 성+도라고) is for its evidence to tell, unless that is a word too (산산이).
    """
    head, name, tail = eojeol[:start], eojeol[start:end], eojeol[end:]
    rest, whole = _tail(tail, name)
    alone = not head and _closing(tail, name) < _NEVER and not (tail and eojeol in _words())
    own = min(_NAME, _cost(name, _words())) + _DOUBTED * (doubted and not alone)
    before = 0.0 if not head else _SUFFIX if head in LEADING else _parted(head)[0]
    kept = before + own + rest
    return Place(_across(eojeol, start, end, doubted) >= kept - _EQUAL, whole)


def warm() -> None:
    """Read now what is otherwise read when it is first asked for."""
    _pairs()


def may_cross(before: str, behind: str) -> bool:
    """Say whether any word has these two syllables side by side: if none has, none lies across their border."""
    return before + behind in _pairs()


def is_fixed_name(tail: str) -> bool:
    """Say whether what is written together with a place's name makes it another name: 한국은행, 서울대병원.

    >>> [is_fixed_name(tail) for tail in ("은행과", "대병원의", "현대는", "은행들", "현대화", "대로", "시의")]
    [True, True, True, False, False, False, False]
    """
    fixed = _FIXED.match(tail)
    return fixed is not None and (
        fixed.end() == len(tail) or particles.is_particle_chain(tail[fixed.end() :], fixed[0])
    )


def _tail(tail: str, name: str) -> tuple[float, bool]:
    """Return what stands behind a name costs, and whether all of it is words, suffixes and particles."""
    closed = _closing(tail, name)
    words, known = _parted(tail)
    return (closed, True) if closed <= words else (words, known)


def _closing(tail: str, noun: str) -> float:
    """Return the cost of particles and suffixes behind a noun, _NEVER if the tail is anything else."""
    if not tail:
        return 0.0
    if tail in _CASES and particles.is_particle_chain(tail, noun):
        return _CASE
    if particles.is_particle_chain(tail, noun):
        return _PARTICLE if tail in _listed() else _PARTICLES
    if tail[0] == "장" and noun[-1] in _OFFICES and (len(tail) == 1 or particles.is_particle_chain(tail[1:], "장")):
        return _SUFFIX
    if particles.is_suffix_chain(tail, noun):
        kind = next((kind for kind in _KINDS if tail.startswith(kind)), None)
        if kind is not None and (tail == kind or tail[len(kind) :] in _CASES):
            return _CASE
        return _SUFFIX if tail in _listed() else _SUFFIXES
    return _NEVER


def _parted(text: str) -> tuple[float, bool]:
    """Return the cost of the likeliest way to part Hangul into words with particles behind, and if all are common."""
    if not text:
        return 0.0, True
    words = _words()
    costs = [0.0]
    known = [True]
    best, sure = _NEVER, False
    for end in range(1, len(text) + 1):
        least, clear, long = _NEVER, False, False
        for start in range(max(0, end - _LONGEST_WORD), end):
            word = text[start:end]
            cost = costs[start] + _cost(word, words)
            if cost < least:
                common = len(word) > 1 and cost - costs[start] <= _COMMON
                least, clear, long = cost, known[start] and common, len(word) > 1
        costs.append(least)
        known.append(clear)
        # A syllable by itself with suffixes behind it would take nearly anything apart.
        closed = least + (_closing(text[end:], text[:end]) if long or end == len(text) else _NEVER)
        if closed < best:
            best, sure = closed, clear
    return best, sure


def _across(text: str, first: int, last: int, doubted: bool) -> float:
    """Return the cost of the likeliest way to part an eojeol in which a word lies across an end of the name.

    The name with its kind is no such word (선전시), nor is a name that is not doubted with a suffix (중국식).
    """
    words = _words()
    own = frozenset(_KINDS) if doubted else _listed().union(_KINDS)
    clear, crossed = [0.0], [_NEVER]
    best = _NEVER
    for end in range(1, len(text) + 1):
        clear.append(_NEVER)
        crossed.append(_NEVER)
        long = False
        for start in range(max(0, end - _LONGEST_WORD), end):
            cost = _cost(text[start:end], words)
            if start < first < end or (start < last < end and not (start == first and text[last:end] in own)):
                if crossed[end] > (least := min(clear[start], crossed[start]) + cost):
                    crossed[end], long = least, end - start > 1
            else:
                clear[end] = min(clear[end], clear[start] + cost)
                if crossed[end] > (least := crossed[start] + cost):
                    crossed[end], long = least, end - start > 1
        if end >= last and (long or end == len(text)):
            best = min(best, crossed[end] + _closing(text[end:], text[:end]))
        elif first < end < last and particles.is_particle_chain(text[end:], text[:end]):
            best = min(best, clear[end] + _closing(text[end:], text[:end]))
    return best


def _cost(word: str, words: Mapping[str, float]) -> float:
    if len(word) == 1:
        return _SHORT_WORD if word in words else _SYLLABLE
    return words.get(word, _NEVER)


@cache
def _words() -> Mapping[str, float]:
    """Return the cost of each Korean word."""
    rare = {word: _RARE for (word,) in table("nouns_ko.tsv")}
    return rare | {
        word: _WORD - float(zipf) + _ONLY_NAME * (name == "name")
        for word, zipf, name in table("words_ko.tsv")
        if len(word) <= _LONGEST_WORD and not (name and len(word) == 1)
    }


@cache
def _pairs() -> frozenset[str]:
    return frozenset(word[i : i + 2] for word in _words() for i in range(len(word) - 1))


@cache
def _listed() -> frozenset[str]:
    return frozenset(word for row_place, word in table("particles.tsv") if row_place != "next")
