"""The commands for what readers propose: proposals, and proposals export."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossary.cli.opened import TERMS, database_url, refuse_terms
from glossary.cli.terminal import print_bytes, print_json, print_lines, reason

if TYPE_CHECKING:
    from glossary.store import Proposal, Step, Store


@click.group(invoke_without_command=True)
@click.option("--state", type=click.Choice(["open", "accepted", "refused"]), help="Only proposals of this state.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a proposal.")
@click.pass_context
def proposals(context: click.Context, state: str | None, as_json: bool) -> None:
    """List what readers proposed for the glossary, and what became of it."""
    if context.invoked_subcommand is not None:
        return
    from glossary.store import State

    with _opened() as store:
        listed = [] if store is None else store.proposals.all(None if state is None else State(state))
        found = [(proposal, store.proposals.steps(proposal.number)) for proposal in listed if store is not None]
    for proposal, steps in found:
        if as_json:
            print_json(_as_json(proposal, steps))
        else:
            print_lines(_lines(proposal, steps))
    if not found:
        click.echo("there is no such proposal" if state else "nothing has been proposed yet", err=True)


@proposals.command()
@click.argument("file", type=TERMS)
def export(file: Path) -> None:
    """Print the accepted proposals that a glossary file lacks, as a patch for git apply.

    Exit status 1 if some were left out, for the file has another change of the same concept.
    """
    from glossary import review
    from glossary.store import State

    with _opened() as store:
        accepted = [] if store is None else store.proposals.all(State.ACCEPTED)
    try:
        text = file.read_bytes().decode("utf-8")
    except OSError as error:
        raise click.UsageError(reason(str(file), error)) from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{file}: the file is not UTF-8; save it as UTF-8") from None
    found = review.exported(accepted, text, str(file))
    print_bytes(review.patch(text, found.text, _in_tree(file)).encode("utf-8"))
    for id in found.left_out:
        click.echo(
            f"{id}: the file has another change of it, so the accepted one is left out; merge it by hand", err=True
        )
    if found.left_out:
        sys.exit(1)


@contextmanager
def _opened() -> Iterator[Store | None]:
    """Open the configured database; None where there is none yet."""
    from glossary import opening

    refuse_terms("proposals")
    with opening.open_store(database_url()) as store:
        there = store.version() is not None
        if there:
            store.upgrade(existing=False)
        yield store if there else None


def _in_tree(file: Path) -> str:
    """Return the file's path as git knows it from this folder: within it, without steps up."""
    path = os.path.relpath(file)
    return file.name if path.startswith("..") else Path(path).as_posix()


def _as_json(proposal: Proposal, steps: list[Step]) -> dict[str, object]:
    from glossary.store import timestamp

    return {
        "number": proposal.number,
        "version": proposal.version,
        "state": proposal.state,
        "concept": proposal.concept,
        "content": proposal.content,
        "base": proposal.base,
        "base_revision": proposal.base_revision,
        "note": proposal.note,
        "revision": proposal.revision,
        "steps": [
            {
                "kind": step.kind,
                "time": timestamp(step.time),
                "curator": step.curator or None,
                "reason": step.reason or None,
                "content": step.content,
            }
            for step in steps
        ],
    }


def _lines(proposal: Proposal, steps: list[Step]) -> Iterator[str]:
    what = f"corrects {proposal.concept}" if proposal.concept else "a new concept"
    led = "" if proposal.revision is None else f", revision {proposal.revision}"
    yield f"proposal {proposal.number}  {proposal.state}{led}  {what}"
    for step in steps:
        who = f" by {step.curator}" if step.curator else ""
        why = f": {' '.join(step.reason.split())}" if step.reason else ""
        yield f"  {step.time:%Y-%m-%d %H:%M:%S} UTC  {step.kind}{who}{why}"
