"""The real server: two workers, real sockets."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from .conftest import ARTICLE, TERMS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """A running `glossary serve`."""

    def __init__(self, folder: Path) -> None:
        terms = folder / "terms.yaml"
        terms.write_text(TERMS, "utf-8")
        self.log = folder / "log"
        self.port = free_port()
        command = [sys.executable, "-m", "glossary", "serve", "--terms", str(terms), "--port", str(self.port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([*command, "--workers", "2"], stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while self.status("/readyz") != 200:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def status(self, path: str) -> int | None:
        try:
            return self.ask("GET", path)[0]
        except OSError:
            return None

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers, encode_chunked=isinstance(body, Iterator))  # type: ignore[arg-type]
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def send(self, data: bytes) -> bytes:
        """Send bytes as they are and return all that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(data)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
            return received

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(60)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"))
    yield running
    if running.process.poll() is None:
        running.stop()


def test_every_worker_answers_once_one_is_ready(service: Service) -> None:
    # A new connection each time, so that the kernel hands them to both workers.
    assert {service.status(f"/api/v1/lookup?q={quote('승등')}") for _ in range(50)} == {200}


def test_articles_travel_whole(service: Service) -> None:
    body = json.dumps({"text": ARTICLE * 1000}).encode()
    status, answer = service.ask("POST", "/api/v1/annotate", body, **{"Content-Type": "application/json"})
    assert status == 200
    assert json.loads(answer)["text_length"] == len(ARTICLE) * 1000


def test_chunked_bodies(service: Service) -> None:
    pieces = iter([b'{"text": ', json.dumps(ARTICLE).encode(), b"}"])
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    status, answer = service.ask("POST", "/api/v1/annotate", pieces, **headers)
    assert status == 200
    assert json.loads(answer)["text_length"] == len(ARTICLE)


def test_addresses_as_careless_clients_send_them(service: Service) -> None:
    def head(target: bytes) -> bytes:
        return service.send(b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").split(b"\r\n")[0]

    assert head("/api/v1/lookup?q=승등".encode()) == b"HTTP/1.1 200 OK"
    assert head("/api/v1/lookup?q=승등".encode("cp949")).split()[1] == b"400"
    assert head(b"/api//v1/lookup?q=a").split()[1] == b"404"
    assert head(b"/api/v1/concepts/%ff%00").split()[1] == b"404"


@pytest.mark.parametrize(
    "data",
    [
        b"\0\xff\xfe nothing like HTTP\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/v1/annotate HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\n",
        b"GET /?q=" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["noise", "version", "negative", "headers", "address"],
)
def test_hostile_bytes_do_no_harm(service: Service, data: bytes) -> None:
    try:
        answer = service.send(data)
    except OSError:
        answer = b""  # closed on us, which is an answer too
    assert answer == b"" or 400 <= int(answer.split()[1]) < 500
    assert service.status("/healthz") == 200


def test_clients_that_vanish_do_no_harm(service: Service) -> None:
    head = (
        b"POST /api/v1/annotate HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\nContent-Type: application/json\r\n\r\n{"
    )
    for _ in range(100):
        with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection:
            connection.sendall(head)
    assert service.status("/healthz") == 200
    assert service.status("/api/v1/lookup?q=a") == 200


def test_a_body_past_the_limit(service: Service) -> None:
    try:
        status, answer = service.ask(
            "POST", "/api/v1/annotate", b"x" * 20_000_000, **{"Content-Type": "application/json"}
        )
    except OSError:
        pass  # the server may close before all of it was sent
    else:
        assert status == 413
        assert json.loads(answer)["status"] == 413
    assert service.status("/healthz") == 200


def test_a_port_in_use_is_said(service: Service, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "glossary", "serve", "--terms", str(service.log.parent / "terms.yaml")]
    second = subprocess.run([*command, "--port", str(service.port)], capture_output=True, text=True, timeout=60)
    assert second.returncode == 2
    assert f"port {service.port} at 127.0.0.1 is in use" in second.stderr
    assert "Traceback" not in second.stderr
    assert second.stdout == ""
    assert service.status("/healthz") == 200


def test_the_log_keeps_no_text(service: Service) -> None:
    log = service.log.read_text()
    assert "승등" not in log
    assert quote("승등") not in log
    assert "화웨이" not in log
    assert "Traceback" not in log


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told(how: signal.Signals, tmp_path: Path) -> None:
    running = Service(tmp_path)
    assert running.stop(how) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", running.port))
    assert "Traceback" not in running.log.read_text()
