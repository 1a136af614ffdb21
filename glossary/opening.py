"""Finds the glossary to use where none is named: the one in the configured database.

The default database is a file in the user's data folder. A database that is empty is filled from the glossary that
comes with the program; when a later program brings another one, that is taken over as long as nobody loaded a
glossary of their own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs

from glossary import terms_yaml
from glossary.errors import StoreUnavailable
from glossary.model import Glossary
from glossary.store import Offer, Store

SOURCE = "packaged glossary"


@dataclass(frozen=True, slots=True)
class Opened:
    """A glossary at a revision, and the store it came from: None if it is only in memory. Close it when done.

    `notices` are for the user: what was not as expected, in whole sentences.
    """

    glossary: Glossary
    revision: int
    store: Store | None
    notices: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.store is not None:
            self.store.close()


def default_file() -> Path:
    """Return where the database is when none is configured."""
    return platformdirs.user_data_path("ko-zh-glossary", appauthor=False) / "glossary.db"


def open_store(url: str | None = None) -> Store:
    """Return the store of a database URL, or the default one; tables are not made yet, see `Store.upgrade`.

    Raises StoreUnavailable if the default database's folder cannot be made.
    """
    if url is not None:
        return Store.open(url)
    file = default_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"the folder {file.parent} cannot be made ({error.strerror}); mend its rights, or name another database "
            "with GLOSSARY_DATABASE_URL"
        ) from error
    return Store.open(file)


def open_configured(terms: Sequence[Path | str], url: str | None, *, upgrade: bool = False) -> Opened:
    """Return the glossary in these files, used in memory, or without any the one of `open_glossary`."""
    if terms:
        return Opened(terms_yaml.load(terms), 1, None)
    return open_glossary(url, upgrade=upgrade)


def open_glossary(url: str | None = None, *, upgrade: bool = False) -> Opened:
    """Return the glossary in the database of a URL, or in the default one, filled on first use.

    Tables of an earlier version of the program are upgraded in the default database, in another only with `upgrade`.
    If the default database cannot be made, the packaged glossary is used in memory, with a notice.
    """
    there_before = url is not None or default_file().exists()
    store = None
    try:
        store = open_store(url)
        store.upgrade(existing=upgrade or url is None)
        notices = _filled(store)
        glossary, revision = store.load()
    except StoreUnavailable as error:
        if store is not None:
            store.close()
        if there_before and (url is not None or _writable(default_file().parent)):
            raise
        notice = f"{error}. Until then the glossary that comes with the program is used."
        return Opened(terms_yaml.packaged(), 1, None, (notice,))
    except BaseException:
        if store is not None:
            store.close()
        raise
    return Opened(glossary, revision, store, notices)


def _filled(store: Store) -> tuple[str, ...]:
    """Offer the packaged glossary to the store, unless it knows it; return what to tell the user."""
    file = terms_yaml.packaged_file()
    data = file.read_bytes()
    fingerprint = hashlib.sha256(data).hexdigest()
    if store.knows(fingerprint):
        return ()
    try:
        offer = store.offer(terms_yaml.parse(data), SOURCE, fingerprint)
    except StoreUnavailable:
        if not store.current_revision():
            raise
        return ()  # whoever may only read has no part in this; the next who may write will be asked
    if offer is not Offer.LEFT:
        return ()
    return (
        f"The program came with a new glossary; {store.name} keeps the one that was loaded into it. To change to the "
        f"new one: glossary load {file}",
    )


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)
