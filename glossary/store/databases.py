"""The databases a store can be in, and where they differ: how to connect, read in one moment, and write alone."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from glossary.errors import InvalidInput, MissingExtra, StoreUnavailable
from glossary.store.failures import explain

_FORMS = "sqlite:////folder/glossary.db or postgresql://user:password@host/database"
_LOCK = 0x676C_6F73_7361_7279  # "glossary": the key of the advisory lock, one for each PostgreSQL database
_SQLITE_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Sqlite:
    """A file, in WAL mode: readers see the last whole revision while one process writes.

    Connections are not kept: opening a file costs nothing, none is carried across a fork, and a file that was deleted
    or put back from a backup is noticed at once. A missing file is only made by `create`.
    """

    reading: Mapping[str, Any] = {}
    writing: Mapping[str, Any] = {"begin": "BEGIN IMMEDIATE"}

    def __init__(self, path: Path, patience: float) -> None:
        self.path = path
        self.name = str(path)
        self._patience = patience
        self.engine = create_engine("sqlite://", creator=self._connect, poolclass=NullPool)
        event.listen(self.engine, "begin", _begin)

    def exists(self) -> bool:
        """Whether there is a file."""
        return self.path.exists()

    def create(self) -> None:
        """Make the file if there is none, and switch it to WAL mode, which it then stays in."""
        give_up = time.monotonic() + self._patience
        while True:
            try:
                with closing(self._connect("rwc")) as connection:
                    connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                # SQLite does not wait by itself here when another process is switching the same file.
                busy = error.sqlite_errorcode & 0xFF in _SQLITE_BUSY
                if not busy or time.monotonic() > give_up:
                    raise
                time.sleep(0.02)

    def lock(self, connection: Connection) -> None:
        """Nothing is left to do: BEGIN IMMEDIATE has waited for the other writers."""

    def copy(self, connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write many rows, their values in the order of the columns."""
        if values := list(rows):
            marks = ", ".join("?" * len(table.columns))
            connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({marks})", values)

    def explain(self, error: BaseException) -> StoreUnavailable:
        """Return what a failure means for the user."""
        return explain(error, self.name, self._patience, missing=not self.exists())

    def _connect(self, mode: str = "rw") -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode={mode}",
            uri=True,
            timeout=self._patience,
            isolation_level=None,  # transactions begin where we say so, not where the driver guesses
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # NORMAL could lose the last revisions when the power fails. A load is one commit: waiting for the disk
            # once is no price for "loaded" meaning loaded.
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection


class Postgres:
    """A database on a PostgreSQL server. A few connections are kept and looked at before use."""

    reading: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    writing: Mapping[str, Any] = {}

    def __init__(self, url: URL, patience: float) -> None:
        self.name = url.render_as_string(hide_password=True)
        self._patience = patience
        try:
            import psycopg  # noqa: F401
        except ImportError as error:
            raise MissingExtra("postgres", "a PostgreSQL database") from error
        # A server that is gone without a word must not hold a worker for ever; what the URL says comes first.
        wanted = {
            "connect_timeout": max(2, round(patience)),
            "fallback_application_name": "glossary",
            "keepalives_idle": 30,
            "tcp_user_timeout": 30_000,
        }
        self.engine: Engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args={key: value for key, value in wanted.items() if key not in url.query},
            pool_size=1,
            max_overflow=4,
            pool_pre_ping=True,
        )

    def exists(self) -> bool:
        """Whether there may be tables: the server knows, not we."""
        return True

    def create(self) -> None:
        """Nothing to do: the database itself is made by its administrator."""

    def lock(self, connection: Connection) -> None:
        """Wait for the other writers; the lock ends with the transaction, also if this process dies.

        The isolation must be READ COMMITTED here: a snapshot taken before the wait would be of the time before it.
        """
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(self._patience * 1000)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")

    def copy(self, connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write many rows, their values in the order of the columns."""
        own: Any = connection.connection.driver_connection
        with own.cursor() as cursor, cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def explain(self, error: BaseException) -> StoreUnavailable:
        """Return what a failure means for the user."""
        return explain(error, self.name, self._patience, missing=False)


Database = Sqlite | Postgres


def connect(url: str | Path, patience: float) -> Database:
    """Return the database of a URL or SQLite file; not connected to yet. Raises InvalidInput and MissingExtra."""
    if isinstance(url, Path):
        return Sqlite(url.absolute(), patience)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise InvalidInput("url", f"this is no database URL; write it as {_FORMS}") from error
    backend = parsed.drivername.partition("+")[0]
    if backend in ("postgresql", "postgres"):
        return Postgres(parsed, patience)
    if backend != "sqlite":
        raise InvalidInput("url", f"no glossary can be kept in {backend!r}; the URL may be {_FORMS}")
    if not parsed.database or parsed.database == ":memory:":
        raise InvalidInput("url", f"the URL names no file; write it as {_FORMS}")
    return Sqlite(Path(parsed.database).absolute(), patience)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
