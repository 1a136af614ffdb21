"""The command line. Commands read input, call one function, and write the answer; imports wait until they are used.

Results go to stdout, messages to stderr. Exit status: 0 done; 1 problems found or some inputs unreadable; 2 bad usage
or nothing could be done.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NoReturn

import click

from glossary.errors import GlossaryError, InvalidGlossary, InvalidInput, Problem
from glossary.model import CATEGORIES, ORIGINS

if TYPE_CHECKING:
    from types import FrameType

    from glossary.cache import Ready
    from glossary.config import Settings
    from glossary.corpus import Outcome, Progress
    from glossary.documents import Article, Desk
    from glossary.documents.ignored import Ignored
    from glossary.documents.styles import Style
    from glossary.lookup import Explanation
    from glossary.model import Annotation, Concept, Transcription
    from glossary.opening import Opened, Source
    from glossary.snapshot import Snapshot
    from glossary.stats import Counts, Coverage
    from glossary.store import Applied, Revision

LONGEST_QUERY = 500
PAGES = (".html", ".htm")  # what is read as a page, and not as plain text, unless told otherwise
MOST_LISTED = 20  # ids under one revision of the history, unknown names under coverage
MOST_WAYS = 4  # shown for each concept of an explanation
TERMS = click.Path(path_type=Path)
DEFAULT_FILE = Path("data", "terms.yaml")  # what `add` edits where none is named: that of a checkout


def _terms_option(command: Any) -> Any:
    return click.option(
        "--terms", "terms", type=TERMS, multiple=True, metavar="PATH",
        help="A glossary file or folder to use instead of the database; may be repeated.",
    )(command)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@_terms_option
@click.version_option(package_name="ko-zh-glossary", prog_name="glossary")
@click.pass_context
def main(context: click.Context, terms: tuple[Path, ...]) -> None:
    """Chinese names in Korean, Chinese and English: look them up, find them in articles.

    중국 이름의 한국어·중국어·영어 표기를 찾고 기사에 표시합니다.
    """
    context.obj = terms


def _terms(own: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the paths given before the command and those given behind it; without any, those of the environment."""
    before: tuple[Path, ...] = click.get_current_context().obj or ()
    return (*before, *own) or tuple(map(Path, _settings().terms))


@contextmanager
def _opened(own: tuple[Path, ...]) -> Iterator[Opened]:
    """Open the glossary in use; what is not as expected is told."""
    from glossary import opening

    with opening.open_configured(_terms(own), _database_url()) as opened:
        for notice in opened.notices:
            click.echo(notice, err=True)
        yield opened


def _snapshot(own: tuple[Path, ...]) -> Snapshot:
    """Return the glossary in use, ready to answer."""
    return _ready(own).snapshot


def _ready(own: tuple[Path, ...]) -> Ready:
    """Return the glossary in use, which it is, and where its index is kept."""
    from glossary import opening

    paths = _terms(own)
    source = opening.FixedFileSource(paths) if paths else opening.StoreSource(_database_url(), upgrade=False)
    return _ready_of(source, cldr=_settings().cldr and not paths)  # named files are used as they are


def _ready_of(source: Source, *, cldr: bool) -> Ready:
    """Return a source's glossary, ready to answer; what is not as expected is told."""
    from glossary import cache

    ready = cache.open_snapshot(source, cldr=cldr)
    source.close()
    for notice in (*source.notices, ready.notice):
        if notice:
            click.echo(notice, err=True)
    return ready


def _settings() -> Settings:
    from glossary.config import Settings

    return Settings.from_env(os.environ)


def _database_url() -> str | None:
    return _settings().database_url


def _no_terms(command: str) -> None:
    if _terms(()):
        raise click.UsageError(f"--terms names a glossary that is not stored; {command} works on the database")


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


def _print_json(value: object) -> None:
    """Print one compact JSON object as a line of UTF-8, whatever the locale, and flush it."""
    _print_bytes((json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "surrogatepass"))


def _print_line(line: str) -> None:
    """Print a line for people; what their terminal's encoding lacks becomes a question mark."""
    _print_bytes((line + "\n").encode(sys.stdout.encoding or "utf-8", "replace"))


def _print_bytes(data: bytes) -> None:
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader went away (| head): no error of ours, and stdout must not be flushed again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(0) from None


def _checked(query: str) -> str:
    if len(query) > LONGEST_QUERY:
        raise click.UsageError(f"a query may have {LONGEST_QUERY} characters, this one has {len(query)}; shorten it")
    return query


@main.command()
@click.argument("queries", nargs=-1, metavar="QUERY…")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Most results per query.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a query.")
@click.option("--batch", type=click.File("rb"), metavar="FILE", help="Read one query a line; - is standard input.")
@click.option("--explain", is_flag=True, help="Show what was looked for, and why the first beats the others.")
@_terms_option
def lookup(
    queries: tuple[str, ...], limit: int, as_json: bool, batch: IO[bytes] | None, explain: bool, terms: tuple[Path, ...]
) -> None:
    """Look names up, however they are typed: 승등, 昇騰, shengteng, ㅅㅌ, tjdxjd."""
    if batch is None and not queries:
        raise click.UsageError("name a query, or --batch FILE")
    if batch is not None and (queries or not as_json):
        raise click.UsageError("--batch goes with --json, and without queries of its own")
    if explain and as_json:
        raise click.UsageError("--explain is for people; leave --json out")
    for query in queries:
        _checked(query)
    snapshot = _snapshot(terms)
    if batch is not None:
        _lookup_lines(snapshot, batch, limit)
        return
    for query in queries:
        result = snapshot.lookup(query, limit)
        if as_json:
            _print_json(result)
        else:
            _print_lines(_result_lines(result))
            if explain:
                _print_lines(_explanation_lines(snapshot.index.explain(query, limit)))


def _lookup_lines(snapshot: Snapshot, lines: IO[bytes], limit: int) -> None:
    """Answer each line in order. Lines end at LF alone; a CR before it is dropped, nothing else is trimmed."""
    unreadable = False
    for number, line in enumerate(lines, 1):
        try:
            query = line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8")
            if len(query) > LONGEST_QUERY:
                raise ValueError(f"longer than {LONGEST_QUERY} characters")
        except ValueError as error:
            reason = "not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            click.echo(f"{lines.name}:{number}: {reason}; answered as an empty query", err=True)
            query, unreadable = "", True
        _print_json(snapshot.lookup(query, limit))
    if unreadable:
        sys.exit(1)


def _result_lines(result: Any) -> Iterator[str]:
    if not result["results"]:
        yield f"{result['query']}: no such name"
        if near := result["did_you_mean"]:
            yield f"  did you mean {', '.join(name['form'] for name in near)}?"
        if written := result["transcription"]:
            sino_korean = f", {written['sino_korean'][0]} in Sino-Korean" if written["sino_korean"] else ""
            yield f"  by the official rule {written['hangul']} ({written['pinyin']}){sino_korean}"
    for hit in result["results"]:
        concept, match = hit["concept"], hit["match"]
        hanzi = "/".join(dict.fromkeys((*concept["zh_hans"][:1], *concept["zh_hant"][:1])))
        names = (concept["ko"]["preferred"], hanzi, *concept["en"][:1], *concept["pinyin"][:1])
        slips = f", {match['edits']} slip{'s' * (match['edits'] > 1)}" if match["edits"] else ""
        why = f"{match['via']}: {match['form']}{slips}"
        if match["term"] in concept["ko"]["deprecated"]:
            why += ", deprecated"
        yield f"{hit['score']:.2f}  {hit['id']:<24} {'  '.join(filter(None, names))}  ({why})"


def _explanation_lines(explained: Explanation) -> Iterator[str]:
    if explained.known:
        yield "  a word of its own: no slips and no guesses"
    yield "  looked for: " + ", ".join(f"{via} {key}" for via, key in dict.fromkeys(explained.asked))
    costs = [ways[0].cost for ways in explained.ways.values()]
    for (id, ways), next_cost in zip(explained.ways.items(), (*costs, None)[1:], strict=True):
        yield f"  {id}:"
        for way in ways[:MOST_WAYS]:
            slips = f", {way.edits} slip{'s' * (way.edits > 1)}" if way.edits else ""
            term = "" if way.term == way.form else f" of {way.term}"
            yield f"    {way.cost:.3f}  {way.via}: {way.form}{term} ({way.status}{slips})"
        if next_cost is not None:
            lead = next_cost - ways[0].cost
            yield f"    before the next by {lead:.3f}" if lead else "    before the next by the order of equals"


@main.command()
@click.argument("prefix")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_terms_option
def suggest(prefix: str, as_json: bool, terms: tuple[Path, ...]) -> None:
    """Complete a name from its beginning: 화ㅇ, hua, 华."""
    answer = _snapshot(terms).suggest(_checked(prefix))
    if as_json:
        _print_json(answer)
    else:
        for suggestion in answer["suggestions"]:
            _print_line(f"{suggestion['form']}\t{suggestion['id']}")


@main.command()
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option(
    "--to",
    default="json",
    show_default=True,
    metavar="FORMAT",
    help="json, html, gloss, normalized or webannotation.",
)
@click.option("--from", "kind", metavar="KIND", help="text or html; unless told, .html and .htm are pages.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Write one file an article here.")
@click.option("--encoding", metavar="NAME", help="The articles' encoding, if not UTF-8: cp949, utf-16 …")
@click.option("--style", metavar="NAME", help="The house style of glosses: hant-en, market, en-hans …")
@click.option("--styles", "styles_file", type=TERMS, metavar="FILE", help="House styles of your own (TOML).")
@click.option("--ignore", type=TERMS, metavar="FILE", help="What is never marked: a form, or id:CONCEPT, a line.")
@click.option("--report", is_flag=True, help="Print what was found, for people, in place of the articles.")
@click.option("--explain", is_flag=True, help="Print why each form that needs evidence is marked or not.")
@click.option("--fail-on", type=click.Choice(["deprecated"]), help="Exit with 1 if an article has such a spelling.")
@click.option("--corpus", type=TERMS, metavar="IN", help="Annotate JSONL (.gz, .zst), Parquet or a folder, into -o.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes for a corpus; as many as cores.")
@click.option("--resume", is_flag=True, help="Go on with a corpus where an earlier run was stopped.")
@click.option("--id-field", default="id", show_default=True, metavar="NAME", help="What a record's id is called.")
@click.option("--text-field", default="text", show_default=True, metavar="NAME", help="What its text is called.")
@_terms_option
def annotate(
    files: tuple[str, ...],
    to: str,
    kind: str | None,
    output: Path | None,
    encoding: str | None,
    style: str | None,
    styles_file: Path | None,
    ignore: Path | None,
    report: bool,
    explain: bool,
    fail_on: str | None,
    corpus: Path | None,
    workers: int | None,
    resume: bool,
    id_field: str,
    text_field: str,
    terms: tuple[Path, ...],
) -> None:
    """Mark the glossary's names in articles; - is standard input."""
    from glossary import documents

    _articles_or_corpus()
    if corpus is not None and output is not None:
        _annotate_corpus(corpus, output, workers, resume, (id_field, text_field), encoding, terms)
        return
    if to not in documents.FORMATS:
        raise click.UsageError(f"no format is called {to!r}; choose one of {', '.join(documents.FORMATS)}")
    if kind is not None and kind not in documents.KINDS:
        raise click.UsageError(f"no articles come as {kind!r}; choose one of {', '.join(documents.KINDS)}")
    format = documents.FORMATS[to]
    chosen = _house_style(style, styles_file)
    targets = _targets(files, output, format.extension)
    snapshot = _snapshot(terms)
    never = _ignored(snapshot, ignore)
    desk = documents.Desk(lambda text: never.left_out(snapshot.annotate(text)), snapshot.views, chosen)
    for_people = report or explain
    if output is not None:
        _make_folder(output)
    failed = wrong = 0
    for file in files:
        read = _article(file, encoding)
        if read is None:
            failed += 1
            continue
        data, text = read
        is_page = Path(file).suffix.lower() in PAGES
        article = documents.KINDS[kind or ("html" if is_page else "text")](text)
        annotation = article.annotated(desk.annotate)
        deprecated = list(documents.report.deprecated(file, article, annotation)) if fail_on else []
        wrong += len(deprecated)
        decisions = never.undoubted(snapshot.annotator.explain(article.text)) if for_people else []
        if report:
            _print_lines(documents.report.lines(file, article, annotation, decisions))
        else:
            for line in deprecated:
                click.echo(line, err=True)
        if explain:
            _print_lines(documents.report.explained(file, article, decisions))
        if output is None:
            if not for_people:
                _print_article(file, to, article, annotation, desk)
            continue
        content = format.write(article, annotation, desk)
        try:
            if to == "html" and isinstance(article, documents.Page):
                written = documents.encoded_like(data, content, file, encoding)
            else:
                written = content.encode("utf-8", "surrogatepass")
            _write_whole(targets[file], written)
        except GlossaryError as error:
            click.echo(str(error), err=True)
            failed += 1
    if failed or wrong:
        sys.exit(2 if failed == len(files) else 1)


# Of the options of `annotate`: what only corpora have, and what they have as well.
_OF_CORPORA = {"workers": "--workers", "resume": "--resume", "id_field": "--id-field", "text_field": "--text-field"}
_OF_BOTH = {"corpus", "output", "encoding", "terms"}


def _articles_or_corpus() -> None:
    """Refuse a command line that is neither for articles nor for a corpus."""
    context = click.get_current_context()
    given = [
        parameter
        for parameter in context.command.params
        if parameter.name and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE
    ]
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
    if context.params["output"] is None:
        raise click.UsageError("--corpus needs -o with the folder to write")


def _annotate_corpus(
    path: Path,
    output: Path,
    workers: int | None,
    resume: bool,
    fields: tuple[str, str],
    encoding: str | None,
    terms: tuple[Path, ...],
) -> None:
    """Annotate a corpus; stopped by Ctrl-C or SIGTERM it can be resumed."""
    from glossary import corpus

    stopped_by = signal.SIGINT

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped_by
        stopped_by = signal.Signals(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    shows = sys.stderr.isatty()
    try:
        outcome = corpus.annotate(
            corpus.Corpus(path, corpus.Fields(*fields), encoding),
            _ready(terms),
            output,
            workers=workers or _cores(),
            resume=resume,
            progress=_show_progress if shows else lambda progress: None,
        )
    except KeyboardInterrupt:
        click.echo(f"{_CLEARED * shows}stopped; --resume goes on with {output}", err=True)
        sys.exit(128 + stopped_by)
    finally:
        signal.signal(signal.SIGTERM, before)
        click.echo(_CLEARED * shows, err=True, nl=False)
    _tell_outcome(outcome, output)


_CLEARED = "\r\x1b[K"


def _show_progress(progress: Progress) -> None:
    minutes, seconds = divmod(round(progress.left), 60)
    hours, minutes = divmod(minutes, 60)
    left = f"{hours}:{minutes:02}:{seconds:02}"
    line = f"{progress.articles:,} articles, {progress.rate:,.0f} a second, {progress.share:.0%}, {left} left"
    click.echo(_CLEARED + line, err=True, nl=False)


def _tell_outcome(outcome: Outcome, output: Path) -> None:
    for one in outcome.unread:
        click.echo(one, err=True)
    told = f"{outcome.annotated:,} annotated, {outcome.rejected:,} rejected"
    if outcome.unread:
        click.echo(f"{told}; not finished: --resume tries again what could not be read", err=True)
        sys.exit(1 if outcome.annotated else 2)
    if outcome.rejected:
        click.echo(f"{told}: {output / 'rejects.jsonl'} says why", err=True)
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
    _print_json({"file": file, **own, **article.located(annotation)})


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
        _fail(_reason(str(file), error))


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


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _fail(f"{folder}: the output folder cannot be made ({error.strerror}); name another with -o")


def _write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        _fail(f"{target}: cannot be written ({error.strerror}); free some space or choose another folder with -o")


def _rewrite(contents: dict[Path, str]) -> None:
    """Give files new content, with the rights they have: each whole or not at all, and none if one has no room."""
    partials: dict[Path, Path] = {}
    try:
        for named, content in contents.items():
            target = named.resolve()  # behind a link, the file changes, not the link
            partials[target] = target.with_name(f".{target.name}.{os.getpid()}.part")
            partials[target].write_bytes(content.encode("utf-8"))
            shutil.copymode(target, partials[target])
        for target, partial in partials.items():
            partial.replace(target)
    except OSError as error:
        for partial in partials.values():
            partial.unlink(missing_ok=True)
        _fail(f"{target}: cannot be written ({error.strerror}); free some space or check the rights of its folder")


def _article(file: str, encoding: str | None) -> tuple[bytes, str] | None:
    """Return an article as it came, and its text; None for one that cannot be read, which is told."""
    from glossary import documents

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data, documents.decode(data, file, encoding)
    except (OSError, GlossaryError) as error:
        click.echo(_reason(file, error), err=True)
    return None


def _reason(file: str, error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{file}: cannot be read ({error.strerror}); check the path and its rights"
    return str(error)


@main.command()
@click.argument("names", nargs=-1, required=True, metavar="HANZI…")
@click.option("--as", "kind", type=click.Choice(["person", "place", "other"]), help="What the names are names of.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a name.")
@_terms_option
def transcribe(
    names: tuple[str, ...], kind: Literal["person", "place", "other"] | None, as_json: bool, terms: tuple[Path, ...]
) -> None:
    """Write names in hanzi in Hangul by the official rule: 重庆 is 충칭."""
    for name in names:
        _checked(name)
    snapshot = _snapshot(terms)
    failed = 0
    for name in names:
        try:
            answer = snapshot.transcribe(name, kind)
        except InvalidInput as error:
            failed += 1
            click.echo(str(error), err=True)
            continue
        if as_json:
            _print_json(answer)
        else:
            _print_lines(_transcription_lines(answer, snapshot))
    if failed:
        sys.exit(2 if failed == len(names) else 1)


def _transcription_lines(answer: Transcription, snapshot: Snapshot) -> Iterator[str]:
    yield f"{answer['hanzi']}  {answer['hangul']}  {answer['pinyin']}  ({answer['rule']})"
    for other in answer["alternatives"]:
        yield f"  or {other['hangul']}  {other['pinyin']}  ({other['why']})"
    if answer["sino_korean"]:
        yield f"  Sino-Korean: {', '.join(answer['sino_korean'])}"
    if answer["concept"] is not None:
        listed = snapshot.views[answer["concept"]]["ko"]["preferred"]
        yield f"  listed: {answer['concept']}" + (f", {listed}" if listed else "")


@main.command()
@click.argument("text")
@click.option("--to", type=click.Choice(["hans", "hant", "tw", "hk"]), required=True, help="The script to convert to.")
@_terms_option
def convert(text: str, to: str, terms: tuple[Path, ...]) -> None:
    """Convert Chinese between scripts, the glossary's names first; - is standard input."""
    if text == "-":
        from glossary import documents

        text = documents.decode(sys.stdin.buffer.read(), "standard input")
    converted = _snapshot(terms).convert(text, to)
    _print_bytes((converted + "\n" * (not converted.endswith("\n"))).encode("utf-8", "surrogatepass"))


@main.command()
@click.argument("path", type=TERMS, required=False)
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Exit status 1 on warnings too.")
@click.option("--fix", is_flag=True, help="Make the mends that are safe in the files, then report the rest.")
@_terms_option
def lint(path: Path | None, form: str, strict: bool, fix: bool, terms: tuple[Path, ...]) -> None:
    """Check a glossary file: every problem with its place and mend. Exit status 1 on errors.

    An error must be mended. A warning is mended, or explained in a comment inside the concept: # lint: rule: reason
    """
    from glossary import lint as linter
    from glossary import terms_yaml

    paths = ([path] if path else []) + list(_terms(terms))
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
            _print_json({field: getattr(problem, field) for field in Problem.__dataclass_fields__})
        else:
            _print_line(_as_github(problem) if form == "github" else str(problem))
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


@main.command()
@click.argument("files", nargs=-1, metavar="[FILE…]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--encoding", metavar="NAME", help="The articles' encoding, if not UTF-8: cp949, utf-16 …")
@_terms_option
def stats(files: tuple[str, ...], as_json: bool, encoding: str | None, terms: tuple[Path, ...]) -> None:
    """Count what the glossary holds; with articles, how many of their glossed names it knows; - is standard input."""
    if not files:
        from glossary.stats import counted

        with _opened(terms) as opened:
            counts, revision = counted(opened.glossary), opened.revision
        if as_json:
            _print_json({"revision": revision, **counts})
        else:
            _print_lines(_counts_lines(counts))
        return
    from glossary.stats import coverage

    snapshot = _snapshot(terms)

    def annotated() -> Iterator[tuple[str, Annotation]]:
        for file in files:
            if (read := _article(file, encoding)) is not None:
                _, text = read
                yield text, snapshot.annotate(text)

    found = coverage(annotated())
    if found["files"]:
        if as_json:
            _print_json({"revision": snapshot.revision, **found})
        else:
            _print_lines(_coverage_lines(found))
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


@main.command()
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
                problems.append(_reason(name, error))
                continue
            if piped and not check:
                _print_bytes(laid_out.encode("utf-8"))
            elif laid_out != text:
                changed[file] = laid_out
    if problems:
        _fail("\n".join(problems))
    if not check:
        _rewrite(changed)
    for file in changed:
        _print_line("standard input" if piped else str(file))
    if check and changed:
        sys.exit(1)


def _glossary_text(data: bytes, name: str) -> str:
    """Return a glossary file as text, its line ends and byte order mark included."""
    from glossary import terms_yaml

    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        terms_yaml.parse(data, name)  # says where, and which encoding it looks like
        raise


@main.command()
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
        _fail(_reason(str(file), error))
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
    _print_bytes(layout.block(concept).encode("utf-8"))


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


@main.command()
@click.argument("path", type=TERMS)
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
def load(path: Path, dry_run: bool) -> None:
    """Make the database agree with a glossary file or folder; - is standard input.

    One line for each concept added (+), changed (~) or removed (-). The same glossary again changes nothing.
    """
    from glossary import opening, terms_yaml

    _no_terms("load")
    if str(path) == "-":
        source, glossary = "standard input", terms_yaml.parse(sys.stdin.buffer.read(), "standard input")
    else:
        source, glossary = str(path), terms_yaml.load([path])
    with opening.open_store(_database_url()) as store:
        if dry_run:
            applied = store.compare(glossary)
        else:
            store.upgrade()
            applied = store.replace(glossary, source)
    _print_lines(_applied_lines(applied, dry_run))


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


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        _print_line(line)


@main.command()
@click.option("--since", type=click.IntRange(0), default=0, metavar="N", help="Only the revisions after this one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a revision.")
def history(since: int, as_json: bool) -> None:
    """List the database's revisions: when each came, from where, and what it changed."""
    from glossary import opening
    from glossary.store import timestamp

    _no_terms("history")
    with opening.open_store(_database_url()) as store:
        revisions = []
        if store.version() is not None:
            store.upgrade(existing=False)
            revisions = store.history(since)
    for revision in revisions:
        if as_json:
            _print_json(
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
            _print_lines(_revision_lines(revision))
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


@main.command()
@click.argument("revision", type=click.IntRange(1))
def restore(revision: int) -> None:
    """Make an earlier revision's glossary the present one, as a new revision."""
    from glossary import opening

    _no_terms("restore")
    with opening.open_store(_database_url()) as store:
        store.upgrade()
        applied = store.restore(revision)
    _print_lines(_applied_lines(applied))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Server processes.")
@_terms_option
def serve(host: str, port: int, workers: int, terms: tuple[Path, ...]) -> None:
    """Serve the web page and the HTTP API."""
    from dataclasses import replace

    from glossary import opening
    from glossary.web import server

    paths = tuple(map(str, _terms(terms)))
    settings = replace(_settings(), terms=paths)
    # Opened once before any worker starts, so that what is wrong is told here and not in every worker's log.
    ready = _ready_of(opening.source(settings.terms, settings.database_url), cldr=settings.cldr and not paths)
    click.echo(f"{ready.snapshot.size} concepts, revision {ready.edition.revision}", err=True)
    server.serve(host, port, workers, settings)


def run() -> None:
    """Run the command line; what the program raises on purpose becomes a message and exit status 2."""
    try:
        main(standalone_mode=False)
    except click.exceptions.Exit as exit:
        sys.exit(exit.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except GlossaryError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"cannot go on: {error.strerror or error}")
