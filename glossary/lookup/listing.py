"""The concepts as a dictionary lists them: in an alphabetical order, parted by initials, narrowed by category and text.

Everything that a page of 100,000 concepts needs lies in arrays by the concepts' numbers; only those on the page are
decoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from glossary.lookup.catalogue import Catalogue
from glossary.model import ConceptView
from glossary.sections import Sections, Strings, encoded, section
from glossary.text import fold, hangul, pinyin

OTHER = "#"  # the initial of names in another script, and of concepts without such a name; stands last
# Orders by name, each with its initials. Double consonants stand under the single ones, as dictionaries have them.
INITIALS: Mapping[str, str] = {
    "ko": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ" + OTHER,
    "en": ascii_uppercase + OTHER,
    "pinyin": ascii_uppercase + OTHER,
}
_SINGLE = str.maketrans("ㄲㄸㅃㅆㅉ", "ㄱㄷㅂㅅㅈ")


class Listed(NamedTuple):
    """A part of a list: its concepts, and how many the whole has; `beside` of them are not the glossary's own.

    `initials` and `categories` tell how many there are under each, all else that was asked for being the same.
    """

    concepts: list[ConceptView]
    total: int
    beside: int
    initials: dict[str, int]
    categories: dict[str, int]


class Listing:
    """The lists of one glossary; a view of the pieces that `packed` makes."""

    def __init__(self, pieces: Sections, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._orders = {name: _array(pieces, f"listing/{name}", np.uint32) for name in INITIALS}
        self._initials = {name: _array(pieces, f"listing/{name}/initial", np.uint8) for name in INITIALS}
        self._text = _array(pieces, "listing/text", np.uint8)
        self._ends = _array(pieces, "listing/text/ends", np.uint32)
        self._category = _array(pieces, "concept/category", np.uint16)

    def listed(
        self, order: str, *, initial: str = "", category: str = "", text: str = "", start: int = 0, limit: int = 100
    ) -> Listed:
        """Return the concepts from place `start` on, at most `limit`; `order` is a key of INITIALS.

        Those of an initial and a category, where these are given, and of which a form or its pinyin holds the text.
        """
        numbers, initials = self._orders[order], self._initials[order]
        categories = self._catalogue.categories
        fits = self._holding(text)
        under = np.ones(len(fits), bool) if not initial else initials == INITIALS[order].index(initial)
        of = np.ones(len(fits), bool)
        if category:
            of = self._category == (categories.index(category) if category in categories else len(categories))
        wanted = fits & under & of
        found = numbers[wanted[numbers]]
        by_initial = np.bincount(initials[fits & of], minlength=len(INITIALS[order])).tolist()
        by_category = np.bincount(self._category[fits & under], minlength=len(categories)).tolist()
        return Listed(
            [self._catalogue.view(number) for number in found[start : start + limit].tolist()],
            len(found),
            int(np.count_nonzero(found >= self._catalogue.own)),
            dict(zip(INITIALS[order], by_initial, strict=True)),
            dict(zip(categories, by_category, strict=True)),
        )

    def _holding(self, text: str) -> npt.NDArray[np.bool_]:
        """Return for each concept whether a form of it holds the text."""
        holding = np.zeros(len(self._category), bool)
        needle = encoded(fold.key(text))
        if not needle:
            holding[:] = not text.strip()
            return holding
        # The last byte of a character in UTF-8 tells more than the first, which is nearly the same for all Hangul.
        ends = np.flatnonzero(self._text == needle[-1])
        ends = ends[ends >= len(needle) - 1]
        for back in range(1, len(needle)):
            ends = ends[self._text[ends - back] == needle[-1 - back]]
        holding[np.searchsorted(self._ends, ends, side="right") - 1] = True
        return holding


def packed(made: Sections) -> dict[str, memoryview]:
    """Return the pieces of the lists of a catalogue, which is among those that are made already."""
    catalogue = Catalogue(made)
    views = [catalogue.view(number) for number in range(len(catalogue))]
    pieces = Strings.packed("listing/text", map(_searched, views))
    for order, known in INITIALS.items():
        names = [_name(order, view) for view in views]
        initials = np.array([known.index(_initial(order, name)) for name in names], dtype=np.uint8)
        keys = [(initials[number], not name, name, views[number]["id"]) for number, name in enumerate(names)]
        by_name = sorted(range(len(views)), key=keys.__getitem__)
        pieces[f"listing/{order}"] = section(np.array(by_name, dtype=np.uint32))
        pieces[f"listing/{order}/initial"] = section(initials)
    return pieces


def _name(order: str, view: ConceptView) -> str:
    """Return the name by which a concept stands in an order; empty where it has none."""
    if order == "ko":
        return view["ko"]["preferred"] or ""
    if order == "en":
        return next(iter(view["en"]), "").casefold()
    return pinyin.toneless(next(iter(view["pinyin"]), "")).casefold()


def _initial(order: str, name: str) -> str:
    first = hangul.initials(name[:1]).translate(_SINGLE) if order == "ko" else name[:1].upper()
    return first if first and first in INITIALS[order] else OTHER


def _searched(view: ConceptView) -> str:
    """Return what text is looked for in: folded forms, parted so that none runs into the next."""
    ko = view["ko"]
    korean = (ko["preferred"] or "", *ko["admitted"], *ko["deprecated"])
    toneless = map(pinyin.toneless, view["pinyin"])
    names = (*korean, *view["zh_hans"], *view["zh_hant"], *view["en"], *toneless, *view["tickers"])
    return "\n" + "\n".join(map(fold.key, names)) + "\n"


def _array(pieces: Sections, name: str, kind: type[np.generic]) -> npt.NDArray[np.generic]:
    return np.frombuffer(pieces[name], dtype=kind)
