"""Many articles in one request: lines of JSON in, lines of JSON out, however the lines are cut into pieces.

Knows nothing of HTTP or of waiting: bytes are fed in, bytes come out, and no more is kept than one unfinished line.
"""

from __future__ import annotations

import codecs
import logging
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from pydantic import BaseModel

from glossary.config import Settings
from glossary.errors import GlossaryError, InputTooLarge
from glossary.web import errors, payloads

_log = logging.getLogger(__name__)


class Batch:
    """Answers the lines of one request, each with a function of the object on it.

    Every line that is not empty gets one answer, in the order of the lines; what is wrong with a line is told in its
    own answer, and the next ones are not affected.
    """

    def __init__(
        self, answer: Callable[[Any], Mapping[str, object]], asks: type[BaseModel], revision: int, settings: Settings
    ) -> None:
        self._function = answer
        self._asks = asks
        self._revision = revision
        self._settings = settings
        self._line = 0
        self._kept: list[bytes] = []  # the pieces of a line whose end has not come
        self._size = 0

    def feed(self, data: bytes) -> bytes:
        """Return the answers to the lines that end in this piece."""
        *ends, rest = data.split(b"\n")
        answers = []
        for end in ends:
            self._keep(end)
            answers.append(self._answer())
        self._keep(rest)
        return b"".join(answers)

    def end(self) -> bytes:
        """Return the answer to a last line that no line feed ended."""
        return self._answer()

    def failed(self, status: int, detail: str) -> bytes:
        """Return a last line that says why no more will come."""
        self._kept, self._size = [], 0
        self._line += 1
        return self._failure(None, errors.plain(status, detail))

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size <= self._settings.max_body:  # of a longer line only its length is of interest
            self._kept.append(piece)

    def _answer(self) -> bytes:
        line, size = b"".join(self._kept), self._size
        self._kept, self._size = [], 0
        self._line += 1
        if size > len(line):
            most = f"the line has {size:,} bytes, {self._settings.max_body:,} are taken at most"
            return self._failure(None, errors.described(InputTooLarge("line", f"{most}; send the article in parts")))
        if self._line == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            return b""
        id: Any = None
        try:
            values = payloads.json_object(line, self._asks, "line")
            id = values.get("id")
            return _dumped(self._function(payloads.validated(self._asks, values, self._settings)))
        except GlossaryError as error:
            return self._failure(id, errors.described(error))
        except Exception as error:
            stack = "".join(traceback.format_tb(error.__traceback__))  # its text may quote the article
            _log.error("%s in line %d of a batch\n%s", type(error).__name__, self._line, stack)
            return self._failure(id, errors.plain(500))

    def _failure(self, id: Any, problem: payloads.Problem) -> bytes:
        shown = id if isinstance(id, str | int) and not isinstance(id, bool) else None
        return _dumped({"id": shown, "revision": self._revision, "line": self._line, "error": problem})


def _dumped(answer: Any) -> bytes:
    return orjson.dumps(answer) + b"\n"
