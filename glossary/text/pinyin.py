"""Hanyu Pinyin of hanzi (pypinyin, with its phrases), and pinyin as people type it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from types import ModuleType

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


def plain(pinyin: str) -> str:
    """Return pinyin as bare letters: no tones, digits, spaces or apostrophes; ü, v and u: are all u.

    >>> plain("shēng téng"), plain("sheng1 teng2"), plain("Xi'an"), plain("lǜ"), plain("lv4"), plain("lu:4")
    ('shengteng', 'shengteng', 'xian', 'lu', 'lu', 'lu')
    """
    letters = unicodedata.normalize("NFD", pinyin.lower()).replace("u:", "u").replace("v", "u")
    return "".join(letter for letter in letters if "a" <= letter <= "z")


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
    return pypinyin
