"""What may follow a noun inside one eojeol: particles, the copula with its endings, suffixes.

The words and their source are in tables/particles.tsv; which of them follow a vowel, ㄹ or another consonant is the
rule of 한국어 어문 규범 (은/는, 이/가, 을/를, 과/와, 으로/로).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Literal

from glossary.text import chinese, hangul, hanja, script, table

After = Literal["vowel", "rieul", "consonant"]
_SOUNDS: tuple[After, ...] = ("vowel", "rieul", "consonant")


# Behind these stands no other particle but 커녕 and 요: 왕이로서 is no 왕+이+로서.
_LAST = frozenset("은는이가을를")


def _words(*places: str) -> frozenset[str]:
    return frozenset(word for place, word in table("particles.tsv") if place in places)


def _any(words: Iterable[str]) -> str:
    """Return a pattern of which the words are the alternatives, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"


def _chain(first: frozenset[str]) -> str:
    """Return the pattern of particles of which the first is one of these."""
    following, last = _words("next"), f"{_any(_LAST)}(?:커녕|요)?"
    behind = f"{_any(following - _LAST)}{{0,2}}(?:{last}|{_any(following - _LAST)})?"
    closing = f"|{_any(first & _LAST)}(?:커녕|요)?" if first & _LAST else ""
    return f"(?:{_any(first - _LAST)}{behind}{closing})"


def after(noun: str) -> After:
    """Say which particles a noun takes by its last character; anything but a Hangul syllable counts as a vowel."""
    last = hangul.final(noun[-1]) if noun else ""
    return "rieul" if last == "ㄹ" else "consonant" if last else "vowel"


@cache
def _tails(kind: After) -> tuple[re.Pattern[str], re.Pattern[str]]:
    # Behind a suffix any particle may stand: its own last sound is not looked at.
    behind_suffix = _chain(_words("anywhere", "vowel", "consonant"))
    return (
        # 도 and a case particle are never together: 보도를 is no 도 + 를.
        re.compile(f"(?!도[은는이가을를]){_chain(_words('anywhere', kind))}"),
        re.compile(f"{_any(_words('suffix'))}{{1,3}}{behind_suffix}?"),
    )


def can_follow(tail: str, noun: str) -> bool:
    """Say whether the whole tail is particles, endings, suffixes or common nouns that can stand behind the noun.

    >>> can_follow("에서는", "선전"), can_follow("시의", "선전"), can_follow("리카", "하모")
    (True, True, False)
    """
    return tail in _single(after(noun)) or is_particle_chain(tail, noun) or is_suffix_chain(tail, noun)


@cache
def _single(kind: After) -> frozenset[str]:
    """Return the tails of one word, which most are."""
    return frozenset(word for place, word in table("particles.tsv") if place in ("anywhere", kind, "suffix"))


def is_particle_chain(tail: str, noun: str) -> bool:
    """Say whether the whole tail is particles and endings that can stand behind the noun.

    >>> is_particle_chain("에서는", "선전"), is_particle_chain("는", "바이두"), is_particle_chain("은", "바이두")
    (True, True, False)
    """
    return bool(_tails(after(noun))[0].fullmatch(tail))


def is_suffix_chain(tail: str, noun: str) -> bool:
    """Say whether the tail is suffixes or common nouns, with or without particles behind them.

    >>> is_suffix_chain("시의", "선전"), is_suffix_chain("측은", "화웨이"), is_suffix_chain("리카", "하모")
    (True, True, False)
    """
    return bool(_tails(after(noun))[1].fullmatch(tail))


def stems(word: str) -> tuple[str, ...]:
    """Return the nouns that a word can be once its particles and suffixes are taken off, the longest noun first.

    >>> stems("성텅을"), stems("화웨이에서는"), stems("화웨이측은"), stems("화웨이"), stems("昇腾을")
    (('성텅',), ('화웨이에서', '화웨이에', '화웨이'), ('화웨이측', '화웨이'), (), ('昇腾',))
    """
    heads = (word[:cut] for cut in range(len(word) - 1, 0, -1))
    return tuple(head for head in heads if _is_tail(word[len(head) :], head))


def _is_tail(tail: str, head: str) -> bool:
    if hangul.is_syllable(head[-1]):
        return can_follow(tail, head)
    # How a name in hanzi or Latin letters is read aloud is not known here, so any particle may follow.
    return any(pattern.fullmatch(tail) for kind in _SOUNDS for pattern in _tails(kind))


# Agreement: which of two forms of a particle stands behind a noun, also behind one that is not written in Hangul.

_PAIRS = (  # behind a consonant, behind a vowel; where both are right behind a vowel (이다, 다), neither is changed
    ("은", "는"), ("을", "를"), ("과", "와"), ("으로", "로"), ("으론", "론"), ("이라", "라"), ("이란", "란"),
    ("이랄", "랄"), ("이래", "래"), ("이랑", "랑"), ("이나", "나"), ("이든", "든"), ("이야", "야"), ("이어", "여"),
    ("이여", "여"), ("이에요", "예요"), ("이었", "였"),
)  # fmt: skip
_NOUN_OF: dict[After, str] = {"vowel": "가", "rieul": "갈", "consonant": "각"}
_DIGITS: tuple[After, ...] = (  # 영 일 이 삼 사 오 육 칠 팔 구
    "consonant", "rieul", "vowel", "consonant", "vowel", "vowel", "consonant", "rieul", "rieul", "vowel",
)  # fmt: skip
_ENGLISH_DIGITS: tuple[After, ...] = (  # 제로 원 투 쓰리 포 파이브 식스 세븐 에이트 나인
    "vowel", "consonant", "vowel", "vowel", "vowel", "vowel", "vowel", "consonant", "vowel", "consonant",
)  # fmt: skip
_LETTERS: dict[str, After] = {"L": "rieul", "R": "rieul", "M": "consonant", "N": "consonant"}  # 엘, 알, 엠, 엔
_RIEUL_WORD, _CONSONANT_WORD = re.compile(r"le?$"), re.compile(r"(?:[mn]e?|ng)$")


def sound(noun: str) -> After:
    """Say which particles a noun takes as it is read aloud; what follows its last letter or digit is not read.

    Digits are read in Korean (910: 십), one right behind a Latin letter in English (R1: 원). Single Latin letters and
    words all in capitals are read letter by letter (910B: 비, SMIC: 시). Of other Latin words the spelling decides,
    roughly: l and le are read with ㄹ, m, n, ng, me and ne with a consonant, all else with a vowel. Hanzi have their
    Sino-Korean reading.

    >>> [sound(noun) for noun in ("성텅", "멀", "바이두", "성텅 910B", "딥시크 R1")]
    ['consonant', 'rieul', 'vowel', 'vowel', 'consonant']
    >>> [sound(noun) for noun in ("아틀라스 900", "IBM", "Ascend", "Google", "昇騰")]
    ['consonant', 'consonant', 'vowel', 'rieul', 'consonant']
    """
    noun = unicodedata.normalize("NFC", noun)
    end = next((end for end in range(len(noun), 0, -1) if noun[end - 1].isalnum()), 0)
    last, before = noun[end - 1 : end], noun[: max(end - 1, 0)]
    if last.isascii() and last.isdigit():
        in_english = before.rstrip(" -")[-1:].isascii() and before.rstrip(" -")[-1:].isalpha()
        return (_ENGLISH_DIGITS if in_english else _DIGITS)[int(last)]
    if last.isascii() and last.isalpha():
        return _latin_sound(re.split(r"[^A-Za-z]", noun[:end])[-1])
    return after(next(iter(hanja.readings(chinese.to_traditional(last)) if script.has(last, script.HAN) else ()), last))


def _latin_sound(word: str) -> After:
    if len(word) == 1 or word.isupper():
        return _LETTERS.get(word[-1].upper(), "vowel")
    if _RIEUL_WORD.search(word.lower()):
        return "rieul"
    return "consonant" if _CONSONANT_WORD.search(word.lower()) else "vowel"


def agree(noun: str, tail: str) -> str:
    """Return the particles as they are written behind this noun; what is no chain of particles comes back as it is.

    >>> agree("바이두", "은"), agree("성텅", "로부터의"), agree("멀", "으로"), agree("화웨이", "이라고")
    ('는', '으로부터의', '로', '라고')
    >>> agree("화웨이", "에서는"), agree("성텅", "로고"), agree("성텅", "다"), agree("화웨이", "이다")
    ('에서는', '로고', '이다', '이다')
    """
    kind = sound(noun)
    model = _NOUN_OF[kind]
    if not tail or is_suffix_chain(tail, model):
        return tail
    if tail in ("이", "가"):  # alone: what begins with 이 otherwise is the copula
        return "가" if kind == "vowel" else "이"
    for closed, open in _PAIRS:
        is_open = kind == "vowel" or (kind == "rieul" and closed[0] == "으")
        wrong, right = (closed, open) if is_open else (open, closed)
        if tail.startswith(wrong) and is_particle_chain(own := right + tail[len(wrong) :], model):
            return own
    if not is_particle_chain(tail, model) and is_particle_chain("이" + tail, model):
        return "이" + tail
    return tail
