"""Lookup by kind of query against a rapidfuzz scan of the same keys with the same cut-off."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from time import process_time
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from benchmarks import corpus
from benchmarks.report import Table, forget, in_own_process, middle, p99, rss, seconds
from glossary.lookup import LookupIndex
from glossary.lookup.keyspace import KeySpace
from glossary.lookup.readings import Query
from glossary.model import Glossary, Hit

LIMIT = 10
SLIPS = ("one slip", "two slips")


def tables(quick: bool) -> list[Table]:
    """Return times by kind of query, and what the index costs to build."""
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000)
    results = [in_own_process(_measured, size, 5 if quick else 10) for size in sizes]
    return [
        Table(
            "Lookup",
            "In process, one query at a time, limit 10; ms of CPU. The scan: rapidfuzz process.extract, OSA, over all "
            "keys of the fuzzy readings, with the same cut-offs; x faster: scan p50 / index p50. recall@1: the first "
            "answer scores as high as with the scan in the index's place; meant@1: it is the concept drawn (for "
            "unknown names: there is no answer). Goal: p50 <= 1 at 100,000.",
            ("names", "kind", "p50", "p99", "scan p50", "x faster", "recall@1", "meant@1"),
            [row for rows, _ in results for row in rows],
        ),
        Table(
            "Lookup index",
            "Growth of resident memory while it is built, glossary not counted.",
            ("names", "concepts", "build CPU s", "RSS MB"),
            [row for _, row in results],
        ),
    ]


def _measured(names: int, repetitions: int) -> tuple[list[Sequence[Any]], Sequence[Any]]:
    rng = Random(names)
    glossary = corpus.glossary(names, rng)
    LookupIndex.build(Glossary(glossary.concepts[:1]))  # tables loaded: they belong to no glossary
    before = rss()
    begin = process_time()
    index = LookupIndex.build(glossary)
    built = (f"{names:,}", len(glossary.concepts), process_time() - begin, rss() - before)

    scan = LookupIndex(
        index._readings, index._entries, {name: _Scanned(space) for name, space in index._spaces.items()}, index.views
    )
    kinds = corpus.queries(glossary, rng)
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    scanned: dict[str, list[float]] = {kind: [] for kind in kinds}
    good: dict[str, list[bool]] = {kind: [] for kind in kinds}
    meant: dict[str, list[bool]] = {kind: [] for kind in kinds}
    for _ in range(repetitions):
        forget()
        for kind, draw in kinds.items():
            drawn = [draw() for _ in range(60)]
            for query, concept in drawn:
                answer: list[Hit] = []
                times[kind].append(seconds(lambda q=query, a=answer: a.extend(index.search(q, LIMIT))))  # type: ignore[misc]
                meant[kind].append(answer[0]["id"] == concept if answer else not concept)
            for query, _ in drawn[:: 6 if kind in SLIPS else 20]:
                scanned[kind].append(seconds(lambda q=query: list(scan._slipped(scan._asked(Query(q)), None))))  # type: ignore[misc]
                if kind in SLIPS:
                    good[kind].append(_score(index.search(query, 1)) == _score(scan.search(query, 1)))
    rows: list[Sequence[Any]] = []
    for kind, own in times.items():
        p50, peer = (middle(own) or 0) * 1000, (middle(scanned[kind]) or 0) * 1000
        recall = _share(good[kind]) if kind in SLIPS else None
        rows.append((f"{names:,}", kind, p50, p99(own) * 1000, peer, peer / p50, recall, _share(meant[kind])))
    return rows, built


def _score(hits: list[Hit]) -> float:
    return hits[0]["score"] if hits else 0.0


def _share(values: list[bool]) -> float:
    return sum(values) / len(values)


class _Scanned(KeySpace):
    """A key space that looks at every key instead of asking its index."""

    def __init__(self, space: KeySpace) -> None:
        self._keys, self._entries, self._number = space._keys, space._entries, space._number
        self._lengths = space._lengths

    def near(self, key: str, edits: int) -> list[tuple[int, str, tuple[int, ...]]]:
        """Return what KeySpace.near promises."""
        found = process.extract(key, self._keys, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return [(int(off), other, self._entries[number]) for other, off, number in found if off]
