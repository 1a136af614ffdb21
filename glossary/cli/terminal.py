"""What commands read and write: results on stdout, messages on stderr, files whole or not at all."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click

from glossary.errors import GlossaryError


def fail(message: str) -> NoReturn:
    """Tell why nothing can be done, and exit with 2."""
    click.echo(message, err=True)
    sys.exit(2)


def print_json(value: object) -> None:
    """Print one compact JSON object as a line of UTF-8, whatever the locale, and flush it."""
    print_bytes((json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "surrogatepass"))


def print_line(line: str) -> None:
    """Print a line for people; what their terminal's encoding lacks becomes a question mark."""
    print_bytes((line + "\n").encode(sys.stdout.encoding or "utf-8", "replace"))


def print_bytes(data: bytes) -> None:
    """Print bytes as they are, and flush them."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader went away (| head): no error of ours, and stdout must not be flushed again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(0) from None


def make_folder(folder: Path) -> None:
    """Make a folder for what is written; one that is there is no fault."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{folder}: the output folder cannot be made ({error.strerror}); name another with -o")


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        fail(f"{target}: cannot be written ({error.strerror}); free some space or choose another folder with -o")


def read_article(file: str, encoding: str | None) -> tuple[bytes, str] | None:
    """Return an article as it came, and its text; None for one that cannot be read, which is told."""
    from glossary import documents

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data, documents.decode(data, file, encoding)
    except (OSError, GlossaryError) as error:
        click.echo(reason(file, error), err=True)
    return None


def reason(file: str, error: Exception) -> str:
    """Return why a file cannot be read, with the mend."""
    if isinstance(error, OSError):
        return f"{file}: cannot be read ({error.strerror}); check the path and its rights"
    return str(error)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people."""
    for line in lines:
        print_line(line)


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: two for a wide character, none for what joins another one."""
    return sum(
        0 if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf")
        else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )  # fmt: skip


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return a text with spaces behind it, or with `right` before it, to a width in cells."""
    space = " " * (width - cells(text))
    return space + text if right else text + space


def cut(text: str, width: int, *, left: bool = False) -> str:
    """Return as much of a text as a width in cells holds, from its beginning; with `left`, of its end."""
    while cells(text) > width:
        text = text[1:] if left else text[:-1]
    return text
