"""One key space: its keys found whole, by their beginning, or within a few edits.

Near keys are found by symmetric deletes: every key is filed under the hashes of its first PREFIX symbols with up to
two of them left out, and so is the query; keys within two edits share a hash. The hashes lie sorted in one numpy
array; rapidfuzz verifies the few keys that share one, by optimal string alignment (a swap of neighbours is one edit).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

PREFIX = 8  # symbols of a key that are hashed; more make the index larger, fewer the candidates more
MOST_EDITS = 2
MOST_CANDIDATES = 2000  # verified for one query; beyond it the nearest in length come first

Hashes = npt.NDArray[np.uint64]

_rng = np.random.default_rng(0x676C6F73)
_MULTIPLIERS: Hashes = _rng.integers(1, 2**63, PREFIX, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


class KeySpace:
    """Keys and, for each, the numbers of the entries filed under it."""

    def __init__(self, filed: dict[str, list[int]], *, fuzzy: bool) -> None:
        self._keys = sorted(filed)
        self._entries = [tuple(dict.fromkeys(filed[key])) for key in self._keys]
        self._number = {key: number for number, key in enumerate(self._keys)}
        self._lengths = np.array([len(key) for key in self._keys], dtype=np.int32)
        self._hashes, self._hashed = _deletes_of_all(self._keys) if fuzzy else (_NO_HASHES, _NO_NUMBERS)

    def whole(self, key: str) -> tuple[int, ...]:
        """Return the entries filed under exactly this key."""
        number = self._number.get(key)
        return () if number is None else self._entries[number]

    def beginning(self, key: str) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield (length, entries) of the longer keys that begin with this one, the shortest first."""
        start = bisect_left(self._keys, key)
        end = bisect_left(self._keys, key + "\U0010ffff", start)
        if start < end and self._keys[start] == key:
            start += 1
        for i in np.argsort(self._lengths[start:end], kind="stable").tolist():
            yield int(self._lengths[start + i]), self._entries[start + i]

    def near(self, key: str, edits: int) -> list[tuple[int, str, tuple[int, ...]]]:
        """Return (edits, key, entries) of the keys within `edits` (at most two) of this one, itself left out."""
        wanted = _deletes(key, edits)
        left = np.searchsorted(self._hashes, wanted, side="left")
        right = np.searchsorted(self._hashes, wanted, side="right")
        runs = [self._hashed[a:b] for a, b in zip(left.tolist(), right.tolist(), strict=True) if a < b]
        if not runs:
            return []
        numbers = np.unique(np.concatenate(runs))
        off = np.abs(self._lengths[numbers] - len(key))
        numbers = numbers[off <= edits]
        if len(numbers) > MOST_CANDIDATES:
            numbers = numbers[np.argsort(off[off <= edits], kind="stable")[:MOST_CANDIDATES]]
        candidates = {number: self._keys[number] for number in numbers.tolist()}
        verified = process.extract(key, candidates, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=None)
        return [
            (int(distance), candidate, self._entries[number])
            for candidate, distance, number in verified
            if distance > 0
        ]


_NO_HASHES: Hashes = np.zeros(0, dtype=np.uint64)
_NO_NUMBERS: npt.NDArray[np.uint32] = np.zeros(0, dtype=np.uint32)


def _matrix(keys: Iterable[str], count: int) -> npt.NDArray[np.uint32]:
    """Return the first PREFIX symbols of each key as a row of code points, zeros behind its end."""
    text = "".join(key[:PREFIX].ljust(PREFIX, "\0") for key in keys)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).reshape(count, PREFIX)


def _mixed(rows: npt.NDArray[np.uint32]) -> Hashes:
    """Hash rows of code points: a sum over positions, so that zeros behind the end change nothing, then a mix."""
    total: Hashes = (rows.astype(np.uint64) * _MULTIPLIERS[: rows.shape[1]]).sum(axis=1, dtype=np.uint64)
    total ^= total >> np.uint64(33)
    total *= np.uint64(0xFF51AFD7ED558CCD)
    total ^= total >> np.uint64(33)
    return total


def _deletes_of_all(keys: list[str]) -> tuple[Hashes, npt.NDArray[np.uint32]]:
    if not keys:
        return _NO_HASHES, _NO_NUMBERS
    rows = _matrix(keys, len(keys))
    lengths = np.minimum([len(key) for key in keys], PREFIX)
    numbers = np.arange(len(keys), dtype=np.uint32)
    hashes: list[Hashes] = []
    owners: list[npt.NDArray[np.uint32]] = []
    for count in range(MOST_EDITS + 1):
        for left_out in combinations(range(PREFIX), count):
            # A position behind the key's end leaves nothing out.
            there = lengths > (left_out[-1] if left_out else -1)
            kept = [i for i in range(PREFIX) if i not in left_out]
            hashes.append(_mixed(rows[there][:, kept]))
            owners.append(numbers[there])
    all_hashes, all_owners = np.concatenate(hashes), np.concatenate(owners)
    order = np.argsort(all_hashes, kind="stable")
    return all_hashes[order], all_owners[order]


def _deletes(key: str, edits: int) -> Hashes:
    row = np.append(_matrix([key], 1), np.uint32(0))
    return _mixed(row[_kept(min(len(key), PREFIX), edits)])


@cache
def _kept(length: int, edits: int) -> npt.NDArray[np.intp]:
    """Return, for each way to leave out up to `edits` of `length` symbols, the places kept; PREFIX points to a zero."""
    ways = [
        [i for i in range(length) if i not in left_out]
        for count in range(edits + 1)
        for left_out in combinations(range(length), count)
    ]
    return np.array([way + [PREFIX] * (PREFIX - len(way)) for way in ways], dtype=np.intp)
