"""The ways a name may be typed. Each row of READINGS files terms under keys and looks a query up under keys.

Both sides meet in one key space. Keys are folded, without punctuation, with Hangul taken apart into the jamo that type
it, so that a half-typed syllable is a prefix and a typing slip is one edit. To add a reading, add its two functions
and its row; the documentation and the tests follow the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from glossary.model import Concept, Lang, Term
from glossary.text import chinese, fold, hangul, hanja, keyboard, particles, pinyin, script

Filed = tuple[str, str]  # a key, and the form (as a person would write it) that it stands for


class Query:
    """A query as the readings look at it: the text as typed, its keys, and which scripts are in it."""

    __slots__ = ("has_han", "has_hangul", "simplified", "text", "written")

    def __init__(self, text: str) -> None:
        self.text = text
        self.has_han = script.has(text, script.HAN)
        self.has_hangul = script.has(text, script.HANGUL)
        self.written = key(text, variants=False)
        self.simplified = key(text) if self.has_han else self.written


@dataclass(frozen=True, slots=True)
class Reading:
    """One row. `name` is the contract's `via`; `cost` is what the reading takes off a perfect score of 1.

    `fuzzy` rows also accept keys a few edits away; a `prefix` row accepts keys that begin with the query's.
    A `derived` row's keys are not what is written but how it is read aloud. Rows with the same `term_keys` share one
    key space.
    """

    name: str
    term_keys: Callable[[Concept, Term], Iterable[Filed]]
    query_keys: Callable[[Query], Iterable[str]]
    cost: float
    fuzzy: bool = False
    prefix: bool = False
    derived: bool = False


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
    """Look for typed pinyin, and for hanzi by their sound: a wrong character mostly sounds like the right one."""
    if query.has_hangul:
        return
    if query.has_han:
        yield pinyin.plain(pinyin.of(chinese.to_simplified(query.text)))
    elif pinyin.is_typed(query.text):
        yield pinyin.plain(query.text)


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


def _initials(concept: Concept, term: Term) -> Iterator[Filed]:
    if script.has(term.text, script.HANGUL):
        initials = hangul.initials(term.text)
        yield key(initials), initials


def _initials_query(query: Query) -> Iterator[str]:
    if len(query.written) > 1 and hangul.are_initials(query.written):
        yield query.written


def _without_particles(query: Query) -> Iterator[str]:
    if query.has_hangul:
        for stem in particles.stems(fold.key(query.text, variants=False)):
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
    if match := _TICKER.fullmatch(fold.key(query.text)):
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
    Reading("particle", _written, _without_particles, cost=0.02),
    Reading("sino-korean", _sino_korean, _hangul_query, cost=0.03, fuzzy=True, derived=True),
    Reading("pinyin", _pinyin, _pinyin_query, cost=0.05, fuzzy=True, derived=True),
    Reading("keyboard", _written, _retyped, cost=0.08),
    Reading("keyboard", _pinyin, _retyped, cost=0.09),
    Reading("chosung", _initials, _initials_query, cost=0.1),
    Reading("prefix", _written, _as_typed, cost=0.12, prefix=True),
    Reading("prefix", _simplified, _simplified_query, cost=0.12, prefix=True),
    Reading("prefix", _pinyin, _pinyin_begun, cost=0.14, prefix=True),
    Reading("prefix", _initials, _initials_query, cost=0.2, prefix=True),
)
