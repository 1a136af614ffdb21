"""The command that runs the HTTP service: serve."""

from __future__ import annotations

from pathlib import Path

import click

from glossary.cli.opened import chosen_terms, configured, open_source, terms_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Server processes.")
@terms_option
def serve(host: str, port: int, workers: int, terms: tuple[Path, ...]) -> None:
    """Serve the web page and the HTTP API."""
    from dataclasses import replace

    from glossary import opening
    from glossary.web import server

    paths = tuple(map(str, chosen_terms(terms)))
    settings = replace(configured(), terms=paths)
    click.echo("opening the glossary; the first time takes some ten seconds", err=True)
    # Opened once before any worker starts, so that what is wrong is told here and not in every worker's log.
    ready = open_source(opening.source(settings.terms, settings.database_url), cldr=settings.cldr and not paths)
    own, all = ready.snapshot.size, len(ready.snapshot.views)
    beside = f", and {all - own:,} names of countries, languages and currencies beside them" if all > own else ""
    click.echo(f"{own:,} concepts{beside}; revision {ready.edition.revision}", err=True)
    server.serve(host, port, workers, settings)
