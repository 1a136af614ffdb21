"""Curators: who they are, by tokens, and how a browser stays logged in.

A token is sent once, to log in. From then on a signed cookie says who it is: for the pages of /review alone, out of
reach of scripts, sent by no other site's page, and worthless once the token is taken out of the settings.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface

from glossary.config import Settings, variable
from glossary.errors import InvalidInput
from glossary.web import senders

COOKIE, PATH = "curator", "/review"
SHORTEST = 16  # characters of a token
_DAY = timedelta(hours=12)
_SETTING = variable("curator_tokens")


@dataclass(frozen=True)
class Curators:
    """Who may review: names, and digests of their tokens."""

    digests: dict[str, bytes]

    @classmethod
    def of(cls, settings: Settings) -> Curators:
        """Return the curators of the settings. Raises InvalidInput for tokens that cannot be used."""
        given, pairs = settings.curator_tokens, settings.curator_tokens.split(",")
        if given.startswith("@"):
            try:
                pairs = Path(given[1:]).read_text(encoding="utf-8").splitlines()
            except (OSError, ValueError) as error:
                reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
                raise InvalidInput(_SETTING, f"{_SETTING} names {given[1:]}, which cannot be read ({reason})") from None
        digests: dict[str, bytes] = {}
        for number, pair in enumerate(pairs, 1):
            if not pair.strip() or pair.lstrip().startswith("#"):
                continue
            name, colon, token = (part.strip() for part in pair.partition(":"))
            if not (name and colon and token):
                raise InvalidInput(_SETTING, f"{_SETTING}: entry {number} is no name:token")
            if len(token) < SHORTEST:
                message = f"{_SETTING}: the token of {name!r} is short; use {SHORTEST} characters or more, at random"
                raise InvalidInput(_SETTING, message)
            if name in digests:
                raise InvalidInput(_SETTING, f"{_SETTING}: {name!r} stands twice; give each curator one token")
            digests[name] = _digest(token)
        return cls(digests)

    def __bool__(self) -> bool:
        return bool(self.digests)

    def by_token(self, token: str) -> str | None:
        """Return whose token this is; how long that takes tells nothing of the tokens."""
        found = None
        for name, digest in self.digests.items():
            if hmac.compare_digest(digest, _digest(token)):
                found = name
        return found

    def log_in(self, name: str) -> None:
        """Have the answer set the cookie of this curator."""
        session.clear()
        session.permanent = True
        session["curator"], session["token"] = name, self._mark(name)

    def log_out(self) -> None:
        """Have the answer delete the cookie."""
        session.clear()

    def current(self) -> str | None:
        """Return which curator sends this request; None for anybody else."""
        name = session.get("curator")
        if name not in self.digests or not hmac.compare_digest(str(session.get("token")), self._mark(name)):
            return None
        return str(name)

    def _mark(self, name: str) -> str:
        return hashlib.sha256(b"session" + self.digests[name]).hexdigest()[:16]


def key(settings: Settings, curators: Curators) -> bytes:
    """Return the service's secret: as set, or made of the tokens, so that all workers have the same."""
    if settings.secret_key:
        return settings.secret_key.encode("utf-8", "surrogateescape")
    if curators:
        return hashlib.sha256(b"ko-zh-glossary" + b"".join(curators.digests.values())).digest()
    return secrets.token_bytes(32)


def register(app: Flask, settings: Settings, secret: bytes) -> None:
    """Keep sessions in a cookie that goes to the pages of /review alone."""
    app.secret_key = secret
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_PATH=PATH,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=_DAY,
    )
    app.session_interface = _Sessions(settings)


class _Sessions(SecureCookieSessionInterface):
    """Cookies that are for https alone where the login came by https: an office may serve plain http."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def get_cookie_secure(self, app: Flask) -> bool:
        return senders.is_secure(request, self._settings.trusted_proxies)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
