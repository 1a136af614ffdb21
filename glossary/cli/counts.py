"""The command that counts: stats."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossary.cli.opened import open_glossary, open_snapshot, terms_option
from glossary.cli.terminal import print_json, print_lines, read_article

if TYPE_CHECKING:
    from glossary.model import Annotation
    from glossary.stats import Counts, Coverage

MOST_LISTED = 20  # unknown names under coverage


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE…]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--encoding", metavar="NAME", help="The articles' encoding, if not UTF-8: cp949, utf-16 …")
@terms_option
def stats(files: tuple[str, ...], as_json: bool, encoding: str | None, terms: tuple[Path, ...]) -> None:
    """Count what the glossary holds; with articles, how many of their glossed names it knows; - is standard input."""
    if not files:
        from glossary.stats import counted

        with open_glossary(terms) as opened:
            counts, revision = counted(opened.glossary), opened.revision
        if as_json:
            print_json({"revision": revision, **counts})
        else:
            print_lines(_counts_lines(counts))
        return
    from glossary.stats import coverage

    snapshot = open_snapshot(terms)

    def annotated() -> Iterator[tuple[str, Annotation]]:
        for file in files:
            if (read := read_article(file, encoding)) is not None:
                _, text = read
                yield text, snapshot.annotate(text)

    found = coverage(annotated())
    if found["files"]:
        if as_json:
            print_json({"revision": snapshot.revision, **found})
        else:
            print_lines(_coverage_lines(found))
    if found["files"] < len(files):
        sys.exit(1 if found["files"] else 2)


def _counts_lines(counts: Counts) -> Iterator[str]:
    from glossary.stats import SOURCES

    yield from _table("category", ["concepts", *(f"{name} source" + "s" * (name != "1") for name in SOURCES)], [
        *((row["category"], [row["concepts"], *row["sources"].values()]) for row in counts["categories"]),
        ("all", [counts["concepts"],
                 *(sum(row["sources"][name] for row in counts["categories"]) for name in SOURCES)]),
    ])  # fmt: skip
    yield ""
    statuses = list(next(iter(counts["terms"].values())))
    yield from _table("terms", statuses, [(lang, list(row.values())) for lang, row in counts["terms"].items()])
    yield ""
    origins = [(name, [number]) for name, number in counts["ko_origin"].items()]
    origins.append(("none given", [counts["concepts"] - sum(counts["ko_origin"].values())]))
    yield from _table("ko_origin", ["concepts"], origins)
    yield ""
    yield from _table("with", ["concepts"], [
        ("established", [counts["established"]]),
        ("ambiguous", [counts["ambiguous"]]),
        ("tickers", [counts["tickers"]]),
        ("no Korean", [counts["without_korean"]]),
    ])  # fmt: skip


def _table(head: str, columns: list[str], rows: list[tuple[str, list[int]]]) -> Iterator[str]:
    """Yield the lines of a table whose widths do not depend on its numbers, up to six digits."""
    widths = [max(8, len(column)) + 2 for column in columns]
    yield f"{head:14}" + "".join(f"{column:>{width}}" for column, width in zip(columns, widths, strict=True))
    for name, numbers in rows:
        yield f"{name:14}" + "".join(f"{number:>{width}}" for number, width in zip(numbers, widths, strict=True))


def _coverage_lines(found: Coverage) -> Iterator[str]:
    share = "" if found["share"] is None else f", {found['known'] / found['pairs']:.1%}"
    yield f"glossed names  {found['pairs']}"
    yield f"known          {found['known']}{share}"
    yield f"mentions       {found['mentions']} of {found['concepts']} concepts"
    for pair in found["unknown"][:MOST_LISTED]:
        yield f"  {pair['count']:4} × {pair['name']}({pair['gloss']})"
    if len(found["unknown"]) > MOST_LISTED:
        yield f"  … and {len(found['unknown']) - MOST_LISTED} more (--json lists all)"
