"""The order of concepts through history: what leads from one revision's order back to the one before.

Ids are unique, so the longest part that two orders share is a longest rising sequence, found in n log n: a glossary
that was sorted anew costs no more than one that got a concept on top.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

Splice = tuple[int, int, list[str]]
"""The ids new[start:end] stand where the older order has these."""


def splices(old: Sequence[str], new: Sequence[str]) -> list[Splice]:
    """Return what turns the new order back into the old one; see `undone`."""
    found: list[Splice] = []
    at_old = at_new = 0
    for i, j in (*_common(old, new), (len(old), len(new))):
        if i > at_old or j > at_new:
            found.append((at_new, j, list(old[at_old:i])))
        at_old, at_new = i + 1, j + 1
    return found


def undone(new: Sequence[str], splices: Iterable[Splice]) -> list[str]:
    """Return the order before the new one.

    >>> undone(["b", "x", "a"], splices(["a", "b", "c"], ["b", "x", "a"]))
    ['a', 'b', 'c']
    """
    order = list(new)
    for start, end, ids in sorted(splices, reverse=True):  # from behind, so that places in front stay right
        order[start:end] = ids
    return order


def moved(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Return the ids that are in both orders but changed places among the others."""
    stayed = {new[j] for _, j in _common(old, new)}
    both = set(old)
    return tuple(id for id in new if id in both and id not in stayed)


def _common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return a longest common subsequence as pairs of places, both rising."""
    place = {id: i for i, id in enumerate(old)}
    shared = [(place[id], j) for j, id in enumerate(new) if id in place]
    ends: list[int] = []  # the smallest old place that a rising sequence of each length ends with
    last: list[int] = []  # … and which of `shared` that is
    before: list[int] = []  # for each of `shared`, the one before it in its sequence
    for number, (i, _) in enumerate(shared):
        length = bisect_left(ends, i)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [i]
        last[length : length + 1] = [number]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(shared[number])
        number = before[number]
    return found[::-1]
