"""Timing and tables."""

from __future__ import annotations

import functools
import os
import platform
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from statistics import median, quantiles
from time import process_time
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Cell = str | int | float | None

_PACKAGES = ("numpy", "daachorse", "ahocorasick-rs", "rapidfuzz", "flashtext-i18n", "spacy", "flask", "granian", "pyyaml")
_MOST_HELD = 64  # a cache with more entries than this holds answers about the text, not tables


@dataclass(frozen=True, slots=True)
class Table:
    """One table of results; `note` says what is compared and what the goal is."""

    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def __str__(self) -> str:
        cells = [list(self.columns), *([_shown(cell) for cell in row] for row in self.rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.columns))]
        lines = [
            "  ".join(
                cell.ljust(width) if i == 0 else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in cells
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join((self.title, self.note, "", *lines, ""))


def _shown(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 1000 else f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.3g}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def machine() -> str:
    """Return one line on where this was measured."""
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed")
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    return f"{cores} cores ({model}), {system}, Python {platform.python_version()}; {', '.join(found)}"


def seconds(run: Callable[[], object]) -> float:
    """Return the CPU time that a call takes: what else runs on the machine does not count as it would by the clock."""
    begin = process_time()
    run()
    return process_time() - begin


def middle(values: Sequence[float]) -> float | None:
    """Return the median; None of nothing."""
    return median(values) if values else None


def p99(values: Sequence[float]) -> float:
    """Return the 99th percentile."""
    return quantiles(values, n=100, method="inclusive")[98] if len(values) > 1 else values[0]


def ratio(a: Sequence[float], b: Sequence[float]) -> float | None:
    """Return the median of the ratios a/b of the repetitions, which were taken one right after the other."""
    return middle([x / y for x, y in zip(a, b, strict=False)])


def rss() -> float:
    """Return the memory that this process holds now, in MB."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def in_own_process(run: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what a function returns in a fresh process, whose memory and caches hold nothing of earlier sizes."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, *args, **kwargs).result()


def forget() -> None:
    """Empty every functools cache of the package that has grown with the text. None is expected to."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "glossary":
            for own in vars(module).values():
                if isinstance(own, functools._lru_cache_wrapper) and own.cache_info().currsize > _MOST_HELD:
                    own.cache_clear()
