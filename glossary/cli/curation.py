"""The commands for who edits a glossary file: lint, fmt, add."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from importlib.resources import as_file
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossary.cli.opened import TERMS, chosen_terms, terms_option
from glossary.cli.terminal import fail, print_bytes, print_json, print_line, reason
from glossary.errors import InvalidGlossary, Problem
from glossary.model import CATEGORIES, ORIGINS

if TYPE_CHECKING:
    from glossary.model import Concept

DEFAULT_FILE = Path("data", "terms.yaml")  # what `add` edits where none is named: that of a checkout


@click.command()
@click.argument("path", type=TERMS, required=False)
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Exit status 1 on warnings too.")
@click.option("--fix", is_flag=True, help="Make the mends that are safe in the files, then report the rest.")
@terms_option
def lint(path: Path | None, form: str, strict: bool, fix: bool, terms: tuple[Path, ...]) -> None:
    """Check a glossary file: every problem with its place and mend. Exit status 1 on errors.

    An error must be mended. A warning is mended, or explained in a comment inside the concept: # lint: rule: reason
    """
    from glossary import lint as linter
    from glossary import terms_yaml

    paths = ([path] if path else []) + list(chosen_terms(terms))
    for missing in (one for one in paths if not one.exists()):
        raise click.UsageError(f"{missing}: there is no such file or folder")
    if fix and not paths:
        raise click.UsageError("--fix changes files: name the file or folder to mend")
    with ExitStack() as stack:
        paths = paths or [stack.enter_context(as_file(terms_yaml.packaged_file()))]
        try:
            entries = terms_yaml.entries(paths)
            fixes = linter.fixes(entries) if fix else {}
            _rewrite({Path(f): linter.mended(Path(f).read_bytes().decode("utf-8"), own) for f, own in fixes.items()})
            for file, own in fixes.items():
                click.echo(f"{file}: {len(own)} mended", err=True)
            problems = linter.check(terms_yaml.entries(paths) if fix else entries)
        except InvalidGlossary as error:
            entries, problems = [], list(error.problems)
    for problem in problems:
        if form == "json":
            print_json({field: getattr(problem, field) for field in Problem.__dataclass_fields__})
        else:
            print_line(_as_github(problem) if form == "github" else str(problem))
    concepts = len({entry.concept.id for entry in entries})
    click.echo(f"{concepts} concepts: {_counted(problems)}" if entries else _counted(problems), err=True)
    if any(problem.severity == "error" or strict for problem in problems):
        sys.exit(1)


def _counted(problems: Sequence[Problem]) -> str:
    counts = Counter(problem.severity for problem in problems)
    return ", ".join(f"{counts[what]} {what}{'s' * (counts[what] != 1)}" for what in ("error", "warning"))


def _as_github(problem: Problem) -> str:
    """Return the problem as GitHub shows it beside the line of a pull request (workflow commands)."""
    place = f"file={_escaped(problem.path)},line={problem.line or 1},col={problem.column or 1},title={problem.code}"
    return f"::{problem.severity} {place}::" + f"{problem.message}; {problem.mend}".replace("%", "%25")


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=TERMS, metavar="PATH…")
@click.option("--check", is_flag=True, help="Change nothing; exit status 1 if a file is not in the canonical layout.")
def fmt(paths: tuple[Path, ...], check: bool) -> None:
    """Bring glossary files and folders into the canonical layout; - is standard input.

    All comments stay. The names of the files that change are printed. If one file cannot be loaded, none is changed.
    """
    from glossary import layout, terms_yaml

    if click.get_current_context().obj:
        raise click.UsageError("fmt takes the files to change behind the command, not with --terms")
    piped = Path("-") in paths
    if piped and len(paths) > 1:
        raise click.UsageError("- is written to standard output; give it alone")
    changed: dict[Path, str] = {}
    problems: list[str] = []
    for path in dict.fromkeys(paths):
        files = terms_yaml.files_of([path])
        if not files:
            problems.append(f"{path}: the folder has no .yaml file; name a glossary file or its folder")
        for file in dict.fromkeys(files):
            name = "standard input" if piped else str(file)
            try:
                text = _glossary_text(sys.stdin.buffer.read() if piped else file.read_bytes(), name)
                laid_out = layout.formatted(text, name)
            except (OSError, InvalidGlossary) as error:
                problems.append(reason(name, error))
                continue
            if piped and not check:
                print_bytes(laid_out.encode("utf-8"))
            elif laid_out != text:
                changed[file] = laid_out
    if problems:
        fail("\n".join(problems))
    if not check:
        _rewrite(changed)
    for file in changed:
        print_line("standard input" if piped else str(file))
    if check and changed:
        sys.exit(1)


def _rewrite(contents: Mapping[Path, str]) -> None:
    from glossary import terms_yaml

    try:
        terms_yaml.rewrite(contents)
    except OSError as error:
        where = f"{error.filename}: cannot be written ({error.strerror})"
        fail(f"{where}; free some space or check the rights of its folder")


def _glossary_text(data: bytes, name: str) -> str:
    """Return a glossary file as text, its line ends and byte order mark included."""
    from glossary import terms_yaml

    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        terms_yaml.parse(data, name)  # says where, and which encoding it looks like
        raise


@click.command()
@click.argument("hanzi")
@click.option("--ko", multiple=True, metavar="FORM", help="A Korean form, the preferred one first; may be repeated.")
@click.option("--zh-hant", multiple=True, metavar="FORM", help="A traditional form that derivation does not give.")
@click.option("--en", multiple=True, metavar="FORM", help="A form in Latin letters; may be repeated.")
@click.option("--id", "id", metavar="ID", help="The id, if not that of the English name or the pinyin.")
@click.option("--category", type=click.Choice(CATEGORIES), help="What it is; organization unless told.")
@click.option("--ticker", "tickers", multiple=True, metavar="T", help="A stock symbol; may be repeated.")
@click.option("--source", "refs", multiple=True, metavar="REF", help="Where the name was seen; may be repeated.")
@click.option("--quote", "quotes", multiple=True, metavar="Q", help="The words there: the first of the first source …")
@click.option("--broader", metavar="ID", help="The concept that it belongs to.")
@click.option("--origin", type=click.Choice(ORIGINS), help="How the Korean form arose, where the hanzi do not say.")
@click.option("--terms", "path", type=TERMS, metavar="PATH", help="The file to edit; data/terms.yaml unless told.")
def add(
    hanzi: str,
    ko: tuple[str, ...],
    zh_hant: tuple[str, ...],
    en: tuple[str, ...],
    id: str | None,
    category: str | None,
    tickers: tuple[str, ...],
    refs: tuple[str, ...],
    quotes: tuple[str, ...],
    broader: str | None,
    origin: str | None,
    path: Path | None,
) -> None:
    """Add a concept to a glossary file, from its name in hanzi; print the rows added.

    Simplified or traditional. Without --ko the official transcription is taken.
    """
    from itertools import zip_longest

    from glossary import editing, layout, terms_yaml
    from glossary.model import Source

    if len(quotes) > len(refs):
        raise click.UsageError("a --quote goes with the --source that it is from")
    file = _file_to_edit(path)
    try:
        text = _glossary_text(file.read_bytes(), str(file))
    except OSError as error:
        fail(reason(str(file), error))
    glossary = terms_yaml.parse(text, str(file))
    concept = editing.drafted(
        hanzi,
        category or CATEGORIES[0],
        glossary.by_id,
        id=id,
        ko=ko,
        zh_hant=zh_hant,
        en=en,
        tickers=tickers,
        broader=broader,
        origin=origin,
        sources=[Source(ref, quote) for ref, quote in zip_longest(refs, quotes, fillvalue="")],
    )
    if others := editing.namesakes(glossary, concept):
        click.echo(f"{hanzi} is there already: {', '.join(other.id for other in others)}; nothing was added", err=True)
        sys.exit(1)
    try:
        added = layout.inserted(text, concept, str(file))
    except InvalidGlossary as error:
        click.echo(f"{error}\nnothing was added", err=True)
        sys.exit(1)
    if _has_errors(added, concept):
        click.echo("nothing was added", err=True)
        sys.exit(1)
    _rewrite({file: added})
    if category is None:
        click.echo(f"category: {concept.category} is assumed; --category names another", err=True)
    if not ko:
        click.echo(f"ko: {concept.terms[0].text} is the official transcription; --ko gives the form in use", err=True)
    print_bytes(layout.block(concept).encode("utf-8"))


def _file_to_edit(path: Path | None) -> Path:
    named: tuple[Path, ...] = (*(click.get_current_context().obj or ()), *([path] if path else []))
    if len(named) > 1:
        raise click.UsageError("a concept is added to one file; give --terms once")
    if not named and not DEFAULT_FILE.is_file():
        raise click.UsageError(f"there is no {DEFAULT_FILE} in this folder; name the file to edit with --terms")
    file = named[0] if named else DEFAULT_FILE
    if file.is_dir():
        raise click.UsageError(f"{file} is a folder; name the file in it that the concept goes to")
    return file


def _has_errors(text: str, concept: Concept) -> bool:
    """Tell what the linter finds in one concept of a file's new content; return whether any of it is an error."""
    from glossary import lint as linter
    from glossary import terms_yaml

    problems = linter.check(terms_yaml.entries_in(text), concept.id)
    for problem in problems:
        click.echo(f"{problem.message}; {problem.mend} ({problem.severity} {problem.code})", err=True)
    return any(problem.severity == linter.Severity.ERROR for problem in problems)
