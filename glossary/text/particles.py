"""What may follow a noun inside one eojeol: particles, the copula with its endings, suffixes.

The words and their source are in tables/particles.tsv; which of them follow a vowel, ㄹ or another consonant is the
rule of 한국어 어문 규범 (은/는, 이/가, 을/를, 과/와, 으로/로).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from glossary.text import hangul, table

After = Literal["vowel", "rieul", "consonant"]
_SOUNDS: tuple[After, ...] = ("vowel", "rieul", "consonant")


@cache
def _words(*places: str) -> str:
    """Return the words of these places of the table as alternatives of one pattern, the longest first."""
    words = {word for place, word in table("particles.tsv") if place in places}
    return "(?:" + "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) + ")"


def after(noun: str) -> After:
    """Say which particles a noun takes by its last character; anything but a Hangul syllable counts as a vowel."""
    last = hangul.final(noun[-1]) if noun else ""
    return "rieul" if last == "ㄹ" else "consonant" if last else "vowel"


@cache
def _tails(kind: After) -> tuple[re.Pattern[str], re.Pattern[str]]:
    following = _words("next")
    # Behind a suffix any particle may stand: its own last sound is not looked at.
    behind_suffix = _words("anywhere", "vowel", "consonant")
    return (
        # 도 and a case particle are never together: 보도를 is no 도 + 를.
        re.compile(f"(?!도[은는이가을를]){_words('anywhere', kind)}{following}{{0,3}}"),
        re.compile(f"{_words('suffix')}{{1,3}}(?:{behind_suffix}{following}{{0,3}})?"),
    )


def can_follow(tail: str, noun: str) -> bool:
    """Say whether the whole tail is particles, endings, suffixes or common nouns that can stand behind the noun.

    >>> can_follow("에서는", "선전"), can_follow("시의", "선전"), can_follow("리카", "하모")
    (True, True, False)
    """
    return tail in _single(after(noun)) or is_particle_chain(tail, noun) or is_suffix_chain(tail, noun)


@cache
def openers() -> frozenset[str]:
    """Return the syllables with which particles, endings and suffixes begin."""
    return frozenset(word[0] for place, word in table("particles.tsv") if place != "next")


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
    (('성텅',), ('화웨이에서', '화웨이'), ('화웨이측', '화웨이'), (), ('昇腾',))
    """
    heads = (word[:cut] for cut in range(len(word) - 1, 0, -1))
    return tuple(head for head in heads if _is_tail(word[len(head) :], head))


def _is_tail(tail: str, head: str) -> bool:
    if hangul.is_syllable(head[-1]):
        return can_follow(tail, head)
    # How a name in hanzi or Latin letters is read aloud is not known here, so any particle may follow.
    return any(pattern.fullmatch(tail) for kind in _SOUNDS for pattern in _tails(kind))
