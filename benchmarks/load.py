"""Loading a glossary file against the bare YAML parser, and building a snapshot of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from benchmarks import corpus
from benchmarks.report import Table, forget, in_own_process, middle, ratio, seconds
from glossary import terms_yaml
from glossary.snapshot import Snapshot


def tables(quick: bool) -> list[Table]:
    """Return the times of both by number of concepts."""
    return [
        Table(
            "Loading",
            "CPU seconds, medians of interleaved runs. The peer: yaml.compose with the C loader, the parser and its "
            "nodes; the limit: the parser's events alone. Ratios: load / compose and load / events.",
            ("concepts", "MB", "events s", "compose s", "load s", "/ compose", "/ events", "Snapshot.build s"),
            [in_own_process(_measured, size, 3 if quick else 5) for size in (2_000, 20_000)],
        )
    ]


def _measured(concepts: int, repetitions: int) -> Sequence[Any]:
    rng = Random(concepts)
    parts = corpus.Parts.shipped()
    loads: list[float] = []
    composes: list[float] = []
    events: list[float] = []
    builds: list[float] = []
    size = 0
    with TemporaryDirectory() as folder:
        file = Path(folder, "terms.yaml")
        for repetition in range(repetitions):
            forget()
            text = corpus.yaml_of(corpus.synthetic(concepts, parts, rng))
            size = file.write_bytes(text.encode())
            runs: list[tuple[list[float], Callable[[], object]]] = [
                (events, lambda: deque(yaml.parse(file.read_text("utf-8"), Loader=yaml.CSafeLoader), maxlen=0)),
                (composes, lambda: yaml.compose(file.read_text("utf-8"), Loader=yaml.CSafeLoader)),
                (loads, lambda: terms_yaml.load([file])),
            ]
            for times, run in runs if repetition % 2 else runs[::-1]:
                times.append(seconds(run))
        glossary = terms_yaml.load([file])
        Snapshot.build(corpus.glossary(0, rng))  # tables loaded
        builds += [seconds(lambda: Snapshot.build(glossary)) for _ in range(min(repetitions, 3))]
    seconds_each = (middle(events), middle(composes), middle(loads))
    return (f"{concepts:,}", size / 1e6, *seconds_each, ratio(loads, composes), ratio(loads, events), middle(builds))
