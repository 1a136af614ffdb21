"""How likely a recogniser of Chinese names takes a form for a name of some kind where it stands.

The network is Baidu's lexical analyser LAC in its small form (Jiao, Sun and Sun 2018, arXiv:1807.01882): two layers of
gated recurrent units over characters, each in both directions, and a linear-chain CRF over the tags that begin words
and go on with them. Only its parameters are used, which the package jieba has as PaddlePaddle saved them. It was
trained on simplified Chinese: nothing can be asked of it where there is Hangul.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from glossary.text.script import HANGUL

CONTEXT = 5  # characters on each side that the network is shown
LEAST, MOST = 3, 8  # that it can say of a name, for or against
_SURE = 0.8  # how likely a word across the end of a name must be
_NOISE = 1e-4  # likelihoods that near to none or all are not told apart
_SIZE = 128  # of a character's embedding, and of a layer in one direction
_KEPT = 256  # texts that are remembered, of some 15 KB each: as many as the senses of an article's names ask about

# The tags of names: those of entities, and those of the parts of speech that are names.
_PLACES, _PERSONS, _OTHERS = ("LOC", "ns"), ("PER", "nr"), ("ORG", "nt", "nz", "nw")
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


def odds(text: str, scripts: bytes, start: int, end: int, category: str) -> int:
    """Return what speaks for `text[start:end]` being a name of a category's kind, no word and no part of a word.

    It is the logarithm (base e) of the odds of that, less what names of the category have at large that are words as
    well: nothing if that is less than LEAST, at most MOST, for or against. The text is in comparison form (simplified)
    with its `scripts`; CONTEXT characters on each side are read, and nothing is said if there is Hangul in them.
    """
    read = _beside(text, scripts, start, end)
    if read is None:
        return 0
    ways, first, last = read
    tags = {"place": _PLACES, "person": _PERSONS}.get(category, _OTHERS)
    likely = min(max(sum(ways.word(tag, first, last) for tag in tags), _NOISE), 1 - _NOISE)
    more = round(math.log(likely / (1 - likely)) - _USUAL[category])
    return max(-MOST, min(MOST, more)) if abs(more) >= LEAST else 0


def is_cut(text: str, scripts: bytes, start: int, end: int) -> bool:
    """Say whether a word is read across an end of `text[start:end]` that is no longer name of a place or a body.

    The text, its `scripts` and what is read of it are those of `odds`.

    >>> from glossary.text.fold import fold
    >>> station, visit = fold("月台南端的電梯"), fold("到台南端茶")
    >>> is_cut(station.text, station.scripts, 1, 3), is_cut(visit.text, visit.scripts, 1, 3)
    (True, False)
    """
    read = _beside(text, scripts, start, end)
    if read is None:
        return False
    ways, first, last = read
    return max(ways.goes_on(at) for at in (first, last)) > _SURE


def _beside(text: str, scripts: bytes, start: int, end: int) -> tuple[_Ways, int, int] | None:
    """Return the ways to read a name with the characters beside it, and where it lies in those."""
    low, high = max(0, start - CONTEXT), end + CONTEXT
    return None if HANGUL in scripts[low:high] else (_read(text[low:high]), start - low, end - low)


@lru_cache(_KEPT)
def _read(text: str) -> _Ways:
    return _Ways(_network(), text)


class _Ways:
    """All ways to part a text into words with tags, each as likely as the CRF has it."""

    __slots__ = ("_behind", "_network", "_scores", "_upto")

    def __init__(self, network: _Network, text: str) -> None:
        """Add them up forwards and backwards."""
        self._network, steps = network, network.steps
        scores = network.scores(text)
        upto, behind = np.empty_like(scores), np.empty_like(scores)
        ways = network.first * scores[0]
        for at in range(len(scores)):
            if at:
                ways = (upto[at - 1] @ steps) * scores[at]
            total = ways.sum()
            upto[at] = ways / total
            scores[at] /= total  # so that no product gets too small
        behind[-1] = network.last / (upto[-1] @ network.last)
        for at in range(len(scores) - 1, 0, -1):
            behind[at - 1] = steps @ (scores[at] * behind[at])
        self._scores, self._upto, self._behind = scores, upto, behind

    def word(self, tag: str, start: int, end: int) -> float:
        """Return how likely `[start, end)` is exactly one word of a tag."""
        steps, scores = self._network.steps, self._scores
        last, goes_on = self._network.begins[tag], self._network.goes_on[tag]
        likely = self._upto[start, last]
        for at in range(start + 1, end):
            likely *= steps[last, goes_on] * scores[at, goes_on]
            last = goes_on
        if end == len(scores):
            return float(likely * self._behind[-1, last])
        next_ones = steps[last] * scores[end] * self._behind[end]
        return float(likely * (next_ones.sum() - next_ones[goes_on]))

    def goes_on(self, at: int) -> float:
        """Return how likely a character goes on with a word, names of places and bodies apart."""
        if at == len(self._scores):
            return 0.0
        return float((self._upto[at] * self._behind[at])[self._network.common].sum())


class _Network:
    """The parameters, and the scores of the tags that they make of a text."""

    def __init__(self, folder: Path) -> None:
        self._numbers = {character: int(number) for number, character in _listed(folder / "word.dic")}
        tags = [tag for _, tag in _listed(folder / "tag.dic")]
        self.begins = {tag[:-2]: number for number, tag in enumerate(tags) if tag.endswith("-B")}
        self.goes_on = {tag[:-2]: number for number, tag in enumerate(tags) if tag.endswith("-I")}
        self.common = [number for tag, number in self.goes_on.items() if tag not in (*_PLACES, *_OTHERS)]
        saved = folder / "model_baseline"
        self._embeddings = _saved(saved / "word_emb", (max(self._numbers.values()) + 1, _SIZE))
        self._layers = [_Layer(saved, number) for number in (0, 1)]
        self._to_tags = _saved(saved / "fc_4.w_0", (2 * _SIZE, len(tags)))
        self._bias = _saved(saved / "fc_4.b_0", (len(tags),))
        crf = np.exp(_saved(saved / "crfw", (len(tags) + 2, len(tags))), dtype=np.float64)
        self.first, self.last, self.steps = crf[0], crf[1], crf[2:]

    def scores(self, text: str) -> Weights:
        """Return how well each tag (columns) suits each character (rows) by itself, the best one 1."""
        unknown = self._numbers["OOV"]
        states = self._embeddings[[self._numbers.get(character, unknown) for character in text]]
        for layer in self._layers:
            states = layer.read(states)
        scores: Weights = (_product(states, self._to_tags) + self._bias).astype(np.float64)
        scores -= scores.max(axis=1, keepdims=True)
        return np.exp(scores, out=scores)


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
        self._gates = np.ascontiguousarray(np.stack(gates).transpose(2, 0, 3, 1))  # gate, direction, to, from
        self._candidate = np.ascontiguousarray(np.stack(candidate).transpose(0, 2, 1))

    def read(self, inputs: Floats) -> Floats:
        """Return the states after each character, those from the left before those from the right."""
        count = len(inputs)
        given = np.empty((count, 3, 2, _SIZE, 1), dtype=np.float32)
        for direction, (weights, bias) in enumerate(zip(self._weights, self._biases, strict=True)):
            of_text = (_product(inputs, weights) + bias).reshape(count, 3, _SIZE, 1)
            given[:, :, direction] = of_text[::-1] if direction else of_text
        states = np.empty((count, 2, _SIZE, 1), dtype=np.float32)
        state = np.zeros((2, _SIZE, 1), dtype=np.float32)
        gates, candidate = np.empty((2, 2, _SIZE, 1), dtype=np.float32), np.empty_like(state)
        update, reset = gates
        for to_gates, to_candidate, new in zip(given[:, :2], given[:, 2], states, strict=True):
            np.matmul(self._gates, state, out=gates)
            gates += to_gates
            gates *= 0.5  # the sigmoid as a hyperbolic tangent: (1 + tanh(x / 2)) / 2
            np.tanh(gates, out=gates)
            gates += 1
            gates *= 0.5
            reset *= state
            np.matmul(self._candidate, reset, out=candidate)
            candidate += to_candidate
            np.tanh(candidate, out=candidate)
            candidate -= state
            candidate *= update
            np.add(state, candidate, out=new)
            state = new
        return np.concatenate([states[:, 0, :, 0], states[::-1, 1, :, 0]], axis=1)


def _product(rows: Floats, weights: Floats) -> Floats:
    """Return `rows @ weights`, by two rows at a time: more would wake another thread, which costs more than it does."""
    count = len(rows)
    if count % 2:
        rows = np.concatenate([rows, rows[-1:]])
    return (rows.reshape(-1, 2, rows.shape[1]) @ weights).reshape(-1, weights.shape[1])[:count]


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
