"""The HTTP service against an empty route of the same application."""

from __future__ import annotations

import os
import selectors
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import Any
from urllib.parse import quote

from flask import Response

from benchmarks import corpus
from benchmarks.report import Table, middle, p99, ratio
from glossary import forms
from glossary.config import Settings
from glossary.terms_yaml import packaged
from glossary.web import server
from glossary.web.api import QUICK, STREAMS
from glossary.web.app import create_app
from glossary.web.asgi import Bridge

WORKERS = 2
CLIENTS = 2
CONNECTIONS = 8  # for each client process
EMPTY = "/empty"
HOST = "127.0.0.1"
START = 60.0


def tables(quick: bool) -> list[Table]:
    """Return requests per second of both routes."""
    return [
        Table(
            "HTTP",
            f"granian, {WORKERS} workers, the shipped glossary; GET /api/v1/lookup with its forms, half of them with a "
            f"slip, in random order, against an empty route of the same application. {CLIENTS} clients of "
            f"{CONNECTIONS} keep-alive connections share the cores, which flatters the ratio of requests/s; CPU is "
            "that of the workers alone, for each request. Goal: ratio >= 0.3.",
            ("route", "requests/s", "ratio", "p50 ms", "p99 ms", "CPU ms", "CPU ratio", "errors"),
            _measured(3 if quick else 7, 1.5 if quick else 3.0),
        )
    ]


def application(settings: Settings) -> Bridge:
    """Return the service's own application with a route that does nothing."""
    app = create_app(settings)
    app.add_url_rule(EMPTY, "empty", lambda: Response(b"{}", mimetype="application/json"))
    return Bridge(app, STREAMS, settings.max_body, quick=(*QUICK, EMPTY))


def serve(port: int) -> None:
    """Serve as `glossary serve` does, with the application above."""
    setattr(server, "worker", application)  # noqa: B010 - what the service itself imports is no export of its
    server.serve(HOST, port, WORKERS, Settings())


@dataclass
class _Route:
    paths: list[str]
    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    errors: int = 0


def _measured(repetitions: int, duration: float) -> list[Sequence[Any]]:
    rng = Random(1)
    empty, lookup = _Route([EMPTY]), _Route(_paths(rng))
    port = free_port()
    command = [sys.executable, "-c", f"from benchmarks.service import serve; serve({port})"]
    # Its log is written, which costs what it costs in service, but not among the figures.
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
    process = subprocess.Popen(command, cwd=Path(__file__).parent.parent, stderr=log)
    try:
        wait(port, process)
        with ProcessPoolExecutor(CLIENTS, mp_context=get_context("spawn")) as pool:
            for route in (empty, lookup):
                _loaded(route, pool, port, process.pid, rng, 1.0)
                route.__init__(route.paths)  # type: ignore[misc]
            for repetition in range(repetitions):
                for route in (empty, lookup) if repetition % 2 else (lookup, empty):
                    _loaded(route, pool, port, process.pid, rng, duration)
    finally:
        process.terminate()
        process.wait(30)
        log.close()
    return [
        (
            name,
            middle(route.rates),
            ratio(route.rates, empty.rates),
            (middle(route.times) or 0) * 1000,
            p99(route.times) * 1000,
            (middle(route.cpu) or 0) * 1000,
            ratio(empty.cpu, route.cpu),
            route.errors,
        )
        for name, route in (("empty", empty), ("lookup", lookup))
    ]


def _paths(rng: Random) -> list[str]:
    parts = corpus.Parts.shipped()
    written = [term.text for concept in packaged().concepts for term in forms.written(concept)]
    queries = written + [corpus.slipped(text, parts, rng) for text in written]
    return [f"/api/v1/lookup?q={quote(query)}" for query in queries if query]


def _loaded(route: _Route, pool: ProcessPoolExecutor, port: int, pid: int, rng: Random, duration: float) -> None:
    """Put both clients on one route and add what they saw."""
    cpu = _cpu(pid)
    seeds = [rng.randrange(2**32) for _ in range(CLIENTS)]
    running = [pool.submit(_client, port, route.paths, seed, duration) for seed in seeds]
    results = [one.result() for one in running]
    answered = sum(len(times) for times, _, _ in results)
    route.cpu.append((_cpu(pid) - cpu) / answered)
    route.rates.append(sum(len(times) / spent for times, spent, _ in results))
    for times, _, errors in results:
        route.times += times
        route.errors += errors


class _Connection:
    """A keep-alive connection with one request under way. http.client costs more than the empty route itself."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0.0
        self._read = b""

    def send(self, request: bytes) -> None:
        self._read = b""
        self.sent = perf_counter()
        self.socket.sendall(request)

    def answer(self) -> bytes | None:
        """Return the status line once the answer is here whole."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the service closed a connection")
        self._read += piece
        head, found, body = self._read.partition(b"\r\n\r\n")
        if not found:
            return None
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return head[:12] if len(body) >= length else None


def _client(port: int, paths: list[str], seed: int, duration: float) -> tuple[list[float], float, int]:
    """Return the times of all answers, how long it went on, and how many were no 200."""
    requests = _requests(paths, seed)
    selector = selectors.DefaultSelector()
    times: list[float] = []
    errors = 0
    begin = perf_counter()
    for _ in range(CONNECTIONS):
        connection = _Connection(port)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(next(requests))
    while perf_counter() - begin < duration:
        for event, _ in selector.select(1):
            connection = event.data
            status = connection.answer()
            if status is not None:
                times.append(perf_counter() - connection.sent)
                errors += status != b"HTTP/1.1 200"
                connection.send(next(requests))
    spent = perf_counter() - begin
    for event in list(selector.get_map().values()):
        event.data.socket.close()
    return times, spent, errors


def _requests(paths: list[str], seed: int) -> Iterator[bytes]:
    shuffled = list(paths)
    Random(seed).shuffle(shuffled)
    return cycle([f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: */*\r\n\r\n".encode() for path in shuffled])


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait(port: int, process: subprocess.Popen[bytes], most: float = START) -> None:
    """Return when the service answers; RuntimeError if it does not within so many seconds."""
    end = perf_counter() + most
    while perf_counter() < end and process.poll() is None:
        try:
            connection = HTTPConnection(HOST, port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        sleep(0.2)
    raise RuntimeError("the service did not get ready")


def _cpu(pid: int) -> float:
    """Return the CPU seconds that a process and its children have used."""
    total = 0
    for own in (pid, *_children(pid)):
        fields = Path(f"/proc/{own}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield child
            yield from _children(child)
