"""Official Hangul transcription of names in hanzi (외래어 표기법, 문화체육관광부 고시 제2017-14호).

A name is read in pinyin (`text.pinyin`), each syllable is written by 제2장 표5 with 제3장 제7절, and 제4장 says what
persons and places want besides. Hanzi do not tell what they name: 黄河 is a river, 漯河 a city, 单 a surname or a
sheet. So the caller says it (`kind`) or finds the other ways among the alternatives.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Literal, NamedTuple, get_args

from glossary.errors import InvalidInput
from glossary.model import Transcription
from glossary.text import chinese, fold, hangul, hanja, pinyin, script, table

Kind = Literal["person", "place", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_OF_CATEGORY: dict[str, Kind] = {"person": "person", "place": "place"}
MOST_ALTERNATIVES = 8
MOST_SINO_KOREAN = 8

TABLE = "외래어 표기법 제2장 표5, 제3장 제7절"
_PERSON = f"{TABLE}, 제4장 제2절 제1항"
_PLACE = f"{TABLE}, 제4장 제2절 제2항"
_REPEATED = "제4장 제3절 제3항"

# Words for land and water -> the Korean word, and the article that says so.
_FEATURES = {
    "山脉": ("산맥", "제4장 제3절"), "半岛": ("반도", "제4장 제3절"), "群岛": ("군도", "제4장 제3절"),
    "海峡": ("해협", "제4장 제3절"), "高原": ("고원", "제4장 제3절"), "平原": ("평원", "제4장 제3절"),
    "盆地": ("분지", "제4장 제3절"), "沙漠": ("사막", "제4장 제3절"), "运河": ("운하", "제4장 제3절"),
    "三角洲": ("삼각주", "제4장 제3절"), "山": ("산", "제4장 제3절"), "江": ("강", "제4장 제3절"),
    "河": ("강", "제4장 제3절"), "湖": ("호", "제4장 제3절"), "海": ("해", "제4장 제3절 제1항"),
    "岛": ("섬", "제4장 제3절 제2항"),
}  # fmt: skip
# These name a river or an island only behind a single character (汉水, 兰屿): 天水 and 鼓浪屿 are other things.
_FEATURES_OF_ONE = {"水": "강", "屿": "섬"}
# Administrative units are Korean words behind the name; a town's (镇, 乡, 村) is mostly transcribed with it.
_UNITS = {
    "特别行政区": "특별행정구", "自治区": "자치구", "自治州": "자치주", "自治县": "자치현", "地区": "지구", "省": "성",
    "市": "시", "县": "현", "区": "구",
}  # fmt: skip
_TOWNS = {"镇": "진", "乡": "향", "村": "촌"}
_LONGEST_PERSON = 4


def kind_of(category: str) -> Kind:
    """Return how the names of a category of concepts are transcribed."""
    return _OF_CATEGORY.get(category, "other")


def transcribe(hanzi: str, kind: Kind | None = None, own: str | None = None) -> Transcription:
    """Return a name in hanzi, traditional or simplified, as the official rule writes it in Hangul.

    `kind` says what is named; without it the plain transcription stands first. `own` is the name's pinyin where it is
    known. Letters, digits and Hangul beside the hanzi stay. InvalidInput if nothing is in hanzi, or one has no reading.

    >>> transcribe("重慶")["hangul"], transcribe("单雄信", "person")["hangul"], transcribe("TCL科技")["hangul"]
    ('충칭', '산슝신', 'TCL커지')
    >>> [transcribe(name, "place")["hangul"] for name in ("黄河", "泰山", "松花江", "佛山", "广东省")]
    ['황허강', '타이산산', '쑹화강', '포산', '광둥성']
    >>> transcribe("单雄信")["alternatives"][0]
    {'hangul': '산슝신', 'pinyin': 'shàn xióng xìn', 'why': '单: shàn (姓)'}
    """
    name = _read(hanzi, own)
    ways: dict[str, _Way] = {}
    for way in _ways(name, kind):
        ways.setdefault(way.hangul, way)
        if len(ways) > MOST_ALTERNATIVES:
            break
    first, *others = ways.values()
    return {
        "hanzi": hanzi,
        "pinyin": first.pinyin,
        "hangul": first.hangul,
        "rule": first.rule,
        "alternatives": [{"hangul": way.hangul, "pinyin": way.pinyin, "why": way.why} for way in others],
        "sino_korean": _sino_korean(hanzi),
        "concept": None,
    }


def spellings(hanzi: str, kind: Kind | None = None, own: str | None = None) -> dict[str, str]:
    """Return the ways to write a name in Hangul with the pinyin of each, the official one first; none if unreadable.

    >>> list(spellings("单雄信", "person")), spellings("TCL")
    (['산슝신', '단슝신', '찬슝신'], {})
    """
    try:
        answer = transcribe(hanzi, kind, own)
    except InvalidInput:  # no hanzi, or one that no dictionary has
        return {}
    others = {other["hangul"]: other["pinyin"] for other in answer["alternatives"]}
    return {answer["hangul"]: answer["pinyin"], **others}


def fits(reading: str, hanzi: str) -> bool:
    """Say whether a pinyin has one syllable for each hanzi of a name, written together or apart.

    >>> fits("Chóngqìng", "重庆"), fits("mén", "厦门"), fits("xiàmén shì!", "厦门市")
    (True, False, True)
    """
    return _aligned(reading, [_Token(char, char, ("?",), True) for char in hanzi]) is not None


@lru_cache(1 << 12)  # each is asked for once for every way to write a name
def syllable(reading: str) -> str | None:
    """Return one pinyin syllable in Hangul, with or without its tone; None for what is no syllable.

    A final r (儿化) is written as a syllable of its own.

    >>> syllable("chóng"), syllable("lǜ"), syllable("huār"), syllable("er"), syllable("kor")
    ('충', '뤼', '화얼', '얼', None)
    """
    bare = pinyin.toneless(reading.lower())
    found = _table().get(bare)
    if found is None and bare.endswith("r") and (before := _table().get(bare[:-1])):
        return before + _table()["er"]
    return found


@cache
def _table() -> dict[str, str]:
    return dict(table("pinyin_hangul.tsv"))


# ---- Reading a name ----


class _Token(NamedTuple):
    """One hanzi with its readings, or what stands between hanzi: that has no readings."""

    text: str  # simplified
    original: str
    readings: tuple[str, ...]  # those that can be written in Hangul, the likeliest first
    decided: bool


class _Spoken(NamedTuple):
    """A syllable of the name, or what stands between hanzi, in both scripts."""

    pinyin: str
    hangul: str


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it was read; `own` if the reading is that of a listed concept."""

    tokens: tuple[_Token, ...]
    own: bool

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens)

    @property
    def syllables(self) -> list[_Spoken]:
        return [
            _spoken(token.readings[0]) if token.readings else _Spoken(token.text.strip(), token.text)
            for token in self.tokens
        ]


def _spoken(reading: str) -> _Spoken:
    return _Spoken(reading, syllable(reading) or "")


def _read(hanzi: str, own: str | None) -> _Name:
    original = unicodedata.normalize("NFC", hanzi).strip()
    if not script.has(original, script.HAN):
        raise InvalidInput("hanzi", f"{hanzi!r} has no hanzi; give a name in Chinese characters, such as 重庆")
    simplified = simplified_form(original)
    classes = script.scripts(simplified)
    tokens: list[_Token] = []
    for in_hanzi, group in groupby(range(len(simplified)), lambda i: classes[i] == script.HAN):
        places = list(group)
        run, written = (text[places[0] : places[-1] + 1] for text in (simplified, original))
        tokens += _hanzi(run, written) if in_hanzi else [_Token(run, written, (), True)]
    known = _aligned(own, tokens) if own else None
    if known is not None:
        tokens = [
            token._replace(readings=tuple(dict.fromkeys((known[i], *token.readings))), decided=True)
            for i, token in enumerate(tokens)
        ]
    return _Name(tuple(tokens), known is not None)


def _hanzi(run: str, written: str) -> Iterator[_Token]:
    for char, original, reading in zip(run, written, pinyin.readings(run, written), strict=True):
        usable = tuple(one for one in (reading.pinyin, *reading.others) if syllable(one))
        if not usable:
            raise InvalidInput("hanzi", f"{original} has no known reading in Mandarin; write another form of it")
        yield _Token(char, original, usable, reading.decided)


def simplified_form(text: str) -> str:
    """Return the simplified form, Korean and Japanese characters included, each character in its place."""
    simplified = chinese.to_simplified(text)
    if len(simplified) != len(text):
        simplified = "".join(chinese.to_simplified(char) for char in text)
    return "".join(map(_simplified_shape, simplified))


@cache
def _simplified_shape(char: str) -> str:
    # What OpenCC leaves as it is although it knows the character (乾隆) is to stay.
    if not script.has(char, script.HAN) or chinese.to_simplified(char) != char:
        return char
    return fold.key(char) or char


def _aligned(own: str, tokens: Sequence[_Token]) -> list[str] | None:
    """Part a listed pinyin, written together or apart, into one syllable for each hanzi; None if it does not fit."""
    letters = "".join(filter(str.isalpha, unicodedata.normalize("NFC", own.lower())))
    rest = [token for token in tokens if token.readings]

    def parted(at: int, index: int) -> list[str] | None:
        if index == len(rest) or at == len(letters):
            return [] if index == len(rest) and at == len(letters) else None
        for length in range(min(6, len(letters) - at), 0, -1):
            piece = letters[at : at + length]
            erhua = piece == "r" and rest[index].text == "儿"
            if erhua or pinyin.toneless(piece) in _table():
                following = parted(at + length, index + 1)
                if following is not None:
                    return ["er" if erhua else piece, *following]
        return None

    return parted(0, 0) if len(rest) == len(tokens) else None


# ---- Writing it ----


class _Way(NamedTuple):
    """One way to transcribe the name."""

    hangul: str
    pinyin: str
    rule: str
    why: str = ""


class _Tail(NamedTuple):
    """The generic word at the end of a place's name, its Korean word, and the form that the rule wants."""

    word: str
    korean: str
    article: str  # "" for administrative units
    repeated: bool  # the name keeps its own word
    usual: bool  # where a place is meant, a name like this is meant so


def _ways(name: _Name, kind: Kind | None) -> Iterator[_Way]:
    """Yield all ways to transcribe a name, the likeliest first; several may be written alike."""
    tail = _tail(name.text) if kind in (None, "place") else None
    syllables = name.syllables
    if kind == "person" and not name.own:
        syllables = _as_person(name, _LONGEST_PERSON) or syllables
    placed = kind == "place" and tail is not None and tail.usual
    if not placed:
        rule = {None: TABLE, "other": TABLE, "person": _PERSON, "place": _PLACE}[kind]
        yield _plain(syllables, rule)
    if kind is None and not name.own and (person := _as_person(name, 3)):
        surname = pinyin.surname(name.text)
        head = "".join(token.original for token in name.tokens[: len(surname)])
        yield _plain(person, _PERSON, f"{head}: {' '.join(surname)} (姓)")
    if tail and (tail.usual or kind == "place"):
        yield from _as_place(syllables, tail, kind)
    for decided in (False, True):
        for i, token in enumerate(name.tokens):
            for reading in token.readings if token.decided is decided else ():
                changed = [*syllables[:i], _spoken(reading), *syllables[i + 1 :]]
                why = f"{token.original}: {reading}"
                if placed and tail:
                    yield next(_as_place(changed, tail, kind))._replace(why=why)
                else:
                    yield _plain(changed, TABLE, why)
    if tail and not tail.usual:
        yield from _as_place(syllables, tail, kind)


def _plain(syllables: Sequence[_Spoken], rule: str, why: str = "") -> _Way:
    return _Way("".join(one.hangul for one in syllables), _pinyin(syllables), rule, why)


def _pinyin(syllables: Sequence[_Spoken]) -> str:
    return " ".join(one.pinyin for one in syllables if one.pinyin)


def _as_person(name: _Name, longest: int) -> list[_Spoken] | None:
    """Return the syllables of a name as a person's: surname and given name read apart; None if it cannot be one."""
    text = name.text
    if not 2 <= len(text) <= longest or len(text) != len(name.tokens) or not all(t.readings for t in name.tokens):
        return None
    surname = pinyin.surname(text)
    if not surname:
        return None
    given = _hanzi(text[len(surname) :], "".join(token.original for token in name.tokens[len(surname) :]))
    return [_spoken(reading) for reading in (*surname, *(token.readings[0] for token in given))]


def _tail(text: str) -> _Tail | None:
    for word, (korean, article) in _FEATURES.items():
        if text.endswith(word) and len(text) > len(word):
            one = len(text) == 2
            return _Tail(word, korean, _REPEATED if one else article, one, text not in _settlements())
    if len(text) == 2 and text[1] in _FEATURES_OF_ONE:
        return _Tail(text[1], _FEATURES_OF_ONE[text[1]], _REPEATED, True, text not in _settlements())
    for word, korean in (_UNITS | _TOWNS).items():
        # 沙市 and 萍乡 are names as they stand; a county may have a name of one character.
        if text.endswith(word) and len(text) - len(word) > (word != "县"):
            return _Tail(word, korean, "", False, word in _UNITS)
    return None


@cache
def _settlements() -> frozenset[str]:
    return frozenset(name for (name,) in table("settlements.tsv"))


def _as_place(syllables: Sequence[_Spoken], tail: _Tail, kind: Kind | None) -> Iterator[_Way]:
    """Yield the ways to write a place with a Korean word for what it is."""
    whole = _plain(syllables, "")
    rule = f"{TABLE}, {tail.article}" if tail.article else _PLACE
    named = f"{tail.word}: {tail.korean}" + (f" ({tail.article})" if tail.article else "")
    before = whole if tail.repeated else _plain(syllables[: -len(tail.word)], "")
    yield _Way(before.hangul.rstrip() + tail.korean, whole.pinyin, rule, named)
    if kind == "place":
        # Names are also written with their own word inside, and with that and the Korean word (헤이룽장강).
        yield whole._replace(rule=_PLACE, why=f"{tail.word}: {_pinyin(syllables[-len(tail.word) :])}")
        if tail.article:
            yield _Way(whole.hangul + tail.korean, whole.pinyin, rule, named)


def _sino_korean(hanzi: str) -> list[str]:
    """Return how the characters are read in Korean, by the initial-sound rule at the head."""
    readings = hanja.sino_korean(chinese.to_traditional(unicodedata.normalize("NFC", hanzi).strip()))
    heads = (one for one in readings if not hangul.is_syllable(one[0]) or hanja.initial_sound(one[0]) == one[0])
    return list(heads)[:MOST_SINO_KOREAN]
