"""Faults of the real thing: what the user is told, and that nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from glossary.errors import InvalidInput, MissingExtra, StoreUnavailable
from glossary.store import Store
from glossary.store import store as implementation

from .conftest import administer
from .glossaries import glossary, large, present


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB; only root can have one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no small file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_another_process_is_writing(store: Store, url: str) -> None:
    store.replace(glossary("abc"), "x")
    with Store.open(url, patience=0.2) as hasty, store._writing():
        with pytest.raises(StoreUnavailable, match=r"another process has been writing for more than 0\.2 seconds"):
            hasty.replace(glossary("d"), "x")
        # Who reads does not wait.
        assert present(hasty) == (glossary("abc"), 1)
    assert store.replace(glossary("d"), "x").revision == 2


def test_a_failure_in_the_middle_leaves_the_old_revision(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.replace(glossary("abc"), "x")

    def fail(*_: Any) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(implementation, "_insert", fail)
    with pytest.raises(RuntimeError, match="in the middle"):
        store.replace(glossary("bcd"), "y")
    monkeypatch.undo()
    assert present(store) == (glossary("abc"), 1)
    assert len(store.history()) == 1
    assert store.replace(glossary("bcd"), "y").revision == 2


def test_a_file_that_vanished_is_told_and_not_made_anew(tmp_path: Path) -> None:
    file, away = tmp_path / "glossary.db", tmp_path / "away.db"
    with Store.open(file) as store:
        store.upgrade()
        store.replace(glossary("abc"), "x")
        file.rename(away)
        for way in (store.load, store.edition, lambda: store.replace(glossary("a"), "x")):
            with pytest.raises(StoreUnavailable, match=r"glossary\.db cannot be used: the file is not there; "):
                way()
        assert not file.exists()
        away.rename(file)
        assert present(store) == (glossary("abc"), 1)


def test_a_server_that_stopped_and_came_back(server: Any) -> None:
    administer(server, "CREATE DATABASE vanishing")
    with Store.open(server.get_uri(database="vanishing"), patience=1) as store:
        store.upgrade()
        store.replace(glossary("abc"), "x")
        server.stop()
        try:
            for way in (store.load, store.edition, lambda: store.replace(glossary("a"), "x")):
                with pytest.raises(StoreUnavailable, match="no connection"):
                    way()
        finally:
            server.ensure_postgres_running()
        assert present(store) == (glossary("abc"), 1)


def test_a_connection_that_breaks_in_the_middle(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    administer(server, "CREATE DATABASE breaking")
    write = implementation._write_concepts

    def break_off(connection: Any, *rest: Any) -> None:
        write(connection, *rest)
        backend = connection.scalar(text("SELECT pg_backend_pid()"))
        administer(server, f"SELECT pg_terminate_backend({backend})")

    with Store.open(server.get_uri(database="breaking")) as store:
        store.upgrade()
        store.replace(glossary("abc"), "x")
        monkeypatch.setattr(implementation, "_write_concepts", break_off)
        with pytest.raises(StoreUnavailable, match="no connection"):
            store.replace(glossary("d"), "x")
        monkeypatch.undo()
        assert present(store) == (glossary("abc"), 1)
        assert store.replace(glossary("d"), "x").revision == 2


def check_full(store: Store, message: str) -> None:
    store.replace(glossary("abc"), "x")
    with pytest.raises(StoreUnavailable, match=message):
        store.replace(large(20_000), "x")
    assert present(store) == (glossary("abc"), 1)
    assert store.replace(glossary("abcd"), "x").revision == 2
    assert store.at(1) == glossary("abc")


def test_a_full_disk_under_sqlite(small_disk: Path) -> None:
    with Store.open(small_disk / "glossary.db") as store:
        store.upgrade()
        check_full(store, "its disk is full; free some space")
        # Not a byte is left: reading fails with a message, and works again when there is space.
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        with pytest.raises(StoreUnavailable, match=r"full"):
            store.replace(glossary("xyz"), "x")
        filler.unlink()
        assert present(store) == (glossary("abcd"), 2)


def test_a_full_disk_under_postgresql(server: Any, small_disk: Path) -> None:
    for folder in (small_disk, *small_disk.parents[:4]):  # the server runs as another user
        folder.chmod(0o755)
    shutil.chown(small_disk, server.system_user)
    administer(server, f"CREATE TABLESPACE small LOCATION '{small_disk}'")
    administer(server, "CREATE DATABASE full_disk")
    administer(server, "ALTER DATABASE full_disk SET default_tablespace = small")
    try:
        with Store.open(server.get_uri(database="full_disk")) as store:
            store.upgrade()
            check_full(store, "its disk is full; free some space")
    finally:
        administer(server, "DROP DATABASE full_disk WITH (FORCE)")
        administer(server, "DROP TABLESPACE small")


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """The same as a quota; for this one need not be root."""
    script = """
import resource, sys
from glossary.errors import StoreUnavailable
from glossary.store import Store
from tests.store.glossaries import glossary, large, present
with Store.open(sys.argv[1]) as store:
    store.upgrade()
    store.replace(glossary("abc"), "x")
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, -1))
    try:
        store.replace(large(20_000), "x")
    except StoreUnavailable as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
    assert present(store) == (glossary("abc"), 1)
    assert store.replace(large(20), "x").revision == 2
"""
    found = subprocess.run(
        [sys.executable, "-c", script, f"sqlite:///{tmp_path}/glossary.db"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr
    assert "the disk failed to read or write" in found.stdout


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "glossary.db"
    file.write_text("- id: alibaba\n" * 100)
    before = file.read_bytes()
    with Store.open(file) as store, pytest.raises(StoreUnavailable, match="damaged or no database; restore a backup"):
        store.upgrade()
    assert file.read_bytes() == before


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with Store.open(tmp_path / "no" / "glossary.db") as store, pytest.raises(StoreUnavailable, match="check the path"):
        store.upgrade()


def test_a_database_of_others_without_our_tables(tmp_path: Path) -> None:
    file = tmp_path / "glossary.db"
    sqlite3.connect(file).close()
    with Store.open(file) as store, pytest.raises(StoreUnavailable, match="holds no glossary yet; fill it with"):
        store.load()


def test_a_user_who_may_only_read(server: Any) -> None:
    administer(server, "CREATE DATABASE read_only")
    administer(server, "CREATE ROLE reader LOGIN")
    with Store.open(server.get_uri(database="read_only")) as store:
        store.upgrade()
        store.replace(glossary("abc"), "x")
        with store._writing() as connection:
            connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"))
    url = server.get_uri(database="read_only").replace("postgres:", "reader:", 1)
    with Store.open(url) as store:
        store.upgrade()
        assert present(store) == (glossary("abc"), 1)
        with pytest.raises(StoreUnavailable, match="this user may not do that"):
            store.replace(glossary("d"), "x")


def test_no_such_database(server: Any) -> None:
    message = r'"nowhere" does not exist.*every part of the URL'
    with Store.open(server.get_uri(database="nowhere")) as store, pytest.raises(StoreUnavailable, match=message):
        store.upgrade()


@pytest.mark.parametrize(
    "url", ["", "glossary.db", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "postgresql", "http://x:port/"]
)
def test_what_is_no_database_url(url: str) -> None:
    with pytest.raises(InvalidInput, match=r"sqlite:////folder/glossary\.db or postgresql://"):
        Store.open(url)


def test_the_password_is_not_shown() -> None:
    with Store.open("postgresql://user:geheim@localhost:1/db", patience=0.1) as store:
        assert "geheim" not in store.name
        with pytest.raises(StoreUnavailable) as caught:
            store.load()
    assert "geheim" not in str(caught.value)
    assert "user:***@localhost:1/db" in str(caught.value)


def test_postgresql_without_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match=r"pip install 'ko-zh-glossary\[postgres\]'") as caught:
        Store.open("postgresql://localhost/db")
    assert caught.value.extra == "postgres"
