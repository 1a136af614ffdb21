"""Several processes at one database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from glossary.store import Store

from .glossaries import glossary

ROOT = Path(__file__).parents[2]
START = "import sys; print('ready', flush=True); sys.stdin.readline()\n"
LOADING = (
    """
from glossary.store import Store
from tests.store.glossaries import glossary
from sqlalchemy.dialects import sqlite, postgresql
"""
    + START
    + """
with Store.open(sys.argv[1], patience=60) as store:
    store.upgrade()
    for number in range(20):
        assert store.replace(glossary("abc", a=f"{sys.argv[2]} {number}"), sys.argv[2]).changes
        store.load()
"""
)
FIRST_USE = (
    """
from glossary import opening
from glossary.store import migrations
"""
    + START
    + """
with opening.open_glossary(sys.argv[1]) as opened:
    assert opened.store is not None and not opened.notices
    print(opened.revision, len(opened.glossary.concepts))
"""
)


def at_once(script: str, count: int, *arguments: str) -> list[str]:
    """Run a script in several processes that start at one moment; return what they print."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, *arguments, str(number)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(count)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    found = [process.communicate(timeout=120) for process in processes]
    assert [errors for _, errors in found] == [""] * count
    assert {process.returncode for process in processes} == {0}
    return [output for output, _ in found]


def test_two_load_at_once(url: str) -> None:
    """Every load is a revision of its own, in the order of each process, and all of them can be read."""
    at_once(LOADING, 2, url)
    with Store.open(url) as store:
        history = store.history()
        assert [revision.number for revision in history] == list(range(1, 41))
        seen = {"0": 0, "1": 0}
        for revision in history:
            number = seen[revision.source]
            assert store.at(revision.number) == glossary("abc", a=f"{revision.source} {number}")
            seen[revision.source] += 1
        assert seen == {"0": 20, "1": 20}


def test_four_make_and_fill_the_database_at_once(url: str) -> None:
    outputs = at_once(FIRST_USE, 4, url)
    assert len(set(outputs)) == 1
    assert outputs[0].startswith("1 ")
    with Store.open(url) as store:
        assert len(store.history()) == 1
