"""The real server: two workers, real sockets."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from glossary import terms_yaml
from glossary.model import Glossary
from glossary.store import Store

from .conftest import ARTICLE, TERMS


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """A running `glossary serve`."""

    def __init__(self, folder: Path, database: bool = False) -> None:
        """Serve the terms above, or the database that is in the folder."""
        terms = folder / "terms.yaml"
        terms.write_text(TERMS, "utf-8")
        self.log = folder / "log"
        self.port = free_port()
        command = [sys.executable, "-m", "glossary", "serve", "--port", str(self.port), "--workers", "2"]
        # Without the countries beside it a list of concepts is that of the database.
        own = {"GLOSSARY_DATABASE_URL": f"sqlite:///{folder}/glossary.db", "GLOSSARY_CLDR": "off"}
        environment = {**os.environ, **own}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command if database else [*command, "--terms", str(terms)], stdout=log, stderr=log, env=environment
            )
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

    def counted(self, route: str) -> float:
        """How many requests of a route have been answered."""
        text = self.ask("GET", "/metrics")[1].decode()
        return sum(float(line.split()[-1]) for line in text.splitlines()
                   if line.startswith("glossary_requests_total") and f'route="{route}"' in line)  # fmt: skip

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


def test_a_batch_is_answered_while_it_is_sent(service: Service) -> None:
    with (
        socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection,
        connection.makefile("rb") as got,
    ):

        def send(piece: bytes) -> None:
            connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))

        connection.sendall(
            b"POST /api/v1/annotate/batch HTTP/1.1\r\nHost: x\r\n"
            b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        for number in range(3):  # no line is sent before the one before it was answered
            send(json.dumps({"id": number, "text": ARTICLE}).encode() + b"\n")
            while not (line := got.readline()).startswith(b"{"):
                assert line
            assert json.loads(line)["id"] == number
        send(b"")
        assert got.read().endswith(b"0\r\n\r\n")


def test_a_client_that_sends_all_before_it_reads(service: Service) -> None:
    """More than a whole body may have, and more answers than any buffer holds."""
    lines = b"".join(json.dumps({"id": n, "text": ARTICLE * 40}).encode() + b"\n" for n in range(4000))
    assert len(lines) > 16_000_000
    status, answer = service.ask("POST", "/api/v1/annotate/batch", lines)
    assert status == 200
    assert [json.loads(line)["id"] for line in answer.splitlines()] == list(range(4000))


def test_metrics_are_of_all_workers(service: Service) -> None:
    before = service.counted("/healthz")
    for _ in range(30):
        assert service.status("/healthz") == 200
    assert {service.counted("/healthz") for _ in range(10)} == {before + 30}


def glossary(number: int) -> Glossary:
    """Two names that tell the number, so that a mixture of two revisions would show."""
    names = (f"- id: n{place}\n  category: term\n  ko: 이름{place}{number}\n" for place in "ab")
    return terms_yaml.parse("".join(names))


def test_revisions_are_followed_without_a_failed_request(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/glossary.db") as store:
        store.upgrade()
        store.replace(glossary(1), "test")
        running = Service(tmp_path, database=True)
        seen: set[int] = set()
        failures: list[object] = []
        done = threading.Event()

        def ask() -> None:
            while not done.is_set():
                status, answer = running.ask("GET", "/api/v1/concepts")
                page = json.loads(answer)
                number = page["revision"]
                names = [concept["ko"]["preferred"] for concept in page["concepts"]]
                if status != 200 or names != [f"이름a{number}", f"이름b{number}"]:
                    failures.append((status, page))
                seen.add(number)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for number in range(2, 30):
            store.replace(glossary(number), "test")
            time.sleep(0.1)
        deadline = time.monotonic() + 60
        while {json.loads(running.ask("GET", "/readyz")[1])["revision"] for _ in range(20)} != {29}:
            assert time.monotonic() < deadline
        done.set()
        for thread in threads:
            thread.join()
        assert running.stop() == 0
    assert failures == []
    assert len(seen) > 1


def test_it_serves_and_stops_without_its_database(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/glossary.db") as store:
        store.upgrade()
        store.replace(glossary(1), "test")
    running = Service(tmp_path, database=True)
    for file in tmp_path.glob("glossary.db*"):
        file.unlink()
    deadline = time.monotonic() + 60
    while json.loads(running.ask("GET", "/readyz")[1])["error"] is None:
        assert time.monotonic() < deadline
    assert running.status("/readyz") == 200
    assert json.loads(running.ask("GET", "/api/v1/concepts")[1])["revision"] == 1
    assert running.status("/api/v1/changes") == 503
    assert running.stop() == 0
    assert "Traceback" not in running.log.read_text()
