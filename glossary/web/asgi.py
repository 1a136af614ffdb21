"""Runs the WSGI application under an ASGI server, so that a slow client costs a little memory and never a thread.

A request is handed to a thread when its body has come, and its answer is sent when the thread is done with it. Routes
that stream get their body piece by piece: the thread works on what has come and is given back while nothing has. What
a client does not take yet waits in memory, then on disk: most clients send all before they begin to read.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import tempfile
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from werkzeug.exceptions import RequestTimeout

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Any]

# A body must come at least this fast on the whole, and no pause may be longer than STALL (seconds, bytes a second).
STALL, SLOWEST = 30.0, 10_000
# What may wait for one client in memory, and for all clients of a worker on disk (bytes).
IN_MEMORY, ON_DISK = 1 << 18, 1 << 30
# Threads for whole requests, some of which wait for a database; and for streams, which only calculate.
REQUEST_THREADS, STREAM_THREADS = 32, 2
# The longest query string (bytes) that is still answered between two messages: some forty syllables.
QUICK = 400
# How long, in seconds, a stream whose client does not read lets those go first whose clients do.
GIVE_WAY = 0.25
_log = logging.getLogger(__name__)


class Gone(Exception):
    """The client is not there any more, or what it sends is no HTTP."""


class Silent(Exception):
    """The client sends no more, although it said that more would come."""


class Bridge:
    """The ASGI application of a WSGI one.

    `streams` are the paths whose POST bodies and answers are streamed; of other requests no more than `max_body` bytes
    of body are read, and the application is left to refuse what is longer. A GET of a `quick` path is answered between
    two messages: to give it to a thread and take it back costs as much as such an answer itself.
    """

    def __init__(
        self, app: WSGI, streams: Collection[str], max_body: int, *, quick: Collection[str] = (), stall: float = STALL
    ) -> None:
        self._app = app
        self._streams = frozenset(streams)
        self._quick = frozenset(quick)
        self._max_body = max_body
        self._stall = stall
        self._requests = ThreadPoolExecutor(REQUEST_THREADS, "request")
        self._calculations = ThreadPoolExecutor(STREAM_THREADS, "stream")
        self._disk = _Disk(ON_DISK)
        self._eager = 0  # streams whose client reads and that calculate now or wait to
        self._quiet = asyncio.Event()
        self._late = asyncio.Lock()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        try:
            if scope["method"] == "POST" and scope["path"] in self._streams:
                await self._stream(scope, receive, send)
            else:
                await self._whole(scope, receive, send)
        except Gone:
            # If it is there after all, it sent what is no body.
            with suppress(Exception):
                async with asyncio.timeout(self._stall):
                    await _send(send, "400 Bad Request", [("Connection", "close")], b"")

    # Requests that are read whole

    async def _whole(self, scope: Message, receive: Receive, send: Send) -> None:
        environ = _environ(scope)
        last: list[tuple[str, str]] = []
        try:
            environ["wsgi.input"] = io.BytesIO(await self._body(environ, receive))
        except TimeoutError:
            environ["wsgi.input"], environ["wsgi.input_terminated"] = _Silence(), True
            last = [("Connection", "close")]
        if scope["method"] == "GET" and scope["path"] in self._quick and len(scope["query_string"]) <= QUICK:
            status, headers, body = self._called(environ)
        else:
            loop = asyncio.get_running_loop()
            status, headers, body = await loop.run_in_executor(self._requests, self._called, environ)
        await _send(send, status, headers + last, body)

    async def _body(self, environ: dict[str, Any], receive: Receive) -> bytes:
        """Return the body, having set its length; TimeoutError if it does not come."""
        declared = environ.get("CONTENT_LENGTH")
        # From HTTP/2 on a body needs neither.
        if declared is None and "HTTP_TRANSFER_ENCODING" not in environ and environ["SERVER_PROTOCOL"] < "HTTP/2":
            return b""
        if declared is not None and declared.isdigit() and (len(declared) > 18 or int(declared) > self._max_body):
            environ["CONTENT_LENGTH"] = declared[:18]  # as long as one can be read; refused by its length alone
            return b""
        pieces: list[bytes] = []
        size = 0
        loop = asyncio.get_running_loop()
        started = loop.time()
        more = True
        while more and size <= self._max_body:
            due = started + self._stall + size / SLOWEST
            async with asyncio.timeout(min(self._stall, due - loop.time())):
                piece, more = await _received(receive)
            pieces.append(piece)
            size += len(piece)
        environ["CONTENT_LENGTH"] = str(size)
        environ.pop("HTTP_TRANSFER_ENCODING", None)  # it was chunked; it no longer is
        return b"".join(pieces) if size <= self._max_body else b""

    def _called(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        status, headers, pieces = _start(self._app, environ)
        try:
            return status, headers, b"".join(pieces)
        finally:
            _close(pieces)

    # Requests that are streamed

    async def _stream(self, scope: Message, receive: Receive, send: Send) -> None:
        inlet = _Inlet()
        environ = {**_environ(scope), "wsgi.input": inlet, "wsgi.input_terminated": True}
        environ.pop("CONTENT_LENGTH", None)
        loop = asyncio.get_running_loop()
        status, headers, pieces = await loop.run_in_executor(self._requests, _start, self._app, environ)
        outlet = _Outlet(self._disk)
        clock = _Clock(self._stall)
        work = asyncio.create_task(self._work(inlet, iter(pieces), outlet, receive, clock))
        head = {"type": "http.response.start", "status": int(status[:3]), "headers": _encoded(headers)}
        try:
            while piece := await outlet.get():
                if head:
                    await clock.patient(send(head))
                    head = {}
                await clock.patient(send({"type": "http.response.body", "body": piece, "more_body": True}))
            await work
            if head:
                await clock.patient(send(head))
            await send({"type": "http.response.body", "body": b""})
        except Gone:
            if head:
                raise  # it may still be answered otherwise
        except TimeoutError:
            _log.info("a client that took nothing any more was left")
        finally:
            work.cancel()
            await asyncio.wait([work])
            outlet.close()
            await loop.run_in_executor(self._calculations, _close, pieces)

    async def _work(
        self, inlet: _Inlet, pieces: Iterator[bytes], outlet: _Outlet, receive: Receive, clock: _Clock
    ) -> None:
        """Move what comes in through the application and into the outlet."""
        try:
            while True:
                while inlet.waits:  # a message may bring nothing, and not be the last
                    try:
                        piece, more = await clock.patient(_received(receive))
                        inlet.put(piece, more)
                    except TimeoutError:
                        inlet.fall_silent()
                out = await (self._behind(pieces) if outlet.behind else self._ahead(pieces))
                if out is None:
                    return
                if out:
                    await clock.patient(outlet.put(out))
        finally:
            outlet.end()

    async def _ahead(self, pieces: Iterator[bytes]) -> bytes | None:
        """Return the next piece for a client that reads."""
        self._eager += 1
        self._quiet.clear()
        try:
            return await self._next(pieces)
        finally:
            self._eager -= 1
            if not self._eager:
                self._quiet.set()

    async def _behind(self, pieces: Iterator[bytes]) -> bytes | None:
        """Return the next piece for a client that does not read: one such at a time, and after the others."""
        async with self._late:
            if self._eager:
                with suppress(TimeoutError):
                    async with asyncio.timeout(GIVE_WAY):
                        await self._quiet.wait()
            return await self._next(pieces)

    async def _next(self, pieces: Iterator[bytes]) -> bytes | None:
        step = asyncio.get_running_loop().run_in_executor(self._calculations, next, pieces, None)
        try:
            return await asyncio.shield(step)
        except asyncio.CancelledError:
            await asyncio.wait([step])  # what runs in a thread runs to its end; only then may it be closed
            step.exception()  # of no interest any more
            raise


class _Clock:
    """Measures how long nothing at all has moved on a connection, in either direction."""

    def __init__(self, stall: float) -> None:
        self._stall = stall
        self._moved = asyncio.get_running_loop().time()

    async def patient(self, waiting: Awaitable[Any]) -> Any:
        """Return what is waited for. TimeoutError once nothing has moved for too long, here and elsewhere."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        task = asyncio.ensure_future(waiting)
        try:
            while not task.done():
                left = max(self._moved, began) + self._stall - loop.time()
                if left <= 0:
                    raise TimeoutError
                await asyncio.wait([task], timeout=left)
        finally:
            if not task.done():
                task.cancel()
        self._moved = loop.time()
        return task.result()


class _Inlet:
    """The body of a streamed request as the application reads it: one `read` gets what has come, up to its size."""

    def __init__(self) -> None:
        self._data = b""
        self._more = True
        self._silent = False

    @property
    def waits(self) -> bool:
        """Whether a read now would find nothing, and more may come."""
        return not self._data and self._more

    def put(self, data: bytes, more: bool) -> None:
        self._data += data
        self._more = more

    def fall_silent(self) -> None:
        self._silent, self._more = True, False

    def read(self, size: int = -1) -> bytes:
        """Return what there is, b"" at the end. Raises Silent if the client sends no more."""
        if self._silent and not self._data:
            raise Silent
        end = len(self._data) if size < 0 else size
        taken, self._data = self._data[:end], self._data[end:]
        return taken


class _Silence(io.RawIOBase):
    """The body of a request that did not come: to the application, a request that took too long."""

    def readinto(self, buffer: Any) -> int:
        raise RequestTimeout("the body did not come in time; send it without long pauses")


class _Disk:
    """How much may still be written to temporary files by all streams together."""

    def __init__(self, size: int) -> None:
        self._left = size

    def take(self, size: int) -> bool:
        if size > self._left:
            return False
        self._left -= size
        return True

    def give(self, size: int) -> None:
        self._left += size


class _Outlet:
    """A queue of bytes between the application and a client that may read later: in memory, then in a file."""

    def __init__(self, disk: _Disk) -> None:
        self._disk = disk
        self._memory: deque[bytes] = deque()
        self._size = 0
        self._file: IO[bytes] | None = None
        self._written = self._read = 0
        self._ended = False
        self._changed = asyncio.Event()

    @property
    def behind(self) -> bool:
        """Whether the client reads more slowly than there is to read."""
        return self._read < self._written or self._size > IN_MEMORY // 2

    async def put(self, piece: bytes) -> None:
        """Take a piece in; waits while there is no room."""
        while not self._kept(piece):
            self._changed.clear()
            await self._changed.wait()
        self._changed.set()

    async def get(self) -> bytes:
        """Return what comes next, b"" at the end."""
        while True:
            if self._memory:
                piece = self._memory.popleft()
                self._size -= len(piece)
            elif self._read < self._written:
                piece = self._from_file()
            elif self._ended:
                return b""
            else:
                self._changed.clear()
                await self._changed.wait()
                continue
            self._changed.set()
            return piece

    def end(self) -> None:
        self._ended = True
        self._changed.set()

    def close(self) -> None:
        """Give back the room on disk."""
        if self._file is not None:
            self._file.close()
            self._disk.give(self._written)
            self._file, self._written, self._read = None, 0, 0

    def _kept(self, piece: bytes) -> bool:
        # What is in the file comes after what is in memory: while there is any, all that is new goes there too.
        if self._read == self._written:
            self.close()
            if not self._memory or self._size + len(piece) <= IN_MEMORY:
                self._memory.append(piece)
                self._size += len(piece)
                return True
        if not self._disk.take(len(piece)):
            return False
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="glossary-")  # noqa: SIM115 - `close` closes it
            self._file.seek(self._written)
            self._file.write(piece)
            self._file.flush()
        except OSError:  # no room, or nowhere to write: the client has to read before it may go on
            self._disk.give(len(piece))
            return False
        self._written += len(piece)
        return True

    def _from_file(self) -> bytes:
        assert self._file is not None
        self._file.seek(self._read)
        piece = self._file.read(min(IN_MEMORY // 4, self._written - self._read))
        self._read += len(piece)
        return piece


def _start(app: WSGI, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], Any]:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> None:
        started.append((status, headers))

    pieces = app(environ, start_response)
    return (*started[-1], pieces)


def _close(pieces: Any) -> None:
    if hasattr(pieces, "close"):
        pieces.close()


async def _received(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Gone
    return message.get("body", b""), message.get("more_body", False)


async def _send(send: Send, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": int(status[:3]), "headers": _encoded(headers)})
    await send({"type": "http.response.body", "body": body})


def _encoded(headers: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def _environ(scope: Message) -> dict[str, Any]:
    """Return the environ of PEP 3333; all text in it is bytes read as Latin-1."""
    path = unquote_to_bytes(scope["raw_path"].partition(b"?")[0]) if scope.get("raw_path") else scope["path"].encode()
    server = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0] if scope.get("client") else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:  # `Content_Length` must not pass for the header that it looks like
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ
