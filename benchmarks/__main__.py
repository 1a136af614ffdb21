"""`python -m benchmarks [--only annotate|lookup|http|load|pages] [--quick] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from benchmarks import annotate, load, lookup, pages, service
from benchmarks.report import Table, machine

PARTS: dict[str, Callable[[bool], list[Table]]] = {
    "annotate": annotate.tables,
    "lookup": lookup.tables,
    "http": service.tables,
    "load": load.tables,
    "pages": pages.tables,
}


def main() -> None:
    """Measure, print the tables as they come, and keep them if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed as ratios to peers and limits.")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may stand more than once")
    parser.add_argument("--quick", action="store_true", help="fewer runs, and no 100,000 names")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the tables there")
    options = parser.parse_args()
    print(machine(), end="\n\n", flush=True)
    done: list[Table] = []
    for part in options.only or PARTS:
        for table in PARTS[part](options.quick):
            print(table, flush=True)
            done.append(table)
    if options.json:
        content = {"machine": machine(), "quick": options.quick, "tables": [asdict(table) for table in done]}
        options.json.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
