"""A run that is stopped, however it is, goes on to the same output, byte for byte.

GLOSSARY_TEST_KILLS=200 kills that many times instead of five. With -s it is told how far the runs had come.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path
from subprocess import TimeoutExpired

import pytest

from .runs import alive, children, contents, end, kill, lines_of, run, start

KILLS = int(os.environ.get("GLOSSARY_TEST_KILLS") or 5)
SHARD = 10_000


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("corpus") / "in.jsonl"
    file.write_bytes(lines_of(4_000))
    return file


@pytest.fixture(scope="module")
def unbroken(corpus: Path) -> tuple[dict[str, bytes], float]:
    """Return what an undisturbed run writes, and how long it takes."""
    out = corpus.parent / "unbroken"
    began = time.perf_counter()
    done = run("--corpus", corpus, "-o", out, "--workers", "2", shard=SHARD)
    assert done.returncode == 1, done.stderr
    return contents(out), time.perf_counter() - began


def parts(out: Path) -> int:
    return len(list((out / "shards").glob("?????.jsonl")))


def test_killed_again_and_again(corpus: Path, unbroken: tuple[dict[str, bytes], float], tmp_path: Path) -> None:
    """Each run is killed at a random moment, often while the one before still has workers that have not noticed."""
    expected, took = unbroken
    chance = random.Random()
    out = tmp_path / "out"
    outcomes: Counter[str] = Counter()
    kills = 0
    while kills < KILLS:
        process = start("--corpus", corpus, "-o", out, "--workers", "2", "--resume", shard=SHARD)
        try:
            process.wait(chance.uniform(0, took * 0.9))
        except TimeoutExpired:
            kill(process.pid)
            kills += 1
            process.communicate()
            outcomes[f"{parts(out)} parts" if (out / "shards").exists() else "before or after all parts"] += 1
        else:
            assert end(process).returncode == 1
            assert contents(out) == expected
            outcomes["done"] += 1
            shutil.rmtree(out)
    assert run("--corpus", corpus, "-o", out, "--workers", "1", "--resume", shard=SHARD).returncode == 1
    assert contents(out) == expected
    print(f"\n{KILLS} kills within {took:.2f} s of a run: {dict(outcomes)}")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_stopped(corpus: Path, unbroken: tuple[dict[str, bytes], float], tmp_path: Path, sent: signal.Signals) -> None:
    """Ctrl-C is heard by all processes of a terminal, SIGTERM by the one it is sent to."""
    out = tmp_path / "out"
    process = start("--corpus", corpus, "-o", out, "--workers", "2", shard=SHARD, start_new_session=True)
    while parts(out) < 2:
        time.sleep(0.01)
    workers = children(process)
    if sent is signal.SIGINT:
        os.killpg(process.pid, sent)
    else:
        process.send_signal(sent)
    done = end(process)
    assert done.returncode == 128 + sent
    assert done.stderr == f"stopped; --resume goes on with {out}\n"
    assert [pid for pid in workers if alive(pid)] == []
    assert [name for name in contents(out) if "partial" in name] == []
    assert parts(out) >= 2
    assert run("--corpus", corpus, "-o", out, "--resume", shard=SHARD).returncode == 1
    assert contents(out) == unbroken[0]


def test_a_worker_that_is_killed(corpus: Path, unbroken: tuple[dict[str, bytes], float], tmp_path: Path) -> None:
    """As the kernel does when memory runs out."""
    out = tmp_path / "out"
    process = start("--corpus", corpus, "-o", out, "--workers", "2", shard=SHARD)
    while parts(out) < 2:
        time.sleep(0.01)
    kill(children(process)[0])
    done = end(process)
    assert done.returncode == 2
    assert "SIGKILL" in done.stderr
    assert "--resume" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert run("--corpus", corpus, "-o", out, "--resume", shard=SHARD).returncode == 1
    assert contents(out) == unbroken[0]


def test_workers_end_with_the_run(corpus: Path, tmp_path: Path) -> None:
    process = start("--corpus", corpus, "-o", tmp_path / "out", "--workers", "2", shard=SHARD)
    while parts(tmp_path / "out") < 2:
        time.sleep(0.01)
    workers = children(process)
    assert workers
    kill(process.pid)
    process.communicate()
    for _ in range(500):
        if not any(map(alive, workers)):
            return
        time.sleep(0.01)
    raise AssertionError("workers go on without the run")


def test_two_runs_into_one_folder(corpus: Path, unbroken: tuple[dict[str, bytes], float], tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start("--corpus", corpus, "-o", out, shard=SHARD)
    while parts(out) < 1:
        time.sleep(0.01)
    second = run("--corpus", corpus, "-o", out, "--resume", shard=SHARD)
    assert second.returncode == 2
    assert "another run is writing it" in second.stderr
    assert end(process).returncode == 1
    assert contents(out) == unbroken[0]
