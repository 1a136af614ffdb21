"""Indexes kept as files in the user's cache folder: one process builds, every other one opens in milliseconds.

A file is named by a hash of all that decides what is in it: the glossary's content (its hash, which says more than the
number of the revision), the layer beside it, the code and its tables, and the versions of the libraries that convert
and read hanzi. A file that is damaged, half-written or another one's is built anew. Where none can be kept the index is
in memory, as big and as good.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import platformdirs

import glossary
from glossary import sections, snapshot
from glossary.model import Edition
from glossary.opening import Source
from glossary.sections import Sections, section
from glossary.snapshot import Snapshot

KEPT = 6  # files; those that were not used for longest go first
_LIBRARIES = ("opencc", "pypinyin", "pypinyin_dict", "numpy", "babel", "daachorse", "ahocorasick_rs")
_SUFFIX = ".index"
_ABANDONED = 3600.0  # seconds after which a file that is being written is not any more


class Ready(NamedTuple):
    """A snapshot and the edition it is of. `file` holds it; None where it is in memory alone, and `notice` says why."""

    snapshot: Snapshot
    edition: Edition
    file: Path | None
    notice: str = ""


def folder() -> Path:
    """Return where the files are."""
    return platformdirs.user_cache_path("ko-zh-glossary", appauthor=False)


def open_snapshot(source: Source, *, cldr: bool = False) -> Ready:
    """Return a snapshot of the source's glossary: from a file if there is one of it, else built and kept in one.

    With `cldr`, lookup knows the names of CLDR as well. Raises what the source raises.
    """
    edition = source.edition()
    identity = _identity(edition, cldr)
    file = _file(identity)
    if (found := _opened(file, identity)) is not None:
        return Ready(Snapshot(found, edition.revision), edition, file)
    with _turn() as trouble:
        if not trouble and (found := _opened(file, identity)) is not None:  # built while we waited for our turn
            return Ready(Snapshot(found, edition.revision), edition, file)
        loaded, edition = source.load()
        identity = _identity(edition, cldr)  # it may have changed since
        file = _file(identity)
        pieces = snapshot.pieces(loaded, cldr=cldr)
        if not trouble:
            try:
                sections.write(file, {"identity": section(identity), **pieces})
                _tidy(file)
                found = sections.read(file)
            except OSError as error:
                trouble = _said(error)
    if found is not None:
        return Ready(Snapshot(found, edition.revision), edition, file)
    return Ready(Snapshot(pieces, edition.revision), edition, None, trouble)


def _identity(edition: Edition, cldr: bool) -> bytes:
    own = Path(glossary.__file__).parent
    code = hashlib.sha256()
    for path in sorted(
        (*own.glob("*.py"), *own.glob("lookup/*.py"), *own.glob("annotate/*.py"), *own.glob("text/**/*.*"))
    ):
        if path.suffix in (".py", ".tsv"):
            stat = path.stat()
            code.update(f"{path.relative_to(own)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    identity = {
        "glossary": edition.digest,
        "cldr": cldr,
        "version": glossary.__version__,
        "code": code.hexdigest(),
        "libraries": library_versions(),
        "machine": sys.byteorder,
    }
    return json.dumps(identity, sort_keys=True).encode()


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


def _file(identity: bytes) -> Path:
    return folder() / (hashlib.sha256(identity).hexdigest()[:32] + _SUFFIX)


def _opened(file: Path, identity: bytes) -> Sections | None:
    """Return what a file holds if it is whole and what it should be."""
    try:
        found = sections.read(file)
    except OSError:
        return None
    if found is None or bytes(found.get("identity", b"")) != identity:
        return None
    with suppress(OSError):  # a folder that may only be read is as good
        os.utime(file)  # it is in use
    return found


@contextmanager
def _turn() -> Iterator[str]:
    """Wait until no other process builds, and yield ""; where no file can be kept yield why, at once."""
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = open(folder() / "lock", "ab")  # noqa: SIM115
    except OSError as error:
        yield _said(error)
        return
    with lock:
        # Where there are no locks (not POSIX, some network disks) two may build at once: dear, and no harm.
        with suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield ""


def _tidy(newest: Path) -> None:
    """Remove the files that were not used for longest, and those that a killed process left half-written."""
    found = sorted(((path.stat().st_mtime, path) for path in newest.parent.iterdir()), reverse=True)
    old = [path for _, path in found if path.suffix == _SUFFIX][KEPT:]
    old += [path for at, path in found if path.suffix == ".part" and time.time() - at > _ABANDONED]
    for path in old:
        with suppress(OSError):  # Windows keeps what somebody has open
            path.unlink()


def _said(error: OSError) -> str:
    return (
        f"the index cannot be kept in {folder()} ({error.strerror or error}) and is built again by each process; mend "
        "the folder's rights, or set XDG_CACHE_HOME to one that can be written"
    )
