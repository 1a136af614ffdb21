"""The ways of docs/operations.md to back up and restore, as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from glossary.model import Glossary
from glossary.store import Store

from .conftest import administer
from .glossaries import glossary, present

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


def command(beginning: str) -> str:
    """Return the command of the page that begins so, its lines joined."""
    found = re.search(rf"^{re.escape(beginning)}(?:.*\\\n)*.*", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, f"docs/operations.md has no command {beginning!r}"
    return found[0].replace("python3", sys.executable, 1)


def sh(line: str, **more: str) -> None:
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, env={**os.environ, **more})
    assert done.returncode == 0, done.stderr


def test_sqlite_while_in_use(tmp_path: Path) -> None:
    file, copy = tmp_path / "glossary.db", tmp_path / "copy.db"
    line = command('python3 -c "import sqlite3, sys').replace("/var/lib/glossary/glossary.db", "FROM")
    line = line.replace("/backup/glossary.db", "TO")
    with Store.open(file) as store:
        store.upgrade()
        store.replace(glossary("abc"), "x")
        with store._reading():  # so that what was written last is in the -wal file
            store.replace(glossary("abcd"), "x")
            sh(line.replace("FROM", str(file)).replace("TO", str(copy)))
            store.replace(glossary("z"), "x")
            with Store.open(copy) as other:
                assert present(other) == (glossary("abcd"), 2)
                assert other.at(1) == glossary("abc")
        sh(line.replace("FROM", str(copy)).replace("TO", str(file)))
        assert present(store) == (glossary("abcd"), 2)
        assert store.replace(glossary("y"), "x").revision == 3


def test_postgresql(server: Any, tmp_path: Path) -> None:
    administer(server, "CREATE DATABASE backed_up")
    url = server.get_uri(database="backed_up")
    dump, restore = (
        command(program).replace("/backup/", f"{tmp_path}/") for program in ("pg_dump --format", "pg_restore --clean")
    )
    programs = {"PATH": f"{server.bin_path}{os.pathsep}{os.environ['PATH']}", "GLOSSARY_DATABASE_URL": url}
    with Store.open(url) as store:
        store.upgrade()
        store.replace(glossary("abc"), "x")
        sh(dump, **programs)
        store.replace(glossary("z"), "x")
        sh(restore, **programs)
        assert present(store) == (glossary("abc"), 1)
        store.upgrade()
        assert store.replace(glossary("y"), "x").revision == 2


def test_taking_the_tables_back(url: str) -> None:
    with Store.open(url) as store:
        store.upgrade()
        sh(command('python3 -c "import sys; from glossary.store').replace(" 0001", " base"), GLOSSARY_DATABASE_URL=url)
        assert store.version() is None
        store.upgrade()
        assert present(store) == (Glossary(()), 0)


@pytest.mark.parametrize("name", ["glossary load", "glossary history", "glossary restore", "GLOSSARY_DATABASE_URL"])
def test_the_page_names(name: str) -> None:
    assert f"`{name}" in PAGE.read_text(encoding="utf-8")
