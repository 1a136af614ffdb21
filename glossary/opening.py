"""Finds the glossary to use, and follows it as it changes.

Where no files are named it is the one in the configured database. The default database is a file in the user's data
folder. A database that is empty is filled from the glossary that comes with the program; when a later program brings
another one, that is taken over as long as nobody loaded a glossary of their own.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

import platformdirs

from glossary import terms_yaml
from glossary.errors import StoreUnavailable
from glossary.model import Edition, Glossary
from glossary.store import glance

if TYPE_CHECKING:
    from glossary.store import Store

SOURCE = "packaged glossary"
# File times can be coarse (two seconds on some systems): what changed a moment ago may change again unseen.
_FRESH = 3.0
_SETTLE, _MOST_WAITS = 0.2, 10


class Opened:
    """A glossary, and the store it came from: None if it is only in memory. Close it when done.

    `notices` are for the user: what was not as expected, in whole sentences.
    """

    def __init__(
        self, edition: Edition, store: Store | None, glossary: Glossary | None = None, notices: tuple[str, ...] = ()
    ) -> None:
        self.edition = edition
        self.store = store
        self.notices = notices
        self._glossary = glossary

    @property
    def glossary(self) -> Glossary:
        """The glossary, read when it is first asked for; `edition` is then its own. Raises what `Store.load` raises."""
        if self._glossary is None:
            assert self.store is not None
            self._glossary, self.edition = self.store.load()
        return self._glossary

    @property
    def revision(self) -> int:
        """The number of the glossary's revision; 1 in memory."""
        return self.edition.revision

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.store is not None:
            self.store.close()


def default_file() -> Path:
    """Return where the database is when none is configured. Raises StoreUnavailable where the user has no home."""
    try:
        return platformdirs.user_data_path("ko-zh-glossary", appauthor=False) / "glossary.db"
    except RuntimeError as error:
        raise StoreUnavailable(
            "there is no home folder to keep the database in; set HOME, or name a database with GLOSSARY_DATABASE_URL"
        ) from error


def open_store(url: str | None = None) -> Store:
    """Return the store of a database URL, or the default one; tables are not made yet, see `Store.upgrade`.

    Raises StoreUnavailable if the default database's folder cannot be made.
    """
    from glossary.store import Store  # here, for who finds an index that was kept does without SQLAlchemy

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


def open_configured(terms: Sequence[Path | str], url: str | None) -> Opened:
    """Return the glossary in these files, used in memory, or without any the one of `open_glossary`."""
    if terms:
        return Opened(Edition(1, ""), None, terms_yaml.load(terms))
    return open_glossary(url)


def open_glossary(url: str | None = None, *, upgrade: bool = False) -> Opened:
    """Return the glossary in the database of a URL, or in the default one, filled on first use.

    Tables of an earlier version of the program are upgraded in the default database, in another only with `upgrade`.
    If the default database cannot be made, the packaged glossary is used in memory, with a notice.
    """
    there_before = url is not None
    store = None
    try:
        there_before = there_before or default_file().exists()
        store = open_store(url)
        store.upgrade(existing=upgrade or url is None)
        notices = _filled(store)
        edition = store.edition()
    except StoreUnavailable as error:
        if store is not None:
            store.close()
        if there_before and (url is not None or _writable(default_file().parent)):
            raise
        notice = f"{error}. Until then the glossary that comes with the program is used."
        glossary, edition = PackagedSource().load()
        return Opened(edition, None, glossary, (notice,))
    except BaseException:
        if store is not None:
            store.close()
        raise
    return Opened(edition, store, notices=notices)


class Source(Protocol):
    """Where a running service has its glossary from."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What was not as expected when it was opened, for the user, in whole sentences."""

    @property
    def store(self) -> Store | None:
        """The store that has the glossary's history; None where there is none."""

    def edition(self) -> Edition:
        """Return which glossary is there now; cheap enough to be asked every second."""

    def load(self) -> tuple[Glossary, Edition]:
        """Return the glossary that is there now."""

    def close(self) -> None:
        """Give back what is held open."""


def source(terms: Sequence[Path | str], url: str | None) -> Source:
    """Return the source that these settings name, to be followed; nothing is opened yet."""
    return FileSource(terms) if terms else StoreSource(url)


class StoreSource:
    """The glossary in a database, as `open_glossary` finds it."""

    def __init__(self, url: str | None, *, upgrade: bool = True) -> None:
        self.notices: tuple[str, ...] = ()
        self._url = url
        self._upgrade = upgrade
        self._store: Store | None = None
        self._in_memory: Opened | None = None
        self._seen = False  # by a glance: the store can be opened when it is needed

    @property
    def store(self) -> Store | None:
        """The store; None before it was first found, and where the packaged glossary has to do."""
        if self._store is None and self._seen:
            self._store = open_store(self._url)
        return self._store

    def edition(self) -> Edition:
        """Return the newest edition. Raises what `open_glossary` and `Store.edition` raise."""
        if self._file is not None and (found := glance.edition(self._file, self._packaged)) is not None:
            self._seen = True
            return found
        if self.store is not None:
            return self.store.edition()
        opened = open_glossary(self._url, upgrade=self._upgrade)
        self.notices, self._store = opened.notices, opened.store
        self._in_memory = opened if opened.store is None else None
        return opened.edition

    def load(self) -> tuple[Glossary, Edition]:
        """Return the newest glossary. Raises what `open_glossary` and `Store.load` raise."""
        edition = self.edition()
        if self.store is not None:
            return self.store.load()
        assert self._in_memory is not None
        return self._in_memory.glossary, edition

    def close(self) -> None:
        """Give back the connections; they are opened anew when the source is asked again."""
        if self._store is not None:
            self._store.close()

    @cached_property
    def _file(self) -> Path | None:
        try:
            return default_file() if self._url is None else glance.file_of(self._url)
        except StoreUnavailable:  # which opening it will tell
            return None

    @cached_property
    def _packaged(self) -> str:
        return fingerprint(terms_yaml.packaged_file().read_bytes())


class FileSource:
    """The glossary in files and folders, which may be edited at any time.

    The revision is the time of the last change, in milliseconds since 1970: the same in every process that reads the
    files, and growing with each edit.
    """

    store = None
    notices = ()

    def __init__(self, paths: Sequence[Path | str]) -> None:
        self._paths = tuple(map(Path, paths))
        self._marks: tuple[object, ...] = ()
        self._edition = Edition(0, "")

    def edition(self) -> Edition:
        """Return the edition of what the files hold; a file that is being written is waited for, two seconds at most.

        Two edits are told apart even within one tick of the file system's clock: what changed a moment ago is read
        again, not trusted to be the same. Raises InvalidGlossary if a path is not there, and OSError.
        """
        for _ in range(_MOST_WAITS):
            marks, newest = self._look()
            fresh = time.time() - newest / 1e9 < _FRESH
            if marks == self._marks and not fresh:
                break
            digest = self._digest()
            settled = digest == self._edition.digest
            if not settled:
                revision = max(newest // 1_000_000, self._edition.revision + 1)
                self._edition = Edition(revision, digest)
            self._marks = marks
            if settled or not fresh:
                break
            time.sleep(_SETTLE)
        return self._edition

    def load(self) -> tuple[Glossary, Edition]:
        """Return the glossary in the files. Raises InvalidGlossary with every problem."""
        edition, glossary = self.edition(), terms_yaml.load(self._paths)
        while (now := self.edition()) != edition:  # edited while it was being read
            edition, glossary = now, terms_yaml.load(self._paths)
        return glossary, edition

    def close(self) -> None:
        """Nothing is kept open."""

    def _look(self) -> tuple[tuple[object, ...], int]:
        """Return what shows most changes, and the time of the newest one in nanoseconds."""
        found = [(path, path.stat()) for path in (*self._paths, *terms_yaml.files_of(self._paths))]
        # ctime moves with every change, also where a copy was given its old mtime; Windows has it of the creation only.
        marks = tuple((path, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino) for path, stat in found)
        return marks, max((max(stat.st_mtime_ns, stat.st_ctime_ns) for _, stat in found), default=0)

    def _digest(self) -> str:
        found = hashlib.sha256()
        for file in terms_yaml.files_of(self._paths):
            data = file.read_bytes()
            found.update(f"{len(data)} ".encode() + data)
        return found.hexdigest()


class FixedFileSource(FileSource):
    """The glossary in files and folders as they are now; its revision is 1."""

    def edition(self) -> Edition:
        """Return the edition of what the files hold. Raises InvalidGlossary if a path is not there, and OSError.

        It has no digest where a path can be read only once (a pipe).
        """
        regular = all(path.is_file() or path.is_dir() for path in self._paths if path.exists())
        return Edition(1, self._digest() if regular else "")


class PackagedSource:
    """The glossary that comes with the program; its revision is 1."""

    store = None
    notices = ()

    def edition(self) -> Edition:
        """Return its edition."""
        return Edition(1, fingerprint(terms_yaml.packaged_file().read_bytes()))

    def load(self) -> tuple[Glossary, Edition]:
        """Return it."""
        data = terms_yaml.packaged_file().read_bytes()
        return terms_yaml.parse(data), Edition(1, fingerprint(data))

    def close(self) -> None:
        """Nothing is kept open."""


def fingerprint(data: bytes) -> str:
    """Return what tells one glossary file from another."""
    return hashlib.sha256(data).hexdigest()


def _filled(store: Store) -> tuple[str, ...]:
    """Offer the packaged glossary to the store, unless it knows it; return what to tell the user."""
    from glossary.store import Offer

    file = terms_yaml.packaged_file()
    data = file.read_bytes()
    own = fingerprint(data)
    if store.knows(own):
        return ()
    try:
        offer = store.offer(terms_yaml.parse(data), SOURCE, own)
    except StoreUnavailable:
        if not store.edition().revision:
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
