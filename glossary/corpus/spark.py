"""The run of a corpus on Spark: it reads the input, hands it out, does again what was lost with a machine, and writes.

What a Python worker makes of its rows is `annotate_shard`, as on one machine, so the lines are the same. One job writes
them, in a folder for each kind: the mentions, and what was rejected with the counts. The line of a reject counts from
the start of the block that Spark cut the file into; when all blocks are counted, a second job puts that right, over the
rejects alone.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import signal
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from glossary import cache
from glossary.corpus import output, sources
from glossary.corpus.output import MANIFEST, Outcome, annotate_shard
from glossary.corpus.records import LONGEST, PLAIN, Fields
from glossary.corpus.sources import Block, Rows, Shard
from glossary.errors import CorpusFailed, MissingExtra
from glossary.model import Annotation
from glossary.snapshot import Snapshot

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame, SparkSession

MENTIONS, REJECTS, _SHARDS = "mentions", "rejects", "shards"  # kinds of lines; the last are gone when all is done
_COUNTS = '{"annotated":'  # how a line with counts begins, and no reject does
_PACKAGES = ("pyspark", "pyarrow", "pandas")  # pyspark itself asks for the last
_SETTINGS = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.parquet.binaryAsString": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",  # what is lost is told
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.maxConcurrentOutputFileWriters": "2",  # so lines are written as they come, and not sorted by kind first
    "spark.sql.execution.arrow.maxRecordsPerBatch": "256",
}


def folder_of(kind: str) -> str:
    """Return what the folder with the lines of a kind is called."""
    return f"kind={kind}"


def annotate(path: str, ready: cache.Ready, folder: str, fields: Fields = PLAIN) -> Outcome:
    """Write a corpus with its mentions into a folder; both are in any file system that Spark knows.

    Uses the session that is there, or makes one for the run. Raises MissingExtra; CorpusFailed with the mend for what
    keeps the run from its end, and nothing of it is then left in the folder.
    """
    if not all(map(find_spec, _PACKAGES)):
        raise MissingExtra("spark", "the engine spark")
    with _session() as spark, _told(), _settings(spark), output.index(ready) as index:
        corpus = _Input(spark, path, fields)
        out = _Place(spark, folder)
        if f"{out.uri}/".startswith(f"{corpus.uri}/"):
            raise CorpusFailed(f"{folder}: lies in the corpus and would become a part of it; name a folder outside")
        identity = corpus.identity()
        manifest = {
            **output.pinned(ready, sources.told(corpus.uri.rpartition("/")[2]), identity, fields),
            "engine": "spark",
        }
        with _begun(out, folder, manifest), _job(spark, path):
            spark.sparkContext.addFile(str(index))
            lines = corpus.annotated(_Task(index.name, cache.program(), fields, corpus.base))
            lines.write.mode("append").partitionBy("kind").text(out.uri)
            annotated, rejected = _number(spark, out)
            if corpus.identity() != identity:
                raise CorpusFailed(f"{path}: changed while it was read; run it again when nobody writes there")
            parts = sum(not name.startswith(("_", ".")) for name in out.names(folder_of(MENTIONS)))
            finished = {"parts": parts, "annotated": annotated, "rejected": rejected}
            _write_manifest(out, {**manifest, "finished": finished}, over=True)
        return Outcome(annotated, rejected, parts)


@contextmanager
def _session() -> Iterator[SparkSession]:
    """Yield the session that is there, or one for the run."""
    from pyspark import SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession
    from pyspark.sql.utils import is_remote

    if is_remote():
        raise CorpusFailed("the engine spark runs beside Spark's driver, not over Spark Connect; use spark-submit")
    is_there = SparkContext._active_spark_context is not None
    is_submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    if not is_there and not is_submitted:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # or the workers are the first python3 there is
    interrupt = signal.getsignal(signal.SIGINT)
    try:
        session = SparkSession.builder.appName("glossary annotate").getOrCreate()
    except PySparkRuntimeError as error:
        raise CorpusFailed(
            f"Spark did not start ({_one_line(str(error))}); it needs Java 17 or 21: install it, or name its folder "
            "with JAVA_HOME"
        ) from None
    if is_there:
        yield session
        return
    try:
        with suppress(ValueError):  # not in the main thread, which alone hears signals
            signal.signal(signal.SIGINT, interrupt)  # pyspark's own handler calls Java while Java is being called
        logging.disable()  # what goes wrong is told once, by us
        if not is_submitted:
            session.sparkContext.setLogLevel("FATAL")
        yield session
    finally:
        session.stop()
        logging.disable(logging.NOTSET)


@contextmanager
def _settings(spark: SparkSession) -> Iterator[None]:
    """Have Spark read and write as we mean it, and then as it did before."""
    before = {name: spark.conf.get(name) for name in _SETTINGS}
    for name, value in _SETTINGS.items():
        spark.conf.set(name, value)
    try:
        yield
    finally:
        with suppress(Exception):  # Java may be gone, and what was set with it
            for name, was in before.items():
                spark.conf.set(name, str(was))


@contextmanager
def _job(spark: SparkSession, path: str) -> Iterator[None]:
    """Name what runs in Spark's own pages, and end it with who waits for it."""
    group = f"glossary-{uuid.uuid4()}"
    context = spark.sparkContext
    context.setJobGroup(group, f"glossary annotate --corpus {path}", interruptOnCancel=True)
    try:
        yield
    except BaseException:
        with suppress(Exception):
            context.cancelJobGroup(group)
        raise
    finally:
        with suppress(Exception):
            context._jsc.sc().clearJobGroup()


@contextmanager
def _begun(out: _Place, folder: str, manifest: Mapping[str, object]) -> Iterator[None]:
    """Begin the folder, which must hold nothing, and leave nothing in it if what is done with it fails."""
    if out.exists() and not out.is_folder():
        raise CorpusFailed(f"{folder}: is a file; name a folder")
    there = [name for name in out.names() if not name.startswith(("_", "."))] if out.exists() else []
    if MANIFEST in there:
        try:
            is_finished = json.loads(out.read(MANIFEST))["finished"] is not None
        except (ValueError, LookupError, TypeError):
            is_finished = False
        raise CorpusFailed(
            f"{folder}: holds a finished run already; name another folder"
            if is_finished
            else f"{folder}: holds a run that is under way, or was stopped and cannot be resumed on Spark; delete the "
            "folder, or name another one"
        )
    if there:
        raise CorpusFailed(f"{folder}: is not empty and holds no run; name another folder")
    _write_manifest(out, {**manifest, "finished": None}, over=False)
    try:
        yield
    except BaseException:
        with suppress(Exception):
            for name in out.names():
                out.remove(name)
        raise


def _write_manifest(out: _Place, manifest: Mapping[str, object], *, over: bool) -> None:
    out.write(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2).encode() + b"\n", over=over)


def _number(spark: SparkSession, out: _Place) -> tuple[int, int]:
    """Count what was annotated and rejected, and write the rejects with the numbers of their lines in their files."""
    from pyspark.sql import functions

    for kind in (MENTIONS, _SHARDS):
        out.make(folder_of(kind))  # of a kind that there are no lines of, Spark makes none
    shards = spark.read.text(_literal(f"{out.uri}/{folder_of(_SHARDS)}"))
    is_count = functions.col("value").startswith(_COUNTS)
    annotated = rejected = 0
    before: dict[str, dict[int, int]] = {}
    file, lines = None, 0
    counts = [_Count(**json.loads(row[0])) for row in shards.where(is_count).collect()]
    for count in sorted(counts, key=lambda count: (count.file, count.block)):
        lines = lines if count.file == file else 0
        file = count.file
        before.setdefault(file, {})[count.block] = lines
        lines += count.lines
        annotated += count.annotated
        rejected += count.rejected
    if not rejected:
        before = {}

    def numbered(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        for batch in batches:
            yield _batch(value=[_numbered(line, before) for line in batch.column(0).to_pylist()])

    rejects = shards.where(~is_count).mapInArrow(numbered, "value string")
    rejects.write.text(f"{out.uri}/{folder_of(REJECTS)}")
    out.remove(folder_of(_SHARDS))
    return annotated, rejected


def _numbered(line: str, before: Mapping[str, Mapping[int, int]]) -> bytes:
    """Return a reject with the number of its line in its file."""
    reject = json.loads(line)
    reject["line"] += before[reject["file"]][reject.pop("block")]
    return output.dumped(reject).rstrip()


class _Input:
    """The files of a corpus: lines of JSON and Parquet, told by their names. `base` is the folder that they are in."""

    def __init__(self, spark: SparkSession, path: str, fields: Fields) -> None:
        """Raises CorpusFailed for what would stop every file of a kind from being read."""
        self._spark = spark
        self._path = path
        self._fields = fields
        self._place = _Place(spark, path)
        if not self._place.exists():
            raise CorpusFailed(f"{path}: cannot be read (no such file or folder); check the path")
        self.uri = self._place.uri
        self._is_folder = self._place.is_folder()
        self.base = self.uri if self._is_folder else self.uri.rpartition("/")[0]
        names = [name for name, _, _ in self._files()]
        self._check(names)
        self._frames = {
            format: self._opened(format)
            for format, is_there in (
                ("text", not all(map(_is_parquet, names))),
                ("parquet", any(map(_is_parquet, names))),
            )
            if is_there
        }

    def identity(self) -> sources.Identity:
        """Return which input it is."""
        found = self._files()
        digest = hashlib.sha256(json.dumps(found).encode())
        return sources.Identity(len(found), sum(size for _, size, _ in found), digest.hexdigest())

    def annotated(self, task: _Task) -> DataFrame:
        """Return the lines to write, each with its kind."""
        from pyspark.sql import functions

        found = []
        for format, frame in self._frames.items():
            hidden = frame.metadataColumn("_metadata")
            place = [hidden["file_path"].alias("file"), hidden["file_block_start"].alias("block")]
            if format == "text":  # of a line that is too long no more is sent than tells so
                line = functions.expr(f"substring(CAST(value AS BINARY), 1, {LONGEST})").alias("line")
                rows, shard_of = frame.select(*place, line), _lines
            else:
                named = [
                    functions.col("`{}`".format(column.replace("`", "``"))).alias(name)
                    for name, column in (("id", self._fields.id), ("text", self._fields.text))
                ]
                rows, shard_of = frame.select(*place, hidden["row_index"].alias("row"), *named), _rows
            found.append(rows.mapInArrow(_worker(task, shard_of), "kind string, value string"))
        return found[0] if len(found) == 1 else found[0].union(found[1])

    def _files(self) -> list[tuple[str, int, int]]:
        """Return the names, sizes and times of the files, in order; of a folder, those with anything in them."""
        if not self._is_folder:
            return [self._place.mark()]
        reader = self._reader("binaryFile", (*sources.RECORDS, *sources.ARTICLES))
        listed = reader.load(_literal(self.uri)).select("path", "length", "modificationTime").collect()
        return sorted((path, size, round(time.timestamp() * 1000)) for path, size, time in listed)

    def _check(self, names: list[str]) -> None:
        if not names:
            kinds = ", ".join(sources.RECORDS)
            raise CorpusFailed(f"{self._path}: nothing is in the folder for Spark; its files would end in {kinds}")
        for name in names:
            if name.lower().endswith(tuple(sources.ARTICLES)):
                raise CorpusFailed(
                    f"{name}: Spark reads no articles that are files of their own; leave --engine out, or make them "
                    "lines of JSON"
                )

    def _opened(self, format: str) -> DataFrame:
        kinds = [kind for kind in sources.RECORDS if _is_parquet(kind) == (format == "parquet")]
        reader = self._reader(format, kinds)
        frame: DataFrame = (reader.option("lineSep", "\n") if format == "text" else reader).load(_literal(self.uri))
        if format == "parquet":
            sources.check_columns(self._path, frame.columns, self._fields)
        return frame

    def _reader(self, format: str, endings: Iterable[str]) -> Any:
        """Return what reads files of a format; in a folder those of the endings, in big letters or small."""
        reader = self._spark.read.format(format).option("recursiveFileLookup", "true")
        if not self._is_folder:
            return reader
        cases = (re.sub("[a-z]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", ending) for ending in endings)
        return reader.option("pathGlobFilter", "*{{{}}}".format(",".join(cases)))


class _Place:
    """A file or folder in a file system that Spark knows."""

    def __init__(self, spark: SparkSession, path: str) -> None:
        java: Any = spark._jvm
        self._at = java.org.apache.hadoop.fs.Path
        self._files = self._at(path).getFileSystem(spark._jsparkSession.sessionState().newHadoopConf())
        self.uri: str = self._files.makeQualified(self._at(path)).toString()

    def exists(self) -> bool:
        return bool(self._files.exists(self._at(self.uri)))

    def is_folder(self) -> bool:
        return bool(self._files.getFileStatus(self._at(self.uri)).isDirectory())

    def mark(self) -> tuple[str, int, int]:
        """Return a file's name, size and time."""
        status = self._files.getFileStatus(self._at(self.uri))
        return self.uri, status.getLen(), status.getModificationTime()

    def names(self, folder: str = "") -> list[str]:
        return [one.getPath().getName() for one in self._files.listStatus(self._under(folder))]

    def make(self, folder: str) -> None:
        self._files.mkdirs(self._under(folder))

    def remove(self, name: str) -> None:
        self._files.delete(self._under(name), True)

    def read(self, name: str) -> bytes:
        with closing(self._files.open(self._under(name))) as stream:
            return bytes(stream.readAllBytes())

    def write(self, name: str, data: bytes, *, over: bool) -> None:
        with closing(self._files.create(self._under(name), over)) as stream:
            stream.write(bytearray(data))

    def _under(self, name: str) -> Any:
        return self._at(f"{self.uri}/{name}" if name else self.uri)


def _is_parquet(name: str) -> bool:
    return name.lower().endswith(".parquet")


def _literal(uri: str) -> str:
    """Return a path that Spark takes for no pattern."""
    return re.sub(r"([\\{}\[\]*?])", r"\\\1", uri)


# What a Python worker does


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker has to know: the name of the index, who built it, the fields, and the folder of the corpus."""

    index: str
    program: Mapping[str, str | list[str]]
    fields: Fields
    base: str


class _Count(NamedTuple):
    """What became of a file's block. `lines` is 0 where rows have numbers of their own."""

    annotated: int
    rejected: int
    lines: int
    file: str
    block: int


_ShardOf = Callable[["RecordBatch", str, int, int, Fields], tuple[Shard, int]]


def _worker(task: _Task, shard_of: _ShardOf) -> Callable[[Iterable[RecordBatch]], Iterator[RecordBatch]]:
    """Return what Spark calls with the rows of a task."""

    def annotated(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        find = _annotator(task)
        counts: dict[tuple[str, int], _Count] = {}
        for batch in batches:
            part, shards = BytesIO(), BytesIO()
            for (file, block), rows in _pieces(batch, task.base):
                count = counts.get((file, block)) or _Count(0, 0, 0, file, block)
                shard, before = shard_of(rows, file, block, count.lines, task.fields)
                rejects = BytesIO()
                tally = annotate_shard(shard, find, task.fields, part, rejects)
                for line in rejects.getvalue().splitlines():
                    reject = json.loads(line)
                    shards.write(output.dumped({**reject, "line": reject["line"] + before, "block": block}))
                counts[file, block] = count._replace(
                    annotated=count.annotated + tally.annotated,
                    rejected=count.rejected + tally.rejected,
                    lines=count.lines + (tally.lines if isinstance(shard, Block) else 0),
                )
            yield _of_kinds(part.getvalue(), shards.getvalue())
        yield _of_kinds(b"", b"".join(output.dumped(count._asdict()) for count in counts.values()))

    return annotated


def _annotator(task: _Task) -> Callable[[str], Annotation]:
    """Return what finds names. Raises CorpusFailed if this program is not the one that built the index."""
    from pyspark import SparkFiles

    own = cache.program()
    if other := [name for name in own if _told_version(name, own[name]) != _told_version(name, task.program[name])]:
        differences = "; ".join(
            f"{name}: {_told_version(name, own[name])}, with the driver {_told_version(name, task.program[name])}"
            for name in other
        )
        raise CorpusFailed(f"the executors' Python is not the driver's ({differences}); {_PACKAGED}")
    return _opened(SparkFiles.get(task.index)).annotate


@lru_cache(maxsize=1)
def _opened(index: str) -> Snapshot:
    """Return the snapshot in the index, opened once in a process and not once for each of its tasks."""
    return output.open_index(Path(index))


def _told_version(name: str, value: str | list[str]) -> str:
    """Return what counts of a version, to be read: of Python, not who compiled it."""
    if name == "python":
        return str(value).split()[0]
    return value[:12] if isinstance(value, str) else ", ".join(value)


def _pieces(batch: RecordBatch, base: str) -> Iterator[tuple[tuple[str, int], RecordBatch]]:
    """Yield the rows of each file's block, and which it is. Spark quotes the names of files as in a URL."""
    places = zip(batch.column("file").to_pylist(), batch.column("block").to_pylist(), strict=True)
    start = 0
    for (file, block), group in groupby(places):
        size = sum(1 for _ in group)
        yield (unquote(file).removeprefix(f"{base}/"), block), batch.slice(start, size)
        start += size


def _lines(rows: RecordBatch, file: str, block: int, before: int, fields: Fields) -> tuple[Shard, int]:
    """Return lines as a shard, and how many lines of the block come before."""
    lines = rows.column("line").to_pylist()
    if not block and not before and (kind := sources.kind_of(lines[0])) != "lines":
        raise CorpusFailed(f"{file}: is {kind}, which Spark tells by a file's name; rename it to what it is")
    # None is the first line of the file here, where a byte order mark might be: Spark has taken that away.
    return Block(file, Path(file), before + 2, [None if len(line) >= LONGEST else line for line in lines]), before


def _rows(rows: RecordBatch, file: str, block: int, before: int, fields: Fields) -> tuple[Shard, int]:
    """Return rows of Parquet as a shard, and how many rows of the file come before."""
    first = rows.column("row")[0].as_py()
    columns = {fields.id: rows.column("id"), fields.text: rows.column("text")}
    return Rows(file, Path(file), first + 1, list(sources.rows_of(columns))), first


def _of_kinds(mentions: bytes, shards: bytes) -> RecordBatch:
    own, others = mentions.splitlines(), shards.splitlines()
    return _batch(kind=[MENTIONS] * len(own) + [_SHARDS] * len(others), value=own + others)


def _batch(**columns: list[str] | list[bytes]) -> RecordBatch:
    """Return columns of strings, which may be given as their UTF-8."""
    import pyarrow

    return pyarrow.record_batch({name: pyarrow.array(column, pyarrow.string()) for name, column in columns.items()})


# What failed, in words


_PACKAGED = "give them the driver's environment (docs/corpora.md, On Spark)"


@contextmanager
def _told() -> Iterator[None]:
    """Tell what Spark, Java or a worker could not do."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as error:
        raise CorpusFailed(_reason(str(error))) from error


def _reason(trace: str) -> str:
    """Return what a Java trace says, in a line."""
    if own := re.search(r"^(?:[\w.]*\.)?CorpusFailed: (.*)$", trace, re.MULTILINE):
        return own[1]
    if "No module named 'glossary'" in trace:
        return f"the executors' Python does not have this program; {_PACKAGED}"
    causes = re.findall(r"^Caused by: (.*)$", trace, re.MULTILINE)
    if file := re.search(r"Encountered error while reading file (.*?)\.  SQLSTATE", trace):
        why = f" ({causes[-1]})" if causes else ""
        return f"{unquote(file[1])}: cannot be read{why}; mend the file or take it away, and run it again"
    return f"Spark could not do it ({causes[-1] if causes else _one_line(trace)})"


def _one_line(trace: str) -> str:
    """Return the first line of a Java trace that says something."""
    lines = [line.removeprefix(": ") for line in trace.splitlines() if line.strip()]
    return next((line for line in lines if not line.startswith("An error occurred while calling")), "no reason given")
