"""Lookup by kind of query against a rapidfuzz scan of the same keys with the same cut-off, and what the index costs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from benchmarks import corpus
from benchmarks.report import Table, forget, in_own_process, middle, p99, seconds
from glossary import sections, snapshot
from glossary.lookup import LookupIndex
from glossary.lookup.keyspace import KeySpace
from glossary.lookup.readings import Query
from glossary.model import Glossary

LIMIT = 10
SLIPS = ("one slip", "two slips")


def tables(quick: bool) -> list[Table]:
    """Return times by kind of query, and what the index costs to build."""
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000, 1_000_000)
    results = [in_own_process(_measured, size, 5 if quick or size > 100_000 else 10) for size in sizes]
    return [
        Table(
            "Lookup",
            "In process, one query at a time, limit 10; ms of CPU. The scan: rapidfuzz process.extract, OSA, over all "
            "keys of the fuzzy readings, with the same cut-offs; x faster: scan p50 / index p50. recall@10: the share "
            "of the first ten that the scan finds in the index's place, with the same costs; meant@1: the first is the "
            "concept drawn (for unknown names: there is no answer). Goals: p50 <= 1, p99 <= 5, recall@10 >= 0.99 at "
            "100,000; x faster >= 100 at 1,000,000.",
            ("names", "kind", "p50", "p99", "scan p50", "x faster", "recall@10", "meant@1"),
            [row for rows, _ in results for row in rows],
        ),
        Table(
            "Suggest",
            "Completions from the first key on, limit 10; ms of CPU. Goal: p50 <= 1 at 100,000.",
            ("names", "one key p50", "p99", "two keys p50", "p99", "four keys p50", "p99"),
            [row[1] for _, row in results],
        ),
        Table(
            "Lookup index",
            "Built once and kept in a file; opened by a process of its own, whose memory is what it cannot share "
            "(written to) after 480 lookups, less what it has without a glossary.",
            ("names", "concepts", "build CPU s", "file MB", "open ms", "private MB"),
            [row[0] for _, row in results],
        ),
    ]


def _measured(names: int, repetitions: int) -> tuple[list[Sequence[Any]], tuple[Sequence[Any], Sequence[Any]]]:
    rng = Random(names)
    glossary = corpus.glossary(names, rng)
    LookupIndex.build(Glossary(glossary.concepts[:1]))  # tables loaded: they belong to no glossary
    begin = process_time()
    pieces = snapshot.pieces(glossary)
    built = process_time() - begin
    kinds = corpus.queries(glossary, rng)
    asked = [draw()[0] for draw in kinds.values() for _ in range(60)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "index")
        sections.write(file, pieces)
        size = file.stat().st_size / 1e6
        Path(folder, "queries").write_text("\n".join(query.replace("\n", " ") for query in asked), encoding="utf-8")
        opened, private = _in_a_second_process(folder)
        del pieces
        found = sections.read(file)
        assert found is not None
        index = LookupIndex(found)
        index_row = (f"{names:,}", len(glossary.concepts), built, size, opened * 1000, private)
        return _times(index, found, names, kinds, repetitions), (index_row, _suggested(index, names, asked))


def _times(
    index: LookupIndex, pieces: sections.Sections, names: int, kinds: dict[str, Any], repetitions: int
) -> list[Sequence[Any]]:
    scan = LookupIndex(pieces)
    scan._spaces = {files: _Scanned(space) for files, space in index._spaces.items()}  # type: ignore[misc]
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    scanned: dict[str, list[float]] = {kind: [] for kind in kinds}
    shared: dict[str, list[float]] = {kind: [] for kind in kinds}
    meant: dict[str, list[bool]] = {kind: [] for kind in kinds}
    for _ in range(repetitions):
        forget()
        for kind, draw in kinds.items():
            drawn = [draw() for _ in range(60)]
            for query, concept in drawn:
                answer: list[str] = []
                times[kind].append(seconds(lambda q=query, a=answer: a.extend(_ids(index, q))))
                meant[kind].append(answer[0] == concept if answer else not concept)
            for query, _ in drawn[:: 6 if kind in SLIPS else 20]:
                scanned[kind].append(seconds(lambda q=query: list(_slipped(scan, q))))  # type: ignore[misc]
                if kind in SLIPS and (all_of_them := _ids(scan, query)):
                    shared[kind].append(len({*all_of_them} & {*_ids(index, query)}) / len(all_of_them))
    rows: list[Sequence[Any]] = []
    for kind, own in times.items():
        p50, peer = (middle(own) or 0) * 1000, (middle(scanned[kind]) or 0) * 1000
        recall = sum(shared[kind]) / len(shared[kind]) if shared[kind] else None
        rows.append((f"{names:,}", kind, p50, p99(own) * 1000, peer, peer / p50, recall, _share(meant[kind])))
    return rows


def _suggested(index: LookupIndex, names: int, asked: Sequence[str]) -> Sequence[Any]:
    row: list[Any] = [f"{names:,}"]
    for keys in (1, 2, 4):
        own = [seconds(lambda t=query[:keys]: index.suggest(t, LIMIT)) for query in asked if len(query) >= keys]  # type: ignore[misc]
        row += [(middle(own) or 0) * 1000, p99(own) * 1000]
    return row


_SECOND = """
import sys, time
from pathlib import Path
from glossary import sections
from glossary.model import Glossary
from glossary.snapshot import Snapshot
def private():
    with open("/proc/self/smaps_rollup") as lines:
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) / 1000
folder = Path(sys.argv[1])
queries = (folder / "queries").read_text(encoding="utf-8").split("\\n")
empty = Snapshot.build(Glossary(()))
for query in queries:
    empty.lookup(query)
before = private()
begin = time.process_time()
snapshot = Snapshot(sections.read(folder / "index"))
opened = time.process_time() - begin
for query in queries:
    snapshot.lookup(query)
print(opened, private() - before)
"""


def _in_a_second_process(folder: str) -> tuple[float, float]:
    """Return the seconds of CPU that opening takes, and the megabytes that only the second process has."""
    done = subprocess.run([sys.executable, "-c", _SECOND, folder], capture_output=True, text=True, check=True)
    opened, private = map(float, done.stdout.split())
    return opened, private


def _ids(index: LookupIndex, query: str) -> list[str]:
    return [hit["id"] for hit in index.search(query, LIMIT)]


def _slipped(scan: LookupIndex, query: str) -> Any:
    from glossary.lookup.index import _Wanted

    return scan._slipped(scan._asked(Query(query)), _Wanted(LIMIT))


def _share(values: list[bool]) -> float:
    return sum(values) / len(values)


class _Scanned(KeySpace):
    """A key space that looks at every key instead of asking its index."""

    def __init__(self, space: KeySpace) -> None:
        self.__dict__ = dict(space.__dict__)
        self._texts = [space._keys.text(number) for number in range(len(space._keys))]

    def near(self, key: str, edits: int) -> list[tuple[int, str, Sequence[int]]]:
        """Return what KeySpace.near promises."""
        found = process.extract(key, self._texts, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return [(int(off), other, self._filed(number)) for other, off, number in found if off]
