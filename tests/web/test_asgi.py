"""The bridge from ASGI to WSGI, driven as a server drives it: slow, silent, greedy and vanished clients."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from glossary.config import Settings
from glossary.web import asgi
from glossary.web.api import STREAMS
from glossary.web.asgi import Bridge

from .conftest import ARTICLE

(BATCH,) = STREAMS
JSON = [(b"content-type", b"application/json")]
MAX_BODY = Settings().max_body
SOON = 10.0  # seconds that nothing here needs: a test that waits so long has failed
NEVER = 300.0

Environ = dict[str, Any]


def scope(method: str, path: str, headers: Iterable[tuple[bytes, bytes]] = (), **more: Any) -> Environ:
    address, _, query = path.partition("?")
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": address,  # decoded
        "raw_path": None,
        "query_string": query.encode(),
        "headers": list(headers),
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1234),
        **more,
    }


def chunk(data: bytes, more: bool = True) -> Environ:
    return {"type": "http.request", "body": data, "more_body": more}


GONE = {"type": "http.disconnect"}


class Client:
    """The far end of one request: what it sends, message by message, and what it got.

    A message may be a coroutine function, which is waited for. After the last one nothing ever comes.
    """

    def __init__(self, *messages: Environ | Callable[[], Awaitable[Environ]], reads: int | None = None) -> None:
        self.messages = list(messages)
        self.received = 0
        self.sent: list[Environ] = []
        self.reads = reads  # how many messages it takes before it stops reading; None: all
        self.changed = asyncio.Event()

    async def receive(self) -> Environ:
        if self.received == len(self.messages):
            await asyncio.Event().wait()
        message = self.messages[self.received]
        self.received += 1
        return message if isinstance(message, dict) else await message()

    async def send(self, message: Environ) -> None:
        if self.reads is not None and len(self.sent) >= self.reads:
            await asyncio.Event().wait()
        self.sent.append(message)
        self.changed.set()
        await asyncio.sleep(0)

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), SOON)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def whole(self) -> bool:
        """Whether the answer ended as it should."""
        return bool(self.sent) and self.sent[-1]["type"] == "http.response.body" and not self.sent[-1].get("more_body")

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.body.splitlines()]


async def ask(bridge: Bridge, asked: Environ, client: Client) -> Client:
    """Have one request answered; what it leaves behind is an error."""
    complaints: list[Any] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: complaints.append(context))
    await asyncio.wait_for(bridge(asked, client.receive, client.send), SOON)
    for _ in range(3):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    gc.collect(1)
    assert complaints == []
    return client


def run(bridge: Bridge, asked: Environ, *messages: Environ, reads: int | None = None) -> Client:
    async def one() -> Client:
        return await ask(bridge, asked, Client(*messages, reads=reads))

    return asyncio.run(one())


@pytest.fixture
def bridge(app: Flask) -> Bridge:
    return Bridge(app, STREAMS, MAX_BODY)


@pytest.fixture
def hasty(app: Flask) -> Bridge:
    """A bridge that waits for nobody."""
    return Bridge(app, STREAMS, MAX_BODY, stall=0.05)


def article(number: int = 0, size: int = 0) -> bytes:
    return json.dumps({"id": number, "text": ARTICLE + "a" * size}, ensure_ascii=False).encode() + b"\n"


class Echo:
    """A WSGI application that streams back what it reads, each piece so many times, and remembers how it ended."""

    def __init__(self, times: int = 1) -> None:
        self.times = times
        self.closed = threading.Event()
        self.calls = 0
        self.environ: Environ = {}

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterator[bytes]:
        self.environ = environ
        self.calls += 1
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-Two", "a"), ("X-Two", "b")])
        return self.pieces(environ["wsgi.input"])

    def pieces(self, stream: Any) -> Iterator[bytes]:
        try:
            while piece := stream.read(65_536):
                for _ in range(self.times):
                    yield piece
        finally:
            self.closed.set()


# Requests that are read whole


@pytest.mark.parametrize("cuts", [1, 2, 7, 10_000])
def test_a_body_in_pieces(bridge: Bridge, client: FlaskClient, cuts: int) -> None:
    body = json.dumps({"text": ARTICLE}, ensure_ascii=False).encode()
    pieces = [chunk(body[at : at + cuts]) for at in range(0, len(body), cuts)]
    pieces[-1]["more_body"] = False
    length = [(b"content-length", str(len(body)).encode())]
    for headers in (length, [(b"transfer-encoding", b"chunked")]):
        answer = run(bridge, scope("POST", "/api/v1/annotate", [*JSON, *headers]), *pieces)
        assert answer.status == 200
        assert answer.whole
        assert json.loads(answer.body) == client.post("/api/v1/annotate", json={"text": ARTICLE}).json
        assert answer.headers[b"content-length"] == str(len(answer.body)).encode()


def test_messages_may_bring_nothing_yet(bridge: Bridge) -> None:
    messages = [chunk(b""), chunk(b'{"text": '), chunk(b""), chunk(b'"a"}'), {"type": "http.request"}]
    answer = run(bridge, scope("POST", "/api/v1/annotate", [*JSON, (b"transfer-encoding", b"chunked")]), *messages)
    assert json.loads(answer.body)["text_length"] == 1


def test_http_2_needs_no_length(bridge: Bridge) -> None:
    asked = scope("POST", "/api/v1/annotate", JSON, http_version="2")
    assert json.loads(run(bridge, asked, chunk(b'{"text": "a"}', False)).body)["text_length"] == 1
    assert run(bridge, scope("GET", "/healthz", http_version="2"), chunk(b"", False)).status == 200


def test_without_a_body_nothing_is_waited_for(bridge: Bridge) -> None:
    answer = run(bridge, scope("GET", "/healthz"))
    assert json.loads(answer.body) == {"status": "ok"}
    assert answer.received == 0
    assert run(bridge, scope("POST", "/api/v1/annotate", JSON)).status == 400


@pytest.mark.parametrize("length", [str(MAX_BODY + 1), "9" * 18, "9" * 5000])
def test_what_is_declared_too_long_is_not_read(bridge: Bridge, length: str) -> None:
    answer = run(bridge, scope("POST", "/api/v1/annotate", [*JSON, (b"content-length", length.encode())]))
    assert answer.status == 413
    assert answer.received == 0
    assert json.loads(answer.body)["status"] == 413


def test_what_turns_out_too_long_is_not_read_on(bridge: Bridge) -> None:
    megabytes = [chunk(b" " * 1_000_000) for _ in range(100)]
    asked = scope("POST", "/api/v1/annotate", [*JSON, (b"transfer-encoding", b"chunked")])
    answer = run(bridge, asked, *megabytes)
    assert answer.status == 413
    assert answer.received == MAX_BODY // 1_000_000 + 1


@pytest.mark.parametrize("length", [b"-1", b"abc", b"", b"1.5", "٣".encode(), b"+13"])
def test_no_length_at_all_is_no_harm(bridge: Bridge, length: bytes) -> None:
    asked = scope("POST", "/api/v1/annotate", [*JSON, (b"content-length", length)])
    assert run(bridge, asked, chunk(b'{"text": "a"}', False)).status == 200


def test_a_header_that_looks_like_another_is_none(bridge: Bridge) -> None:
    body = b'{"text": "a"}'
    headers = [(b"content-length", b"%d" % len(body)), (b"content_length", b"5"), (b"content_type", b"text/plain")]
    assert run(bridge, scope("POST", "/api/v1/annotate", [*JSON, *headers]), chunk(body, False)).status == 200


@pytest.mark.parametrize("first", [[], [chunk(b"{")]], ids=["nothing", "a little"])
@pytest.mark.parametrize(
    "header", [(b"content-length", b"9"), (b"transfer-encoding", b"chunked")], ids=["len", "chunk"]
)
def test_a_body_that_does_not_come(hasty: Bridge, first: list[Environ], header: tuple[bytes, bytes]) -> None:
    answer = run(hasty, scope("POST", "/api/v1/annotate", [*JSON, header]), *first)
    assert answer.status == 408
    assert answer.whole
    assert answer.headers[b"connection"] == b"close"
    assert answer.headers[b"content-type"] == b"application/problem+json"
    assert b"x-request-id" in answer.headers
    said = json.loads(answer.body)
    assert said["status"] == 408
    assert "pauses" in said["detail"]


def test_a_body_that_drips(hasty: Bridge) -> None:
    """Never a pause, and never an end: a byte a time is too slow on the whole."""

    async def drip() -> Environ:
        await asyncio.sleep(0.005)
        return chunk(b" ")

    async def one() -> Client:
        return await ask(hasty, scope("POST", "/api/v1/annotate", [*JSON, (b"content-length", b"99999")]), client())

    def client() -> Client:
        return Client(*[drip] * 10_000)

    assert asyncio.run(one()).status == 408


@pytest.mark.parametrize("messages", [[GONE], [chunk(b"{"), GONE]], ids=["at once", "midway"])
def test_a_client_that_vanishes_before_its_body_has_come(app: Flask, messages: list[Environ]) -> None:
    echo = Echo()
    answer = run(Bridge(echo, [], 99), scope("POST", "/", [(b"content-length", b"9")]), *messages)
    assert answer.status == 400  # should it be there after all, then it sent what is no HTTP
    assert echo.calls == 0


def test_a_whole_answer_is_closed() -> None:
    echo = Echo(3)
    answer = run(Bridge(echo, [], 99), scope("POST", "/", [(b"content-length", b"2")]), chunk(b"ab", False))
    assert answer.body == b"ababab"
    assert echo.closed.is_set()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/api/v1/lookup?q=a", "/", "/nothing"])
def test_head(bridge: Bridge, path: str) -> None:
    get, head = (run(bridge, scope(method, path)) for method in ("GET", "HEAD"))
    assert head.status == get.status
    assert head.body == b""
    assert head.whole
    assert head.headers[b"content-length"] == get.headers[b"content-length"] == str(len(get.body)).encode()


def test_a_quick_path_needs_no_thread() -> None:
    asked_in: list[int] = []

    class Noting(Echo):
        def __call__(self, environ: Environ, start_response: Any) -> Any:
            asked_in.append(threading.get_ident())
            return super().__call__(environ, start_response)

    bridge = Bridge(Noting(), [], 99, quick=["/quick"])
    for asked in (scope("GET", "/quick?q=a"), scope("POST", "/quick"), scope("GET", "/other")):
        assert run(bridge, asked).whole
    assert [thread == threading.get_ident() for thread in asked_in] == [True, False, False]


def test_other_protocols_are_left_alone(bridge: Bridge) -> None:
    assert run(bridge, {"type": "lifespan"}).sent == []


# What the application is told


def told(asked: Environ) -> Environ:
    echo = Echo()
    run(Bridge(echo, [], 99), asked)
    return echo.environ


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"raw_path": b"/a%20b"}, b"/a b"),
        ({"raw_path": b"/a%2Fb%3F"}, b"/a/b?"),
        ({"raw_path": b"/%ff%00"}, b"/\xff\x00"),
        ({"raw_path": b"/%EC%8A%B9?q=1"}, "/승".encode()),
        ({"raw_path": "/승".encode()}, "/승".encode()),
        ({"raw_path": b"/100%"}, b"/100%"),
    ],
)
def test_paths_are_bytes(more: Environ, path: bytes) -> None:
    environ = told(scope("GET", "/", **more))
    assert environ["PATH_INFO"].encode("latin-1") == path
    assert environ["SCRIPT_NAME"] == ""
    assert told(scope("GET", "/승"))["PATH_INFO"].encode("latin-1") == "/승".encode()


def test_the_query_is_passed_on_as_it_is() -> None:
    assert told(scope("GET", "/", query_string=b"q=%ff&\xec?"))["QUERY_STRING"].encode("latin-1") == b"q=%ff&\xec?"


def test_headers_are_passed_on() -> None:
    headers = [(b"accept", b"a"), (b"x-two", b"1"), (b"accept", b"b"), (b"x-two", b"2"), (b"x-bytes", b"\xec\xff")]
    environ = told(scope("GET", "/", [*headers, (b"content-type", b"text/x")], http_version="1.0"))
    assert environ["HTTP_ACCEPT"] == "a,b"
    assert environ["HTTP_X_TWO"] == "1,2"
    assert environ["HTTP_X_BYTES"].encode("latin-1") == b"\xec\xff"
    assert environ["CONTENT_TYPE"] == "text/x"
    assert "HTTP_CONTENT_TYPE" not in environ
    assert environ["SERVER_PROTOCOL"] == "HTTP/1.0"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"


def test_a_server_without_addresses() -> None:
    environ = told(scope("GET", "/", server=None, client=None))
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"], environ["REMOTE_ADDR"]) == ("localhost", "80", "")


def test_headers_of_the_answer_may_repeat() -> None:
    answer = run(Bridge(Echo(), [], 99), scope("GET", "/"))
    assert answer.sent[0]["headers"][1:] == [(b"x-two", b"a"), (b"x-two", b"b")]


# Streams


def test_a_stream_is_answered_while_it_comes(bridge: Bridge) -> None:
    async def one() -> None:
        async def after_the_first() -> Environ:
            await client.until(lambda: b"\n" in client.body)
            return chunk(article(2), False)

        client = Client(chunk(article(1)), after_the_first)
        await ask(bridge, scope("POST", BATCH), client)
        assert [line["id"] for line in client.lines] == [1, 2]
        assert client.whole

    asyncio.run(one())


@pytest.mark.parametrize("cut", [1, 3, 100])
def test_a_stream_in_small_pieces_and_empty_ones(bridge: Bridge, client: FlaskClient, cut: int) -> None:
    body = article(1) + b"{\r\n\n" + article(2)[:-1]
    pieces = [m for at in range(0, len(body), cut) for m in (chunk(b""), chunk(body[at : at + cut]), chunk(b""))]
    answer = run(bridge, scope("POST", BATCH), *pieces, chunk(b"", False))
    assert answer.status == 200
    assert answer.body == client.post(BATCH, data=body).data
    assert answer.whole


def test_a_stream_has_no_limit_of_its_own(app: Flask) -> None:
    """Only lines have one: a stream may be longer than any other body."""
    line = b'{"id": 1, "text": ""}'.ljust(999_999) + b"\n"
    answer = run(Bridge(app, STREAMS, MAX_BODY), scope("POST", BATCH), *[chunk(line)] * 15, chunk(b"", False))
    assert [line.get("text_length") for line in answer.lines] == [0] * 15
    assert answer.whole


@pytest.mark.parametrize("declared", [b"0", b"5", b"99999999999999", b"x"])
def test_what_a_stream_declares_is_no_matter(bridge: Bridge, declared: bytes) -> None:
    asked = scope("POST", BATCH, [(b"content-length", declared)])
    assert len(run(bridge, asked, chunk(article()), chunk(article(), False)).lines) == 2


def test_a_stream_that_is_refused(bridge: Bridge) -> None:
    answer = run(bridge, scope("POST", BATCH, [(b"content-encoding", b"gzip")]), chunk(b"\x1f"), chunk(b"\x8b", False))
    assert answer.status == 415
    assert json.loads(answer.body)["status"] == 415


def test_other_methods_of_a_stream(bridge: Bridge) -> None:
    assert run(bridge, scope("GET", BATCH)).status == 405
    assert run(bridge, scope("OPTIONS", BATCH)).status == 200


def test_a_silent_sender_is_told_in_a_last_line(hasty: Bridge) -> None:
    answer = run(hasty, scope("POST", BATCH), chunk(article(1) + article(2)[:20]))
    first, last = answer.lines
    assert first["id"] == 1
    assert (last["id"], last["line"], last["error"]["status"]) == (None, 2, 408)
    assert "pauses" in last["error"]["detail"]
    assert answer.whole


def test_a_sender_that_never_begins(hasty: Bridge) -> None:
    (last,) = run(hasty, scope("POST", BATCH)).lines
    assert (last["line"], last["error"]["status"]) == (1, 408)


@pytest.mark.parametrize(
    "messages",
    [[GONE], [chunk(b"a"), GONE], [chunk(b"a"), chunk(b""), chunk(b"b"), GONE]],
    ids=["at once", "after a piece", "later"],
)
@pytest.mark.parametrize("reads", [None, 0, 1])
def test_a_sender_that_vanishes(messages: list[Environ], reads: int | None) -> None:
    echo = Echo()
    answer = run(Bridge(echo, ["/"], 99, stall=0.05 if reads is not None else NEVER), scope("POST", "/"), *messages,
                 reads=reads)  # fmt: skip
    assert echo.calls == 1
    assert not answer.whole or answer.status == 400
    gc.collect(1)
    assert echo.closed.is_set() or messages[0] == GONE  # a generator that never began has nothing to close


def test_a_sender_that_vanishes_midway_is_logged_and_forgotten(bridge: Bridge) -> None:
    answer = run(bridge, scope("POST", BATCH), chunk(article(1)), chunk(article(2)[:9]), GONE)
    assert answer.status == 400 or [line["id"] for line in answer.lines][:1] == [1]
    assert run(bridge, scope("POST", BATCH), chunk(article(3), False)).lines[0]["id"] == 3


def test_a_server_that_ends_the_request_itself() -> None:
    """As at its own stop: what was begun is closed."""

    async def one() -> None:
        client = Client(chunk(b"a"))
        task = asyncio.create_task(Bridge(echo, ["/"], 99)(scope("POST", "/"), client.receive, client.send))
        await client.until(lambda: client.body == b"a")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    echo = Echo()
    asyncio.run(one())
    assert echo.closed.is_set()


def test_a_send_that_fails() -> None:
    class Broken(Client):
        async def send(self, message: Environ) -> None:
            if self.sent:
                raise OSError("the socket is closed")
            self.sent.append(message)

    async def one() -> None:
        with pytest.raises(OSError, match="socket"):
            await ask(Bridge(echo, ["/"], 99), scope("POST", "/"), Broken(chunk(b"a")))
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    echo = Echo()
    asyncio.run(one())
    assert echo.closed.is_set()


def test_an_application_that_fails_midway() -> None:
    class Failing(Echo):
        def pieces(self, stream: Any) -> Iterator[bytes]:
            yield stream.read(1)
            raise ZeroDivisionError

    async def one() -> None:
        client = Client(chunk(b"a"), chunk(b"b"))
        with pytest.raises(ZeroDivisionError):
            await ask(Bridge(Failing(), ["/"], 99), scope("POST", "/"), client)
        assert client.body == b"a"
        assert not client.whole  # so that the client sees that it was cut short

    asyncio.run(one())


# Answers that wait for their client


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def files_open(folder: Path) -> int:
    """How many files of a folder this process holds open, deleted ones too."""
    found = 0
    for handle in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # closed meanwhile
            found += os.readlink(f"/proc/self/fd/{handle}").startswith(str(folder))
    return found


needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="open files are counted in /proc")


class Late(Client):
    """A client that takes nothing, not even the head of the answer, before it has sent all."""

    files = 0

    def __init__(self, folder: Path, *messages: Any) -> None:
        super().__init__(*messages)
        self.folder = folder

    async def send(self, message: Environ) -> None:
        while self.messages and self.received < len(self.messages):
            await asyncio.sleep(0.001)
        self.files = max(self.files, files_open(self.folder))
        await super().send(message)


@needs_proc
def test_a_client_that_sends_all_before_it_reads(disk: Path) -> None:
    async def one() -> None:
        pieces = [b"%04d " % n * 13_107 for n in range(80)]  # 5 MB
        client = Late(disk, *map(chunk, pieces), chunk(b"", False))
        echo = Echo()
        await ask(Bridge(echo, ["/"], 99), scope("POST", "/"), client)
        assert client.body == b"".join(pieces)
        assert client.whole
        assert client.files == 1
        assert files_open(disk) == 0
        assert list(disk.iterdir()) == []
        assert echo.closed.is_set()

    asyncio.run(one())


@needs_proc
def test_room_on_disk_is_given_back(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these needs most of the room there is: a later one gets it only if the earlier ones gave it back."""
    monkeypatch.setattr(asgi, "ON_DISK", 5_000_000)
    pieces = [b"%04d " % n * 13_107 for n in range(80)]

    async def one(bridge: Bridge) -> Client:
        return await ask(bridge, scope("POST", "/"), Late(disk, *map(chunk, pieces), chunk(b"", False)))

    async def vanished(bridge: Bridge) -> None:
        client = Client(*map(chunk, pieces), reads=1)
        await ask(bridge, scope("POST", "/"), client)

    async def several() -> None:
        bridge = Bridge(Echo(), ["/"], 99, stall=0.2)
        for _ in range(3):
            assert (await one(bridge)).body == b"".join(pieces)
            await vanished(bridge)
        assert files_open(disk) == 0

    asyncio.run(several())


@pytest.mark.parametrize("room", [0, 200_000])
def test_without_room_on_disk_the_sender_has_to_wait(disk: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    monkeypatch.setattr(asgi, "ON_DISK", room)
    pieces = [b"%04d " % n * 13_107 for n in range(80)]

    async def one() -> None:
        class Slow(Client):
            async def send(self, message: Environ) -> None:
                await asyncio.sleep(0.001)
                most.append(self.received - len(self.sent))
                await super().send(message)

        most: list[int] = []
        client = Slow(*map(chunk, pieces), chunk(b"", False))
        await ask(Bridge(Echo(), ["/"], 99), scope("POST", "/"), client)
        assert client.body == b"".join(pieces)
        assert max(most) < 30

    asyncio.run(one())


def test_where_no_file_can_be_made_the_sender_has_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    pieces = [b"%04d " % n * 13_107 for n in range(80)]
    answer = run(Bridge(Echo(), ["/"], 99), scope("POST", "/"), *map(chunk, pieces), chunk(b"", False))
    assert answer.body == b"".join(pieces)


@needs_proc
@pytest.mark.parametrize("reads", [0, 1, 3])
@pytest.mark.parametrize("ends", [True, False])
def test_a_client_that_stops_reading_is_left(disk: Path, reads: int, ends: bool) -> None:
    echo = Echo(2)
    pieces = [chunk(b"%04d " % n * 13_107) for n in range(40)]
    answer = run(
        Bridge(echo, ["/"], 99, stall=0.2), scope("POST", "/"), *pieces, *([chunk(b"", False)] if ends else []),
        reads=reads,
    )  # fmt: skip
    assert len(answer.sent) == reads
    assert files_open(disk) == 0
    gc.collect(1)
    assert echo.closed.is_set() or echo.calls == 1


def test_many_that_stop_reading_are_no_harm_to_others(app: Flask, disk: Path) -> None:
    async def all_of_them() -> None:
        bridge = Bridge(app, STREAMS, MAX_BODY, stall=NEVER)
        body = b"".join(article(n) for n in range(20))
        stuck = [Client(*[chunk(body)] * 50, reads=2) for _ in range(50)]
        tasks = [asyncio.create_task(bridge(scope("POST", BATCH), c.receive, c.send)) for c in stuck]
        await asyncio.gather(*(client.until(lambda client=client: len(client.sent) == 2) for client in stuck))
        client = Client(chunk(article(7), False))
        await asyncio.wait_for(bridge(scope("POST", BATCH), client.receive, client.send), SOON)
        assert client.lines[0]["id"] == 7
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(all_of_them())
