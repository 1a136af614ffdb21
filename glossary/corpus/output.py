"""The folder that an annotated corpus is written to: parts, what was rejected, and how far it has come.

Every file is there whole or not at all. A part is done when its file in `shards` is there, which is written after it:
what was rejected of its shard, then a line with its counts.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

import orjson

import glossary
from glossary import cache, sections
from glossary.corpus.records import Blank, Fields, Record, Reject
from glossary.corpus.sources import Cut, Identity, Shard
from glossary.documents import concordance
from glossary.errors import CorpusFailed
from glossary.model import Annotation, KeptArticle, Mention
from glossary.snapshot import Snapshot

MANIFEST, REJECTS, SHARDS = "manifest.json", "rejects.jsonl", "shards"
_PARTIAL = re.compile(r"\..+\.\d+\.partial")
# What must not differ between the runs that write one folder, and what it is called; the mend for each is the same
# as for any other: another folder.
_PINNED = {
    "program": "the version of the program",
    "libraries": "the set of libraries",
    "input": "the input",
    "fields": "the pair of fields",
    "encoding": "the encoding",
    "shards": "the size of shards",
    "kept": "what is kept in a database",
}


class Outcome(NamedTuple):
    """What became of a corpus. `unread` says which shards could not be read; with any, the run is not finished."""

    annotated: int
    rejected: int
    parts: int
    unread: tuple[str, ...] = ()


def pinned(ready: cache.Ready, name: str, identity: Identity, fields: Fields) -> dict[str, object]:
    """Return what every manifest begins with: which glossary, program and input decide what is written."""
    return {
        "glossary": {"revision": ready.edition.revision, "digest": ready.edition.digest},
        "program": glossary.__version__,
        "libraries": cache.library_versions(),
        "input": {"name": name, **identity._asdict()},
        "fields": fields._asdict(),
    }


@contextmanager
def index(ready: cache.Ready) -> Iterator[Path]:
    """Yield the file that workers open the glossary from; where none is kept, one of this run alone."""
    if ready.file is not None:
        yield ready.file
        return
    with tempfile.TemporaryDirectory(prefix="glossary-") as folder:
        file = Path(folder) / f"{Path(folder).name}.index"
        with room(file.parent):
            sections.write(file, ready.snapshot.made_of)
        yield file


def open_index(file: Path) -> Snapshot:
    """Return the snapshot in a run's index. Raises CorpusFailed if it is not there or not whole."""
    try:
        pieces = sections.read(file)
    except OSError as error:
        raise CorpusFailed(f"{file}: cannot be read ({error.strerror}); go on with --resume") from error
    if pieces is None:
        raise CorpusFailed(f"{file}: the index of the glossary is gone; go on with --resume, which builds it anew")
    return Snapshot(pieces)


class Keeping(NamedTuple):
    """What is kept of articles besides the output: the source of those that name none, and whether their texts are."""

    source: str
    text: bool


class Tally(NamedTuple):
    """What became of a shard, and which it was.

    `lines` and `file` let the next shards of the file know their lines' numbers; `bytes` is the size of the part.
    """

    annotated: int
    rejected: int
    lines: int
    file: str | None
    bytes: int = 0
    digest: str = ""


def annotate_shard(
    shard: Shard,
    annotate: Callable[[str], Annotation],
    fields: Fields,
    part: IO[bytes],
    rejects: IO[bytes],
    keep: Callable[[Record, Annotation], None] = lambda record, annotation: None,
) -> Tally:
    """Write a shard's records with their mentions, and those that are none with the reason; return the counts.

    `keep` is given each record with its annotation, whose offsets are those of the article's `text`. A reject's `line`
    counts from the shard's first line. Raises OSError if the shard cannot be read now (`Unread`), or there is no room
    for what is written.
    """
    annotated = rejected = line = size = 0
    entries = _read(shard, fields)
    for entry in entries:
        line = max(line, entry.line)
        if isinstance(entry, Record):
            try:
                annotation = entry.article.annotated(annotate)
                mentions = entry.article.located(annotation)["mentions"]
                keep(entry, annotation)
            except (MemoryError, OSError):
                raise
            except Exception as error:  # one article never ends a run, not even by a mistake of ours
                entry = Reject(entry.line, f"a mistake of the program: {type(error).__name__}; report it", entry.id)
            else:
                size += part.write(dumped({"id": entry.id, "mentions": mentions}))
                annotated += 1
        if isinstance(entry, Reject):
            file = shard.file if entry.file is None else entry.file
            if file is None:
                file = str(entry.id)
            reject = {"id": entry.id, "file": file, "line": entry.line or None, "reason": entry.reason}
            rejects.write(dumped(reject))
            rejected += 1
    return Tally(annotated, rejected, line, shard.file, size)


class Unread(Exception):
    """A shard could not be read now; the next run may."""


def _read(shard: Shard, fields: Fields) -> Iterator[Record | Reject | Blank]:
    try:
        yield from shard.entries(fields)
    except OSError as error:
        raise Unread(f"{shard}: cannot be read ({error.strerror or error})") from error


def write_part(
    folder: Path,
    number: int,
    cut: Cut,
    annotate: Callable[[str], Annotation],
    fields: Fields,
    keeping: Keeping | None = None,
) -> Tally:
    """Annotate a shard into its part of the folder. Raises Unread, or OSError where there is no room."""
    with ExitStack() as stack:  # what is entered last is there first
        rejects = stack.enter_context(whole(folder / SHARDS / f"{number:05}.jsonl"))
        part = stack.enter_context(whole(folder / part_name(number)))
        if keeping is None:
            tally = annotate_shard(cut.shard, annotate, fields, part, rejects)
        else:
            kept = stack.enter_context(whole(_kept_file(folder, number)))

            def keep(record: Record, annotation: Annotation) -> None:
                article = concordance.kept(
                    record.article,
                    annotation,
                    source=record.source or keeping.source,
                    id=str(record.id),
                    date=record.date,
                    text=keeping.text,
                )
                kept.write(dumped(article))

            tally = annotate_shard(cut.shard, annotate, fields, part, rejects, keep)
        tally = tally._replace(digest=cut.digest)
        rejects.write(dumped(tally._asdict()))
    return tally


def _kept_file(folder: Path, number: int) -> Path:
    return folder / SHARDS / f"{number:05}.kept"


def hand_over(folder: Path, number: int, keep: Callable[[list[KeptArticle]], None]) -> None:
    """Have what is kept of a shard's articles kept, if that was not done before.

    A run that is killed in between does it again, which changes nothing.
    """
    file = _kept_file(folder, number)
    try:
        lines = file.read_bytes().splitlines()
    except FileNotFoundError:
        return
    keep([orjson.loads(line) for line in lines])
    file.unlink()
    _sync(file.parent)


def part_name(number: int) -> str:
    """Return what the part of a shard is called."""
    return f"part-{number:05}.jsonl"


@contextmanager
def whole(target: Path) -> Iterator[IO[bytes]]:
    """Write a file that takes its place on disk when all of it is there, or never."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with open(partial, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
    _sync(target.parent)


def _sync(folder: Path) -> None:
    with suppress(OSError):  # Windows opens no folders, and has no need to
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def annotated(folders: Iterable[Path]) -> Iterator[list[Mention]]:
    """Yield the mentions of each article in folders that runs have written. Raises CorpusFailed."""
    for folder in folders:
        parts = sorted(folder.glob("part-*.jsonl"))
        if not parts:
            raise CorpusFailed(f"{folder}: is no folder of an annotated corpus; name what annotate --corpus -o wrote")
        for part in parts:
            try:
                with open(part, "rb") as lines:
                    for number, line in enumerate(lines, 1):
                        yield _mentions(line, part, number)
            except OSError as error:
                raise CorpusFailed(
                    f"{part}: cannot be read ({error.strerror}); check its rights and its disk"
                ) from error


def _mentions(line: bytes, part: Path, number: int) -> list[Mention]:
    try:
        found: list[Mention] = orjson.loads(line)["mentions"]
    except (ValueError, KeyError, TypeError):
        raise CorpusFailed(f"{part}:{number}: is no annotated record; annotate the corpus again") from None
    return found


class Output:
    """The folder while one run writes it; a second one at the same time is refused."""

    def __init__(self, folder: Path, manifest: dict[str, Any], *, resume: bool) -> None:
        """Begin the folder, or with `resume` go on with one. Raises CorpusFailed where neither can be."""
        self.folder = folder
        self._lock: int | None = None
        with room(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._take()
            try:
                self._begin(manifest, resume)
            except BaseException:
                self.close()
                raise

    def _begin(self, manifest: dict[str, Any], resume: bool) -> None:
        there = sorted(name for name in os.listdir(self.folder) if not _PARTIAL.fullmatch(name))
        begun = self._manifest() if MANIFEST in there else None
        if begun is not None and not resume:
            raise CorpusFailed(f"{self.folder}: holds a run already; go on with it by --resume, or name another folder")
        if begun is None and there:
            raise CorpusFailed(f"{self.folder}: is not empty and holds no run; name another folder")
        if begun is not None:
            self._compare(begun, manifest)
        self.tidy()
        self.finished: dict[str, int] | None = begun["finished"] if begun is not None else None
        self.manifest = manifest if begun is None else begun
        if begun is None:
            self._write_manifest()
        if self.finished is None:
            (self.folder / SHARDS).mkdir(exist_ok=True)
        else:
            shutil.rmtree(self.folder / SHARDS, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let others have the folder."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def tidy(self) -> None:
        """Remove what was begun and not finished; nobody may be writing."""
        for folder in (self.folder, self.folder / SHARDS):
            with suppress(FileNotFoundError):
                for name in os.listdir(folder):
                    if _PARTIAL.fullmatch(name):
                        (folder / name).unlink(missing_ok=True)

    def done(self, number: int, cut: Cut) -> Tally | None:
        """Return the counts of a part that is done; None for one that is not, or was of another shard."""
        try:
            with open(self.folder / SHARDS / f"{number:05}.jsonl", "rb") as lines:
                *_, last = _tail(lines)
                tally = Tally(**orjson.loads(last))
            size = (self.folder / part_name(number)).stat().st_size
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return tally if (tally.bytes, tally.digest) == (size, cut.digest) else None

    def finish(self, parts: int, annotated: int, rejected: int) -> None:
        """Bring together what was rejected, and say in the manifest that all is done."""
        with room(self.folder):
            with whole(self.folder / REJECTS) as merged:
                for line in self._rejects(parts):
                    merged.write(line)
            for stray in range(parts, parts + len(list(self.folder.glob("part-*.jsonl")))):  # of files that are gone
                (self.folder / part_name(stray)).unlink(missing_ok=True)
            self.finished = {"parts": parts, "annotated": annotated, "rejected": rejected}
            self.manifest["finished"] = self.finished
            self._write_manifest()
            shutil.rmtree(self.folder / SHARDS, ignore_errors=True)

    def _rejects(self, parts: int) -> Iterator[bytes]:
        """Yield what was rejected of all shards, with the lines' numbers in their files."""
        file, before = None, 0
        for number in range(parts):
            with open(self.folder / SHARDS / f"{number:05}.jsonl", "rb") as lines:
                for line in lines:
                    entry = json.loads(line)  # an id may be a number of more than 64 bits
                    if "reason" not in entry:
                        break
                    if entry["line"] is not None and entry["file"] == file:
                        entry["line"] += before
                    yield dumped(entry)
                tally = Tally(**entry)
            before = tally.lines + (before if tally.file == file else 0)
            file = tally.file

    def _manifest(self) -> dict[str, Any]:
        file = self.folder / MANIFEST
        try:
            found = orjson.loads(file.read_bytes())
            if isinstance(found, dict) and {"glossary", "finished", *_PINNED} <= found.keys():
                return found
        except ValueError:
            pass
        raise CorpusFailed(f"{file}: is no manifest of a run; name another folder")

    def _write_manifest(self) -> None:
        with whole(self.folder / MANIFEST) as out:
            out.write(orjson.dumps(self.manifest, option=orjson.OPT_INDENT_2) + b"\n")

    def _compare(self, begun: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        """Refuse to go on with anything but what was begun."""
        if begun["glossary"]["digest"] != now["glossary"]["digest"]:
            old, new = begun["glossary"]["revision"], now["glossary"]["revision"]
            which = "another glossary" if old == new else f"revision {old} of the glossary, and this is revision {new}"
            raise CorpusFailed(
                f"{self.folder}: was begun with {which}; go on with the one it was begun with (glossary restore {old} "
                "brings it back in a database), or name another folder"
            )
        for name, called in _PINNED.items():
            if begun[name] != now[name]:
                raise CorpusFailed(
                    f"{self.folder}: {called} is not what it was begun with ({_difference(begun[name], now[name])}); "
                    "bring that back, or name another folder"
                )

    def _take(self) -> None:
        with suppress(ImportError):
            import fcntl

            self._lock = os.open(self.folder, os.O_RDONLY)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.close()
                raise CorpusFailed(
                    f"{self.folder}: another run is writing it; wait for its end, or name another folder"
                ) from None
            except OSError:  # some network disks have no locks
                return


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """Tell that the folder cannot be written."""
    try:
        yield
    except OSError as error:
        raise no_room(folder, error) from error


def no_room(folder: Path, error: OSError) -> CorpusFailed:
    """Return the error that says why the folder cannot be written."""
    return CorpusFailed(
        f"{folder}: cannot be written ({error.strerror or error}); free some space or check the rights, then go on "
        "with --resume"
    )


def _difference(begun: object, now: object) -> str:
    if not isinstance(begun, dict) or not isinstance(now, dict):
        return f"{begun}, now {now}"
    names = [name for name in begun if begun[name] != now.get(name)]
    if names == ["digest"]:
        return "a file has another name, size or time"
    return "; ".join(f"{name}: {begun[name]}, now {now.get(name)}" for name in names if name != "digest")


def _tail(lines: IO[bytes]) -> list[bytes]:
    """Return the last lines of a file."""
    lines.seek(0, os.SEEK_END)
    lines.seek(max(0, lines.tell() - (1 << 16)))
    return lines.read().splitlines()


def dumped(value: Mapping[str, object]) -> bytes:
    """Return a line of output."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # a number of more than 64 bits
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
