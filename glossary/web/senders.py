"""Who sends a request: from which address, as far as proxies can be believed, and from a page of which site."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from flask import Request
from werkzeug.exceptions import Forbidden


def address(request: Request, trusted: Sequence[str]) -> str:
    """Return the address of the client: the last one on the way here that is not a proxy that is trusted.

    What stands further on in X-Forwarded-For anybody may have written.
    """
    way = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    at = request.remote_addr or ""
    while way and _is_trusted(at, trusted):
        at = way.pop()
    return at


def is_secure(request: Request, trusted: Sequence[str]) -> bool:
    """Say whether the client came by https, itself or as a trusted proxy says."""
    told = request.headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip()
    return request.is_secure or (told == "https" and _is_trusted(request.remote_addr or "", trusted))


def sender(address: str, key: bytes) -> str:
    """Return what stands for an address and cannot be turned back without the key: of IPv6 the network alone (/64)."""
    try:
        parsed = ip_address(address)
        network = ip_network((parsed, 64 if parsed.version == 6 else 32), strict=False)
        address = str(network)
    except ValueError:
        pass
    return hmac.new(key, address.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def refuse_other_sites(request: Request) -> None:
    """Raise Forbidden where a page of another site has made the browser send this.

    Every browser of today says so by itself, in a header that no page can set: Sec-Fetch-Site, over plain http Origin.
    What has neither comes from no browser.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        own = site in ("same-origin", "none")
    else:
        own = origin is None or urlsplit(origin).netloc == request.host
    if not own:
        raise Forbidden("a page of another site sent this; open the form here and send it from here")


def _is_trusted(address: str, trusted: Sequence[str]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in ip_network(network) for network in trusted)
