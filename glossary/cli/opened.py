"""Which glossary a command works on: named files, or the configured database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from glossary.cache import Ready
    from glossary.config import Settings
    from glossary.opening import Opened, Source
    from glossary.snapshot import Snapshot

TERMS = click.Path(path_type=Path)


def terms_option(command: Any) -> Any:
    """Give a command the option `--terms`."""
    return click.option(
        "--terms", "terms", type=TERMS, multiple=True, metavar="PATH",
        help="A glossary file or folder to use instead of the database; may be repeated.",
    )(command)  # fmt: skip


def chosen_terms(own: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the paths given before the command and those given behind it; without any, those of the environment."""
    before: tuple[Path, ...] = click.get_current_context().obj or ()
    return (*before, *own) or tuple(map(Path, configured().terms))


@contextmanager
def open_glossary(own: tuple[Path, ...]) -> Iterator[Opened]:
    """Open the glossary in use; what is not as expected is told."""
    from glossary import opening

    with opening.open_configured(chosen_terms(own), database_url()) as opened:
        for notice in opened.notices:
            click.echo(notice, err=True)
        yield opened


def open_snapshot(own: tuple[Path, ...]) -> Snapshot:
    """Return the glossary in use, ready to answer."""
    return open_ready(own).snapshot


def open_ready(own: tuple[Path, ...]) -> Ready:
    """Return the glossary in use, which it is, and where its index is kept."""
    from glossary import opening

    paths = chosen_terms(own)
    source = opening.FixedFileSource(paths) if paths else opening.StoreSource(database_url(), upgrade=False)
    return open_source(source, cldr=configured().cldr and not paths)  # named files are used as they are


def open_source(source: Source, *, cldr: bool) -> Ready:
    """Return a source's glossary, ready to answer; what is not as expected is told."""
    from glossary import cache

    ready = cache.open_snapshot(source, cldr=cldr)
    source.close()
    for notice in (*source.notices, ready.notice):
        if notice:
            click.echo(notice, err=True)
    return ready


def configured() -> Settings:
    """Return the settings of the environment."""
    from glossary.config import Settings

    return Settings.from_env(os.environ)


def database_url() -> str | None:
    """Return the configured database; None where none is, for the user's own."""
    return configured().database_url


def refuse_terms(command: str) -> None:
    """Refuse named files to a command that works on the database."""
    if chosen_terms(()):
        raise click.UsageError(f"--terms names a glossary that is not stored; {command} works on the database")
