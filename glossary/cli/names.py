"""The commands for single names: lookup, suggest, transcribe, convert."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

import click

from glossary.cli.opened import open_snapshot, terms_option
from glossary.cli.terminal import print_bytes, print_json, print_line, print_lines
from glossary.errors import InvalidInput

if TYPE_CHECKING:
    from glossary.lookup import Explanation
    from glossary.model import Transcription
    from glossary.snapshot import Snapshot

LONGEST_QUERY = 500
MOST_WAYS = 4  # shown for each concept of an explanation


def _checked(query: str) -> str:
    if len(query) > LONGEST_QUERY:
        raise click.UsageError(f"a query may have {LONGEST_QUERY} characters, this one has {len(query)}; shorten it")
    return query


@click.command()
@click.argument("queries", nargs=-1, metavar="QUERY…")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Most results per query.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a query.")
@click.option("--batch", type=click.File("rb"), metavar="FILE", help="Read one query a line; - is standard input.")
@click.option("--explain", is_flag=True, help="Show what was looked for, and why the first beats the others.")
@terms_option
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
    snapshot = open_snapshot(terms)
    if batch is not None:
        _lookup_lines(snapshot, batch, limit)
        return
    for query in queries:
        result = snapshot.lookup(query, limit)
        if as_json:
            print_json(result)
        else:
            print_lines(_result_lines(result))
            if explain:
                print_lines(_explanation_lines(snapshot.index.explain(query, limit)))


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
        print_json(snapshot.lookup(query, limit))
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


@click.command()
@click.argument("prefix")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@terms_option
def suggest(prefix: str, as_json: bool, terms: tuple[Path, ...]) -> None:
    """Complete a name from its beginning: 화ㅇ, hua, 华."""
    answer = open_snapshot(terms).suggest(_checked(prefix))
    if as_json:
        print_json(answer)
    else:
        for suggestion in answer["suggestions"]:
            print_line(f"{suggestion['form']}\t{suggestion['id']}")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="HANZI…")
@click.option("--as", "kind", type=click.Choice(["person", "place", "other"]), help="What the names are names of.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a name.")
@terms_option
def transcribe(
    names: tuple[str, ...], kind: Literal["person", "place", "other"] | None, as_json: bool, terms: tuple[Path, ...]
) -> None:
    """Write names in hanzi in Hangul by the official rule: 重庆 is 충칭."""
    for name in names:
        _checked(name)
    snapshot = open_snapshot(terms)
    failed = 0
    for name in names:
        try:
            answer = snapshot.transcribe(name, kind)
        except InvalidInput as error:
            failed += 1
            click.echo(str(error), err=True)
            continue
        if as_json:
            print_json(answer)
        else:
            print_lines(_transcription_lines(answer, snapshot))
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


@click.command()
@click.argument("text")
@click.option("--to", type=click.Choice(["hans", "hant", "tw", "hk"]), required=True, help="The script to convert to.")
@terms_option
def convert(text: str, to: str, terms: tuple[Path, ...]) -> None:
    """Convert Chinese between scripts, the glossary's names first; - is standard input."""
    if text == "-":
        from glossary import documents

        text = documents.decode(sys.stdin.buffer.read(), "standard input")
    converted = open_snapshot(terms).convert(text, to)
    print_bytes((converted + "\n" * (not converted.endswith("\n"))).encode("utf-8", "surrogatepass"))
