"""Corpora on Spark: the lines that the local engine writes, from executors that are processes of their own."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow
import pyarrow.parquet
import pytest

from glossary import cache, opening
from glossary.corpus import Corpus, Fields, annotate, spark
from glossary.corpus.records import PLAIN
from glossary.errors import CorpusFailed
from glossary.model import Edition
from tests.conftest import ROOT

from .runs import ODD_LINES, SENTENCES, TERMS, contents, end, lines_of, run, start

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

needs_spark = pytest.mark.spark
# pyspark leaves its sockets to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    """A cluster of two executors."""
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("tests")
        settings = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.executor.memory": "640m",
            "spark.executorEnv.PYTHONPATH": str(ROOT),
            "spark.sql.files.openCostInBytes": "1000",
            "spark.task.maxFailures": "2",
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture
def small_blocks(session: SparkSession) -> Iterator[None]:
    """Have files cut into many blocks, so that both executors have work."""
    session.conf.set("spark.sql.files.maxPartitionBytes", "100000")
    yield
    session.conf.unset("spark.sql.files.maxPartitionBytes")


@pytest.fixture(scope="module")
def ready(data_folder: None) -> cache.Ready:
    return cache.open_snapshot(opening.FixedFileSource([TERMS]))


def rows_of(count: int) -> pyarrow.Table:
    """Return rows, of which every ninth is no record; ids are unsigned, as hashes are."""
    texts = [None if number % 9 == 5 else SENTENCES[number % 5] * (number % 13) for number in range(count)]
    return pyarrow.table(
        {"id": pyarrow.array(range(count), pyarrow.uint64()), "text": texts, "more": [{"x": 1}] * count}
    )


def lines(folder: Path, pattern: str) -> list[bytes]:
    """Return the lines of a folder's files, sorted."""
    return sorted(line for file in folder.glob(pattern) for line in file.read_bytes().splitlines())


def assert_equal(local: Path, on_spark: Path) -> None:
    assert lines(on_spark, "kind=mentions/part-*") == lines(local, "part-*.jsonl")
    assert lines(on_spark, "kind=rejects/part-*") == lines(local, "rejects.jsonl")
    ours, theirs = (json.loads((folder / "manifest.json").read_bytes()) for folder in (local, on_spark))
    counts = ("annotated", "rejected")
    assert [theirs["finished"][name] for name in counts] == [ours["finished"][name] for name in counts]
    same = ("glossary", "program", "libraries", "fields")
    assert [theirs[name] for name in same] == [ours[name] for name in same]
    assert {name for name in os.listdir(on_spark) if name[0] not in "._"} == {
        "kind=mentions", "kind=rejects", "manifest.json",
    }  # fmt: skip


def both(ready: cache.Ready, corpus: Path, tmp_path: Path, fields: Fields = PLAIN) -> tuple[int, int]:
    """Annotate with both engines, whose output must be equal; return how many records there were, and rejects."""
    here = annotate(Corpus(corpus, fields), ready, tmp_path / "local", workers=1)
    there = spark.annotate(str(corpus), ready, str(tmp_path / "spark"), fields)
    assert_equal(tmp_path / "local", tmp_path / "spark")
    assert there[:2] == here[:2]
    return there.annotated, there.rejected


@needs_spark
@pytest.mark.usefixtures("small_blocks")
def test_lines_and_rows_of_every_kind(session: SparkSession, ready: cache.Ready, tmp_path: Path) -> None:
    folder = tmp_path / "in [한] 100%20{a}"
    (folder / "date=2024").mkdir(parents=True)
    (folder / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + lines_of(2000))
    (folder / "date=2024" / "신문 #1.JSONL.gz").write_bytes(gzip.compress(lines_of(500)))
    (folder / "date=2024" / "b.ndjson.zst").write_bytes(zstd.compress(lines_of(500)))
    pyarrow.parquet.write_table(rows_of(1000), folder / "c.parquet", row_group_size=100)
    (folder / "notes.md").write_bytes(b"no record")
    annotated, rejected = both(ready, folder, tmp_path)
    assert annotated > 3000
    assert rejected > 150
    blocks = {path.name for path in (tmp_path / "spark" / "kind=mentions").glob("part-*")}
    assert len(blocks) > 4


@needs_spark
def test_odd_lines(session: SparkSession, ready: cache.Ready, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(ODD_LINES))
    assert both(ready, tmp_path / "in.jsonl", tmp_path) == (4, 15)


@needs_spark
def test_odd_rows_under_other_names(session: SparkSession, ready: cache.Ready, tmp_path: Path) -> None:
    """Text that is not UTF-8, and two names that differ by a capital letter alone."""
    broken = pyarrow.array([b"\xed\x99\x94\xec\x9b\xa8\xec\x9d\xb4", b"\xff", b"x"]).view(pyarrow.string())
    table = pyarrow.table({"ID": [7, 8, 9], "id": ["a", "b", None], "a.`b": broken})
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet")
    assert both(ready, tmp_path / "in.parquet", tmp_path, Fields("id", "a.`b")) == (1, 2)
    with pytest.raises(CorpusFailed, match="no column is called 'text'; choose one of ID, id"):
        spark.annotate(str(tmp_path / "in.parquet"), ready, str(tmp_path / "other"))


@needs_spark
@pytest.mark.parametrize("content", [b"", b"\n\n"], ids=["nothing", "empty lines"])
def test_a_corpus_without_records(session: SparkSession, ready: cache.Ready, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "in.jsonl").write_bytes(content)
    assert both(ready, tmp_path / "in.jsonl", tmp_path) == (0, 0)


def executors() -> list[int]:
    """Return the processes that Spark gave work to on behalf of this one."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            own = f"{os.getpid()}".encode() in _above(int(folder.name))
        except (OSError, ValueError):
            continue
        if own and any(part.endswith(b"CoarseGrainedExecutorBackend") for part in command):
            found.append(int(folder.name))
    return found


def _above(pid: int) -> set[bytes]:
    """Return who started a process, and who that one, and so on."""
    found: set[bytes] = set()
    while pid > 1:
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        found.add(str(pid).encode())
    return found


@needs_spark
@pytest.mark.usefixtures("small_blocks")
def test_an_executor_is_killed(session: SparkSession, ready: cache.Ready, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines_of(5000))
    annotate(Corpus(tmp_path / "in.jsonl"), ready, tmp_path / "local", workers=1)
    killed: list[int] = []

    def kill() -> None:
        """Kill an executor when some tasks are done and others under way."""
        tracker = session.sparkContext.statusTracker()
        deadline = time.monotonic() + 60
        while not killed and time.monotonic() < deadline:
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            if any(stage and stage.numCompletedTasks >= 2 and stage.numTasks > 6 for stage in stages):
                killed.append(executors()[0])
                os.kill(killed[0], signal.SIGKILL)
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    spark.annotate(str(tmp_path / "in.jsonl"), ready, str(tmp_path / "spark"))
    killer.join()
    assert killed
    assert not Path(f"/proc/{killed[0]}").exists()
    assert_equal(tmp_path / "local", tmp_path / "spark")


@needs_spark
def test_what_cannot_be_read_ends_the_run_and_leaves_nothing(
    session: SparkSession, ready: cache.Ready, tmp_path: Path
) -> None:
    packed = gzip.compress(lines_of(500))
    wrong = {
        "broken.jsonl.gz": (packed[: len(packed) // 2], r"broken\.jsonl\.gz: cannot be read .*; mend the file"),
        "packed.jsonl": (packed, r"packed\.jsonl: is gzip, .* rename it"),
        "broken.parquet": (b"PAR1 no more", r"broken\.parquet is not a Parquet file"),
    }
    for name, (content, words) in wrong.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CorpusFailed, match=words) as told:
            spark.annotate(str(tmp_path / name), ready, str(tmp_path / "out"))
        assert len(str(told.value).splitlines()) == 1
        assert contents(tmp_path / "out") == {}


@needs_spark
def test_what_is_refused(session: SparkSession, ready: cache.Ready, tmp_path: Path) -> None:
    file, out = tmp_path / "in" / "in.jsonl", tmp_path / "out"
    file.parent.mkdir()
    file.write_bytes(b'{"id": 1, "text": ""}\n')

    def refused(corpus: Path, folder: Path, words: str) -> None:
        before = contents(tmp_path)
        with pytest.raises(CorpusFailed, match=words):
            spark.annotate(str(corpus), ready, str(folder))
        assert contents(tmp_path) == before

    refused(tmp_path / "missing", out, "no such file or folder.*check the path")
    refused(file.parent, file.parent / "out", "lies in the corpus")
    refused(file, file.parent, "is not empty and holds no run")
    refused(file, file, "lies in the corpus")
    spark.annotate(f"file://{file}", ready, f"file://{out}")  # places may be named as Spark does
    refused(file, out, "holds a finished run already")
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert manifest["glossary"] == {"revision": 1, "digest": ready.edition.digest}
    (out / ".manifest.json.crc").unlink()
    (out / "manifest.json").write_text(json.dumps({**manifest, "finished": None}))
    refused(file, out, "under way, or was stopped and cannot be resumed")
    (file.parent / "article.txt").write_bytes(b"x")
    refused(file.parent, tmp_path / "other", r"article\.txt: Spark reads no articles that are files of their own")
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", tmp_path / "other", "nothing is in the folder")


@needs_spark
def test_executors_of_another_program_are_told(
    session: SparkSession, ready: cache.Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines_of(10))
    monkeypatch.setitem(cache._PROGRAM, "libraries", ["numpy-0.1"])
    with pytest.raises(CorpusFailed, match=r"is not the driver's \(libraries: .*, with the driver numpy-0\.1\)"):
        spark.annotate(str(tmp_path / "in.jsonl"), ready, str(tmp_path / "out"))


@needs_spark
def test_without_a_cache_there_is_an_index_all_the_same(
    session: SparkSession, ready: cache.Ready, tmp_path: Path
) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines_of(10))
    without = ready._replace(file=None, edition=Edition(1, ready.edition.digest))
    assert spark.annotate(str(tmp_path / "in.jsonl"), without, str(tmp_path / "out"))[:2] == (9, 1)


@needs_spark
def test_the_command_makes_a_session_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(lines_of(100))
    done = run("--corpus", tmp_path / "in.jsonl", "-o", tmp_path / "spark", "--engine", "spark")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"95 annotated, 3 rejected: {tmp_path}/spark/kind=rejects says why"
    run("--corpus", tmp_path / "in.jsonl", "-o", tmp_path / "local")
    assert_equal(tmp_path / "local", tmp_path / "spark")


@needs_spark
def test_the_command_is_stopped(tmp_path: Path) -> None:
    """By Ctrl-C, while Python waits for Java."""
    (tmp_path / "in.jsonl").write_bytes(lines_of(50_000))
    process = start("--corpus", tmp_path / "in.jsonl", "-o", tmp_path / "out", "--engine", "spark")
    while not (tmp_path / "out" / "_temporary").exists() and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    done = end(process)
    assert done.returncode == 130
    assert "begin anew" in done.stderr.splitlines()[-1]
    assert "manifest.json" not in contents(tmp_path / "out")


# What needs no Java


@pytest.mark.parametrize("option", [["--resume"], ["--workers", "2"], ["--encoding", "cp949"]], ids=lambda one: one[0])
def test_options_that_do_not_go_with_spark(tmp_path: Path, option: list[str]) -> None:
    done = run("--corpus", tmp_path, "-o", tmp_path / "out", "--engine", "spark", *option)
    assert done.returncode == 2
    assert f"{option[0]} does not go with --engine spark" in done.stderr
    assert not (tmp_path / "out").exists()


def _without(code: str, tmp_path: Path, **environment: Any) -> subprocess.CompletedProcess[str]:
    (tmp_path / "in.jsonl").write_bytes(lines_of(10))
    arguments = ["annotate", "--terms", TERMS, "--corpus", "in.jsonl", "-o", "out", "--engine", "spark"]
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; from glossary.cli import run; run()", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    assert not (tmp_path / "out").exists()
    return done


@pytest.mark.parametrize("package", ["pyspark", "pandas"])
def test_without_the_extra(tmp_path: Path, package: str) -> None:
    done = _without(f"import sys; sys.modules[{package!r}] = None", tmp_path)
    assert done.stderr == "the engine spark needs an extra: pip install 'ko-zh-glossary[spark]'\n"


@needs_spark
def test_without_java(tmp_path: Path) -> None:
    done = _without("pass", tmp_path, JAVA_HOME=str(tmp_path), PATH=str(tmp_path))
    assert "Spark did not start" in done.stderr.splitlines()[-1]
    assert "it needs Java 17 or 21" in done.stderr.splitlines()[-1]
