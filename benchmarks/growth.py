"""`python -m benchmarks.growth RESULTS.json FILE.svg`: how lookup grows with the glossary, from `--json`'s results."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.plot import Chart, svg

_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_SHOWN = {1_000: "10³", 10_000: "10⁴", 100_000: "10⁵", 1_000_000: "10⁶"}


def main() -> None:
    """Draw the times of a query and the costs of the index."""
    tables = {table["title"]: table for table in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["tables"]}
    times, costs = tables["Lookup"], tables["Lookup index"]

    def of_kind(kind: str, column: str) -> list[tuple[float, float]]:
        place = times["columns"].index(column)
        return [(_number(row[0]), row[place]) for row in times["rows"] if row[1] == kind]

    def cost(column: str) -> list[tuple[float, float]]:
        place = costs["columns"].index(column)
        return [(_number(row[0]), max(row[place], 0.1)) for row in costs["rows"]]

    query = {
        "a scan, one slip": of_kind("one slip", "scan p50"),
        "one slip, p99": of_kind("one slip", "p99"),
        "one slip": of_kind("one slip", "p50"),
        "as listed": of_kind("exact", "p50"),
    }
    index = {"file, MB": cost("file MB"), "build, CPU s": cost("build CPU s"), "open, ms": cost("open ms")}
    charts = [
        Chart("One query, ms", "names", query, _SIZES, (0.1, 1, 10, 100, 1000), log=True, shown=_SHOWN),
        Chart("The index", "names", index, _SIZES, (0.1, 1, 10, 100, 1000, 10_000), log=True, shown=_SHOWN),
    ]
    Path(sys.argv[2]).write_text(svg(charts), encoding="utf-8")


def _number(shown: Any) -> float:
    return float(str(shown).replace(",", ""))


if __name__ == "__main__":
    main()
