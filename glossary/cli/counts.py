"""The command that counts: stats."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossary.cli.opened import database_url, open_glossary, open_snapshot, refuse_terms, terms_option
from glossary.cli.terminal import cells, padded, print_json, print_lines, read_article, write_whole

if TYPE_CHECKING:
    from glossary.model import Annotation
    from glossary.stats import Counts, Coverage
    from glossary.usage import Usage

MOST_LISTED = 20  # unknown names under coverage, names in a corpus


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE…]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--encoding", metavar="NAME", help="The articles' encoding, if not UTF-8: cp949, utf-16 …")
@click.option("--corpus", "of_corpus", is_flag=True, help="Count names in annotated corpora, or in all that is kept.")
@click.option("--svg", "picture", type=click.Path(path_type=Path), metavar="FILE", help="Draw that as a picture.")
@terms_option
def stats(
    files: tuple[str, ...],
    as_json: bool,
    encoding: str | None,
    of_corpus: bool,
    picture: Path | None,
    terms: tuple[Path, ...],
) -> None:
    """Count what the glossary holds; with articles, how many of their glossed names it knows; - is standard input.

    With --corpus: which names stand in how many articles, and which deprecated forms still do. Each PATH is the folder
    that annotate --corpus wrote; without any, the articles that annotate --store kept are counted.
    """
    if of_corpus:
        if encoding is not None:
            raise click.UsageError("--encoding is for articles; leave it out with --corpus")
        _corpus_stats([Path(file) for file in files], as_json, picture, terms)
        return
    if picture is not None:
        raise click.UsageError("--svg goes with --corpus")
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


def _corpus_stats(folders: list[Path], as_json: bool, picture: Path | None, terms: tuple[Path, ...]) -> None:
    from glossary import corpus, opening, usage

    if not folders:
        refuse_terms("stats --corpus without a folder", terms)
    snapshot = open_snapshot(terms)
    if folders:
        found = usage.counted(corpus.annotated(folders))
    else:
        with opening.open_store(database_url()) as store:
            found = store.usage()
    told = usage.told(found, snapshot.views)
    if picture is not None:
        write_whole(picture, usage.svg(told).encode())
    if as_json:
        print_json({"revision": snapshot.revision, **told})
    else:
        print_lines(_usage_lines(told))


def _usage_lines(told: Usage) -> Iterator[str]:
    yield f"{told['articles']:,} articles, {told['mentions']:,} mentions of {len(told['names']):,} concepts"
    names = [(one["name"], one["hanzi"], one["articles"], one["mentions"]) for one in told["names"]]
    yield from _listed("name", "", names)
    wrong = [(one["form"], one["instead"], one["articles"], one["mentions"]) for one in told["deprecated"]]
    yield from _listed("deprecated", "instead", wrong)


def _listed(head: str, beside: str, rows: Sequence[tuple[str, str | None, int, int]]) -> Iterator[str]:
    """Yield a table of names, each with another beside it, in how many articles it stands, and how often."""
    shown = rows[:MOST_LISTED]
    if not shown:
        return
    first = max(12, *(cells(name) for name, *_ in shown)) + 2
    second = max(8, *(cells(other or "") for _, other, *_ in shown)) + 2
    yield ""
    yield f"{head:{first}}{beside:{second}}{'articles':>10}{'mentions':>12}"
    for name, other, articles, mentions in shown:
        yield f"{padded(name, first)}{padded(other or '', second)}{articles:>10,}{mentions:>12,}"
    if len(rows) > MOST_LISTED:
        yield f"… and {len(rows) - MOST_LISTED:,} more (--json lists all)"


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
