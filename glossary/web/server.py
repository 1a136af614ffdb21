"""Run the service: granian with as many worker processes as were asked for."""

from __future__ import annotations

import errno
import os
import secrets
import socket
import sys
import tempfile
from dataclasses import replace
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from glossary.config import Settings, variable
from glossary.errors import InvalidInput
from glossary.web import telemetry
from glossary.web.app import worker
from glossary.web.curators import Curators

# Connections of one worker that may be open at once; more wait until one closes.
CONNECTIONS = 2048
# How long a worker may go on answering after it was told to stop.
GRACE = 10
# Standard output belongs to results, and a service has none. Granian's own access log would keep what people asked.
_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": telemetry.JsonLines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "json"}},
    "loggers": {
        "_granian": {"handlers": ["stderr"], "propagate": False},
        "granian.access": {"handlers": [], "propagate": False},
        "glossary": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}


def serve(host: str, port: int, workers: int, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered first. Port 0 takes any that is free.

    Raises InvalidInput for an address or a setting that cannot be used, before anything is started. Each worker loads
    the glossary for itself: whoever calls this reads it first, so that a broken file is told once and at once.
    """
    if settings.edit_file and not settings.terms and not os.path.isfile(settings.edit_file):
        name = variable("edit_file")
        raise InvalidInput(
            name, f"{name} names {settings.edit_file}, which is no file; name the glossary file to write"
        )
    if not (Curators.of(settings) or settings.secret_key):
        settings = replace(settings, secret_key=secrets.token_hex())  # the workers are to have the same
    host, port = _address(host, port)
    server = Granian(
        "glossary.web.app:worker",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        backlog=CONNECTIONS * workers,
        backpressure=CONNECTIONS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.error,
        log_dictconfig=_LOGGING,
    )
    shown = f"[{host}]" if ":" in host else host
    server.on_startup(lambda: print(f"serving at http://{shown}:{port}/ (Ctrl-C stops)", file=sys.stderr, flush=True))
    # Before the workers are made: what they count they keep in this folder, and each can tell the numbers of all.
    with tempfile.TemporaryDirectory(prefix="glossary-metrics-") as folder:
        os.environ[telemetry.SHARED] = folder
        server.serve(target_loader=partial(worker, settings), wrap_loader=False)


def _address(host: str, port: int) -> tuple[str, int]:
    """Return the numeric address to listen at, having made sure that it is free.

    Granian's workers share a port by SO_REUSEPORT, and so a second service would silently share it too.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            bound = probe.getsockname()
            return str(bound[0]), int(bound[1])
    except socket.gaierror as error:
        raise InvalidInput("host", f"there is no address {host!r} ({error.strerror}); give --host an address") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} at {host} is in use; stop what listens there or choose another with --port"
        elif error.errno == errno.EACCES:
            message = f"port {port} needs rights that this user lacks; choose one above 1023 with --port"
        else:
            message = f"cannot listen at {host}, port {port} ({error.strerror}); check --host and --port"
        raise InvalidInput("port", message) from None
    except OverflowError:
        raise InvalidInput("port", f"{port} is no port; choose one from 1 to 65535 with --port") from None
