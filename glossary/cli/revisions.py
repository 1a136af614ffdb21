"""The commands for the database and its revisions: load, history, restore."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossary.cli.opened import TERMS, database_url, refuse_terms
from glossary.cli.terminal import print_json, print_lines

if TYPE_CHECKING:
    from glossary.store import Applied, Revision

MOST_LISTED = 20  # ids under one revision


@click.command()
@click.argument("path", type=TERMS)
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
def load(path: Path, dry_run: bool) -> None:
    """Make the database agree with a glossary file or folder; - is standard input.

    One line for each concept added (+), changed (~) or removed (-). The same glossary again changes nothing.
    """
    from glossary import opening, terms_yaml

    refuse_terms("load")
    if str(path) == "-":
        source, glossary = "standard input", terms_yaml.parse(sys.stdin.buffer.read(), "standard input")
    else:
        source, glossary = str(path), terms_yaml.load([path])
    with opening.open_store(database_url()) as store:
        if dry_run:
            applied = store.compare(glossary)
        else:
            store.upgrade()
            applied = store.replace(glossary, source)
    print_lines(_applied_lines(applied, dry_run))


def _applied_lines(applied: Applied, dry_run: bool = False) -> Iterator[str]:
    for sign, ids in (("+", applied.added), ("~", applied.changed), ("-", applied.removed)):
        for id in ids:
            yield f"{sign} {id}"
    if not applied.changes:
        yield f"nothing to change: revision {applied.revision} is the same"
        return
    counts = _counts(applied, len(applied.moved))
    yield f"dry run, nothing was stored: {counts}" if dry_run else f"revision {applied.revision}: {counts}"


def _counts(what: Applied | Revision, moved: int) -> str:
    counts = f"{len(what.added)} added, {len(what.changed)} changed, {len(what.removed)} removed"
    return f"{counts}, {moved} in another place" if moved else counts


@click.command()
@click.option("--since", type=click.IntRange(0), default=0, metavar="N", help="Only the revisions after this one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a revision.")
def history(since: int, as_json: bool) -> None:
    """List the database's revisions: when each came, from where, and what it changed."""
    from glossary import opening
    from glossary.store import timestamp

    refuse_terms("history")
    with opening.open_store(database_url()) as store:
        revisions = []
        if store.version() is not None:
            store.upgrade(existing=False)
            revisions = store.history(since)
    for revision in revisions:
        if as_json:
            print_json(
                {
                    "revision": revision.number,
                    "time": timestamp(revision.time),
                    "source": revision.source,
                    "concepts": revision.concepts,
                    "added": revision.added,
                    "changed": revision.changed,
                    "removed": revision.removed,
                    "moved": revision.moved,
                }
            )
        else:
            print_lines(_revision_lines(revision))
    if not revisions:
        click.echo(f"no revision after {since}" if since else "nothing has been loaded yet", err=True)


def _revision_lines(revision: Revision) -> Iterator[str]:
    counts = _counts(revision, revision.moved)
    time = f"{revision.time:%Y-%m-%d %H:%M:%S} UTC"
    yield f"revision {revision.number}  {time}  {revision.source}  {revision.concepts} concepts: {counts}"
    signed = [("+", revision.added), ("~", revision.changed), ("-", revision.removed)]
    lines = [f"  {sign} {id}" for sign, ids in signed for id in ids]
    yield from lines[:MOST_LISTED]
    if len(lines) > MOST_LISTED:
        yield f"  … and {len(lines) - MOST_LISTED} more (--json lists all)"


@click.command()
@click.argument("revision", type=click.IntRange(1))
def restore(revision: int) -> None:
    """Make an earlier revision's glossary the present one, as a new revision."""
    from glossary import opening

    refuse_terms("restore")
    with opening.open_store(database_url()) as store:
        store.upgrade()
        applied = store.restore(revision)
    print_lines(_applied_lines(applied))
