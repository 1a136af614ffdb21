"""Simplified and traditional Chinese, by OpenCC."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from glossary.text import script

if TYPE_CHECKING:
    from opencc import OpenCC

# Target of `convert` -> OpenCC's configurations, applied in turn. Text may be in either script, so it is brought to
# simplified first, by hk2s, which knows all that t2s does and Hong Kong's forms (衞) besides. Taiwan's form keeps the
# mainland's words (s2tw), since names are not to be replaced by others.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "hans": ("hk2s",),
    "hant": ("hk2s", "s2t"),
    "tw": ("hk2s", "s2tw"),
    "hk": ("hk2s", "s2hk"),
}

_REMEMBERED = 1 << 16  # names, each of which is asked for several times while a snapshot is built


@lru_cache(_REMEMBERED)
def traditional_forms(simplified: str) -> tuple[str, ...]:
    """Return the traditional forms of a simplified name: Taiwan's, the standard one, Hong Kong's, Taiwan's own word.

    Each form stands once; one that looks like the simplified form is listed all the same.

    >>> traditional_forms("昇腾"), traditional_forms("英伟达"), traditional_forms("中山")
    (('昇騰',), ('英偉達', '輝達'), ('中山',))
    """
    return tuple(dict.fromkeys(_converted(simplified, name) for name in ("s2tw", "s2t", "s2hk", "s2twp")))


def regional_form(simplified: str, target: str) -> str:
    """Return a simplified name in the script of one of TARGETS, without taking it for traditional first.

    >>> regional_form("昇腾", "tw"), regional_form("英伟达", "hk"), convert("昇腾", "tw")
    ('昇騰', '英偉達', '升騰')
    """
    return simplified if target == "hans" else _converted(simplified, TARGETS[target][-1])


def taiwan_word(simplified: str) -> str:
    """Return what the thing is called in Taiwan, where its word differs.

    >>> taiwan_word("英伟达"), taiwan_word("华为")
    ('輝達', '華為')
    """
    return _converted(simplified, "s2twp")


@lru_cache(_REMEMBERED)
def to_traditional(text: str) -> str:
    """Return the standard traditional form, in which hanja are read (發 and 髮 told apart by the phrase)."""
    return _converted(text, "s2t")


def to_simplified(text: str) -> str:
    """Return the simplified form.

    >>> to_simplified("國際"), to_simplified("심천 深圳")
    ('国际', '심천 深圳')
    """
    return _converted(text, "t2s") if script.has(text, script.HAN) else text


def convert(text: str, target: str) -> str:
    """Return a text in the script of one of TARGETS.

    >>> convert("鼠标里面", "hant"), convert("裏面", "hans")
    ('鼠標裏面', '里面')
    """
    for name in TARGETS[target]:
        text = _converted(text, name)
    return text


_REFUSED = re.compile("([\0\ud800-\udfff]+)")


def _converted(text: str, name: str) -> str:
    # OpenCC takes UTF-8 and ends at a NUL: lone surrogates and NULs pass around it.
    if not _REFUSED.search(text):
        return str(_opencc(name).convert(text))
    pieces = _REFUSED.split(text)
    pieces[::2] = [str(_opencc(name).convert(piece)) if piece else "" for piece in pieces[::2]]
    return "".join(pieces)


@cache
def _opencc(name: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(name)
