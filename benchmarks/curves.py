"""`python -m benchmarks.curves FILE.svg`: what lookup's thresholds trade, on the labelled queries of tests/quality.

For each script of the query: which share of the listed names is found first (recall), which share of the first answers
is right (precision), and for which share of the unlisted names there is no answer (silence), if answers under a score
are not told. The dotted line is the threshold in use.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.plot import Chart, svg
from glossary.lookup import LookupIndex, packed
from glossary.lookup.index import LEAST
from glossary.lookup.readings import READINGS, Query
from glossary.terms_yaml import packaged
from glossary.text import script

QUERIES = Path(__file__).parent.parent / "tests" / "quality" / "lookup.tsv"
NAMES = {script.HANGUL: "Hangul", script.HAN: "hanzi", script.LETTER: "Latin"}
SCORES = [round(0.5 + 0.01 * step, 2) for step in range(51)]


def main() -> None:
    """Draw the curves and print them as a table."""
    index = LookupIndex(packed(packaged()), READINGS, least=dict.fromkeys(LEAST, 0.0))
    answers: dict[int, list[tuple[float, bool, bool]]] = {kind: [] for kind in NAMES}  # score, right, listed at all
    for line in QUERIES.read_text(encoding="utf-8").removesuffix("\n").split("\n")[1:]:
        query, expected, *_ = line.split("\t")
        hits = index.search(query, 1)
        right = bool(hits) and hits[0]["id"] in expected.replace("+", "|").split("|")
        answers[Query(query).script].append((hits[0]["score"] if hits else 0.0, right, expected != "-"))
    charts = []
    for kind, name in NAMES.items():
        found = answers[kind]
        listed, unlisted = sum(one[2] for one in found), sum(not one[2] for one in found)
        lines: dict[str, list[tuple[float, float]]] = {"recall": [], "precision": [], "silence": []}
        for least in SCORES:
            told = [one for one in found if one[0] >= least]
            right = sum(one[1] for one in told)
            wrong = sum(not one[2] for one in told)
            for line, value in zip(
                lines, (right / listed, right / max(1, len(told)), 1 - wrong / unlisted), strict=True
            ):
                lines[line].append((least, value))
        title = f"{name}: {listed} names, {unlisted} others"
        charts.append(
            Chart(
                title,
                "lowest score told",
                dict(lines),
                (0.5, 0.6, 0.7, 0.8, 0.9, 1),
                (0.7, 0.8, 0.9, 1),
                mark=LEAST[kind],
            )
        )
        at = SCORES.index(LEAST[kind])
        print(title, *(f"{line} {points[at][1]:.3f}" for line, points in lines.items()), f"at {LEAST[kind]}")
    Path(sys.argv[1]).write_text(svg(charts), encoding="utf-8")


if __name__ == "__main__":
    main()
