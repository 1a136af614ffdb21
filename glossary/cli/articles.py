"""The command for articles and corpora: annotate."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossary.cli.opened import TERMS, database_url, open_ready, open_snapshot, refuse_terms, terms_option
from glossary.cli.terminal import fail, make_folder, print_json, print_lines, read_article, reason, write_whole
from glossary.errors import GlossaryError

if TYPE_CHECKING:
    from types import FrameType

    from glossary.corpus import Fields, Outcome, Progress
    from glossary.documents import Article, Desk
    from glossary.documents.ignored import Ignored
    from glossary.documents.styles import Style
    from glossary.model import Annotation, KeptArticle
    from glossary.snapshot import Snapshot
    from glossary.store import Store


@click.command()
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option(
    "--to",
    default="json",
    show_default=True,
    metavar="FORMAT",
    help="json, html, gloss, normalized or webannotation.",
)
@click.option("--from", "kind", metavar="KIND", help="text or html; unless told, .html and .htm are pages.")
@click.option("-o", "--output", type=click.Path(), metavar="DIR", help="Write one file an article here.")
@click.option("--encoding", metavar="NAME", help="The articles' encoding, if not UTF-8: cp949, utf-16 …")
@click.option("--style", metavar="NAME", help="The house style of glosses: hant-en, market, en-hans …")
@click.option("--styles", "styles_file", type=TERMS, metavar="FILE", help="House styles of your own (TOML).")
@click.option("--ignore", type=TERMS, metavar="FILE", help="What is never marked: a form, or id:CONCEPT, a line.")
@click.option("--report", is_flag=True, help="Print what was found, for people, in place of the articles.")
@click.option("--explain", is_flag=True, help="Print why each form that needs evidence is marked or not.")
@click.option("--fail-on", type=click.Choice(["deprecated"]), help="Exit with 1 if an article has such a spelling.")
@click.option(
    "--corpus", type=click.Path(), metavar="IN", help="Annotate JSONL (.gz, .zst), Parquet or a folder, into -o."
)
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", help="What a corpus is run on.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes for a corpus; as many as cores.")
@click.option("--resume", is_flag=True, help="Go on with a corpus where an earlier run was stopped.")
@click.option("--id-field", default="id", show_default=True, metavar="NAME", help="What a record's id is called.")
@click.option("--text-field", default="text", show_default=True, metavar="NAME", help="What its text is called.")
@click.option("--store", is_flag=True, help="Keep in the database where each name is written.")
@click.option("--keep-text", is_flag=True, help="Keep the articles' texts as well.")
@click.option("--date", metavar="DATE", help="When the articles that are kept were written: 2026-03-02.")
@click.option("--source-field", metavar="NAME", help="What a record's source is called, to be kept.")
@click.option("--date-field", metavar="NAME", help="What its date is called, to be kept.")
@terms_option
def annotate(
    files: tuple[str, ...],
    to: str,
    kind: str | None,
    output: str | None,
    encoding: str | None,
    style: str | None,
    styles_file: Path | None,
    ignore: Path | None,
    report: bool,
    explain: bool,
    fail_on: str | None,
    corpus: str | None,
    engine: str,
    workers: int | None,
    resume: bool,
    id_field: str,
    text_field: str,
    store: bool,
    keep_text: bool,
    date: str | None,
    source_field: str | None,
    date_field: str | None,
    terms: tuple[Path, ...],
) -> None:
    """Mark the glossary's names in articles; - is standard input."""
    from glossary import documents

    _articles_or_corpus()
    if store:
        refuse_terms("--store", terms)
    if corpus is not None and output is not None:
        from glossary.corpus import Fields

        if engine == "spark":
            _annotate_on_spark(corpus, output, Fields(id_field, text_field), terms)
        else:
            fields = Fields(id_field, text_field, source_field, date_field)
            _annotate_here(Path(corpus), Path(output), workers, resume, fields, encoding, terms, store, keep_text)
        return
    when = _date(date)
    if store and "-" in files:
        raise click.UsageError("an article is kept under its name, and standard input has none; leave --store out")
    if to not in documents.FORMATS:
        raise click.UsageError(f"no format is called {to!r}; choose one of {', '.join(documents.FORMATS)}")
    if kind is not None and kind not in documents.KINDS:
        raise click.UsageError(f"no articles come as {kind!r}; choose one of {', '.join(documents.KINDS)}")
    format = documents.FORMATS[to]
    chosen = _house_style(style, styles_file)
    folder = None if output is None else Path(output)
    targets = _targets(files, folder, format.extension)
    snapshot = open_snapshot(terms)
    never = _ignored(snapshot, ignore)
    desk = documents.Desk(lambda text: never.left_out(snapshot.annotate(text)), snapshot.views, chosen)
    for_people = report or explain
    if folder is not None:
        make_folder(folder)
    failed = wrong = 0
    kept: list[KeptArticle] = []
    for file in files:
        read = read_article(file, encoding)
        if read is None:
            failed += 1
            continue
        data, text = read
        article = documents.KINDS[kind or documents.ENDINGS.get(Path(file).suffix.lower(), "text")](text)
        annotation = article.annotated(desk.annotate)
        if store:
            kept.append(
                documents.concordance.kept(article, annotation, source=file, id=file, date=when, text=keep_text)
            )
        deprecated = list(documents.report.deprecated(file, article, annotation)) if fail_on else []
        wrong += len(deprecated)
        decisions = never.undoubted(snapshot.annotator.explain(article.text)) if for_people else []
        if report:
            print_lines(documents.report.lines(file, article, annotation, decisions))
        else:
            for line in deprecated:
                click.echo(line, err=True)
        if explain:
            print_lines(documents.report.explained(file, article, decisions))
        if folder is None:
            if not for_people:
                _print_article(file, to, article, annotation, desk)
            continue
        content = format.write(article, annotation, desk)
        try:
            if to == "html" and isinstance(article, documents.Page):
                written = documents.encoded_like(data, content, file, encoding)
            else:
                written = content.encode("utf-8", "surrogatepass")
            write_whole(targets[file], written)
        except GlossaryError as error:
            click.echo(str(error), err=True)
            failed += 1
    if kept:
        with _database() as database:
            database.keep(kept)
    if failed or wrong:
        sys.exit(2 if failed == len(files) else 1)


def _database() -> Store:
    """Return the database that the glossary in use is from; its tables are there."""
    from glossary import opening

    return opening.open_store(database_url())


def _date(written: str | None) -> str | None:
    from glossary.corpus.records import dated

    try:
        return dated(written)
    except ValueError as error:
        raise click.UsageError(f"--date {error}") from None


# Of the options of `annotate`: what only corpora have, what they have as well, and what goes with --store.
_OF_CORPORA = {
    "engine": "--engine",
    "workers": "--workers",
    "resume": "--resume",
    "id_field": "--id-field",
    "text_field": "--text-field",
    "source_field": "--source-field",
    "date_field": "--date-field",
}
_OF_BOTH = {"corpus", "output", "encoding", "store", "keep_text", "terms"}
_OF_STORE = {
    "keep_text": "--keep-text",
    "date": "--date",
    "source_field": "--source-field",
    "date_field": "--date-field",
}
_NOT_ON_SPARK = {
    "workers": "--workers does not go with --engine spark: the cluster decides how many there are; leave it out",
    "resume": "--resume does not go with --engine spark, which does again what is lost while it runs: a run that was "
    "stopped is begun anew; leave it out",
    "encoding": "--encoding does not go with --engine spark: records are in UTF-8; leave it out",
    "store": "--store does not go with --engine spark, whose machines do not know the database; leave it out",
}


def _articles_or_corpus() -> None:
    """Refuse a command line that is neither for articles nor for a corpus."""
    context = click.get_current_context()
    given = [
        parameter
        for parameter in context.command.params
        if parameter.name and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE
    ]
    if not context.params["store"] and (stray := [_OF_STORE[one.name] for one in given if one.name in _OF_STORE]):
        raise click.UsageError(f"{stray[0]} goes with --store")
    if context.params["corpus"] is None:
        if stray := [_OF_CORPORA[one.name] for one in given if one.name in _OF_CORPORA]:
            raise click.UsageError(f"{stray[0]} goes with --corpus")
        if not context.params["files"]:
            raise click.MissingParameter(ctx=context, param=context.command.params[0])
        return
    for one in given:
        if one.name not in _OF_BOTH and one.name not in _OF_CORPORA:
            what = "an article" if one.name == "files" else one.opts[0]
            raise click.UsageError(
                f"{what} does not go with --corpus, which gives each record's mentions; leave it out"
            )
        if context.params["engine"] == "spark" and one.name in _NOT_ON_SPARK:
            raise click.UsageError(_NOT_ON_SPARK[one.name])
    if context.params["output"] is None:
        raise click.UsageError("--corpus needs -o with the folder to write")


def _annotate_here(
    path: Path,
    output: Path,
    workers: int | None,
    resume: bool,
    fields: Fields,
    encoding: str | None,
    terms: tuple[Path, ...],
    store: bool,
    keep_text: bool,
) -> None:
    """Annotate a corpus; stopped by Ctrl-C or SIGTERM it can be resumed."""
    from glossary import corpus

    shows = sys.stderr.isatty()
    with _stoppable(f"stopped; --resume goes on with {output}"), ExitStack() as stack:
        ready = open_ready(terms)
        database = stack.enter_context(_database()) if store else None
        try:
            outcome = corpus.annotate(
                corpus.Corpus(path, fields, encoding),
                ready,
                output,
                workers=workers or _cores(),
                resume=resume,
                progress=_show_progress if shows else lambda progress: None,
                kept=None if database is None else corpus.Kept(database.keep, database.name, keep_text),
            )
        finally:
            click.echo(_CLEARED * shows, err=True, nl=False)
    _tell_outcome(outcome, output / "rejects.jsonl")


def _annotate_on_spark(path: str, output: str, fields: Fields, terms: tuple[Path, ...]) -> None:
    """Annotate a corpus with Spark, which knows more places than this machine's disks."""
    from glossary.corpus import spark

    with _stoppable(f"stopped, and what was written to {output} is removed; begin anew with the same command"):
        outcome = spark.annotate(path, open_ready(terms), output, fields)
    _tell_outcome(outcome, f"{output}/{spark.folder_of(spark.REJECTS)}")


@contextmanager
def _stoppable(told: str) -> Iterator[None]:
    """Have Ctrl-C and SIGTERM end what is done, tell this, and exit as is usual."""
    stopped_by = signal.SIGINT

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped_by
        stopped_by = signal.Signals(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        click.echo(told, err=True)
        sys.exit(128 + stopped_by)
    finally:
        signal.signal(signal.SIGTERM, before)


_CLEARED = "\r\x1b[K"


def _show_progress(progress: Progress) -> None:
    minutes, seconds = divmod(round(progress.left), 60)
    hours, minutes = divmod(minutes, 60)
    left = f"{hours}:{minutes:02}:{seconds:02}"
    line = f"{progress.articles:,} articles, {progress.rate:,.0f} a second, {progress.share:.0%}, {left} left"
    click.echo(_CLEARED + line, err=True, nl=False)


def _tell_outcome(outcome: Outcome, rejects: Path | str) -> None:
    for one in outcome.unread:
        click.echo(one, err=True)
    told = f"{outcome.annotated:,} annotated, {outcome.rejected:,} rejected"
    if outcome.unread:
        click.echo(f"{told}; not finished: --resume tries again what could not be read", err=True)
        sys.exit(1 if outcome.annotated else 2)
    if outcome.rejected:
        click.echo(f"{told}: {rejects} says why", err=True)
        sys.exit(1 if outcome.annotated else 2)
    click.echo(told, err=True)


def _cores() -> int:
    """Return how many processes can run at once here."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def _print_article(file: str, to: str, article: Article, annotation: Annotation, desk: Desk) -> None:
    """Print one JSON object: the annotation, and in another format than json the whole output."""
    from glossary import documents

    own = {} if to == "json" else {"to": to, "content": documents.FORMATS[to].write(article, annotation, desk)}
    print_json({"file": file, **own, **article.located(annotation)})


def _house_style(name: str | None, file: Path | None) -> Style:
    """Return the style of this name, from a desk's own file or those that come with the program."""
    from glossary.documents import styles

    if name is None:
        if file is not None:
            raise click.UsageError(f"{file} may hold several styles; name one with --style")
        return styles.DEFAULT
    known = styles.packaged() if file is None else styles.parse(_desk_file(file), str(file))
    if name not in known:
        raise click.UsageError(f"no style is called {name!r}; choose one of {', '.join(known)}")
    return known[name]


def _ignored(snapshot: Snapshot, file: Path | None) -> Ignored:
    """Return a desk's own list of what is never to be marked; without a file an empty one."""
    from glossary.documents import ignored

    if file is None:
        return ignored.Ignored()
    known = ignored.parse(_desk_file(file), str(file), snapshot.views)
    for line, concept in known.unknown:
        click.echo(f"{file}:{line}: no concept has the id {concept!r}; nothing is left out for it", err=True)
    return known


def _desk_file(file: Path) -> str:
    """Return the text of a file of house styles, or of names never to be marked."""
    from glossary import documents

    try:
        return documents.decode(file.read_bytes(), str(file))
    except OSError as error:
        fail(reason(str(file), error))


def _targets(files: tuple[str, ...], output: Path | None, extension: str) -> dict[str, Path]:
    """Return where each article's output goes; two articles must not want the same place."""
    targets: dict[str, Path] = {}
    if output is None:
        return targets
    taken: dict[Path, str] = {}
    for file in files:
        target = output / (("stdin" if file == "-" else Path(file).stem) + extension)
        if target in taken:
            raise click.UsageError(
                f"{taken[target]} and {file} would both be written to {target}; annotate them into two folders"
            )
        if any(one != "-" and Path(one).resolve() == target.resolve() for one in files):
            raise click.UsageError(
                f"{target} is one of the articles and would be overwritten; choose another folder with -o"
            )
        taken[target] = file
        targets[file] = target
    return targets
