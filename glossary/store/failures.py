"""What a database's error means: why it happened, and what to do about it."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from glossary.errors import StoreUnavailable

FAILURES = (DBAPIError, PoolTimeout, sqlite3.Error, OSError)
"""What the libraries below raise when the database fails; anything else is a mistake of ours."""

_NO_TABLES = "it holds no glossary yet", "fill it with glossary load"
_FULL = "its disk is full", "free some space and try again"
_DAMAGED = "the file is damaged or no database", "restore a backup, or move it away and load the glossary again"

_SQLITE = {
    sqlite3.SQLITE_PERM: ("no right to use it", "check the rights of the file and its folder"),
    sqlite3.SQLITE_READONLY: ("it cannot be written", "check the rights of the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "check the path and the rights of the file and its folder"),
    sqlite3.SQLITE_IOERR: ("the disk failed to read or write", "check that it is there and not full, and try again"),
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}

# By SQLSTATE, or by its first two characters where the whole class means the same.
_POSTGRES = {
    "42P01": _NO_TABLES,
    "53100": _FULL,
    "53": ("the server has no connections or memory left", "try again later, or raise its limits"),
    "42501": ("this user may not do that", "grant the user the rights to the glossary's tables"),
    "25006": ("it can only be read (a replica?)", "name the primary server"),
    "57P03": ("the server is starting or stopping", "try again in a moment"),
}


def explain(error: BaseException, where: str, patience: float, *, missing: bool) -> StoreUnavailable:
    """Return the error that tells the user; `missing` says that the database's file is not there."""
    cause, mend = _meaning(error, patience, missing)
    return StoreUnavailable(f"the database {where} cannot be used: {cause}; {mend}")


def _meaning(error: BaseException, patience: float, missing: bool) -> tuple[str, str]:
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return _sqlite_meaning(original, patience, missing)
    if isinstance(error, PoolTimeout):
        return "all its connections are in use", "try again in a moment"
    if isinstance(original, OSError):
        return original.strerror or str(original), "check the path and its rights"
    state = getattr(original, "sqlstate", None) or ""
    if state == "55P03":
        return _locked(patience)
    if not state or (state.startswith(("08", "57P")) and state not in _POSTGRES):
        # Also a wrong password or database name: what refuses a connection has no SQLSTATE, only the server's words.
        return f"no connection ({_first_line(original)})", "check that the server runs, and every part of the URL"
    return _POSTGRES.get(state) or _POSTGRES.get(state[:2]) or (_first_line(original), "see the server's log")


def _sqlite_meaning(error: sqlite3.Error, patience: float, missing: bool) -> tuple[str, str]:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _locked(patience)
    if primary == sqlite3.SQLITE_CANTOPEN and missing:
        return "the file is not there", "check the path, restore a backup, or make it anew with glossary load"
    if primary == sqlite3.SQLITE_ERROR and "no such table" in str(error):
        return _NO_TABLES
    return _SQLITE.get(primary or 0) or (_first_line(error), "check the file, or restore a backup")


def _locked(patience: float) -> tuple[str, str]:
    return f"another process has been writing for more than {patience:g} seconds", "try again when it is done"


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
