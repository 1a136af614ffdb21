"""Hanyu Pinyin of hanzi (pypinyin, with its phrases), and pinyin as people type it.

A word of several characters is read as the dictionary reads it. A character that no dictionary word decides has the
reading that it has in names (_IN_NAMES): no name says 都 as dōu, "all".
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from types import ModuleType
from typing import NamedTuple

from glossary.text import table

# Readings of characters for which pypinyin puts another one first: an adverb's, a particle's, a rare one.
_IN_NAMES = {
    "长": "cháng,zhǎng", "長": "cháng,zhǎng", "都": "dū,dōu", "还": "huán,hái", "還": "huán,hái", "了": "liǎo,le",
    "着": "zhuó,zháo,zhāo,zhe", "什": "shí,shén", "地": "dì,de", "佛": "fó,fú", "勒": "lè,lēi", "薄": "bó,báo,bò",
    "泊": "bó,pō", "曾": "zēng,céng", "似": "sì,shì", "卜": "bǔ,bo", "茄": "qié,jiā", "伽": "jiā,gā,qié",
    "靓": "liàng,jìng", "靚": "liàng,jìng", "翟": "zhái,dí", "乾": "qián,gān", "呢": "ní,ne", "吧": "bā,ba",
    "哇": "wā,wa", "琢": "zhuó,zuó", "莞": "guǎn,wǎn", "珲": "hún,huī", "琿": "hún,huī",
}  # fmt: skip

_TONES = {"\u0304", "\u0301", "\u030c", "\u0300"}  # macron, acute, caron, grave
_SYLLABLE = (
    "(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?"
    "(?:i?ang|i?ong|uang|ueng|i?an|uan|i?ao|uai|uei|iou|eng|ing|ai|ei|ou|en|in|un|er|ia|ie|iu|ua|uo|ui|ue|ve|[aeiouv])"
)
_WORD = re.compile(f"(?:{_SYLLABLE})+")


@lru_cache(1 << 16)  # each name is asked for several times while a snapshot is built
def of(hanzi: str) -> str:
    """Return the pinyin of a name with tone marks, syllables apart; other characters stay.

    >>> of("昇腾"), of("重庆")
    ('shēng téng', 'chóng qìng')
    """
    pypinyin = _pypinyin()
    return " ".join(syllable for (syllable,) in pypinyin.pinyin(hanzi, style=pypinyin.Style.TONE))


class Reading(NamedTuple):
    """How one hanzi of a name is read: `decided` if a dictionary word says so; `others` are its other readings."""

    pinyin: str
    others: tuple[str, ...]
    decided: bool


def readings(simplified: str, original: str) -> tuple[Reading, ...]:
    """Return the reading of each hanzi of a name; "" for one that is in no dictionary.

    `original` is the name as it was written, character for character: 髮 is fà alone, its simplified 发 also fā.

    >>> [(reading.pinyin, reading.others) for reading in readings("重庆", "重庆")]
    [('chóng', ('zhòng',)), ('qìng', ())]
    >>> [reading.pinyin for reading in readings("乾隆", "乾隆")], [r.pinyin for r in readings("饼干", "餅乾")]
    (['qián', 'lóng'], ['bǐng', 'gān'])
    """
    pypinyin = _pypinyin()
    in_words: list[list[str]] = pypinyin.pinyin(simplified, heteronym=True, errors=lambda run: [[char] for char in run])
    return tuple(_reading(*row) for row in zip(in_words, simplified, original, strict=True))


def _reading(in_word: list[str], char: str, original: str) -> Reading:
    known = _dictionary(original) or _dictionary(char)
    standard = {toneless(reading) for reading in _standard(char)}
    # A traditional character keeps what is its own, though its simplified one is read otherwise: 乾 is qián too.
    own = [r for r in known if toneless(r) in standard or (original != char and r in known[:2])] or list(known)
    if tuple(in_word) == _dictionary(char) or toneless(in_word[0]) not in map(toneless, known):
        # No word of the dictionary has it, or one that is written with another traditional character.
        if not own:
            return Reading("", (), True)
        return Reading(own[0], tuple(own[1:]), len(own) == 1)
    return Reading(
        in_word[0],
        tuple(reading for reading in dict.fromkeys((*in_word, *own)) if reading != in_word[0]),
        len(in_word) == 1,
    )


@lru_cache(1 << 14)  # names share their characters
def _dictionary(char: str) -> tuple[str, ...]:
    """Return all readings of a character that pypinyin knows, in its order."""
    readings: list[str] = _pypinyin().pinyin(char, heteronym=True, errors=lambda _: [[""]])[0]
    return tuple(filter(None, readings))


@lru_cache(1 << 14)
def _standard(char: str) -> tuple[str, ...]:
    """Return a character's readings in the standard dictionary; of a rare one the first two that are known."""
    from pypinyin_dict.pinyin_data import ktghz2013

    listed: str | None = ktghz2013.pinyin_dict.get(ord(char))
    return tuple(listed.split(",")) if listed else _dictionary(char)[:2]


def surname(simplified: str) -> tuple[str, ...]:
    """Return the reading of the surname at the head of a name, a syllable a character, if it has one of its own.

    () where the name begins with no such surname, or is nothing else.

    >>> surname("单雄信"), surname("欧阳修"), surname("王明"), surname("欧阳")
    (('shàn',), ('ōu', 'yáng'), (), ())
    """
    for length in (2, 1):
        if len(simplified) > length and (found := _surnames().get(simplified[:length])):
            return tuple(found.split())
    return ()


@cache
def _surnames() -> dict[str, str]:
    return dict(table("surnames.tsv"))


def toneless(pinyin: str) -> str:
    """Return pinyin without tone marks; ü and ê stay.

    >>> toneless("lǜ"), toneless("Chóng qìng"), toneless("ế")
    ('lü', 'Chong qing', 'ê')
    """
    marked = unicodedata.normalize("NFD", pinyin)
    return unicodedata.normalize("NFC", "".join(letter for letter in marked if letter not in _TONES))


def plain(pinyin: str) -> str:
    """Return pinyin as bare letters: no tones, digits, spaces or apostrophes; ü, v and u: are all u.

    >>> plain("shēng téng"), plain("sheng1 teng2"), plain("Xi'an"), plain("lǜ"), plain("lv4"), plain("lu:4")
    ('shengteng', 'shengteng', 'xian', 'lu', 'lu', 'lu')
    """
    letters = unicodedata.normalize("NFD", pinyin.lower()).replace("u:", "u").replace("v", "u")
    return "".join(letter for letter in letters if "a" <= letter <= "z")


@lru_cache(1 << 12)
def syllables(hanzi: str) -> tuple[str, ...]:
    """Return the toneless syllables of a name, one for each hanzi; () if something else is in it.

    >>> syllables("昇腾"), syllables("TCL科技")
    (('sheng', 'teng'), ())
    """
    found = of(hanzi).split()
    return tuple(map(toneless, found)) if len(found) == len(hanzi) and all(map(_dictionary, hanzi)) else ()


_WADE_INITIALS = {
    "b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "x": "hs", "zh": "ch", "ch": "ch", "r": "j", "z": "ts",
    "c": "ts",
}  # fmt: skip
_WADE_WHOLE = {
    "zi": "tzu", "ci": "tzu", "si": "ssu", "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "yi": "i",
    "you": "yu", "er": "erh", "yan": "yen", "ye": "yeh", "yue": "yueh", "yong": "yung", "ge": "ko", "ke": "ko",
    "he": "ho", "gui": "kuei", "kui": "kuei", "guo": "kuo", "kuo": "kuo", "huo": "huo", "shuo": "shuo", "wo": "wo",
}  # fmt: skip
_WADE_FINALS = {"ian": "ien", "ie": "ieh", "ue": "ueh", "üe": "ueh", "ong": "ung", "uo": "o", "iong": "iung", "ü": "u"}


def wade_giles(syllable: str) -> str:
    """Return a toneless pinyin syllable in Wade–Giles without its signs: apostrophe, hyphen, circumflex, umlaut.

    >>> [wade_giles(one) for one in ("beijing", "xiao", "zhou", "qing", "lüe", "guo", "shuo", "si", "xiong")]
    ['peijing', 'hsiao', 'chou', 'ching', 'lueh', 'kuo', 'shuo', 'ssu', 'hsiung']
    """
    if syllable in _WADE_WHOLE:
        return _WADE_WHOLE[syllable]
    initial = re.match("[zcs]h|[^aeiouü]?", syllable)[0]  # type: ignore[index]
    final = syllable[len(initial) :]
    return _WADE_INITIALS.get(initial, initial) + _WADE_FINALS.get(final, final).replace("ü", "u")


def is_typed(text: str) -> bool:
    """Say whether a text can be pinyin: letters that part into syllables, with or without tones.

    >>> is_typed("sheng1teng2"), is_typed("wújùnhuá"), is_typed("Xi'an"), is_typed("GPT"), is_typed("성텅")
    (True, True, True, False, False)
    """
    marked = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if c not in _TONES and c != "\u0308")
    letters = re.sub(r"[\s'’:1-5-]", "", marked).replace("ü", "v")
    return bool(_WORD.fullmatch(letters))


@cache
def _pypinyin() -> ModuleType:
    import pypinyin
    from pypinyin_dict.phrase_pinyin_data import cc_cedict

    cc_cedict.load()
    pypinyin.load_single_dict({ord(char): readings for char, readings in _IN_NAMES.items()})
    return pypinyin
