"""The ways a name may be typed. Each row of READINGS files terms under keys and looks a query up under keys.

Both sides meet in one key space. Keys are folded, without punctuation, with Hangul taken apart into the jamo that type
it, so that a half-typed syllable is a prefix and a typing slip is one edit. To add a reading, add its two functions
and its row; the documentation and the tests follow the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from glossary.lookup.catalogue import Filed
from glossary.model import Concept, Lang, Term
from glossary.text import (
    chinese,
    companies,
    fold,
    hangul,
    hanja,
    keyboard,
    lexicon,
    particles,
    pinyin,
    romanization,
    script,
    transcription,
)

# Of names this long pieces of this length are looked for (characters).
LONG, PART = 5, 3
# No name is longer (characters): such a query is a paste, of which only its pieces can be names.
LONGEST = 100


class Query:
    """A query as the readings look at it: the text as typed, its keys, and which scripts are in it."""

    __slots__ = (
        "generic",
        "has_han",
        "has_hangul",
        "known",
        "long",
        "script",
        "simplified",
        "text",
        "whole",
        "written",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.long = len(text) > LONGEST
        self.has_han = script.has(text, script.HAN)
        self.has_hangul = script.has(text, script.HANGUL)
        self.script = script.HANGUL if self.has_hangul else script.HAN if self.has_han else script.LETTER
        self.written = key(text, variants=False)
        self.simplified = key(text) if self.has_han else self.written
        # A word of its own, which is not to be taken for another one misspelt.
        plain = " ".join(text.split()).casefold()
        self.known = lexicon.is_word(fold.key(plain) if self.has_han else plain)
        self.generic = not companies.bare(text)  # (주), Co., Ltd.: what names have, and no name
        # The characters of a name in one word of Hangul or hanzi, which may stand in the wrong order.
        self.whole = plain if plain.isalpha() and not plain.isascii() and not self.long else ""

    @property
    def pieces(self) -> list[str]:
        """What a query of several names is made of, parted at brackets, signs and spaces, and between scripts."""
        apart = (piece for part in _SIGNS.split(self.text) for piece in _SCRIPTS.findall(part))
        found = [piece.strip() for piece in apart if any(map(str.isalpha, piece))]
        return found if len(found) > 1 else [word for piece in found for word in piece.split() if " " in piece]


_SIGNS = re.compile(r"[()（）\[\]<>〈〉《》「」『』{}\"“”‘’,，、/|:：;；·∙・ㆍ‧•…~]+")
# Pieces in one script, with the model numbers behind them: 화웨이 / 昇腾 910B.
_MODEL = r"(?:\s*(?=[a-z]*\d)[a-z\d]+)?"
_SCRIPTS = re.compile(
    rf"[가-힣ㄱ-ㅎ]+(?:\s*[가-힣ㄱ-ㅎ]+)*{_MODEL}|[\u3005-\u9fff\uf900-\ufaff]+{_MODEL}|[^가-힣ㄱ-ㅎ\u3005-\u9fff\uf900-\ufaff]+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One row. `name` is the contract's `via`; `cost` is what the reading takes off a perfect score of 1.

    `fuzzy` rows also accept keys a few edits away; a `prefix` row accepts keys that begin with the query's.
    A `derived` row's keys are not what is written but how it is read aloud. A `guess` is not made for a query that is a
    word of its own. A `last` row is looked at where the others find nothing. `fits` says which of the found forms are
    meant. Rows with the same `term_keys` share one key space.
    """

    name: str
    term_keys: Callable[[Concept, Term], Iterable[Filed]]
    query_keys: Callable[[Query], Iterable[str]]
    cost: float
    fuzzy: bool = False
    prefix: bool = False
    derived: bool = False
    guess: bool = False
    last: bool = False
    fits: Callable[[Query, str], bool] | None = None


def key(text: str, *, variants: bool = True) -> str:
    """Return the key of a text: folded, letters and digits only (if it has any), Hangul as jamo.

    >>> key("Moore Threads!"), key("昇騰"), key("성ㅌ")
    ('moorethreads', '升腾', 'ㅅㅓㅇㅌ')
    """
    folded = fold.key(text, variants=variants)
    return hangul.jamo("".join(char for char in folded if char.isalnum() or char in "+#") or folded)


def _written(concept: Concept, term: Term) -> Iterator[Filed]:
    if term.lang is not Lang.UND:
        yield key(term.text, variants=False), term.text


def _as_typed(query: Query) -> Iterator[str]:
    yield query.written


def _simplified(concept: Concept, term: Term) -> Iterator[Filed]:
    if script.has(term.text, script.HAN):
        yield key(term.text), term.text


def _simplified_query(query: Query) -> Iterator[str]:
    if query.has_han:
        yield query.simplified


def _sino_korean(concept: Concept, term: Term) -> Iterator[Filed]:
    # Hanja are read in their traditional form; a simplified term whose characters differ there is read as that form,
    # which is a term of its own.
    if script.has(term.text, script.HAN):
        if term.lang is Lang.ZH_HANS and chinese.to_traditional(term.text) != term.text:
            return
        for reading in hanja.sino_korean(term.text.lower()):
            yield key(reading), reading


def _hangul_query(query: Query) -> Iterator[str]:
    if query.has_hangul:
        yield query.written


def _pinyin(concept: Concept, term: Term) -> Iterator[Filed]:
    if term.lang is Lang.ZH_HANS and script.has(term.text, script.HAN):
        first = concept.texts(Lang.ZH_HANS)[0] == term.text
        for reading in dict.fromkeys(((concept.pinyin,) if concept.pinyin and first else ()) + (pinyin.of(term.text),)):
            yield pinyin.plain(reading), reading


def _pinyin_query(query: Query) -> Iterator[str]:
    if not query.has_hangul and not query.has_han and pinyin.is_typed(query.text):
        yield pinyin.plain(query.text)


def _misheard(query: Query) -> Iterator[str]:
    """Look for hanzi by their sound: a wrong character mostly sounds like the right one."""
    if query.has_han and not query.has_hangul:
        yield pinyin.plain(pinyin.of(chinese.to_simplified(query.text)))


def _pinyin_begun(query: Query) -> Iterator[str]:
    """Look for pinyin that may stop inside a syllable."""
    if not query.has_han and not query.has_hangul:
        yield pinyin.plain(query.text)


def _retyped(query: Query) -> Iterator[str]:
    """Read Latin letters as the Korean keys they stand on, and Hangul as the English keys."""
    if query.text.isascii():
        typed = keyboard.to_jamo(query.text)
        if not hangul.are_initials(typed):
            yield key(typed)
    elif query.has_hangul:
        yield key(keyboard.to_latin(query.text))


def _transcription(concept: Concept, term: Term) -> Iterator[Filed]:
    if term.lang is Lang.ZH_HANS and term.text and all(script.has(char, script.HAN) for char in term.text):
        kind: transcription.Kind | None = "person" if concept.category == "person" else None
        own = concept.pinyin if concept.texts(Lang.ZH_HANS)[0] == term.text else None
        for form in _transcribed(term.text, kind, own):
            yield key(form), form


@lru_cache(1 << 12)  # asked for under two readings, one soon after the other
def _transcribed(hanzi: str, kind: transcription.Kind | None, own: str | None) -> tuple[str, ...]:
    return tuple(transcription.spellings(hanzi, kind, own))


def _sound(concept: Concept, term: Term) -> Iterator[Filed]:
    if term.lang is Lang.KO:
        yield _sound_key(term.text), term.text
    for _, form in _transcription(concept, term):
        yield _sound_key(form), form


def _sound_query(query: Query) -> Iterator[str]:
    if query.has_hangul and not query.has_han and len(query.written) > 4:
        yield _sound_key(query.text)


def _sound_key(text: str) -> str:
    folded = "".join(filter(str.isalnum, fold.key(text, variants=False)))
    return hangul.sound(folded)


def _pinyin_initials(concept: Concept, term: Term) -> Iterator[Filed]:
    if term.lang is Lang.ZH_HANS and len(found := pinyin.syllables(term.text)) > 2:
        yield "".join(one[0] for one in found), " ".join(found)


def _wade_giles(concept: Concept, term: Term) -> Iterator[Filed]:
    if term.lang is Lang.ZH_HANS and (found := pinyin.syllables(term.text)):
        written = [pinyin.wade_giles(one) for one in found]
        yield "".join(written), "-".join(written)


def _romanized(concept: Concept, term: Term) -> Iterator[Filed]:
    if term.lang is Lang.KO:
        for form in romanization.romanized(term.text):
            yield _letters(form), form


def _latin_query(query: Query) -> Iterator[str]:
    if not query.has_han and not query.has_hangul:
        yield _letters(query.text)


def _letters(text: str) -> str:
    """Return the bare letters of a text: no signs, no accents, no spaces.

    >>> _letters("Hsüeh-liang"), _letters("Ch'ên")
    ('hsuehliang', 'chen')
    """
    return "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if char.isascii() and char.isalnum())


def _bare(concept: Concept, term: Term) -> Iterator[Filed]:
    if concept.category == "organization" and term.lang is not Lang.UND:
        yield key(companies.bare(term.text)), term.text


def _bare_query(query: Query) -> Iterator[str]:
    for stem in dict.fromkeys((companies.bare(query.text), companies.brand(query.text))):
        yield key(stem)


def _initials(concept: Concept, term: Term) -> Iterator[Filed]:
    if script.has(term.text, script.HANGUL):
        initials = hangul.initials(term.text)
        yield key(initials), initials


def _initials_query(query: Query) -> Iterator[str]:
    if len(query.written) > 1 and hangul.are_initials(query.written):
        yield query.written


def _half_initials(query: Query) -> Iterator[str]:
    """Look for initials with syllables among them: ㅋ다쉰."""
    folded = fold.key(query.text, variants=False)
    if any(hangul.is_syllable(char) for char in folded) and any(char in hangul.INITIALS for char in folded[:-1]):
        yield key(hangul.initials(folded))


def _has_syllables(query: Query, form: str) -> bool:
    """Say whether the syllables that a query has among its initials are those of a form's initials' name."""
    folded = fold.key(query.text, variants=False)
    return all(char in hangul.INITIALS or char == own for char, own in zip(folded, form, strict=False))


def _parts(concept: Concept, term: Term) -> Iterator[Filed]:
    """File what follows the beginning of a long name: 정치협상회의 of 중국인민정치협상회의."""
    text = fold.key(term.text, variants=False)
    if LONG <= len(text) <= LONGEST and term.lang is not Lang.UND and not text.isascii():
        for start in range(1, len(text) - PART + 1):
            yield key(text[start:]), term.text


def _part_query(query: Query) -> Iterator[str]:
    if len(fold.key(query.text)) >= PART and not query.text.isascii():
        yield query.written


def _without_particles(query: Query) -> Iterator[str]:
    if query.has_hangul:
        word = fold.key(query.text, variants=False)
        last = fold.key(query.text.split()[-1], variants=False)
        for stem in particles.stems(word):
            if len(word) - len(stem) < len(
                last
            ):  # 상하이 behind a space is no ending, although 상, 하 and 이 can end words
                yield key(stem, variants=False)


_EXCHANGES = "sz|sh|ss|hk|bj|tw|ks|kq|us|nyse|nasdaq"
# An exchange may stand before or behind; beside a code of letters only with a sign between, for it is letters itself.
_TICKER = re.compile(
    rf"(?:(?:(?P<a>{_EXCHANGES})[:.]?)?(?P<number>[0-9]{{1,6}})(?:[:.]?(?P<b>{_EXCHANGES}))?"
    rf"|(?:(?P<c>{_EXCHANGES})[:.])?(?P<letters>[a-z]{{1,5}})(?:[:.](?P<d>{_EXCHANGES}))?)"
)


def _ticker(concept: Concept, term: Term) -> Iterator[Filed]:
    """File a ticker with its exchange and, since people leave it out, without; letters alone are American."""
    if term.lang is Lang.UND and (match := _TICKER.fullmatch(fold.key(term.text))):
        code, exchange = _ticker_parts(match)
        yield f"{code}.{exchange or 'us'}", term.text
        yield code, term.text


def _ticker_query(query: Query) -> Iterator[str]:
    if match := _TICKER.fullmatch(fold.key(query.text.strip("()[]（）<>\"' "))):
        code, exchange = _ticker_parts(match)
        yield f"{code}.{exchange}" if exchange else code


def _ticker_parts(match: re.Match[str]) -> tuple[str, str]:
    code = match["letters"] or match["number"]
    if len(code) < 6:  # Hong Kong's codes are written with and without leading zeros
        code = code.lstrip("0")
    exchange = match["a"] or match["b"] or match["c"] or match["d"] or ""
    return code, {"ss": "sh", "nyse": "us", "nasdaq": "us"}.get(exchange, exchange)


READINGS: tuple[Reading, ...] = (
    Reading("exact", _written, _as_typed, cost=0.0, fuzzy=True),
    Reading("ticker", _ticker, _ticker_query, cost=0.005),
    Reading("script", _simplified, _simplified_query, cost=0.01, fuzzy=True),
    Reading("particle", _written, _without_particles, cost=0.02, guess=True),
    Reading("particle", _bare, _bare_query, cost=0.025),
    Reading("sino-korean", _sino_korean, _hangul_query, cost=0.03, fuzzy=True, derived=True),
    Reading("transcription", _transcription, _hangul_query, cost=0.035, fuzzy=True, derived=True),
    Reading("pinyin", _pinyin, _pinyin_query, cost=0.05, fuzzy=True, derived=True),
    Reading("spelling", _sound, _sound_query, cost=0.06, fuzzy=True, derived=True, guess=True),
    Reading("pinyin", _pinyin, _misheard, cost=0.2, fuzzy=True, derived=True, guess=True, last=True),
    Reading("wade-giles", _wade_giles, _latin_query, cost=0.07, guess=True),
    Reading("romanization", _romanized, _latin_query, cost=0.07, fuzzy=True, derived=True, guess=True),
    Reading("keyboard", _written, _retyped, cost=0.08),
    Reading("keyboard", _pinyin, _retyped, cost=0.09),
    Reading("chosung", _initials, _initials_query, cost=0.1),
    Reading("chosung", _initials, _half_initials, cost=0.1, fits=_has_syllables),
    Reading("pinyin-initials", _pinyin_initials, _latin_query, cost=0.12, guess=True),
    Reading("prefix", _written, _as_typed, cost=0.12, prefix=True),
    Reading("prefix", _simplified, _simplified_query, cost=0.12, prefix=True),
    Reading("prefix", _pinyin, _pinyin_begun, cost=0.14, prefix=True, guess=True),
    Reading("prefix", _sino_korean, _hangul_query, cost=0.15, prefix=True, guess=True),
    Reading("part", _parts, _part_query, cost=0.16),
    Reading("part", _parts, _part_query, cost=0.28, prefix=True, guess=True),
    Reading("prefix", _initials, _initials_query, cost=0.2, prefix=True),
)
