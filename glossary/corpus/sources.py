"""A corpus as it comes (lines of JSON, Parquet, folders of articles) and the shards that it is cut into.

What a shard holds depends on the input alone. A shard can be sent to another process, which reads it.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol

from glossary import documents
from glossary.corpus import records
from glossary.corpus.records import LONGEST, PLAIN, Blank, Entry, Fields, Record, Reject
from glossary.errors import CorpusFailed, MissingExtra, UnreadableDocument

if TYPE_CHECKING:
    from pyarrow import Array
    from pyarrow.parquet import ParquetFile

SHARD = 8 << 20  # bytes of input
MOST_LINES = 50_000  # or rows, of a shard that is sent whole
MOST_FILES = 1000  # of a shard of articles' files

ARTICLES = documents.ENDINGS
RECORDS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".ndjson", ".ndjson.gz", ".ndjson.zst", ".parquet")
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"PAR1": "parquet"}


class Shard(Protocol):
    """A part of a corpus. `file` is what it is a piece of, or None for whole articles."""

    @property
    def file(self) -> str | None:
        """The file's name in the corpus."""

    def entries(self, fields: Fields) -> Iterator[Entry]:
        """Yield what is in it, in order. Raises OSError where it cannot be read now."""

    def __str__(self) -> str:
        """Return what messages call it."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that begin in a range of a file's bytes."""

    file: str
    path: Path
    start: int
    stop: int

    def __str__(self) -> str:
        return f"{self.path}, bytes {self.start:,} to {self.stop:,}"

    def entries(self, fields: Fields) -> Iterator[Entry]:
        """Yield what is on each line."""
        with open(self.path, "rb") as stream:
            at = self.start
            if at:  # a line that began before belongs to the shard before
                stream.seek(at - 1)
                at += _rest(stream, self.stop - at + 1) - 1
            number = 0
            while at < self.stop:
                line = stream.readline(LONGEST + 1)
                if not line:
                    break
                number += 1
                at += len(line)
                if len(line) > LONGEST:
                    yield Reject(number, records.too_long())
                    if line[-1:] != b"\n":
                        at += _rest(stream, self.stop - at)
                else:
                    yield records.of_line(number, line, fields, first=self.start == 0 and number == 1)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a compressed file; None is one that was too long. Where the file breaks off, `broken` says why."""

    file: str
    path: Path
    first: int
    lines: list[bytes | None] = field(repr=False)
    broken: str = ""

    def __str__(self) -> str:
        return f"{self.path}, lines {self.first:,} to {self.first + len(self.lines) - 1:,}"

    def entries(self, fields: Fields) -> Iterator[Entry]:
        """Yield what is on each line."""
        for number, line in enumerate(self.lines, 1):
            if line is None:
                yield Reject(number, records.too_long())
            else:
                yield records.of_line(number, line, fields, first=self.first == number == 1)
        if self.broken:
            yield Reject(len(self.lines) + 1, self.broken)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a Parquet file; a string says why one is none. `broken` says why so many behind them are `lost`."""

    file: str
    path: Path
    first: int
    rows: list[dict[str, Any] | str] = field(repr=False)
    broken: str = ""
    lost: int = 0

    def __str__(self) -> str:
        return f"{self.path}, rows {self.first:,} to {self.first + len(self.rows) - 1:,}"

    def entries(self, fields: Fields) -> Iterator[Entry]:
        """Yield what is in each row."""
        for number, row in enumerate(self.rows, 1):
            yield Reject(number, row) if isinstance(row, str) else records.of_values(number, row, fields)
        if self.broken:
            yield Reject(len(self.rows) + 1, self.broken)
            yield Blank(len(self.rows) + self.lost)


@dataclass(frozen=True, slots=True)
class Files:
    """Articles, each a file of a folder; their ids are their names in it."""

    folder: Path
    names: tuple[str, ...]
    encoding: str | None
    file: None = None

    def __str__(self) -> str:
        return f"{self.folder}, {self.names[0]} to {self.names[-1]}"

    def entries(self, fields: Fields) -> Iterator[Entry]:
        """Yield each article."""
        for name in self.names:
            if told(name) != name:
                yield Reject(0, "the file's name is not UTF-8; rename it", None, told(name))
                continue
            try:
                yield Record(0, name, self._article(name))
            except UnreadableDocument as error:
                yield Reject(0, str(error).removeprefix(f"{name}: "), name, name)
            except OSError as error:
                yield Reject(0, f"cannot be read ({error.strerror})", name, name)

    def _article(self, name: str) -> documents.Article:
        with open(self.folder / name, "rb") as opened:
            data = opened.read(LONGEST + 1)
        if len(data) > LONGEST:
            raise UnreadableDocument(records.too_long())
        kind = ARTICLES[Path(name).suffix.lower()]
        return documents.KINDS[kind](documents.decode(data, name, self.encoding))


class Identity(NamedTuple):
    """Which input it is: how many files, their bytes, and a digest of their names, sizes and times."""

    files: int
    bytes: int
    digest: str


class Cut(NamedTuple):
    """A shard, the bytes of input that it stands for, and a digest of what it was cut from and where."""

    shard: Shard
    size: int
    digest: str


class _Found(NamedTuple):
    name: str
    path: Path
    size: int
    mtime: int

    @property
    def told(self) -> str:
        return told(self.name)

    def mark(self) -> bytes:
        return repr((self.name.encode("utf-8", "surrogateescape"), self.size, self.mtime)).encode()


class Corpus:
    """A file of records, or a folder of such files and of articles.

    What a file of records is, its first bytes say; in a folder only those are taken whose names end like records or
    articles. `encoding` is that of articles' files.
    """

    def __init__(self, path: Path, fields: Fields = PLAIN, encoding: str | None = None) -> None:
        self.path = path
        self.fields = fields
        self.encoding = encoding

    def identity(self) -> Identity:
        """Return which input it is. Raises CorpusFailed if it cannot be read, or holds nothing to annotate."""
        found = hashlib.sha256()
        files = size = 0
        for one in self._files():
            files += 1
            size += one.size
            found.update(one.mark())
        if not files:
            kinds = ", ".join((*ARTICLES, *RECORDS))
            raise CorpusFailed(f"{self.path}: nothing in the folder can be annotated; its files would end in {kinds}")
        return Identity(files, size, found.hexdigest())

    def check(self) -> None:
        """Raise CorpusFailed or MissingExtra for what would stop every file of a kind from being read."""
        seen: set[str] = set()
        for one in self._files():
            if _is_article(one.name) and self.path.is_dir():
                continue
            kind = _kind(one.path)
            if self.encoding is not None:
                raise CorpusFailed(f"{one.path}: records are in UTF-8; leave --encoding out, or convert them: iconv")
            if kind == "parquet":
                self._check_columns(one.path)
            elif kind == "zstd" and kind not in seen:
                _zstd()
            seen.add(kind)

    def shards(self) -> Iterator[Cut]:
        """Yield the shards in order. Raises CorpusFailed where what comes next cannot be read."""
        articles: list[_Found] = []
        size = 0
        for one in self._files():
            is_article = self.path.is_dir() and _is_article(one.name)
            if is_article:
                articles.append(one)
                size += one.size
                if size < SHARD and len(articles) < MOST_FILES:
                    continue
            if articles:
                yield self._of_files(articles)
                articles, size = [], 0
            if not is_article:
                with _told(one.path):
                    for shard, own in self._records(one):
                        yield Cut(shard, own, _digest(one.mark(), str(shard).encode("utf-8", "surrogateescape")))
        if articles:
            yield self._of_files(articles)

    def _of_files(self, articles: list[_Found]) -> Cut:
        shard = Files(self.path, tuple(one.name for one in articles), self.encoding)
        return Cut(shard, sum(one.size for one in articles), _digest(*(one.mark() for one in articles)))

    def _records(self, one: _Found) -> Iterator[tuple[Shard, int]]:
        kind = _kind(one.path)
        if kind == "parquet":
            yield from _of_parquet(one, self.fields)
        elif kind in ("gzip", "zstd"):
            yield from _blocks(one, kind)
        else:
            for start in range(0, one.size, SHARD):
                stop = min(start + SHARD, one.size)
                yield Lines(one.told, one.path, start, stop), stop - start

    def _files(self) -> Iterator[_Found]:
        """Yield the files in order."""
        with _told(self.path):
            if not self.path.is_dir():
                stat = self.path.stat()
                if _is_article(self.path.name):
                    raise CorpusFailed(
                        f"{self.path}: one article is no corpus; name the folder that it is in, or leave --corpus out"
                    )
                if not self.path.is_file():
                    raise CorpusFailed(f"{self.path}: a corpus is a file or a folder; write this into a file first")
                yield _Found(self.path.name, self.path, stat.st_size, stat.st_mtime_ns)
                return
        yield from self._inside("")

    def _inside(self, folder: str) -> Iterator[_Found]:
        with _told(self.path / folder), os.scandir(self.path / folder) as entries:
            names = sorted(
                entry.name + "/" * entry.is_dir(follow_symlinks=False)
                for entry in entries
                if not entry.name.startswith(".")
            )
        for name in names:
            if name.endswith("/"):
                yield from self._inside(folder + name)
            elif name.lower().endswith((*ARTICLES, *RECORDS)):
                path = self.path / folder / name
                try:
                    stat = path.stat()
                except OSError as error:
                    if path.is_symlink():  # to nowhere
                        continue
                    raise _unreadable(path, error) from error
                if path.is_file():
                    yield _Found(folder + name, path, stat.st_size, stat.st_mtime_ns)

    def _check_columns(self, path: Path) -> None:
        try:
            with _told(path), _parquet(path) as file:
                there = file.schema_arrow.names
        except ValueError as error:
            raise CorpusFailed(f"{path}: no Parquet that can be read ({_one_line(error)}); write it again") from None
        check_columns(path, there, self.fields)


def check_columns(path: Path | str, there: Sequence[str], fields: Fields) -> None:
    """Raise CorpusFailed unless each of the fields is the name of one column."""
    for name, what in zip(fields, fields._fields, strict=True):
        if name is not None and there.count(name) != 1:
            raise CorpusFailed(
                f"{path}: {'no column is' if name not in there else 'two columns are'} called "
                f"{records.shown(name)}; choose one of {', '.join(there)} with --{what}-field"
            )


def told(name: str) -> str:
    """Return a file's name as UTF-8 can hold it."""
    return name.encode("utf-8", "replace").decode()


def _digest(*pieces: bytes) -> str:
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece + b"\n")
    return found.hexdigest()[:32]


def _is_article(name: str) -> bool:
    return Path(name).suffix.lower() in ARTICLES


def _kind(path: Path) -> str:
    """Return what a file of records is: gzip, zstd, parquet or lines."""
    with _told(path), open(path, "rb") as opened:
        return kind_of(opened.read(4))


def kind_of(head: bytes) -> str:
    """Return what a file that begins so is: gzip, zstd, parquet or lines."""
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "lines")


def _rest(stream: IO[bytes], most: int) -> int:
    """Read on behind the end of the line, or to the most bytes that are of interest; return how many it were."""
    read = 0
    while read < most:
        piece = stream.readline(min(1 << 20, most - read))
        read += len(piece)
        if not piece or piece[-1:] == b"\n":
            break
    return read


def _blocks(one: _Found, kind: str) -> Iterator[tuple[Shard, int]]:
    first, lines, size, before = 1, list[bytes | None](), 0, 0
    with open(one.path, "rb") as raw:
        stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if kind == "gzip" else _zstd().ZstdFile(raw)  # type: ignore[assignment]
        broken = ""
        while True:
            try:
                line: bytes | None = stream.readline(LONGEST + 1)
                if line and len(line) > LONGEST:
                    if line[-1:] != b"\n":
                        _rest(stream, 1 << 62)
                    line = None
            except Exception as error:
                if isinstance(error, OSError) and error.errno:
                    raise
                if not isinstance(error, (EOFError, OSError, zlib.error, _zstd_error())):
                    raise
                broken = f"the file is damaged and breaks off here ({_one_line(error)}); what was behind it is lost"
                line = b""
            if line != b"":
                lines.append(line)
                size += len(line or b"")
            if (line == b"" and (lines or broken)) or size >= SHARD or len(lines) >= MOST_LINES:
                at = raw.tell() if line != b"" else one.size
                yield Block(one.told, one.path, first, lines, broken), at - before
                first, lines, size, before = first + len(lines), [], 0, at
            if line == b"":
                return


def _of_parquet(one: _Found, fields: Fields) -> Iterator[tuple[Shard, int]]:
    first, rows, size = 1, list[dict[str, Any] | str](), 0
    with _parquet(one.path) as file:
        groups = [file.metadata.row_group(number).num_rows for number in range(file.metadata.num_row_groups)]
        share = one.size / max(1, sum(groups))
        for group, count in enumerate(groups):
            before = sum(groups[:group]) + 1
            try:
                for row in _rows(file, group, fields):
                    rows.append(row)
                    size += _size(row)
                    if size >= SHARD or len(rows) >= MOST_LINES:
                        yield Rows(one.told, one.path, first, rows), int(len(rows) * share)
                        first, rows, size = first + len(rows), [], 0
            except (ValueError, OSError) as error:  # pyarrow's own errors are of these two
                if isinstance(error, OSError) and error.errno:
                    raise
                lost = before + count - first - len(rows)
                why = f"the file is damaged ({_one_line(error)}); rows are lost from here: {lost:,}"
                yield Rows(one.told, one.path, first, rows, why, lost), int((len(rows) + lost) * share)
                first, rows, size = before + count, [], 0
    if rows:
        yield Rows(one.told, one.path, first, rows), int(len(rows) * share)


def _size(row: dict[str, Any] | str) -> int:
    """Return about how many bytes a row's texts have: three for a character of theirs."""
    return 0 if isinstance(row, str) else sum(3 * len(value) for value in row.values() if isinstance(value, str))


def _rows(file: ParquetFile, group: int, fields: Fields) -> Iterator[dict[str, Any] | str]:
    wanted = list(dict.fromkeys(name for name in fields if name is not None))
    for batch in file.iter_batches(256, row_groups=[group], columns=wanted, use_threads=False):
        yield from rows_of({name: batch.column(name) for name in wanted})


def rows_of(columns: Mapping[str, Array[Any]]) -> Iterator[dict[str, Any] | str]:
    """Yield the rows of Arrow's columns; a string says why one is none."""
    for values in zip(*columns.values(), strict=True):
        try:
            yield {name: value.as_py() for name, value in zip(columns, values, strict=True)}
        except UnicodeDecodeError:  # a string's bytes are not checked when they are written
            yield "not UTF-8"


@contextmanager
def _parquet(path: Path) -> Iterator[ParquetFile]:
    """Open a Parquet file, with the system's own errors where it cannot be."""
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise MissingExtra("parquet", f"{path}: reading Parquet") from None
    with open(path, "rb") as raw, ParquetFile(raw, buffer_size=1 << 20) as file:
        yield file


def _zstd() -> Any:
    """Return Python's own module, or what has the same names before 3.14."""
    try:
        try:
            from compression import zstd
        except ImportError:
            from backports import zstd
    except ImportError:
        raise CorpusFailed("reading zstd needs a package: pip install backports.zstd; or unpack the file") from None
    return zstd


def _zstd_error() -> type[Exception]:
    try:
        error: type[Exception] = _zstd().ZstdError
    except CorpusFailed:
        return EOFError
    return error


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> CorpusFailed:
    mend = "check the path" if error.errno == errno.ENOENT else "check its rights and its disk"
    return CorpusFailed(f"{path}: cannot be read ({error.strerror or _one_line(error)}); {mend}")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
