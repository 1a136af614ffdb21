"""What an operator sees of the service: a line in the log for each request, and metrics for Prometheus.

Neither holds anything that was asked or sent: requests are named by their route, never by their address.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
import time
import uuid
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, g, request

from glossary.live import LiveGlossary

REQUEST_ID = "X-Request-Id"
# Where the workers of one service keep their numbers, so that any of them can tell those of all.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)
_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
_log = logging.getLogger("glossary.requests")


class JsonLines(logging.Formatter):
    """Log records as JSON, one a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's time (UTC), level, logger and message, and the fields that were given with it."""
        said: dict[str, Any] = {
            "time": f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            said["stack"] = self.formatException(record.exc_info)
        try:
            return orjson.dumps(said, default=str).decode()
        except TypeError:  # half a surrogate pair, a number past 64 bits
            return json.dumps(said, default=str)


class Metrics:
    """The numbers that /metrics shows, of this process or, where `SHARED` is set, of all workers of the service."""

    def __init__(self, live: LiveGlossary) -> None:
        import prometheus_client as prometheus  # it looks at `SHARED` when it is imported: not before a worker starts

        self.content_type = prometheus.CONTENT_TYPE_LATEST
        self._prometheus = prometheus
        self._registry = registry = prometheus.CollectorRegistry()
        self._requests = prometheus.Counter(
            "glossary_requests", "Requests answered", ["route", "method", "status"], registry=registry
        )
        self._seconds = prometheus.Histogram(
            "glossary_request_seconds", "Time from a request to the end of its answer", ["route"],
            buckets=_SECONDS, registry=registry,
        )  # fmt: skip
        self._lookups = prometheus.Counter(
            "glossary_lookups", "Names looked up, by whether any concept was found", ["found"], registry=registry
        )
        gauge = partial(prometheus.Gauge, registry=registry, multiprocess_mode="liveall")
        self._revision = gauge("glossary_revision", "The revision that is served")
        self._newest = gauge("glossary_newest_revision", "The newest revision that was seen in the database or files")
        self._concepts = gauge("glossary_concepts", "Concepts in the revision that is served")
        self._build_seconds = gauge("glossary_build_seconds", "How long the present snapshot took to load and build")
        self._failed = gauge("glossary_failed", "1 while the newest revision cannot be loaded")
        self._failures = prometheus.Counter("glossary_failures", "Failures to load a revision", registry=registry)
        self._told_failures = 0
        self._live = live
        self._forget_the_dead()
        self._telling = threading.Lock()
        live.on_change(self.tell_revision)
        self.tell_revision()  # it may have loaded before anybody was told

    def text(self) -> bytes:
        """Return the numbers in Prometheus' text format."""
        if SHARED not in os.environ:
            return self._prometheus.generate_latest(self._registry)
        from prometheus_client import multiprocess

        registry = self._prometheus.CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return self._prometheus.generate_latest(registry)

    def tell_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(route, method, status).inc()
        self._seconds.labels(route).observe(seconds)

    def tell_lookups(self, found: int, missed: int) -> None:
        """Count names that were looked up."""
        if found:
            self._lookups.labels("yes").inc(found)
        if missed:
            self._lookups.labels("no").inc(missed)

    def tell_revision(self) -> None:
        """Show what is served now."""
        with self._telling:
            live = self._live
            if live.current is not None:
                self._revision.set(live.current.edition.revision)
                self._concepts.set(live.current.snapshot.size)
                self._build_seconds.set(live.current.seconds)
            if live.seen is not None:
                self._newest.set(live.seen.revision)
            self._failed.set(live.error is not None)
            self._failures.inc(live.failures - self._told_failures)
            self._told_failures = live.failures

    def _forget_the_dead(self) -> None:
        """Take out the gauges of workers that died; the ones that replace them come through here."""
        from prometheus_client import multiprocess

        for file in Path(os.environ[SHARED]).glob("gauge_live*.db") if SHARED in os.environ else ():
            pid = int(file.stem.rpartition("_")[2])
            if not _runs(pid):
                multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]


def register(app: Flask, live: LiveGlossary) -> Metrics:
    """Give every answer a request id, log it and count it; serve the counts at /metrics."""
    metrics = Metrics(live)
    app.add_url_rule("/metrics", "metrics", lambda: Response(metrics.text(), content_type=metrics.content_type))

    def begun() -> None:
        given = request.headers.get(REQUEST_ID, "")
        g.request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        g.started = time.perf_counter()

    def answered(response: Response) -> Response:
        response.headers[REQUEST_ID] = g.request_id
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in _METHODS else "other"
        # A streamed answer is not over yet; this is called when it is, or when the client went away.
        response.call_on_close(partial(_over, metrics, route, method, response.status_code, g.started, g.request_id))
        return response

    app.before_request(begun)
    app.after_request(answered)
    return metrics


def _over(metrics: Metrics, route: str, method: str, status: int, started: float, request_id: str) -> None:
    seconds = time.perf_counter() - started
    metrics.tell_request(route, method, status, seconds)
    if _log.isEnabledFor(logging.INFO):
        fields = {
            "request_id": request_id,
            "method": method,
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
        }
        _log.info("request", extra={"fields": fields})


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True
