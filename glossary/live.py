"""The glossary that a running service answers from."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable

from glossary.errors import GlossaryError, NotReady
from glossary.snapshot import Snapshot

PATIENCE = 5.0
_log = logging.getLogger(__name__)


class LiveGlossary:
    """Loads a snapshot beside the running service and hands it out; take one for each request and keep to it.

    `error` is the text of the last failure to load, None while there is none.
    """

    def __init__(self, load: Callable[[], Snapshot], patience: float = PATIENCE) -> None:
        self.error: str | None = None
        self._load = load
        self._patience = patience
        self._current: Snapshot | None = None
        self._thread: threading.Thread | None = None
        self._tried = threading.Event()

    def start(self) -> None:
        """Begin to load in a thread of its own; once is enough."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="glossary-loader", daemon=True)
            self._thread.start()

    @property
    def current(self) -> Snapshot | None:
        """The snapshot as it is now, None before the first is loaded."""
        return self._current

    def snapshot(self) -> Snapshot:
        """Return the current snapshot; while the first one is being loaded, wait for it a few seconds.

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

    def _run(self) -> None:
        try:
            self._current = self._load()
        except (GlossaryError, OSError) as error:
            self.error = str(error)
            _log.error("the glossary was not loaded: %s", error)
        except Exception as error:
            self.error = f"unexpected {type(error).__name__}; the log has more"
            _log.error("the glossary was not loaded\n%s", traceback.format_exc())
        finally:
            self._tried.set()
