"""kill -9 in the middle of a load: the database holds the old or the new revision, whole, and opens.

GLOSSARY_TEST_KILLS=200 kills that many times instead of five. With -s the outcomes are printed.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from glossary.store import Store, tables

from .glossaries import large
from .glossaries import present as holding

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("GLOSSARY_TEST_KILLS") or 5)
EDITIONS = {edition: large(1500, edition) for edition in "가나"}
# Everything that is not the load itself happens before "ready".
LOADER = """
import sys
from glossary import opening
from glossary.store import Store, migrations
from tests.store.glossaries import large
from sqlalchemy.dialects import sqlite, postgresql
edition = sys.argv[2]
glossary = large(1500, edition) if edition else None
print("ready", flush=True)
sys.stdin.readline()
if edition:
    with Store.open(sys.argv[1]) as store:
        store.upgrade()
        store.replace(glossary, edition)
else:
    opening.open_glossary(sys.argv[1]).store.close()
print("done", flush=True)
"""


def start(url: str, edition: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", LOADER, url, edition], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def end(process: subprocess.Popen[str]) -> bool:
    """Wait for the process and whether it got to the end of its work."""
    output, _ = process.communicate(timeout=120)
    return "done" in output


def seconds(url: str, edition: str) -> float:
    """Return how long an undisturbed load takes."""
    process = start(url, edition)
    began = time.perf_counter()
    go(process)
    assert process.stdout is not None
    assert process.stdout.readline() == "done\n"
    took = time.perf_counter() - began
    end(process)
    return took


def killed(url: str, edition: str, after: float) -> bool:
    """Begin a load and kill it; return whether it was done before."""
    process = start(url, edition)
    go(process)
    time.sleep(after)
    process.kill()
    return end(process)


def check_whole(store: Store) -> None:
    with store._writing() as connection:  # also waits for a server that has not yet seen that its client is dead
        count = connection.scalar(select(func.count()).select_from(tables.concept))
        newest = connection.execute(select(tables.revision).order_by(tables.revision.c.number.desc()).limit(1)).one()
        assert newest.concepts == count
        assert connection.scalar(select(func.max(tables.change.c.revision))) == newest.number
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_killed_while_loading(url: str) -> None:
    chance = random.Random()
    outcomes: Counter[str] = Counter()
    with Store.open(url, patience=60) as store:
        store.upgrade()
        store.replace(EDITIONS["나"], "나")
        present, revision = "나", 1
        took = 0.0
        for number in range(KILLS):
            wanted = "가" if present == "나" else "나"
            if number % 20 == 0:  # the machine may be busier than it was
                took = seconds(url, wanted)
                present, wanted, revision = wanted, present, revision + 1
            done = killed(url, wanted, chance.uniform(0, took * 1.1))
            check_whole(store)
            glossary, now = holding(store)
            if now == revision:
                assert not done
                assert glossary == EDITIONS[present]
                outcomes["old"] += 1
            else:
                assert now == revision + 1
                assert glossary == EDITIONS[wanted]
                assert store.at(revision) == EDITIONS[present]
                outcomes["new"] += 1
                present, revision = wanted, now
            assert len(store.history(since=revision - 1)) == 1
        assert store.at(1) == EDITIONS["나"]
    print(f"\n{KILLS} kills within {took:.2f} s of a load: {dict(outcomes)}")


@pytest.mark.parametrize("attempt", range(max(1, KILLS // 10)))
def test_killed_on_first_use(url: str, attempt: int) -> None:
    """Whatever is left of making and filling the database, the next one opens it as if nothing had been."""
    killed(url, "", random.Random().uniform(0, 1.0))
    with Store.open(url, patience=60) as store:
        assert store.version() in (None, tables.NEWEST)
    assert seconds(url, "") > 0
    with Store.open(url) as store:
        assert store.edition().revision == 1
        check_whole(store)
