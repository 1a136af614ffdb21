"""The run of a corpus on this machine: processes that annotate one shard after the other, and who hands them out."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from glossary import cache
from glossary.corpus import output, sources
from glossary.corpus.output import Keeping, Outcome, Output, Tally, Unread
from glossary.corpus.records import Fields
from glossary.corpus.sources import Corpus, Cut
from glossary.errors import CorpusFailed, StoreUnavailable
from glossary.model import Annotation, KeptArticle


class Kept(NamedTuple):
    """Where a run keeps its articles: what writes many of them at once, and the name of the place, for the manifest.

    With `text` their texts are kept as well.
    """

    keep: Callable[[list[KeptArticle]], None]
    place: str
    text: bool = False


class Progress(NamedTuple):
    """How far a run has come: articles in all, a second in this run, the share of the input, the seconds left."""

    articles: int
    rate: float
    share: float
    left: float


def annotate(
    corpus: Corpus,
    ready: cache.Ready,
    folder: Path,
    *,
    workers: int,
    resume: bool = False,
    progress: Callable[[Progress], None] = lambda progress: None,
    kept: Kept | None = None,
) -> Outcome:
    """Write a corpus with its mentions into a folder; with `resume`, go on with what a stopped run left there.

    With `kept`, each article's mentions are also kept there: all of a shard at once, the shards in their order.

    Raises CorpusFailed with the mend for what keeps the run from its end; it can be resumed from there.
    """
    corpus.check()
    identity = corpus.identity()
    if _within(folder, corpus.path):
        raise CorpusFailed(f"{folder}: lies in the corpus and would become a part of it; name a folder outside")
    with Output(folder, _manifest(corpus, identity, ready, kept), resume=resume) as out:
        if out.finished is not None:
            return Outcome(out.finished["annotated"], out.finished["rejected"], out.finished["parts"], ())
        run = _Run(out, identity.bytes, progress, kept)
        keeping = None if kept is None else Keeping(_name(corpus), kept.text)
        try:
            with output.index(ready) as index, _Workers(workers, _Task(index, folder, corpus.fields, keeping)) as crew:
                run.all(corpus, crew)
        finally:
            out.tidy()
        if not run.unread:
            if corpus.identity() != identity:
                raise CorpusFailed(
                    f"{corpus.path}: changed while it was read; bring back what it was and --resume, or name another -o"
                )
            out.finish(run.parts, run.annotated, run.rejected)
        return Outcome(run.annotated, run.rejected, run.parts, tuple(run.unread))


def _within(folder: Path, corpus: Path) -> bool:
    return corpus.is_dir() and folder.resolve().is_relative_to(corpus.resolve())


def _name(corpus: Corpus) -> str:
    return sources.told(corpus.path.resolve().name)


def _manifest(corpus: Corpus, identity: sources.Identity, ready: cache.Ready, kept: Kept | None) -> dict[str, object]:
    return {
        **output.pinned(ready, _name(corpus), identity, corpus.fields),
        "encoding": corpus.encoding,
        "shards": {"bytes": sources.SHARD, "lines": sources.MOST_LINES, "files": sources.MOST_FILES},
        "kept": None if kept is None else {"database": kept.place, "texts": kept.text},
        "finished": None,
    }


class _Run:
    """What has become of the shards so far."""

    def __init__(self, out: Output, size: int, progress: Callable[[Progress], None], kept: Kept | None) -> None:
        self.annotated = self.rejected = self.parts = 0
        self.unread: list[str] = []
        self._out = out
        self._size = size
        self._progress = progress
        self._began = time.monotonic()
        self._bytes = self._skipped_bytes = self._skipped = 0
        self._kept = kept
        self._done: set[int] = set()  # parts that are not handed over
        self._next = 0

    def all(self, corpus: Corpus, crew: _Workers) -> None:
        """Have every shard that is not done annotated."""
        under_way: dict[int, int] = {}
        for number, cut in self._open(corpus):
            while not crew.has_room():
                self._take(crew, under_way)
            under_way[number] = cut.size
            crew.give(number, cut)
            self._hand_over()
        while under_way:
            self._take(crew, under_way)
            self._hand_over()
        self._hand_over()

    def _hand_over(self) -> None:
        """Keep what is done of the articles in the order of the input, so that of two with one id the same one stays.

        The workers go on meanwhile.
        """
        while self._kept is not None and self._next in self._done:
            try:
                output.hand_over(self._out.folder, self._next, self._kept.keep)
            except StoreUnavailable as error:
                raise CorpusFailed(f"{error}; then go on with --resume") from error
            self._done.remove(self._next)
            self._next += 1

    def _open(self, corpus: Corpus) -> Iterator[tuple[int, Cut]]:
        """Yield the shards that are not done, and count those that are."""
        shards = corpus.shards()
        while True:
            try:
                cut = next(shards)
            except StopIteration:
                return
            except CorpusFailed as error:  # what comes behind has no number yet
                self.unread.append(str(error))
                return
            number = self.parts
            self.parts += 1
            tally = self._out.done(number, cut)
            if tally is None:
                yield number, cut
            else:
                self._count(number, tally)
                self._skipped += tally.annotated + tally.rejected
                self._skipped_bytes += cut.size
                self._bytes += cut.size

    def _take(self, crew: _Workers, under_way: dict[int, int]) -> None:
        for number, found in crew.answers():
            self._bytes += under_way.pop(number)
            if isinstance(found, Tally):
                self._count(number, found)
            else:
                self.unread.append(found)
        seconds = max(1e-6, time.monotonic() - self._began)
        articles = self.annotated + self.rejected
        pace = (self._bytes - self._skipped_bytes) / seconds
        share = self._bytes / self._size if self._size else 1.0
        left = (self._size - self._bytes) / pace if pace else 0.0
        self._progress(Progress(articles, (articles - self._skipped) / seconds, min(1.0, share), max(0.0, left)))

    def _count(self, number: int, tally: Tally) -> None:
        self._done.add(number)
        self.annotated += tally.annotated
        self.rejected += tally.rejected


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker has to know from the start."""

    index: Path
    folder: Path
    fields: Fields
    keeping: Keeping | None


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a worker cannot go on, and nobody else could."""

    message: str


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    shard: tuple[int, str] | None = None


class _Workers:
    """Processes that annotate, each one shard at a time. They end when who started them ends, however that was."""

    def __init__(self, most: int, task: _Task) -> None:
        self._most = most
        self._task = task
        self._workers: list[_Worker] = []

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            if worker.shard is None:
                worker.pipe.close()
            else:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()

    def has_room(self) -> bool:
        """Say whether a shard would be begun at once."""
        return len(self._workers) < self._most or any(worker.shard is None for worker in self._workers)

    def give(self, number: int, cut: Cut) -> None:
        """Have a shard annotated by who has nothing to do."""
        worker = next((one for one in self._workers if one.shard is None), None) or self._started()
        worker.shard = (number, str(cut.shard))
        with suppress(ConnectionError):  # it is dead, which is told when its answer is waited for
            worker.pipe.send((number, cut))

    def answers(self) -> Iterator[tuple[int, Tally | str]]:
        """Wait, and yield what was done of shards: its counts, or why it could not be read."""
        busy = {worker.pipe: worker for worker in self._workers if worker.shard is not None}
        for pipe in connection.wait(list(busy)):
            worker = busy[pipe]  # type: ignore[index]
            assert worker.shard is not None
            number, name = worker.shard
            try:
                found: Tally | str | _Failure = worker.pipe.recv()
            except (EOFError, OSError):
                worker.process.join()
                raise CorpusFailed(
                    f"{name}: the process that annotated it ended ({_ending(worker.process.exitcode)}); if memory is "
                    "short take fewer --workers, then go on with --resume"
                ) from None
            worker.shard = None
            if isinstance(found, _Failure):
                raise CorpusFailed(found.message)
            yield number, found

    def _started(self) -> _Worker:
        context = get_context("spawn")  # a fork would inherit locks that nobody opens
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._task, os.getpid()), daemon=True)
        with _deaf():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker


@contextmanager
def _deaf() -> Iterator[None]:
    """Have a process that is started here not hear Ctrl-C, which is for the one that started it."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not in the main thread, which alone may say so
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _work(pipe: Connection, task: _Task, parent: int) -> None:
    """Annotate the shards that come through the pipe, until it is closed."""
    find = None
    with ExitStack() as stack, suppress(EOFError, ConnectionError):
        stack.callback(pipe.close)
        while True:
            number, cut = pipe.recv()
            found: Tally | str | _Failure
            try:
                find = find or _annotator(task.index, parent)
                found = output.write_part(task.folder, number, cut, find, task.fields, task.keeping)
            except Unread as error:
                found = str(error)
            except CorpusFailed as error:
                found = _Failure(str(error))
            except OSError as error:
                found = _Failure(str(output.no_room(task.folder, error)))
            except MemoryError:
                found = _Failure(
                    f"{cut.shard}: there is not enough memory; take fewer --workers, then go on with --resume"
                )
            pipe.send(found)


def _annotator(index: Path, parent: int) -> Callable[[str], Annotation]:
    """Return what finds names, as long as the process that wants to know is there."""
    own = output.open_index(index)

    def find(text: str) -> Annotation:
        if os.getppid() != parent:
            raise SystemExit  # nobody waits for it any more, and another run may be writing the folder
        return own.annotate(text)

    return find
