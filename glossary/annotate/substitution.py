"""Whether a sentence reads better with a well-known name in the place of a form that may be a word.

The test is a language model's: it holds 당의 상하이 매체 for less likely than 당의 선전 매체, and 상하이 공장에서 for
more likely than 선전 공장에서, each against how frequent the two words are anywhere. The model is Kiwi's, which reads
Korean alone, some seven morphemes at a time: so a few words on each side are all that it is shown.
"""

from __future__ import annotations

import math
import threading
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from glossary.text import hangul, table

if TYPE_CHECKING:
    from kiwipiepy import Kiwi, Token

LEAST, MOST = 3, 8  # that the test can say, for or against
CONTEXT = 8  # characters on each side that the model is shown
DECOMPOSED = 3 * (CONTEXT + 1)  # code points that they can be, and the one that tells whether a word is whole
_KEPT = 4096  # answers and contexts that are remembered

_loading = threading.Lock()


def gain(before: str, form: str, behind: str, category: str) -> int:
    """Return how much better a name of a category reads between `before` and `behind` than the form itself.

    It is the logarithm (base e) of how many times likelier the context is beside one of the names of stand_ins.tsv than
    beside the form, as its likeliest reading: nothing if that is less than LEAST, at most MOST, for or against. `form`
    is Hangul; of the context whole words are taken from the form's line, CONTEXT characters at most on each side.
    Nothing is said against a form that the model reads as a proper noun there.
    """
    return _gain(_last_words(before), form, _first_words(behind), category)


@lru_cache(_KEPT)
def _gain(before: str, form: str, behind: str, category: str) -> int:
    tokens, written = _read(before + form + behind)
    span = (len(before), len(form))
    is_name = any(token.tag == "NNP" and (token.start, token.len) == span for token in tokens)
    gains = [
        (_read(before + name + behind)[1] - _alone(name)) - (written - _alone(form))
        for name in _stand_ins()[category, hangul.final(form[-1]) != ""]
    ]
    mean = round(math.log(sum(map(math.exp, gains)) / len(gains)))
    if abs(mean) < LEAST or (is_name and mean < 0):
        return 0
    return max(-MOST, min(MOST, mean))


def _last_words(text: str) -> str:
    line = unicodedata.normalize("NFC", text[text.rfind("\n") + 1 :])
    if len(line) > CONTEXT:
        line = line[-CONTEXT:]
        line = line[line.find(" ") + 1 :]
    return line


def _first_words(text: str) -> str:
    line = unicodedata.normalize("NFC", text.partition("\n")[0])
    if len(line) > CONTEXT:
        line = line[:CONTEXT]
        line = line[: line.rfind(" ")] if " " in line[1:] else line
    return line


@cache
def _stand_ins() -> dict[tuple[str, bool], list[str]]:
    """Return the names of each category, those that end in a consonant and those that do not, as particles go."""
    found: dict[tuple[str, bool], list[str]] = {}
    for category, row in table("stand_ins.tsv"):
        for name in row.split():
            found.setdefault((category, hangul.final(name[-1]) != ""), []).append(name)
    return found


def _read(text: str) -> tuple[list[Token], float]:
    """Return the likeliest reading of a text and the logarithm of its likelihood."""
    ((tokens, likelihood),) = _model().analyze(text)
    return tokens, likelihood


@lru_cache(_KEPT)
def _alone(word: str) -> float:
    return _read(word)[1]


def _model() -> Kiwi:
    with _loading:  # two threads would load it twice
        return _loaded()


@cache
def _loaded() -> Kiwi:
    from kiwipiepy import Kiwi

    # Its dictionaries of names, of compounds and of slips are of no use here, and two thirds of its memory.
    return Kiwi(
        num_workers=1,
        model_type="cong",
        integrate_allomorph=False,
        load_default_dict=False,
        load_multi_dict=False,
        load_typo_dict=False,
    )
