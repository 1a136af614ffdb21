"""Whether a form is meant as a name where it stands: what a network makes of it that has read such sentences.

It was shown sentences in Korean and Chinese with a form that is a name of some kind in the one and a word, or a part of
something else, in the other, and told where the form lies and which kind is asked about (`tools/train_reader.py`, which
says what it began with). It is two layers of gated recurrent units over characters, each in both directions, and what
they hold of the form's characters is weighed: some 540,000 numbers, and those of twelve thousand characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from glossary.annotate.boundaries import Surroundings
from glossary.text.fold import ZERO_WIDTH

CONTEXT = 14  # characters on each side that the network is shown, spaces counted
LONGEST = 8  # characters of a form that it is shown
MOST = 12  # that it can say of a form, for or against
PARAMETERS = "reader.npz"
UNKNOWN, UNKNOWN_HANGUL = "\ufffd", "\u1100"  # stand for characters that it was never shown
_UNITS = 3.5  # of the weights of the evidence, rounded up, for one of the logarithm of the odds
_ROWS = 4  # of a product, at a time
AT_ONCE = 4  # texts: most articles ask about no more, and more are little faster for each
_KEPT = 32_768  # answers that are remembered: more than any article asks

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]


class Place(NamedTuple):
    """A form, what stands on both sides of it in its sentence, and the category that is asked about."""

    before: str
    form: str
    behind: str
    category: str


def place(around: Surroundings, sentence: tuple[int, int], form: tuple[int, int], category: str) -> Place:
    """Return what is read to tell what a form is in its sentence, both given as spans of the folded text.

    Where a gap is, a space is read.
    """
    (low, high), (start, end) = sentence, form
    text, gaps = around.text, around.gaps
    low, high = max(low, start - CONTEXT), min(high, end + CONTEXT)
    before = "".join([f" {text[at]}" if gaps[at] > ZERO_WIDTH else text[at] for at in range(low, start)])
    behind = "".join([f" {text[at]}" if gaps[at] > ZERO_WIDTH else text[at] for at in range(end, high)])
    if start > low and gaps[start] > ZERO_WIDTH:
        before += " "
    return Place(before.lstrip()[-CONTEXT:], text[start:end][:LONGEST], behind[:CONTEXT].rstrip(), category)


def odds(asked: Place) -> int:
    """Return what speaks for a form being a name of the category where it stands, at most MOST, for or against."""
    return _answers([asked])[0]


def read_ahead(asked: Iterable[Place]) -> None:
    """Read what `odds` will be asked about, several at a time: that is a third of the work of each by itself."""
    _answers(list(dict.fromkeys(asked)))


_remembered: dict[Place, int] = {}


def _answers(asked: Sequence[Place]) -> list[int]:
    known = {one: answer for one in asked if (answer := _remembered.get(one)) is not None}
    if new := sorted((one for one in asked if one not in known), key=lambda one: len("".join(one[:3]))):
        for at in range(0, len(new), AT_ONCE):  # texts of one length waste no steps
            some = new[at : at + AT_ONCE]
            for one, logarithm in zip(some, _network().read(some), strict=True):
                known[one] = max(-MOST, min(MOST, ceil(_UNITS * logarithm)))
        if len(_remembered) > _KEPT:
            _remembered.clear()
        _remembered.update(known)
    return [known[one] for one in asked]


class _Batch:
    """Where the characters of several texts lie: one behind the other in rows, and beside each other in steps.

    `rows[direction, step]` tells, forwards and backwards, the row of each text's character; a text that has ended has
    the row behind all others, of which nothing is used. `steps[direction]` and `column` tell for each row where it is.
    There are always places for AT_ONCE texts: products of other shapes add up in another order, and what is read of a
    text must not hang on what it is read with, to the last bit.
    """

    def __init__(self, asked: Sequence[Place]) -> None:
        lengths = np.zeros(AT_ONCE, dtype=np.intp)
        lengths[: len(asked)] = [len(one.before) + len(one.form) + len(one.behind) for one in asked]
        firsts = np.cumsum(lengths) - lengths
        steps = np.arange(lengths.max())[:, None]
        self.rows = np.where(steps < lengths, np.stack([firsts + steps, firsts + lengths - 1 - steps]), lengths.sum())
        self.column = np.repeat(np.arange(AT_ONCE), lengths)
        forwards = np.arange(len(self.column)) - firsts[self.column]
        self.steps = np.stack([forwards, lengths[self.column] - 1 - forwards])
        starts = [first + len(one.before) for first, one in zip(firsts.tolist(), asked, strict=False)]
        self.forms = [slice(start, start + len(one.form)) for start, one in zip(starts, asked, strict=True)]
        self.inside = np.concatenate([np.arange(form.start, form.stop) for form in self.forms])


class _Network:
    """The parameters, and what they make of forms in their places."""

    def __init__(self) -> None:
        with files(__package__).joinpath(PARAMETERS).open("rb") as file, np.load(file, allow_pickle=False) as saved:
            arrays = {name: saved[name] for name in saved.files}
        self._numbers = {chr(code): number for number, code in enumerate(arrays.pop("characters").tolist())}
        self._categories = {str(name): number for number, name in enumerate(arrays.pop("categories").tolist())}
        numbers: dict[str, Floats] = {name: array.astype(np.float32) for name, array in arrays.items()}
        self._embeddings, self._inside = numbers["embeddings"], numbers["inside"]
        self._layers = [
            _Layer(*(numbers[f"{part} {layer}"] for part in ("inputs", "bias", "gates", "candidate")))
            for layer in (0, 1)
        ]
        self._hidden, self._hidden_bias = numbers["hidden"], numbers["hidden bias"]
        self._last, self._last_bias = numbers["last"], numbers["last bias"]

    def read(self, asked: Sequence[Place]) -> list[float]:
        """Return the logarithm (base e) of the odds of each form's being a name of its category."""
        batch = _Batch(asked)
        categories = [self._categories[one.category] for one in asked]
        states = self._embeddings[[self._number(one) for place in asked for one in "".join(place[:3])]]
        for form, category in zip(batch.forms, categories, strict=True):
            states[form] += self._inside[category]
        first, second = self._layers
        states = first.read(states, batch, np.arange(len(states)))
        own = second.read(states, batch, batch.inside)
        weighed = np.zeros((AT_ONCE, 3 * own.shape[1]), dtype=np.float32)
        at = 0
        for row, one in zip(weighed, asked, strict=False):
            held, at = own[at : at + len(one.form)], at + len(one.form)
            np.concatenate([held.mean(axis=0), held[0], held[-1]], out=row)
        hidden = (weighed @ self._hidden)[: len(asked)] + self._hidden_bias[categories]
        logarithms: list[float] = (np.maximum(hidden, 0) * self._last).sum(axis=1).tolist()
        return [one + float(self._last_bias) for one in logarithms]

    def _number(self, character: str) -> int:
        found = self._numbers.get(character)
        if found is None:
            found = self._numbers[UNKNOWN_HANGUL if "가" <= character <= "힣" else UNKNOWN]
        return found


class _Layer:
    """Gated recurrent units in both directions, whose update gate says how much of a state is new.

    A step is some ten operations on so few numbers that each costs what numpy needs to begin: hence none too many, on
    arrays without gaps, and into what is there already. The sigmoid of x is (1 + tanh(x / 2)) / 2: the parameters of
    the gates are halved once for all, and the candidate's, as the reset gate is left at twice what it lets through.
    """

    def __init__(self, inputs: Floats, bias: Floats, gates: Floats, candidate: Floats) -> None:
        self._size = size = candidate.shape[-1]
        # For each direction: of the inputs of the update gate, of the reset gate and of the candidate.
        halves = np.repeat(np.array([0.5, 0.5, 1], dtype=np.float32), size)
        self._inputs, self._bias, self._candidate = inputs * halves, bias * halves, candidate / 2
        # Of the states: a block for each gate, so that what is added to them lies as it does.
        self._gates = np.ascontiguousarray(gates.reshape(2, size, 2, size).transpose(2, 0, 1, 3)) / 2

    def read(self, inputs: Floats, batch: _Batch, rows: Numbers) -> Floats:
        """Return the states after some rows' characters, those from the left before those from the right."""
        _, _, texts = batch.rows.shape
        size, steps = self._size, int(batch.steps[:, rows].max()) + 1
        given = np.empty((steps, 3, 2, texts, size), dtype=np.float32)
        of_rows = np.zeros((len(inputs) + 1, 3 * size), dtype=np.float32)
        for direction in (0, 1):
            # Only what is read until then: of the second layer, what stands before or behind the form.
            needed = np.flatnonzero(batch.steps[direction] < steps)
            of_rows[needed] = _product(inputs[needed], self._inputs[direction]) + self._bias[direction]
            lying = of_rows.reshape(-1, 3, size)[batch.rows[direction, :steps]]
            given[:, :, direction] = lying.swapaxes(1, 2)
        states = np.empty((steps, 2, texts, size), dtype=np.float32)
        state = np.zeros((2, texts, size), dtype=np.float32)
        gates, candidate = np.empty((2, 2, texts, size), dtype=np.float32), np.empty_like(state)
        update, reset = gates
        for to_gates, to_candidate, new in zip(given[:, :2], given[:, 2], states, strict=True):
            np.matmul(state, self._gates, out=gates)
            gates += to_gates
            np.tanh(gates, out=gates)
            gates += 1
            reset *= state
            np.matmul(reset, self._candidate, out=candidate)
            candidate += to_candidate
            np.tanh(candidate, out=candidate)
            candidate -= state
            update *= 0.5
            candidate *= update
            np.add(state, candidate, out=new)
            state = new
        both = [states[batch.steps[direction, rows], direction, batch.column[rows]] for direction in (0, 1)]
        return np.concatenate(both, axis=1)


def _product(rows: Floats, weights: Floats) -> Floats:
    """Return `rows @ weights`, a few rows at a time: more would wake a second thread for less than it costs."""
    count = len(rows)
    padded = np.zeros((-(-count // _ROWS), _ROWS, rows.shape[1]), dtype=np.float32)
    padded.reshape(-1, rows.shape[1])[:count] = rows
    return (padded @ weights).reshape(-1, weights.shape[1])[:count]


@cache
def _network() -> _Network:
    return _Network()
