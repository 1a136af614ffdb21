"""How likely a recogniser of Chinese names takes a form for a name of some kind where it stands.

The network is Baidu's lexical analyser LAC in its small form (Jiao, Sun and Sun 2018, arXiv:1807.01882): two layers of
gated recurrent units over characters, each in both directions, and a linear-chain CRF over the tags that begin words
and go on with them. Only its parameters are used, which the package jieba has as PaddlePaddle saved them. It was
trained on simplified Chinese: nothing can be asked of it where there is Hangul.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from glossary.text.script import HANGUL

CONTEXT = 5  # characters on each side that the network is shown
LEAST, MOST = 3, 8  # that it can say of a name, for or against
_SURE = 0.8  # how likely a word across the end of a name must be
_NOISE = 1e-4  # likelihoods that near to none or all are not told apart
_TINY = 1e-300  # added to what may be nothing, to divide by it
_SIZE = 128  # of a character's embedding, and of a layer in one direction
_ROWS = 4  # of a product, at a time
_AT_ONCE = 4  # texts: more are no faster for each
_KEPT = 32_768  # answers that are remembered: more than any article asks

# The tags of names, those of entities and those of the parts of speech that are names; and which are of what kind.
_NAMES = ("LOC", "ns", "PER", "nr", "ORG", "nt", "nz", "nw")
_PLACES, _PERSONS, _OTHERS, _BODIES = slice(0, 2), slice(2, 4), slice(4, 8), slice(4, 6)
# About what the logarithm of the odds is at large for names of each category that are words as well.
_USUAL = {
    "place": 1,
    "person": 1,
    "institution": 0,
    "organization": -3,
    "product": -4,
    "publication": -4,
    "event": -6,
    "term": -6,
}

Floats = npt.NDArray[np.float32]
Weights = npt.NDArray[np.float64]


class Span(NamedTuple):
    """A form in a text in comparison form (simplified) with its scripts; CONTEXT characters around it are read."""

    text: str
    scripts: bytes
    start: int
    end: int


def odds(span: Span, category: str) -> int:
    """Return what speaks for a span being a name of a category's kind, no word and no part of a word.

    It is the logarithm (base e) of the odds of that, less what names of the category have at large that are words as
    well: nothing if that is less than LEAST, at most MOST, for or against. A longer name of a place or a body that
    begins with the span (河南博物院) says nothing against it. Nothing is said if there is Hangul around.
    """
    place = _placed(span)
    if place is None:
        return 0
    (likely,) = _likely([place])
    name = {"place": likely.place, "person": likely.person}.get(category, likely.other)
    more = _logarithm(name) - _USUAL[category]
    if more < 0:
        more = min(0, _logarithm(name + likely.longer) - _USUAL[category])
    more = round(more)
    return max(-MOST, min(MOST, more)) if abs(more) >= LEAST else 0


def _logarithm(likely: float) -> float:
    """Return the logarithm of the odds."""
    likely = min(max(likely, _NOISE), 1 - _NOISE)
    return math.log(likely / (1 - likely))


def cut(spans: Sequence[Span]) -> list[bool]:
    """Say of each span whether a word is read across one of its ends that is no longer name of a place or a body.

    Nothing is said, and so no, if there is Hangul around.

    >>> from glossary.text.fold import fold
    >>> station, visit = fold("月台南端的電梯"), fold("到台南端茶")
    >>> cut([Span(station.text, station.scripts, 1, 3), Span(visit.text, visit.scripts, 1, 3)])
    [True, False]
    """
    placed = [_placed(span) for span in spans]
    ways = _read(place.text for place in placed if place)
    return [
        place is not None and max(ways[place.text].goes_on(at) for at in (place.start, place.end)) > _SURE
        for place in placed
    ]


def read_ahead(spans: Iterable[Span]) -> None:
    """Read what `odds` will be asked about, several texts at a time: that is half of the work of each by itself."""
    _likely([place for span in spans if (place := _placed(span))])


class _Place(NamedTuple):
    """A form, and what is read to tell what it is."""

    text: str
    start: int
    end: int


def _placed(span: Span) -> _Place | None:
    """Return what is read of a text, None if that has Hangul."""
    text, scripts, start, end = span
    low, high = max(0, start - CONTEXT), end + CONTEXT
    return None if HANGUL in scripts[low:high] else _Place(text[low:high], start - low, end - low)


class _Likely(NamedTuple):
    """How likely a form is a name, by what the name is of, and how likely it begins a longer one of a place or body."""

    place: float
    person: float
    other: float
    longer: float


_remembered: dict[_Place, _Likely] = {}


def _likely(places: Sequence[_Place]) -> list[_Likely]:
    """Return how likely each form is a name."""
    known = {place: likely for place in places if (likely := _remembered.get(place)) is not None}
    if new := [place for place in places if place not in known]:
        ways = _read(place.text for place in new)
        read = {place: ways[place.text].names(place.start, place.end) for place in new}
        if len(_remembered) > _KEPT:
            _remembered.clear()
        _remembered.update(read)
        known |= read
    return [known[place] for place in places]


def _read(texts: Iterable[str]) -> dict[str, _Ways]:
    """Return the ways to read each text."""
    inorder = sorted(dict.fromkeys(texts), key=len)  # texts of one length waste no steps
    found: dict[str, _Ways] = {}
    for at in range(0, len(inorder), _AT_ONCE):
        found |= _network().read(inorder[at : at + _AT_ONCE])
    return found


class _Ways:
    """All ways to part a text into words with tags, each as likely as the CRF has it.

    `scores` tells how well each tag (columns) suits each character (rows), `upto` adds up the ways that lead to it, and
    `behind` those that lead on.
    """

    __slots__ = ("_behind", "_network", "_scores", "_upto")

    def __init__(self, network: _Network, scores: Weights, upto: Weights, behind: Weights) -> None:
        self._network, self._scores, self._upto, self._behind = network, scores, upto, behind

    def names(self, start: int, end: int) -> _Likely:
        """Return how likely `[start, end)` is exactly one word, and a name."""
        steps, scores = self._network.steps, self._scores
        last, goes_on = self._network.begins, self._network.goes_on
        likely = self._upto[start, last]
        for at in range(start + 1, end):
            likely = likely * steps[last, goes_on] * scores[at, goes_on]
            last = goes_on
        if end == len(scores):
            likely, longer = likely * self._behind[-1, last], np.zeros_like(likely)
        else:
            next_ones = steps[last] * (scores[end] * self._behind[end])
            on = next_ones[range(len(last)), goes_on]
            likely, longer = likely * (next_ones.sum(axis=1) - on), likely * on
        place, person, other = (float(likely[own].sum()) for own in (_PLACES, _PERSONS, _OTHERS))
        return _Likely(place, person, other, float(longer[_PLACES].sum() + longer[_BODIES].sum()))

    def goes_on(self, at: int) -> float:
        """Return how likely a character goes on with a word, names of places and bodies apart."""
        if at == len(self._scores):
            return 0.0
        return float((self._upto[at] * self._behind[at])[self._network.common].sum())


class _Batch:
    """Where the characters of several texts lie: one behind the other in rows, and beside each other in steps.

    `rows[direction, step]` tells, forwards and backwards, the row of each text's character; a text that has ended has
    the row behind all others, of which nothing is used. `steps[direction]` and `column` tell for each row where it is.
    There are always places for _AT_ONCE texts: products of other shapes add up in another order, and what is read of a
    text must not hang on what it is read with, to the last bit.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        lengths = np.zeros(_AT_ONCE, dtype=np.intp)
        lengths[: len(texts)] = [len(text) for text in texts]
        firsts = np.cumsum(lengths) - lengths
        steps = np.arange(lengths.max())[:, None]
        self.rows = np.where(steps < lengths, np.stack([firsts + steps, firsts + lengths - 1 - steps]), lengths.sum())
        self.column = np.repeat(np.arange(_AT_ONCE), lengths)
        forwards = np.arange(len(self.column)) - firsts[self.column]
        self.steps = np.stack([forwards, lengths[self.column] - 1 - forwards])
        self.spans = [slice(first, first + length) for first, length in zip(firsts, lengths, strict=True)]


class _Network:
    """The parameters, and how they read texts."""

    def __init__(self, folder: Path) -> None:
        self._numbers = {character: int(number) for number, character in _listed(folder / "word.dic")}
        tags = [tag for _, tag in _listed(folder / "tag.dic")]
        self.begins = [tags.index(f"{name}-B") for name in _NAMES]
        self.goes_on = [tags.index(f"{name}-I") for name in _NAMES]
        long = {*self.goes_on[_PLACES], *self.goes_on[_OTHERS]}
        self.common = [number for number, tag in enumerate(tags) if tag.endswith("-I") and number not in long]
        saved = folder / "model_baseline"
        self._embeddings = _saved(saved / "word_emb", (max(self._numbers.values()) + 1, _SIZE))
        self._layers = [_Layer(saved, number) for number in (0, 1)]
        self._to_tags = _saved(saved / "fc_4.w_0", (2 * _SIZE, len(tags)))
        self._bias = _saved(saved / "fc_4.b_0", (len(tags),))
        crf = np.exp(_saved(saved / "crfw", (len(tags) + 2, len(tags))), dtype=np.float64)
        self._first, self._last, self.steps = crf[0], crf[1], crf[2:]

    def read(self, texts: Sequence[str]) -> dict[str, _Ways]:
        """Return the ways to read each text."""
        batch = _Batch(texts)
        unknown = self._numbers["OOV"]
        states = self._embeddings[[self._numbers.get(character, unknown) for text in texts for character in text]]
        for layer in self._layers:
            states = layer.read(states, batch)
        suited = _product(states, self._to_tags) + self._bias
        scores: Weights = np.zeros((len(suited) + 1, suited.shape[1]))
        np.exp(suited - suited.max(axis=1, keepdims=True), out=scores[:-1])
        upto, behind, totals = np.empty_like(scores), np.zeros_like(scores), np.ones((len(scores), 1))
        ways, before = self._first * scores[batch.rows[0, 0]], None
        for rows in batch.rows[0]:
            if before is not None:
                ways = (upto[before] @ self.steps) * scores[rows]
            totals[rows] = total = ways.sum(axis=1, keepdims=True) + _TINY
            upto[rows], before = ways / total, rows
        scores /= totals  # so that no product gets too small
        before = batch.rows[1, 0]
        behind[before] = self._last / (upto[before] @ self._last + _TINY)[:, None]
        for rows in batch.rows[1, 1:]:
            behind[rows], before = (scores[before] * behind[before]) @ self.steps.T, rows
        return {
            text: _Ways(self, scores[span], upto[span], behind[span])
            for text, span in zip(texts, batch.spans, strict=False)
        }


class _Layer:
    """Gated recurrent units in both directions, whose update gate says how much of a state is new.

    A step is some ten operations on so few numbers that each costs what numpy needs to begin: hence none too many, on
    arrays without gaps, and into what is there already.
    """

    def __init__(self, saved: Path, number: int) -> None:
        width = _SIZE if number == 0 else 2 * _SIZE
        directions = (2 * number, 2 * number + 1)
        # For each direction: of the inputs of the update gate, of the reset gate and of the candidate.
        self._weights = [_saved(saved / f"fc_{way}.w_0", (width, 3 * _SIZE)) for way in directions]
        biases = [[_saved(saved / f"{of}_{way}.b_0", (3 * _SIZE,)) for of in ("fc", "gru")] for way in directions]
        self._biases = [sum(both) for both in biases]
        # Of the states: the gates' lie before the candidate's, each a block of its own.
        recurrent = [_saved(saved / f"gru_{way}.w_0", (3 * _SIZE * _SIZE,)) for way in directions]
        gates = [of[: 2 * _SIZE * _SIZE].reshape(_SIZE, 2, _SIZE) for of in recurrent]
        candidate = [of[2 * _SIZE * _SIZE :].reshape(_SIZE, _SIZE) for of in recurrent]
        self._gates = np.ascontiguousarray(np.stack(gates).transpose(2, 0, 1, 3))  # gate, direction, from, to
        self._candidate = np.stack(candidate)

    def read(self, inputs: Floats, batch: _Batch) -> Floats:
        """Return the states after each character, those from the left before those from the right."""
        _, count, texts = batch.rows.shape
        given = np.empty((count, 3, 2, texts, _SIZE), dtype=np.float32)
        of_rows = np.zeros((len(inputs) + 1, 3 * _SIZE), dtype=np.float32)
        for direction, (weights, bias) in enumerate(zip(self._weights, self._biases, strict=True)):
            np.add(_product(inputs, weights), bias, out=of_rows[:-1])
            given[:, :, direction] = of_rows.reshape(-1, 3, _SIZE)[batch.rows[direction]].swapaxes(1, 2)
        states = np.empty((count, 2, texts, _SIZE), dtype=np.float32)
        state = np.zeros((2, texts, _SIZE), dtype=np.float32)
        gates, candidate = np.empty((2, 2, texts, _SIZE), dtype=np.float32), np.empty_like(state)
        update, reset = gates
        for to_gates, to_candidate, new in zip(given[:, :2], given[:, 2], states, strict=True):
            np.matmul(state, self._gates, out=gates)
            gates += to_gates
            gates *= 0.5  # the sigmoid as a hyperbolic tangent: (1 + tanh(x / 2)) / 2
            np.tanh(gates, out=gates)
            gates += 1
            gates *= 0.5
            reset *= state
            np.matmul(reset, self._candidate, out=candidate)
            candidate += to_candidate
            np.tanh(candidate, out=candidate)
            candidate -= state
            candidate *= update
            np.add(state, candidate, out=new)
            state = new
        both = [states[batch.steps[direction], direction, batch.column] for direction in (0, 1)]
        return np.concatenate(both, axis=1)


def _product(rows: Floats, weights: Floats) -> Floats:
    """Return `rows @ weights`, a few rows at a time: more would wake a second thread for less than it costs."""
    count = len(rows)
    padded = np.zeros((-(-count // _ROWS), _ROWS, rows.shape[1]), dtype=np.float32)
    padded.reshape(-1, rows.shape[1])[:count] = rows
    return (padded @ weights).reshape(-1, weights.shape[1])[:count]


def _listed(path: Path) -> list[tuple[str, str]]:
    """Return the rows of a table of numbers and what they stand for."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n"))
    return [(row[0], row[1]) for row in rows if len(row) == 2]


def _saved(path: Path, shape: tuple[int, ...]) -> Floats:
    """Return an array of a file, behind whose head of a few bytes it lies as it is."""
    size = 4 * math.prod(shape)
    array: Floats = np.fromfile(path, dtype="<f4", offset=path.stat().st_size - size).reshape(shape)
    # Weights that training drove to nothing, below what a float holds in full: they make products five times as slow.
    array[np.abs(array) < np.finfo(np.float32).tiny] = 0
    return array


@cache
def _network() -> _Network:
    package = find_spec("jieba")  # not imported: that would read its dictionaries
    assert package is not None
    assert package.submodule_search_locations is not None
    return _Network(Path(package.submodule_search_locations[0]) / "lac_small")
