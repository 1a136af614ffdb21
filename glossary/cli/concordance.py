"""The command for kept mentions: concordance."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from glossary.cli.opened import database_url, open_snapshot, refuse_terms
from glossary.cli.terminal import cells, cut, padded, print_json, print_lines
from glossary.errors import ConceptNotFound

if TYPE_CHECKING:
    from glossary.model import Concordance, MonthUse, WrittenMention

MONTHS = 12  # told one by one
_COLUMNS = 110  # of a line that goes to no terminal
_BAR = 30  # cells of the longest
_BESIDE = 46  # cells of a line besides the text around the name: date, a name, source


@click.command()
@click.argument("id", metavar="ID")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Most mentions.")
@click.option("--form", metavar="FORM", help="Only mentions that are written so.")
@click.option("--before", metavar="CURSOR", help="Go on behind the page that gave this.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a mention.")
def concordance(id: str, limit: int, form: str | None, before: str | None, as_json: bool) -> None:
    """Show where a concept was written, in the articles that were kept with annotate --store.

    The newest first, those without a date last. Before the first page: how often in which form, and in which month.
    """
    from glossary import opening

    refuse_terms("concordance")
    view = open_snapshot(()).views.get(id)
    with opening.open_store(database_url()) as store:
        found = store.concordance(id, form=form, before=before, limit=limit)
    if not found["forms"] and view is None:
        raise ConceptNotFound(id)
    if as_json:
        for mention in found["mentions"]:
            print_json(mention)
    else:
        if before is None:
            print_lines(_head(id, [] if view is None else [view["ko"]["preferred"], *view["zh_hans"][:1]], found))
        print_lines(_lines(found["mentions"]))
    if found["next"] is not None:
        click.echo(f"more: --before {found['next']}", err=True)


def _head(id: str, names: list[str | None], found: Concordance) -> Iterator[str]:
    yield "  ".join((id, *filter(None, names)))
    if not found["forms"]:
        yield "no mentions are kept; annotate articles with --store"
        return
    width = max(12, *(cells(use["form"]) + 2 for use in found["forms"]))
    for use in found["forms"]:
        last = "no date" if use["last"] is None else f"last in {use['last']}"
        yield f"  {padded(use['form'], width)}{use['status']:<12}{use['mentions']:>9,}  {last}"
    if found["months"]:
        yield from _months(found["months"])
    yield ""


def _months(months: list[MonthUse]) -> Iterator[str]:
    """Yield the newest months, and what comes before them in one line."""
    dated = [use for use in months if use["month"] is not None]
    shown = dated[: -MONTHS - 1 : -1]
    most = max((use["mentions"] for use in shown), default=1)
    for use in shown:
        bar = "▇" * -(-use["mentions"] * _BAR // most)
        yield f"  {use['month']}     {use['mentions']:>9,}  {bar}"
    if earlier := sum(use["mentions"] for use in dated[:-MONTHS]):
        yield f"  earlier     {earlier:>9,}"
    if undated := sum(use["mentions"] for use in months if use["month"] is None):
        yield f"  no date     {undated:>9,}"


def _lines(mentions: list[WrittenMention]) -> Iterator[str]:
    """Yield the mentions, each on a line, their names below each other."""
    columns = shutil.get_terminal_size((_COLUMNS, 24)).columns if sys.stdout.isatty() else _COLUMNS
    side = max(12, (columns - _BESIDE) // 2)
    for one in mentions:
        left = padded(cut(one["left"], side, left=True), side, right=True)
        name = f"[{one['form']}]"
        right = padded(cut(one["right"], side - max(0, cells(name) - 8)), side + 8 - cells(name))
        where = one["source"] if one["source"] == one["article"] else f"{one['source']} {one['article']}"
        flag = " (deprecated)" if one["status"] == "deprecated" else ""
        yield f"{(one['date'] or 'no date')[:10]:<10}  {left}{name}{right}  {where}{flag}"
