"""Indexes kept as files in the user's cache folder: one process builds, every other one opens in milliseconds.

A file is named by a hash of all that decides what is in it: the glossary's content (its hash, which says more than the
number of the revision), the layer beside it, the code and its tables, and the versions of the libraries that convert
and read hanzi. A file that is damaged, half-written or another one's is built anew. Where none can be kept the index is
in memory, as big and as good.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, NamedTuple

import platformdirs

import glossary
from glossary import sections, snapshot, terms_yaml
from glossary.model import Edition
from glossary.opening import Source
from glossary.sections import section
from glossary.snapshot import Snapshot

try:
    import fcntl
except ImportError:  # not POSIX
    fcntl = None  # type: ignore[assignment]

KEPT = 6  # files; those that were not used for longest go first
# Those that decide what is in an index, or what is told of an article with it: a corpus is not gone on with by others.
_LIBRARIES = ("opencc", "pypinyin", "pypinyin_dict", "numpy", "babel", "daachorse", "ahocorasick_rs", "kiwipiepy",
              "kiwipiepy_model")  # fmt: skip
_SUFFIX = ".index"
PATIENCE = 30.0  # seconds to wait for another process that builds
_ABANDONED = 3600.0  # seconds after which a file that is being written is not any more


class Ready(NamedTuple):
    """A snapshot and the edition it is of. `file` holds it; None where it is in memory alone, and `notice` says why."""

    snapshot: Snapshot
    edition: Edition
    file: Path | None
    notice: str = ""


def folder() -> Path:
    """Return where the files are. Raises OSError where the user has no home."""
    try:
        return platformdirs.user_cache_path("ko-zh-glossary", appauthor=False)
    except RuntimeError as error:
        raise FileNotFoundError(errno.ENOENT, "there is no home folder, and XDG_CACHE_HOME is not set") from error


def open_snapshot(source: Source, *, cldr: bool = False) -> Ready:
    """Return a snapshot of the source's glossary: from a file if there is one of it, else built and kept in one.

    With `cldr`, lookup knows the names of CLDR as well. Raises what the source raises. What cannot be told from another
    (an edition without a digest) is never kept.
    """
    edition = source.edition()
    if not edition.digest:
        loaded, edition = source.load()
        return Ready(Snapshot.build(loaded, edition.revision, cldr=cldr), edition, None)
    if (found := _kept(edition, cldr)) is not None:
        return found
    with _turn(edition, cldr) as trouble:
        if not trouble and (found := _kept(edition, cldr)) is not None:  # built while we waited for our turn
            return found
        loaded, edition = source.load()  # it may have changed since
        pieces = snapshot.pieces(loaded, cldr=cldr)
        if not trouble:
            identity = _identity(edition, cldr)
            try:
                file = _file(identity)
                sections.write(file, {"identity": section(identity), **pieces})
                if (found := _kept(edition, cldr)) is not None:
                    _tidy(file)
                    return found
                trouble = _said("it was there and is gone")
            except OSError as error:
                trouble = _said(error.strerror or str(error))
    return Ready(Snapshot(pieces, edition.revision), edition, None, trouble)


def _code() -> str:
    """Return what tells the code, the tables and the program's own glossary, which decide what is in an index."""
    own = Path(glossary.__file__).parent
    found = hashlib.blake2b()
    for part in (own, own / "lookup", own / "annotate", own / "text", own / "text" / "tables"):
        for path in sorted(part.iterdir()):
            if path.suffix in (".py", ".tsv", ".npz"):
                data = path.read_bytes()
                found.update(f"{path.name} {len(data)}\n".encode() + data)
    found.update(terms_yaml.packaged_file().read_bytes())  # which lends to other glossaries what it knows
    return found.hexdigest()


def library_versions() -> list[str]:
    """Return what tells the versions of the libraries: the names of their metadata, for reading them takes too long."""
    folders: dict[Path, list[str]] = {}
    for name in _LIBRARIES:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            folders.setdefault(Path(spec.origin).parent.parent, []).append(name)
    found = []
    for place, names in folders.items():
        for one in os.listdir(place):
            stem, _, kind = one.rpartition(".")
            if kind in ("dist-info", "egg-info") and stem.partition("-")[0].lower() in names:
                found.append(stem)
    return sorted(found)


# Of this process as it began: code that is put in its place later is not what it runs.
_PROGRAM: dict[str, str | list[str]] = {
    "code": _code(),
    "libraries": library_versions(),
    "python": sys.version,
    "machine": sys.byteorder,
}


def program() -> dict[str, str | list[str]]:
    """Return what tells this program, as it began: indexes that another one built are not for it."""
    return {"version": glossary.__version__, **_PROGRAM}


def _identity(edition: Edition, cldr: bool) -> bytes:
    own = {"glossary": edition.digest, "cldr": cldr, **program()}
    return json.dumps(own, sort_keys=True).encode()


def _file(identity: bytes) -> Path:
    return folder() / (hashlib.sha256(identity).hexdigest()[:32] + _SUFFIX)


def _kept(edition: Edition, cldr: bool) -> Ready | None:
    """Return the snapshot in the file of an edition, if that is whole and what it should be, and nobody else's."""
    identity = _identity(edition, cldr)
    try:
        file = _file(identity)
        if not (_is_ours(file.parent) and _is_ours(file)):
            return None
        found = sections.read(file)
        if found is None or bytes(found.get("identity", b"")) != identity:
            return None
        ready = Ready(Snapshot(found, edition.revision), edition, file)
    except (OSError, LookupError, ValueError):
        return None
    with suppress(OSError):  # a folder that may only be read is as good
        os.utime(file)  # it is in use
    return ready


def _is_ours(path: Path) -> bool:
    """Say whether nobody but this user and root can write there, as far as the system tells."""
    if not hasattr(os, "geteuid"):
        return True
    stat = path.stat()
    return stat.st_uid in (0, os.geteuid()) and not stat.st_mode & 0o022


@contextmanager
def _turn(edition: Edition, cldr: bool) -> Iterator[str]:
    """Wait until no other process builds the same, and yield ""; where no file can be kept yield why, at once.

    Whoever waits too long goes on all the same: two that build are dear, and no harm.
    """
    try:
        place = folder()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(place):
            raise PermissionError(errno.EPERM, "others can write there")
        lock = open(_file(_identity(edition, cldr)).with_suffix(".lock"), "ab")  # noqa: SIM115
    except OSError as error:
        yield _said(error.strerror or str(error))
        return
    with lock:
        locked = _locked(lock)
        try:
            yield ""
        finally:
            if locked:
                _unlock(lock)


def _locked(lock: IO[bytes]) -> bool:
    """Say whether the lock is ours, after having waited for it."""
    deadline = time.monotonic() + PATIENCE
    while fcntl is not None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        except OSError:  # some network disks have no locks
            return False
    return False


def _unlock(lock: IO[bytes]) -> None:
    """Give the lock back, also for a child that was forked while it was ours."""
    if fcntl is not None:
        fcntl.flock(lock, fcntl.LOCK_UN)


def _tidy(newest: Path) -> None:
    """Remove the files that were not used for longest, and those that a killed process left half-written."""
    times: list[tuple[float, Path]] = []
    for path in newest.parent.iterdir():
        with suppress(OSError):  # another process tidies too
            times.append((path.lstat().st_mtime, path))
    times.sort(reverse=True)
    old = [path for _, path in times if path.suffix == _SUFFIX and path != newest][KEPT - 1 :]
    old += [path for at, path in times if path.suffix in (".part", ".lock") and time.time() - at > _ABANDONED]
    for path in old:
        with suppress(OSError):  # Windows keeps what somebody has open
            path.unlink()


def _said(reason: str) -> str:
    try:
        place = f" in {folder()}"
    except OSError:
        place = ""
    return (
        f"the index cannot be kept{place} ({reason}), and each process builds it again; mend that, or name another "
        "folder with XDG_CACHE_HOME"
    )
