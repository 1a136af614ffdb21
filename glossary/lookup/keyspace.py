"""One key space: its keys found whole, by their beginning, or within a few edits.

It lies in a few pieces of bytes (`sections`), so that a file can hold it. Keys stand sorted; one that is asked for
whole is found by its checksum. Near keys are found by symmetric deletes: every key is filed under the hashes of its
first PREFIX symbols with up to two of them left out, and so is the query; keys within two edits share a hash. The
hashes lie sorted in one numpy array; rapidfuzz verifies the few keys that share one, by optimal string alignment (a
swap of neighbours is one edit).
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from glossary.sections import Sections, Strings, encoded, section

PREFIX = 8  # symbols of a key that are hashed; more make the index larger, fewer the candidates more
MOST_EDITS = 2
MOST_CANDIDATES = 2000  # verified for one query; beyond it the nearest in length come first
_LONGEST = 0xFFFF  # symbols; of two longer keys neither counts as the longer one

Hashes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.uint32]

_rng = np.random.default_rng(0x676C6F73)
_MULTIPLIERS = _rng.integers(1, 2**63, PREFIX, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


class Filing:
    """Keys as they come, each with the number of an entry, until they are packed into a space."""

    def __init__(self) -> None:
        self._text = bytearray()
        self._ends = array("Q", [0])
        self._entries = array("I")

    def add(self, key: str, entry: int) -> None:
        """File an entry under a key."""
        self._text += encoded(key)
        self._ends.append(len(self._text))
        self._entries.append(entry)

    def packed(self, name: str, renumbered: Numbers, edits: int) -> dict[str, memoryview]:
        """Return the pieces of a space of this name, in which keys within so many edits are found.

        `renumbered` gives each entry its final number, in the order in which they are to be answered.
        """
        text = bytes(self._text)
        keys = [text[start:end] for start, end in pairwise(self._ends)]
        order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
        new = np.array([i == 0 or keys[order[i]] != keys[order[i - 1]] for i in range(len(order))], dtype=bool)
        own = [keys[i] for i in order[new].tolist()]
        group = np.cumsum(new) - 1
        entries = renumbered[np.frombuffer(self._entries, dtype=np.uint32)[order]] if len(order) else _NO_NUMBERS
        pairs = np.unique(np.column_stack((group, entries)), axis=0) if len(order) else np.zeros((0, 2), dtype=np.int64)
        ends = np.searchsorted(pairs[:, 0], np.arange(len(own) + 1)).astype(np.uint32)
        texts = [key.decode("utf-8", "surrogatepass") for key in own]
        checksums = np.array([zlib.crc32(key) for key in own], dtype=np.uint32)
        buckets = checksums % np.uint32(max(1, len(own)))
        starts = np.searchsorted(np.sort(buckets), np.arange(len(own) + 1)).astype(np.uint32)
        hashes, hashed = _deletes_of_all(texts, edits) if edits else (_NO_HASHES, _NO_NUMBERS)
        lengths = np.array([min(len(key), _LONGEST) for key in texts], dtype=np.uint16)
        arrays: dict[str, npt.NDArray[np.generic]] = {
            "lengths": lengths, "entries": pairs[:, 1].astype(np.uint32), "of": ends, "buckets": starts,
            "bucketed": np.argsort(buckets, kind="stable").astype(np.uint32), "hashes": hashes, "hashed": hashed,
        }  # fmt: skip
        return Strings.packed(name, own) | {f"{name}/{part}": section(array) for part, array in arrays.items()}


class KeySpace:
    """Keys and, for each, the numbers of the entries filed under it, ascending."""

    def __init__(self, pieces: Sections, name: str) -> None:
        self._keys = Strings(pieces, name)
        self._entries = pieces[f"{name}/entries"].cast("I")
        self._of = pieces[f"{name}/of"].cast("I")
        self._buckets = pieces[f"{name}/buckets"].cast("I")
        self._bucketed = pieces[f"{name}/bucketed"].cast("I")
        self._lengths = np.frombuffer(pieces[f"{name}/lengths"], dtype=np.uint16)
        self._hashes = np.frombuffer(pieces[f"{name}/hashes"], dtype=np.uint32)
        self._hashed = np.frombuffer(pieces[f"{name}/hashed"], dtype=np.uint32)
        self._firsts = np.frombuffer(pieces[f"{name}/of"], dtype=np.uint32)
        self._all_entries = np.frombuffer(pieces[f"{name}/entries"], dtype=np.uint32)

    def whole(self, key: str) -> Sequence[int]:
        """Return the entries filed under exactly this key."""
        if count := len(self._keys):
            wanted = encoded(key)
            bucket = zlib.crc32(wanted) % count
            for i in range(self._buckets[bucket], self._buckets[bucket + 1]):
                number = self._bucketed[i]
                if self._keys[number] == wanted:
                    return self._filed(number)
        return ()

    def beginning(self, key: str) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield (length, entries) of the longer keys that begin with this one: the shortest first, of equal length
        those with the best entry.
        """
        wanted = encoded(key)
        start, end = self._keys.place(wanted), self._keys.place(wanted + b"\xff")  # which no UTF-8 holds
        if start < end and self._keys[start] == wanted:
            start += 1
        lengths = self._lengths[start:end]
        for length in np.flatnonzero(np.bincount(lengths)).tolist():
            found = np.flatnonzero(lengths == length) + start
            best = self._all_entries[self._firsts[found]]
            for number in found[np.argsort(best, kind="stable")].tolist():
                yield length, self._filed(number)

    def near(self, key: str, edits: int) -> list[tuple[int, str, Sequence[int]]]:
        """Return (edits, key, entries) of the keys within `edits` (at most two) of this one, itself left out."""
        wanted = _deletes(key, edits)
        left = self._hashes.searchsorted(wanted, side="left").tolist()
        right = self._hashes.searchsorted(wanted, side="right").tolist()
        runs = [self._hashed[a:b] for a, b in zip(left, right, strict=True) if a < b]
        if not runs:
            return []
        numbers = np.unique(np.concatenate(runs))
        off = np.abs(self._lengths[numbers].astype(np.int32) - min(len(key), _LONGEST))
        numbers = numbers[off <= edits]
        if len(numbers) > MOST_CANDIDATES:
            numbers = numbers[np.argsort(off[off <= edits], kind="stable")[:MOST_CANDIDATES]]
        candidates = {number: self._keys.text(number) for number in numbers.tolist()}
        verified = process.extract(key, candidates, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=None)
        return [
            (int(distance), candidate, self._filed(number)) for candidate, distance, number in verified if distance > 0
        ]

    def _filed(self, number: int) -> Sequence[int]:
        return self._entries[self._of[number] : self._of[number + 1]]


_NO_HASHES: Hashes = np.zeros(0, dtype=np.uint32)
_NO_NUMBERS: Numbers = np.zeros(0, dtype=np.uint32)


def _matrix(keys: Iterable[str], count: int) -> npt.NDArray[np.uint32]:
    """Return the first PREFIX symbols of each key as a row of code points, zeros behind its end."""
    text = "".join(key[:PREFIX].ljust(PREFIX, "\0") for key in keys)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).reshape(count, PREFIX)


def _mixed(rows: npt.NDArray[np.uint32]) -> Hashes:
    """Hash rows of code points: a sum over positions, so that zeros behind the end change nothing, then a mix."""
    total = (rows.astype(np.uint64) * _MULTIPLIERS[: rows.shape[1]]).sum(axis=1, dtype=np.uint64)
    total ^= total >> np.uint64(33)
    total *= np.uint64(0xFF51AFD7ED558CCD)
    high: Hashes = (total >> np.uint64(32)).astype(np.uint32)
    return high


def _deletes_of_all(keys: list[str], edits: int) -> tuple[Hashes, Numbers]:
    if not keys:
        return _NO_HASHES, _NO_NUMBERS
    rows = _matrix(keys, len(keys))
    lengths = np.minimum([len(key) for key in keys], PREFIX)
    numbers = np.arange(len(keys), dtype=np.uint32)
    hashes: list[Hashes] = []
    owners: list[npt.NDArray[np.uint32]] = []
    for count in range(edits + 1):
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
    text = key[:PREFIX].ljust(PREFIX + 1, "\0")
    row = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
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
