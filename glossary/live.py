"""The glossary that a running service answers from, following its source."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from glossary import cache
from glossary.errors import GlossaryError, NotReady, StoreUnavailable
from glossary.model import Edition
from glossary.opening import Source
from glossary.snapshot import Snapshot
from glossary.store import Store

INTERVAL = 1.0
PATIENCE = 5.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served now: a snapshot, the edition it was built from, and how many seconds the building took.

    `store` holds the history up to that edition; None where there is none. `file` is where the index is kept for all
    workers; None where each has its own in memory.
    """

    snapshot: Snapshot
    edition: Edition
    seconds: float
    store: Store | None
    file: Path | None


class LiveGlossary:
    """Builds a snapshot beside the running service whenever the source has another edition, and swaps it in.

    Take one `serving` for each request and keep to it: it stays whole and the same whatever comes after it. An edition
    that cannot be loaded or built leaves the one before it serving; `error` tells of it until a later one does better.
    With `cldr`, lookup knows the names of CLDR as well, as `Snapshot.build` says.
    """

    def __init__(
        self, source: Source, *, cldr: bool = False, interval: float = INTERVAL, patience: float = PATIENCE
    ) -> None:
        self.error: str | None = None
        self.seen: Edition | None = None
        self.failures = 0
        self._source = source
        self._cldr = cldr
        self._interval = interval
        self._patience = patience
        self._current: Serving | None = None
        self._failed: Edition | None = None
        self._thread: threading.Thread | None = None
        self._tried = threading.Event()
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self._observers: list[Callable[[], None]] = []

    def start(self) -> None:
        """Begin to follow in a thread of its own; once is enough."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._follow, name="glossary-follower", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Follow no longer; what is served stays."""
        self._stopped.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> None:
        """Look at the source at once, in the follower's thread: there is something new."""
        self._woken.set()

    def on_change(self, observer: Callable[[], None]) -> None:
        """Have a function called, in the follower's thread, after every swap and every failure."""
        self._observers.append(observer)

    @property
    def current(self) -> Serving | None:
        """What is served now, None before the first is loaded."""
        return self._current

    def serving(self) -> Serving:
        """Return what is served now; while the first one is being loaded, wait for it a few seconds.

        The wait is there because every worker loads for itself: once /readyz has said yes for one of them, no request
        should meet another that is a moment behind. Raises NotReady.
        """
        if self._current is None and self._thread is not None:
            self._tried.wait(self._patience)
        if self._current is None:
            raise NotReady(
                "the glossary could not be loaded; tell whoever runs the service"
                if self.error
                else "the glossary is being loaded; try again in a few seconds"
            )
        return self._current

    def _follow(self) -> None:
        while not self._stopped.is_set():
            self._look()
            self._tried.set()
            self._woken.wait(self._interval)
            self._woken.clear()

    def _look(self) -> None:
        """Bring what is served up to the source's edition, if that can be done."""
        before = (self._current, self.error)
        try:
            self.seen = edition = self._source.edition()
            if self._current is None or self._current.edition != edition:
                if edition == self._failed:
                    return
                self._failed = edition  # until it is built
                self._current = self._built()
                self.seen = self._current.edition
            self._failed = self.error = None
        except (StoreUnavailable, OSError) as error:
            self._failed = None  # the database may come back by itself, and the edition with it
            self._fail(_text(error))
        except GlossaryError as error:
            self._fail(_text(error))
        except Exception as error:
            # The text of an unknown error may hold anything; where it came from is what helps.
            where = "".join(traceback.format_tb(error.__traceback__))
            self._fail(f"unexpected {type(error).__name__}; the log has more", where)
        if before != (self._current, self.error):
            for observer in self._observers:
                observer()

    def _built(self) -> Serving:
        started = time.perf_counter()
        ready = cache.open_snapshot(self._source, cldr=self._cldr)
        ready.snapshot.annotator.warm()
        seconds = time.perf_counter() - started
        if ready.notice:
            _log.warning("%s", ready.notice)
        _log.info("revision %d is served: %d concepts", ready.edition.revision, ready.snapshot.size)
        return Serving(ready.snapshot, ready.edition, seconds, self._source.store, ready.file)

    def _fail(self, text: str, where: str = "") -> None:
        if text != self.error:  # not again every second
            self.failures += 1
            served = f"revision {self._current.edition.revision} stays" if self._current else "nothing is served yet"
            _log.error("the glossary was not loaded, %s: %s%s", served, text, where and "\n" + where)
        self.error = text


def _text(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or 'the glossary'} cannot be read ({error.strerror}); check the path and its rights"
    return str(error)
